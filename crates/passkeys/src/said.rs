//! What browser and authenticator send, and how it is read.

use data_encoding::BASE64URL_NOPAD;
use serde::Deserialize;

use crate::{PasskeyFault, Site};

/// What a browser sends when a passkey was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attestation {
    /// `clientDataJSON`
    pub client_data: Vec<u8>,
    /// `getAuthenticatorData()`
    pub authenticator_data: Vec<u8>,
    /// `getPublicKey()`: the key as `SubjectPublicKeyInfo`.
    pub public_key: Vec<u8>,
}

/// What a browser sends when a passkey has signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assertion {
    /// How the authenticator names the passkey.
    pub id: Vec<u8>,
    /// `clientDataJSON`
    pub client_data: Vec<u8>,
    /// `authenticatorData`
    pub authenticator_data: Vec<u8>,
    /// The signature over both.
    pub signature: Vec<u8>,
}

/// As our script writes it: base64url without padding.
#[derive(Deserialize)]
struct Written {
    #[serde(default)]
    id: String,
    client: String,
    authenticator: String,
    #[serde(default)]
    key: String,
    #[serde(default)]
    signature: String,
}

impl Attestation {
    /// Reads what our script has written.
    pub fn parse(json: &str) -> Result<Self, PasskeyFault> {
        let written = Written::parse(json)?;
        Ok(Self {
            client_data: bytes(&written.client)?,
            authenticator_data: bytes(&written.authenticator)?,
            public_key: bytes(&written.key)?,
        })
    }
}

impl Assertion {
    /// Reads what our script has written.
    pub fn parse(json: &str) -> Result<Self, PasskeyFault> {
        let written = Written::parse(json)?;
        Ok(Self {
            id: bytes(&written.id)?,
            client_data: bytes(&written.client)?,
            authenticator_data: bytes(&written.authenticator)?,
            signature: bytes(&written.signature)?,
        })
    }

    /// The challenge that it answers, as the browser says. Proves nothing by itself.
    pub fn challenge(&self) -> Result<crate::Challenge, PasskeyFault> {
        challenge_in(&self.client_data)
    }
}

impl Attestation {
    /// The challenge that it answers, as the browser says. Proves nothing by itself.
    pub fn challenge(&self) -> Result<crate::Challenge, PasskeyFault> {
        challenge_in(&self.client_data)
    }
}

fn challenge_in(client_data: &[u8]) -> Result<crate::Challenge, PasskeyFault> {
    #[derive(Deserialize)]
    struct Named {
        challenge: String,
    }
    let named: Named =
        serde_json::from_slice(client_data).map_err(|_quotes_it| PasskeyFault::Malformed)?;
    let challenge = bytes(&named.challenge)?;
    challenge.try_into().map_err(|_other_length| PasskeyFault::OtherChallenge)
}

impl Written {
    fn parse(json: &str) -> Result<Self, PasskeyFault> {
        serde_json::from_str(json).map_err(|_quotes_it| PasskeyFault::Malformed)
    }
}

fn bytes(text: &str) -> Result<Vec<u8>, PasskeyFault> {
    BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_no_text| PasskeyFault::Malformed)
}

/// The person touched it.
const PRESENT: u8 = 0x01;
/// The person was recognised.
const VERIFIED: u8 = 0x04;
/// A new key follows.
const WITH_KEY: u8 = 0x40;
/// Between what is always there and the name of a new key: which make it is.
const MAKE_BYTES: usize = 16;

/// What an authenticator says.
pub(crate) struct Authenticator<'a> {
    site_hash: &'a [u8],
    is_present: bool,
    pub(crate) is_verified: bool,
    pub(crate) counter: u32,
    pub(crate) new_id: Option<&'a [u8]>,
}

impl<'a> Authenticator<'a> {
    pub(crate) fn read(data: &'a [u8]) -> Result<Self, PasskeyFault> {
        let (site_hash, rest) = data.split_at_checked(32).ok_or(PasskeyFault::Malformed)?;
        let (flags, rest) = rest.split_first().ok_or(PasskeyFault::Malformed)?;
        let (counter, rest) = rest.split_first_chunk::<4>().ok_or(PasskeyFault::Malformed)?;
        let new_id = if flags & WITH_KEY == 0 { None } else { Some(new_id(rest)?) };
        Ok(Self {
            site_hash,
            is_present: flags & PRESENT != 0,
            is_verified: flags & VERIFIED != 0,
            counter: u32::from_be_bytes(*counter),
            new_id,
        })
    }

    pub(crate) fn is_for(&self, site: &Site) -> Result<(), PasskeyFault> {
        if !site.is_hash(self.site_hash) {
            return Err(PasskeyFault::OtherSite);
        }
        if self.is_present { Ok(()) } else { Err(PasskeyFault::NobodyPresent) }
    }
}

/// The name of a new key.
fn new_id(rest: &[u8]) -> Result<&[u8], PasskeyFault> {
    let (_make, rest) = rest.split_at_checked(MAKE_BYTES).ok_or(PasskeyFault::Malformed)?;
    let (length, rest) = rest.split_first_chunk::<2>().ok_or(PasskeyFault::Malformed)?;
    let length = usize::from(u16::from_be_bytes(*length));
    match rest.split_at_checked(length) {
        Some((id, _key)) if (1..=1023).contains(&length) => Ok(id),
        Some(_) | None => Err(PasskeyFault::Malformed),
    }
}
