//! The order of a list: first what its definition puts first, then the lot.

use std::cmp::Reverse;

use hmac::{Hmac, KeyInit as _, Mac as _};
use kernel::ReceiptNumber;
use sha2::Sha256;

use crate::{Entry, Figure, List};

/// Everybody who takes part for one thing, the first one first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ordered {
    /// For what.
    pub group: String,
    /// How many there are of it: so many of the first have won.
    pub places: u32,
    /// Who takes part.
    pub numbers: Vec<ReceiptNumber>,
}

/// The order of every group: by its ranks, the greater first, then by HMAC-SHA-256 of the receipt
/// number under the figure as a key, the smaller first.
pub fn order(list: &List, figure: &Figure) -> Vec<Ordered> {
    let of_group = |(group, places): (&String, &u32)| {
        let mut entries: Vec<&Entry> =
            list.entries().iter().filter(|entry| entry.group == *group).collect();
        entries.sort_by_cached_key(|entry| {
            (Reverse(entry.ranks.clone()), lot(figure, &entry.number), entry.number.clone())
        });
        let numbers = entries.into_iter().map(|entry| entry.number.clone()).collect();
        Ordered { group: group.clone(), places: *places, numbers }
    };
    list.places().iter().map(of_group).collect()
}

fn lot(figure: &Figure, number: &ReceiptNumber) -> Vec<u8> {
    // A key of any length is one.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(figure.as_str().as_bytes()) else {
        return Vec::new();
    };
    mac.update(number.as_str().as_bytes());
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::list::{
        hex,
        tests::{head, number, sample, ticket},
    };

    #[test]
    fn the_lot_is_hmac_sha_256_of_the_number_under_the_figure() {
        // printf %s NUMBER | openssl dgst -sha256 -hmac 38123.45
        let figure: Figure = "38123.45".parse().unwrap();
        let hex = hex(&lot(&figure, &number(7)));
        assert_eq!(
            (number(7).as_str(), hex.as_str()),
            ("2611-0000-0075", "c112b47b40ebb2fec0abbd3562ddc7e3b9a2fc3e96a2d0cbc2496121dd219737")
        );
        let again: Figure = "38,123.45".parse().unwrap();
        assert_eq!(order(&sample(), &figure), order(&sample(), &again));
        let other: Figure = "38123.46".parse().unwrap();
        assert_ne!(order(&sample(), &figure), order(&sample(), &other));
    }

    proptest! {
        #[test]
        fn everybody_has_one_place_and_nobody_stands_before_a_greater_rank(
            ranks in prop::collection::vec((0_u32..3, -2_i64..3), 1..60),
            seed in 1_000_u32..,
        ) {
            let tickets = ranks.iter().zip(0..).map(|((group, rank), n)| {
                (number(n), ticket(&group.to_string(), 2, &[*rank]))
            });
            let list = List::freeze(head(), tickets).unwrap();
            let ordered = order(&list, &seed.to_string().parse().unwrap());
            let mut all: Vec<_> = ordered.iter().flat_map(|it| it.numbers.clone()).collect();
            all.sort();
            let known: Vec<_> = list.entries().iter().map(|it| it.number.clone()).collect();
            prop_assert_eq!(all, known);
            for group in &ordered {
                let rank = |number: &ReceiptNumber| {
                    let entry = list.entries().iter().find(|it| it.number == *number);
                    entry.map(|it| it.ranks.clone())
                };
                let ranks: Vec<_> = group.numbers.iter().map(rank).collect();
                prop_assert!(ranks.iter().zip(ranks.iter().skip(1)).all(|(a, b)| a >= b));
            }
        }
    }
}
