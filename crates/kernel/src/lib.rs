//! The words every room of the house shares: ids, time, money, languages, authority.
//!
//! Pure: nothing here knows a database, the network or a page. The only two
//! places that ask the machine for something are [`SystemClock`] and
//! [`SystemIds`]; everybody else receives time and chance as a parameter.

mod authority;
mod chance;
mod id;
mod instant;
mod language;
mod money;
mod rank;
mod receipt;
mod right;
mod role;

pub use authority::{
    Among, Area, Authorised, Authority, CasePlace, Denied, DepartmentTree, Grant, Permission,
    Reach, Through,
};
pub use chance::{IdSource, SystemIds};
pub use id::{
    AnomalyId, AttachmentId, BulkJobId, BundleId, DepartmentId, DifferenceId, DraftId, EventId,
    InvitationId, LabelId, LetterId, LookId, MunicipalityId, OfficeEventId, ParseIdError,
    PaymentId, RefundId, StaffId, StaffRequestId, SubmissionId, TemplateId, ViewId, WardId,
};
pub use instant::{Clock, Instant, JST, SystemClock};
pub use language::Language;
pub use money::Yen;
pub use rank::{Level, ParseRankError, Rank};
pub use receipt::{AccessCode, ParseCodeError, ReceiptNumber, ResumeCode};
pub use right::{ParseRightError, Right};
pub use role::{ParseRoleError, Role};
