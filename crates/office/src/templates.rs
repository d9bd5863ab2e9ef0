//! `/office/templates`: the sentences that stand ready for each reason of a correction, kept by
//! who decides in a department.

use actix_web::{
    HttpRequest, HttpResponse, Responder as _, ResponseError as _, http::StatusCode, web,
};
use askama::Template;
use back_office::{
    BackOffice, Error, KeptDepartment, Published, Sentence, SentenceBook, SentenceKey, Staff,
};
use form_engine::Field;
use kernel::Language;
use review_workflow::RemarkCode;
use serde::Deserialize;

use super::{answers::reason_name, case::Notice, frame::Frame, queue::Choice, typed::Typed};
use crate::link;
use ::web::{
    guard::{Browser, Guarded, Keeper, Signed, WebError, sentence},
    page::{Page, see_other},
};

/// The sentences of one department.
#[derive(Template)]
#[template(path = "templates.html")]
struct TemplatesPage {
    frame: Frame,
    notice: Option<Notice>,
    departments: Vec<Choice>,
    procedures: Vec<Choice>,
    lines: Vec<LineView>,
    /// The sentences that come with the program.
    shipped: Vec<(&'static str, &'static str)>,
    form: FormView,
}

/// A sentence that is kept.
struct LineView {
    reason: &'static str,
    place: String,
    japanese: String,
    easy: String,
    english: String,
    /// Where it is mended.
    edit: String,
    /// Its key and version, to be sent with the button that takes it away.
    hidden: Vec<(&'static str, String)>,
}

/// The form that adds a sentence or mends one.
struct FormView {
    /// Of one that is kept: what it is for, which stays.
    about: Option<String>,
    codes: Vec<Choice>,
    fields: Vec<Choice>,
    hidden: Vec<(&'static str, String)>,
    japanese: String,
    easy: String,
    english: String,
}

/// Which department, which procedure, and perhaps which sentence.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    department: String,
    #[serde(default)]
    procedure: String,
    /// The code and the question of the sentence to be mended.
    code: Option<String>,
    #[serde(default)]
    field: String,
    done: Option<String>,
}

/// The list, with the form for another one or for the one that was asked for.
pub(super) async fn show(
    back_office: web::Data<BackOffice>,
    staff: Signed<Keeper>,
    browser: Browser,
    wanted: web::Query<Wanted>,
) -> Result<Page<impl Template>, WebError> {
    let wanted = wanted.into_inner();
    let notice = match wanted.done.as_deref() {
        Some("saved") => Some(done("補正の文を保存しました")),
        Some("removed") => Some(done("補正の文を消しました")),
        Some(_) | None => None,
    };
    page_of(&back_office, &staff, &browser, &wanted, None, notice).await.map(Page::ok)
}

/// Keeps or takes away; what was typed stands there again when it cannot be.
pub(super) async fn submit(
    back_office: web::Data<BackOffice>,
    staff: Signed<Keeper>,
    browser: Browser,
    request: HttpRequest,
    posted: Guarded<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    let typed = Typed::new(posted.into_inner());
    let sentence = read(&typed)?;
    let key = sentence.key.clone();
    let (kept, word) = if typed.value("do") == "remove" {
        let version = sentence.version;
        (back_office.drop_sentence(&staff, sentence.key, version).await, "removed")
    } else {
        (back_office.keep_sentence(&staff, sentence).await, "saved")
    };
    let Err(fault) = kept else {
        return Ok(see_other(&list_address(&key, &format!("&done={word}"))));
    };
    let taken = matches!(fault, Error::Conflict { .. });
    let (status, notice) = told(fault)?;
    // Taking away posts no texts, so none stand in the form; whoever lost a race goes on with
    // the sentence that was kept meanwhile.
    let typed = Some(&typed).filter(|_| word == "saved");
    let known = typed.is_some_and(|typed| taken || typed.value("version") != "0");
    let wanted = Wanted {
        department: key.department.to_string(),
        procedure: key.procedure,
        code: known.then_some(key.code),
        field: key.field,
        done: None,
    };
    let page = page_of(&back_office, &staff, &browser, &wanted, typed, Some(notice)).await?;
    Ok(Page::with_status(status, page).respond_to(&request))
}

/// What can be put right on the page; the rest is told by a page of its own.
fn told(fault: Error) -> Result<(StatusCode, Notice), WebError> {
    let taken = matches!(fault, Error::Conflict { .. });
    let mendable = taken || matches!(fault, Error::Text { .. } | Error::Refused(_));
    let fault = WebError::from(fault);
    if !mendable {
        return Err(fault);
    }
    let words = sentence(&fault, Language::Japanese);
    let notice = if taken {
        let advice = "同じ理由と質問の文が、もうあるか、ほかの人が先に変えました。下の一覧と比べてから、もう一度保存してください。";
        Notice { title: "保存していません", advice: advice.into(), is_problem: true }
    } else {
        Notice { title: words.title, advice: words.advice, is_problem: true }
    };
    Ok((fault.status_code(), notice))
}

fn done(title: &'static str) -> Notice {
    let advice = "この文は、次に補正を依頼するときから使われます。".into();
    Notice { title, advice, is_problem: false }
}

fn read(typed: &Typed) -> Result<Sentence, WebError> {
    let unread = |what: &str| WebError::Unusable { what: format!("{what} cannot be read") };
    let text = |name: &str| typed.value(name).to_owned();
    Ok(Sentence {
        key: SentenceKey {
            department: typed.value("department").parse().map_err(|_no_id| unread("department"))?,
            code: text("code"),
            procedure: text("procedure"),
            field: text("field"),
        },
        japanese: text("japanese"),
        easy: text("easy"),
        english: text("english"),
        version: typed.value("version").parse().map_err(|_no_number| unread("version"))?,
    })
}

async fn page_of(
    back_office: &BackOffice,
    staff: &Staff,
    browser: &Browser,
    wanted: &Wanted,
    typed: Option<&Typed>,
    notice: Option<Notice>,
) -> Result<TemplatesPage, WebError> {
    let SentenceBook { departments, sentences } = back_office.sentences(staff).await?;
    let mut frame = Frame::of(back_office, staff, browser).await?;
    frame.here = link::TEMPLATES;
    let named = departments.iter().find(|it| it.id.as_str() == wanted.department);
    let KeptDepartment { id: department, procedures, .. } =
        named.or(departments.first()).ok_or(WebError::NotFound)?;
    let procedure = procedures.iter().find(|published| published.form.id() == wanted.procedure);
    let own: Vec<&Sentence> =
        sentences.iter().filter(|sentence| sentence.key.department == *department).collect();
    let mended = own.iter().find(|sentence| {
        let SentenceKey { code, procedure, field, .. } = &sentence.key;
        wanted.code.as_ref() == Some(code)
            && (procedure, field) == (&wanted.procedure, &wanted.field)
    });
    let published = |id: &str| procedures.iter().find(|published| published.form.id() == id);
    let choice = |value: &str, name: &str, chosen: bool| Choice {
        value: value.to_owned(),
        name: name.to_owned(),
        chosen,
    };
    Ok(TemplatesPage {
        notice,
        form: FormView::of(
            department.as_str(),
            procedure.map(AsRef::as_ref),
            mended.copied(),
            typed,
        ),
        lines: own
            .iter()
            .map(|it| LineView::of(it, published(&it.key.procedure).map(AsRef::as_ref)))
            .collect(),
        shipped: RemarkCode::ALL
            .into_iter()
            .filter(|code| code.says_it_all())
            .map(|code| (reason_name(code), back_office::shipped(code, Language::Japanese)))
            .collect(),
        procedures: procedures
            .iter()
            .map(|it| {
                let id = it.form.id();
                choice(id, it.form.title(Language::Japanese), id == wanted.procedure)
            })
            .collect(),
        departments: departments
            .iter()
            .map(|it| choice(it.id.as_str(), &it.name, it.id == *department))
            .collect(),
        frame,
    })
}

fn list_address(key: &SentenceKey, more: &str) -> String {
    let of = link::percent_encoded;
    let (department, procedure) = (of(key.department.as_str()), of(&key.procedure));
    format!("{}?department={department}&procedure={procedure}{more}", link::TEMPLATES)
}

impl LineView {
    fn of(sentence: &Sentence, published: Option<&Published>) -> Self {
        let key = &sentence.key;
        let named = link::percent_encoded;
        let more = format!("&code={}&field={}#form", named(&key.code), named(&key.field));
        Self {
            reason: reason_of(&key.code),
            place: place_of(key, published),
            japanese: sentence.japanese.clone(),
            easy: sentence.easy.clone(),
            english: sentence.english.clone(),
            edit: list_address(key, &more),
            hidden: hidden(key, sentence.version),
        }
    }
}

impl FormView {
    fn of(
        department: &str,
        procedure: Option<&Published>,
        mended: Option<&Sentence>,
        typed: Option<&Typed>,
    ) -> Self {
        let said = |name: &str, kept: Option<&String>| match typed {
            Some(typed) => typed.value(name).to_owned(),
            None => kept.cloned().unwrap_or_default(),
        };
        let chosen = |name: &str| typed.map(|typed| typed.value(name)).unwrap_or_default();
        let code = |code: RemarkCode| Choice {
            value: code.word().to_owned(),
            name: reason_name(code).to_owned(),
            chosen: chosen("code") == code.word(),
        };
        let mut fields = Vec::new();
        for page in procedure.into_iter().flat_map(|it| it.form.pages()) {
            page.fields.iter().for_each(|field| collect(field, "", chosen("field"), &mut fields));
        }
        let new = || {
            let procedure = procedure.map(|it| it.form.id().to_owned()).unwrap_or_default();
            let department = department.to_owned();
            vec![("department", department), ("procedure", procedure), ("version", "0".to_owned())]
        };
        Self {
            about: mended.map(|it| {
                format!("{}（{}）", reason_of(&it.key.code), place_of(&it.key, procedure))
            }),
            codes: RemarkCode::ALL.map(code).into(),
            fields,
            hidden: mended.map_or_else(new, |it| hidden(&it.key, it.version)),
            japanese: said("japanese", mended.map(|it| &it.japanese)),
            easy: said("easy", mended.map(|it| &it.easy)),
            english: said("english", mended.map(|it| &it.english)),
        }
    }
}

/// Every single question, with the path to it: `住所 › 番地`.
fn collect(field: &Field, path: &str, chosen: &str, found: &mut Vec<Choice>) {
    let separator = if path.is_empty() { "" } else { " › " };
    let name = format!("{path}{separator}{}", field.title(Language::Japanese));
    if field.children.is_empty() {
        if !field.computed {
            let chosen = field.pointer == chosen;
            found.push(Choice { value: field.pointer.clone(), name, chosen });
        }
        return;
    }
    field.children.iter().for_each(|child| collect(child, &name, chosen, found));
}

fn hidden(key: &SentenceKey, version: i64) -> Vec<(&'static str, String)> {
    vec![
        ("department", key.department.to_string()),
        ("code", key.code.clone()),
        ("procedure", key.procedure.clone()),
        ("field", key.field.clone()),
        ("version", version.to_string()),
    ]
}

fn reason_of(code: &str) -> &'static str {
    code.parse().map_or("", reason_name)
}

/// For which questions a sentence stands.
fn place_of(key: &SentenceKey, published: Option<&Published>) -> String {
    if key.procedure.is_empty() {
        return "すべての手続".to_owned();
    }
    let Some(published) = published else { return key.procedure.clone() };
    let title = published.form.title(Language::Japanese);
    if key.field.is_empty() {
        return format!("{title} › どの質問でも");
    }
    let mut fields = Vec::new();
    for page in published.form.pages() {
        page.fields.iter().for_each(|field| collect(field, "", "", &mut fields));
    }
    let named = fields.into_iter().find(|it| it.value == key.field).map(|it| it.name);
    format!("{title} › {}", named.unwrap_or_else(|| key.field.clone()))
}
