//! The three spellings of a field's place: in the data, in a posted form, in a page.

/// `/children/0/name` as a posted name: `children/0/name`.
pub fn posted_name(pointer: &str) -> String {
    pointer.trim_start_matches('/').to_owned()
}

/// `/children/0/name` as the id of an element: `f-children-0-name`.
pub fn element_id(pointer: &str) -> String {
    format!("f{}", pointer.replace('/', "-"))
}

/// Whether `pointer` is `ancestor` or lies below it.
pub fn lies_in(pointer: &str, ancestor: &str) -> bool {
    pointer.strip_prefix(ancestor).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_place_has_three_spellings() {
        assert_eq!(posted_name("/children/0/name"), "children/0/name");
        assert_eq!(element_id("/children/0/name"), "f-children-0-name");
    }

    #[test]
    fn a_longer_name_does_not_lie_in_a_shorter_one() {
        assert!(lies_in("/address/postal", "/address"));
        assert!(lies_in("/address", "/address"));
        assert!(!lies_in("/addressee", "/address"));
    }
}
