//! `/office/absences`: who is away, and who acts for a seat meanwhile.

use actix_web::{HttpRequest, HttpResponse, Responder as _, http::StatusCode, web};
use askama::Template;
use back_office::{AbsenceBook, AbsenceFault, AbsenceView, BackOffice, Error, SeatView, Staff};
use chrono::{Duration, NaiveDate};
use kernel::{DepartmentId, Instant, Language, Rank, StaffId};
use serde::Deserialize;

use super::{case::Notice, frame::Frame, queue::Choice, typed::Typed};
use crate::link;
use ::web::{
    guard::{Browser, Guarded, Member, Signed, WebError, rank_name},
    page::{Page, see_other},
    shown,
};

/// Hours of a day after which its second half begins.
const NOON: i64 = 12;

/// Who is away and who acts.
#[derive(Template)]
#[template(path = "absences.html")]
struct AbsencesPage {
    frame: Frame,
    notice: Option<Notice>,
    own: Vec<LineView>,
    others: Vec<LineView>,
    /// The field that is to be mended; empty where it is none.
    wrong: &'static str,
    /// The people about whom it can be said; none where the person leads nobody.
    people: Vec<Choice>,
    seats: Vec<SeatLine>,
    typed: Typed,
    today: String,
}

/// Somebody is away.
struct LineView {
    staff: String,
    number: i64,
    name: String,
    from: String,
    until: String,
    is_now: bool,
}

/// A seat with who acts for it.
struct SeatLine {
    department: String,
    rank: &'static str,
    name: String,
    holders: String,
    deputies: Vec<(String, String)>,
    offered: Vec<(String, String)>,
}

/// What stands in the address.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Came {
    #[serde(default)]
    done: String,
}

/// The page.
pub(super) async fn show(
    back_office: web::Data<BackOffice>,
    staff: Signed<Member>,
    browser: Browser,
    came: web::Query<Came>,
) -> Result<Page<impl Template>, WebError> {
    let notice = done(&came.done);
    page_of(&back_office, &staff, &browser, Typed::default(), notice).await.map(Page::ok)
}

/// Writes an absence down, ends one, names a deputy or does so no more.
pub(super) async fn submit(
    back_office: web::Data<BackOffice>,
    staff: Signed<Member>,
    browser: Browser,
    request: HttpRequest,
    posted: Guarded<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    let typed = Typed::new(posted.into_inner());
    let what = typed.value("do").to_owned();
    let Err(fault) = arranged(&back_office, &staff, &typed, &what).await else {
        return Ok(see_other(&format!("{}?done={}", link::ABSENCES, link::percent_encoded(&what))));
    };
    let wrong = if what == "away" { field_of(&fault, &typed) } else { "" };
    let notice = Notice::problem(told(fault)?);
    let page = page_of(&back_office, &staff, &browser, typed, Some(notice)).await?;
    let page = AbsencesPage { wrong, ..page };
    Ok(Page::with_status(StatusCode::UNPROCESSABLE_ENTITY, page).respond_to(&request))
}

/// Why something was not arranged: misread, or refused.
enum Fault {
    Misread(&'static str),
    Refused(AbsenceFault),
}

impl From<AbsenceFault> for Fault {
    fn from(fault: AbsenceFault) -> Self {
        Self::Refused(fault)
    }
}

async fn arranged(
    back_office: &BackOffice,
    staff: &Staff,
    typed: &Typed,
    what: &str,
) -> Result<(), Fault> {
    let nobody = || Fault::Misread("人を選んでください。");
    let person = || typed.value("staff").parse::<StaffId>().map_err(|_unread| nobody());
    match what {
        "away" => {
            let who = match typed.value("staff") {
                "" => staff.id().clone(),
                _ => person()?,
            };
            let (from, until) = span(typed)?;
            Ok(back_office.be_away(staff, &who, from, until).await?)
        }
        "back" => {
            let number = typed.value("number").parse().unwrap_or_default();
            Ok(back_office.be_back(staff, &person()?, number).await?)
        }
        "name" | "drop" => {
            let (department, rank) = seat(typed).ok_or_else(absent)?;
            let is_named = what == "name";
            let deputy = person()?;
            Ok(back_office.name_deputy(staff, (&department, rank), &deputy, is_named).await?)
        }
        _ => Err(absent()),
    }
}

fn absent() -> Fault {
    AbsenceFault::Intent(Error::NotFound).into()
}

fn seat(typed: &Typed) -> Option<(DepartmentId, Rank)> {
    Some((typed.value("department").parse().ok()?, typed.value("rank").parse().ok()?))
}

/// From the first half day to the last one.
fn span(typed: &Typed) -> Result<(Instant, Instant), Fault> {
    let day = |name: &str| {
        let day = typed.value(name).trim().parse::<NaiveDate>();
        day.map_err(|_unread| Fault::Misread("不在の初日と最終日を、日付で入れてください。"))
    };
    let (first, last) = (Instant::start_of(day("from")?), Instant::start_of(day("until")?));
    let begins = if typed.value("from_half") == "afternoon" { NOON } else { 0 };
    let ends = if typed.value("until_half") == "morning" { NOON } else { 2 * NOON };
    Ok((first.plus(Duration::hours(begins)), last.plus(Duration::hours(ends))))
}

/// What can be put right on the page; the rest is told by a page of its own.
fn told(fault: Fault) -> Result<&'static str, WebError> {
    let fault = match fault {
        Fault::Misread(sentence) => return Ok(sentence),
        Fault::Refused(fault) => fault,
    };
    match fault {
        AbsenceFault::Backwards => {
            Ok("最終日が初日より前か、もう過ぎています。日を確かめてください。")
        }
        AbsenceFault::TooLong => Ok("1年を超えています。年を確かめてください。"),
        AbsenceFault::Overlaps => {
            Ok("同じ時期の不在が、もうあります。先にそれを終えるか、日を変えてください。")
        }
        AbsenceFault::NoDeputy => Ok(
            "その人は代決者にできません。この部署の決裁者から、自分と席の本人以外を選んでください。",
        ),
        AbsenceFault::Named => Ok("その人は、もう代決者になっています。"),
        AbsenceFault::Intent(fault) => Err(fault.into()),
    }
}

/// Where an absence is put right that was not written down.
fn field_of(fault: &Fault, typed: &Typed) -> &'static str {
    let is_day = |name: &str| typed.value(name).trim().parse::<NaiveDate>().is_ok();
    match fault {
        Fault::Misread(_) if !is_day("from") => "from",
        Fault::Misread(_) if !is_day("until") => "until",
        Fault::Misread(_) => "staff",
        Fault::Refused(AbsenceFault::Backwards | AbsenceFault::TooLong) => "until",
        Fault::Refused(AbsenceFault::Overlaps) => "from",
        Fault::Refused(AbsenceFault::NoDeputy | AbsenceFault::Named | AbsenceFault::Intent(_)) => {
            ""
        }
    }
}

fn done(word: &str) -> Option<Notice> {
    let (title, advice) = match word {
        "away" => {
            ("不在を登録しました", "そのあいだ「次の1件」では案件が回らず、代決者が決裁できます。")
        }
        "back" => ("不在を終えました", "代決は、もうできません。"),
        "name" => ("代決者に加えました", "席の人が不在のあいだだけ、代わりに決裁できます。"),
        "drop" => ("代決者から外しました", "これまでの代決は、後閲の一覧に残ります。"),
        _ => return None,
    };
    Some(Notice { title, advice: advice.into(), is_problem: false })
}

async fn page_of(
    back_office: &BackOffice,
    staff: &Staff,
    browser: &Browser,
    typed: Typed,
    notice: Option<Notice>,
) -> Result<AbsencesPage, WebError> {
    let AbsenceBook { own, others, people, seats } = back_office.absence_book(staff).await?;
    let mut frame = Frame::of(back_office, staff, browser).await?;
    frame.here = link::ABSENCES;
    let chosen = typed.found("staff");
    let choice = |(id, name): &(StaffId, String)| Choice::new(id.as_str(), name, chosen);
    let today = back_office.today();
    let lines = |all: Vec<AbsenceView>| all.into_iter().map(|it| LineView::of(it, today)).collect();
    Ok(AbsencesPage {
        frame,
        notice,
        wrong: "",
        own: lines(own),
        others: lines(others),
        people: people.iter().map(choice).collect(),
        seats: seats.into_iter().map(SeatLine::of).collect(),
        today: today.to_string(),
        typed,
    })
}

impl AbsencesPage {
    fn is_wrong(&self, field: &str) -> bool {
        self.wrong == field
    }
}

impl LineView {
    fn of(absence: AbsenceView, today: NaiveDate) -> Self {
        Self {
            staff: absence.staff.to_string(),
            number: absence.number,
            name: absence.name,
            from: began(absence.from, today),
            until: ended(absence.until, today),
            is_now: absence.is_now,
        }
    }
}

/// `11月24日（火）の朝から`: as it was typed, in half days.
fn began(at: Instant, today: NaiveDate) -> String {
    let day = shown::day(at.day(), today, Language::Japanese);
    match halves(at) {
        Some(0) => format!("{day}の朝から"),
        Some(_) => format!("{day}の午後から"),
        None => format!("{}から", shown::moment(at, today, Language::Japanese)),
    }
}

/// `11月27日（金）の終わりまで`: midnight is told as the end of the day that people typed.
pub(super) fn ended(at: Instant, today: NaiveDate) -> String {
    let told = |day| shown::day(day, today, Language::Japanese);
    match halves(at) {
        Some(0) => {
            let last = at.day().pred_opt().unwrap_or_else(|| at.day());
            format!("{}の終わりまで", told(last))
        }
        Some(_) => format!("{}の正午まで", told(at.day())),
        None => format!("{}まで", shown::moment(at, today, Language::Japanese)),
    }
}

/// Half days since the day began; none within one, where a program said it or somebody came back.
fn halves(at: Instant) -> Option<u8> {
    let begun = Instant::start_of(at.day());
    if at == begun {
        return Some(0);
    }
    (at == begun.plus(Duration::hours(NOON))).then_some(1)
}

impl SeatLine {
    fn of(seat: SeatView) -> Self {
        let pair = |(id, name): (StaffId, String)| (id.to_string(), name);
        Self {
            department: seat.department.to_string(),
            rank: seat.rank.word(),
            name: format!("{} {}", seat.name, rank_name(seat.rank)),
            holders: seat.holders.join("、"),
            deputies: seat.deputies.into_iter().map(pair).collect(),
            offered: seat.offered.into_iter().map(pair).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::audit;

    fn line(name: &str) -> LineView {
        LineView {
            staff: "0193a5c8-7e1b-7c3d-9e4f-0123456789ab".into(),
            number: 1,
            name: name.into(),
            from: "11月24日（火）の朝から".into(),
            until: "11月27日（金）の正午まで".into(),
            is_now: true,
        }
    }

    fn typed(pairs: &[(&str, &str)]) -> Typed {
        Typed::new(pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
    }

    #[test]
    fn what_is_arranged_is_shown_whole_and_safe() {
        let person = ("0193a5c8-7e1b-7c3d-9e4f-0123456789ab".to_owned(), "<b>鈴木".to_owned());
        let page = AbsencesPage {
            frame: Frame::sample(None),
            notice: done("away"),
            wrong: "",
            own: vec![line("佐藤 一郎")],
            others: vec![line("<b>田中")],
            people: vec![Choice::new("0193", "<b>田中", None)],
            seats: vec![SeatLine {
                department: "koseki".into(),
                rank: "section",
                name: "戸籍住民課 課長".into(),
                holders: "<b>田中".into(),
                deputies: vec![person.clone()],
                offered: vec![person],
            }],
            typed: typed(&[("from", "\"><script>")]),
            today: "2026-11-24".into(),
        };
        let html = page.render().unwrap();
        audit(&html);
        assert!(!html.contains("<b>田中") && !html.contains("\"><script>"), "{html}");
    }

    #[test]
    fn a_refusal_names_the_field_that_is_to_be_mended() {
        let no_day = Fault::Misread("");
        assert_eq!(field_of(&no_day, &typed(&[("from", "明日"), ("until", "2026-11-26")])), "from");
        assert_eq!(field_of(&no_day, &typed(&[("from", "2026-11-26")])), "until");
        assert_eq!(field_of(&AbsenceFault::TooLong.into(), &typed(&[])), "until");
        assert_eq!(field_of(&AbsenceFault::Named.into(), &typed(&[])), "");
    }

    #[test]
    fn an_absence_is_told_in_the_days_that_were_typed() {
        let at = |text: &str| Instant::parse_rfc3339(text).unwrap();
        let today = at("2026-12-01T09:00:00+09:00").day();
        let told = |text: &str| (began(at(text), today), ended(at(text), today));
        let pair = |from: &str, until: &str| (from.to_owned(), until.to_owned());
        let midnight = pair("12月12日（土）の朝から", "12月11日（金）の終わりまで");
        assert_eq!(told("2026-12-12T00:00:00+09:00"), midnight);
        let noon = pair("12月11日（金）の午後から", "12月11日（金）の正午まで");
        assert_eq!(told("2026-12-11T12:00:00+09:00"), noon);
        let turn = "2026年12月31日（木）の終わりまで";
        let next_year = at("2027-01-04T09:00:00+09:00").day();
        assert_eq!(ended(at("2027-01-01T00:00:00+09:00"), next_year), turn);
        let within = pair("12月11日（金）午前9時04分から", "12月11日（金）午前9時04分まで");
        assert_eq!(told("2026-12-11T09:04:00+09:00"), within);
    }

    #[test]
    fn half_days_begin_and_end_at_noon() {
        let at = |text: &str| Instant::parse_rfc3339(text).unwrap();
        let dated = [("from", "2026-11-24"), ("until", "2026-11-26")];
        let whole = span(&typed(&dated)).ok();
        let expected = (at("2026-11-24T00:00:00+09:00"), at("2026-11-27T00:00:00+09:00"));
        assert_eq!(whole, Some(expected));
        let halves = [("from_half", "afternoon"), ("until_half", "morning")];
        let half = span(&typed(&[&dated[..], &halves].concat())).ok();
        let expected = (at("2026-11-24T12:00:00+09:00"), at("2026-11-26T12:00:00+09:00"));
        assert_eq!(half, Some(expected));
        assert!(span(&typed(&[("from", "明日"), ("until", "2026-11-26")])).is_err());
    }
}
