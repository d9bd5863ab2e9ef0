//! Every value against the vectors and laws of its rule.

#![expect(clippy::expect_used, clippy::panic, reason = "a test stops at what it did not expect")]

mod bank;
mod calendar;
mod formats;
mod postal;
mod promise;
mod properties;
mod sentences;
mod table;
