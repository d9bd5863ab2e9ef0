//! Money: whole yen, never a fraction and never a float.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An amount in whole yen.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Yen(i64);

impl Yen {
    /// Nothing to pay.
    pub const ZERO: Self = Self(0);

    /// So many yen.
    pub const fn new(amount: i64) -> Self {
        Self(amount)
    }

    /// The number of yen.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The sum, or `None` when it cannot be represented.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The amount `count` times, or `None` when it cannot be represented.
    pub fn checked_times(self, count: i64) -> Option<Self> {
        self.0.checked_mul(count).map(Self)
    }

    /// Whether there is nothing to pay.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }
}

/// As people read it: `1,234円`.
impl fmt::Display for Yen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.unsigned_abs().to_string();
        let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
        for (position, digit) in digits.chars().enumerate() {
            if position > 0 && (digits.len() - position).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{grouped}円")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yen_are_grouped_by_thousands() {
        let shown: Vec<String> =
            [0, 12, 300, 1_234, 100_000, -4_560].map(|n| Yen::new(n).to_string()).into();
        assert_eq!(shown, ["0円", "12円", "300円", "1,234円", "100,000円", "-4,560円"]);
    }

    #[test]
    fn sums_never_wrap() {
        assert_eq!(Yen::new(i64::MAX).checked_add(Yen::new(1)), None);
        assert_eq!(Yen::new(i64::MAX).checked_times(2), None);
    }
}
