//! Cases as rows. Every rule about them is in `review_workflow`.

mod cells;
mod claim;
mod detail;
mod due;
mod entry;
mod filter;
mod found;
mod order;
mod queue;
mod record;
mod sieve;

pub use cells::{desks, waiting_places};
pub use claim::{Free, claim_next};
pub use due::{list_payment_overdue, list_to_remind, list_untouched};
pub use entry::QueueEntry;
pub use filter::{Assigned, Count, InWard, QueueFilter};
pub use order::{QueueSort, place};
pub use queue::{count, list, tally};
pub use record::{CaseRecord, find, holds_good, insert, save};
pub(crate) use record::{CaseRow, TABLE};
