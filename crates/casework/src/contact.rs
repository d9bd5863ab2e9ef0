//! Where letters go: an address that mail can carry, or a problem at its field.

use form_engine::{Problem, Severity};
use japanese_values::{Fault, Format, Tongue};
use kernel::Language;
use serde_json::Value;

use catalogue::Published;

use crate::{Casework, Error, file::Rows, subject::Subject};

/// The place of an address that is given apart from the answers.
const AT: &str = "/contact/email";

/// What SMTP carries in all (RFC 5321).
const LONGEST: usize = 254;

/// The address in its canonical form, or why no letter can go there.
pub fn sendable(typed: &str) -> Result<String, Fault> {
    let address = Format::Email.read(typed)?;
    match address.parse::<mail::Address>() {
        Ok(_) => Ok(address),
        // Both read the same; only quoting can make one longer than mail carries.
        Err(_too_long) => Err(Fault::TooLong { limit: LONGEST, found: address.len() }),
    }
}

/// What is wrong with an address that was given apart from the answers.
pub(crate) fn problem(typed: &str, language: Language) -> Option<Problem> {
    let fault = sendable(typed).err()?;
    let tongue = match language {
        Language::Japanese => Tongue::Japanese,
        Language::EasyJapanese => Tongue::Plain,
        Language::English => Tongue::English,
    };
    Some(Problem {
        at: AT.to_owned(),
        also: Vec::new(),
        rule: "format".to_owned(),
        message: fault.sentence(tongue),
        severity: Severity::Error,
        confirmed: false,
        repair: None,
    })
}

/// Where letters go: to the address that was given apart, or to the one among the answers.
pub(crate) fn chosen(given: Option<&str>, subject: &Subject) -> Option<String> {
    given.and_then(|typed| sendable(typed).ok()).or_else(|| subject.email.clone())
}

impl Casework {
    /// Where letters go after a correction. An address that came from the answers follows
    /// them; one that was given apart stays.
    pub(crate) fn contact_after(
        rows: &Rows,
        published: &Published,
        corrected: &Value,
    ) -> Result<Option<String>, Error> {
        let known = Self::open_contact(&rows.submission)?;
        let before = Subject::of(&published.form, &rows.latest_content()?).email;
        let after = Subject::of(&published.form, corrected).email;
        Ok(if known == before { after } else { known })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_can_be_sent_to() {
        let at_the_limit = format!("{}@{}jp", "a".repeat(64), "abcdefgh.".repeat(20) + "abcdef.");
        assert_eq!(at_the_limit.len(), 254);
        for typed in
            [&*at_the_limit, "hanako@example.jp", "a..b.@docomo.ne.jp", "Ｈanako@example.jp"]
        {
            let read = sendable(typed).unwrap();
            assert!(read.parse::<mail::Address>().is_ok(), "{typed}");
        }
    }

    #[test]
    fn what_cannot_be_sent_to_is_told_at_its_field() {
        let long = format!("{}@example.jp", "a".repeat(500_000));
        for typed in ["", "not a mail", "a@b.jp\r\nBcc: c@d.jp", "a@localhost", &long] {
            for language in Language::ALL {
                let told = problem(typed, language).unwrap();
                assert_eq!(told.at, "/contact/email");
                assert!(!told.message.is_empty() && told.message.len() < 500, "{}", told.message);
            }
        }
    }
}
