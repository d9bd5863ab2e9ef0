//! How Japanese values are written, checked and shown.
//!
//! Every value has one reader that takes what people really type (full-width digits, half-width
//! kana, any dash) and gives either its canonical text or a [`Fault`] that says how to mend it.
//! This crate knows nothing of forms, storage or the web.
//!
//! ```
//! use japanese_values::{Format, Tongue};
//!
//! let postal = Format::named("jp-postal-code").unwrap();
//! assert_eq!(postal.read("〒９８０ー８６７１").unwrap(), "980-8671");
//!
//! let fault = postal.read("980-867").unwrap_err();
//! assert_eq!(fault.sentence(Tongue::Japanese), "数字が1つ足りません。郵便番号は7桁です。");
//! ```

pub mod address;
pub mod age;
pub mod bank;
pub mod calendar;
pub mod deadline;
pub mod email;
mod fault;
mod format;
pub mod holidays;
pub mod person_name;
pub mod phone;
pub mod postal;
pub mod text;
mod tongue;
pub mod wareki;

pub use bank::{BankAccount, YuchoAccount};
pub use deadline::{Roll, deadline, deadline_in_months};
pub use email::EmailAddress;
pub use fault::{Fault, Gravity, Suggestion};
pub use format::Format;
pub use person_name::PersonName;
pub use phone::PhoneNumber;
pub use postal::{Place, PostalCode};
pub use tongue::Tongue;
