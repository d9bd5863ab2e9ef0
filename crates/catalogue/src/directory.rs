//! The departments that answer for procedures, by what rows and definitions call them.

use std::collections::HashMap;

use kernel::DepartmentId;
use submission_store::{
    Reads, StoreError,
    departments::{self, Department},
};

/// The departments of the municipality.
#[derive(Debug, Default)]
pub(crate) struct Directory {
    by_id: HashMap<DepartmentId, Department>,
}

impl Directory {
    pub(crate) fn load(tx: &mut impl Reads) -> Result<Self, StoreError> {
        Ok(Self::of(departments::list(tx)?))
    }

    fn of(all: Vec<Department>) -> Self {
        Self { by_id: all.into_iter().map(|found| (found.id.clone(), found)).collect() }
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
}

#[cfg(test)]
mod tests {
    use kernel::Language;

    use super::*;

    #[test]
    fn a_department_is_known_by_its_id_and_by_its_former_name() {
        let city = Department {
            id: DepartmentId::city(),
            parent: None,
            name: "仙台市".to_owned(),
            easy_name: None,
            english_name: None,
        };
        let water = Department {
            id: "water".parse().unwrap(),
            parent: Some(DepartmentId::city()),
            name: "水道局".to_owned(),
            easy_name: None,
            english_name: Some("Waterworks".to_owned()),
        };
        let directory = Directory::of(vec![city, water]);
        assert_eq!(directory.place_of("water").as_str(), "water");
        assert_eq!(directory.place_of("水道局").as_str(), "water");
        assert_eq!(directory.place_of("どこか"), DepartmentId::city());
        assert_eq!(directory.find("water").unwrap().name(Language::English), "Waterworks");
        assert_eq!(directory.find("water").unwrap().name(Language::EasyJapanese), "水道局");
    }
}
