//! Bank accounts: codes, numbers, holder names of the 全銀 system, ゆうちょ.

use crate::Fault;

/// The kind of an account.
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

/// An account of a bank.
#[derive(Clone, PartialEq, Eq)]
pub struct BankAccount {
    bank: String,
    branch: String,
    kind: AccountKind,
    number: String,
}

impl BankAccount {
    /// Reads the four parts of an account.
    pub fn parse(_bank: &str, _branch: &str, _kind: &str, _number: &str) -> Result<Self, Fault> {
        unimplemented!()
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
}

/// An account of the ゆうちょ bank, read from its 記号 and 番号.
#[derive(Clone, PartialEq, Eq)]
pub struct YuchoAccount {
    account: BankAccount,
}

impl YuchoAccount {
    /// Reads 記号 and 番号.
    pub fn parse(_symbol: &str, _number: &str) -> Result<Self, Fault> {
        unimplemented!()
    }

    /// The account as other banks see it.
    pub fn account(&self) -> &BankAccount {
        &self.account
    }

    /// The name of the branch: `〇五八`.
    pub fn branch_name(&self) -> String {
        unimplemented!()
    }
}

/// The holder's name in 全銀 characters: `ヤマダ　タロウ` becomes `ﾔﾏﾀﾞ ﾀﾛｳ`.
pub fn holder_from_kana(_raw: &str) -> Result<String, Fault> {
    unimplemented!()
}

/// Whether an account holder and a kana name are the same person, spaces and dots aside.
pub fn holder_matches(_holder: &str, _kana: &str) -> bool {
    unimplemented!()
}
