//! The rooms of the crate: one module for each family of values.
//!
#![doc = include_str!("../README.md")]

pub mod address;
pub mod age;
mod animal;
pub mod bank;
pub mod calendar;
pub mod deadline;
pub mod email;
pub mod fault;
mod format;
pub mod furigana;
pub mod holidays;
mod kana;
pub mod kanji;
pub mod license;
pub mod money;
mod numbers;
mod packed;
pub mod person_name;
pub mod phone;
pub mod postal;
pub mod search;
pub mod text;
mod time_of_day;
mod tongue;
mod vehicle;
pub mod wareki;

pub use bank::{Bank, BankAccount, Branch, YuchoAccount};
pub use deadline::{Roll, Term, deadline, deadline_in_months};
pub use email::EmailAddress;
pub use fault::{Fault, Gravity, Suggestion};
pub use format::Format;
pub use furigana::Furigana;
pub use person_name::PersonName;
pub use phone::PhoneNumber;
pub use postal::{Place, PostalCode};
pub use tongue::Tongue;
