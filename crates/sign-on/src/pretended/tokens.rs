//! What the pretended provider signs, well or in one of the ways that nobody must believe.

use data_encoding::BASE64URL_NOPAD;
use ring::{
    digest::{SHA256, digest},
    rand::SystemRandom,
    signature::{EcdsaKeyPair, KeyPair as _},
};
use serde_json::{Value, json};

use super::{choice::Outcome, given::Given};
use crate::{UnusableKey, client::drawn_pair, jws::Keys};

/// Seconds that a token is good for.
const LIFE: i64 = 300;

/// The keys of the provider.
pub(super) struct Signer {
    ours: EcdsaKeyPair,
    /// What signs where somebody else pretends to be us.
    other: EcdsaKeyPair,
}

impl Signer {
    pub(super) fn new() -> Result<Self, UnusableKey> {
        Ok(Self { ours: drawn_pair()?, other: drawn_pair()? })
    }

    /// As the town asks for them.
    pub(super) fn public(&self) -> Value {
        json!({ "keys": [key_of(self.ours.public_key().as_ref())] })
    }

    /// The ID token of what was given out.
    pub(super) fn id_token(
        &self,
        (issuer, audience): (&str, &str),
        given: &Given,
        now: i64,
    ) -> Option<String> {
        let outcome = given.outcome;
        let mut claims = given.claims.clone();
        let issuer = if outcome == Outcome::OtherIssuer { "https://id.example" } else { issuer };
        let nonce = if outcome == Outcome::OtherNonce { "another" } else { &given.nonce };
        let at = if outcome == Outcome::Expired { now - 2 * LIFE } else { now };
        let said = json!({
            "iss": issuer, "sub": given.subject, "aud": audience, "nonce": nonce,
            "iat": at, "exp": at + LIFE,
            "acr": given.levels.split(' ').next().unwrap_or_default(),
        });
        claims.extend(said.as_object().cloned().unwrap_or_default());
        let alg = if outcome == Outcome::Unsigned { "none" } else { "ES256" };
        let head = json!({ "alg": alg, "kid": "one", "typ": "JWT" });
        let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
        let signed = format!("{}.{}", part(&head), part(&Value::Object(claims)));
        if outcome == Outcome::Unsigned {
            return Some(format!("{signed}."));
        }
        let pair = if outcome == Outcome::OtherKey { &self.other } else { &self.ours };
        let signature = pair.sign(&SystemRandom::new(), signed.as_bytes()).ok()?;
        Some(format!("{signed}.{}", BASE64URL_NOPAD.encode(signature.as_ref())))
    }
}

/// Keys with this one public key alone.
pub(super) fn keys_of(point: &[u8]) -> Option<Keys> {
    let mut key = key_of(point);
    key.as_object_mut()?.remove("kid");
    serde_json::from_value(json!({ "keys": [key] })).ok()
}

fn key_of(point: &[u8]) -> Value {
    let part = |from, to| BASE64URL_NOPAD.encode(point.get(from..to).unwrap_or_default());
    json!({ "kty": "EC", "crv": "P-256", "kid": "one", "use": "sig", "alg": "ES256",
            "x": part(1, 33), "y": part(33, 65) })
}

/// SHA-256 as it stands in addresses.
pub(super) fn hashed(text: &str) -> String {
    BASE64URL_NOPAD.encode(digest(&SHA256, text.as_bytes()).as_ref())
}
