//! Which answer was probably meant by a pointer that names none.

use super::desk::nearest;
use super::property::Property;

/// The pointer of an answer that was probably meant: without its slash, with dots, or written
/// nearly so.
pub(crate) fn meant(properties: &[Property], said: &str) -> Option<String> {
    let mut known = Vec::new();
    collect(properties, &mut known);
    let slashed = format!("/{}", said.trim_start_matches("form.").replace('.', "/"));
    let whole = known.iter().copied().find(|pointer| *pointer == slashed);
    whole.or_else(|| nearest(said, &known)).map(str::to_owned)
}

fn collect<'p>(properties: &'p [Property], into: &mut Vec<&'p str>) {
    for property in properties {
        into.push(&property.field.pointer);
        collect(property.children(), into);
    }
}
