//! What the house does by itself: letters, terms, cleaning, closing of days, and whether all of
//! it is whole.
//!
//! Jobs are leased, so that of several servers one does each. What an operator looks after
//! needs the archive alone.

mod apart;
mod asking;
mod by_rule;
mod dispatch;
mod handle;
mod indexing;
mod integrity;
mod invitations;
mod jobs;
mod ledger;
mod looks;
mod morning;
mod papers;
mod signature;
mod watch;
mod watching;
mod workings;

pub use asking::AskedRound;
pub use dispatch::{Dispatch, LetterStanding, letters, retry_dead_letters, retry_letter};
pub use handle::Chores;
pub use indexing::IndexChecked;
pub use integrity::{Audit, Depth, Integrity, IntegrityFinding, fsck, tell_witness, verify_audit};
pub use jobs::Round;
pub use ledger::{Compared, close_difference, compare_ledger, differences};
pub use looks::{LookLine, Sight, SightFault, list_looks};
pub use signature::signature_of;
pub use submission_store::{
    differences::{Closing, Difference, DifferenceKind},
    outbox::LetterState,
};
pub use watch::{Watch, WatchFault};
pub use workings::{JobStanding, Ready, Unready, Workings};
