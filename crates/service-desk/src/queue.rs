//! The queue: which cases wait, in which order, and taking the next one.

use chrono::NaiveDate;
use kernel::{Instant, ReceiptNumber, StaffId, SubmissionId};
use review_workflow::State;

use crate::{Desk, DeskError, Staff};

/// A saved way to look at the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QueueView {
    /// 担当中: taken by me and not decided.
    Mine,
    /// 未着手: received and taken by nobody.
    Unclaimed,
    /// 補正待ち
    AwaitingCorrection,
    /// 決裁待ち
    AwaitingApproval,
    /// 期限3日以内: open, and due within three open days or overdue.
    DueSoon,
    /// 完了
    Closed,
    /// すべて
    All,
}

/// The order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum QueueSort {
    /// The nearest deadline first.
    #[default]
    Due,
    /// The earliest arrival first.
    Received,
}

/// Which cases to list; everything combines.
#[derive(Debug, Clone, Default)]
pub struct QueueFilter {
    /// A saved view.
    pub view: Option<QueueView>,
    /// One procedure.
    pub procedure: Option<String>,
    /// One state.
    pub state: Option<State>,
    /// One department.
    pub department: Option<String>,
    /// One member of staff.
    pub assignee: Option<StaffId>,
    /// Arrived on this day or later.
    pub received_from: Option<NaiveDate>,
    /// Receipt number, or the applicant's name or kana in full.
    pub words: Option<String>,
    /// The order.
    pub sort: QueueSort,
}

/// One case in the list.
#[derive(Debug, Clone)]
pub struct QueueRow {
    /// The case.
    pub id: SubmissionId,
    /// 受付番号
    pub receipt_number: ReceiptNumber,
    /// The procedure's id.
    pub procedure: String,
    /// The procedure's title in Japanese.
    pub title: String,
    /// The applicant as the form names them.
    pub applicant: Option<String>,
    /// Their kana.
    pub applicant_kana: Option<String>,
    /// Where it stands.
    pub state: State,
    /// Who has it.
    pub assignee: Option<String>,
    /// When it arrived.
    pub received_at: Instant,
    /// Until when it should be done.
    pub due_on: Option<NaiveDate>,
    /// Open days left, negative when overdue; `None` while the clock stands still or it is over.
    pub remaining_days: Option<i64>,
    /// How many warnings the resident confirmed.
    pub warnings: u32,
    /// The responsible department.
    pub department: String,
    /// For commands.
    pub version: i64,
}

/// A page of the list.
#[derive(Debug, Clone, Default)]
pub struct QueuePage {
    /// The cases.
    pub rows: Vec<QueueRow>,
    /// Where the next page begins.
    pub next: Option<String>,
}

impl Desk {
    /// A page of the queue as far as this person may see it.
    pub async fn queue(
        &self,
        _staff: &Staff,
        _filter: QueueFilter,
        _cursor: Option<String>,
        _limit: u32,
    ) -> Result<QueuePage, DeskError> {
        unimplemented!()
    }

    /// How many cases each view holds.
    pub async fn queue_counts(&self, _staff: &Staff) -> Result<Vec<(QueueView, u64)>, DeskError> {
        unimplemented!()
    }

    /// Takes the next unclaimed case that fits. Two people never take the same one.
    pub async fn take_next(
        &self,
        _staff: &Staff,
        _filter: QueueFilter,
    ) -> Result<Option<SubmissionId>, DeskError> {
        unimplemented!()
    }

    /// The colleagues to whom a case can be given: id and name.
    pub async fn colleagues(&self, _staff: &Staff) -> Result<Vec<(StaffId, String)>, DeskError> {
        unimplemented!()
    }
}
