//! How letters leave the house: the letters' wording and the ways to send them.
//!
//! A letter says that something happened and where to look; it never carries what a
//! resident answered, and never an attachment. Nothing here knows the rules of a case,
//! the outbox or the database: the caller decides what is sent, when and how often.

mod address;
mod envelope;
mod folder;
mod letter;
mod morning;
mod smtp;
mod staff;
mod topic;
mod transport;
mod wording;

pub use address::{Address, AddressFault};
pub use envelope::{Outgoing, Sender};
pub use folder::FolderTransport;
pub use letter::{
    Before, Enquiries, Letter, LetterFault, Matter, PaymentAsked, Reminded, Rendered, Sums,
};
pub use morning::{MorningLetter, MorningLine};
pub use smtp::{SmtpTransport, SmtpUrlFault};
pub use staff::StaffLetter;
pub use topic::{ParseTopicError, Topic};
pub use transport::{SendFault, Stage, Transport};
pub use wording::{LetterWords, day_in_words};
