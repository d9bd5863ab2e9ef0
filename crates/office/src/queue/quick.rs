//! The quick row of a list: its parts that one asks for most, each with how many there are.

use back_office::{BackOffice, Counted, DueWithin, QueueView, Staff};
use review_workflow::State;

use super::filter::QueueQuery;
use crate::frame::count_in_words;
use ::web::guard::WebError;

/// A part of the list.
pub(super) struct QuickLink {
    pub(super) name: &'static str,
    pub(super) address: String,
    pub(super) count: String,
    /// Whether this is the list that is shown.
    pub(super) current: bool,
    /// Whether something in it is late.
    pub(super) is_late: bool,
}

/// What narrows a list in the quick row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Whole,
    Unread,
    Due(DueWithin),
    In(State),
}

impl Part {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Whole => "すべて",
            Self::Unread => "新着",
            Self::Due(DueWithin::Over) => "期限超過",
            Self::Due(DueWithin::Today) => "今日まで",
            Self::Due(DueWithin::Soon) => "3開庁日以内",
            Self::In(State::CorrectionRequested) => "補正待ち",
            Self::In(_) => "決裁待ち",
        }
    }
}

/// The parts of the list that `query` shows. What is over has none.
pub(super) async fn row(
    back_office: &BackOffice,
    staff: &Staff,
    query: &QueueQuery,
) -> Result<Vec<QuickLink>, WebError> {
    let parts = parts(query.view());
    let lists: Vec<QueueQuery> = parts.iter().map(|part| query.part(*part)).collect();
    let filters = lists.iter().map(QueueQuery::filter).collect();
    let counts = back_office.counts(staff, filters).await?;
    let link = |((part, list), count): ((&Part, QueueQuery), Counted)| QuickLink {
        name: part.name(),
        address: list.address(),
        count: count_in_words(count),
        current: query.shows(*part),
        is_late: *part == Part::Due(DueWithin::Over) && count.number > 0,
    };
    Ok(parts.iter().zip(lists).zip(counts).map(link).collect())
}

fn parts(view: QueueView) -> Vec<Part> {
    let due = [DueWithin::Over, DueWithin::Today, DueWithin::Soon].map(Part::Due);
    let rest = match view {
        QueueView::Closed | QueueView::All => return Vec::new(),
        QueueView::Mine => vec![
            Part::Unread,
            Part::In(State::CorrectionRequested),
            Part::In(State::AwaitingApproval),
        ],
        QueueView::Unclaimed
        | QueueView::AwaitingCorrection
        | QueueView::AwaitingApproval
        | QueueView::DueSoon => Vec::new(),
    };
    // While a correction is waited for, the clock stands.
    let due = due.into_iter().filter(|_| view != QueueView::AwaitingCorrection);
    let parts: Vec<Part> = due.chain(rest).collect();
    if parts.is_empty() { parts } else { [Part::Whole].into_iter().chain(parts).collect() }
}
