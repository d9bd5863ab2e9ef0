//! What somebody can do next.

use crate::{Filed, chance::Chance, end, house, money, place::Place, resident};

#[derive(Debug, Clone, Copy)]
pub(crate) enum Deed {
    File,
    FileAgain,
    LookUp,
    TypeWrongCode,
    Trespass,
    Withdraw,
    Write,
    Correct,
    MoveDraft,
    Print,
    Pay,
    PayStrangely,
    TakeNext,
    Command,
    Refund,
    Decide,
    Reopen,
    SendOut,
    Advise,
    LookAtQueue,
    Reveal,
    OpenFile,
    ReissueCode,
    DoJobs,
    TidyUp,
    CloseDays,
    CompareBooks,
    TellWitness,
    BeginKey,
    FinishKey,
    Hold,
    Release,
    ProposeEnd,
    ApproveEnd,
    CarryOutEnd,
}

impl Deed {
    /// While the city works, with how often beside each other.
    pub(crate) const OF_DAYS: &[(Self, u64)] = &[
        (Self::File, 4),
        (Self::FileAgain, 1),
        (Self::LookUp, 1),
        (Self::TypeWrongCode, 1),
        (Self::Trespass, 1),
        (Self::Withdraw, 1),
        (Self::Write, 1),
        (Self::Correct, 4),
        (Self::MoveDraft, 1),
        (Self::Print, 1),
        (Self::Pay, 5),
        (Self::PayStrangely, 3),
        (Self::TakeNext, 2),
        (Self::Command, 20),
        (Self::Refund, 5),
        (Self::Decide, 7),
        (Self::Reopen, 3),
        (Self::SendOut, 5),
        (Self::Advise, 4),
        (Self::LookAtQueue, 1),
        (Self::Reveal, 2),
        (Self::OpenFile, 1),
        (Self::ReissueCode, 1),
        (Self::DoJobs, 2),
        (Self::TidyUp, 1),
        (Self::CloseDays, 1),
        (Self::CompareBooks, 1),
        (Self::TellWitness, 1),
        (Self::BeginKey, 1),
        (Self::FinishKey, 2),
        (Self::Hold, 1),
        (Self::Release, 1),
        (Self::ProposeEnd, 1),
    ];

    /// When years have passed.
    pub(crate) const OF_YEARS: &[(Self, u64)] = &[
        (Self::LookUp, 1),
        (Self::TypeWrongCode, 1),
        (Self::Trespass, 1),
        (Self::Withdraw, 1),
        (Self::Write, 1),
        (Self::Pay, 1),
        (Self::Command, 3),
        (Self::Refund, 1),
        (Self::LookAtQueue, 1),
        (Self::ReissueCode, 1),
        (Self::DoJobs, 1),
        (Self::TidyUp, 1),
        (Self::CloseDays, 1),
        (Self::TellWitness, 1),
        (Self::BeginKey, 1),
        (Self::FinishKey, 1),
        (Self::Hold, 2),
        (Self::Release, 2),
        (Self::ProposeEnd, 4),
        (Self::ApproveEnd, 6),
        (Self::CarryOutEnd, 4),
    ];

    /// One of these, the frequent ones more often.
    pub(crate) fn drawn(of: &[(Self, u64)], chance: &mut Chance) -> Self {
        let mut left = chance.below(of.iter().map(|(_, often)| often).sum());
        for (deed, often) in of {
            match left.checked_sub(*often) {
                Some(rest) => left = rest,
                None => return *deed,
            }
        }
        of[0].0
    }

    /// What it is mostly done to.
    pub(crate) const fn wants(self) -> Option<&'static str> {
        if matches!(self, Self::Correct) {
            Some("correction")
        } else if matches!(self, Self::Pay | Self::PayStrangely) {
            Some("payment")
        } else if matches!(self, Self::Refund) {
            Some("refund")
        } else if matches!(self, Self::Reopen) {
            Some("reopening")
        } else if matches!(self, Self::Decide) {
            Some("decision")
        } else if matches!(self, Self::SendOut) {
            Some("dispatch")
        } else if matches!(self, Self::Release) {
            Some("release")
        } else {
            None
        }
    }
}

/// Somebody does it, with one of the submissions where it takes one. `there` is the other town.
pub(crate) fn act(
    here: &Place<'_>,
    there: &Place<'_>,
    deed: Deed,
    filed: Option<&Filed>,
    chance: &mut Chance,
) {
    match (deed, filed) {
        (Deed::File, _) => resident::files(here, chance),
        (Deed::MoveDraft, _) => resident::moves_a_draft(here),
        (Deed::TakeNext, _) => here.office.takes_next(here, chance),
        (Deed::Advise, _) => here.office.advises(here, chance),
        (Deed::LookAtQueue, _) => here.office.looks_at_queue(here, chance),
        (Deed::DoJobs, _) => house::does_jobs(here),
        (Deed::TidyUp, _) => house::tidies_up(here),
        (Deed::CloseDays, _) => house::closes_days(here),
        (Deed::CompareBooks, _) => house::compares_books(here),
        (Deed::TellWitness, _) => house::tells_witness(here),
        (Deed::BeginKey, _) => house::begins_key(here),
        (Deed::FinishKey, _) => house::finishes_key(here),
        (Deed::ProposeEnd, _) => end::is_proposed(here, chance),
        (Deed::ApproveEnd, _) => end::is_approved(here, chance),
        (Deed::CarryOutEnd, _) => end::is_carried_out(here),
        (_, None) => {}
        (Deed::FileAgain, Some(filed)) => resident::files_again(here, filed),
        (Deed::LookUp, Some(filed)) => resident::looks_up(here, filed),
        (Deed::TypeWrongCode, Some(filed)) => resident::types_wrong_code(here, filed),
        (Deed::Trespass, Some(filed)) => here.office.is_kept_from(here, there, filed, chance),
        (Deed::Withdraw, Some(filed)) => resident::withdraws(here, filed),
        (Deed::Write, Some(filed)) => resident::writes(here, filed),
        (Deed::Correct, Some(filed)) => resident::corrects(here, filed, chance),
        (Deed::Print, Some(filed)) => resident::prints(here, filed),
        (Deed::Pay, Some(filed)) => money::is_paid(here, filed, chance),
        (Deed::PayStrangely, Some(filed)) => money::is_told_strangely(here, filed, chance),
        (Deed::Command, Some(filed)) => here.office.commands(here, filed, chance),
        (Deed::Refund, Some(filed)) => here.office.gives_back(here, filed, chance),
        (Deed::SendOut, Some(filed)) => here.office.sends_out(here, filed, chance),
        (Deed::Decide, Some(filed)) => here.office.decides(here, filed, chance),
        (Deed::Reopen, Some(filed)) => here.office.takes_up_again(here, filed, chance),
        (Deed::Reveal, Some(filed)) => here.office.reveals(here, filed, chance),
        (Deed::OpenFile, Some(filed)) => here.office.opens_file(here, filed, chance),
        (Deed::ReissueCode, Some(filed)) => here.office.reissues_code(here, filed, chance),
        (Deed::Hold, Some(filed)) => end::is_held_back(here, filed, chance),
        (Deed::Release, Some(filed)) => end::is_let_go(here, filed),
    }
}
