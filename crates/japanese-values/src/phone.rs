//! Telephone numbers in Japan.

use std::fmt;

use crate::Fault;

/// What a telephone number reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PhoneKind {
    /// 固定電話.
    Landline,
    /// 携帯電話 (060, 070, 080, 090).
    Mobile,
    /// IP電話 (050).
    Ip,
    /// フリーダイヤル (0120, 0800).
    Freephone,
    /// ナビダイヤル (0570).
    SharedCost,
}

/// A telephone number: digits from the leading 0, shown as `022-261-1111`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PhoneNumber(String);

impl PhoneNumber {
    /// Reads what was typed.
    pub fn parse(_raw: &str) -> Result<Self, Fault> {
        unimplemented!()
    }

    /// Digits only, as stored.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// What it reaches.
    pub fn kind(&self) -> PhoneKind {
        unimplemented!()
    }

    /// `+81222611111`, for links and text messages.
    pub fn international(&self) -> String {
        unimplemented!()
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        unimplemented!()
    }
}
