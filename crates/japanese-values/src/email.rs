//! E-mail addresses: the syntax of HTML forms, and the old addresses of Japanese carriers.
//!
//! docomo and au once gave out addresses with dots in a row and before the `@`. They break
//! RFC 5321 and are still in use: they are accepted, and quoted when mail is sent.

use std::fmt;

use crate::{Fault, Format, Suggestion, fault::EmailFault, text};

/// RFC 5321: a path has 256 octets, two of which are brackets.
const LIMIT: usize = 254;
const LOCAL_LIMIT: usize = 64;

/// Domains whose old addresses break the rule of dots.
const LEGACY: &[&str] = &["docomo.ne.jp", "ezweb.ne.jp", "au.com"];

/// Domains that are often mistyped, and what was meant.
const SLIPS: &[(&str, &str)] = &[
    ("gmial.com", "gmail.com"),
    ("gmai.com", "gmail.com"),
    ("gmal.com", "gmail.com"),
    ("gamil.com", "gmail.com"),
    ("gmaill.com", "gmail.com"),
    ("gmeil.com", "gmail.com"),
    ("gimail.com", "gmail.com"),
    ("gmail.co", "gmail.com"),
    ("gmail.con", "gmail.com"),
    ("gmail.cm", "gmail.com"),
    ("gmail.jp", "gmail.com"),
    ("gmail.co.jp", "gmail.com"),
    ("gmail.ne.jp", "gmail.com"),
    ("docomo.co.jp", "docomo.ne.jp"),
    ("docomo.ne.jo", "docomo.ne.jp"),
    ("docomo.jp", "docomo.ne.jp"),
    ("docomo.com", "docomo.ne.jp"),
    ("dokomo.ne.jp", "docomo.ne.jp"),
    ("ezweb.co.jp", "ezweb.ne.jp"),
    ("ezwed.ne.jp", "ezweb.ne.jp"),
    ("ezweb.jp", "ezweb.ne.jp"),
    ("au.ne.jp", "au.com"),
    ("i.softbank.ne.jp", "i.softbank.jp"),
    ("i.softbank.co.jp", "i.softbank.jp"),
    ("softbank.jp", "softbank.ne.jp"),
    ("yahoo.jp", "yahoo.co.jp"),
    ("yahoo.ne.jp", "yahoo.co.jp"),
    ("yahoo.co.jo", "yahoo.co.jp"),
    ("yaho.co.jp", "yahoo.co.jp"),
    ("yahho.co.jp", "yahoo.co.jp"),
    ("ymail.co.jp", "ymail.ne.jp"),
    ("icloud.co.jp", "icloud.com"),
    ("icloud.con", "icloud.com"),
    ("iclould.com", "icloud.com"),
    ("hotmial.com", "hotmail.com"),
    ("hotmail.con", "hotmail.com"),
    ("outlok.jp", "outlook.jp"),
    ("outlook.co.jp", "outlook.jp"),
    ("outlok.com", "outlook.com"),
];

/// Names after `@` that lack their ending, and the whole domain.
const UNFINISHED: &[(&str, &str)] = &[
    ("gmail", "gmail.com"),
    ("docomo", "docomo.ne.jp"),
    ("ezweb", "ezweb.ne.jp"),
    ("au", "au.com"),
    ("icloud", "icloud.com"),
    ("yahoo", "yahoo.co.jp"),
    ("outlook", "outlook.jp"),
];

/// An e-mail address of up to 254 characters; its domain is in lower case.
///
/// What HTML takes as an address, with a top-level domain. Dots in a row, or before the `@`, are
/// accepted only of carriers that once gave such addresses out.
///
/// ```
/// use japanese_values::EmailAddress;
///
/// assert_eq!(EmailAddress::parse("ｔａｒｏ＠Example.JP")?.as_str(), "taro@example.jp");
/// assert_eq!(EmailAddress::parse("a..b.@docomo.ne.jp")?.for_sending(), r#""a..b."@docomo.ne.jp"#);
/// assert!(EmailAddress::parse("taro@gmial.com")?.doubt().is_some());
/// # Ok::<(), japanese_values::Fault>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EmailAddress {
    text: String,
    at: usize,
}

impl EmailAddress {
    /// Reads what was typed, also in full width.
    pub fn parse(raw: &str) -> Result<Self, Fault> {
        let typed = text::ascii(raw);
        if typed.is_empty() {
            return Err(Fault::Empty);
        }
        let (local, domain) = typed.split_once('@').ok_or(EmailFault::NoAt)?;
        if domain.contains('@') {
            return Err(EmailFault::SeveralAts.into());
        }
        let domain = domain.to_ascii_lowercase();
        check_local(local)?;
        check_domain(local, &domain)?;
        if has_stray_dots(local) && !is_legacy(local, &domain) {
            return Err(EmailFault::Dots.into());
        }
        let text = format!("{local}@{domain}");
        match text.len() {
            found if found > LIMIT => Err(Fault::TooLong { limit: LIMIT, found }),
            _ => Ok(Self { at: local.len(), text }),
        }
    }

    /// As stored and shown.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it is an old carrier address that must be quoted.
    pub fn is_legacy(&self) -> bool {
        has_stray_dots(self.parts().0)
    }

    /// As a mail server takes it: `"a..b."@docomo.ne.jp`.
    pub fn for_sending(&self) -> String {
        let (local, domain) = self.parts();
        if self.is_legacy() { format!("\"{local}\"@{domain}") } else { self.text.clone() }
    }

    /// A well-known domain that was probably meant.
    pub fn doubt(&self) -> Option<Fault> {
        let (local, domain) = self.parts();
        let (_, meant) = SLIPS.iter().find(|(slip, _)| *slip == domain)?;
        Some(EmailFault::Slip(Suggestion::plain(format!("{local}@{meant}"))).into())
    }

    fn parts(&self) -> (&str, &str) {
        let (local, domain) = self.text.split_at_checked(self.at).unwrap_or(("", &self.text));
        (local, domain.strip_prefix('@').unwrap_or(domain))
    }
}

/// Shows that there is an address, but not whose.
impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(..)")
    }
}

fn check_local(local: &str) -> Result<(), Fault> {
    if local.is_empty() {
        return Err(EmailFault::NoLocalPart.into());
    }
    if let Some(found) = local.chars().find(|&c| !is_local(c)) {
        return Err(character(found));
    }
    match local.len() {
        found if found > LOCAL_LIMIT => Err(Fault::TooLong { limit: LOCAL_LIMIT, found }),
        _ => Ok(()),
    }
}

fn check_domain(local: &str, domain: &str) -> Result<(), Fault> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    if let Some(found) = domain.chars().find(|&c| !fits(c)) {
        return Err(character(found));
    }
    let is_label = |label: &str| {
        (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
    };
    let top = domain.rsplit('.').next().unwrap_or("");
    let named = top.len() >= 2 && top.contains(|c: char| c.is_ascii_alphabetic());
    if domain.contains('.') && domain.split('.').all(is_label) && named {
        return Ok(());
    }
    let meant = UNFINISHED.iter().find(|(unfinished, _)| *unfinished == domain);
    // Only what would be accepted: `.a@docomo` has another mistake, which is told next.
    let whole = meant.and_then(|(_, meant)| EmailAddress::parse(&format!("{local}@{meant}")).ok());
    let suggestion = whole.map(|whole| Suggestion::plain(whole.text));
    Err(EmailFault::Domain { suggestion }.into())
}

fn character(found: char) -> Fault {
    if found.is_control() {
        return Fault::Control;
    }
    Fault::Character { found, of: Format::Email }
}

/// The characters that HTML allows before the `@`.
fn is_local(c: char) -> bool {
    c.is_ascii_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c)
}

fn has_stray_dots(local: &str) -> bool {
    local.contains("..") || local.starts_with('.') || local.ends_with('.')
}

/// A leading dot was never given out.
fn is_legacy(local: &str, domain: &str) -> bool {
    let carrier = |known: &str| {
        domain.strip_suffix(known).is_some_and(|sub| sub.is_empty() || sub.ends_with('.'))
    };
    !local.starts_with('.') && LEGACY.iter().any(|known| carrier(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_carrier_address_is_quoted_for_sending() {
        let email = EmailAddress::parse("a..b.@docomo.ne.jp").unwrap();
        assert!(email.is_legacy());
        assert_eq!(email.for_sending(), "\"a..b.\"@docomo.ne.jp");
        let email = EmailAddress::parse("a.b@Example.JP").unwrap();
        assert_eq!(email.for_sending(), "a.b@example.jp");
    }

    #[test]
    fn a_slip_in_a_known_domain_is_asked_about() {
        for (typed, meant) in
            [("taro@gmial.com", "taro@gmail.com"), ("taro@docomo.co.jp", "taro@docomo.ne.jp")]
        {
            let fault = EmailAddress::parse(typed).unwrap().doubt().unwrap();
            assert_eq!(fault.suggestion().unwrap().value, meant);
            assert_eq!(fault.gravity(), crate::Gravity::Doubtful);
        }
        assert_eq!(EmailAddress::parse("taro@gmail.com").unwrap().doubt(), None);
        let fault = EmailAddress::parse("taro@gmail").unwrap_err();
        assert_eq!(fault.suggestion().unwrap().value, "taro@gmail.com");
        let fault = EmailAddress::parse("..b.@docomo").unwrap_err();
        assert_eq!(fault.suggestion(), None);
    }

    #[test]
    fn every_mend_of_a_slip_is_an_address_without_doubt() {
        for (_, meant) in SLIPS.iter().chain(UNFINISHED) {
            let email = EmailAddress::parse(&format!("taro@{meant}")).unwrap();
            assert_eq!(email.doubt(), None, "{meant}");
        }
    }

    #[test]
    fn nothing_that_could_steer_a_mail_server_is_accepted() {
        for typed in
            ["a@b.jp\r\nBcc: c@d.jp", "<a@b.jp>", "a b@c.jp", "\"a\"@b.jp", "a@[127.0.0.1]"]
        {
            assert!(EmailAddress::parse(typed).is_err(), "{typed}");
        }
    }
}
