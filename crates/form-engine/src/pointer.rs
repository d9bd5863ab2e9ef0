//! Pointers into answers: with the indices of rows, and without.

/// The instance pointer of `from` beside the instance pointer `at`: with its indices,
/// where both lie in the same rows.
pub fn beside(from: &str, at: &str) -> String {
    let mut found = String::with_capacity(from.len() + 4);
    let mut around = at.split('/').skip(1).peekable();
    let mut together = true;
    for name in from.split('/').skip(1) {
        found.push('/');
        found.push_str(name);
        together = together && around.next() == Some(name);
        if together
            && let Some(index) = around.next_if(|s| s.starts_with(|c: char| c.is_ascii_digit()))
        {
            found.push('/');
            found.push_str(index);
        }
    }
    found
}

/// Whether `pointer` is `above` or lies below it.
pub(crate) fn lies_in(pointer: &str, above: &str) -> bool {
    pointer.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A pointer of the data without its array indices: where the field is defined.
pub(crate) fn without_indices(pointer: &str) -> String {
    let is_index = |segment: &&str| !segment.starts_with(|c: char| c.is_ascii_digit());
    let mut schema = String::with_capacity(pointer.len());
    for segment in pointer.split('/').skip(1).filter(is_index) {
        schema.push('/');
        schema.push_str(segment);
    }
    schema
}
