//! Words, and what stands in the database in their place.

use std::{collections::HashMap, fmt};

use super::Month;
use crate::{Keys, keys, row::words};

/// Of what kind a word is. Each has a key of its own in every month, so that names cannot be told
/// from towns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// A name, or a part of one.
    Name,
    /// The reading of a name, or a part of one.
    Kana,
    /// A company or another body.
    Organisation,
    /// A telephone, whole.
    Phone,
    /// The last four digits of one.
    PhoneEnd,
    /// A postal code.
    PostalCode,
    /// A day of birth.
    BirthDate,
    /// An address for mail.
    Email,
    /// A town, or a town with the number of a house.
    Town,
    /// Any other answer that a definition lets search for.
    Answer,
    /// A name with a day of birth.
    Person,
    /// The same with a reading.
    PersonKana,
    /// The same with a telephone.
    PersonPhone,
    /// The same with an address.
    PersonTown,
}

words!(Field {
    Name = "name",
    Kana = "kana",
    Organisation = "organisation",
    Phone = "phone",
    PhoneEnd = "phone-end",
    PostalCode = "postal-code",
    BirthDate = "birth-date",
    Email = "email",
    Town = "town",
    Answer = "answer",
    Person = "person",
    PersonKana = "person-kana",
    PersonPhone = "person-phone",
    PersonTown = "person-town",
});

impl Field {
    /// Whether such a word tells where somebody lives, or how they are reached.
    pub const fn locates(self) -> bool {
        match self {
            Self::Phone
            | Self::PhoneEnd
            | Self::PostalCode
            | Self::Email
            | Self::Town
            | Self::PersonPhone
            | Self::PersonTown => true,
            Self::Name
            | Self::Kana
            | Self::Organisation
            | Self::BirthDate
            | Self::Answer
            | Self::Person
            | Self::PersonKana => false,
        }
    }
}

/// Something that a case is found by.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word {
    /// Of what kind it is.
    pub field: Field,
    /// Its key: the same however it is typed.
    pub key: String,
}

impl Word {
    /// A word by its key.
    pub fn new(field: Field, key: impl Into<String>) -> Self {
        Self { field, key: key.into() }
    }
}

/// Shows the kind, and not what it is.
impl fmt::Debug for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Word({}, ..)", self.field.word())
    }
}

/// So many cases lie in one share of a word.
pub(crate) const SHARE: i64 = 64;

/// Which term of a word is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Share {
    /// Of what is not in the index yet.
    Waiting,
    /// Of the cases that came first, the next sixty-four, ….
    Number(u32),
}

/// Computes terms; remembers the keys of kinds and months.
pub(super) struct Terms<'a> {
    keys: &'a Keys,
    known: HashMap<(Field, Month), [u8; 32]>,
}

impl<'a> Terms<'a> {
    pub(super) fn new(keys: &'a Keys) -> Self {
        Self { keys, known: HashMap::new() }
    }

    pub(super) fn of(&mut self, word: &Word, month: Month, share: Share) -> i64 {
        let keys = self.keys;
        let key = self
            .known
            .entry((word.field, month))
            .or_insert_with(|| keys.search(word.field.word(), month.0));
        let share = match share {
            Share::Waiting => "waiting".to_owned(),
            Share::Number(number) => number.to_string(),
        };
        // No key of a word holds a separator.
        keys::term(key, &format!("{}\u{1F}{share}", word.key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_months_and_shares_have_nothing_in_common() {
        let (keys, other) = (Keys::new([1; 32]), Keys::new([2; 32]));
        let term = |keys: &Keys, field, month, share| {
            Terms::new(keys).of(&Word::new(field, "仙台"), Month(month), share)
        };
        let base = term(&keys, Field::Name, 24_000, Share::Number(0));
        assert_eq!(base, term(&keys, Field::Name, 24_000, Share::Number(0)));
        for other in [
            term(&other, Field::Name, 24_000, Share::Number(0)),
            term(&keys, Field::Town, 24_000, Share::Number(0)),
            term(&keys, Field::Name, 24_001, Share::Number(0)),
            term(&keys, Field::Name, 24_000, Share::Number(1)),
            term(&keys, Field::Name, 24_000, Share::Waiting),
        ] {
            assert_ne!(base, other);
        }
    }

    #[test]
    fn a_word_is_not_shown() {
        assert_eq!(format!("{:?}", Word::new(Field::Name, "仙台")), "Word(name, ..)");
    }
}
