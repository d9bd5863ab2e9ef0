//! 見本の動き: how this provider behaves, so that every way a real one can behave
//! can be tried.

use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

/// How the provider behaves after the payer has paid.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Scenario {
    /// The payment succeeds and the callback comes at once.
    #[default]
    Success,
    /// The payment fails.
    Failure,
    /// The callback comes later.
    Delayed,
    /// The same callback comes three times.
    Duplicate,
    /// The callback of an earlier step comes after that of the later.
    OutOfOrder,
    /// The callback comes after the order has expired.
    Late,
    /// The payment succeeds and no callback ever comes.
    Never,
}

impl Scenario {
    pub(crate) const ALL: [Self; 7] = [
        Self::Success,
        Self::Failure,
        Self::Delayed,
        Self::Duplicate,
        Self::OutOfOrder,
        Self::Late,
        Self::Never,
    ];

    /// The word in the page's form.
    pub(crate) fn word(self) -> &'static str {
        self.into()
    }

    /// What the page says.
    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Success => "支払いが済み、すぐに知らせが届く",
            Self::Failure => "支払いに失敗する",
            Self::Delayed => "知らせが遅れて届く",
            Self::Duplicate => "同じ知らせが3度届く",
            Self::OutOfOrder => "知らせの順番が入れ替わる",
            Self::Late => "支払期限が過ぎてから知らせが届く",
            Self::Never => "知らせが届かない",
        }
    }
}
