//! `/office/dispatch`: 発送待ち, the papers that wait to be posted, and that they were.

pub(crate) mod paper;
pub(crate) mod returned;
mod words;

use actix_web::{HttpRequest, HttpResponse, Responder as _, http::StatusCode, web};
use askama::Template;
use back_office::{BackOffice, DispatchBook, DispatchLine, DispatchQuery, Error, Staff};
use chrono::NaiveDate;
use kernel::{DepartmentId, Language, SubmissionId};
use review_workflow::{Command, PostKind, Posting};
use serde::Deserialize;

use super::{case::Notice, frame::Frame, history::moment, queue::Choice, typed::Typed};
use crate::link;
use ::web::{
    guard::{Browser, Guarded, Poster, Signed, WebError, sentence},
    page::{Page, see_other},
};

pub(crate) use words::{counted, post_kinds, posted, return_reason, return_reasons};

/// The papers that wait to be posted.
#[derive(Template)]
#[template(path = "dispatch.html")]
struct DispatchPage {
    frame: Frame,
    notice: Option<Notice>,
    /// What could not be written down: the number of the paper, and why.
    faults: Vec<(String, String)>,
    departments: Vec<Choice>,
    kinds: Vec<Choice>,
    ways: Vec<Choice>,
    /// Whether the list is narrowed.
    is_narrowed: bool,
    count: String,
    lines: Vec<LineView>,
    typed: Typed,
    today: String,
}

/// One paper.
struct LineView {
    /// What the form names it by.
    key: String,
    number: String,
    address: String,
    kind: &'static str,
    title: String,
    department: String,
    addressee: String,
    postal: String,
    town: String,
    confirmed: Option<String>,
    returned: Option<&'static str>,
    unopened: bool,
    decided: String,
    chosen: bool,
    tracking: String,
}

/// Which papers.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    department: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    way: String,
    #[serde(default)]
    done: String,
}

/// The list.
pub(super) async fn show(
    back_office: web::Data<BackOffice>,
    staff: Signed<Poster>,
    browser: Browser,
    wanted: web::Query<Wanted>,
) -> Result<Page<impl Template>, WebError> {
    let notice = wanted.done.parse::<u32>().ok().map(|count| Notice {
        title: "差し出しを記録しました",
        advice: format!("{count}通。案件の履歴に残りました。").into(),
        is_problem: false,
    });
    let list = Listing { wanted: &wanted, typed: Typed::default(), notice, faults: Vec::new() };
    page_of(&back_office, &staff, &browser, list).await.map(Page::ok)
}

/// Says that the chosen papers were posted. Each is a case's own: what cannot be written down of
/// one is told, and keeps none of the others back.
pub(super) async fn submit(
    back_office: web::Data<BackOffice>,
    staff: Signed<Poster>,
    browser: Browser,
    request: HttpRequest,
    posted: Guarded<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    let typed = Typed::new(posted.into_inner());
    let field = |name: &str| typed.value(name).to_owned();
    let wanted = Wanted {
        department: field("department"),
        kind: field("kind"),
        way: field("way"),
        done: String::new(),
    };
    let (notice, faults) = match chosen(&typed, back_office.today()) {
        Err(missing) => (Notice::problem(missing), Vec::new()),
        Ok(papers) => {
            let all = papers.len();
            let faults = post_out(&back_office, &staff, papers).await?;
            let done = all - faults.len();
            if faults.is_empty() {
                return Ok(see_other(&wanted.address(Some(done))));
            }
            let title = "記録できなかったものがあります";
            let advice = match done {
                0 => "1通も記録していません。わけを確かめてください。".into(),
                _ => format!("{done}通は記録しました。残りは下のとおりです。").into(),
            };
            (Notice { title, advice, is_problem: true }, faults)
        }
    };
    let list = Listing { wanted: &wanted, typed, notice: Some(notice), faults };
    let page = page_of(&back_office, &staff, &browser, list).await?;
    Ok(Page::with_status(StatusCode::UNPROCESSABLE_ENTITY, page).respond_to(&request))
}

/// A paper that was chosen, and how it was posted.
struct Chosen {
    case: SubmissionId,
    notice: u32,
    number: String,
    posting: Posting,
}

/// What was chosen, or what to say to who left something out.
fn chosen(typed: &Typed, today: NaiveDate) -> Result<Vec<Chosen>, &'static str> {
    let kind: PostKind =
        typed.value("post").parse().map_err(|_unread| "郵便の種類を選んでください。")?;
    let on = typed.value("on").trim().parse::<NaiveDate>();
    let on = on.map_err(|_unread| "差し出した日を、日付で入れてください。")?;
    if on > today {
        return Err("差し出した日は、今日までの日にしてください。");
    }
    let papers = typed.all().filter(|(name, _)| *name == "paper").map(|(_, key)| {
        let (case, notice) = key.split_once('.')?;
        let said = |what: &str| typed.value(&format!("{what}:{key}")).trim().to_owned();
        let tracking = Some(said("tracking")).filter(|it| !it.is_empty());
        let posting = Posting { on, kind, tracking };
        let number = said("number");
        Some(Chosen { case: case.parse().ok()?, notice: notice.parse().ok()?, number, posting })
    });
    let papers: Option<Vec<Chosen>> = papers.collect();
    match papers {
        Some(papers) if papers.is_empty() => Err("差し出した通知書を選んでください。"),
        Some(papers) if papers.len() > usize::from(BackOffice::PAPERS) => {
            Err("一度に記録できるのは50通までです。分けて記録してください。")
        }
        Some(papers) => Ok(papers),
        None => Err("選んだ通知書が読み取れません。もう一度選んでください。"),
    }
}

/// Writes it down of each; gives those of which it cannot be, with why.
async fn post_out(
    back_office: &BackOffice,
    staff: &Staff,
    papers: Vec<Chosen>,
) -> Result<Vec<(String, String)>, WebError> {
    let mut faults = Vec::new();
    for Chosen { case, notice, number, posting } in papers {
        let command = Command::PostOut { notice, posting };
        let Err(fault) = back_office.say_of_paper(staff, &case, command).await else { continue };
        let is_its_own =
            matches!(fault, Error::Refused(_) | Error::Conflict { .. } | Error::NotFound);
        let fault = WebError::from(fault);
        if !is_its_own {
            return Err(fault);
        }
        faults.push((number, sentence(&fault, Language::Japanese).advice.into_owned()));
    }
    Ok(faults)
}

/// What a page is made of besides the list itself.
struct Listing<'a> {
    wanted: &'a Wanted,
    typed: Typed,
    notice: Option<Notice>,
    faults: Vec<(String, String)>,
}

async fn page_of(
    back_office: &BackOffice,
    staff: &Staff,
    browser: &Browser,
    list: Listing<'_>,
) -> Result<DispatchPage, WebError> {
    let book = back_office.waiting_papers(staff, &list.wanted.query()).await?;
    let mut frame = Frame::of(back_office, staff, browser).await?;
    frame.here = link::DISPATCH;
    Ok(DispatchPage::of(frame, book, list, back_office.today()))
}

impl Wanted {
    fn query(&self) -> DispatchQuery {
        DispatchQuery {
            department: self.department.parse().ok(),
            approved: which(&self.kind, "approval", "refusal"),
            unopened: which(&self.way, "unopened", "post"),
        }
    }

    /// The address of this list.
    fn address(&self, done: Option<usize>) -> String {
        let encoded = link::percent_encoded;
        let (department, kind, way) =
            (encoded(&self.department), encoded(&self.kind), encoded(&self.way));
        let done = done.map(|count| format!("&done={count}")).unwrap_or_default();
        format!("{}?department={department}&kind={kind}&way={way}{done}", link::DISPATCH)
    }
}

fn which(word: &str, yes: &str, no: &str) -> Option<bool> {
    (word == yes || word == no).then(|| word == yes)
}

impl DispatchPage {
    fn of(frame: Frame, book: DispatchBook, list: Listing<'_>, today: NaiveDate) -> Self {
        let Listing { wanted, typed, notice, faults } = list;
        let choices = |all: &[(&str, &str)], chosen: &str| {
            all.iter().map(|(value, name)| Choice::new(value, name, Some(chosen))).collect()
        };
        let department = |(id, name): &(DepartmentId, String)| {
            Choice::new(id.as_str(), name, Some(&wanted.department))
        };
        let home = &frame.city.name;
        let line = |line| LineView::of(line, &typed, home);
        Self {
            lines: book.lines.into_iter().map(line).collect(),
            frame,
            notice,
            faults,
            departments: book.departments.iter().map(department).collect(),
            kinds: choices(&[("approval", "承認の通知"), ("refusal", "却下の通知")], &wanted.kind),
            ways: choices(
                &[("post", "はじめから郵送"), ("unopened", "7日たって紙で送る")],
                &wanted.way,
            ),
            is_narrowed: wanted.query() != DispatchQuery::default(),
            count: counted(book.count),
            typed,
            today: today.to_string(),
        }
    }
}

impl LineView {
    fn of(line: DispatchLine, typed: &Typed, home: &str) -> Self {
        let key = format!("{}.{}", line.case, line.notice);
        let (postal, town) = line.address.map_or_else(Default::default, |it| {
            let town = it.on_envelope(home);
            (it.postal, town)
        });
        Self {
            chosen: typed.all().any(|(name, value)| name == "paper" && value == key),
            tracking: typed.value(&format!("tracking:{key}")).to_owned(),
            address: link::paper_to_post(&line.case, line.notice),
            key,
            number: line.number,
            kind: words::paper_kind(line.approved),
            title: line.title,
            department: line.department,
            addressee: line.addressee,
            postal,
            town,
            confirmed: line.confirmed,
            returned: line.returned.map(return_reason),
            unopened: line.unopened,
            decided: moment(line.decided_at),
        }
    }
}

#[cfg(test)]
mod tests;
