//! A rendered letter in its envelope: one sender, one recipient, fixed headers.

use kernel::{Instant, LetterId};

use crate::{Address, Rendered};

/// Who sends.
#[derive(Debug, Clone)]
pub struct Sender {
    /// The name shown, such as `仙台市 オンライン窓口`.
    pub name: String,
    /// The address; its domain also ends every Message-ID.
    pub address: Address,
}

/// One mail as it leaves.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// Names the mail: the same id gives the same Message-ID, however often it is sent.
    pub id: LetterId,
    /// Who sends.
    pub from: Sender,
    /// The one recipient.
    pub to: Address,
    /// When it was written: the Date header.
    pub written_at: Instant,
    /// What it says.
    pub letter: Rendered,
}
