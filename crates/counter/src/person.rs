//! Who is asking: a browser without an account, the holder of a code, a program.
//!
//! Authority is an argument of every intent; none is looked up on the side.

use casework::Filer;
use kernel::{AccessCode, StaffId};
use submission_store::{Digest, submissions::Source};

/// A browser without an account, known by the secret in its cookie.
#[derive(Clone, PartialEq, Eq)]
pub struct Visitor {
    owner_hash: Digest,
}

impl Visitor {
    /// The visitor who holds `secret`. Only the hash travels further.
    pub fn from_secret(secret: &str) -> Self {
        Self { owner_hash: Digest::of(secret.as_bytes()) }
    }

    /// What rows are owned by: SHA-256 of the secret.
    pub fn owner_hash(&self) -> &Digest {
        &self.owner_hash
    }
}

impl std::fmt::Debug for Visitor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Visitor(****)")
    }
}

/// Why somebody may see a submission.
#[derive(Debug, Clone)]
pub enum Access {
    /// The browser that filed it.
    Visitor(Visitor),
    /// Receipt number and access code, as the API takes them.
    Code(AccessCode),
    /// A browser that gave the right code a while ago; see [`crate::Counter::grant`].
    Grant {
        /// The browser.
        visitor: Visitor,
        /// What [`crate::Counter::grant`] returned to it.
        grant: String,
    },
}

/// Who uploads or files through the API.
#[derive(Debug, Clone)]
pub enum Caller {
    /// Nobody we know.
    Anonymous(Stranger),
    /// A browser.
    Visitor(Visitor),
    /// A member of staff, or a system with a token of theirs.
    Colleague(StaffId),
}

impl Caller {
    /// What uploads of this caller are owned by.
    pub fn owner_hash(&self) -> Digest {
        match self {
            Self::Anonymous(stranger) => stranger.files,
            Self::Visitor(visitor) => *visitor.owner_hash(),
            Self::Colleague(id) => Digest::of(format!("staff:{id}").as_bytes()),
        }
    }

    /// The caller as rows tell it.
    pub fn filer(&self) -> Filer {
        let (source, staff) = match self {
            Self::Visitor(_) => (Source::Web, None),
            Self::Anonymous(_) => (Source::Api, None),
            Self::Colleague(id) => (Source::Api, Some(id.clone())),
        };
        Filer { files: self.owner_hash(), keys: self.keys_owner(), source, staff }
    }

    /// Whose idempotency keys they are: another's key is another key.
    fn keys_owner(&self) -> Digest {
        match self {
            Self::Anonymous(stranger) => stranger.keys,
            Self::Visitor(_) | Self::Colleague(_) => self.owner_hash(),
        }
    }
}

/// A caller of the API without an account, told from others by what only they can show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stranger {
    files: Digest,
    keys: Digest,
}

impl Stranger {
    /// Who shows an upload token: a secret that the caller drew.
    pub fn with_token(token: &str) -> Self {
        let owner = Digest::of(format!("upload token\n{token}").as_bytes());
        Self { files: owner, keys: owner }
    }

    /// Who shows none. Files belong to the network they came from. So does an idempotency
    /// key, unless it was drawn like a secret: then it holds wherever the caller moves.
    pub fn of_network(network: &str, idempotency_key: Option<&str>) -> Self {
        let files = Digest::of(format!("upload network\n{network}").as_bytes());
        let keys = match idempotency_key.filter(|key| was_drawn(key)) {
            Some(key) => Digest::of(format!("drawn key\n{key}").as_bytes()),
            None => files,
        };
        Self { files, keys }
    }
}

/// Whether a key is at least 128 bits in hexadecimal, as UUIDs are.
fn was_drawn(key: &str) -> bool {
    let digits = key.bytes().filter(|byte| *byte != b'-');
    digits.clone().count() >= 32 && digits.into_iter().all(|digit| digit.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visitor_never_shows_the_secret() {
        let visitor = Visitor::from_secret("hanako");
        assert!(!format!("{visitor:?}").contains("hanako"));
        assert_eq!(visitor, Visitor::from_secret("hanako"));
    }

    #[test]
    fn a_drawn_key_holds_in_every_network_and_another_only_in_its_own() {
        let keys = |network, key| Caller::Anonymous(Stranger::of_network(network, Some(key)));
        let drawn = "0193a5c8-7e1b-7c3d-9e4f-0123456789ab";
        assert_eq!(keys("home", drawn).keys_owner(), keys("train", drawn).keys_owner());
        for guessable in
            ["1", "filing-2026-11-22-0000000000000001", "0000000000000000000000000000000"]
        {
            let (here, there) = (keys("home", guessable), keys("train", guessable));
            assert_ne!(here.keys_owner(), there.keys_owner(), "{guessable}");
        }
        assert_ne!(keys("home", drawn).owner_hash(), keys("train", drawn).owner_hash());
    }
}
