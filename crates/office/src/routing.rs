//! `/office/routing`: at which desks the new cases of a department lie. Whoever leads it writes the
//! rules and tries them; somebody else confirms them.

use actix_web::{HttpRequest, HttpResponse, Responder as _, http::StatusCode, web};
use askama::Template;
use back_office::{
    BackOffice, Error, ListView, Moved, Outcome, RoutingBook, RoutingFault, Rule, Source, Staff,
    Trial,
};
use kernel::{DepartmentId, Language};
use serde::Deserialize;

use super::{case::Notice, frame::Frame, history::moment, queue::Choice, typed::Typed};
use crate::link;
use ::web::{
    guard::{Browser, Guarded, Keeper, Signed, WebError},
    page::{Page, see_other},
};

/// Rules that can be added at once.
const BLANK_ROWS: usize = 3;

/// What stands in place of a desk: the department that answers for the case.
const STAYS: &str = "-";

/// The same: the rule goes.
const GOES: &str = "x";

/// The rules of one department.
#[derive(Template)]
#[template(path = "routing.html")]
struct RoutingPage {
    frame: Frame,
    notice: Option<Notice>,
    departments: Vec<Choice>,
    department: String,
    in_force: Option<ListShown>,
    waiting: Option<ListShown>,
    /// Whether the list that waits is one's own.
    own_waits: bool,
    /// Who else could confirm.
    others: String,
    rows: Vec<RowView>,
    trial: Option<TrialView>,
    past: Vec<String>,
    has_wards: bool,
}

/// A list of rules to be read.
struct ListShown {
    number: i64,
    rules: Vec<RuleShown>,
    by: String,
}

/// A rule to be read.
struct RuleShown {
    procedure: String,
    ward: String,
    source: &'static str,
    desk: String,
    /// Nobody takes cases there any more.
    deserted: bool,
}

/// A rule to be written.
struct RowView {
    number: usize,
    order: String,
    procedures: Vec<Choice>,
    wards: Vec<Choice>,
    sources: Vec<Choice>,
    desks: Vec<Choice>,
    /// Whether it stands there already.
    kept: bool,
}

/// What rules would have done.
struct TrialView {
    cases: usize,
    moved: Vec<Moved>,
    total: usize,
    /// The rules, with how many cases each of them takes.
    taken: Vec<(RuleShown, usize)>,
}

/// Which department.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    department: String,
    done: Option<String>,
}

/// The rules that are in force, those that wait, and the form for others.
pub(super) async fn show(
    back_office: web::Data<BackOffice>,
    staff: Signed<Keeper>,
    browser: Browser,
    wanted: web::Query<Wanted>,
) -> Result<Page<impl Template>, WebError> {
    let notice = wanted.done.as_deref().and_then(done);
    let book = back_office.routing(&staff, &wanted.department).await?;
    let rows = book.in_force.as_ref().map(|list| Written::of(&list.rules)).unwrap_or_default();
    let mut page = page_of(&back_office, &staff, &browser, &book, &rows).await?;
    if let Some(waiting) = &book.waiting {
        let tried = back_office.tried(&staff, &book.department, waiting.rules.clone()).await?;
        page.trial = Some(TrialView::of(&back_office, &book, &waiting.rules, tried));
    }
    page.notice = notice;
    Ok(Page::ok(page))
}

/// Tries rules, proposes them, confirms or drops the list that waits. What was typed stands there
/// again where it cannot be done.
pub(super) async fn submit(
    back_office: web::Data<BackOffice>,
    staff: Signed<Keeper>,
    browser: Browser,
    request: HttpRequest,
    posted: Guarded<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    let typed = Typed::new(posted.into_inner());
    let unread = |what: &str| WebError::Unusable { what: format!("{what} cannot be read") };
    let department: DepartmentId =
        typed.value("department").parse().map_err(|_no_id| unread("department"))?;
    let (what, rows) = (typed.value("do"), Written::read(&typed));
    let done = match what {
        "try" | "propose" => match rules_of(&rows) {
            Err(misread) => Ok(Some(misread)),
            Ok(rules) if what == "propose" => {
                back_office.propose_routing(&staff, &department, rules).await.map(|()| None)
            }
            Ok(rules) => match back_office.try_routing(&staff, &department, rules.clone()).await {
                Ok(trial) => {
                    let book = back_office.routing(&staff, department.as_str()).await?;
                    let page = page_of(&back_office, &staff, &browser, &book, &rows).await?;
                    let trial = Some(TrialView::of(&back_office, &book, &rules, trial));
                    return Ok(Page::ok(RoutingPage { trial, ..page }).respond_to(&request));
                }
                Err(fault) => Err(fault),
            },
        },
        "confirm" | "drop" => {
            let number = typed.value("number").parse().map_err(|_no_number| unread("number"))?;
            let is_confirmed = what == "confirm";
            let outcome = if is_confirmed { Outcome::Confirmed } else { Outcome::Dropped };
            back_office.settle_routing(&staff, &department, number, outcome).await.map(|()| None)
        }
        _ => return Err(unread("do")),
    };
    let (status, notice) = match done {
        Ok(None) => return Ok(see_other(&address(&department, what))),
        Ok(Some(misread)) => (StatusCode::UNPROCESSABLE_ENTITY, problem(misread)),
        Err(fault) => told(fault)?,
    };
    let book = back_office.routing(&staff, department.as_str()).await?;
    let page = page_of(&back_office, &staff, &browser, &book, &rows).await?;
    let page = RoutingPage { notice: Some(notice), ..page };
    Ok(Page::with_status(status, page).respond_to(&request))
}

fn address(department: &DepartmentId, done: &str) -> String {
    format!("{}?department={department}&done={done}", link::ROUTING)
}

fn done(word: &str) -> Option<Notice> {
    let (title, advice) = match word {
        "propose" => ("確認を頼みました", "ほかの人が確認すると、この規則を使い始めます。"),
        "confirm" => {
            ("使い始めました", "これから届く申請に使います。すでに届いている申請は動きません。")
        }
        "drop" => ("取りやめました", "いまの規則は変わっていません。"),
        _ => return None,
    };
    Some(Notice { title, advice: advice.into(), is_problem: false })
}

fn problem(advice: String) -> Notice {
    Notice { title: "何も変わっていません", advice: advice.into(), is_problem: true }
}

/// What can be put right on the page; the rest is told by a page of its own.
fn told(fault: RoutingFault) -> Result<(StatusCode, Notice), WebError> {
    let advice = match fault {
        RoutingFault::TooMany { limit } => {
            format!("規則は{limit}個までです。似たものをまとめてください。")
        }
        RoutingFault::Unknown { position } => {
            format!("{position}番目の規則の手続、区、経路のどれかが、この部署にありません。選び直してください。")
        }
        RoutingFault::Deserted { position } => {
            format!("{position}番目の規則の部署には、申請を受け取る人がいません。ほかの部署を選んでください。")
        }
        RoutingFault::Unreachable { position, earlier } => {
            format!("{position}番目の規則は使われません。{earlier}番目の規則が先に合うからです。順番を変えるか、どちらかを消してください。")
        }
        RoutingFault::Same => "いまの規則と同じです。変えてから頼んでください。".to_owned(),
        RoutingFault::Waiting => {
            "確認を待っている規則が、もうあります。それを使うか取りやめるかしてから、頼んでください。".to_owned()
        }
        RoutingFault::Own => "自分が頼んだ規則は、自分では確認できません。".to_owned(),
        RoutingFault::Intent(Error::Conflict { .. }) => {
            let advice = "この規則は、もう確認されたか、取りやめられています。下のいまの規則を見てください。";
            let title = "変わっていました";
            let notice = Notice { title, advice: advice.into(), is_problem: true };
            return Ok((StatusCode::CONFLICT, notice));
        }
        RoutingFault::Intent(fault) => return Err(fault.into()),
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, problem(advice)))
}

/// The rules as they stand in the form.
#[derive(Default)]
struct Written(Vec<WrittenRule>);

#[derive(Default, Clone)]
struct WrittenRule {
    order: String,
    procedure: String,
    ward: String,
    source: String,
    desk: String,
}

impl Written {
    fn of(rules: &[Rule]) -> Self {
        let word = |rule: &Rule| WrittenRule {
            order: String::new(),
            procedure: rule.procedure.clone().unwrap_or_default(),
            ward: rule.ward.as_ref().map(ToString::to_string).unwrap_or_default(),
            source: rule.source.map(Source::word).unwrap_or_default().to_owned(),
            desk: rule.desk.as_ref().map_or_else(|| STAYS.to_owned(), ToString::to_string),
        };
        Self(rules.iter().map(word).collect())
    }

    fn read(typed: &Typed) -> Self {
        let row = |number: usize| {
            let said = |name: &str| typed.value(&format!("{name}.{number}")).to_owned();
            typed.found(&format!("desk.{number}"))?;
            let (order, desk) = (said("order"), said("desk"));
            let (procedure, ward, source) = (said("procedure"), said("ward"), said("source"));
            Some(WrittenRule { order, procedure, ward, source, desk })
        };
        let mut rows: Vec<WrittenRule> = (1..).map_while(row).collect();
        rows.retain(|row| row.desk != GOES && !row.is_blank());
        // What has no number comes last.
        rows.sort_by_key(|row| row.order.trim().parse().unwrap_or(u32::MAX));
        Self(rows)
    }
}

impl WrittenRule {
    const fn is_blank(&self) -> bool {
        self.procedure.is_empty()
            && self.ward.is_empty()
            && self.source.is_empty()
            && self.desk.is_empty()
    }
}

/// The rules that are written, or what is to be put right.
fn rules_of(written: &Written) -> Result<Vec<Rule>, String> {
    let rule = |(position, row): (usize, &WrittenRule)| {
        if row.desk.is_empty() {
            return Err(format!("{position}番目の規則の「置く部署」を選んでください。"));
        }
        let parsed = || {
            Some(Rule {
                procedure: Some(row.procedure.clone()).filter(|it| !it.is_empty()),
                ward: some(&row.ward).map(str::parse).transpose().ok()?,
                source: some(&row.source).map(str::parse).transpose().ok()?,
                desk: some(&row.desk).filter(|it| *it != STAYS).map(str::parse).transpose().ok()?,
            })
        };
        parsed().ok_or_else(|| format!("{position}番目の規則を選び直してください。"))
    };
    (1..).zip(&written.0).map(rule).collect()
}

fn some(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

async fn page_of(
    back_office: &BackOffice,
    staff: &Staff,
    browser: &Browser,
    book: &RoutingBook,
    written: &Written,
) -> Result<RoutingPage, WebError> {
    let mut frame = Frame::of(back_office, staff, browser).await?;
    frame.here = link::ROUTING;
    let kept = written.0.len();
    let blank = WrittenRule::default();
    let rows = written.0.iter().chain(std::iter::repeat_n(&blank, BLANK_ROWS));
    let shown = |list: &ListView| ListShown::of(back_office, book, list);
    Ok(RoutingPage {
        frame,
        notice: None,
        departments: book
            .departments
            .iter()
            .map(|it| choice(it.id.as_str(), &it.name, it.id.as_str() == book.department.as_str()))
            .collect(),
        department: book.department.to_string(),
        in_force: book.in_force.as_ref().filter(|list| !list.rules.is_empty()).map(shown),
        waiting: book.waiting.as_ref().map(shown),
        own_waits: book.own_waits,
        others: book.others.join("、"),
        rows: (1..).zip(rows).map(|(n, row)| RowView::of(book, n, row, n <= kept)).collect(),
        trial: None,
        past: book.lists.iter().filter(|list| list.settled.is_some()).map(past).collect(),
        has_wards: !book.wards.is_empty(),
    })
}

fn choice(value: &str, name: &str, chosen: bool) -> Choice {
    Choice { value: value.to_owned(), name: name.to_owned(), chosen }
}

impl RowView {
    fn of(book: &RoutingBook, number: usize, row: &WrittenRule, kept: bool) -> Self {
        let procedures = book.kept().map(|it| it.procedures.as_slice()).unwrap_or_default();
        let procedure = |id: &str, title: &str| choice(id, title, id == row.procedure);
        let door = |source: Source| {
            choice(source.word(), source_name(source), source.word() == row.source)
        };
        let mut desks = vec![choice(STAYS, "所管の部署", row.desk == STAYS)];
        desks.extend(
            book.desks.iter().map(|(id, name)| choice(id.as_str(), name, id.as_str() == row.desk)),
        );
        Self {
            number,
            order: number.to_string(),
            procedures: procedures
                .iter()
                .map(|it| procedure(it.form.id(), it.form.title(Language::Japanese)))
                .collect(),
            wards: book
                .wards
                .iter()
                .map(|(id, name)| choice(id.as_str(), name, id.as_str() == row.ward))
                .collect(),
            sources: [Source::Web, Source::Counter, Source::Api].into_iter().map(door).collect(),
            desks,
            kept,
        }
    }
}

/// By which door a filing came, in the words of the office.
pub(crate) const fn source_name(source: Source) -> &'static str {
    match source {
        Source::Web => "オンライン",
        Source::Counter => "窓口・郵送",
        Source::Api => "ほかのシステム",
        Source::Seed => "試験データ",
    }
}

impl ListShown {
    fn of(back_office: &BackOffice, book: &RoutingBook, list: &ListView) -> Self {
        Self {
            number: list.number,
            rules: list.rules.iter().map(|it| RuleShown::of(back_office, book, it)).collect(),
            by: said_by(list),
        }
    }
}

/// `2026年11月24日 午前9時 佐藤 一郎が作成、鈴木 二郎が確認`
fn said_by(list: &ListView) -> String {
    let (who, at) = &list.proposed;
    let made = format!("{} {who}が作成", moment(*at));
    match &list.settled {
        Some((Outcome::Confirmed, by, at)) => format!("{made}、{} {by}が確認", moment(*at)),
        Some((Outcome::Dropped, by, at)) => format!("{made}、{} {by}が取りやめ", moment(*at)),
        None => made,
    }
}

fn past(list: &ListView) -> String {
    format!("第{}版（規則{}個）：{}", list.number, list.rules.len(), said_by(list))
}

impl RuleShown {
    fn of(back_office: &BackOffice, book: &RoutingBook, rule: &Rule) -> Self {
        let catalogue = back_office.catalogue();
        let name =
            |desk: &DepartmentId| catalogue.department_name(desk.as_str(), Language::Japanese);
        let every = || "すべて".to_owned();
        let staffed = |desk: &DepartmentId| book.desks.iter().any(|(known, _)| known == desk);
        let ward = rule.ward.as_ref().map(|it| catalogue.ward_name(it, Language::Japanese));
        Self {
            procedure: rule.procedure.as_ref().map_or_else(every, |it| catalogue.title_of(it)),
            ward: ward.unwrap_or_else(every),
            source: rule.source.map_or("すべて", source_name),
            desk: rule.desk.as_ref().map_or_else(|| "所管の部署".to_owned(), name),
            deserted: rule.desk.as_ref().is_some_and(|desk| !staffed(desk)),
        }
    }
}

impl TrialView {
    fn of(back_office: &BackOffice, book: &RoutingBook, rules: &[Rule], trial: Trial) -> Self {
        let shown = rules.iter().map(|rule| RuleShown::of(back_office, book, rule));
        Self {
            cases: trial.cases,
            total: trial.moved.iter().map(|line| line.cases).sum(),
            moved: trial.moved,
            taken: shown.zip(trial.taken).collect(),
        }
    }
}
