//! ゆうちょ: 記号 and 番号 of a passbook, and the branch and number by which other banks find it.
//!
//! The conversion drops a digit of the 記号, so that it cannot be turned back.

use std::fmt;

use super::{AccountKind, BankAccount};
use crate::{Fault, Format, fault::AccountFault, numbers::is_digits, text};

const BANK: &str = "9900";

/// An account of the ゆうちょ bank.
///
/// Written `9900 058(〇五八) 普通 1234567`.
///
/// ```
/// use japanese_values::YuchoAccount;
///
/// let account = YuchoAccount::parse("17300", "19927651")?;
/// assert_eq!(account.to_string(), "9900 738(七三八) 普通 1992765");
/// assert!(YuchoAccount::parse("17300", "19927652").is_err(), "the 番号 ends with 1");
/// # Ok::<(), japanese_values::Fault>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct YuchoAccount {
    account: BankAccount,
}

impl YuchoAccount {
    /// Reads 記号 and 番号, such as `10530` and `12345671`.
    pub fn parse(symbol: &str, number: &str) -> Result<Self, Fault> {
        let (symbol, number) = (text::compact(symbol), text::compact(number));
        if symbol.is_empty() || number.is_empty() {
            return Err(Fault::Empty);
        }
        if !is_digits(&symbol) || !is_digits(&number) {
            return Err(Fault::Shape(Format::Yucho));
        }
        if symbol.len() != 5 {
            return Err(AccountFault::SymbolLength.into());
        }
        // The second and third digit name the branch, the last digit of which tells the kind.
        let branch: String = symbol.chars().skip(1).take(2).collect();
        match symbol.chars().next() {
            Some('1') => Self::passbook(&branch, symbol.ends_with('0'), &number),
            Some('0') => Self::transfer(&branch, &number),
            _ => Err(AccountFault::SymbolStart.into()),
        }
    }

    /// Reads 記号 and 番号 in one text, or the account as it is written.
    ///
    /// The digit between them (`10530-2-12345671`) counts reissues and is not part of the account.
    pub fn read(raw: &str) -> Result<Self, Fault> {
        let typed = text::ascii(raw);
        if typed.is_empty() {
            return Err(Fault::Empty);
        }
        if let Some(account) = Self::written(&typed) {
            return Ok(account);
        }
        let separates = |c: char| c.is_whitespace() || c == '/' || text::is_dash(c);
        let parts: Vec<&str> = typed.split(separates).filter(|part| !part.is_empty()).collect();
        match *parts.as_slice() {
            // 13 digits in a row, as forms of the bank print them.
            [whole] if whole.len() == 13 => {
                let (symbol, number) =
                    whole.split_at_checked(5).ok_or(Fault::Shape(Format::Yucho))?;
                Self::parse(symbol, number)
            }
            [symbol, number] => Self::parse(symbol, number),
            [symbol, reissue, number] if reissue.len() == 1 => Self::parse(symbol, number),
            _ => Err(Fault::Shape(Format::Yucho)),
        }
    }

    /// The account as other banks see it.
    pub fn account(&self) -> &BankAccount {
        &self.account
    }

    /// The name of the branch: `〇五八`.
    pub fn branch_name(&self) -> String {
        let kanji = |digit: char| "〇一二三四五六七八九".chars().nth(place(digit));
        self.account.branch.chars().filter_map(kanji).collect()
    }

    /// 総合口座 and 通常貯金: the last digit of the 番号 is always 1 and left out.
    fn passbook(branch: &str, ends_with_0: bool, number: &str) -> Result<Self, Fault> {
        if !ends_with_0 {
            return Err(AccountFault::SymbolEnd.into());
        }
        if !(2..=8).contains(&number.len()) {
            return Err(AccountFault::NumberLength.into());
        }
        let number = number.strip_suffix('1').ok_or(AccountFault::NumberEnd)?;
        Self::account_of(format!("{branch}8"), AccountKind::Ordinary, number)
    }

    /// 振替口座.
    fn transfer(branch: &str, number: &str) -> Result<Self, Fault> {
        if number.len() > 7 {
            return Err(AccountFault::NumberLength.into());
        }
        Self::account_of(format!("{branch}9"), AccountKind::Current, number)
    }

    fn account_of(branch: String, kind: AccountKind, number: &str) -> Result<Self, Fault> {
        let number = BankAccount::account_number(number)?;
        Ok(Self { account: BankAccount { bank: BANK.to_owned(), branch, kind, number } })
    }

    fn written(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix(BANK)?.split_whitespace();
        let (branch, _) = parts.next()?.split_at_checked(3)?;
        let kind = match (parts.next()?, branch.chars().last()?) {
            ("普通", '8') => AccountKind::Ordinary,
            ("当座", '9') => AccountKind::Current,
            _ => return None,
        };
        let account = Self::account_of(branch.to_owned(), kind, parts.next()?).ok()?;
        (account.to_string() == text).then_some(account)
    }
}

impl fmt::Display for YuchoAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let BankAccount { bank, branch, kind, number } = &self.account;
        write!(f, "{bank} {branch}({}) {} {number}", self.branch_name(), kind.name())
    }
}

impl fmt::Debug for YuchoAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "YuchoAccount({:?})", self.account)
    }
}

fn place(digit: char) -> usize {
    digit.to_digit(10).and_then(|digit| usize::try_from(digit).ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbol_and_number_are_read_from_one_text() {
        for typed in [
            "10530 / 12345671",
            "10530-12345671",
            "１０５３０－２－１２３４５６７１",
            "1053012345671",
        ] {
            let account = YuchoAccount::read(typed).unwrap();
            assert_eq!(account.to_string(), "9900 058(〇五八) 普通 1234567");
            assert_eq!(YuchoAccount::read(&account.to_string()), Ok(account));
        }
    }

    #[test]
    fn an_account_that_was_written_wrong_is_refused() {
        for typed in ["9900 058(〇五九) 普通 1234567", "9900 058(〇五八) 当座 1234567", "10530"]
        {
            assert_eq!(YuchoAccount::read(typed), Err(Fault::Shape(Format::Yucho)), "{typed}");
        }
    }
}
