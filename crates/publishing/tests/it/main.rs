//! What authors of definitions are told, and that one catalogue is two cities'.
#![allow(clippy::unwrap_used, reason = "it may fall over")]

mod catalogue;
mod cities;
mod mistakes;
