//! What a postal code tells about an address.
//!
//! What every place of the code has in common is told as the answer. Where it stands for
//! several towns, they are offered.

use japanese_values::{Place, PostalCode, postal};
use serde::Serialize;

/// An address by the names of the shared parts of forms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FilledAddress {
    /// `宮城県`.
    pub prefecture: &'static str,
    /// `仙台市青葉区`.
    pub city: &'static str,
    /// The ward of a designated city: `青葉区`.
    pub ward: &'static str,
    /// `上杉`; empty when there are several.
    pub town: &'static str,
    /// The towns to choose from, when there is more than one.
    pub towns: Vec<&'static str>,
}

impl FilledAddress {
    /// What it fills in, by the names of the parts.
    pub fn parts(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let Self { prefecture, city, ward, town, .. } = *self;
        [("prefecture", prefecture), ("city", city), ("ward", ward), ("town", town)]
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
    }
}

/// What the postal code that was typed tells about an address.
pub fn address_of(typed: &str) -> Option<FilledAddress> {
    let code = PostalCode::parse(typed).ok()?;
    common(&postal::places(code))
}

fn common(places: &[Place]) -> Option<FilledAddress> {
    let first = places.first()?;
    let same = |part: fn(&Place) -> &'static str| {
        let all_alike = places.iter().all(|place| part(place) == part(first));
        if all_alike { part(first) } else { "" }
    };
    let city = same(|place| place.city);
    let town = same(|place| place.town);
    let mut towns: Vec<&'static str> = Vec::new();
    if town.is_empty() {
        towns.extend(places.iter().map(|place| place.town).filter(|town| !town.is_empty()));
        towns.sort_unstable();
        towns.dedup();
    }
    Some(FilledAddress {
        prefecture: same(|place| place.prefecture),
        city,
        ward: city.split_once('市').map_or("", |(_, ward)| ward),
        town,
        towns,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(city: &'static str, town: &'static str) -> Place {
        Place {
            municipality_code: "04101",
            prefecture: "宮城県",
            city,
            town,
            prefecture_kana: "ミヤギケン",
            city_kana: "",
            town_kana: "",
        }
    }

    #[test]
    fn a_ward_is_told_on_its_own() {
        let address = common(&[place("仙台市青葉区", "上杉")]).unwrap();
        assert_eq!((address.ward, address.town), ("青葉区", "上杉"));
        assert!(address.towns.is_empty(), "nothing to choose");
    }

    #[test]
    fn what_places_do_not_share_is_left_to_the_resident() {
        let address = common(&[place("名取市", "増田"), place("名取市", "手倉田")]).unwrap();
        assert_eq!((address.city, address.ward, address.town), ("名取市", "", ""));
        assert_eq!(address.towns, ["増田", "手倉田"]);
        assert_eq!(common(&[]), None);
    }
}
