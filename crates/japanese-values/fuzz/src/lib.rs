//! A corpus and what can happen to it: texts with dropped, doubled, swapped, replaced and spliced
//! characters.
//!
//! The targets are in `tests/it`. They know the promises; this library only makes text.

use bolero::TypeGenerator;

/// Characters that people type somewhere, and some that slip in unseen.
const ANYWHERE: &str = "0123456789０９ABZabzＡｚ -ー−‐–－〜～()（）/／.．,，・･'’@＠+＋¥￥円△#Tt〒\
    ぁあんヴゖァアンヶｱﾝﾞﾟ゛゜年月日元令和昭平㍻㋿十〇一九時分半午前後番地号丁目市区町村郡都県\
    神\u{FA19}髙𠮷⼀①㈱😀\u{3000}\u{A0}\u{200B}\u{202E}\u{FEFF}\u{AD}\u{3099}\u{309A}\u{FE00}\
    \u{E0100}\u{E000}\u{F0000}\0\t\r\n\u{85}\u{2028}";

/// The texts that a target starts from.
#[derive(Debug)]
pub struct Corpus {
    texts: Vec<String>,
    letters: Vec<char>,
}

impl Corpus {
    /// Some texts; their characters are put in other places, too.
    pub fn of(texts: Vec<String>) -> Self {
        let mut letters: Vec<char> = texts.concat().chars().chain(ANYWHERE.chars()).collect();
        letters.sort_unstable();
        letters.dedup();
        Self { texts, letters }
    }

    fn text(&self, which: u8) -> &str {
        let which = usize::from(which) % self.texts.len().max(1);
        self.texts.get(which).map_or("", String::as_str)
    }

    fn letter(&self, which: u16) -> char {
        let which = usize::from(which) % self.letters.len().max(1);
        self.letters.get(which).copied().unwrap_or('0')
    }
}

/// One way to garble a text; places and choices wrap around.
#[derive(Debug, Clone, TypeGenerator)]
pub enum Slip {
    /// A character is missing.
    Drop(u8),
    /// A character comes twice.
    Double(u8),
    /// A character changes places with the next.
    Swap(u8),
    /// A character of the corpus comes in between.
    Put(u8, u16),
    /// A character of the corpus stands in place of another.
    Replace(u8, u16),
    /// Any character at all comes in between.
    Foreign(u8, char),
    /// Another text of the corpus comes in between.
    Splice(u8, u8),
    /// The text ends here.
    Cut(u8),
    /// ASCII in full width.
    Widen,
}

impl Slip {
    fn befall(&self, text: &mut Vec<char>, corpus: &Corpus) {
        let length = text.len();
        let gap = |at: u8| usize::from(at) % (length + 1);
        let place = |at: u8| usize::from(at) % length.max(1);
        match *self {
            Self::Put(at, which) => text.insert(gap(at), corpus.letter(which)),
            Self::Foreign(at, c) => text.insert(gap(at), c),
            Self::Splice(at, which) => {
                let at = gap(at);
                text.splice(at..at, corpus.text(which).chars());
            }
            Self::Cut(at) => text.truncate(gap(at)),
            Self::Widen => text.iter_mut().for_each(|c| *c = widened(*c)),
            Self::Drop(_) | Self::Double(_) | Self::Swap(_) | Self::Replace(..)
                if text.is_empty() => {}
            Self::Drop(at) => {
                text.remove(place(at));
            }
            Self::Double(at) => text.insert(place(at), text[place(at)]),
            Self::Swap(at) => text.swap(place(at), (place(at) + 1) % length),
            Self::Replace(at, which) => {
                let at = place(at);
                text[at] = corpus.letter(which);
            }
        }
    }
}

fn widened(c: char) -> char {
    if c.is_ascii_graphic() { char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c) } else { c }
}

/// A text of a corpus and what happened to it.
#[derive(Debug, Clone, TypeGenerator)]
pub struct Typing {
    text: u8,
    #[generator(bolero::produce::<Vec<Slip>>().with().len(0_usize..6))]
    slips: Vec<Slip>,
}

impl Typing {
    /// The garbled text.
    pub fn of(&self, corpus: &Corpus) -> String {
        let mut text: Vec<char> = corpus.text(self.text).chars().collect();
        for slip in &self.slips {
            slip.befall(&mut text, corpus);
        }
        text.into_iter().collect()
    }
}
