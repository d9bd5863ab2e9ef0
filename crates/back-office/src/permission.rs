//! What staff are allowed, by role. With which cases, their grants say.

use casework::{Rows, Shelter};
use form_engine::Sensitivity;
use kernel::{
    Authorised, Authority, CasePlace, Instant, Permission, Rank, Reach, Right, Role, SubmissionId,
    Through,
};
use review_workflow::{ASKED, Protecting, WORKING};
use submission_store::{Scope, cases::CaseRecord};

use crate::{BackOffice, Error, Staff};

/// Being of the office: one's own page.
#[derive(Debug)]
pub enum Belong {}

/// Looking at cases: the queue and what stands in it, sensitive answers masked.
#[derive(Debug)]
pub enum See {}

/// Working on cases: moving them, writing to residents, opening their files.
#[derive(Debug)]
pub enum Work {}

/// Reading what is sealed within a case: by a grant that carries the right of its kind.
#[derive(Debug)]
pub(crate) enum Unseal {}

/// Acting for the department that answers for a case: its money, the code of its resident.
#[derive(Debug)]
pub(crate) enum Answer {}

/// Taking cases out of the queue, where they lie.
#[derive(Debug)]
pub enum Take {}

/// Posting papers, and hearing what came back: their names and addresses, and no answer.
#[derive(Debug)]
pub enum SendOut {}

impl Permission for SendOut {
    const ROLES: &'static [Role] = &[Role::PostClerk];
    const THROUGH: Through = Through::Responsible;
}

/// Seeing the case of somebody who stands at the counter: by its number, for a reason, one by one.
#[derive(Debug)]
pub enum Serve {}

impl Permission for Serve {
    const ROLES: &'static [Role] = &[Role::CounterClerk];
}

/// Looking after papers that came back: whoever posts them, and whoever finds out where they go.
#[derive(Debug)]
pub enum Follow {}

impl Permission for Follow {
    const ROLES: &'static [Role] = &[Role::PostClerk, Role::Clerk, Role::Lead];
    const THROUGH: Through = Through::Responsible;
}

/// Giving a command about some case, whichever it is.
#[derive(Debug)]
pub enum Act {}

impl Permission for Act {
    const ROLES: &'static [Role] =
        &[Role::Clerk, Role::Lead, Role::CentreClerk, Role::PostClerk, Role::Approver];
}

/// Deciding what somebody else has proposed.
#[derive(Debug)]
pub enum Decide {}

/// Seeing which decisions of one person were drawn: whoever looks at them, and whoever leads those
/// who should.
#[derive(Debug)]
pub enum SeeSamples {}

impl Permission for SeeSamples {
    const ROLES: &'static [Role] = &[Role::Approver, Role::Lead];
    const THROUGH: Through = Through::Responsible;
}

/// Answering for a department that others ask about their cases: the cases are meant as if they
/// were of the department that is asked.
#[derive(Debug)]
pub enum Advise {}

impl Permission for Advise {
    const ROLES: &'static [Role] = ASKED;
    const THROUGH: Through = Through::Responsible;
}

/// Looking at what is proven of cases that are erased.
#[derive(Debug)]
pub(crate) enum Audit {}

/// Seeing who works here: whoever arranges it, whoever heads a department, whoever audits.
#[derive(Debug)]
pub enum SeeStaff {}

impl Permission for SeeStaff {
    const ROLES: &'static [Role] = &[Role::Administrator, Role::Approver, Role::Auditor];
    const RANK: Rank = Rank::Section;
}

/// Arranging who works here: giving grants, ending them, shutting out.
#[derive(Debug)]
pub enum Administer {}

impl Permission for Administer {
    const ROLES: &'static [Role] = &[Role::Administrator];
}

impl Permission for Belong {
    const ROLES: &'static [Role] = &Role::ALL;
}

impl Permission for Audit {
    const ROLES: &'static [Role] = &[Role::Auditor];
}

/// Being told who looked at what: whoever audits, and whoever heads or leads a department.
#[derive(Debug)]
pub enum Oversee {}

impl Permission for Oversee {
    const ROLES: &'static [Role] = &[Role::Auditor, Role::Approver, Role::Lead];
    const RANK: Rank = Rank::Section;
    const THROUGH: Through = Through::Responsible;
}

/// Answering for a department: for what stands out in the looks of those who work there, and for what
/// they leave unread. Whoever heads it.
#[derive(Debug)]
pub(crate) enum Heading {}

impl Permission for Heading {
    const ROLES: &'static [Role] = &[Role::Approver];
    const RANK: Rank = Rank::Section;
    const THROUGH: Through = Through::Responsible;
}

/// Arranging the work of a department: what all who work there share, its sentences, and where its
/// new cases lie.
#[derive(Debug)]
pub enum Lead {}

impl Permission for Lead {
    const ROLES: &'static [Role] = &[Role::Lead, Role::Approver];
    const RANK: Rank = Rank::Chief;
}

/// Wanting money to go back.
#[derive(Debug)]
pub(crate) enum ProposeRefund {}

impl Permission for ProposeRefund {
    const ROLES: &'static [Role] = &[Role::Clerk, Role::Lead];
    const THROUGH: Through = Through::Responsible;
}

/// Agreeing that money goes back, which another person wanted.
#[derive(Debug)]
pub(crate) enum DecideRefund {}

impl Permission for DecideRefund {
    const ROLES: &'static [Role] = &[Role::Approver];
    const THROUGH: Through = Through::Responsible;
}

impl Permission for Decide {
    const ROLES: &'static [Role] = &[Role::Approver];
    const THROUGH: Through = Through::Responsible;
}

impl Permission for See {
    const ROLES: &'static [Role] =
        &[Role::Clerk, Role::Lead, Role::CentreClerk, Role::Approver, Role::Auditor];
}

impl Permission for Work {
    const ROLES: &'static [Role] = WORKING;
}

impl Permission for Unseal {
    const ROLES: &'static [Role] = WORKING;
}

/// What opens answers and files of a kind.
pub(crate) const fn right_of(kind: Sensitivity) -> Right {
    match kind {
        Sensitivity::MyNumber => Right::SeeMyNumber,
        Sensitivity::Bank => Right::SeeBank,
        Sensitivity::Health => Right::SeeHealth,
        Sensitivity::Household => Right::SeeHousehold,
        Sensitivity::Identity => Right::SeeIdentity,
        Sensitivity::Whereabouts => Right::Protected,
    }
}

/// Whether somebody opens answers and files of this kind in a case that stands there.
pub(crate) fn unseals(staff: &Staff, kind: Sensitivity, place: &CasePlace) -> bool {
    carries(staff, right_of(kind), place)
}

/// Whether somebody opens what this right opens in a case that stands there.
pub(crate) fn carries(staff: &Staff, right: Right, place: &CasePlace) -> bool {
    match right {
        Right::Protected => staff.authority.carries::<Protecting>(right, place),
        Right::SeeBank
        | Right::SeeHealth
        | Right::SeeHousehold
        | Right::SeeIdentity
        | Right::SeeMyNumber => staff.authority.carries::<Unseal>(right, place),
    }
}

/// What is kept back of a case from somebody, as long as it is protected.
pub(crate) fn shelter_of(staff: &Staff, record: &CaseRecord, now: Instant) -> Shelter {
    Shelter::of(&record.case, unseals(staff, Sensitivity::Whereabouts, &record.place), now)
}

/// Whether somebody prints and posts papers to protected people in this place.
pub(crate) fn posts_to_protected(staff: &Staff, place: &CasePlace) -> bool {
    staff.authority.carries::<SendOut>(Right::Protected, place)
}

impl Permission for Answer {
    const ROLES: &'static [Role] = &[Role::Clerk, Role::Lead, Role::Approver];
    const THROUGH: Through = Through::Responsible;
}

impl Permission for Take {
    const ROLES: &'static [Role] = &[Role::Clerk, Role::Lead, Role::CentreClerk];
    const THROUGH: Through = Through::Desk;
}

impl BackOffice {
    /// A case with the proof that this person may do `P` with it. What they may not even see
    /// is not there.
    pub(crate) async fn authorised<P: Permission>(
        &self,
        staff: &Staff,
        id: &SubmissionId,
    ) -> Result<(Rows, Authorised<P>), Error> {
        let rows = self.rows_of(staff, id).await?;
        let proof = staff.authority.allow(&rows.record.place)?;
        Ok((rows, proof))
    }
}

/// What somebody may look up: the cases at which they may look.
pub(crate) fn scope_of(authority: &Authority) -> Scope {
    Scope::Office { reach: reach_of(authority) }
}

/// The cases at which somebody may look.
pub(crate) fn reach_of(authority: &Authority) -> Reach {
    authority.reach::<See>()
}
