//! Letters to people of the office, in Japanese as the office works.

use askama::Template;
use kernel::Instant;

use crate::{LetterFault, Rendered};

/// The link by which somebody chooses a password: their first, or another one for one that was
/// forgotten. It says no name, and nothing of what they may do.
#[derive(Debug, Clone)]
pub struct StaffLetter {
    /// The city's name.
    pub city: String,
    /// The whole address that the link leads to.
    pub link: String,
    /// Until when it can be followed.
    pub until: Instant,
    /// Whom to ask.
    pub contact: String,
    /// Whether this is a demonstration.
    pub sample: bool,
}

#[derive(Template)]
#[template(path = "staff.txt")]
struct Text<'a> {
    letter: &'a StaffLetter,
    until: String,
}

#[derive(Template)]
#[template(path = "staff.html")]
struct Html<'a> {
    letter: &'a StaffLetter,
    until: String,
}

impl StaffLetter {
    /// Writes the letter.
    pub fn render(&self) -> Result<Rendered, LetterFault> {
        let until = || self.until.local().format("%Y年%-m月%-d日 %H:%M").to_string();
        let sample = if self.sample { "【見本】" } else { "" };
        Ok(Rendered {
            subject: format!("{sample}【{}】職員用のパスワードを決めてください", self.city),
            text: Text { letter: self, until: until() }.render()?,
            html: Html { letter: self, until: until() }.render()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_letter_says_where_until_when_and_what_if_it_is_a_mistake() {
        let letter = StaffLetter {
            city: "仙台市".into(),
            link: "https://city.example/office/invitations/0123abcd".into(),
            until: Instant::parse_rfc3339("2026-11-23T09:04:00+09:00").unwrap(),
            contact: "仙台市 総合案内 022-261-1111".into(),
            sample: true,
        };
        let Rendered { subject, text, html } = letter.render().unwrap();
        assert_eq!(subject, "【見本】【仙台市】職員用のパスワードを決めてください");
        for written in [&text, &html] {
            for words in [
                "https://city.example/office/invitations/0123abcd",
                "2026年11月23日 09:04",
                "1回だけ",
                "心当たりのない",
            ] {
                assert!(written.contains(words), "{words}: {written}");
            }
        }
        assert!(html.contains("href=\"https://city.example/office/invitations/0123abcd\""));
    }
}
