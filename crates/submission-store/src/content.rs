//! What is sealed of a revision: its answers behind a salt, so that a digest gives nothing away.
//!
//! A plain digest of a short form is as good as the form: every account number can be tried.
//! With thirty-two bytes of chance before it, the digest tells nothing to who lacks the salt,
//! and binds us to the answers towards who has it: the applicant, on the receipt.

use kernel::IdSource;

use crate::Digest;

/// The salt in hexadecimal digits, then a line break.
const SALT_DIGITS: usize = 64;

/// The answers of one revision, with their salt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// Digits of the salt, a line break, the canonical JSON. What was recorded before there
    /// were salts is the JSON alone.
    bytes: Vec<u8>,
}

impl Content {
    /// The canonical JSON of answers that are recorded now.
    pub fn fresh(ids: &dyn IdSource, answers: &[u8]) -> Self {
        let mut salt = [0; 32];
        ids.fill(&mut salt);
        let mut bytes = Digest::from_bytes(salt).hex().into_bytes();
        bytes.push(b'\n');
        bytes.extend_from_slice(answers);
        Self { bytes }
    }

    /// What [`Self::bytes`] gave and a seal kept.
    pub const fn opened(bytes: Vec<u8>) -> Self {
        Self { bytes }
    }

    /// What is sealed.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// SHA-256 of all of it: of the salt's digits, a line break and the answers.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.bytes)
    }

    /// The digits of the salt; nothing for what was recorded without one.
    pub fn salt(&self) -> Option<&str> {
        self.parts().map(|(salt, _)| salt)
    }

    /// The canonical JSON.
    pub fn answers(&self) -> &[u8] {
        self.parts().map_or(&self.bytes, |(_, answers)| answers)
    }

    /// JSON of answers is an object and begins with a brace, which is no digit.
    fn parts(&self) -> Option<(&str, &[u8])> {
        let (salt, rest) = self.bytes.split_at_checked(SALT_DIGITS)?;
        let salt = std::str::from_utf8(salt).ok()?;
        salt.parse::<Digest>().ok()?;
        Some((salt, rest.strip_prefix(b"\n")?))
    }
}

#[cfg(test)]
mod tests {
    use kernel::SystemIds;

    use super::*;

    #[test]
    fn equal_answers_have_different_digests_and_read_back() {
        let answers = br#"{"account":"1234567"}"#;
        let (one, other) =
            (Content::fresh(&SystemIds, answers), Content::fresh(&SystemIds, answers));
        assert_ne!(one.digest(), other.digest());
        assert_ne!(one.digest(), Digest::of(answers));
        assert_eq!(one.answers(), answers);
        let salt = one.salt().unwrap();
        let opened = [salt.as_bytes(), b"\n", answers].concat();
        assert_eq!(Digest::of(&opened), one.digest(), "whoever has the salt can check");
        assert_eq!(Content::opened(one.bytes().to_vec()), one);
    }

    #[test]
    fn what_was_recorded_without_a_salt_is_still_read_and_checked() {
        let long = format!("{{\"text\":\"{}\"}}", "a".repeat(100));
        for answers in ["{}", &long] {
            let before = Content::opened(answers.as_bytes().to_vec());
            assert_eq!((before.salt(), before.answers()), (None, answers.as_bytes()));
            assert_eq!(before.digest(), Digest::of(answers.as_bytes()));
        }
    }
}
