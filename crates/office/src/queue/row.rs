//! One line of the queue.

use std::borrow::Cow;

use back_office::QueueRow;
use chrono::{Datelike as _, NaiveDate};
use kernel::Instant;
use review_workflow::{Returned, State};

use crate::{labels::Chip, link, routing::source_name};
use ::web::guard::state_name;

/// A case as its line shows it.
pub(crate) struct RowView {
    pub(crate) address: String,
    /// What a wide screen shows of it beside the list.
    pub(crate) outline: String,
    pub(crate) id: String,
    pub(crate) version: i64,
    pub(crate) receipt_number: String,
    pub(crate) received_at: String,
    pub(crate) title: String,
    /// Where it lies, when that is not with who answers for it.
    pub(crate) desk: Option<String>,
    pub(crate) applicant: String,
    pub(crate) kana: String,
    pub(crate) ward: String,
    pub(crate) state: Cow<'static, str>,
    pub(crate) state_colour: &'static str,
    pub(crate) open_findings: u64,
    pub(crate) remaining: Remaining,
    pub(crate) due_on: String,
    pub(crate) assignee: String,
    pub(crate) department: String,
    pub(crate) labels: Vec<Chip>,
    /// What is called out beside its number: colours and words.
    pub(crate) marks: Vec<(&'static str, &'static str)>,
    /// Whether it is new to whoever asks.
    pub(crate) is_unread: bool,
    pub(crate) moved_at: String,
    pub(crate) corrections: u32,
    /// Answers of its form, one for each column that its procedure has in lists.
    pub(crate) answers: Vec<String>,
    /// Whether it can be chosen to do something with several at once.
    pub(crate) can_be_chosen: bool,
}

/// How much time is left, in words.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Remaining {
    pub(crate) lead: &'static str,
    pub(crate) number: String,
    pub(crate) unit: &'static str,
    pub(crate) is_late: bool,
}

impl RowView {
    /// The line of `row` in the list with the query `from`.
    pub(crate) fn of(row: QueueRow, today: NaiveDate, from: &str) -> Self {
        let due_on = due_on(&row);
        Self {
            marks: marks(&row),
            address: link::case_from(&row.id, from),
            outline: link::outline(&row.id, from),
            id: row.id.into(),
            version: row.version,
            receipt_number: row.receipt_number.to_string(),
            received_at: format!(
                "{}　{}",
                short_moment(row.received_at, today),
                source_name(row.source)
            ),
            title: row.title,
            desk: row.desk_name,
            applicant: row.applicant.unwrap_or_default(),
            kana: row.applicant_kana.unwrap_or_default(),
            ward: row.ward_name.unwrap_or_default(),
            state: standing(row.state, row.returned, row.step, row.is_asked),
            state_colour: called_out(row.state, row.returned),
            open_findings: row.open_findings,
            remaining: Remaining::of(row.remaining_days, row.stopped.map(|(day, _)| day)),
            due_on,
            assignee: row.assignee.unwrap_or_default(),
            department: row.department_name,
            labels: row.labels.iter().map(Chip::of).collect(),
            is_unread: row.is_unread,
            moved_at: short_moment(row.changed_at, today),
            corrections: row.corrections,
            answers: Vec::new(),
            can_be_chosen: !row.state.is_final(),
        }
    }
}

/// How the office calls a case of which it is kept back where the applicant is.
pub(crate) const PROTECTED: &str = "支援措置";

/// What has to be looked at, whatever the state says.
fn marks(row: &QueueRow) -> Vec<(&'static str, &'static str)> {
    let marks = [
        (row.is_unread, ("b", "新着")),
        (row.question_at.is_some(), ("a", "質問あり")),
        (row.is_first, ("r", "先に")),
        (row.is_protected, ("r", PROTECTED)),
    ];
    marks.into_iter().filter_map(|(is_so, mark)| is_so.then_some(mark)).collect()
}

impl Remaining {
    /// Open days left, or which day it is on which the clock stands still.
    fn of(days: Option<i64>, stopped_day: Option<i64>) -> Self {
        let (lead, number, unit) = match days {
            Some(late @ ..0) => ("", late.unsigned_abs().to_string(), "開庁日超過"),
            Some(0) => ("", "今日".to_owned(), "まで"),
            Some(left) => ("あと", left.to_string(), "開庁日"),
            None => match stopped_day {
                Some(day) => ("停止", day.to_string(), "日目"),
                None => ("", String::new(), "―"),
            },
        };
        Self { lead, number, unit, is_late: days.is_some_and(i64::is_negative) }
    }
}

/// The promised day, or while the clock stands still the last one for an answer or for paying; of what
/// is over the day of its end.
fn due_on(row: &QueueRow) -> String {
    let awaited = row.stopped.map(|(_, until)| until.format("%-m/%-dまで").to_string());
    let promised = row.due_on.map(|day| day.format("%-m/%-d").to_string());
    let ended = row.ended_at.map(|at| at.day().format("%-m/%-dに終了").to_string());
    awaited.or(promised).or(ended).unwrap_or_default()
}

/// Where a case stands, in finer words than its state where there are some.
pub(crate) fn standing(
    state: State,
    returned: Option<Returned>,
    step: Option<(u32, u32)>,
    is_asked: bool,
) -> Cow<'static, str> {
    match (state, returned, step) {
        (State::InReview, _, _) if is_asked => "合議中".into(),
        (State::AwaitingApproval, _, Some((turn, of))) if of > 1 => {
            format!("決裁中（段{turn}/{of}）").into()
        }
        (State::Received | State::InReview, Some(returned), _) => returned_name(returned).into(),
        (state, _, _) => state_name(state).into(),
    }
}

pub(crate) const fn returned_name(returned: Returned) -> &'static str {
    match returned {
        Returned::Answered => "補正の返事",
        Returned::SentBack => "差戻し",
        Returned::PutBack => "戻された案件",
    }
}

/// What came back is for somebody to look at.
pub(crate) const fn standing_colour(state: State, returned: Option<Returned>) -> &'static str {
    match (state, returned) {
        (State::Received | State::InReview, Some(_)) => "a",
        (state, _) => state_colour(state),
    }
}

/// The same in a list, where what waits its turn is not called out.
const fn called_out(state: State, returned: Option<Returned>) -> &'static str {
    match (state, returned) {
        (State::Received | State::InReview, None) => "",
        (state, returned) => standing_colour(state, returned),
    }
}

/// The colour of a state's chip; its name stands in it.
pub(crate) const fn state_colour(state: State) -> &'static str {
    match state {
        State::Waiting | State::AwaitingPayment | State::CorrectionRequested => "a",
        State::Received | State::InReview | State::AwaitingApproval => "b",
        State::Approved | State::Completed => "g",
        State::Refused | State::Withdrawn | State::Lapsed => "r",
    }
}

/// `11/20 21:04`, and `2025/11/20` where it is of another year.
fn short_moment(at: Instant, today: NaiveDate) -> String {
    let same_year = at.day().year() == today.year();
    let shape = if same_year { "%-m/%-d %H:%M" } else { "%Y/%-m/%-d" };
    at.local().format(shape).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(days: Option<i64>, stopped_day: Option<i64>, expected: &str, is_late: bool) {
        let remaining = Remaining::of(days, stopped_day);
        let Remaining { lead, number, unit, .. } = &remaining;
        assert_eq!(format!("{lead}{number}{unit}"), expected);
        assert_eq!(remaining.is_late, is_late);
    }

    #[test]
    fn what_came_back_and_how_far_a_proposal_is_says_so() {
        let said = |state, returned, step| standing(state, returned, step, false).into_owned();
        let (answered, sent_back) = (Some(Returned::Answered), Some(Returned::SentBack));
        assert_eq!(said(State::InReview, None, None), "審査中");
        assert_eq!(standing(State::InReview, answered, None, true), "合議中");
        assert_eq!(standing(State::AwaitingApproval, None, None, true), "決裁待ち");
        assert_eq!(said(State::InReview, answered, None), "補正の返事");
        assert_eq!(said(State::Received, answered, None), "補正の返事");
        assert_eq!(said(State::InReview, sent_back, None), "差戻し");
        assert_eq!(said(State::AwaitingApproval, None, Some((1, 2))), "決裁中（段1/2）");
        assert_eq!(said(State::AwaitingApproval, None, Some((1, 1))), "決裁待ち");
        assert_eq!(said(State::AwaitingApproval, None, None), "決裁待ち");
    }

    #[test]
    fn the_time_left_is_said_in_open_days() {
        check(Some(2), None, "あと2開庁日", false);
        check(Some(0), None, "今日まで", false);
        check(Some(-1), None, "1開庁日超過", true);
        check(None, Some(3), "停止3日目", false);
        check(None, None, "―", false);
    }
}
