//! Files in a browser of the office: pages of PDFs as pictures, identity documents with who looks at
//! them written across.

use chrono::Duration;
use kernel::Role;
use serde_json::{Value, json};
use testkit::{Answer, Browser, Colleague, Receipt, Resident, TestTown, on_both_engines};

use crate::looks::{of_the_office, register};

const WATER: &str = "suido-kaishi";
const ALLOWANCE: &str = "jido-teate-nintei";

on_both_engines!(
    a_pdf_is_looked_at_page_by_page,
    pages_are_turned_by_whom_the_file_is_open_to,
    an_identity_document_leaves_with_who_looks_at_it,
    a_pdf_that_cannot_be_drawn_says_so,
);

/// A case that `clerk` works on.
fn in_review(town: &TestTown, procedure: &str) -> (Receipt, Colleague, String) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(procedure, "sato"));
    let receipt = hanako.files(procedure, &town.answers(&hanako, procedure));
    let case = clerk.finds(&receipt.number);
    clerk.claims(&case);
    (receipt, clerk, case)
}

/// Adds a PDF with pages so large to the case; gives where it is.
fn with_pdf(clerk: &Colleague, case: &str, size: (u32, u32), secrecy: Option<&str>) -> String {
    let pdf = Resident::two_pages(size);
    let sent = clerk.uploads(case, ("file", "契約書.pdf", &pdf)).expect(201).json();
    let mut attach = json!({ "type": "attach", "kind": "by-post", "files": [sent["id"]] });
    if let Some(secrecy) = secrecy {
        attach["secrecy"] = secrecy.into();
    }
    clerk.commands(case, attach).expect(200);
    format!("/office/cases/{case}/attachments/{}", sent["id"].as_str().unwrap())
}

/// Says why and asks for the file, or for its pages.
fn says_why(web: &Browser, file: &str, more: &[(&str, &str)]) -> Answer {
    let page = web.get("/office/").expect(200);
    let mut fields = page.hidden("/office/sign-out");
    fields.push(("reason".to_owned(), "電話での問い合わせ".to_owned()));
    fields.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    web.post_form(file, &fields)
}

fn looks_at_files(auditor: &Colleague, receipt: &Receipt) -> usize {
    register(auditor, &receipt.number).iter().filter(|(_, what)| what == "file").count()
}

fn a_pdf_is_looked_at_page_by_page(town: &TestTown) {
    let (receipt, sato, case) = in_review(town, WATER);
    let auditor = town.colleague("mori", Role::Auditor, "city");
    let file = with_pdf(&sato, &case, (200, 10), None);
    let web = town.signs_in_anew(&sato.email);
    let page = web.get(&format!("/office/cases/{case}?from=view%3Dmine")).expect(200).text();
    assert!(page.contains(&format!("<img src=\"{file}/pages/1\"")), "{page}");
    assert!(page.contains(&format!("href=\"{file}/view?from=view%3Dmine\"")), "{page}");
    assert_eq!(looks_at_files(&auditor, &receipt), 0, "the page of the case opens no file");

    let first = web.get(&format!("{file}/pages/1")).expect(200);
    assert!(first.body.starts_with(&[0xFF, 0xD8, 0xFF]), "a JPEG");
    for (name, value) in [
        ("content-type", "image/jpeg"),
        ("content-security-policy", "sandbox; default-src 'none'; frame-ancestors 'none'"),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "no-store"),
    ] {
        assert_eq!(first.header(name), Some(value), "{name}");
    }
    assert!(first.header("content-disposition").unwrap().starts_with("inline"));
    assert_eq!(web.get(&format!("{file}/pages/2")).expect(200).body, first.body, "of two alike");
    for none in ["0", "3", "-1", "x", "99999999999"] {
        web.get(&format!("{file}/pages/{none}")).expect(404);
    }
    let view = web.get(&format!("{file}/view?from=view%3Dmine")).expect(200).text();
    for part in ["1 / 2ページ", "2 / 2ページ", "#page-2", "/pages/2", "郵送で届いた書類"]
    {
        assert!(view.contains(part), "{part}: {view}");
    }
    assert!(view.contains("from=view%3Dmine#file-"), "back to the case of the list: {view}");
    assert!(!view.contains("/pages/3"), "{view}");
    let opened = web.get(&file).expect(200);
    assert!(opened.body.starts_with(b"%PDF"), "the file itself is saved as it is");
    assert!(opened.header("content-disposition").unwrap().starts_with("attachment"));
    assert_eq!(looks_at_files(&auditor, &receipt), 1, "all that is one look");

    let turned = [("from", ""), ("turn", "90")].map(|(n, v)| (n.to_owned(), v.to_owned()));
    let mut fields = web.get("/office/").expect(200).hidden("/office/sign-out");
    fields.extend(turned);
    web.post_form(&format!("{file}/turn"), &fields).expect(303);
    assert!(web.get(&format!("{file}/view")).expect(200).text().contains("picture turn-90"));
}

fn pages_are_turned_by_whom_the_file_is_open_to(town: &TestTown) {
    let (receipt, sato, case) = in_review(town, WATER);
    let auditor = town.colleague("mori", Role::Auditor, "city");
    let file = with_pdf(&sato, &case, (200, 10), None);
    let all = [String::new(), "/pages/1".to_owned(), "/view".to_owned()];
    let stranger = town.signs_in_anew(&town.clerk_of(ALLOWANCE, "ito").email);
    let absent = format!("/office/cases/{case}/attachments/0193a5c8-7e1b-7c3d-9e4f-00000000f00f");
    for part in &all {
        stranger.get(&format!("{file}{part}")).expect(404);
        town.resident().web.get(&format!("{file}{part}")).expect(303);
    }
    // Of the department, and working on something else.
    let kato = town.signs_in_anew(&town.clerk_of(WATER, "kato").email);
    for part in &all {
        kato.get(&format!("{file}{part}")).expect(403);
        kato.get(&format!("{absent}{part}")).expect(404);
    }
    let offer = kato.get(&format!("/office/cases/{case}")).expect(200).text();
    assert!(offer.contains("理由を記録して画面で見る"), "{offer}");
    assert_eq!(looks_at_files(&auditor, &receipt), 0);
    let place = says_why(&kato, &file, &[("view", "yes")]).expect(303).location();
    assert_eq!(place, format!("{file}/view"));
    kato.get(&place).expect(200);
    assert_eq!(
        kato.get(&format!("{file}/pages/2")).expect(200).header("content-type"),
        Some("image/jpeg")
    );
    kato.get(&file).expect(403);
    assert_eq!(looks_at_files(&auditor, &receipt), 1, "one look, for the reason that was said");
    let seen: Vec<Value> = sato.events(&case);
    let seen = seen.iter().filter(|event| event["kind"] == "sensitive-viewed");
    assert_eq!(
        seen.map(|it| it["event"]["field"].clone()).collect::<Vec<_>>(),
        ["attached 電話での問い合わせ"]
    );
    town.advance(Duration::minutes(11));
    for part in &all {
        kato.get(&format!("{file}{part}")).expect(403);
    }
}

fn an_identity_document_leaves_with_who_looks_at_it(town: &TestTown) {
    let (_receipt, sato, case) = in_review(town, ALLOWANCE);
    let files = sato.case(&case)["attachments"].as_array().unwrap().clone();
    let card = files.iter().find(|file| file["at"] == "/idCopy").unwrap()["id"].clone();
    let card = card.as_str().unwrap();
    let file = format!("/office/cases/{case}/attachments/{card}");
    let kato = town.clerk_of(ALLOWANCE, "kato");
    let (web, kato_web) = [&sato, &kato].map(|who| town.signs_in_anew(&who.email)).into();
    let seen = web.get(&file).expect(200);
    assert!(seen.body.starts_with(b"\x89PNG"), "it stays what it is");
    assert_eq!(web.get(&format!("{file}/pages/1")).expect(200).body, seen.body);
    let theirs = says_why(&kato_web, &file, &[]).expect(200);
    assert_ne!(theirs.body, seen.body, "each sees their own name");
    town.advance(Duration::minutes(1));
    assert_ne!(web.get(&file).expect(200).body, seen.body, "and the moment");
    // What lies there is as it came.
    let (office, staff) = (town.back_office(), of_the_office(town, &sato));
    let (id, card) = (case.parse().unwrap(), card.parse().unwrap());
    let kept = town.wait(office.case_attachment(&staff, &id, &card, None)).unwrap().bytes;
    assert!(kept.starts_with(b"\x89PNG") && kept != seen.body && kept != theirs.body);

    // A PDF leaves only as its pages.
    let file = with_pdf(&sato, &case, (200, 10), Some("see:identity"));
    let view = web.get(&file).expect(303).location();
    assert_eq!(view, format!("{file}/view"));
    let page = web.get(&view).expect(200).text();
    assert!(
        page.contains("氏名と時刻を重ねた画像") && !page.contains(&format!("{file}\"")),
        "{page}"
    );
    assert_eq!(says_why(&kato_web, &file, &[]).expect(303).location(), view);
    let [one, other] =
        [&web, &kato_web].map(|web| web.get(&format!("{file}/pages/1")).expect(200).body);
    let open = with_pdf(&sato, &case, (200, 10), None);
    let plain = web.get(&format!("{open}/pages/1")).expect(200).body;
    assert!(one != other && one != plain && other != plain);
}

fn a_pdf_that_cannot_be_drawn_says_so(town: &TestTown) {
    let (_receipt, sato, case) = in_review(town, WATER);
    let web = town.signs_in_anew(&sato.email);
    // A strip of paper thinner than a dot.
    for (secrecy, way) in [(None, "開いて確かめてください"), (Some("see:identity"), "出し直して")]
    {
        let file = with_pdf(&sato, &case, (1, 20_000), secrecy);
        let place = web.get(&format!("{file}/pages/1")).expect(303).location();
        assert_eq!(place, format!("{file}/view"));
        let page = web.get(&place).expect(200).text();
        assert!(page.contains("この PDF は画面に描けません") && page.contains(way), "{page}");
        assert_eq!(page.contains(&format!("href=\"{file}\"")), secrecy.is_none(), "{page}");
    }
}
