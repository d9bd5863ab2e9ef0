//! What a person can do at this counter: one public function of [`Desk`] for each intent.
//!
//! Thin on purpose: load, ask the domain, save, queue letters, in one transaction. Nothing
//! here knows HTTP, pages, the command line or SQL; nothing here decides what a form may
//! ask or when a case may move.

mod case;
mod catalogue;
mod correction;
mod desk;
mod draft;
mod error;
mod filing;
mod paper;
mod payment;
mod person;
mod queue;
mod search;
mod sign_in;
mod status;
mod upload;

pub use case::{
    Applicant, AttachedFile, CaseView, ChangedField, EventView, HistoryEntry, Note, PastSubmission,
    RevisionView,
};
pub use catalogue::{BrokenDefinition, Compiled, FormFile, Published, compile};
pub use correction::{CorrectionForm, CorrectionInput};
pub use desk::{City, Desk};
pub use draft::{Draft, DraftSummary, FileContent, Review, Saved, Sending, UploadedFile};
pub use error::{DeskError, SignInFault};
pub use filing::{Filed, Filing, Uploaded};
pub use paper::Pdf;
pub use payment::PaymentView;
pub use person::{Access, Caller, Staff, Visitor};
pub use queue::{QueueFilter, QueuePage, QueueRow, QueueSort, QueueView};
pub use sign_in::SignedIn;
pub use status::{Correction, Happened, MessageView, NoticeView, Status, TimelineEntry};
pub use upload::{Upload, UploadFault};
