//! Bank accounts: codes, numbers, holder names of the 全銀 system, ゆうちょ; banks and branches.

mod corporate;
mod directory;
mod holder;
mod yucho;

use std::fmt;

use crate::{Fault, Format, fault::AccountFault, numbers, text};

pub use directory::{
    Bank, Branch, branch_by_code, by_code, find, find_branches, only, only_branch,
};
pub use holder::{holder_from_kana, holder_matches};
pub use yucho::YuchoAccount;

/// The kind of an account (預金種目).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AccountKind {
    /// 1 普通.
    Ordinary,
    /// 2 当座.
    Current,
    /// 4 貯蓄.
    Savings,
    /// 9 その他.
    Other,
}

impl AccountKind {
    /// Reads the digit or the word.
    pub fn parse(raw: &str) -> Result<Self, Fault> {
        match text::compact(raw).as_str() {
            "" => Err(Fault::Empty),
            "1" | "普通" => Ok(Self::Ordinary),
            "2" | "当座" => Ok(Self::Current),
            "4" | "貯蓄" => Ok(Self::Savings),
            "9" | "その他" => Ok(Self::Other),
            _ => Err(AccountFault::NoSuchKind.into()),
        }
    }

    /// The digit in transfer records of the 全銀 system.
    pub fn digit(self) -> char {
        match self {
            Self::Ordinary => '1',
            Self::Current => '2',
            Self::Savings => '4',
            Self::Other => '9',
        }
    }

    /// `普通`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ordinary => "普通",
            Self::Current => "当座",
            Self::Savings => "貯蓄",
            Self::Other => "その他",
        }
    }
}

const NUMBER_DIGITS: usize = 7;

/// An account of a bank: code of four digits, branch of three, kind, number of seven.
///
/// ```
/// use japanese_values::{BankAccount, bank::AccountKind};
///
/// let account = BankAccount::parse("０１２５", "100", "普通", "123")?;
/// assert_eq!((account.kind(), account.number()), (AccountKind::Ordinary, "0000123"));
/// assert!(BankAccount::parse("0125", "100", "1", "0000000").is_err());
/// # Ok::<(), japanese_values::Fault>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct BankAccount {
    bank: String,
    branch: String,
    kind: AccountKind,
    number: String,
}

impl BankAccount {
    /// Reads the four parts of an account.
    pub fn parse(bank: &str, branch: &str, kind: &str, number: &str) -> Result<Self, Fault> {
        Ok(Self {
            bank: Self::bank_code(bank)?,
            branch: Self::branch_code(branch)?,
            kind: AccountKind::parse(kind)?,
            number: Self::account_number(number)?,
        })
    }

    /// Bank code of four digits.
    pub fn bank(&self) -> &str {
        &self.bank
    }

    /// Branch code of three digits.
    pub fn branch(&self) -> &str {
        &self.branch
    }

    /// The kind.
    pub fn kind(&self) -> AccountKind {
        self.kind
    }

    /// Account number of seven digits.
    pub fn number(&self) -> &str {
        &self.number
    }

    pub(crate) fn bank_code(raw: &str) -> Result<String, Fault> {
        numbers::digits(raw, Format::BankCode, 4)
    }

    pub(crate) fn branch_code(raw: &str) -> Result<String, Fault> {
        numbers::digits(raw, Format::BranchCode, 3)
    }

    /// Seven digits; a shorter number gets zeros in front, as banks print it without them.
    pub(crate) fn account_number(raw: &str) -> Result<String, Fault> {
        const FORMAT: Format = Format::AccountNumber;
        let typed = text::compact(raw);
        if typed.is_empty() {
            return Err(Fault::Empty);
        }
        let padded = format!("{typed:0>NUMBER_DIGITS$}");
        let number = numbers::digits(&padded, FORMAT, NUMBER_DIGITS)?;
        if number.contains(|c| c != '0') { Ok(number) } else { Err(AccountFault::Zero.into()) }
    }
}

/// Shows bank and branch, but not whose account it is.
impl fmt::Debug for BankAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BankAccount({} {} {:?} ..)", self.bank, self.branch, self.kind)
    }
}
