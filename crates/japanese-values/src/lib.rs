//! How Japanese values are written, checked and shown.
//!
//! Every value has one reader that takes what people really type (full-width digits, half-width
//! kana, any dash) and gives either its canonical text or a [`Fault`] that says how to mend it.
//! This crate knows nothing of forms, storage or the web, and never looks at the clock.
//!
//! ```
//! use japanese_values::{Format, Tongue};
//!
//! let postal = Format::named("jp-postal-code").unwrap();
//! assert_eq!(postal.read("〒９８０ー８６７１").unwrap(), "980-8671");
//!
//! let fault = postal.read("980-867").unwrap_err();
//! assert_eq!(fault.sentence(Tongue::Japanese), "数字が1つ足りません。郵便番号は7桁です。");
//!
//! let fault = Format::Date.read("昭和65年3月9日").unwrap_err();
//! assert_eq!(fault.suggestion().unwrap().value, "1990-03-09");
//! ```

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
pub mod person_name;
pub mod phone;
pub mod postal;
pub mod text;
mod time_of_day;
mod tongue;
mod vehicle;
pub mod wareki;

pub use bank::{BankAccount, YuchoAccount};
pub use deadline::{Roll, deadline, deadline_in_months};
pub use email::EmailAddress;
pub use fault::{Fault, Gravity, Suggestion};
pub use format::Format;
pub use furigana::Furigana;
pub use person_name::PersonName;
pub use phone::PhoneNumber;
pub use postal::{Place, PostalCode};
pub use tongue::Tongue;
