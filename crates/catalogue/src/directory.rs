//! The departments and wards of the municipality, by what rows, definitions and answers call them.

use std::collections::HashMap;

use japanese_values::{PostalCode, postal};
use kernel::{DepartmentId, WardId};
use submission_store::{
    Reads, StoreError,
    departments::Department,
    organisation::{self, Organisation},
    wards::Ward,
};

/// The departments and wards of the municipality.
#[derive(Debug, Default)]
pub(crate) struct Directory {
    by_id: HashMap<DepartmentId, Department>,
    wards: Vec<Ward>,
}

impl Directory {
    pub(crate) fn load(tx: &mut impl Reads) -> Result<Self, StoreError> {
        Ok(Self::of(organisation::load(tx)?))
    }

    fn of(organisation: Organisation) -> Self {
        let departments = organisation.departments.into_iter();
        let by_id = departments.map(|found| (found.id.clone(), found)).collect();
        Self { by_id, wards: organisation.wards }
    }

    /// The department that a definition names: by its id, or, in a version from before
    /// departments had ids, by its name. What is neither is the city's own business.
    pub(crate) fn place_of(&self, told: &str) -> DepartmentId {
        self.find(told).map_or_else(DepartmentId::city, |found| found.id.clone())
    }

    pub(crate) fn find(&self, told: &str) -> Option<&Department> {
        let by_id = told.parse().ok().and_then(|id: DepartmentId| self.by_id.get(&id));
        by_id.or_else(|| self.by_id.values().find(|department| department.name == told))
    }

    /// The wards, in order.
    pub(crate) fn wards(&self) -> &[Ward] {
        &self.wards
    }

    /// The ward that answers speak of: by its id or name, by an address that begins with the
    /// city, or by a postal code. Another place is outside; the city alone, or a postal code of
    /// nowhere, tells nothing.
    pub(crate) fn ward_of(&self, told: &str) -> Option<WardId> {
        let told: String = told.chars().filter(|c| !c.is_whitespace()).collect();
        if self.wards.is_empty() || told.is_empty() {
            return None;
        }
        if let Some(ward) = self.wards.iter().find(|w| w.name == told || w.id.as_str() == told) {
            return Some(ward.id.clone());
        }
        if told.ends_with("以外") || told == "市外" {
            return Some(WardId::outside());
        }
        match PostalCode::parse(&told) {
            Ok(code) => {
                let places: Vec<_> = postal::places(code).iter().map(|p| p.city).collect();
                let wards = places.iter().map(|city| self.ward_in(city));
                // A few codes are shared by two wards.
                wards.reduce(|one, other| if one == other { one } else { None })?
            }
            Err(_) => self.ward_in(&told),
        }
    }

    fn ward_in(&self, address: &str) -> Option<WardId> {
        let city = self.by_id.get(&DepartmentId::city())?.name.as_str();
        // A prefecture may stand before it.
        let address = match address.split_once(city) {
            Some((before, inside)) if before.is_empty() || is_prefecture(before) => inside,
            _ => return Some(WardId::outside()),
        };
        let ward = self.wards.iter().find(|ward| address.starts_with(&ward.name));
        ward.map(|ward| ward.id.clone())
    }
}

fn is_prefecture(text: &str) -> bool {
    text.chars().count() <= 4 && text.ends_with(['都', '道', '府', '県'])
}

#[cfg(test)]
mod tests {
    use kernel::Language;

    use super::*;

    fn department(id: &str, parent: Option<&str>, name: &str, english: Option<&str>) -> Department {
        Department {
            id: id.parse().unwrap(),
            parent: parent.map(|id| id.parse().unwrap()),
            name: name.to_owned(),
            easy_name: None,
            english_name: english.map(str::to_owned),
            code: None,
            legal: false,
        }
    }

    fn ward(id: &str, name: &str) -> Ward {
        let (id, name) = (id.parse().unwrap(), name.to_owned());
        Ward { id, name, easy_name: None, english_name: None }
    }

    fn sendai() -> Directory {
        let city = department("city", None, "仙台市", None);
        let water = department("water", Some("city"), "水道局", Some("Waterworks"));
        let wards = vec![ward("aoba", "青葉区"), ward("izumi", "泉区")];
        Directory::of(Organisation { departments: vec![city, water], wards })
    }

    #[test]
    fn a_department_is_known_by_its_id_and_by_its_former_name() {
        let directory = sendai();
        assert_eq!(directory.place_of("water").as_str(), "water");
        assert_eq!(directory.place_of("水道局").as_str(), "water");
        assert_eq!(directory.place_of("どこか"), DepartmentId::city());
        assert_eq!(directory.find("water").unwrap().name(Language::English), "Waterworks");
        assert_eq!(directory.find("water").unwrap().name(Language::EasyJapanese), "水道局");
    }

    #[track_caller]
    fn check(told: &str, expected: Option<&str>) {
        let ward = sendai().ward_of(told);
        assert_eq!(ward.as_ref().map(WardId::as_str), expected, "{told}");
    }

    #[test]
    fn a_ward_is_known_by_what_answers_say() {
        check("青葉区", Some("aoba"));
        check("izumi", Some("izumi"));
        check("仙台市青葉区", Some("aoba"));
        check("宮城県仙台市 泉区上杉1-1", Some("izumi"));
        check("980-0011", Some("aoba"));
        check("9810931", Some("aoba"));
    }

    #[test]
    fn another_place_is_outside_and_no_place_is_not_known() {
        check("横浜市青葉区", Some("outside"));
        check("名取市", Some("outside"));
        check("仙台市以外", Some("outside"));
        check("100-0001", Some("outside"));
        check("仙台市", None);
        check("999-9999", None);
        check("", None);
        assert_eq!(Directory::default().ward_of("青葉区"), None, "a town without wards");
    }
}
