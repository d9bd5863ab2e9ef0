//! `madoguchi draw verify`: what anybody can compute without a database.

use std::{fs, path::Path, process::Command};

use lots::{Head, List, Publication, Ticket};

fn verifies(file: &Path, more: &[&str]) -> (i32, String) {
    let ended = Command::new(env!("CARGO_BIN_EXE_madoguchi"))
        .args(["draw", "verify"])
        .arg(file)
        .args(more)
        .output()
        .expect("the program runs");
    let said = [ended.stdout, ended.stderr].concat();
    (ended.status.code().expect("it ends by itself"), String::from_utf8(said).expect("UTF-8"))
}

fn published() -> Publication {
    let head = Head {
        procedure: "shiei-jutaku-nyukyo".into(),
        version: 1,
        closed_on: "2026-11-30".parse().expect("a day"),
        source: "日経平均株価の終値".into(),
        source_on: "2026-12-04".parse().expect("a day"),
    };
    let ticket = || Ticket { group: "荒井 2LDK".into(), places: 1, ranks: vec![0] };
    let numbers = ["2611-0000-0075", "2611-0000-0083", "2611-0000-0091"];
    let tickets = numbers.iter().map(|number| (number.parse().expect("a number"), ticket()));
    let list = List::freeze(head, tickets).expect("a list");
    Publication::of(&list, Some(&"38123.45".parse().expect("a figure")))
}

#[test]
fn a_draw_is_verified_anywhere() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("draw.json");
    let write = |it: &Publication| fs::write(&file, serde_json::to_string(it).unwrap()).unwrap();
    let mut draw = published();
    let noted = draw.sha256.clone();
    write(&draw);
    let (ended, said) = verifies(&file, &["--sha256", &noted, "--seed", "38,123.45"]);
    assert_eq!(ended, 0, "{said}");
    assert!(said.contains(&format!("sha256\t{noted}\n")), "{said}");
    assert!(said.contains("order\t荒井 2LDK\t1 of "), "{said}");
    let (ended, said) = verifies(&file, &["--json"]);
    assert!(ended == 0 && said.contains("\"seed\": \"38123.45\""), "{said}");

    let (ended, said) = verifies(&file, &["--seed", "38,200"]);
    assert!(ended == 1 && said.contains("the seed is 38123.45, and not 38200"), "{said}");
    let (ended, said) = verifies(&file, &["--sha256", "00"]);
    assert!(ended == 1 && said.contains("the list has the SHA-256"), "{said}");
    draw.order[0].numbers.reverse();
    write(&draw);
    let (ended, said) = verifies(&file, &[]);
    assert!(ended == 1 && said.contains("place 1 of \"荒井 2LDK\" is"), "{said}");
    fs::write(&file, "{}").unwrap();
    assert_eq!(verifies(&file, &[]).0, 2);
}
