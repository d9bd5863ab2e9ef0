//! Showing one page of a draft.

use actix_web::{Either, HttpResponse, web};
use askama::Template;
use counter::Counter;
use kernel::DraftId;
use serde::Deserialize;

use super::{
    earlier::EarlierView,
    sheet::Sheet,
    upload_fault::{refusals_of, upload_sentence},
};
use crate::{
    link,
    pages::{
        answers::{AnswerView, AnswersFor},
        gone::draft_gone,
        identity::IdentityView,
    },
    visit::Visit,
    wording::Wording,
};
use ::web::{
    fields::{FieldView, Mistake, mistakes, posted_name},
    guard::{WebError, known},
    page::{Page, see_other},
    shown,
    wording::Phrase,
};

#[derive(Template)]
#[template(path = "resident/apply.html")]
pub(super) struct ApplyPage {
    visit: Visit,
    w: Wording,
    procedure: String,
    title: String,
    help: String,
    address: String,
    elsewhere: String,
    step: usize,
    total: usize,
    last: bool,
    fields: Vec<FieldView>,
    mistakes: Vec<Mistake>,
    closed: Vec<String>,
    /// That there is no place, and how they can wait for one.
    line: Option<String>,
    mode: Mode,
    /// Whether the check page is where it goes on.
    returns: bool,
    /// How far the draft is, and the name of this tab.
    revision: String,
    /// What another tab has saved here.
    saved_elsewhere: Option<Vec<AnswerView>>,
    newer_version: bool,
    saved: Phrase,
    /// Who fills it in, where that is known or can be.
    identity: Option<IdentityView>,
    /// What can be taken over from what this browser sent before, or was.
    earlier: Option<EarlierView>,
}

/// Why the page is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// To be filled in.
    Fresh,
    /// Because answers opened more questions.
    Opened,
    /// Because there is no place, and they can wait for one.
    Full,
    /// Because something is to be put right.
    Mending,
    /// Because of one thing that could not be done, the only one to be told of.
    Told,
}

impl Mode {
    fn tells_problems(self) -> bool {
        matches!(self, Self::Mending | Self::Told)
    }
}

impl ApplyPage {
    fn new(
        visit: Visit,
        sheet: &Sheet,
        mode: Mode,
        returns: bool,
        counter: &Counter,
    ) -> Result<Self, WebError> {
        let w = visit.words();
        let fields = sheet.fields(mode.tells_problems())?;
        let page = sheet.page()?;
        let (step, total) = sheet.progress();
        let problems = if mode.tells_problems() { &*sheet.checked.problems } else { &[] };
        let saved = match &sheet.draft.page {
            Some(_) => w.saved_at(shown::clock(sheet.draft.updated_at, visit.language)),
            None => w.saves_itself(),
        };
        let files = sheet.files();
        let answers = AnswersFor { files: &files, change: None, w };
        Ok(Self {
            procedure: sheet.form().title(visit.language).to_owned(),
            title: page.title(visit.language).to_owned(),
            help: page.help.get(visit.language).to_owned(),
            address: link::apply(&sheet.draft.id, &page.id),
            elsewhere: link::elsewhere(&sheet.draft.id),
            step,
            total,
            last: sheet.is_last(),
            mistakes: mistakes(problems, &fields, *w),
            closed: sheet.closed(),
            line: sheet.line().filter(|_| mode == Mode::Full).map(str::to_owned),
            revision: sheet.draft.revision.to_string(),
            saved_elsewhere: sheet
                .elsewhere
                .clone()
                .map(|group| answers.groups(vec![group]))
                .map(|groups| groups.into_iter().flat_map(|group| group.answers).collect()),
            newer_version: sheet.draft.newer_version,
            identity: IdentityView::of_page(counter, &sheet.draft, page, w),
            earlier: None,
            visit,
            fields,
            mode,
            returns,
            saved,
            w,
        })
    }

    fn has_files(&self) -> bool {
        self.fields.iter().any(FieldView::has_files)
    }
}

/// How the page is shown, in its address.
#[derive(Deserialize)]
pub(super) struct Query {
    mend: Option<String>,
    opened: Option<String>,
    full: Option<String>,
    elsewhere: Option<String>,
    /// Files that were not taken.
    refused: Option<String>,
    /// The address that its postal code did not fill in.
    unfilled: Option<String>,
    /// The question whose service outside does not answer.
    away: Option<String>,
    #[serde(rename = "return")]
    back: Option<String>,
}

impl Query {
    fn mode(&self) -> Mode {
        if self.mend.is_some() {
            Mode::Mending
        } else if self.refused.is_some() || self.unfilled.is_some() || self.away.is_some() {
            Mode::Told
        } else if self.opened.is_some() {
            Mode::Opened
        } else if self.full.is_some() {
            Mode::Full
        } else {
            Mode::Fresh
        }
    }

    /// Adds to `sheet` what could not be done, in place of everything else where nobody has
    /// tried to go on yet.
    fn tell(&self, sheet: &mut Sheet, w: Wording) {
        if self.mode() == Mode::Told {
            sheet.checked.problems.clear();
        }
        let refused = self.refused.as_deref().map(|told| refusals_of(told, sheet.form()));
        for (field, fault) in refused.into_iter().flatten() {
            sheet.add_problem(&field, upload_sentence(&fault, w).plain());
        }
        let postal = self.unfilled.as_ref().map(|at| format!("{at}/postal"));
        if let Some(postal) = postal.filter(|at| sheet.form().field(at).is_some()) {
            sheet.add_problem(&posted_name(&postal), w.postal_unknown().plain());
        }
        if let Some(at) = self.away.as_ref().filter(|at| sheet.form().field(at).is_some()) {
            sheet.add_problem(&posted_name(at), w.external_away().plain());
        }
    }
}

pub(super) async fn show(
    counter: web::Data<Counter>,
    visit: Visit,
    path: web::Path<(String, String)>,
    query: web::Query<Query>,
) -> Result<Either<HttpResponse, Page<ApplyPage>>, WebError> {
    let (draft, page) = path.into_inner();
    let id: DraftId = known(&draft)?;
    let typed = query.elsewhere.is_some();
    let shown = match counter.draft_page(&visit.visitor(), &id, &page, typed, visit.language).await
    {
        Ok(shown) => shown,
        Err(fault) => return draft_gone(&counter, &visit, &id, fault).await.map(Either::Left),
    };
    let mut sheet = Sheet::open(shown, &page, &counter, visit.language)?;
    if sheet.is_skipped() {
        return Ok(Either::Left(see_other(&sheet.next())));
    }
    query.tell(&mut sheet, visit.words());
    let earlier = EarlierView::of(&counter, &visit, &sheet).await?;
    let shown = ApplyPage::new(visit, &sheet, query.mode(), query.back.is_some(), &counter)?;
    let shown = ApplyPage { earlier, ..shown };
    Ok(Either::Right(Page::ok(shown)))
}

/// `/apply/{draft}` leads to where the resident left off.
pub(super) async fn go_on(
    counter: web::Data<Counter>,
    visit: Visit,
    draft: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let id: DraftId = known(&draft)?;
    let draft = match counter.draft_summary(&visit.visitor(), &id).await {
        Ok(draft) => draft,
        Err(fault) => return draft_gone(&counter, &visit, &id, fault).await,
    };
    Ok(see_other(&link::apply(&id, &draft.next_page)))
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use chrono::NaiveDate;
    use form_engine::{Context, Form, Page as FormPageDefinition};
    use kernel::Language;
    use publishing::{FormFile, compile};
    use serde_json::{Value, json};

    use super::*;
    use ::web::fields::FormPage;
    use testkit::audit;

    const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();

    /// Every definition that this house ships.
    fn forms() -> Vec<Form> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../forms");
        let mut files = Vec::new();
        for folder in fs::read_dir(&root).unwrap().map(Result::unwrap).filter(|f| f.path().is_dir())
        {
            for file in fs::read_dir(folder.path()).unwrap().map(Result::unwrap) {
                let path = file.path();
                files.push(FormFile {
                    path: path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned(),
                    text: fs::read_to_string(&path).unwrap(),
                });
            }
        }
        let compiled = compile(&files);
        assert!(compiled.broken.is_empty(), "{:?}", compiled.broken);
        compiled.forms.into_values().collect()
    }

    fn rendered(
        form: &Form,
        page: &FormPageDefinition,
        raw: &Value,
        mode: Mode,
        language: Language,
    ) -> String {
        let context = Context::on(TODAY).speaking(language);
        let checked = form.check_page(&page.id, raw, &context);
        let hidden = form.hidden(raw, &context);
        let fields = FormPage {
            form,
            raw,
            checked: &checked,
            show_problems: mode == Mode::Mending,
            hidden: &hidden,
            files: &[],
            upload: Some("/apply/x/y/file?at=".into()),
            verified: &[],
            told: &[],
            remarks: &[],
            language,
        }
        .fields(page);
        let visit = Visit::stranger("/apply/x/y", language);
        let w = visit.words();
        let problems = if mode == Mode::Mending { &*checked.problems } else { &[] };
        let page = ApplyPage {
            procedure: form.title(language).to_owned(),
            title: page.title(language).to_owned(),
            help: page.help.get(language).to_owned(),
            address: "/apply/x/y".into(),
            elsewhere: "/apply/x/continue".into(),
            step: 1,
            total: form.pages().len(),
            last: false,
            mistakes: mistakes(problems, &fields, *w),
            closed: hidden,
            line: None,
            newer_version: false,
            returns: false,
            revision: "0.0000000000000000".into(),
            saved_elsewhere: None,
            saved: w.saves_itself(),
            identity: Some(IdentityView::offered(language)),
            earlier: Some(EarlierView {
                done: None,
                offers: vec![(
                    "A".to_owned(),
                    Wording::new(language).earlier_copy_of("<b>青葉", "犬の登録", "11月20日"),
                )],
            }),
            visit,
            fields,
            mode,
            w,
        };
        page.render().unwrap()
    }

    #[test]
    fn every_page_of_every_form_is_sound_in_every_language() {
        for form in forms() {
            for page in form.pages() {
                for language in Language::ALL {
                    audit(&rendered(&form, page, &json!({}), Mode::Fresh, language));
                }
                audit(&rendered(&form, page, &json!({}), Mode::Mending, Language::Japanese));
            }
        }
    }

    #[test]
    fn markup_in_an_answer_stays_text() {
        let evil = "\"><script>alert(1)</script>";
        for form in forms() {
            for page in form.pages() {
                let mut raw = json!({});
                for field in &page.fields {
                    raw[&field.name] = json!(evil);
                }
                let html = rendered(&form, page, &raw, Mode::Mending, Language::Japanese);
                assert!(!html.contains("<script>alert"), "{html}");
                audit(&html);
            }
        }
    }
}
