//! `/office/dispatch`: 発送待ち, the papers that wait to be posted, and that they were.

pub(crate) mod batch;
pub(crate) mod gather;
pub(crate) mod paper;
pub(crate) mod posted;
pub(crate) mod returned;
mod words;

use actix_web::{HttpRequest, HttpResponse, Responder as _, http::StatusCode, web};
use askama::Template;
use back_office::{
    BackOffice, BatchSummary, DispatchBook, DispatchLine, DispatchQuery, Error, Shelter, Staff,
};
use chrono::NaiveDate;
use kernel::{DepartmentId, Language, SubmissionId};
use review_workflow::{Command, PostKind, Posting, Verdict};
use serde::Deserialize;

use super::{case::Notice, frame::Frame, history::moment, queue::Choice, typed::Typed};
use crate::link;
use ::web::{
    guard::{Browser, Guarded, Poster, Signed, WebError, sentence},
    page::{Page, see_other},
};

pub(crate) use words::{
    counted, looked_at, paper_kind, post_kinds, posted, reprint_reason, return_reason,
    return_reasons,
};

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
    /// 支援措置: those to protected people, apart from the others.
    apart: Vec<LineView>,
    batches: Vec<BatchLink>,
    typed: Typed,
    today: String,
}

/// Papers that were put together.
struct BatchLink {
    number: i64,
    address: String,
    made: String,
    by: String,
    papers: usize,
    waiting: usize,
    is_counted: bool,
}

/// One paper.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
struct LineView {
    /// What the form names it by.
    key: String,
    /// 支援措置: whether its address stands in no list.
    is_protected: bool,
    /// Whether the person prints it and says that it was posted.
    prints: bool,
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
    /// The batch in which it is: its number and address.
    batch: Option<(i64, String)>,
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
    /// Why there is no register of what was posted.
    #[serde(default)]
    register: String,
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
    let notice = posted::told(&wanted.register).map(Notice::problem).or(notice);
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
    let wanted = Wanted::of(&typed);
    let (notice, faults) = match chosen(&typed, back_office.today()) {
        Err(missing) => (Notice::problem(missing), Vec::new()),
        Ok(papers) => {
            let all = papers.len();
            let faults = post_out(&back_office, &staff, papers).await?;
            let done = all - faults.len();
            if faults.is_empty() {
                return Ok(see_other(&wanted.address(Some(done))));
            }
            (recorded(done), faults)
        }
    };
    let list = Listing { wanted: &wanted, typed, notice: Some(notice), faults };
    let page = page_of(&back_office, &staff, &browser, list).await?;
    Ok(Page::with_status(StatusCode::UNPROCESSABLE_ENTITY, page).respond_to(&request))
}

/// What is told when not all could be written down.
fn recorded(done: usize) -> Notice {
    let title = "記録できなかったものがあります";
    let advice = match done {
        0 => "1通も記録していません。わけを確かめてください。".into(),
        _ => format!("{done}通は記録しました。残りは下のとおりです。").into(),
    };
    Notice { title, advice, is_problem: true }
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
    let (on, kind) = how_posted(typed, today)?;
    let chosen = |(case, notice): (SubmissionId, u32)| {
        let said = |what: &str| typed.value(&format!("{what}:{case}.{notice}")).trim().to_owned();
        let tracking = Some(said("tracking")).filter(|it| !it.is_empty());
        Chosen { number: said("number"), posting: Posting { on, kind, tracking }, case, notice }
    };
    Ok(keys(typed)?.into_iter().map(chosen).collect())
}

/// On which day and by which kind of post.
fn how_posted(typed: &Typed, today: NaiveDate) -> Result<(NaiveDate, PostKind), &'static str> {
    let kind = typed.value("post").parse().map_err(|_unread| "郵便の種類を選んでください。")?;
    let on = typed.value("on").trim().parse::<NaiveDate>();
    let on = on.map_err(|_unread| "差し出した日を、日付で入れてください。")?;
    if on > today {
        return Err("差し出した日は、今日までの日にしてください。");
    }
    Ok((on, kind))
}

/// The papers that were chosen.
fn keys(typed: &Typed) -> Result<Vec<(SubmissionId, u32)>, &'static str> {
    let papers = typed.all().filter(|(name, _)| *name == "paper").map(|(_, key)| {
        let (case, notice) = key.split_once('.')?;
        Some((case.parse().ok()?, notice.parse().ok()?))
    });
    let papers: Option<Vec<_>> = papers.collect();
    match papers {
        Some(papers) if papers.is_empty() => Err("通知書を選んでください。"),
        Some(papers) if papers.len() > usize::from(BackOffice::PAPERS) => {
            Err("一度に選べるのは50通までです。分けてください。")
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
    let batches = back_office.recent_batches(staff).await?;
    let mut frame = Frame::of(back_office, staff, browser).await?;
    frame.here = link::DISPATCH;
    Ok(DispatchPage::of(frame, (book, batches), list, back_office.today()))
}

impl Wanted {
    /// As the form of the list says it again.
    fn of(typed: &Typed) -> Self {
        let field = |name: &str| typed.value(name).to_owned();
        let (department, kind, way) = (field("department"), field("kind"), field("way"));
        Self { department, kind, way, ..Self::default() }
    }

    fn query(&self) -> DispatchQuery {
        DispatchQuery {
            department: self.department.parse().ok(),
            verdict: Verdict::ALL.into_iter().find(|it| it.word() == self.kind),
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
    fn of(
        frame: Frame,
        (book, batches): (DispatchBook, Vec<BatchSummary>),
        list: Listing<'_>,
        today: NaiveDate,
    ) -> Self {
        let Listing { wanted, typed, notice, faults } = list;
        let choices = |all: &[(&str, &str)], chosen: &str| {
            all.iter().map(|(value, name)| Choice::new(value, name, Some(chosen))).collect()
        };
        let department = |(id, name): &(DepartmentId, String)| {
            Choice::new(id.as_str(), name, Some(&wanted.department))
        };
        let home = frame.city.official_name();
        let line = |line| LineView::of(line, &typed, home);
        let (apart, lines): (Vec<_>, Vec<_>) =
            book.lines.into_iter().partition(|it: &DispatchLine| it.shelter.is_on());
        let views = |lines: Vec<DispatchLine>| lines.into_iter().map(line).collect();
        Self {
            lines: views(lines),
            apart: views(apart),
            batches: batches.into_iter().map(BatchLink::from).collect(),
            frame,
            notice,
            faults,
            departments: book.departments.iter().map(department).collect(),
            kinds: Verdict::ALL
                .map(|it| Choice::new(it.word(), paper_kind(it), Some(&wanted.kind)))
                .into(),
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

impl From<BatchSummary> for BatchLink {
    fn from(batch: BatchSummary) -> Self {
        let BatchSummary { number, by, at, is_counted, papers, waiting } = batch;
        let (address, made) = (link::batch(number), moment(at));
        Self { number, address, made, by, papers, waiting, is_counted }
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
            is_protected: line.shelter.is_on(),
            prints: line.shelter != Shelter::Shut,
            key,
            number: line.number,
            kind: paper_kind(line.verdict),
            title: line.title,
            department: line.department,
            addressee: line.addressee,
            postal,
            town,
            confirmed: line.confirmed,
            returned: line.returned.map(return_reason),
            unopened: line.unopened,
            decided: moment(line.decided_at),
            batch: line.batch.map(|number| (number, link::batch(number))),
        }
    }
}

#[cfg(test)]
mod tests;
