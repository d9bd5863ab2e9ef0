//! Cases as rows. Every rule about them is in `review_workflow`.

mod cells;
mod claim;
mod detail;
mod due;
mod entry;
mod found;
mod order;
mod queue;
mod record;

pub use cells::{desks, waiting_places};
pub use claim::{Free, claim_next};
pub use due::{list_payment_overdue, list_to_remind, list_untouched};
pub use entry::QueueEntry;
pub use order::{QueueSort, place};
pub use queue::{Assigned, InWard, QueueFilter, count, list, tally};
pub use record::{CaseRecord, find, insert, save};
pub(crate) use record::{CaseRow, TABLE};
