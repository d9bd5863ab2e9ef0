//! What authors of definitions are told.
#![allow(clippy::unwrap_used, reason = "it may fall over")]

mod mistakes;
