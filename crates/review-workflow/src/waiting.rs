//! キャンセル待ち: from a filing for which there was no place to one that has it, or to its end.
//!
//! Who is the next in line, and whether a place is free, is not known here.

use kernel::Instant;

use crate::{Case, Deadline, Event, Policy, State, evolve::run_clock};

/// The fact that a case has got a place; nothing where it waits for none.
pub fn give_place(case: &Case, policy: &Policy, at: Instant) -> Option<Event> {
    let deadline = Deadline::on_resuming(case, policy, at);
    (case.state == State::Waiting).then_some(Event::PlaceGiven { at, deadline })
}

/// The fact that no place came free until the last day; nothing while one still may.
pub fn end_waiting(case: &Case, at: Instant) -> Option<Event> {
    let is_over = case.waits_until.is_some_and(|until| until < at.day());
    is_over.then_some(Event::WaitEnded { at })
}

pub(crate) const fn has_a_place(case: &mut Case, deadline: Deadline) {
    (case.state, case.waits_until) = (State::Received, None);
    run_clock(case, deadline);
}
