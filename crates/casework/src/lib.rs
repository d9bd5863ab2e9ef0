//! One case as a whole: from facts to rows, and back to what people are shown.
//!
//! The only room that writes cases: filings, corrections, moves, bills, messages, looks. Nothing
//! here asks the clock: rows, events and letters carry the instant of the fact. Deliberately
//! not here: who may do it. Every lookup takes a [`submission_store::Scope`].

mod answers;
mod attachment;
mod bill;
pub mod compare;
mod contact;
mod correction;
mod dispatch;
mod envelope;
mod error;
mod file;
mod filing;
pub mod finding;
mod handle;
mod instruction;
mod intake;
mod invitation;
mod letters;
mod limit;
pub mod mask;
mod mending;
mod message;
mod money;
mod money_receipt;
mod morning;
mod notice;
pub mod opened;
mod paper;
mod payment;
mod placeholder;
mod policy;
mod record;
mod refund;
mod remark;
mod reopening;
mod sender;
mod signing;
mod subject;
mod tries;
mod upload;
pub mod words;
mod work;

pub use attachment::{Named, named};
pub use bill::{Billing, FeeFault, FeeRequest, FeeRequestLine, Order};
pub use compare::ChangedField;
pub use contact::sendable;
pub use correction::{Corrected, has_errors};
pub use error::{Error, SignInFault};
pub use file::{Money, Rows, content, open_event};
pub use filing::{Filed, Filer, Filing};
pub use handle::{Casework, CaseworkParts, City};
pub use instruction::instruction_key;
pub use intake::{FileContent, Files, Uploaded, UploadedFile, uploaded_file};
pub use invitation::invitation_secret;
pub use letters::Unwritten;
pub use limit::Limit;
pub use mending::{Basis, MendedAnswers, Mending, Writing};
pub use message::MessageView;
pub use morning::counts_as_kept;
pub use notice::{NoticeView, Standing};
pub use paper::{APPROVAL, Decided, Pdf, REFUSAL};
pub use payment::{Paying, PaymentView, Pressed};
pub use placeholder::{Placeholder, UnknownPlaceholder};
pub use policy::{policy_for, policy_of};
pub use record::{APPLICANT, Move, SYSTEM};
pub use refund::{RefundCommand, RefundFault, RefundState, RefundView};
pub use remark::{shipped, worded};
pub use sender::{Amount, Sender};
pub use signing::{Likeness, Signature, SignatureView, Signer, Signing, Unsigned, lists_in};
pub use subject::{Address, Party, Subject};
pub use tries::{Tried, too_often, uncounted};
pub use upload::{Upload, UploadFault};
pub use work::Bounded;
