//! How we prove to the provider that it is us: by a secret, or by a key that never leaves.

use data_encoding::{BASE64, BASE64URL_NOPAD};
use ring::{
    rand::SystemRandom,
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair,
    },
};
use serde_json::json;

use crate::SignOnFault;

/// What proves that it is us.
pub enum ClientProof {
    /// `client_secret_basic`
    Secret(String),
    /// `private_key_jwt`
    Key(ClientKey),
}

/// A private key of ours, P-256 or RSA.
pub struct ClientKey {
    pair: Pair,
    /// By what the provider knows it; may be left out.
    id: Option<String>,
}

enum Pair {
    P256(Box<EcdsaKeyPair>),
    Rsa(Box<RsaKeyPair>),
}

/// The file holds no key that we can sign with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no private key in PKCS #8 (-----BEGIN PRIVATE KEY-----), P-256 or RSA")]
pub struct UnusableKey;

/// Such a proof is good for so many seconds.
const LIFE: i64 = 60;

/// A new key pair.
pub(crate) fn drawn_pair() -> Result<EcdsaKeyPair, UnusableKey> {
    let (alg, random) = (&ECDSA_P256_SHA256_FIXED_SIGNING, SystemRandom::new());
    let drawn = EcdsaKeyPair::generate_pkcs8(alg, &random).map_err(|_unspecified| UnusableKey)?;
    EcdsaKeyPair::from_pkcs8(alg, drawn.as_ref(), &random).map_err(|_unspecified| UnusableKey)
}

impl ClientKey {
    /// Reads a PEM file.
    pub fn from_pem(pem: &str, id: Option<String>) -> Result<Self, UnusableKey> {
        let (_, rest) = pem.split_once("-----BEGIN PRIVATE KEY-----").ok_or(UnusableKey)?;
        let (body, _) = rest.split_once("-----END PRIVATE KEY-----").ok_or(UnusableKey)?;
        let letters: String = body.chars().filter(|c| !c.is_whitespace()).collect();
        let der = BASE64.decode(letters.as_bytes()).map_err(|_no_letters| UnusableKey)?;
        let random = SystemRandom::new();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der, &random)
            .map(|pair| Pair::P256(Box::new(pair)))
            .or_else(|_other| RsaKeyPair::from_pkcs8(&der).map(|pair| Pair::Rsa(Box::new(pair))));
        Ok(Self { pair: pair.map_err(|_neither| UnusableKey)?, id })
    }

    /// A new P-256 key for a demonstration, with its public half as a point of the curve.
    pub fn drawn() -> Result<(Self, Vec<u8>), UnusableKey> {
        let pair = drawn_pair()?;
        let public = pair.public_key().as_ref().to_vec();
        Ok((Self { pair: Pair::P256(Box::new(pair)), id: None }, public))
    }

    /// The proof for one request to `token_endpoint` (RFC 7523).
    pub(crate) fn proof(
        &self,
        client_id: &str,
        audience: &str,
        unique: &str,
        now: i64,
    ) -> Result<String, SignOnFault> {
        let alg = match self.pair {
            Pair::P256(_) => "ES256",
            Pair::Rsa(_) => "RS256",
        };
        let mut head = json!({ "alg": alg, "typ": "JWT" });
        if let (Some(id), Some(head)) = (&self.id, head.as_object_mut()) {
            head.insert("kid".to_owned(), json!(id));
        }
        let claims = json!({
            "iss": client_id, "sub": client_id, "aud": audience, "jti": unique,
            "iat": now, "exp": now + LIFE,
        });
        let part = |value: &serde_json::Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
        let signed = format!("{}.{}", part(&head), part(&claims));
        let signature = self.signs(signed.as_bytes())?;
        Ok(format!("{signed}.{}", BASE64URL_NOPAD.encode(&signature)))
    }

    fn signs(&self, message: &[u8]) -> Result<Vec<u8>, SignOnFault> {
        const FAULT: SignOnFault = SignOnFault::Unbelievable("our own key signs nothing");
        let random = SystemRandom::new();
        match &self.pair {
            Pair::P256(pair) => {
                let signature = pair.sign(&random, message).map_err(|_unspecified| FAULT)?;
                Ok(signature.as_ref().to_vec())
            }
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)
                    .map_err(|_unspecified| FAULT)?;
                Ok(signature)
            }
        }
    }
}
