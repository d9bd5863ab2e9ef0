//! How paper looks: receipts, applications and notices as PDF, set by Typst.
//!
//! Pure functions from plain structs to bytes. Nothing here knows the database, the
//! network or the file system: templates and fonts are compiled in, the day is an
//! input, and what people typed reaches Typst as data and never as source.
//!
//! Setting a page takes some tens of milliseconds of one core: the caller runs it
//! away from the request threads and lets only a few run at once. The other way round,
//! pages of PDFs that people sent are drawn as pictures; these may take any time.

mod across;
mod application;
mod binder;
mod case_file;
mod drawing;
mod mark;
mod money_receipt;
mod notice;
mod postal_request;
mod press;
mod receipt;
mod sending;
mod square;
mod typeface;
mod wording;

pub use across::marked_across;
pub use application::{Application, AttachedFile, Entry, Group, Row, application_pdf};
pub use case_file::{CaseFile, Contact, PaperError};
pub use drawing::{DrawingError, MOST_PAGES, drawn_page, page_count};
pub use mark::is_paper_of;
pub use money_receipt::{MoneyReceipt, money_receipt_pdf};
pub use notice::{
    Amounts, Check, Decision, GrantedLine, Instruction, Issuer, Notice, NoticeRecord, NoticeWords,
    PartlyGranted, Remedy, notice_pdf, notice_proof,
};
pub use postal_request::{PostalRequest, postal_request_pdf};
pub use receipt::{FeeLine, Fees, Receipt, Step, receipt_pdf};
pub use sending::{Envelope, LabelSheet, Sending, labels_pdf, sending_pdf};
pub use typeface::without_type;
pub use wording::day as day_on_paper;
