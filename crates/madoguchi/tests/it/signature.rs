//! `madoguchi signature`: what anybody can check without a database.

use std::{path::Path, process::Command};

/// What the program says of a signature that arrived on 2026-06-01, and how it ends.
fn verifies(content: &str, signature: &str, authorities: &str, more: &[&str]) -> (i32, String) {
    let cards = Path::new(env!("CARGO_MANIFEST_DIR")).join("../card-signature/tests/cards");
    let ended = Command::new(env!("CARGO_BIN_EXE_madoguchi"))
        .args(["signature", "verify", "--content", content, "--signature", signature])
        .args(["--authorities", authorities, "--arrived", "2026-06-01T09:00:00+09:00"])
        .args(more)
        .current_dir(cards)
        .output()
        .expect("the program runs");
    let said = [ended.stdout, ended.stderr].concat();
    (ended.status.code().expect("it ends by itself"), String::from_utf8(said).expect("UTF-8"))
}

#[test]
fn a_signature_is_checked_anywhere() {
    let (content, authority) = ("content.json", "authority.pem");
    let (ended, said) = verifies(content, "ecdsa.cms", authority, &[]);
    assert_eq!(ended, 0, "{said}");
    assert!(said.contains("name\t山田 花子\n") && said.contains("standing\tunknown\n"), "{said}");
    let (_, said) = verifies(content, "ecdsa.cms", authority, &["--json"]);
    assert!(said.contains("\"birth_date\""), "{said}");

    for (content, signature, authorities, more, ends, words) in [
        (content, "rsa.cms", authority, &["--revoked", "."][..], 1, "was revoked on 2026-03-01"),
        ("make", "rsa.cms", authority, &[], 1, "signs something else"),
        (content, "stranger.cms", authority, &[], 1, "unknown authority"),
        (content, "rsa.cms", content, &[], 2, "content.json: not certificates"),
        (content, "none.cms", authority, &[], 2, "none.cms: "),
    ] {
        let (ended, said) = verifies(content, signature, authorities, more);
        assert_eq!(ended, ends, "{signature} {said}");
        assert!(said.contains(words), "{said}");
    }
}
