//! An authenticator of our own, and everything that it may not get away with.

use data_encoding::BASE64URL_NOPAD;
use ring::{
    digest::{SHA256, digest},
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _},
};

use super::*;

const HEAD: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x08, 0x2A,
    0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];
const ORIGIN: &str = "https://city.example";
const FIRST: Challenge = [7; 32];

struct Authenticator {
    pair: EcdsaKeyPair,
}

fn site() -> Site {
    Site::at(ORIGIN).unwrap()
}

fn client(kind: &str, challenge: &Challenge, origin: &str) -> Vec<u8> {
    let challenge = BASE64URL_NOPAD.encode(challenge);
    format!(
        r#"{{"type":"{kind}","challenge":"{challenge}","origin":"{origin}","crossOrigin":false}}"#
    )
    .into_bytes()
}

fn data(host: &str, flags: u8, counter: u32) -> Vec<u8> {
    let mut data = digest(&SHA256, host.as_bytes()).as_ref().to_vec();
    data.push(flags);
    data.extend_from_slice(&counter.to_be_bytes());
    data
}

impl Authenticator {
    fn new() -> Self {
        let random = SystemRandom::new();
        let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, made.as_ref(), &random);
        Self { pair: pair.unwrap() }
    }

    fn makes(&self, kind: &str, challenge: &Challenge, origin: &str, host: &str) -> Attestation {
        let mut authenticator_data = data(host, 0x45, 0);
        authenticator_data.extend_from_slice(&[0; 16]);
        authenticator_data.extend_from_slice(&[0, 3, 1, 2, 3, 0xA0]);
        let mut public_key = HEAD.to_vec();
        public_key.extend_from_slice(self.pair.public_key().as_ref());
        Attestation { client_data: client(kind, challenge, origin), authenticator_data, public_key }
    }

    fn signs(&self, client_data: Vec<u8>, authenticator_data: Vec<u8>) -> Assertion {
        let mut signed = authenticator_data.clone();
        signed.extend_from_slice(digest(&SHA256, &client_data).as_ref());
        let signature = self.pair.sign(&SystemRandom::new(), &signed).unwrap().as_ref().to_vec();
        Assertion { id: vec![1, 2, 3], client_data, authenticator_data, signature }
    }
}

#[test]
fn a_passkey_is_registered_and_proves_itself() {
    let held = Authenticator::new();
    let made = held.makes("webauthn.create", &FIRST, ORIGIN, "city.example");
    assert_eq!(made.challenge(), Ok(FIRST));
    let registered = site().registered(&FIRST, &made).unwrap();
    assert_eq!((registered.id.as_slice(), registered.counter), ([1, 2, 3].as_slice(), 0));
    let (kind, bytes) = registered.key.stored();
    assert_eq!(PublicKey::from_stored(kind, bytes.to_vec()), Some(registered.key.clone()));
    let get = client("webauthn.get", &FIRST, ORIGIN);
    for (flags, is_verified) in [(0x05, true), (0x01, false)] {
        let told = held.signs(get.clone(), data("city.example", flags, 9));
        let proved = site().proved(&FIRST, &registered.key, 8, &told);
        assert_eq!(proved, Ok(Proved { counter: 9, is_verified }));
    }
    // Those that sit in a cloud do not count.
    let told = held.signs(get, data("city.example", 0x05, 0));
    assert!(site().proved(&FIRST, &registered.key, 0, &told).is_ok());
}

#[test]
fn what_was_made_elsewhere_or_for_something_else_registers_nothing() {
    let held = Authenticator::new();
    let check = |kind: &str, challenge: Challenge, origin: &str, host: &str, fault| {
        let made = held.makes(kind, &challenge, origin, host);
        assert_eq!(site().registered(&FIRST, &made), Err(fault), "{kind} {origin} {host}");
    };
    let (create, host) = ("webauthn.create", "city.example");
    check("webauthn.get", FIRST, ORIGIN, host, PasskeyFault::OtherCeremony);
    check(create, [8; 32], ORIGIN, host, PasskeyFault::OtherChallenge);
    check(create, FIRST, "https://evil.example", host, PasskeyFault::OtherOrigin);
    check(create, FIRST, "http://city.example", host, PasskeyFault::OtherOrigin);
    check(create, FIRST, "https://city.example:444", host, PasskeyFault::OtherOrigin);
    check(create, FIRST, ORIGIN, "evil.example", PasskeyFault::OtherSite);

    let mut made = held.makes(create, &FIRST, ORIGIN, host);
    made.public_key.truncate(60);
    assert_eq!(site().registered(&FIRST, &made), Err(PasskeyFault::UnknownKey));
    for length in 0..made.authenticator_data.len() - 1 {
        let mut cut = held.makes(create, &FIRST, ORIGIN, host);
        cut.authenticator_data.truncate(length);
        assert_eq!(site().registered(&FIRST, &cut), Err(PasskeyFault::Malformed), "{length}");
    }
}

#[test]
fn what_proves_nothing_is_refused() {
    let (held, other) = (Authenticator::new(), Authenticator::new());
    let made = held.makes("webauthn.create", &FIRST, ORIGIN, "city.example");
    let key = site().registered(&FIRST, &made).unwrap().key;
    let check = |told: &Assertion, counter: u32, fault| {
        assert_eq!(site().proved(&FIRST, &key, counter, told), Err(fault));
    };
    let get = || client("webauthn.get", &FIRST, ORIGIN);
    let here = |counter| data("city.example", 0x05, counter);
    check(
        &held.signs(client("webauthn.create", &FIRST, ORIGIN), here(1)),
        0,
        PasskeyFault::OtherCeremony,
    );
    check(
        &held.signs(client("webauthn.get", &[8; 32], ORIGIN), here(1)),
        0,
        PasskeyFault::OtherChallenge,
    );
    let elsewhere = client("webauthn.get", &FIRST, "https://city.example.evil.example");
    check(&held.signs(elsewhere, here(1)), 0, PasskeyFault::OtherOrigin);
    check(&held.signs(get(), data("evil.example", 0x05, 1)), 0, PasskeyFault::OtherSite);
    check(&held.signs(get(), data("city.example", 0x04, 1)), 0, PasskeyFault::NobodyPresent);
    check(&other.signs(get(), here(1)), 0, PasskeyFault::OtherSignature);
    for (before, now) in [(5, 5), (5, 4), (5, 0), (u32::MAX, 0)] {
        check(&held.signs(get(), here(now)), before, PasskeyFault::CounterWentBack);
    }
    let mut raised = held.signs(get(), here(1));
    raised.authenticator_data = here(9);
    check(&raised, 0, PasskeyFault::OtherSignature);
    let framed = String::from_utf8(get()).unwrap().replace("false", "true").into_bytes();
    check(&held.signs(framed, here(1)), 0, PasskeyFault::OtherOrigin);
    check(&held.signs(b"{}".to_vec(), here(1)), 0, PasskeyFault::Malformed);
    check(&held.signs(get(), vec![0; 36]), 0, PasskeyFault::Malformed);
}

#[test]
fn keys_of_other_kinds_are_none() {
    // Ed25519, as a SubjectPublicKeyInfo.
    let mut ed25519 = vec![0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00];
    ed25519.extend_from_slice(&[1; 32]);
    for der in [&[][..], &[0x30], &[0x30, 0x80], &ed25519, &[0x30, 0x82, 0xFF, 0xFF, 0]] {
        assert_eq!(PublicKey::from_spki(der), Err(PasskeyFault::UnknownKey));
    }
    // An RSA key is taken as it stands inside, whatever its length.
    let mut rsa = vec![0x30, 0x82, 0x01, 0x22, 0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86];
    rsa.extend_from_slice(&[0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00, 0x03, 0x82, 0x01, 0x0F, 0]);
    rsa.extend_from_slice(&[5; 270]);
    assert_eq!(PublicKey::from_spki(&rsa), Ok(PublicKey::Rsa(vec![5; 270])));
    rsa.push(0);
    assert_eq!(PublicKey::from_spki(&rsa), Err(PasskeyFault::UnknownKey));
}

#[test]
fn a_site_is_its_origin_and_its_host() {
    let check = |url: &str, origin: &str, id: &str| {
        let site = Site::at(url).unwrap();
        assert!(site.is_origin(origin) && site.id() == id, "{site:?}");
    };
    check("https://city.example", "https://city.example", "city.example");
    check("https://city.example:443/", "https://city.example", "city.example");
    check("http://localhost:8080", "http://localhost:8080", "localhost");
    for none in ["", "city.example", "ftp://city.example", "https://", "https://a@city.example"] {
        assert_eq!(Site::at(none), None, "{none}");
    }
}

#[test]
fn what_our_script_writes_is_read() {
    let told = r#"{"id":"AQID","client":"e30","authenticator":"AA","signature":"AQ"}"#;
    let read = Assertion::parse(told).unwrap();
    assert_eq!(
        (read.id.as_slice(), read.client_data.as_slice()),
        ([1, 2, 3].as_slice(), &b"{}"[..])
    );
    assert_eq!(read.challenge(), Err(PasskeyFault::Malformed));
    for broken in ["", "{}", r#"{"client":"=","authenticator":""}"#, r#"{"client":1}"#] {
        assert_eq!(Attestation::parse(broken), Err(PasskeyFault::Malformed), "{broken}");
    }
}
