//! What can be wrong with a typed value, and what mends it.
//!
//! The enums are closed and the sentences of each tongue match them without a wildcard: a new fault
//! does not build until it can be told in every tongue. Neither `Display` nor `Debug` shows what
//! was typed, so that a fault can be logged.

mod english;
mod japanese;
mod plain;

use std::fmt;

use chrono::NaiveDate;

use crate::{Format, Tongue, phone::PhoneKind, wareki::Era};

/// A likely mend: what to show, and the canonical value to take when it is accepted.
#[derive(Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// What to show, such as `平成2年（1990年）3月9日`.
    pub text: String,
    /// The canonical value, such as `1990-03-09`.
    pub value: String,
}

impl Suggestion {
    /// Of a day its month.
    pub(crate) fn of_month(self) -> Self {
        let text = self.text.split_once('月').map(|(month, _)| format!("{month}月"));
        let value = self.value.get(..7).map(str::to_owned);
        Self { text: text.unwrap_or(self.text), value: value.unwrap_or(self.value) }
    }

    /// A suggestion whose value is shown as it is.
    pub(crate) fn plain(value: impl Into<String>) -> Self {
        let value = value.into();
        Self { text: value.clone(), value }
    }
}

impl fmt::Debug for Suggestion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Suggestion(..)")
    }
}

/// Whether a fault refuses the value or only asks to look again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gravity {
    /// The value cannot be right.
    Refused,
    /// The value may be right; a form should warn and let the person confirm.
    Doubtful,
}

/// What is wrong with a typed value.
#[derive(Clone, PartialEq, Eq)]
pub enum Fault {
    /// Nothing was typed.
    Empty,
    /// More characters than fit, counted as code points.
    TooLong {
        /// How many fit.
        limit: usize,
        /// How many there are.
        found: usize,
    },
    /// A control character, such as a NUL byte.
    Control,
    /// A character of the private use area (外字), which other devices do not show.
    PrivateUse,
    /// A character that the format does not take.
    Character {
        /// The first such character.
        found: char,
        /// The format.
        of: Format,
    },
    /// It does not have the shape of the format.
    Shape(Format),
    /// Too few or too many digits.
    DigitCount {
        /// The format.
        of: Format,
        /// How many digits it has.
        expected: usize,
        /// How many were typed.
        found: usize,
    },
    /// The check digit does not agree: a digit is wrong or two are swapped.
    CheckDigit(Format),
    /// The first digits name nothing: postal code `000`, licence authority 99, prefecture 48.
    FirstDigits(Format),
    /// A name with another one in brackets: 通称, 旧氏.
    NameInBrackets {
        /// The name without what stands in brackets.
        suggestion: Option<Suggestion>,
    },
    /// `T` and a corporate number is the number of a qualified invoice issuer.
    InvoicePrefix {
        /// The number without `T`, when it is a corporate number.
        suggestion: Option<Suggestion>,
    },
    /// About telephone numbers.
    Phone(PhoneFault),
    /// About days.
    Date(DateFault),
    /// About e-mail addresses.
    Email(EmailFault),
    /// About addresses.
    Address(AddressFault),
    /// About amounts of money.
    Money(MoneyFault),
    /// About bank accounts.
    Account(AccountFault),
    /// About vehicle numbers.
    Plate(PlateFault),
}

/// What is wrong with a telephone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhoneFault {
    /// Too few or too many digits for what the first digits say it is.
    Digits {
        /// What it would be.
        kind: PhoneKind,
        /// How many digits that has.
        expected: usize,
        /// How many were typed.
        found: usize,
    },
    /// It does not start with 0.
    NoLeadingZero,
    /// 110, 119 and other short numbers.
    ShortNumber,
    /// 020, 0990, 0180: nobody can be reached there.
    NotReachable,
    /// No area code starts like this.
    NoSuchArea,
}

/// What is wrong with a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DateFault {
    /// Year 0 of an era.
    YearZero,
    /// A month that is not 1 to 12.
    NoSuchMonth,
    /// A day that the month does not have.
    NoSuchDay {
        /// The month.
        month: u32,
        /// Its last day in that year; 31 at most.
        last: u32,
    },
    /// A short year without an era.
    EraMissing,
    /// Before 1873-01-01, when the lunar calendar was in use.
    OldCalendar,
    /// The day is another one of the week than was typed.
    OtherWeekday {
        /// The day.
        date: NaiveDate,
    },
    /// A day of birth after today.
    Future,
    /// A day of birth longer ago than anybody has lived.
    TooLongAgo {
        /// The years that are accepted.
        years: u32,
    },
    /// The era had not begun or had ended on this day.
    OutsideEra {
        /// The era that was typed.
        era: Era,
        /// Whether the day comes after the era, not before it.
        after: bool,
        /// The same day in its right era.
        suggestion: Suggestion,
    },
}

/// What is wrong with an e-mail address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EmailFault {
    /// There is no `@`.
    NoAt,
    /// There are several `@`.
    SeveralAts,
    /// Nothing stands before the `@`.
    NoLocalPart,
    /// The part after the `@` is not a domain name.
    Domain {
        /// The domain that was probably meant.
        suggestion: Option<Suggestion>,
    },
    /// Dots follow each other, or stand first or last before the `@`.
    Dots,
    /// Well formed, but a known slip (`gmial.com`).
    Slip(Suggestion),
}

/// What is wrong with an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AddressFault {
    /// Outside the municipality that the procedure is for.
    Outside {
        /// The municipality.
        city: String,
    },
    /// The ward is missing.
    NoWard {
        /// The wards to choose from.
        wards: Vec<String>,
    },
    /// The house number is missing.
    NoBlock,
}

/// What is wrong with an amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoneyFault {
    /// Less than one yen.
    Fraction,
    /// Less than zero.
    Negative,
    /// A comma in a wrong place.
    Commas,
    /// Written in kanji.
    KanjiNumber,
    /// More than can be kept.
    TooMuch,
}

/// What is wrong with a bank account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountFault {
    /// A kind other than 1, 2, 4 and 9.
    NoSuchKind,
    /// An account number of zeros.
    Zero,
    /// ゆうちょ: a 記号 has five digits.
    SymbolLength,
    /// ゆうちょ: a 記号 starts with 0 or 1.
    SymbolStart,
    /// ゆうちょ: the 記号 of a 総合口座 ends with 0.
    SymbolEnd,
    /// ゆうちょ: a 番号 has 2 to 8 digits (総合口座) or 1 to 7 (振替口座).
    NumberLength,
    /// ゆうちょ: the 番号 of a 総合口座 ends with 1.
    NumberEnd,
}

/// What is wrong with a vehicle number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlateFault {
    /// The region has one to four characters.
    Region,
    /// The class has one to three digits or letters of a small set.
    Class,
    /// The kana is missing or not in use.
    Kana,
    /// The number starts with 0.
    LeadingZero,
    /// The number is not 1 to 9999.
    Number,
}

impl Fault {
    /// What is wrong and how to mend it, without the field's label.
    pub fn sentence(&self, tongue: Tongue) -> String {
        match tongue {
            Tongue::Japanese => japanese::sentence(self),
            Tongue::Plain => plain::sentence(self),
            Tongue::English => english::sentence(self),
        }
    }

    /// A likely mend, where one is known.
    pub fn suggestion(&self) -> Option<&Suggestion> {
        match self {
            Self::InvoicePrefix { suggestion }
            | Self::NameInBrackets { suggestion }
            | Self::Email(EmailFault::Domain { suggestion }) => suggestion.as_ref(),
            Self::Email(EmailFault::Slip(suggestion))
            | Self::Date(DateFault::OutsideEra { suggestion, .. }) => Some(suggestion),
            Self::Empty
            | Self::TooLong { .. }
            | Self::Control
            | Self::PrivateUse
            | Self::Character { .. }
            | Self::Shape(_)
            | Self::DigitCount { .. }
            | Self::CheckDigit(_)
            | Self::FirstDigits(_)
            | Self::Phone(_)
            | Self::Date(_)
            | Self::Email(_)
            | Self::Address(_)
            | Self::Money(_)
            | Self::Account(_)
            | Self::Plate(_) => None,
        }
    }

    /// Whether the value is refused or only doubtful.
    ///
    /// The rule of the check digit of a 住民票コード is not published in full, so that a mismatch
    /// must not turn anybody away.
    pub fn gravity(&self) -> Gravity {
        let doubtful = matches!(
            self,
            Self::CheckDigit(Format::ResidentCode) | Self::Email(EmailFault::Slip(_))
        );
        if doubtful { Gravity::Doubtful } else { Gravity::Refused }
    }

    /// A stable word for logs and rules, such as `digit-count`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong { .. } => "too-long",
            Self::Control => "control-character",
            Self::PrivateUse => "private-use-character",
            Self::Character { .. } => "character",
            Self::Shape(_) => "shape",
            Self::DigitCount { .. } => "digit-count",
            Self::CheckDigit(_) => "check-digit",
            Self::FirstDigits(_) => "first-digits",
            Self::InvoicePrefix { .. } => "invoice-prefix",
            Self::NameInBrackets { .. } => "name-in-brackets",
            Self::Phone(_) => "phone",
            Self::Date(_) => "date",
            Self::Email(_) => "email",
            Self::Address(_) => "address",
            Self::Money(_) => "money",
            Self::Account(_) => "account",
            Self::Plate(_) => "plate",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// The code alone: a character or a place that was typed is nobody else's business.
impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fault({})", self.code())
    }
}

impl std::error::Error for Fault {}

impl From<PhoneFault> for Fault {
    fn from(fault: PhoneFault) -> Self {
        Self::Phone(fault)
    }
}

impl From<DateFault> for Fault {
    fn from(fault: DateFault) -> Self {
        Self::Date(fault)
    }
}

impl From<EmailFault> for Fault {
    fn from(fault: EmailFault) -> Self {
        Self::Email(fault)
    }
}

impl From<AddressFault> for Fault {
    fn from(fault: AddressFault) -> Self {
        Self::Address(fault)
    }
}

impl From<MoneyFault> for Fault {
    fn from(fault: MoneyFault) -> Self {
        Self::Money(fault)
    }
}

impl From<AccountFault> for Fault {
    fn from(fault: AccountFault) -> Self {
        Self::Account(fault)
    }
}

impl From<PlateFault> for Fault {
    fn from(fault: PlateFault) -> Self {
        Self::Plate(fault)
    }
}
