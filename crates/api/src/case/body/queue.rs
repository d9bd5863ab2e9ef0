//! The queue as JSON.

use back_office::{QueuePage, QueueRow};
use review_workflow::Returned;
use serde::Serialize;
use utoipa::ToSchema;

use super::LabelBody;
use crate::procedure::time;

/// A page of the queue.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QueueBody {
    cases: Vec<QueueRowBody>,
    /// Where the next page begins; absent on the last one. Where `channel` or a search stopped, a page
    /// that is not full has one too.
    next_cursor: Option<String>,
    /// Where the page before begins; absent on the first one.
    previous_cursor: Option<String>,
    /// Of a search that stopped before its page was full: the first day of arrival that it went back
    /// to. It goes on from `next_cursor`.
    #[serde(skip_serializing_if = "Option::is_none")]
    searched_from: Option<String>,
    /// `true` while a search does not find older cases yet, because they are still being indexed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    indexing: bool,
}

/// A case in the queue.
#[derive(Debug, Serialize, ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "one for each mark of a row")]
pub(crate) struct QueueRowBody {
    id: String,
    receipt_number: String,
    procedure: String,
    title: String,
    applicant: Option<String>,
    applicant_kana: Option<String>,
    state: &'static str,
    /// Why it is back in the hands of who works on it: `answered`, `sent-back` or `put-back`.
    returned: Option<&'static str>,
    /// Whose turn a proposal is, from 1, and how many people it goes by.
    step: Option<StepBody>,
    /// Whether a department was asked about it that has not answered (合議中).
    consulting: bool,
    /// The name of who has it.
    assignee: Option<String>,
    received_at: String,
    /// When it was changed last.
    changed_at: String,
    /// When it came to its end; absent while it is open.
    ended_at: Option<String>,
    /// By which door it came.
    channel: &'static str,
    /// How often its answers were corrected.
    corrections: u32,
    due_on: Option<String>,
    /// Whether it is the caller's, and somebody else changed it since they read it.
    unread: bool,
    /// Open days left, negative when overdue.
    remaining_days: Option<i64>,
    /// How many warnings the resident confirmed.
    warnings: u32,
    /// How many findings are still to be looked at.
    open_findings: u64,
    /// The labels that it bears, by name.
    labels: Vec<LabelBody>,
    /// Whether somebody put it before all others.
    first: bool,
    /// Whether it is kept back where the applicant is (支援措置).
    protected: bool,
    /// Since when the resident waits for an answer to what they wrote.
    question_at: Option<String>,
    /// The id of the responsible department.
    department: String,
    department_name: String,
    /// The id of the department at which it lies, when that is another one.
    desk: Option<String>,
    desk_name: Option<String>,
    /// The id of the ward, where it is known; `outside` the municipality.
    ward: Option<String>,
    ward_name: Option<String>,
    version: i64,
}

/// Where a proposal is on its way.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StepBody {
    /// Whose turn it is, from 1.
    turn: u32,
    /// How many people it goes by, who decides among them.
    of: u32,
}

impl From<QueuePage> for QueueBody {
    fn from(page: QueuePage) -> Self {
        let cases = page.rows.into_iter().map(QueueRowBody::from).collect();
        Self {
            cases,
            searched_from: page.stopped_at.map(|day| day.to_string()),
            indexing: page.is_behind,
            next_cursor: page.next,
            previous_cursor: page.previous,
        }
    }
}

impl From<(u32, u32)> for StepBody {
    fn from((turn, of): (u32, u32)) -> Self {
        Self { turn, of }
    }
}

impl From<QueueRow> for QueueRowBody {
    fn from(row: QueueRow) -> Self {
        Self {
            id: row.id.into(),
            receipt_number: row.receipt_number.to_string(),
            procedure: row.procedure,
            title: row.title,
            applicant: row.applicant,
            applicant_kana: row.applicant_kana,
            state: row.state.word(),
            returned: row.returned.map(Returned::word),
            step: row.step.map(StepBody::from),
            consulting: row.is_asked,
            assignee: row.assignee,
            received_at: time(row.received_at),
            changed_at: time(row.changed_at),
            ended_at: row.ended_at.map(time),
            channel: row.source.word(),
            corrections: row.corrections,
            unread: row.is_unread,
            due_on: row.due_on.map(|day| day.to_string()),
            remaining_days: row.remaining_days,
            warnings: row.warnings,
            open_findings: row.open_findings,
            labels: row.labels.into_iter().map(LabelBody::from).collect(),
            first: row.is_first,
            protected: row.is_protected,
            question_at: row.question_at.map(time),
            department: row.department.into(),
            department_name: row.department_name,
            desk: row.desk.map(String::from),
            desk_name: row.desk_name,
            ward: row.ward.map(String::from),
            ward_name: row.ward_name,
            version: row.version,
        }
    }
}
