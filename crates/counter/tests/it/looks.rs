//! Who looked at what: every look is on the disk before the bytes leave, and is told to those who
//! oversee it and to the resident.

use back_office::{QueueFilter, Staff};
use chrono::Duration;
use kernel::{Among, Grant, Rank, ReceiptNumber, Role, SystemIds};
use serde_json::{Value, json};
use submission_store::audit;
use testkit::{Colleague, Resident, TestTown, on_both_engines};

const WATER: &str = "suido-kaishi";
const ALLOWANCE: &str = "jido-teate-nintei";

on_both_engines!(
    each_look_is_written_down_once,
    who_takes_the_next_case_has_looked_at_it_once,
    a_my_number_is_shown_at_the_screen_with_a_fresh_code,
    words_that_were_searched_for_are_not_kept,
    heads_and_auditors_are_told_of_what_they_oversee,
    the_resident_is_told_without_a_name,
    nothing_is_shown_while_no_look_can_be_written,
    a_look_is_never_changed_and_never_goes_away,
);

pub(crate) fn of_the_office(town: &TestTown, colleague: &Colleague) -> Staff {
    let token = colleague.proof.strip_prefix("Bearer ").unwrap();
    town.wait(town.back_office().staff_of_token(token)).unwrap().unwrap()
}

/// What the register says of a case, the earliest first: who, and what.
pub(crate) fn register(auditor: &Colleague, number: &str) -> Vec<(String, String)> {
    let path = format!("/api/v1/looks?case={number}");
    let looks = auditor.get(&path).expect(200).json()["looks"].clone();
    let line = |look: &Value| {
        let word = |name: &str| look[name].as_str().unwrap().to_owned();
        (word("name"), word("kind"))
    };
    looks.as_array().unwrap().iter().rev().map(line).collect()
}

/// Answers that hold a My Number.
pub(crate) fn with_number(town: &TestTown, hanako: &Resident) -> Value {
    let form = &town.catalogue().procedure(ALLOWANCE).unwrap().form;
    let numbered = form.valid_examples().find(|data| data["myNumber"]["number"].is_string());
    hanako.with_pictures(numbered.unwrap())
}

/// The place of an answer that is masked because of `kind`.
pub(crate) fn masked(shown: &Value, kind: &str) -> Option<String> {
    match shown {
        Value::Array(all) => all.iter().find_map(|one| masked(one, kind)),
        Value::Object(one) if one.get("sensitive").is_some_and(|of| of == kind) => {
            Some(one["at"].as_str().unwrap().to_owned())
        }
        Value::Object(one) => one.values().find_map(|below| masked(below, kind)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

fn who_takes_the_next_case_has_looked_at_it_once(town: &TestTown) {
    let hanako = town.resident();
    let clerk = town.clerk_of(WATER, "sato");
    let auditor = town.colleague("mori", Role::Auditor, "city");
    let proof = [("authorization", clerk.proof.as_str())];
    let next = json!({ "procedure": WATER });
    for has_looked in [false, true] {
        let receipt = hanako.files(WATER, &town.answers(&hanako, WATER));
        if has_looked {
            clerk.case(&clerk.finds(&receipt.number));
        }
        clerk.web.post_json("/api/v1/cases/next", &proof, &next).expect(200);
        let all = register(&auditor, &receipt.number);
        let sato = all.iter().filter(|(who, what)| who == "sato" && what == "case");
        assert_eq!(sato.count(), 1, "{has_looked}: {all:?}");
    }
}

fn each_look_is_written_down_once(town: &TestTown) {
    let hanako = town.resident();
    let receipt = hanako.files(ALLOWANCE, &with_number(town, &hanako));
    let clerk = town.clerk_of(ALLOWANCE, "sato");
    let auditor = town.colleague("mori", Role::Auditor, "city");
    let case = clerk.finds(&receipt.number);
    let seen = |what: &[&str]| {
        let all = register(&auditor, &receipt.number);
        let sato = all.into_iter().filter(|(who, _)| who == "sato").map(|(_, what)| what);
        assert_eq!(sato.collect::<Vec<_>>(), what);
    };

    clerk.case(&case);
    clerk.case(&case);
    seen(&["case"]);
    town.advance(Duration::minutes(11));
    clerk.case(&case);
    seen(&["case", "case"]);

    clerk.claims(&case);
    clerk.events(&case);
    let file = clerk.case(&case)["attachments"][0]["id"].as_str().unwrap().to_owned();
    let (id, office) = (case.parse().unwrap(), town.back_office());
    let staff = of_the_office(town, &clerk);
    town.wait(office.case_pdf(&staff, &id)).unwrap();
    town.wait(office.case_attachment(&staff, &id, &file.parse().unwrap(), None)).unwrap();
    town.wait(office.case_attachment(&staff, &id, &file.parse().unwrap(), None)).unwrap();
    seen(&["case", "case", "history", "application", "file"]);

    // A value in clear is one look each time.
    let number = ["/myNumber/number".to_owned()];
    for _ in 0..2 {
        town.wait(office.reveal(&staff, &id, &number, "番号の確認")).unwrap();
    }
    seen(&["case", "case", "history", "application", "file", "value", "value"]);
    town.wait(office.reissue_code(&staff, &id, "運転免許証")).unwrap();
    seen(&["case", "case", "history", "application", "file", "value", "value", "code"]);
}

fn a_my_number_is_shown_at_the_screen_with_a_fresh_code(town: &TestTown) {
    const EMAIL: &str = "suzuki@city.example";
    let hanako = town.resident();
    let answers = with_number(town, &hanako);
    let receipt = hanako.files(ALLOWANCE, &answers);
    let clerk = town.clerk_of(ALLOWANCE, "suzuki");
    let case = clerk.finds(&receipt.number);
    clerk.claims(&case);
    let household = masked(&clerk.case(&case)["answers"], "household").unwrap();
    let web = town.signs_in_anew(EMAIL);
    let (page, path) = (format!("/office/cases/{case}"), format!("/office/cases/{case}/reveal"));
    let asks = |at: &str| {
        let mut fields = web.get(&page).expect(200).hidden(&format!("{path}#answers"));
        fields.retain(|(name, _)| name == "csrf");
        let typed = [("at", at), ("reason", "番号の確認")];
        fields.extend(typed.map(|(name, value)| (name.to_owned(), value.to_owned())));
        web.post_form(&path, &fields)
    };
    let number = answers["myNumber"]["number"].as_str().unwrap();
    town.advance(Duration::minutes(6));
    // What is read all day needs no code.
    asks(&household).expect(200);
    let asked = asks("/myNumber/number").expect(403);
    assert!(asked.text().contains("fresh-code") && !asked.text().contains(number));
    let shown = town.proves_again(&web, &asked, EMAIL, &path).expect(200).text();
    assert!(shown.contains(number), "{shown}");
    let auditor = town.colleague("mori", Role::Auditor, "city");
    let seen = register(&auditor, &receipt.number);
    assert_eq!(seen.iter().filter(|(_, what)| what == "value").count(), 2, "{seen:?}");
}

fn words_that_were_searched_for_are_not_kept(town: &TestTown) {
    let hanako = town.resident();
    hanako.files(WATER, &town.answers(&hanako, WATER));
    let clerk = town.clerk_of(WATER, "sato");
    let auditor = town.colleague("mori", Role::Auditor, "city");
    let applicant = town.answers(&hanako, WATER)["name"].as_str().unwrap().to_owned();
    let staff = of_the_office(town, &clerk);
    // Twice in ten minutes, then another name.
    for words in [applicant.as_str(), &applicant, "佐藤"] {
        let filter = QueueFilter { words: Some(words.to_owned()), ..QueueFilter::default() };
        town.wait(town.back_office().queue(&staff, filter, None, 50)).unwrap();
    }
    clerk.get("/api/v1/cases?ward=aoba").expect(200);

    let looks = auditor.get("/api/v1/looks").expect(200).json()["looks"].clone();
    let looks: Vec<Value> = looks.as_array().unwrap().iter().rev().cloned().collect();
    let told = |look: &Value| (look["kind"].clone(), look["found"].clone());
    assert_eq!(told(&looks[0]), (json!("search"), json!(1)));
    assert_eq!(told(&looks[1]), (json!("search"), json!(0)));
    assert_eq!((&looks[2]["kind"], &looks[2]["part"]), (&json!("list"), &json!("ward=aoba")));
    assert_ne!(looks[0]["part"], looks[1]["part"], "other words are told apart");
    // What is no id stays out of it, and each page of a list is a look.
    clerk.get("/api/v1/cases?procedure=%E4%BD%90%E8%97%A4").expect(200);
    let filed = |n: usize| hanako.posts(&format!("k-{n}"), WATER, &town.answers(&hanako, WATER));
    (0..2).for_each(|n| drop(filed(n).expect(201)));
    let first = clerk.get("/api/v1/cases?limit=1").expect(200).json();
    let next = first["next_cursor"].as_str().unwrap();
    clerk.get(&format!("/api/v1/cases?limit=1&cursor={next}")).expect(200);
    let lists = auditor.get("/api/v1/looks?kind=list").expect(200).json()["looks"].clone();
    let parts: Vec<&str> =
        lists.as_array().unwrap().iter().map(|look| look["part"].as_str().unwrap()).collect();
    assert_eq!(parts[..3], [format!("page={next}").as_str(), "", "procedure=?"]);
    // Definitions say what can be searched for.
    let of_people = |row: &String| !row.starts_with("procedure_versions") && row.contains("search");
    let kept = town.dump().into_iter().filter(of_people).collect::<String>();
    assert!(!kept.contains(&applicant) && !kept.contains("佐藤"), "{kept}");
}

fn heads_and_auditors_are_told_of_what_they_oversee(town: &TestTown) {
    let hanako = town.resident();
    let water = hanako.files(WATER, &town.answers(&hanako, WATER));
    let allowance = hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE));
    let clerks = [town.clerk_of(WATER, "sato"), town.clerk_of(ALLOWANCE, "suzuki")];
    let cases = [clerks[0].finds(&water.number), clerks[1].finds(&allowance.number)];
    clerks[0].case(&cases[0]);
    clerks[1].case(&cases[1]);
    let department = town.department_of(WATER);
    let grant = |rank| Grant { rank, ..Grant::new(Role::Approver, department.parse().unwrap()) };
    let head = town.colleague_with("kacho", grant(Rank::Section));
    let chief = town.colleague_with("kakaricho", grant(Rank::Chief));
    let auditor = town.colleague("mori", Role::Auditor, "city");

    assert_eq!(register(&auditor, &water.number), [("sato".into(), "case".into())]);
    assert_eq!(register(&auditor, &allowance.number), [("suzuki".into(), "case".into())]);
    assert_eq!(register(&head, &water.number), [("sato".into(), "case".into())]);
    assert_eq!(register(&head, &allowance.number), [], "of another department");
    let lists = auditor.get("/api/v1/looks?kind=search").expect(200).json();
    assert_eq!(lists["looks"].as_array().unwrap().len(), 2, "who found them");
    let lists = head.get("/api/v1/looks?kind=search").expect(200).json();
    assert_eq!(lists["looks"], json!([]), "lists are of no department");

    for who in [&clerks[0], &chief] {
        who.get("/api/v1/looks").expect(403);
        who.get(&format!("/api/v1/cases/{}/looks", cases[0])).expect(403);
    }
    head.get(&format!("/api/v1/cases/{}/looks", cases[1])).expect(404);
    let of_case = head.get(&format!("/api/v1/cases/{}/looks", cases[0])).expect(200).json();
    assert_eq!(of_case["looks"][0]["role"], "clerk");
    // Who asks is in the register too.
    let asked = auditor.get("/api/v1/looks?kind=looks").expect(200).json();
    assert!(asked["looks"].as_array().unwrap().iter().any(|look| look["name"] == "kacho"));
    assert!(register(&auditor, &water.number).contains(&("kacho".into(), "readers".into())));

    // A grant for some procedures oversees their cases, by number.
    let narrowed = Grant {
        procedures: Among::These([WATER.to_owned()].into()),
        ..Grant::new(Role::Auditor, "city".parse().unwrap())
    };
    let narrow = town.colleague_with("narrow", narrowed);
    assert!(!register(&narrow, &water.number).is_empty());
    assert_eq!(register(&narrow, &allowance.number), []);
    let all = narrow.get("/api/v1/looks").expect(200).json();
    assert_eq!(all["looks"], json!([]), "of no department as a whole");
    for cursor in ["-99999999999~0", "99999999999~0"] {
        let none = auditor.get(&format!("/api/v1/looks?cursor={cursor}")).expect(200).json();
        assert_eq!(none["looks"], json!([]));
    }
    auditor.get("/api/v1/looks?from=-9999-01-01&until=%2B99999-01-01").expect(200);
    let number = ReceiptNumber::draw(&SystemIds, town.now());
    assert_eq!(register(&auditor, number.as_str()), [], "of no case");
    auditor.get("/api/v1/looks?case=what").expect(422);
    auditor.get("/api/v1/looks?from=yesterday").expect(422);
    auditor.get("/api/v1/looks?whom=sato").expect(400);
}

fn the_resident_is_told_without_a_name(town: &TestTown) {
    let hanako = town.resident();
    let receipt = hanako.files(WATER, &town.answers(&hanako, WATER));
    hanako.opens(&receipt);
    let page = format!("/receipts/{}", receipt.number);
    assert!(!hanako.web.get(&page).expect(200).text().contains("この申請を見た職員"));

    let clerk = town.clerk_of(WATER, "sato");
    let auditor = town.colleague("mori", Role::Auditor, "city");
    let case = clerk.finds(&receipt.number);
    clerk.case(&case);
    auditor.case(&case);
    let html = hanako.web.get(&page).expect(200).text();
    assert!(html.contains("審査のため") && html.contains("監査のため"), "{html}");
    assert!(!html.contains("sato") && !html.contains("mori"), "{html}");
}

fn nothing_is_shown_while_no_look_can_be_written(town: &TestTown) {
    let hanako = town.resident();
    let receipt = hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE));
    let clerk = town.clerk_of(ALLOWANCE, "sato");
    let case = clerk.finds(&receipt.number);
    clerk.claims(&case);
    let seen = clerk.case(&case);
    let name = seen["applicant"]["name"].as_str().unwrap().to_owned();
    let file = seen["attachments"][0]["id"].as_str().unwrap().to_owned();
    let (id, file, office) = (case.parse().unwrap(), file.parse().unwrap(), town.back_office());
    let staff = of_the_office(town, &clerk);
    town.advance(Duration::minutes(11));
    town.tamper("ALTER TABLE looks RENAME TO gone");
    for path in ["", "/events"].map(|part| format!("/api/v1/cases/{case}{part}")) {
        let answer = clerk.get(&path);
        assert!(answer.status >= 500, "{path}: {}", answer.status);
        assert!(!answer.text().contains(&name), "{path}");
    }
    let answer = clerk.get("/api/v1/cases");
    assert!(answer.status >= 500 && !answer.text().contains(&name), "{}", answer.status);
    assert!(town.wait(office.case_pdf(&staff, &id)).is_err());
    assert!(town.wait(office.case_attachment(&staff, &id, &file, None)).is_err());
    assert!(town.wait(office.reissue_code(&staff, &id, "運転免許証")).is_err());
    town.tamper("ALTER TABLE gone RENAME TO looks");
    assert!(clerk.get(&format!("/api/v1/cases/{case}")).text().contains(&name));
    let code = clerk.events(&case).iter().filter(|event| event["kind"] == "code-reissued").count();
    assert_eq!(code, 0, "the old code is good");
}

fn a_look_is_never_changed_and_never_goes_away(town: &TestTown) {
    let hanako = town.resident();
    let receipt = hanako.files(WATER, &town.answers(&hanako, WATER));
    let clerk = town.clerk_of(WATER, "sato");
    let case = clerk.finds(&receipt.number);
    clerk.case(&case);
    town.advance(Duration::days(1));
    let closed = town.wait(town.archive().store().close_days(town.now(), None)).unwrap();
    assert_eq!(closed.iter().map(|head| head.looks).sum::<i64>(), 2, "the search and the case");
    town.is_whole();
    let verified = || {
        let verified = town.archive().store().read(|tx| audit::verify(tx));
        town.wait(verified).unwrap().first_break
    };
    assert_eq!(verified(), None);
    let on =
        if town.store_settings().database_url.starts_with("postgres") { "ON looks" } else { "" };
    town.tamper(&format!("DROP TRIGGER looks_never_change {on}"));
    town.tamper("UPDATE looks SET part = 'nothing' WHERE kind = 'case'");
    let found = format!("{:?}", verified());
    assert!(found.contains("its looks or its head were changed"), "{found}");
    town.tamper("UPDATE looks SET part = '' WHERE kind = 'case'");
    assert_eq!(verified(), None, "put back as it was");
}

/// Several files answer one question: each that is opened is a look of its own.
#[test]
fn two_photographs_of_one_question_are_two_looks() {
    const REPAIR: &str = "kaigo-jutaku-kaishu";
    let town = TestTown::with_every_form();
    let hanako = town.resident();
    let form = &town.catalogue().procedure(REPAIR).unwrap().form;
    let example = form.valid_examples().find(|data| data["beforePhotos"].is_array()).unwrap();
    let receipt = hanako.files(REPAIR, &hanako.with_pictures(example));
    let clerk = town.clerk_of(REPAIR, "sato");
    let auditor = town.colleague("mori", Role::Auditor, "city");
    let case = clerk.finds(&receipt.number);
    clerk.claims(&case);
    let files = clerk.case(&case)["attachments"].as_array().unwrap().clone();
    let same = |one: &&Value| files.iter().filter(|file| file["label"] == one["label"]).count() > 1;
    let two: Vec<&Value> = files.iter().filter(same).take(2).collect();
    let staff = of_the_office(&town, &clerk);
    let (id, office) = (case.parse().unwrap(), town.back_office());
    for file in two.iter().chain(&two) {
        let file = file["id"].as_str().unwrap().parse().unwrap();
        town.wait(office.case_attachment(&staff, &id, &file, None)).unwrap();
    }
    let opened = register(&auditor, &receipt.number);
    assert_eq!(opened.iter().filter(|(_, kind)| kind == "file").count(), 2, "{opened:?}");
}
