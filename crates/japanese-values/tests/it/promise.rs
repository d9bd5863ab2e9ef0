//! What every format promises for any text, for the random and the mutated tests.

use japanese_values::{Format, Tongue};

/// Reads a text and checks that the promise is kept: what is accepted is canonical and prints back,
/// what is refused is explained.
#[track_caller]
pub(crate) fn kept(format: Format, raw: &str) {
    match format.read(raw) {
        Ok(canonical) => accepted(format, &canonical),
        Err(fault) => {
            for tongue in [Tongue::Japanese, Tongue::Plain, Tongue::English] {
                assert!(!fault.sentence(tongue).is_empty(), "{}: a sentence", format.name());
            }
            if let Some(mend) = fault.suggestion() {
                accepted(format, &mend.value);
            }
        }
    }
}

#[track_caller]
fn accepted(format: Format, canonical: &str) {
    let name = format.name();
    assert_eq!(format.read(canonical).as_deref(), Ok(canonical), "{name} reads twice");
    assert!(!canonical.is_empty(), "{name} is something");
    assert_eq!(canonical.trim(), canonical, "{name} has no space around it");
    assert!(!canonical.contains(char::is_control), "{name} has no control character");
    let shown = format.display(canonical);
    // A masked number is not meant to be read back.
    if format != Format::MyNumber {
        assert_eq!(format.read(&shown).as_deref(), Ok(canonical), "{name} prints back: {shown}");
    }
    let unseen: String = canonical.chars().flat_map(|c| ['\u{200B}', c, '\u{202E}']).collect();
    assert_eq!(format.read(&unseen).as_deref(), Ok(canonical), "{name} sees no unseen character");
    // Names and addresses keep the width of their signs.
    if !matches!(format, Format::PersonName | Format::Address) {
        let wide: String = canonical.chars().map(widened).collect();
        assert_eq!(format.read(&wide).as_deref(), Ok(canonical), "{name} takes any width: {wide}");
    }
    if let Some(doubt) = format.doubt(canonical) {
        assert!(doubt.suggestion().is_some(), "{name} says what was meant");
    }
}

fn widened(c: char) -> char {
    if c.is_ascii_graphic() { char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c) } else { c }
}
