//! What the provider has signed: RS256 and ES256, and nothing that somebody else could make.

use data_encoding::BASE64URL_NOPAD;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde::{Deserialize, de::DeserializeOwned};

use crate::SignOnFault;

/// The keys of a provider (RFC 7517).
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Keys {
    keys: Vec<Key>,
}

#[derive(Debug, Clone, Deserialize)]
struct Key {
    kty: String,
    kid: Option<String>,
    r#use: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

#[derive(Deserialize)]
struct Head {
    alg: String,
    kid: Option<String>,
    /// Extensions that have to be understood: we understand none.
    crit: Option<serde_json::Value>,
}

const fn no(what: &'static str) -> SignOnFault {
    SignOnFault::Unbelievable(what)
}

impl Keys {
    /// Whether the key that `token` names is among them.
    pub(crate) fn knows_key_of(&self, token: &str) -> bool {
        let head = token.split('.').next().and_then(|head| part::<Head>(head).ok());
        head.is_some_and(|head| {
            head.kid.is_none() || self.keys.iter().any(|key| key.kid == head.kid)
        })
    }

    /// What `token` says, if one of these keys signed it.
    pub(crate) fn opened<T: DeserializeOwned>(&self, token: &str) -> Result<T, SignOnFault> {
        let mut parts = token.split('.');
        let (Some(head), Some(claims), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(no("no token of three parts"));
        };
        let read: Head = part(head)?;
        if read.crit.is_some() {
            return Err(no("a token that wants to be understood otherwise"));
        }
        let kind = match read.alg.as_str() {
            "RS256" => "RSA",
            "ES256" => "EC",
            _ => return Err(no("signed in another way than RS256 or ES256")),
        };
        let signed = format!("{head}.{claims}");
        let signature = bytes(signature)?;
        let fits = |key: &&Key| {
            key.kty == kind
                && key.r#use.as_deref().is_none_or(|used| used == "sig")
                && (read.kid.is_none() || key.kid == read.kid)
                && key.signed(signed.as_bytes(), &signature)
        };
        if self.keys.iter().any(|key| fits(&key)) {
            part(claims)
        } else {
            Err(no("signed by none of the provider's keys"))
        }
    }
}

impl Key {
    fn signed(&self, message: &[u8], signature: &[u8]) -> bool {
        let value = |text: &Option<String>| text.as_deref().and_then(|text| bytes(text).ok());
        match (self.kty.as_str(), value(&self.n), value(&self.e), value(&self.x), value(&self.y)) {
            ("RSA", Some(n), Some(e), ..) => RsaPublicKeyComponents { n: &n, e: &e }
                .verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
                .is_ok(),
            ("EC", _, _, Some(x), Some(y)) if self.crv.as_deref() == Some("P-256") => {
                let point = [&[0x04][..], &x, &y].concat();
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, &point)
                    .verify(message, signature)
                    .is_ok()
            }
            _ => false,
        }
    }
}

fn part<T: DeserializeOwned>(text: &str) -> Result<T, SignOnFault> {
    serde_json::from_slice(&bytes(text)?).map_err(|_quotes_it| no("a part that cannot be read"))
}

fn bytes(text: &str) -> Result<Vec<u8>, SignOnFault> {
    BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_no_text| no("a part that is no base64url"))
}
