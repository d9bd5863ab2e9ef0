//! What staff can do: queue, case, decisions, papers, people.
//!
//! One public function of [`BackOffice`] for each intent, each with who asks and what they are
//! granted. What may not be seen is not there; every look is written down before anything
//! leaves. Residents' browsers are not known here.

mod bulk;
mod case;
mod code;
mod command;
mod correcting;
mod filter;
mod finding;
mod giving_back;
mod handle;
mod labels;
mod lives;
mod log;
mod look;
mod mending;
mod morning;
mod password;
mod people;
mod permission;
mod personnel;
mod place;
mod queue;
mod readers;
mod routing;
mod searches;
mod second_factor;
mod sentences;
mod sign_in;
mod staff;
mod views;

pub use bulk::{
    BulkCase, BulkCheck, BulkCommand, BulkKey, BulkLeft, BulkLine, BulkRequest, BulkView, BulkWork,
    Chosen, MOST_CASES,
};
pub use case::{Applicant, AttachedFile, CaseView, PastSubmission, RevisionView};
pub use casework::{
    ChangedField, City, Error, FeeFault, FeeRequest, FeeRequestLine, FileContent, Ground,
    MendedAnswers, Mending, MessageView, NoticeView, Order, PaymentView, Pdf, RefundCommand,
    RefundFault, RefundState, RefundView, SignInFault, Writing, shipped,
};
pub use catalogue::Published;
pub use correcting::CorrectionPreview;
pub use filter::{DueWithin, QueueFilter, QueueView};
pub use finding::FindingView;
pub use giving_back::RefundRights;
pub use handle::BackOffice;
pub use labels::{CaseLabels, Colour, Label, LabelBook, LabelFault, NewLabel};
pub use log::{EventView, HistoryEntry, HistoryPage, Note};
pub use mending::{MendForm, MendPreview};
pub use morning::Nowhere;
pub use password::WeakPassword;
pub use people::{Added, NewStaff, People, PeopleFault, Person, TokenView};
pub use permission::{Administer, Belong, Lead, Oversee, See, SeeStaff, Take, Work};
pub use personnel::{
    Changed, HeldGrant, PersonChange, PersonEvent, PersonView, RequestPart, StaffLine, StaffList,
    StaffQuery, WaitingRequest,
};
pub use queue::{Counted, Heirs, QueuePage, QueueRow};
pub use readers::{LOOKS, LookPage, LookQuery, LookRow};
pub use routing::{
    ListView, MOST_RULES, Moved, Outcome, RoutingBook, RoutingFault, Rule, Source, Trial,
};
pub use second_factor::{Enrolment, FactorView, Proven, SecondStep};
pub use sentences::{
    KeptDepartment, OfferedSentence, SENTENCE_LIMIT, Sentence, SentenceBook, SentenceKey,
};
pub use sign_in::SignedIn;
pub use staff::Staff;
pub use submission_store::{
    bulk::{BulkResult, Progress},
    cases::QueueSort,
    departments::Department,
    differences::{Closing, Difference, DifferenceKind},
    looks::LookKind,
    mornings::MorningChoice,
    office_events::OfficeEventKind,
    organisation::Organisation,
    wards::Ward,
};
pub use views::{Column, NewView, View, ViewFault};
