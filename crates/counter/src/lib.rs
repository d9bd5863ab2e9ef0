//! What a resident can do: find, draft, file, pay, correct, ask, withdraw.
//!
//! One public function of [`Counter`] for each intent. Thin on purpose: load, ask the domain,
//! and hand casework what it writes. Staff are not known here.

mod access;
mod consent;
mod correction;
mod draft;
mod draft_note;
mod draft_page;
mod draws;
mod earlier;
mod elsewhere;
mod external;
mod filing;
mod handle;
mod identity;
mod moving;
mod named_file;
mod outcome;
mod papers;
mod paying;
mod person;
mod prefill;
mod seed;
mod seen;
mod sending;
mod sent;
mod signing;
mod status;
mod thread;
mod together;
mod unsent;
mod verify;
mod waiting;

pub use casework::{
    Amount, ChangedField, City, Error, FileContent, Filed, Filing, MessageView, NoticeView, Paying,
    PaymentView, Pdf, Pressed, RefundState, RefundView, Sender, SignInFault, Signer, Standing,
    Told, Unsigned as Unproved, Upload, UploadFault, Uploaded, UploadedFile,
    Verified as VerifiedApplicant, WAITING, verdict_word,
};
pub use catalogue::Published;
pub use consent::{ConsentAddress, ConsentFault, ConsentReply, ConsentSheet, ConsentStep};
pub use correction::{CorrectionForm, CorrectionInput};
pub use draft::{Draft, DraftSummary};
pub use draft_note::{ParseRevisionError, Revision};
pub use draft_page::{DraftPage, Saved, TypedPage};
pub use draws::{DrawKey, DrawSummary, LotStatus, PublicDraw};
pub use earlier::Earlier;
pub use external::ExternalStep;
pub use handle::Counter;
pub use identity::{Returned, Unverified};
pub use outcome::Outcome;
pub use person::{Access, Caller, Stranger, Visitor};
pub use seen::{Purpose, SeenBy};
pub use sending::{Review, Sending};
pub use sent::Sent;
pub use sign_on::Shape;
pub use signing::{SignatureState, Unsigned};
pub use status::{Acted, Correction, Happened, Status, TimelineEntry};
pub use thread::Said;
pub use together::{Bundle, BundleItem, BundleState, COMMON};
pub use verify::Verified;
pub use waiting::WaitingStatus;
