//! What is typed and attached, to deceive whoever reads it or to reach where it should not.

use serde_json::{Value, json};
use testkit::{Resident, TestTown, on_both_engines};

use super::{ALLOWANCE, COPY, WATER};

const MY_NUMBER: &str = "123456789018";

on_both_engines!(
    messages_and_reasons_hold_nothing_that_cannot_be_seen,
    a_my_number_that_cannot_be_is_refused_and_not_repeated,
    no_archive_and_no_office_document_is_taken,
    a_file_is_served_as_what_it_is_and_runs_nothing,
    letters_hold_no_answers,
    a_resident_sees_no_note_and_no_name_of_staff,
    nothing_is_shown_when_the_look_cannot_be_written_down,
);

fn messages_and_reasons_hold_nothing_that_cannot_be_seen(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(WATER, "sato"));
    let receipt = hanako.files(WATER, &town.answers(&hanako, WATER));
    let case = clerk.finds(&receipt.number);
    clerk.claims(&case);
    for unseen in ["\u{7}", "\u{1b}[2J", "\u{9b}", "\u{202E}cod.exe", "\u{2066}"] {
        let typed = format!("確認しました{unseen}。");
        let texts = [
            hanako.acts(&receipt, "messages", &json!({ "text": typed })),
            hanako.acts(&receipt, "withdrawal", &json!({ "reason": typed })),
            clerk.commands(&case, json!({ "type": "message", "text": typed })),
            clerk.commands(&case, json!({ "type": "note", "text": typed })),
        ];
        for told in texts {
            assert_eq!(told.status, 422, "{typed:?}: {}", told.text());
        }
    }
    let seen = "1行目\n2行目：葛\u{E0100}城\t以上";
    hanako.acts(&receipt, "messages", &json!({ "text": seen })).expect(201);
    let messages = hanako.status(&receipt)["messages"].clone();
    assert_eq!(messages.as_array().map(Vec::len), Some(1));
    assert_eq!(messages[0]["text"], seen);
}

fn a_my_number_that_cannot_be_is_refused_and_not_repeated(town: &TestTown) {
    let hanako = town.resident();
    let honest = with_numbers(town, &hanako);
    for wrong in
        ["123456789012", "12345678901", "1234567890188", "000000000000", "０００００００００００１"]
    {
        let mut data = honest.clone();
        data["myNumber"]["number"] = json!(wrong);
        let refused = hanako.posts("k", ALLOWANCE, &data).expect(422);
        assert_eq!(refused.json()["problems"][0]["at"], "/myNumber/number", "{wrong}");
        assert!(!refused.text().contains(wrong), "{}", refused.text());
    }
    assert_eq!(town.submissions(), 0);
}

/// Answers of somebody who typed their My Numbers.
fn with_numbers(town: &TestTown, who: &Resident) -> Value {
    let form = &town.catalogue().procedure(ALLOWANCE).expect("it is on offer").form;
    let has = |data: &Value| data["myNumber"]["number"] == MY_NUMBER;
    who.with_pictures(form.valid_examples().find(has).expect("an example"))
}

fn no_archive_and_no_office_document_is_taken(town: &TestTown) {
    let mallory = town.resident();
    // The first bytes of a ZIP (and so of DOCX, XLSX and JAR), an old Office file, RAR, 7z,
    // gzip, an executable, a GIF, a TIFF, MHTML, XML.
    for bytes in [
        &b"PK\x03\x04\x14\0\0\0\x08\0word/document.xml"[..],
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
        b"Rar!\x1A\x07\x01\0",
        b"7z\xBC\xAF\x27\x1C",
        b"\x1F\x8B\x08\0\0\0\0\0",
        b"\x7FELF\x02\x01\x01",
        b"GIF89a\x01\0\x01\0",
        b"II*\0",
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related",
        b"<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><x>&e;</x>",
    ] {
        for name in ["id.png", "id.pdf", "id.jpg"] {
            let answer = mallory.web.upload("/api/v1/attachments", &[], &[], ("file", name, bytes));
            assert_eq!(answer.status, 422, "{name} {bytes:?}: {}", answer.text());
        }
    }
}

fn a_file_is_served_as_what_it_is_and_runs_nothing(town: &TestTown) {
    let hanako = town.resident();
    let action = format!("/procedures/{COPY}");
    let page = hanako.web.get(&action).expect(200);
    let draft = hanako.web.submit(&page, &action, &[]).expect(303).location();
    let form = hanako.web.get(&hanako.web.get(&draft).expect(303).location()).expect(200);
    let to = format!("{draft}/identity/file?at=idCopy");
    let long = "長".repeat(300);
    for name in [
        "../../etc/x.png",
        "CON",
        ".htaccess",
        "photo\u{202E}gnp.exe",
        "a'b;c=d%0d%0aX-Y.png",
        "😀か\u{3099}.png",
        &long,
    ] {
        let picture = ("file", name, Resident::picture());
        let mut hidden = form.hidden(form_of(&form.text()).as_str());
        hidden.retain(|(name, _)| name == "csrf");
        let taken = hanako.web.upload(&to, &[], &hidden, picture).expect(200).json();
        let served = hanako.web.get(taken["address"].as_str().expect("an address")).expect(200);
        assert_eq!(served.header("content-type"), Some("image/png"), "{name}");
        assert_eq!(served.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(served.header("cache-control"), Some("no-store"));
        let policy = served.header("content-security-policy").expect("a policy");
        assert!(policy.contains("sandbox") && policy.contains("default-src 'none'"), "{policy}");
        let named = served.header("content-disposition").expect("ASCII alone").to_owned();
        let (how, value) = named.split_once("; filename*=UTF-8''").expect(&named);
        assert_eq!(how, "inline", "a picture that was written anew");
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~%=".contains(&byte);
        assert!(value.bytes().all(plain), "{named}");
        for trick in ["%2F", "%5C", "%0A", "%0D", "%E2%80%AE"] {
            assert!(!value.contains(trick), "{trick}: {named}");
        }
        assert!(served.body.starts_with(b"\x89PNG") && served.body != Resident::picture());
    }
}

/// Where the form of an application's page goes.
fn form_of(page: &str) -> String {
    let actions = page.split(" action=\"").skip(1).filter_map(|rest| rest.split('"').next());
    actions.into_iter().find(|action| action.starts_with("/apply/")).expect("a form").to_owned()
}

/// Every text and number of at least four characters in `answers`.
fn words(answers: &Value, found: &mut Vec<String>) {
    match answers {
        Value::String(text) if text.chars().count() >= 4 => found.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| words(item, found)),
        Value::Object(members) => members.values().for_each(|member| words(member, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn letters_hold_no_answers(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(ALLOWANCE, "sato"));
    town.confirms_instructions();
    let answers = with_numbers(town, &hanako);
    let receipt = hanako.files(ALLOWANCE, &answers);
    let case = clerk.finds(&receipt.number);
    clerk.claims(&case);
    let secret = "お子さまの保険証の写しを送ってください";
    clerk.commands(&case, json!({ "type": "message", "text": secret })).expect(200);
    let remark =
        json!({ "type": "request_correction", "remarks": [{ "at": "/name", "text": secret }] });
    clerk.commands(&case, remark);
    clerk.commands(
        &case,
        json!({ "type": "propose", "verdict": "refuse",
        "grounds": { "basis": "条例", "facts": secret, "application": "要件" } }),
    );
    town.run_jobs();

    let letters = town.letters();
    assert!(letters.len() >= 2, "{letters:?}");
    let mut inside = vec![receipt.code.clone(), receipt.code.replace('-', ""), secret.to_owned()];
    words(&answers, &mut inside);
    assert!(inside.len() > 8, "{inside:?}");
    for sent in letters {
        let letter = format!("{}\n{}\n{:?}", sent.letter.subject, sent.letter.text, sent.letter);
        assert!(letter.contains(&receipt.number));
        for word in &inside {
            assert!(!letter.contains(word.as_str()), "{word} stands in {letter}");
        }
    }
}

fn a_resident_sees_no_note_and_no_name_of_staff(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(WATER, "clerk-of-the-water"));
    let receipt = hanako.files(WATER, &town.answers(&hanako, WATER));
    let case = clerk.finds(&receipt.number);
    clerk.claims(&case);
    clerk.commands(&case, json!({ "type": "note", "text": "前回の申請に注意" })).expect(200);
    clerk.commands(&case, json!({ "type": "message", "text": "確認しています" })).expect(200);
    let page = hanako.web.get("/status").expect(200);
    let typed = [("number", receipt.number.as_str()), ("code", receipt.code.as_str())];
    let own = hanako.web.submit(&page, "/status", &typed).expect(303).location();
    for shown in [hanako.web.get(&own).expect(200).text(), hanako.status(&receipt).to_string()] {
        assert!(shown.contains("確認しています"));
        for inside in ["前回の申請", "clerk-of-the-water", clerk.id.as_str(), "@city.example"]
        {
            assert!(!shown.contains(inside), "{inside}");
        }
    }
}

fn nothing_is_shown_when_the_look_cannot_be_written_down(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(ALLOWANCE, "sato"));
    let receipt = hanako.files(ALLOWANCE, &with_numbers(town, &hanako));
    let case = clerk.finds(&receipt.number);
    clerk.claims(&case);
    let file = clerk.case(&case)["attachments"][0]["id"].as_str().expect("a file").to_owned();
    let email = super::clerk_with_password(town, "yamada", super::PASSWORD);
    let department = town.department_of(ALLOWANCE);
    town.grants("yamada", kernel::Role::Clerk, &department);
    let web = town.resident().web;
    super::signs_in(town, &web, &email, super::PASSWORD, "203.0.113.9").expect(303);
    let looks = |path: &str, typed: &[(&str, &str)]| {
        let shown = web.get("/office/").expect(200);
        let mut fields = shown.hidden("/office/sign-out");
        fields.extend(typed.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())));
        web.post_form(path, &fields)
    };
    let picture = format!("/office/cases/{case}/attachments/{file}");
    let sealed = format!("/office/cases/{case}/reveal");
    let (why, at) = (("reason", "電話での問い合わせ"), ("at", "/myNumber/number"));
    assert!(looks(&picture, &[why]).expect(200).body.starts_with(b"\x89PNG"));

    let on_sqlite = town.store_settings().database_url.starts_with("sqlite:");
    town.is_damaged();
    town.tamper(if on_sqlite {
        "CREATE TRIGGER full_log BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, 'no'); END"
    } else {
        "ALTER TABLE events ADD CONSTRAINT full_log CHECK (seq < 0) NOT VALID"
    });
    let other = ("reason", "もう一度の確認");
    for answer in [looks(&picture, &[other]), looks(&sealed, &[other, at])] {
        assert!(answer.status >= 500, "{}", answer.status);
        assert!(!answer.body.starts_with(b"\x89PNG"));
        assert!(!String::from_utf8_lossy(&answer.body).contains(MY_NUMBER));
    }
}
