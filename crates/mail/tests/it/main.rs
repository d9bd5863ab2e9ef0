//! Letters from the desk to a real SMTP server and to a folder.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "it may fall over"
)]

mod folder;
mod letters;
mod smtp;
mod town;
