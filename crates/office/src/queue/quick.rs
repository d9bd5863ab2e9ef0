//! The quick row of a list: its parts that one asks for most, each with how many there are.

use back_office::{BackOffice, Counted, DueWithin, QueueView, Staff};
use review_workflow::{Returned, State};

use super::{filter::QueueQuery, row::returned_name};
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
    /// What waits for an answer, also where the case is over.
    Question,
    /// What another department was asked about.
    Consulting,
    Due(DueWithin),
    In(State),
    Back(Returned),
}

impl Part {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Whole => "すべて",
            Self::Unread => "新着",
            Self::Question => "質問あり",
            Self::Consulting => "合議中",
            Self::Due(due) => due_name(due),
            Self::In(State::CorrectionRequested) => "補正待ち",
            Self::In(_) => "決裁待ち",
            Self::Back(returned) => returned_name(returned),
        }
    }
}

/// How near the day is that was promised.
pub(crate) const fn due_name(due: DueWithin) -> &'static str {
    match due {
        DueWithin::Long => "5開庁日以上の超過",
        DueWithin::Over => "期限超過",
        DueWithin::Today => "今日まで",
        DueWithin::Soon => "3開庁日以内",
    }
}

impl Part {
    /// Whether what is in it is late.
    fn is_late(self) -> bool {
        matches!(self, Self::Due(DueWithin::Long | DueWithin::Over))
    }
}

/// How many cases the list holds that `query` shows, and its parts, all counted at one moment.
/// What is over has none, a list that somebody keeps is as it was kept, and what was searched for
/// is searched once.
pub(super) async fn row(
    back_office: &BackOffice,
    staff: &Staff,
    query: &QueueQuery,
    kept: bool,
) -> Result<(Counted, Vec<QuickLink>), WebError> {
    let whole = kept || !query.words().is_empty();
    let parts = if whole { Vec::new() } else { parts(query.view()) };
    let lists: Vec<QueueQuery> = parts.iter().map(|part| query.part(*part)).collect();
    let shown = query.filter();
    let filters = lists.iter().map(QueueQuery::filter).chain([shown.clone()]).collect();
    let mut counts = back_office.counts(staff, filters).await?;
    let total = counts.pop().unwrap_or_default();
    let link = |((part, list), count): ((&Part, QueueQuery), Counted)| QuickLink {
        name: part.name(),
        address: list.address(),
        count: count_in_words(count),
        current: list.filter() == shown,
        is_late: part.is_late() && count.number > 0,
    };
    Ok((total, parts.iter().zip(lists).zip(counts).map(link).collect()))
}

fn parts(view: QueueView) -> Vec<Part> {
    let due = [DueWithin::Over, DueWithin::Today, DueWithin::Soon].map(Part::Due);
    let rest = match view {
        QueueView::Closed | QueueView::All => return Vec::new(),
        QueueView::Late => return vec![Part::Whole, Part::Due(DueWithin::Long)],
        QueueView::Mine => vec![
            Part::Unread,
            Part::Question,
            Part::Consulting,
            Part::Back(Returned::Answered),
            Part::In(State::CorrectionRequested),
            Part::In(State::AwaitingApproval),
        ],
        QueueView::Unclaimed => vec![Part::Question],
        QueueView::AwaitingCorrection
        | QueueView::Answered
        | QueueView::AwaitingApproval
        | QueueView::DueSoon => Vec::new(),
    };
    // While a correction is waited for, the clock stands.
    let due = due.into_iter().filter(|_| view != QueueView::AwaitingCorrection);
    let parts: Vec<Part> = due.chain(rest).collect();
    if parts.is_empty() { parts } else { [Part::Whole].into_iter().chain(parts).collect() }
}
