//! つながり: what somebody of the office said that a case has to do with others. It is shown beside both,
//! as far as a person may see them, and nothing flows along it.

use std::collections::HashSet;

use casework::{LinkOrder, Rows};
use kernel::{Instant, SubmissionId};
use review_workflow::{Case, Command, Event, LinkKind, LinkRefusal, Refusal};
use submission_store::{
    ReadTx, Reads, Scope, StoreError,
    links::{self, Link},
    submissions::{self, Submission},
};

use crate::{
    BackOffice, BesideCase, Error, PastSubmission, Staff, beside::seen, permission::scope_of,
};

/// Links of one case.
const MOST_LINKS: usize = 20;

/// A case that another one has to do with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedCase {
    /// It.
    pub case: BesideCase,
    /// What the two have to do with each other.
    pub kind: LinkKind,
    /// Whether it goes on with what this case began, not the other way round.
    pub goes_on: bool,
}

impl BackOffice {
    /// The command that an order about another case stands for. A number that nobody was given and
    /// one of a case that the person may not see are answered alike.
    pub(crate) async fn link_ordered(
        &self,
        staff: &Staff,
        id: &SubmissionId,
        order: LinkOrder,
    ) -> Result<Command, Error> {
        let (scope, number) = (scope_of(&staff.authority), order.number.clone());
        let read = move |tx: &mut ReadTx<'_>| submissions::find_by_receipt(tx, &scope, &number);
        let found = self.inner.store.read(read).await?;
        let other = found.ok_or(Refusal::from(LinkRefusal::NoSuchCase))?.id;
        if other == *id {
            return Err(Refusal::from(LinkRefusal::SameCase).into());
        }
        let number = order.number.to_string();
        Ok(match order.kind {
            Some(kind) => Command::Link { other, number, kind },
            None => Command::Unlink { other, number },
        })
    }

    /// Two cases are linked once, and taken apart where they are.
    pub(crate) async fn can_be_linked(&self, facts: &[Event], rows: &Rows) -> Result<(), Error> {
        let ties = facts.iter().any(|fact| matches!(fact, Event::Linked { .. }));
        let other = facts.iter().find_map(|fact| {
            let (Event::Linked { other, .. } | Event::Unlinked { other, .. }) = fact else {
                return None;
            };
            Some(other)
        });
        let Some(other) = other else { return Ok(()) };
        let (id, there) = (rows.submission.id.clone(), other.clone());
        let read = move |tx: &mut ReadTx<'_>| {
            Ok::<_, StoreError>((links::of(tx, &id)?, links::of(tx, &there)?))
        };
        let (here, there) = self.inner.store.read(read).await?;
        let rule = match (ties, here.iter().any(|link| link.other == *other)) {
            (true, true) => LinkRefusal::AlreadyLinked,
            (true, false) if here.len().max(there.len()) >= MOST_LINKS => LinkRefusal::TooManyLinks,
            (false, false) => LinkRefusal::NotLinked,
            (true, false) | (false, true) => return Ok(()),
        };
        Err(Refusal::from(rule).into())
    }

    /// Cases that another one has to do with, as a person sees them.
    pub(crate) fn linked(&self, found: Vec<Linked>, now: Instant) -> Vec<LinkedCase> {
        let view = |(link, (other, case)): Linked| LinkedCase {
            case: self.beside((other, &case), now),
            kind: link.kind,
            goes_on: link.kind == LinkKind::FollowUp && !link.is_said_here,
        };
        found.into_iter().map(view).collect()
    }
}

/// A link with the case at its other end.
pub(crate) type Linked = (Link, (Submission, Case));

/// The cases that this one has to do with, as far as they may be seen.
pub(crate) fn linked_to(
    tx: &mut impl Reads,
    scope: &Scope,
    id: &SubmissionId,
) -> Result<Vec<Linked>, StoreError> {
    let mut linked = Vec::new();
    for link in links::of(tx, id)? {
        linked.extend(seen(tx, scope, &link.other)?.map(|other| (link, other)));
    }
    Ok(linked)
}

/// What is linked is no guess any more.
pub(crate) fn leave_out(previous: &mut Vec<PastSubmission>, links: &[LinkedCase]) {
    let linked: HashSet<&SubmissionId> = links.iter().map(|link| &link.case.id).collect();
    previous.retain(|past| !linked.contains(&past.case.id));
}
