//! Every value against the vectors and laws of its rule.

mod calendar;
mod formats;
mod postal;
mod properties;
mod sentences;
mod table;
