//! What is published of a draw, and whether it is true.

use kernel::ReceiptNumber;
use serde::{Deserialize, Serialize};

use crate::{Figure, List, ListFault, Ordered, ParseFigureError, list::digest, order};

/// What everybody can read of a draw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publication {
    /// The list as it was frozen.
    pub list: String,
    /// SHA-256 of that text, in hexadecimal, which was published before the figure was known.
    pub sha256: String,
    /// The figure that became the seed; nothing before it was drawn.
    pub seed: Option<String>,
    /// The order that comes of it; empty before it was drawn.
    pub order: Vec<PublishedOrder>,
}

/// The order for one thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishedOrder {
    /// For what; empty where there is only one thing.
    pub group: String,
    /// So many of the first have won.
    pub places: u32,
    /// 受付番号, the first one first.
    pub numbers: Vec<String>,
}

/// A publication that is true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// What was frozen.
    pub list: List,
    /// What became the seed.
    pub figure: Figure,
    /// What came of it.
    pub order: Vec<Ordered>,
}

/// Why a publication is not true.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Untrue {
    /// The list is not the one that was published before.
    #[error("the list has the SHA-256 {found}, and not {told}")]
    Digest {
        /// Of the list.
        found: String,
        /// What is told.
        told: String,
    },
    /// The list cannot be read.
    #[error("the list cannot be read: {0}")]
    List(#[from] ListFault),
    /// Nothing is drawn yet.
    #[error("it is not drawn yet: there is no seed")]
    NotDrawn,
    /// The seed is another figure than the one that was looked up.
    #[error("the seed is {told}, and not {known}")]
    OtherFigure {
        /// What is told.
        told: Figure,
        /// What was looked up.
        known: Figure,
    },
    /// The seed is no figure.
    #[error("the seed is no figure: {0}")]
    Figure(#[from] ParseFigureError),
    /// Somebody stands elsewhere.
    #[error("place {place} of \"{group}\" is {should}, and not {told}")]
    Order {
        /// For what.
        group: String,
        /// Counted from 1.
        place: usize,
        /// Who should stand there.
        should: String,
        /// Who does.
        told: String,
    },
    /// The groups or their places are others than those of the list.
    #[error("the groups of the order are not those of the list")]
    Groups,
}

impl Publication {
    /// What is published of a list, drawn or not.
    pub fn of(list: &List, figure: Option<&Figure>) -> Self {
        let publish = |Ordered { group, places, numbers }: Ordered| PublishedOrder {
            group,
            places,
            numbers: numbers.iter().map(ReceiptNumber::to_string).collect(),
        };
        let order = figure.map(|figure| order(list, figure)).unwrap_or_default();
        Self {
            list: list.to_string(),
            sha256: list.digest(),
            seed: figure.map(Figure::to_string),
            order: order.into_iter().map(publish).collect(),
        }
    }

    /// Draws once more. `known` is what somebody noted and looked up by themselves: the SHA-256 from
    /// before the draw, and the figure.
    pub fn verify(
        &self,
        known_digest: Option<&str>,
        known_figure: Option<&Figure>,
    ) -> Result<Verified, Untrue> {
        let found = digest(&self.list);
        for told in [Some(self.sha256.as_str()), known_digest].into_iter().flatten() {
            if !told.eq_ignore_ascii_case(&found) {
                return Err(Untrue::Digest { found, told: told.to_owned() });
            }
        }
        let list: List = self.list.parse()?;
        let figure: Figure = self.seed.as_deref().ok_or(Untrue::NotDrawn)?.parse()?;
        if let Some(known) = known_figure.filter(|known| **known != figure) {
            return Err(Untrue::OtherFigure { told: figure, known: known.clone() });
        }
        let should = Self::of(&list, Some(&figure)).order;
        compare(&should, &self.order)?;
        Ok(Verified { order: order(&list, &figure), list, figure })
    }
}

fn compare(should: &[PublishedOrder], told: &[PublishedOrder]) -> Result<(), Untrue> {
    let groups = |all: &[PublishedOrder]| -> Vec<(String, u32)> {
        all.iter().map(|it| (it.group.clone(), it.places)).collect()
    };
    if groups(should) != groups(told) {
        return Err(Untrue::Groups);
    }
    for (should, told) in should.iter().zip(told) {
        let longest = should.numbers.len().max(told.numbers.len());
        let differs = (0..longest).find(|at| should.numbers.get(*at) != told.numbers.get(*at));
        if let Some(at) = differs {
            let at_place = |all: &PublishedOrder| all.numbers.get(at).cloned().unwrap_or_default();
            return Err(Untrue::Order {
                group: should.group.clone(),
                place: at + 1,
                should: at_place(should),
                told: at_place(told),
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::tests::sample;

    fn drawn() -> Publication {
        Publication::of(&sample(), Some(&"38123.45".parse().unwrap()))
    }

    #[test]
    fn what_is_published_is_drawn_once_more() {
        let json = serde_json::to_string(&drawn()).unwrap();
        let read: Publication = serde_json::from_str(&json).unwrap();
        let digest = sample().digest().to_uppercase();
        let verified = read.verify(Some(&digest), Some(&"38,123.45".parse().unwrap())).unwrap();
        assert_eq!(verified.list, sample());
        assert_eq!(verified.order.len(), 2);
    }

    #[test]
    fn whatever_was_changed_afterwards_is_told() {
        let told = |change: &dyn Fn(&mut Publication)| {
            let mut changed = drawn();
            change(&mut changed);
            changed.verify(None, None).unwrap_err()
        };
        let swapped = told(&|it| it.order[0].numbers.swap(0, 1));
        assert!(matches!(swapped, Untrue::Order { place: 1, .. }), "{swapped}");
        let gone = told(&|it| drop(it.order[1].numbers.pop()));
        assert!(matches!(gone, Untrue::Order { place: 15, .. }), "{gone}");
        assert_eq!(told(&|it| it.order[0].places += 1), Untrue::Groups);
        assert_eq!(told(&|it| it.seed = None), Untrue::NotDrawn);
        let other = told(&|it| it.seed = Some("38123.46".into()));
        assert!(matches!(other, Untrue::Order { .. }), "{other}");
        let added = told(&|it| {
            it.list = it.list.replacen("places\t荒井 2LDK\t1", "places\t荒井 2LDK\t2", 1);
        });
        assert!(matches!(added, Untrue::Digest { .. }), "{added}");
        // Whoever changes list and digest together does not know what was noted before.
        let noted = sample().digest();
        let list = sample().to_string().replacen("places\t荒井 2LDK\t1", "places\t荒井 2LDK\t2", 1);
        let forged = Publication::of(&list.parse().unwrap(), Some(&"38123.45".parse().unwrap()));
        assert!(forged.verify(None, None).is_ok());
        assert!(matches!(forged.verify(Some(&noted), None), Err(Untrue::Digest { .. })));
        let looked_up = "38200.00".parse().unwrap();
        let other = drawn().verify(None, Some(&looked_up)).unwrap_err();
        assert!(matches!(other, Untrue::OtherFigure { .. }), "{other}");
    }
}
