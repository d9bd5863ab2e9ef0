//! What staff can do: queue, case, decisions, papers, people.
//!
//! One public function of [`BackOffice`] for each intent, each with who asks and what they are
//! granted. What may not be seen is not there; every look is written down before anything
//! leaves. Residents' browsers are not known here.

mod case;
mod code;
mod command;
mod compare;
mod correcting;
mod finding;
mod giving_back;
mod handle;
mod log;
mod look;
mod password;
mod people;
mod permission;
mod queue;
mod readers;
mod searches;
mod second_factor;
mod sign_in;
mod staff;

pub use case::{Applicant, AttachedFile, CaseView, PastSubmission, RevisionView};
pub use casework::{
    City, Error, FeeFault, FeeRequest, FeeRequestLine, FileContent, MessageView, NoticeView, Order,
    PaymentView, Pdf, RefundCommand, RefundFault, RefundState, RefundView, SignInFault,
};
pub use catalogue::Published;
pub use compare::ChangedField;
pub use correcting::CorrectionPreview;
pub use finding::FindingView;
pub use giving_back::RefundRights;
pub use handle::BackOffice;
pub use log::{EventView, HistoryEntry, HistoryPage, Note};
pub use password::WeakPassword;
pub use people::{Added, NewStaff, People, PeopleFault, Person, TokenView};
pub use permission::{Belong, Oversee, See, Take, Work};
pub use queue::{Counted, QueueFilter, QueuePage, QueueRow, QueueSort, QueueView};
pub use readers::{LOOKS, LookPage, LookQuery, LookRow};
pub use second_factor::{Enrolment, FactorView, Proven, SecondStep};
pub use sign_in::SignedIn;
pub use staff::Staff;
pub use submission_store::{
    departments::Department,
    differences::{Closing, Difference, DifferenceKind},
    looks::LookKind,
    organisation::Organisation,
    wards::Ward,
};
