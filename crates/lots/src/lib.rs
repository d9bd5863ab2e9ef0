//! 抽選: how a lot orders a frozen list, so that anybody can order it again.
//!
//! A list names receipt numbers and nobody. Who takes part in it, who draws, and what a place on it
//! is worth in the end, is not known here.

mod figure;
mod list;
mod order;
mod publication;

pub use figure::{Figure, ParseFigureError};
pub use list::{Entry, Head, List, ListFault, Ticket};
pub use order::{Ordered, order};
pub use publication::{Publication, PublishedOrder, Untrue, Verified};
