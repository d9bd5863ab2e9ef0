//! `/office/instructions`: 教示の表, what refusals say about contesting them.

use actix_web::{HttpRequest, HttpResponse, Responder as _, http::StatusCode, web};
use askama::Template;
use back_office::{
    BackOffice, Error, INSTRUCTION_LIMIT, InstructionBook, InstructionFault, InstructionKey,
    InstructionRow, Staff, VersionView,
};
use chrono::NaiveDate;
use kernel::Language;
use serde::Deserialize;

use super::{case::Notice, frame::Frame, history::moment, typed::Typed};
use crate::link;
use ::web::{
    guard::{Browser, Guarded, Keeper, Signed, WebError},
    page::{Page, see_other},
    shown,
};

/// Every row.
#[derive(Template)]
#[template(path = "instructions.html")]
struct InstructionsPage {
    frame: Frame,
    notice: Option<Notice>,
    rows: Vec<RowView>,
    may_write: bool,
    legal: String,
    /// How many rows no refusal can leave with.
    open: usize,
    limit: usize,
}

/// The text of one body.
struct RowView {
    /// The id of its form.
    id: String,
    body: String,
    reviewer_key: String,
    title: String,
    procedures: usize,
    state: &'static str,
    colour: &'static str,
    /// Who confirmed it, when, and until when it holds.
    confirmed: String,
    /// What papers say now, or would say.
    text: Vec<String>,
    waiting: Option<WaitingView>,
    /// What stands in the field.
    typed: String,
    /// Whether the field stands open.
    open: bool,
}

/// A version that waits.
struct WaitingView {
    version: i64,
    written: String,
    text: Vec<String>,
    own: bool,
}

/// What was just done.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    done: Option<String>,
}

/// The rows, with what this person may do.
pub(super) async fn show(
    back_office: web::Data<BackOffice>,
    staff: Signed<Keeper>,
    browser: Browser,
    wanted: web::Query<Wanted>,
) -> Result<Page<impl Template>, WebError> {
    let notice = wanted.done.as_deref().and_then(done);
    page_of(&back_office, &staff, &browser, None, notice).await.map(Page::ok)
}

/// Writes a version, confirms or drops one; what was typed stands there again when it cannot be.
pub(super) async fn submit(
    back_office: web::Data<BackOffice>,
    staff: Signed<Keeper>,
    browser: Browser,
    request: HttpRequest,
    posted: Guarded<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    let typed = Typed::new(posted.into_inner());
    let what = typed.value("do");
    let Err(fault) = changed(&back_office, &staff, &typed, what).await else {
        return Ok(see_other(&format!("{}?done={what}", link::INSTRUCTIONS)));
    };
    let (status, notice) = told(fault)?;
    let typed = Some(&typed).filter(|_| what == "write");
    let page = page_of(&back_office, &staff, &browser, typed, Some(notice)).await?;
    Ok(Page::with_status(status, page).respond_to(&request))
}

async fn changed(
    back_office: &BackOffice,
    staff: &Staff,
    typed: &Typed,
    what: &str,
) -> Result<(), InstructionFault> {
    let (body, reviewer) = (typed.value("body").to_owned(), typed.value("reviewer").to_owned());
    let key = InstructionKey { body, reviewer };
    let version = typed.value("version").parse();
    match (what, version) {
        ("write", _) => back_office.write_instruction(staff, key, typed.value("text")).await,
        ("confirm", Ok(version)) => {
            back_office.settle_instruction(staff, key, version, true).await.map(|_until| ())
        }
        ("drop", Ok(version)) => {
            back_office.settle_instruction(staff, key, version, false).await.map(|_none| ())
        }
        (_, _) => Err(Error::NotFound.into()),
    }
}

fn told(fault: InstructionFault) -> Result<(StatusCode, Notice), WebError> {
    let advice = match fault {
        InstructionFault::Text { limit } => {
            format!("教示の文を、{limit}文字までで書いてください。")
        }
        InstructionFault::Waiting => {
            "ほかの版が確認を待っています。先に、それを確認するか取り下げてください。".to_owned()
        }
        InstructionFault::Own => {
            "自分で書いた教示は、自分では確認できません。ほかの法制担当に頼んでください。"
                .to_owned()
        }
        InstructionFault::Intent(Error::Conflict { .. }) => {
            let advice = "ほかの人が先に確認したか、取り下げました。下の内容を確かめてください。";
            return Ok((StatusCode::CONFLICT, Notice::problem(advice)));
        }
        InstructionFault::Intent(fault) => return Err(fault.into()),
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Notice::problem(advice)))
}

fn done(word: &str) -> Option<Notice> {
    let (title, advice) = match word {
        "write" => ("教示を書きました", "ほかの法制担当が確認すると、通知書に載ります。"),
        "confirm" => {
            ("教示を確認しました", "今日から1年のあいだ、認めない決定の通知書に載ります。")
        }
        "drop" => ("教示の案を取り下げました", "通知書に載る文は変わりません。"),
        _ => return None,
    };
    Some(Notice { title, advice: advice.into(), is_problem: false })
}

async fn page_of(
    back_office: &BackOffice,
    staff: &Staff,
    browser: &Browser,
    typed: Option<&Typed>,
    notice: Option<Notice>,
) -> Result<InstructionsPage, WebError> {
    let book = back_office.instructions(staff).await?;
    let mut frame = Frame::of(back_office, staff, browser).await?;
    frame.here = link::INSTRUCTIONS;
    Ok(InstructionsPage::of(frame, &book, typed, notice))
}

impl InstructionsPage {
    fn of(
        frame: Frame,
        book: &InstructionBook,
        typed: Option<&Typed>,
        notice: Option<Notice>,
    ) -> Self {
        let InstructionBook { rows, may_write, legal, today } = book;
        let needed = rows.iter().filter(|row| row.procedures > 0);
        Self {
            frame,
            notice,
            open: needed.filter(|row| !row.holds(*today)).count(),
            rows: (1..).zip(rows).map(|(n, row)| RowView::of(n, row, *today, typed)).collect(),
            may_write: *may_write,
            legal: legal.join("、"),
            limit: INSTRUCTION_LIMIT,
        }
    }
}

impl RowView {
    fn of(number: usize, row: &InstructionRow, today: NaiveDate, typed: Option<&Typed>) -> Self {
        let InstructionKey { body, reviewer } = &row.key;
        let is_typed = |it: &&Typed| it.value("body") == body && it.value("reviewer") == reviewer;
        let typed = typed.filter(is_typed);
        let current = row.confirmed.as_ref().map_or(&row.sample, |it| &it.text);
        let (state, colour) = match (&row.confirmed, row.holds(today)) {
            (Some(_), true) => ("確認済み", "g"),
            (Some(_), false) => ("期限切れ", "r"),
            (None, _) => ("見本（未確認）", "a"),
        };
        Self {
            id: format!("row-{number}"),
            title: format!("{}に審査請求をする決定", row.reviewer),
            procedures: row.procedures,
            confirmed: row.confirmed.as_ref().map(confirmed).unwrap_or_default(),
            text: lines(current),
            waiting: row.waiting.as_ref().map(|it| WaitingView {
                version: it.version,
                written: format!("{}（{}）", it.written.0, moment(it.written.1)),
                text: lines(&it.text),
                own: row.own_waits,
            }),
            typed: typed.map_or_else(|| current.clone(), |typed| typed.value("text").to_owned()),
            open: typed.is_some(),
            body: body.clone(),
            reviewer_key: reviewer.clone(),
            state,
            colour,
        }
    }
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

/// `第2版。書いた人：… 確認した人：…（…）　2027年11月20日まで`
fn confirmed(it: &VersionView) -> String {
    let Some((by, at, until)) = &it.confirmed else { return String::new() };
    let until = shown::plain_day(*until, Language::Japanese);
    format!(
        "第{}版　書いた人：{}　確認した人：{by}（{}）　{until}まで",
        it.version,
        it.written.0,
        moment(*at)
    )
}

#[cfg(test)]
mod tests {
    use kernel::Instant;
    use testkit::audit;

    use super::*;

    fn row(until: Option<&str>, own: bool) -> InstructionRow {
        let at = Instant::parse_rfc3339("2026-11-20T09:04:00+09:00").unwrap();
        let version = |version: i64| VersionView {
            version,
            text: "<b>審査請求が\nできます。".into(),
            written: ("森".into(), at),
            confirmed: until.map(|day| ("林".into(), at, day.parse().unwrap())),
        };
        InstructionRow {
            key: InstructionKey { body: "board".into(), reviewer: "県\"審査会".into() },
            reviewer: "県\"審査会".into(),
            procedures: 3,
            sample: "見本の文".into(),
            confirmed: until.map(|_| version(1)),
            waiting: Some(VersionView { confirmed: None, ..version(2) }),
            own_waits: own,
        }
    }

    fn page(rows: Vec<InstructionRow>, may_write: bool, typed: Option<&Typed>) -> String {
        let (legal, today) = (vec!["文書法制課".to_owned()], "2026-11-21".parse().unwrap());
        let book = InstructionBook { rows, may_write, legal, today };
        let notice = told(InstructionFault::Waiting).ok().map(|(_, notice)| notice);
        InstructionsPage::of(Frame::sample(None), &book, typed, notice).render().unwrap()
    }

    #[test]
    fn a_row_tells_whether_papers_may_carry_it() {
        for (until, state) in [
            (None, "見本（未確認）"),
            (Some("2027-11-20"), "確認済み"),
            (Some("2026-11-20"), "期限切れ"),
        ] {
            let html = page(vec![row(until, false)], true, None);
            audit(&html);
            assert!(html.contains(state) && !html.contains("<b>審査"), "{html}");
            assert_eq!(html.contains("確認されていない行"), until != Some("2027-11-20"), "{html}");
        }
    }

    #[test]
    fn nobody_is_offered_to_confirm_their_own() {
        let own = page(vec![row(None, true)], true, None);
        assert!(own.contains("ほかの法制担当") && !own.contains("value=\"confirm\""), "{own}");
        let other = page(vec![row(None, false)], true, None);
        assert!(other.contains("value=\"confirm\""), "{other}");
        let reader = page(vec![row(None, false)], false, None);
        audit(&reader);
        assert!(!reader.contains("value=\"confirm\"") && !reader.contains("<textarea"), "{reader}");
    }

    #[test]
    fn what_was_typed_stands_there_again() {
        let typed =
            [("body", "board"), ("reviewer", "県\"審査会"), ("text", "</textarea>書きかけ")];
        let typed = typed.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let html = page(vec![row(None, true)], true, Some(&Typed::new(typed.into())));
        audit(&html);
        assert!(html.contains("書きかけ") && !html.contains("</textarea>書きかけ"), "{html}");
    }
}
