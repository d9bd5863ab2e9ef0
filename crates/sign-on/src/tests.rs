//! What a provider could say, and everything that is not to be believed.

use data_encoding::{BASE64, BASE64URL_NOPAD};
use ring::{
    hmac,
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _},
};
use serde_json::{Value, json};

use crate::{
    ClientKey, ClientProof, Identity, Provider, ProviderSettings, Round, SignOnFault, UnusableKey,
    jws::Keys,
};

const ISSUER: &str = "https://id.example";
const US: &str = "madoguchi";
const NOW: i64 = 1_795_000_000;

struct Signer {
    pair: EcdsaKeyPair,
    pkcs8: Vec<u8>,
}

impl Signer {
    fn new() -> Self {
        let random = SystemRandom::new();
        let alg = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(alg, &random).unwrap().as_ref().to_vec();
        Self { pair: EcdsaKeyPair::from_pkcs8(alg, &pkcs8, &random).unwrap(), pkcs8 }
    }

    fn point(&self) -> (String, String) {
        let point = self.pair.public_key().as_ref();
        (BASE64URL_NOPAD.encode(&point[1..33]), BASE64URL_NOPAD.encode(&point[33..]))
    }

    fn keys(&self) -> Keys {
        let (x, y) = self.point();
        let key =
            json!({ "kty": "EC", "crv": "P-256", "kid": "one", "use": "sig", "x": x, "y": y });
        serde_json::from_value(json!({ "keys": [key] })).unwrap()
    }

    fn signs(&self, head: &Value, claims: &Value) -> String {
        let signed = signed(head, claims);
        let signature = self.pair.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
        format!("{signed}.{}", BASE64URL_NOPAD.encode(signature.as_ref()))
    }
}

fn signed(head: &Value, claims: &Value) -> String {
    let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    format!("{}.{}", part(head), part(claims))
}

fn head() -> Value {
    json!({ "alg": "ES256", "kid": "one" })
}

fn claims() -> Value {
    json!({
        "iss": ISSUER, "sub": "248289761001", "aud": US, "nonce": "nonce",
        "exp": NOW + 300, "iat": NOW, "email": "sato@city.example", "amr": ["pwd", "otp"],
    })
}

fn provider() -> Provider {
    Provider::new(ProviderSettings {
        issuer: ISSUER.to_owned(),
        client_id: US.to_owned(),
        proof: ClientProof::Secret("secret".to_owned()),
        redirect_uri: "https://city.example/office/sign-in/back".to_owned(),
        scope: "openid email".to_owned(),
        levels: Vec::new(),
        second_factors: vec!["otp".to_owned(), "urn:mfa".to_owned()],
    })
}

fn round() -> Round {
    let (state, nonce) = ("state".to_owned(), "nonce".to_owned());
    Round { state, nonce, verifier: "v".repeat(43) }
}

fn believed(signer: &Signer, token: &str) -> Result<Identity, SignOnFault> {
    let provider = provider();
    let claims = provider.believed(&signer.keys(), token, &round(), NOW);
    claims.map(|claims| provider.identity_in(claims))
}

#[test]
fn what_the_provider_signed_for_us_in_this_round_is_believed() {
    let signer = Signer::new();
    let told = believed(&signer, &signer.signs(&head(), &claims())).unwrap();
    let expected = Identity {
        issuer: ISSUER.into(),
        subject: "248289761001".into(),
        email: Some("sato@city.example".into()),
        has_second_factor: true,
    };
    assert_eq!(told, expected);
    for (name, value, email, second) in [
        ("amr", json!(["pwd"]), true, false),
        ("email_verified", json!(false), false, true),
        ("acr", json!("urn:mfa"), true, true),
        ("aud", json!([US]), true, true),
    ] {
        let mut said = claims();
        said[name] = value;
        let told = believed(&signer, &signer.signs(&head(), &said)).unwrap();
        assert_eq!((told.email.is_some(), told.has_second_factor), (email, second), "{name}");
    }
}

#[test]
fn what_was_said_to_others_or_at_another_time_is_not_believed() {
    let signer = Signer::new();
    for (name, value) in [
        ("iss", json!("https://evil.example")),
        ("iss", json!("https://id.example/")),
        ("aud", json!("another")),
        ("aud", json!([US, "another"])),
        ("azp", json!("another")),
        ("nonce", json!("earlier")),
        ("nonce", Value::Null),
        ("exp", json!(NOW - 3_600)),
        ("iat", json!(NOW + 3_600)),
        ("sub", json!("")),
    ] {
        let mut said = claims();
        said[name] = value.clone();
        let told = believed(&signer, &signer.signs(&head(), &said));
        assert!(matches!(told, Err(SignOnFault::Unbelievable(_))), "{name} {value}: {told:?}");
    }
}

#[test]
fn what_anybody_could_have_signed_is_not_believed() {
    let (signer, other) = (Signer::new(), Signer::new());
    let refused = |token: &str| {
        let told = believed(&signer, token);
        assert!(matches!(told, Err(SignOnFault::Unbelievable(_))), "{token}: {told:?}");
    };
    refused(&other.signs(&head(), &claims()));
    for alg in ["none", "None", ""] {
        refused(&format!("{}.", signed(&json!({ "alg": alg, "kid": "one" }), &claims())));
    }
    // The public key as if it were a secret that both share.
    let (x, y) = signer.point();
    let head_hs = json!({ "alg": "HS256", "kid": "one" });
    for key in [x.as_bytes(), y.as_bytes(), signer.pair.public_key().as_ref()] {
        let message = signed(&head_hs, &claims());
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message.as_bytes());
        refused(&format!("{message}.{}", BASE64URL_NOPAD.encode(tag.as_ref())));
    }
    let good = signer.signs(&head(), &claims());
    let mut said = claims();
    said["sub"] = json!("somebody else");
    let signature = good.rsplit('.').next().unwrap();
    refused(&format!("{}.{signature}", signed(&head(), &said)));
    refused(&signer.signs(&json!({ "alg": "RS256", "kid": "one" }), &claims()));
    refused(&signer.signs(&json!({ "alg": "ES256", "kid": "two" }), &claims()));
    refused(&signer.signs(&json!({ "alg": "ES256", "kid": "one", "crit": ["x"] }), &claims()));
    for broken in ["", ".", "..", "a.b.c", &format!("{good}.x"), good.trim_end_matches(|_| true)] {
        refused(broken);
    }
}

#[test]
fn we_prove_who_we_are_by_a_key() {
    let signer = Signer::new();
    let letters = BASE64.encode(&signer.pkcs8);
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{letters}\n-----END PRIVATE KEY-----\n");
    let key = ClientKey::from_pem(&pem, Some("one".to_owned())).unwrap();
    let proof = key.proof(US, "https://id.example/token", "once", NOW).unwrap();
    let told: Value = signer.keys().opened(&proof).unwrap();
    assert_eq!((&told["iss"], &told["aud"]), (&json!(US), &json!("https://id.example/token")));
    assert_eq!(told["exp"], json!(NOW + 60));
    for broken in ["", "-----BEGIN PRIVATE KEY-----", &pem.replace("PRIVATE", "PUBLIC")] {
        assert_eq!(ClientKey::from_pem(broken, None).err(), Some(UnusableKey));
    }
}
