//! Showing one page of a draft.

use actix_web::{Either, HttpResponse, web};
use askama::Template;
use kernel::DraftId;
use serde::Deserialize;
use service_desk::Desk;

use super::sheet::Sheet;
use crate::{
    fields::{FieldView, Mistake, mistakes},
    guard::WebError,
    layout::{Page, Visit, see_other},
    link,
    pages::{known, sent_already},
    shown,
    wording::{Phrase, Wording},
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
    mode: Mode,
    newer_version: bool,
    saved: Phrase,
}

/// Why the page is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// To be filled in.
    Fresh,
    /// Because answers opened more questions.
    Opened,
    /// Because something is to be put right.
    Mending,
    /// Because an address could not be filled in, the only thing to be told of.
    Unfilled,
}

impl Mode {
    fn tells_problems(self) -> bool {
        matches!(self, Self::Mending | Self::Unfilled)
    }
}

impl ApplyPage {
    pub(super) fn new(visit: Visit, sheet: &Sheet, mode: Mode) -> Result<Self, WebError> {
        let w = visit.words();
        let fields = sheet.fields(mode.tells_problems())?;
        let page = sheet.page()?;
        let (step, total) = sheet.progress();
        let problems = if mode.tells_problems() { &*sheet.checked.problems } else { &[] };
        let saved = match &sheet.draft.page {
            Some(_) => w.saved_at(shown::clock(sheet.draft.updated_at, visit.language)),
            None => w.saves_itself(),
        };
        Ok(Self {
            procedure: sheet.form().title(visit.language).to_owned(),
            title: page.title(visit.language).to_owned(),
            help: page.help.get(visit.language).to_owned(),
            address: link::apply(&sheet.draft.id, &page.id),
            elsewhere: link::elsewhere(&sheet.draft.id),
            step,
            total,
            last: sheet.is_last(),
            mistakes: mistakes(problems, &fields, w),
            closed: sheet.closed(),
            newer_version: sheet.draft.newer_version,
            visit,
            fields,
            mode,
            saved,
            w,
        })
    }

    fn has_files(&self) -> bool {
        self.fields.iter().any(FieldView::has_files)
    }
}

#[derive(Deserialize)]
pub(super) struct Query {
    mend: Option<String>,
    opened: Option<String>,
}

pub(super) async fn show(
    desk: web::Data<Desk>,
    visit: Visit,
    path: web::Path<(String, String)>,
    query: web::Query<Query>,
) -> Result<Either<HttpResponse, Page<ApplyPage>>, WebError> {
    let (draft, page) = path.into_inner();
    let id: DraftId = known(&draft)?;
    let draft = match desk.draft(&visit.visitor(), &id).await {
        Ok(draft) => draft,
        Err(fault) => return sent_already(&desk, &visit, &id, fault).await.map(Either::Left),
    };
    let sheet = Sheet::open(draft, &page, desk.today(), visit.language)?;
    if sheet.is_skipped() {
        return Ok(Either::Left(see_other(&sheet.next())));
    }
    let mode = match *query {
        Query { mend: Some(_), .. } => Mode::Mending,
        Query { opened: Some(_), .. } => Mode::Opened,
        Query { .. } => Mode::Fresh,
    };
    Ok(Either::Right(Page::ok(ApplyPage::new(visit, &sheet, mode)?)))
}

/// `/apply/{draft}` leads to where the resident left off.
pub(super) async fn go_on(
    desk: web::Data<Desk>,
    visit: Visit,
    draft: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let id: DraftId = known(&draft)?;
    let draft = match desk.draft_summary(&visit.visitor(), &id).await {
        Ok(draft) => draft,
        Err(fault) => return sent_already(&desk, &visit, &id, fault).await,
    };
    Ok(see_other(&link::apply(&id, &draft.next_page)))
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use chrono::NaiveDate;
    use form_engine::{Context, Form, Page as FormPageDefinition};
    use kernel::Language;
    use serde_json::{Value, json};
    use service_desk::{FormFile, compile};

    use super::*;
    use crate::{audit::audit, fields::FormPage};

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
            mistakes: mistakes(problems, &fields, w),
            closed: hidden,
            newer_version: false,
            saved: w.saves_itself(),
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
