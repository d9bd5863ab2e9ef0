//! What OpenSSL signed, and what it was made to sign wrongly.

#![expect(clippy::unwrap_used, reason = "a test that stops says so best by stopping")]

use card_signature::{
    Authorities, AuthorityFault, Person, RevocationLists, Sex, SignatureFault, Signed, Standing,
};
use chrono::{DateTime, NaiveDate, Utc};

const CONTENT: &[u8] = include_bytes!("../cards/content.json");
const AUTHORITY: &str = include_str!("../cards/authority.pem");

macro_rules! file {
    ($name:literal) => {
        include_bytes!(concat!("../cards/", $name)).as_slice()
    };
}

fn day(text: &str) -> DateTime<Utc> {
    format!("{text}T03:00:00Z").parse().unwrap()
}

fn verify_with(
    signature: &[u8],
    content: &[u8],
    lists: &[&[u8]],
) -> Result<Signed, SignatureFault> {
    let authorities = Authorities::from_pem(AUTHORITY).unwrap();
    let revoked = RevocationLists::from_der(lists.iter().copied());
    let arrived = day("2026-06-01");
    authorities.verify(signature, content, &revoked, arrived, arrived)
}

fn verify(signature: &[u8]) -> Result<Signed, SignatureFault> {
    verify_with(signature, CONTENT, &[file!("nothing-revoked.crl")])
}

#[test]
fn a_card_names_who_signed() {
    for signature in [file!("rsa.cms"), file!("ecdsa.cms"), file!("between.cms")] {
        let signed = verify(signature).unwrap();
        let hanako = Person {
            name: "山田 花子".to_owned(),
            address: "宮城県仙台市青葉区国分町三丁目7番1号".to_owned(),
            birth_date: NaiveDate::from_ymd_opt(1985, 3, 15),
            sex: Some(Sex::Female),
            has_substitutes: false,
        };
        assert_eq!(signed.by, hanako);
        assert_eq!(signed.valid_until.date_naive().to_string(), "2030-04-01");
        assert!(signed.signed_at.is_some());
    }
    let signed = verify(file!("rsa.cms")).unwrap();
    assert_eq!(signed.standing, Standing::Good);
    assert!(signed.issuer.contains("OU=Signing"), "{}", signed.issuer);
}

#[test]
fn other_bytes_are_not_what_was_signed() {
    assert_eq!(verify(file!("other-content.cms")), Err(SignatureFault::OtherContent));
    for place in 0..CONTENT.len() {
        let mut forged = CONTENT.to_vec();
        forged[place] ^= 1;
        let found = verify_with(file!("rsa.cms"), &forged, &[]);
        assert_eq!(found, Err(SignatureFault::OtherContent), "byte {place}");
    }
}

#[test]
fn what_does_not_hold_says_why() {
    let until = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    for (signature, wanted) in [
        (file!("whole.cms"), SignatureFault::NotBeside),
        (file!("two-signers.cms"), SignatureFault::NotBeside),
        (file!("no-attributes.cms"), SignatureFault::NotBeside),
        (file!("without-certificate.cms"), SignatureFault::NoCertificate),
        (file!("sha1.cms"), SignatureFault::Weak),
        (file!("short-key.cms"), SignatureFault::Weak),
        (file!("login.cms"), SignatureFault::NotForSigning),
        (file!("nobody.cms"), SignatureFault::NoPerson),
        (file!("strange.cms"), SignatureFault::UnknownDemand),
        (file!("expired.cms"), SignatureFault::Expired(until("2026-01-01T00:00:00Z"))),
        (file!("early.cms"), SignatureFault::NotYetValid(until("2029-04-01T00:00:00Z"))),
        (file!("stranger.cms"), SignatureFault::UnknownAuthority),
        (file!("double.cms"), SignatureFault::UnknownAuthority),
        (file!("too-deep.cms"), SignatureFault::UnknownAuthority),
        (file!("by-card.cms"), SignatureFault::UnknownAuthority),
        (b"", SignatureFault::Malformed),
        (CONTENT, SignatureFault::Malformed),
    ] {
        assert_eq!(verify(signature), Err(wanted));
    }
}

#[test]
fn a_revoked_certificate_signs_nothing_and_a_doubtful_list_says_nothing() {
    let standing =
        |list: &[u8]| verify_with(file!("rsa.cms"), CONTENT, &[list]).map(|signed| signed.standing);
    let revoked = standing(file!("revoked.crl"));
    assert!(matches!(revoked, Err(SignatureFault::Revoked(_))), "{revoked:?}");
    for doubtful in
        [file!("stale.crl"), file!("of-stranger.crl"), file!("of-double.crl"), b"", CONTENT]
    {
        assert_eq!(standing(doubtful), Ok(Standing::Unknown));
    }
    // What was taken back later was good when it signed; a list of its own days tells.
    let authorities = Authorities::from_pem(AUTHORITY).unwrap();
    let lists = RevocationLists::from_der([file!("revoked.crl")]);
    let before = day("2026-01-15");
    let early = authorities.verify(file!("rsa.cms"), CONTENT, &lists, before, day("2026-06-01"));
    assert_eq!(early.unwrap().standing, Standing::Good);
    let none = verify_with(file!("rsa.cms"), CONTENT, &[]).unwrap();
    assert_eq!(none.standing, Standing::Unknown);
    let both = [file!("nothing-revoked.crl"), file!("revoked.crl")];
    let found = verify_with(file!("rsa.cms"), CONTENT, &both);
    assert!(matches!(found, Err(SignatureFault::Revoked(_))), "{found:?}");
    // The card of another number stays good.
    let other = verify_with(file!("ecdsa.cms"), CONTENT, &[file!("revoked.crl")]).unwrap();
    assert_eq!(other.standing, Standing::Good);
}

#[test]
fn a_part_of_a_list_speaks_for_those_whom_it_names() {
    let standing =
        |signature: &[u8], list: &[u8]| verify_with(signature, CONTENT, &[list]).unwrap().standing;
    let (in_part, elsewhere) = (file!("in-part.cms"), file!("ecdsa.cms"));
    assert_eq!(standing(in_part, file!("part-1.crl")), Standing::Good);
    assert_eq!(standing(in_part, file!("part-2.crl")), Standing::Unknown);
    assert_eq!(standing(elsewhere, file!("part-1.crl")), Standing::Unknown);
    assert_eq!(standing(in_part, file!("nothing-revoked.crl")), Standing::Good);
}

#[test]
fn only_authorities_are_believed() {
    let fault = |pem: &str| Authorities::from_pem(pem).unwrap_err();
    assert_eq!(fault(""), AuthorityFault::Empty);
    assert_eq!(fault("-----BEGIN CERTIFICATE-----\nAAAA\n"), AuthorityFault::Malformed);
    let card = include_str!("../cards/card.pem");
    assert_eq!(fault(&[AUTHORITY, card].concat()), AuthorityFault::NotAnAuthority(2));
}

/// Each change of each byte is refused or means the same, and none takes long or panics.
#[test]
fn no_changed_signature_names_somebody_else() {
    let honest = file!("ecdsa.cms");
    let wanted = verify(honest).unwrap().by;
    for place in 0..honest.len() {
        for bit in [0x01, 0x10, 0x80] {
            let mut forged = honest.to_vec();
            forged[place] ^= bit;
            if let Ok(signed) = verify(&forged) {
                assert_eq!(signed.by, wanted, "byte {place}");
            }
        }
        let cut = verify(&honest[..place]);
        assert_eq!(cut, Err(SignatureFault::Malformed), "cut at {place}");
    }
    let followed = [honest, &[0]].concat();
    assert_eq!(verify(&followed), Err(SignatureFault::Malformed));
}

#[test]
fn bombs_are_refused_at_once() {
    let nested = |depth: usize| {
        let mut der = Vec::new();
        for _ in 0..depth {
            let length = der.len().to_be_bytes();
            let long = [&[0x30, 0x84][..], &length[length.len() - 4..]].concat();
            let short = [0x30, u8::try_from(der.len()).unwrap_or(0)];
            let head = if der.len() < 0x80 { short.to_vec() } else { long };
            der = [head, der].concat();
        }
        der
    };
    let honest = file!("rsa.cms");
    for bomb in [
        nested(5_000),
        [0x30, 0x80].repeat(16_000),
        [0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF].to_vec(),
        honest.repeat(20),
        vec![0; 10 * 1024 * 1024],
    ] {
        assert_eq!(verify(&bomb), Err(SignatureFault::Malformed));
    }
}
