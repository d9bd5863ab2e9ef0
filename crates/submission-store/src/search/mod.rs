//! The blind index: by which words a case is found, without that the database knows one of them.
//!
//! A word becomes a term by a key of its kind and its month of arrival, and of how many cases have
//! it nothing shows beyond sixty-four: then the next share of the word begins ([`term`]). A filing
//! leaves its terms in one row ([`waiting`]), and a chore puts them into the index with a thousand
//! others ([`writing`]). A search reads both, from the newest month on ([`reading`]).
//!
//! Deliberately not here: what the words of a case are, and what somebody meant who typed one.

mod month;
mod reading;
mod term;
mod upkeep;
mod waiting;
mod writing;

pub use month::Month;
pub(crate) use reading::{Found, Walk};
pub use reading::{Same, Sought, same};
pub(crate) use term::SHARE;
pub use term::{Field, Word};
pub use upkeep::{fits, forget_waiting, is_behind, months, rebuild, rebuild_all, renew, terms_of};
pub(crate) use upkeep::{forget, standing};
pub use waiting::{Waiting, list_waiting};
pub(crate) use waiting::{add, insert};
pub use writing::{Indexed, file};
