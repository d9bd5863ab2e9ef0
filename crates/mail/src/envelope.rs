//! A rendered letter in its envelope: one sender, one recipient, fixed headers.
//!
//! Every text that goes into a header is stripped of controls here, at the last place
//! before lettre: 0.11.23 panics on a display name with CR, LF or NUL inside.

use std::time::{Duration, SystemTime};

use kernel::{Instant, LetterId};
use lettre::Message;
use lettre::address::Envelope;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};

use crate::{Address, Rendered, SendFault, Stage};

/// Who sends.
#[derive(Debug, Clone)]
pub struct Sender {
    /// The name shown, such as `仙台市 オンライン窓口`.
    pub name: String,
    /// The address; its domain also ends every Message-ID.
    pub address: Address,
}

/// One mail as it leaves.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// Names the mail: the same id gives the same Message-ID, however often it is sent.
    pub id: LetterId,
    /// Who sends.
    pub from: Sender,
    /// The one recipient.
    pub to: Address,
    /// When it was written: the Date header.
    pub written_at: Instant,
    /// What it says.
    pub letter: Rendered,
}

impl Outgoing {
    /// The mail as lettre sends it. The same `Outgoing` gives the same bytes.
    pub(crate) fn message(&self) -> Result<Message, SendFault> {
        let from = self.from.address.to_lettre().map_err(|_quotes_it| UNWRITABLE)?;
        let to = self.to.to_lettre().map_err(|_quotes_it| UNWRITABLE)?;
        // Given by hand: lettre would read it back from the headers, and its reader
        // knows no quoted local parts.
        let envelope =
            Envelope::new(Some(from.clone()), vec![to.clone()]).map_err(|_quotes_it| UNWRITABLE)?;
        let name = one_line(&self.from.name);
        let name = (!name.is_empty()).then_some(name);
        Message::builder()
            .envelope(envelope)
            .message_id(Some(format!("<{}@{}>", self.id, self.from.address.domain())))
            .date(self.date())
            .from(Mailbox::new(name, from))
            .to(Mailbox::new(None, to))
            .subject(one_line(&self.letter.subject))
            .raw_header(auto_submitted())
            .multipart(self.body())
            .map_err(|_quotes_it| UNWRITABLE)
    }

    fn date(&self) -> SystemTime {
        let millis = u64::try_from(self.written_at.millis()).unwrap_or_default();
        SystemTime::UNIX_EPOCH + Duration::from_millis(millis)
    }

    fn body(&self) -> MultiPart {
        MultiPart::alternative()
            .boundary(format!("madoguchi-{}", self.id))
            .singlepart(part(ContentType::TEXT_PLAIN, &self.letter.text))
            .singlepart(part(ContentType::TEXT_HTML, &self.letter.html))
    }
}

const UNWRITABLE: SendFault = SendFault::Permanent(Stage::Writing);

/// lettre chooses quoted-printable or base64 for what is not short ASCII lines.
fn part(kind: ContentType, text: &str) -> SinglePart {
    SinglePart::builder().header(kind).body(many_lines(text))
}

/// RFC 3834: so that no holiday answer comes back.
fn auto_submitted() -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned())
}

/// A header's text: spaces for breaks, nothing for what the eye does not see.
fn one_line(text: &str) -> String {
    let spaced: String = text
        .chars()
        .map(|c| if matches!(c, '\r' | '\n' | '\t' | '\u{2028}' | '\u{2029}') { ' ' } else { c })
        .filter(|c| !deceives(*c))
        .collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A body's text: one kind of line break, no other controls.
fn many_lines(text: &str) -> String {
    let plain = text.replace("\r\n", "\n").replace('\r', "\n");
    plain.chars().filter(|c| *c == '\n' || !deceives(*c)).collect()
}

/// C0 and C1 controls, and marks that turn the direction of writing.
fn deceives(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_text_is_one_visible_line() {
        assert_eq!(
            one_line("a\r\nBcc: b\0c\u{7F}d\u{85}e\u{202E}f\tg\u{2028}h"),
            "a Bcc: bcdef g h"
        );
        assert_eq!(one_line("  \r\n "), "");
        assert_eq!(one_line("仙台市 オンライン窓口"), "仙台市 オンライン窓口");
    }

    #[test]
    fn a_body_keeps_only_its_line_breaks() {
        assert_eq!(many_lines("a\r\nb\rc\nd\0\u{1B}[31me"), "a\nb\nc\nd[31me");
    }
}
