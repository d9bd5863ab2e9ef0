//! Cases as rows. Every rule about them is in `review_workflow`.

mod claim;
mod detail;
mod due;
mod queue;
mod record;

pub use claim::{Free, claim_next};
pub use due::{list_payment_overdue, list_to_remind};
pub use queue::{Assigned, InWard, QueueEntry, QueueFilter, QueueSort, Sought, count, list, tally};
pub use record::{CaseRecord, find, insert, save};
pub(crate) use record::{CaseRow, TABLE};
