//! What a person can do at this counter: one public function of [`Desk`] for each intent.
//!
//! Thin on purpose: load, ask the domain, save, queue letters, in one transaction. Nothing
//! here knows HTTP, pages, the command line or SQL; nothing here decides what a form may
//! ask or when a case may move.

mod access;
mod attachment;
mod bill;
mod case;
mod command;
mod compare;
mod contact;
mod correction;
mod desk;
mod dispatch;
mod draft;
mod draft_note;
mod draft_page;
mod elsewhere;
mod error;
mod file;
mod filing;
mod intake;
mod integrity;
mod jobs;
mod letters;
mod limit;
mod look;
mod mask;
mod paper;
mod password;
mod payment;
mod people;
mod permission;
mod person;
mod policy;
mod prefill;
mod queue;
mod record;
mod seed;
mod sending;
mod sent;
mod sign_in;
mod status;
mod subject;
mod together;
mod tries;
mod unsent;
mod upload;
mod work;
mod workings;

pub use bill::{FeeFault, FeeRequest, FeeRequestLine, Order};
pub use case::{
    Applicant, AttachedFile, CaseView, ChangedField, EventView, HistoryEntry, Note, PastSubmission,
    RevisionView,
};
pub use catalogue::{Archive, BrokenVersion, Published};
pub use correction::{CorrectionForm, CorrectionInput};
pub use desk::{City, Desk, DeskParts};
pub use dispatch::{Dispatch, LetterStanding, letters, retry_dead_letters, retry_letter};
pub use draft::{Draft, DraftSummary, FileContent, UploadedFile};
pub use draft_note::{ParseRevisionError, Revision};
pub use draft_page::{DraftPage, Saved, TypedPage};
pub use error::{DeskError, SignInFault};
pub use filing::{Filed, Filing};
pub use intake::Uploaded;
pub use integrity::{Audit, Depth, Integrity, IntegrityFinding, fsck, verify_audit};
pub use jobs::Round;
pub use paper::Pdf;
pub use password::WeakPassword;
pub use payment::PaymentView;
pub use people::{Added, NewStaff, People, PeopleFault, Person, TokenView};
pub use permission::{See, Take, Work};
pub use person::{Access, Caller, Staff, Stranger, Visitor};
pub use queue::{QueueFilter, QueuePage, QueueRow, QueueSort, QueueView};
pub use sending::{Review, Sending};
pub use sent::Sent;
pub use sign_in::SignedIn;
pub use status::{Correction, Happened, MessageView, NoticeView, Status, TimelineEntry};
pub use submission_store::{departments::Department, outbox::LetterState};
pub use together::{Bundle, BundleItem, BundleState, COMMON};
pub use upload::{Upload, UploadFault};
pub use workings::{JobStanding, Workings};
