//! What somebody means who types a few words: a telephone, a day of birth, a name, a town.
//!
//! What was typed is known by its shape; what may be several things is looked for as all of them.

use japanese_values::{
    search::{address_key, key},
    wareki,
};
use kernel::ReceiptNumber;
use submission_store::search::{Field, Sought, Word};

/// More words than this are not what anybody types.
const WORDS: usize = 10;

/// What was typed, as it is looked for.
#[derive(Debug, Default)]
pub(crate) struct Typed {
    /// A whole number of a receipt.
    pub(crate) number: Option<ReceiptNumber>,
    /// The beginning of one.
    pub(crate) beginning: Option<String>,
    /// Everything else.
    pub(crate) sought: Option<Sought>,
}

impl Typed {
    pub(crate) fn read(text: &str) -> Self {
        let mut typed = Self::default();
        let mut words = Vec::new();
        for word in text.split_whitespace().take(WORDS) {
            if let Ok(number) = word.parse() {
                typed.number = Some(number);
            } else if let Some(beginning) = ReceiptNumber::beginning(word) {
                typed.beginning = Some(beginning);
            } else {
                words.push(word);
            }
        }
        let several = words.len() > 1;
        let whole = if several { meanings(&words.join(" ")) } else { Vec::new() };
        let marks = words.join(" ");
        let mut words: Vec<Vec<Word>> =
            words.into_iter().map(meanings).filter(|meanings| !meanings.is_empty()).collect();
        if words.is_empty() && !marks.is_empty() {
            // Marks alone stand nowhere; that is no search for everything.
            words.push(vec![Word::new(Field::Email, marks)]);
        }
        typed.sought = (!words.is_empty()).then_some(Sought { whole, words });
        typed
    }
}

/// Letters of the longest name that is typed as one word.
const LONGEST_NAME: usize = 7;

/// The surname in what was typed, as far as it can be told: the first word that can be a name, and
/// of one that nothing divides its first two letters. Only whether it comes again is asked of it.
pub(crate) fn surname(text: &str) -> Option<String> {
    let names = text.split_whitespace().take(WORDS).filter(|word| {
        let letters = word.chars().count();
        letters <= LONGEST_NAME && word.chars().all(is_of_a_name)
    });
    let word = names.map(key).find(|key| !key.is_empty())?;
    let in_kana = word.chars().all(|c| matches!(c, 'ァ'..='ヺ'));
    Some(if in_kana { word } else { word.chars().take(2).collect() })
}

fn is_of_a_name(c: char) -> bool {
    matches!(c, 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー' | 'ｦ'..='ﾟ' | '々' | '〆' | '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '\u{F900}'..='\u{FAFF}')
}

/// Everything that a word may be.
fn meanings(word: &str) -> Vec<Word> {
    let key = key(word);
    if key.is_empty() {
        return Vec::new();
    }
    let mut all = Vec::new();
    if let Ok(day) = wareki::parse(word) {
        all.push(Word::new(Field::BirthDate, day.to_string()));
    }
    if word.contains(['@', '＠']) {
        all.push(Word::new(Field::Email, key));
        return all;
    }
    if key.chars().all(|c| c.is_ascii_digit()) {
        let field = match key.len() {
            4 => Some(Field::PhoneEnd),
            7 => Some(Field::PostalCode),
            10 | 11 => Some(Field::Phone),
            _ => None,
        };
        all.extend(field.map(|field| Word::new(field, key.clone())));
        all.push(Word::new(Field::Answer, key));
        return all;
    }
    if key.chars().all(|c| matches!(c, 'ァ'..='ヺ')) {
        all.push(Word::new(Field::Kana, key.clone()));
    }
    all.push(Word::new(Field::Town, address_key(word)));
    for field in [Field::Name, Field::Organisation, Field::Answer] {
        all.push(Word::new(field, key.clone()));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(word: &str, expected: &[(Field, &str)]) {
        let found = meanings(word);
        for (field, key) in expected {
            let wanted = Word::new(*field, *key);
            assert!(found.contains(&wanted), "{word}: no {field:?} {key}");
        }
    }

    #[test]
    fn a_word_is_known_by_its_shape() {
        check("０９０ー１２３４ー５６７８", &[(Field::Phone, "09012345678")]);
        check("022-123-4567", &[(Field::Phone, "0221234567")]);
        check("5678", &[(Field::PhoneEnd, "5678")]);
        check("〒980-8671", &[]);
        check("980-8671", &[(Field::PostalCode, "9808671")]);
        for day in ["1990-03-09", "平成2年3月9日", "H2.3.9", "1990/3/9"] {
            check(day, &[(Field::BirthDate, "1990-03-09")]);
        }
        check("Hanako@example.jp", &[(Field::Email, "hanako@examplejp")]);
        check("しょうこ", &[(Field::Kana, "シヨウコ"), (Field::Name, "シヨウコ")]);
        check("髙橋", &[(Field::Name, "高橋"), (Field::Organisation, "高橋")]);
        check("国分町三丁目7番1号", &[(Field::Town, "国分町3-7-1")]);
    }

    #[test]
    fn several_words_are_also_one() {
        let typed = Typed::read("090 1234 5678");
        let sought = typed.sought.unwrap();
        assert!(sought.whole.contains(&Word::new(Field::Phone, "09012345678")));
        assert_eq!(sought.words.len(), 3);
        assert_eq!(Typed::read("山田").sought.unwrap().whole, []);
        assert!(Typed::read("　 ").sought.is_none());
        assert_eq!(Typed::read("　・ ").sought.unwrap().words.len(), 1, "marks are found nowhere");
    }

    #[test]
    fn a_surname_is_the_first_word_that_can_be_one() {
        for (typed, expected) in [
            ("髙橋 花子", Some("高橋")),
            ("高橋花子", Some("高橋")),
            ("佐々木", Some("佐々")),
            ("1990-03-09 やまだ", Some("ヤマダ")),
            ("林", Some("林")),
            ("090-1234-5678", None),
            ("hanako@example.jp", None),
            ("", None),
        ] {
            assert_eq!(surname(typed).as_deref(), expected, "{typed}");
        }
    }

    #[test]
    fn six_characters_of_a_number_are_one() {
        let typed = Typed::read("2611-7k");
        assert_eq!(typed.beginning.as_deref(), Some("2611-7K"));
        assert!(typed.sought.is_none());
        for name in ["TANAKA", "09012345678", "9808671", "26117"] {
            assert_eq!(Typed::read(name).beginning, None, "{name}");
        }
    }
}
