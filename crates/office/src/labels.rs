//! `/office/labels`: what a department calls out about its cases, kept by who leads it.

use actix_web::{HttpRequest, HttpResponse, Responder as _, http::StatusCode, web};
use askama::Template;
use back_office::{
    BackOffice, Colour, Counted, Error, Label, LabelBook, LabelFault, NewLabel, Staff,
};
use kernel::{DepartmentId, LabelId};
use serde::Deserialize;

use super::{
    case::Notice,
    frame::{Frame, count_in_words},
    history::moment,
    queue::Choice,
    typed::Typed,
};
use crate::link;
use ::web::{
    guard::{Browser, Guarded, Keeper, Signed, WebError},
    page::{Page, see_other},
};

/// A label as it stands beside a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chip {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) class: &'static str,
}

/// The labels of one department.
#[derive(Template)]
#[template(path = "labels.html")]
struct LabelsPage {
    frame: Frame,
    notice: Option<Notice>,
    departments: Vec<Choice>,
    department: String,
    lines: Vec<LineView>,
    away: Vec<LineView>,
    form: FormView,
}

/// A label that is kept.
struct LineView {
    chip: Chip,
    version: i64,
    cases: String,
    /// The cases that bear it.
    found: String,
    /// Where it is mended.
    edit: String,
    /// When it was put away.
    since: String,
}

/// The form that adds a label or mends one.
struct FormView {
    /// The label that is mended, and its version; empty for a new one.
    id: String,
    version: String,
    name: String,
    /// What is wrong with the name; empty when nothing is.
    problem: String,
    colours: Vec<Choice>,
}

/// Which department, and perhaps which label.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    department: String,
    /// The label to be mended.
    label: Option<String>,
    done: Option<String>,
}

/// The list, with the form for another one or for the one that was asked for.
pub(super) async fn show(
    back_office: web::Data<BackOffice>,
    staff: Signed<Keeper>,
    browser: Browser,
    wanted: web::Query<Wanted>,
) -> Result<Page<impl Template>, WebError> {
    let notice = wanted.done.as_deref().and_then(done);
    page_of(&back_office, &staff, &browser, &wanted, None, notice).await.map(Page::ok)
}

/// Keeps a label, puts it away or brings it back; what was typed stands there again when it cannot
/// be.
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
        return Ok(see_other(&format!("{}?department={department}&done={what}", link::LABELS)));
    };
    let of_the_name = matches!(fault, LabelFault::Name { .. } | LabelFault::Taken);
    let (status, notice) = told(fault)?;
    let problem = if of_the_name { notice.advice.to_string() } else { String::new() };
    let label = typed.found("label").filter(|id| !id.is_empty()).map(str::to_owned);
    let department = typed.value("department").to_owned();
    let wanted = Wanted { department, label, done: None };
    let typed = Some(&typed).filter(|_| what == "save");
    let mut page = page_of(&back_office, &staff, &browser, &wanted, typed, Some(notice)).await?;
    // A name is refused also where a label would come back that has it: no field is wrong then.
    if typed.is_some() {
        page.form.problem = problem;
    }
    Ok(Page::with_status(status, page).respond_to(&request))
}

async fn kept(
    back_office: &BackOffice,
    staff: &Staff,
    typed: &Typed,
    what: &str,
) -> Result<(), LabelFault> {
    let id: Option<LabelId> = typed.value("label").parse().ok();
    let version = typed.value("version").parse().unwrap_or_default();
    let colour = typed.value("colour").parse().unwrap_or_default();
    let label = NewLabel { name: typed.value("name").to_owned(), colour };
    match (what, id) {
        ("save", None) => {
            let department: Option<DepartmentId> = typed.value("department").parse().ok();
            let department = department.ok_or(Error::NotFound)?;
            back_office.add_label(staff, &department, label).await
        }
        ("save", Some(id)) => back_office.change_label(staff, &id, version, label).await,
        ("away", Some(id)) => back_office.put_label_away(staff, &id, version, true).await,
        ("back", Some(id)) => back_office.put_label_away(staff, &id, version, false).await,
        (_, _) => Err(Error::NotFound.into()),
    }
}

/// What can be put right on the page; the rest is told by a page of its own.
fn told(fault: LabelFault) -> Result<(StatusCode, Notice), WebError> {
    let advice = match fault {
        LabelFault::Name { limit } => {
            format!("ラベルの名前を、1文字から{limit}文字で入れてください。")
        }
        LabelFault::Taken => {
            "同じ名前のラベルが、この部署にもうあります。別の名前にしてください。".to_owned()
        }
        LabelFault::Full { limit } => format!(
            "1つの部署で使えるラベルは{limit}個までです。使わないラベルをしまってください。"
        ),
        LabelFault::Intent(Error::Conflict { .. }) => {
            let advice = "ほかの人が、このラベルを先に変えました。下の内容を確かめてから、もう一度保存してください。";
            return Ok((StatusCode::CONFLICT, Notice::problem(advice)));
        }
        LabelFault::Intent(fault) => return Err(fault.into()),
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Notice::problem(advice)))
}

fn done(word: &str) -> Option<Notice> {
    let (title, advice) = match word {
        "save" => ("ラベルを保存しました", "案件の「ラベルを付ける」で選べます。"),
        "away" => ("ラベルをしまいました", "付いている案件には残り、新しくは付けられません。"),
        "back" => ("ラベルを戻しました", "案件の「ラベルを付ける」で選べます。"),
        _ => return None,
    };
    Some(Notice { title, advice: advice.into(), is_problem: false })
}

async fn page_of(
    back_office: &BackOffice,
    staff: &Staff,
    browser: &Browser,
    wanted: &Wanted,
    typed: Option<&Typed>,
    notice: Option<Notice>,
) -> Result<LabelsPage, WebError> {
    let book = back_office.label_book(staff, &wanted.department).await?;
    let LabelBook { departments, department, labels } = book;
    let mut frame = Frame::of(back_office, staff, browser).await?;
    frame.here = link::LABELS;
    let mut all = labels.iter().map(|(label, _)| label);
    let mended = all.find(|it| Some(it.id.as_str()) == wanted.label.as_deref());
    let form = FormView::of(mended, typed);
    let (away, kept): (Vec<_>, Vec<_>) =
        labels.iter().partition(|(label, _)| label.put_away_at.is_some());
    let lines = |labels: Vec<&(Label, Counted)>| labels.into_iter().map(LineView::of).collect();
    Ok(LabelsPage {
        frame,
        notice,
        form,
        lines: lines(kept),
        away: lines(away),
        departments: departments
            .iter()
            .map(|it| Choice::new(it.id.as_str(), &it.name, Some(department.as_str())))
            .collect(),
        department: department.to_string(),
    })
}

/// Labels to choose one of.
pub(super) fn choices(labels: &[Label], chosen: Option<&str>) -> Vec<Choice> {
    labels.iter().map(|label| Choice::new(label.id.as_str(), &label.name, chosen)).collect()
}

impl Chip {
    pub(super) fn of(label: &Label) -> Self {
        let class = match label.colour {
            Colour::Grey => "",
            Colour::Blue => "b",
            Colour::Green => "g",
            Colour::Amber => "a",
            Colour::Red => "r",
            Colour::Purple => "p",
        };
        Self { id: label.id.to_string(), name: label.name.clone(), class }
    }
}

impl LineView {
    fn of((label, cases): &(Label, Counted)) -> Self {
        let id = &label.id;
        let department = link::percent_encoded(label.department.as_str());
        Self {
            chip: Chip::of(label),
            version: label.version,
            cases: count_in_words(*cases),
            found: link::queue_again(&format!("view=all&label={id}")),
            edit: format!("{}?department={department}&label={id}#form", link::LABELS),
            since: label.put_away_at.map(moment).unwrap_or_default(),
        }
    }
}

impl FormView {
    fn of(mended: Option<&Label>, typed: Option<&Typed>) -> Self {
        let said = |field: &str, kept: String| match typed {
            Some(typed) => typed.value(field).to_owned(),
            None => kept,
        };
        let colour = mended.map(|label| label.colour).unwrap_or_default();
        let colour = said("colour", colour.word().to_owned());
        let choice = |it: Colour| Choice::new(it.word(), colour_name(it), Some(&colour));
        Self {
            id: mended.map(|label| label.id.to_string()).unwrap_or_default(),
            version: mended.map(|label| label.version.to_string()).unwrap_or_default(),
            problem: String::new(),
            name: said("name", mended.map(|label| label.name.clone()).unwrap_or_default()),
            colours: Colour::ALL.map(choice).into(),
        }
    }
}

const fn colour_name(colour: Colour) -> &'static str {
    match colour {
        Colour::Grey => "灰",
        Colour::Blue => "青",
        Colour::Green => "緑",
        Colour::Amber => "黄",
        Colour::Red => "赤",
        Colour::Purple => "紫",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::audit;

    fn label(name: &str, colour: Colour) -> Label {
        Label {
            id: "0193a5c8-7e1b-7c3d-9e4f-00000000a001".parse().unwrap(),
            department: "koseki-jumin".parse().unwrap(),
            name: name.into(),
            colour,
            version: 3,
            put_away_at: None,
        }
    }

    fn page(labels: &[(Label, Counted)], form: FormView) -> String {
        let page = LabelsPage {
            frame: Frame::sample(None),
            notice: told(LabelFault::Taken).ok().map(|(_, notice)| notice),
            departments: vec![Choice::new("koseki-jumin", "戸籍住民課", Some("koseki-jumin"))],
            department: "koseki-jumin".into(),
            lines: labels.iter().map(LineView::of).collect(),
            away: labels.iter().map(LineView::of).collect(),
            form,
        };
        page.render().unwrap()
    }

    #[test]
    fn the_labels_are_whole_and_safe() {
        let kept = label("<b>要電話", Colour::Purple);
        let typed = Typed::new(vec![("name".into(), "\"><script>".into())]);
        let problem = "同じ名前のラベルが、もうあります。".to_owned();
        let form = FormView { problem, ..FormView::of(Some(&kept), Some(&typed)) };
        let html = page(&[(kept, Counted { number: 12, more: false })], form);
        audit(&html);
        assert!(!html.contains("<b>要電話") && !html.contains("\"><script>"), "{html}");
        assert!(html.contains("12件") && html.contains("同じ名前のラベル"), "{html}");
    }

    #[test]
    fn who_has_none_is_told_how() {
        let html = page(&[], FormView::of(None, None));
        audit(&html);
        assert!(html.contains("まだありません"), "{html}");
    }
}
