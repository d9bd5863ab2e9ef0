//! Other cases on the page of a case: those that somebody said it has to do with, and those that may be
//! of the same person.

use back_office::{BesideCase, CaseView, LinkedCase, PastSubmission, Same};
use review_workflow::{CommandKind, LinkKind};

use crate::{
    history::{link_kind, moment},
    link,
    queue::Choice,
    typed::Typed,
};
use ::web::guard::state_name;

/// One of them.
pub(super) struct OtherLine {
    pub(super) address: String,
    pub(super) receipt_number: String,
    pub(super) title: String,
    pub(super) at: String,
    pub(super) state: &'static str,
    /// 支援措置
    pub(super) is_protected: bool,
}

/// A case that this one has to do with.
pub(super) struct LinkedLine {
    pub(super) line: OtherLine,
    /// What the two have to do with each other.
    pub(super) kind: &'static str,
}

/// Another submission of the same person.
pub(super) struct PreviousLine {
    pub(super) line: OtherLine,
    /// How sure it is that it is the same person.
    pub(super) same: &'static str,
    pub(super) is_duplicate: bool,
}

/// All of them, with what can be said of them.
#[derive(Default)]
pub(super) struct Others {
    pub(super) linked: Vec<LinkedLine>,
    /// Whether the person may say what the case has to do with another one.
    pub(super) links: bool,
    /// What can be said.
    pub(super) kinds: Vec<Choice>,
    pub(super) previous: Vec<PreviousLine>,
}

impl Others {
    pub(super) fn of(view: &CaseView, typed: &Typed) -> Self {
        let typed = Some(typed.of("link", "kind"));
        let kind = |kind: LinkKind| Choice::new(kind.word(), said(kind), typed);
        Self {
            linked: view.links.iter().map(LinkedLine::of).collect(),
            links: view.available.contains(&CommandKind::Link),
            kinds: LinkKind::ALL.map(kind).into(),
            previous: view.previous.iter().map(PreviousLine::of).collect(),
        }
    }

    /// Whether there is anything to show.
    pub(super) fn any(&self) -> bool {
        self.links || !self.linked.is_empty()
    }
}

impl LinkedLine {
    fn of(linked: &LinkedCase) -> Self {
        let kind = match linked.kind {
            LinkKind::FollowUp if linked.goes_on => "この案件の続き",
            LinkKind::FollowUp => "この案件の前",
            LinkKind::SamePerson | LinkKind::SameHousehold | LinkKind::Duplicate => {
                link_kind(linked.kind)
            }
        };
        Self { line: OtherLine::of(&linked.case), kind }
    }
}

impl PreviousLine {
    fn of(past: &PastSubmission) -> Self {
        Self {
            line: OtherLine::of(&past.case),
            same: match past.same {
                Same::Person => "同じ人と思われる",
                Same::NameAndBirth => "同じ氏名と生年月日",
            },
            is_duplicate: past.is_duplicate,
        }
    }
}

impl OtherLine {
    fn of(case: &BesideCase) -> Self {
        Self {
            address: link::case(&case.id),
            receipt_number: case.receipt_number.to_string(),
            title: case.title.clone(),
            at: moment(case.received_at),
            state: state_name(case.state),
            is_protected: case.is_protected,
        }
    }
}

/// What somebody chooses among.
const fn said(kind: LinkKind) -> &'static str {
    match kind {
        LinkKind::SamePerson => "同じ人の申請",
        LinkKind::SameHousehold => "同じ世帯の人の申請",
        LinkKind::Duplicate => "同じことを求める申請（重複）",
        LinkKind::FollowUp => "この案件の前の申請（この案件は、その続き）",
    }
}
