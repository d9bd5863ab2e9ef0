//! `/office/templates/messages`: what a department writes to residents again and again, kept by who
//! leads it.

use actix_web::{
    HttpRequest, HttpResponse, Responder as _, ResponseError as _, http::StatusCode, web,
};
use askama::Template;
use back_office::{
    BackOffice, Error, KeptDepartment, MessageTemplate, NewTemplate, Placeholder, Staff,
    TEMPLATE_LIMIT, TEMPLATE_NAME_LIMIT, TemplateBook,
};
use kernel::{DepartmentId, Language, TemplateId};
use serde::Deserialize;

use super::{case::Notice, frame::Frame, queue::Choice, typed::Typed};
use crate::link;
use ::web::{
    guard::{Browser, Guarded, Keeper, Signed, WebError, sentence},
    page::{Page, see_other},
};

/// The templates of one department.
#[derive(Template)]
#[template(path = "message_templates.html")]
struct TemplatesPage {
    frame: Frame,
    notice: Option<Notice>,
    departments: Vec<Choice>,
    department: String,
    lines: Vec<LineView>,
    form: FormView,
}

/// A template that is kept.
struct LineView {
    template: MessageTemplate,
    /// For which procedure.
    place: String,
    /// Where it is mended.
    edit: String,
}

/// The form that adds a template or mends one.
struct FormView {
    /// The template that is mended, and its version; empty for a new one.
    id: String,
    version: String,
    /// Of one that is kept: for which procedure, which stays.
    place: Option<String>,
    procedures: Vec<Choice>,
    name: String,
    japanese: String,
    easy: String,
    english: String,
    /// The limits of the texts and of the name.
    longest: usize,
    longest_name: usize,
    /// What can stand in braces, with what comes in its place.
    places: Vec<(String, &'static str)>,
}

/// Which department, and perhaps which template.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    department: String,
    /// The template to be mended.
    template: Option<String>,
    done: Option<String>,
}

/// The list, with the form for another one or for the one that was asked for.
pub(super) async fn show(
    back_office: web::Data<BackOffice>,
    staff: Signed<Keeper>,
    browser: Browser,
    wanted: web::Query<Wanted>,
) -> Result<Page<impl Template>, WebError> {
    let notice = match wanted.done.as_deref() {
        Some("save") => {
            Some(done("ひな形を保存しました", "案件の「申請者とのやりとり」で選べます。"))
        }
        Some("remove") => Some(done("ひな形を消しました", "送ったメッセージは、そのままです。")),
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
    let what = typed.value("do");
    let Err(fault) = kept(&back_office, &staff, &typed, what).await else {
        let department = link::percent_encoded(typed.value("department"));
        let list = link::MESSAGE_TEMPLATES;
        return Ok(see_other(&format!("{list}?department={department}&done={what}")));
    };
    let (status, notice) = told(fault)?;
    let template = typed.found("template").filter(|id| !id.is_empty()).map(str::to_owned);
    let department = typed.value("department").to_owned();
    let wanted = Wanted { department, template, done: None };
    let typed = Some(&typed).filter(|_| what == "save");
    let page = page_of(&back_office, &staff, &browser, &wanted, typed, Some(notice)).await?;
    Ok(Page::with_status(status, page).respond_to(&request))
}

async fn kept(
    back_office: &BackOffice,
    staff: &Staff,
    typed: &Typed,
    what: &str,
) -> Result<(), Error> {
    let id: Option<TemplateId> = typed.value("template").parse().ok();
    let version = typed.value("version").parse().unwrap_or_default();
    let text = |name: &str| typed.value(name).to_owned();
    let template = || NewTemplate {
        name: text("name"),
        japanese: text("japanese"),
        easy: text("easy"),
        english: text("english"),
    };
    match (what, id) {
        ("save", None) => {
            let department: Option<DepartmentId> = typed.value("department").parse().ok();
            let department = department.ok_or(Error::NotFound)?;
            let procedure = typed.value("procedure");
            back_office.add_template(staff, &department, procedure, template()).await
        }
        ("save", Some(id)) => back_office.change_template(staff, &id, version, template()).await,
        ("remove", Some(id)) => back_office.drop_template(staff, &id, version).await,
        (_, _) => Err(Error::NotFound),
    }
}

/// What can be put right on the page; the rest is told by a page of its own.
fn told(fault: Error) -> Result<(StatusCode, Notice), WebError> {
    if matches!(fault, Error::Conflict { .. }) {
        let advice = "ほかの人が、このひな形を先に変えたか、消しました。下の一覧と比べてから、もう一度保存してください。";
        return Ok((StatusCode::CONFLICT, Notice::problem(advice)));
    }
    let mendable = matches!(fault, Error::Refused(_));
    let fault = WebError::from(fault);
    if !mendable {
        return Err(fault);
    }
    let words = sentence(&fault, Language::Japanese);
    Ok((fault.status_code(), Notice::problem(words.advice)))
}

fn done(title: &'static str, advice: &'static str) -> Notice {
    Notice { title, advice: advice.into(), is_problem: false }
}

async fn page_of(
    back_office: &BackOffice,
    staff: &Staff,
    browser: &Browser,
    wanted: &Wanted,
    typed: Option<&Typed>,
    notice: Option<Notice>,
) -> Result<TemplatesPage, WebError> {
    let TemplateBook { departments, templates } = back_office.template_book(staff).await?;
    let mut frame = Frame::of(back_office, staff, browser).await?;
    frame.here = link::MESSAGE_TEMPLATES;
    let named = departments.iter().find(|it| it.id.as_str() == wanted.department);
    let department = named.or(departments.first()).ok_or(WebError::NotFound)?;
    let own: Vec<MessageTemplate> =
        templates.into_iter().filter(|it| it.department == department.id).collect();
    let mended = own.iter().find(|it| Some(it.id.as_str()) == wanted.template.as_deref());
    let form = FormView::of(department, mended, typed);
    Ok(TemplatesPage {
        frame,
        notice,
        form,
        lines: own.into_iter().map(|it| LineView::of(it, department)).collect(),
        departments: departments
            .iter()
            .map(|it| Choice::new(it.id.as_str(), &it.name, Some(department.id.as_str())))
            .collect(),
        department: department.id.to_string(),
    })
}

/// For which procedure a template stands.
fn place_of(template: &MessageTemplate, department: &KeptDepartment) -> String {
    let id = template.procedure.as_str();
    if id.is_empty() {
        return "すべての手続".to_owned();
    }
    let known = department.procedures.iter().find(|it| it.form.id() == id);
    known.map_or(id, |it| it.form.title(Language::Japanese)).to_owned()
}

/// What comes in the place of what stands in braces.
pub(super) const fn meaning(place: Placeholder) -> &'static str {
    match place {
        Placeholder::Number => "申請の受付番号",
        Placeholder::Procedure => "手続の名前（文の言語で）",
        Placeholder::Applicant => "申請者の氏名",
        Placeholder::Received => "申請が届いた日",
        Placeholder::Promised => "お返事の予定日",
        Placeholder::CorrectionUntil => "今お願いしている補正の期限",
        Placeholder::PayUntil => "手数料の支払いの期限",
        Placeholder::Desk => "手続の問い合わせ先",
        Placeholder::Phone => "問い合わせ先の電話番号",
        Placeholder::Hours => "問い合わせ先の受付時間",
        Placeholder::City => "市の名前",
        Placeholder::PaperNumber => "通知書の文書番号",
        Placeholder::Decided => "決定した日",
        Placeholder::Outcome => "どう決まったかを言う文（承認・不承認など）",
        Placeholder::Reason => "決定の理由",
        Placeholder::Basis => "手続の根拠の規定（理由が規定を言うときは、ありません）",
        Placeholder::Fee => "手数料の合計",
    }
}

impl LineView {
    fn of(template: MessageTemplate, department: &KeptDepartment) -> Self {
        let of = link::percent_encoded(template.department.as_str());
        let (list, id) = (link::MESSAGE_TEMPLATES, &template.id);
        Self {
            place: place_of(&template, department),
            edit: format!("{list}?department={of}&template={id}#form"),
            template,
        }
    }
}

impl FormView {
    fn of(
        department: &KeptDepartment,
        mended: Option<&MessageTemplate>,
        typed: Option<&Typed>,
    ) -> Self {
        let said = |field: &str, kept: fn(&MessageTemplate) -> &String| match typed {
            Some(typed) => typed.value(field).to_owned(),
            None => mended.map(kept).cloned().unwrap_or_default(),
        };
        let chosen = typed.map(|typed| typed.value("procedure"));
        let procedure = |it: &std::sync::Arc<back_office::Published>| {
            Choice::new(it.form.id(), it.form.title(Language::Japanese), chosen)
        };
        Self {
            id: mended.map(|it| it.id.to_string()).unwrap_or_default(),
            version: mended.map(|it| it.version.to_string()).unwrap_or_default(),
            place: mended.map(|it| place_of(it, department)),
            procedures: department.procedures.iter().map(procedure).collect(),
            name: said("name", |it| &it.name),
            japanese: said("japanese", |it| &it.japanese),
            easy: said("easy", |it| &it.easy),
            english: said("english", |it| &it.english),
            longest: TEMPLATE_LIMIT,
            longest_name: TEMPLATE_NAME_LIMIT,
            places: Placeholder::IN_MESSAGES
                .map(|place| (format!("{{{}}}", place.word()), meaning(place)))
                .into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::audit;

    fn page(template: Option<MessageTemplate>, typed: Option<&Typed>) -> String {
        let department = KeptDepartment {
            id: "koseki-jumin".parse().unwrap(),
            name: "戸籍住民課".into(),
            procedures: Vec::new(),
        };
        let form = FormView::of(&department, template.as_ref(), typed);
        let page = TemplatesPage {
            frame: Frame::sample(None),
            notice: Some(done("ひな形を保存しました", "")),
            departments: vec![Choice::new("koseki-jumin", "戸籍住民課", Some("koseki-jumin"))],
            department: "koseki-jumin".into(),
            lines: template.into_iter().map(|it| LineView::of(it, &department)).collect(),
            form,
        };
        page.render().unwrap()
    }

    #[test]
    fn the_templates_are_whole_and_safe() {
        let template = MessageTemplate {
            id: "0193a5c8-7e1b-7c3d-9e4f-00000000a001".parse().unwrap(),
            department: "koseki-jumin".parse().unwrap(),
            procedure: String::new(),
            name: "<b>受取り".into(),
            japanese: "{受付番号}の<i>件".into(),
            easy: String::new(),
            english: "About {受付番号}".into(),
            version: 3,
        };
        let typed = Typed::new(vec![("japanese".into(), "</textarea><script>".into())]);
        let html = page(Some(template), Some(&typed));
        audit(&html);
        for unsafe_text in ["<b>受取り", "の<i>件", "</textarea><script>"] {
            assert!(!html.contains(unsafe_text), "{html}");
        }
        assert!(html.contains("すべての手続") && html.contains("About {受付番号}"), "{html}");
    }

    #[test]
    fn who_has_none_is_told_how() {
        let html = page(None, None);
        audit(&html);
        assert!(html.contains("まだありません") && html.contains("{受付番号}"), "{html}");
    }
}
