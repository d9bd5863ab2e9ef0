//! ラベル: who leads a department keeps the words, who works there puts them on cases.

use kernel::Role;
use serde_json::{Value, json};
use testkit::{Answer, Browser, Colleague, TestTown, on_both_engines};

const WATER: &str = "suido-kaishi";
const ALLOWANCE: &str = "jido-teate-nintei";
const PAGE: &str = "/office/labels";

on_both_engines!(
    a_label_is_put_on_found_and_taken_off,
    a_label_is_of_its_department_and_kept_by_who_leads_it,
    what_is_put_away_stays_where_it_is,
    a_name_that_cannot_be_is_told_and_kept,
    many_cases_are_labelled_at_once_and_the_next_one_is_of_them,
);

fn filed(town: &TestTown, who: &Colleague, procedure: &str) -> String {
    let hanako = town.resident();
    who.finds(&hanako.files(procedure, &town.answers(&hanako, procedure)).number)
}

fn fields(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn keeps(web: &Browser, procedure: &str, town: &TestTown, name: &str) -> Answer {
    let mut wanted = fields(&[("do", "save"), ("name", name), ("colour", "amber")]);
    wanted.push(("department".to_owned(), town.department_of(procedure)));
    wanted.push(csrf(web));
    web.post_form(PAGE, &wanted)
}

fn csrf(web: &Browser) -> (String, String) {
    let form = web.get(PAGE).expect(200).hidden(PAGE);
    form.into_iter().find(|(name, _)| name == "csrf").unwrap()
}

/// What can be put on a case: names and ids.
fn offered(who: &Colleague, case: &str) -> Vec<(String, String)> {
    labels(&who.get(&format!("/api/v1/cases/{case}")).expect(200).json()["labels_offered"])
}

fn labels(of: &Value) -> Vec<(String, String)> {
    let word = |label: &Value, name: &str| label[name].as_str().unwrap().to_owned();
    of.as_array().unwrap().iter().map(|it| (word(it, "name"), word(it, "id"))).collect()
}

fn label(kind: &str, id: &str) -> Value {
    json!({ "type": kind, "label": id })
}

#[track_caller]
fn refused(answer: Answer) -> Value {
    answer.expect(422).json()["rule"].clone()
}

fn a_label_is_put_on_found_and_taken_off(town: &TestTown) {
    let (web, clerk) = (town.at_work("mori", Role::Lead, WATER), town.clerk_of(WATER, "sato"));
    keeps(&web, WATER, town, " 要 電話 ").expect(303);
    let (case, other) = (filed(town, &clerk, WATER), filed(town, &clerk, WATER));
    let [(name, id)] = offered(&clerk, &case).try_into().unwrap();
    assert_eq!(name, "要 電話");
    clerk.commands(&case, label("label", &id)).expect(200);
    assert_eq!(refused(clerk.commands(&case, label("label", &id))), "already-there");

    let found = clerk.queue(&format!("?label={id}"));
    assert_eq!(found.len(), 1);
    assert_eq!((&found[0]["id"], &labels(&found[0]["labels"])[0].0), (&json!(case), &name));
    let list = web.get(&format!("/office/?view=all&label={id}")).expect(200).text();
    assert!(list.contains("<span class=\"chip a\">要 電話</span>"), "{list}");
    assert!(list.contains("1件") && !list.contains(&other), "{list}");
    assert!(web.get(PAGE).expect(200).text().contains(">1件<"));
    let page = web.get(&format!("/office/cases/{case}")).expect(200).text();
    assert!(page.contains("ラベルを付けました") && page.contains("外す"), "{page}");

    clerk.commands(&case, label("unlabel", &id)).expect(200);
    assert_eq!(refused(clerk.commands(&case, label("unlabel", &id))), "not-there");
    assert!(clerk.queue(&format!("?label={id}")).is_empty());
    let kinds = clerk.events(&case).into_iter().map(|event| event["kind"].clone());
    assert_eq!(kinds.collect::<Vec<_>>(), ["filed", "labelled", "unlabelled"]);
    clerk.get("/api/v1/cases?label=leaks").expect(422);
}

fn a_label_is_of_its_department_and_kept_by_who_leads_it(town: &TestTown) {
    let water = town.at_work("mori", Role::Lead, WATER);
    keeps(&water, WATER, town, "漏水").expect(303);
    let clerk = town.clerk_of(WATER, "sato");
    let case = filed(town, &clerk, WATER);
    let [(_, id)] = offered(&clerk, &case).try_into().unwrap();

    // The head of the department leads as well; whoever only works there does not.
    let head = town.at_work("kacho", Role::Approver, WATER);
    assert!(head.get(PAGE).expect(200).text().contains("漏水"));
    town.at_work("tanaka", Role::Clerk, WATER).get(PAGE).expect(403);
    let strange = town.at_work("kudo", Role::Lead, ALLOWANCE);
    assert!(!strange.get(PAGE).expect(200).text().contains("漏水"));
    keeps(&strange, WATER, town, "よその名前").expect(404);
    let mut away = fields(&[("do", "away"), ("label", &id), ("version", "1")]);
    away.push(csrf(&strange));
    strange.post_form(PAGE, &away).expect(404);

    let other = town.clerk_of(ALLOWANCE, "abe");
    let theirs = filed(town, &other, ALLOWANCE);
    assert!(offered(&other, &theirs).is_empty());
    assert_eq!(refused(other.commands(&theirs, label("label", &id))), "no-such-label");
    assert!(other.queue(&format!("?label={id}")).is_empty());
}

fn what_is_put_away_stays_where_it_is(town: &TestTown) {
    let (web, clerk) = (town.at_work("mori", Role::Lead, WATER), town.clerk_of(WATER, "sato"));
    keeps(&web, WATER, town, "漏水").expect(303);
    let (case, other) = (filed(town, &clerk, WATER), filed(town, &clerk, WATER));
    let [(_, id)] = offered(&clerk, &case).try_into().unwrap();
    clerk.commands(&case, label("label", &id)).expect(200);
    let change = |what: &str, version: &str| {
        let mut wanted = fields(&[("do", what), ("label", &id), ("version", version)]);
        wanted.push(csrf(&web));
        web.post_form(PAGE, &wanted)
    };
    change("away", "1").expect(303);
    assert!(offered(&clerk, &other).is_empty());
    assert_eq!(refused(clerk.commands(&other, label("label", &id))), "no-such-label");
    assert_eq!(clerk.queue(&format!("?label={id}")).len(), 1);

    // The name is free; brought back beside another of that name it would be there twice.
    keeps(&web, WATER, town, "漏水").expect(303);
    assert!(change("back", "2").expect(422).text().contains("同じ名前のラベル"));
    assert!(change("back", "1").expect(409).text().contains("先に変えました"));
    clerk.commands(&case, label("unlabel", &id)).expect(200);
}

fn a_name_that_cannot_be_is_told_and_kept(town: &TestTown) {
    let web = town.at_work("mori", Role::Lead, WATER);
    keeps(&web, WATER, town, "至急").expect(303);
    for name in ["", "　", "あいうえおかきくけこさしす", "\u{202e}至急2"] {
        let told = keeps(&web, WATER, town, name).expect(422).text();
        assert!(told.contains("1文字から12文字"), "{name}: {told}");
    }
    let taken = keeps(&web, WATER, town, "至急").expect(422).text();
    assert!(taken.contains("同じ名前") && taken.contains("value=\"至急\""), "{taken}");
    assert!(taken.contains("<a href=\"#name\">"), "{taken}");
    assert!(taken.contains("aria-invalid=\"true\" aria-describedby=\"name-problem\""), "{taken}");
    for number in 2..=30 {
        keeps(&web, WATER, town, &format!("ラベル{number}")).expect(303);
    }
    let full = keeps(&web, WATER, town, "もう1つ").expect(422).text();
    assert!(full.contains("30個まで") && full.contains("もう1つ"), "{full}");
}

fn many_cases_are_labelled_at_once_and_the_next_one_is_of_them(town: &TestTown) {
    let (web, clerk) = (town.at_work("mori", Role::Lead, WATER), town.clerk_of(WATER, "sato"));
    keeps(&web, WATER, town, "漏水").expect(303);
    let cases: Vec<String> = (0..3).map(|_| filed(town, &clerk, WATER)).collect();
    let [(_, id)] = offered(&clerk, &cases[0]).try_into().unwrap();
    let mut wanted = web.get("/office/?view=unclaimed").expect(200).hidden("/office/bulk");
    wanted.extend(fields(&[("do", "label"), ("label", &id)]));
    for case in &cases[1..] {
        wanted.push(("case".to_owned(), format!("{case}:{}", clerk.case(case)["version"])));
    }
    let checked = web.post_form("/office/bulk", &wanted).expect(200);
    assert!(checked.text().contains("2件にラベルを付けられます"), "{}", checked.text());
    let page = web.post_form("/office/bulk", &checked.hidden("/office/bulk")).expect(303);
    town.run_jobs();
    let done = web.get(&page.location()).expect(200).text();
    assert!(done.contains("2件にラベルを付けました"), "{done}");
    assert_eq!(clerk.queue(&format!("?label={id}")).len(), 2);

    let body = json!({ "label": id });
    let next = || {
        let headers = [("authorization", clerk.proof.as_str())];
        clerk.web.post_json("/api/v1/cases/next", &headers, &body)
    };
    for _ in 0..2 {
        let taken = next().expect(200).json();
        assert!(cases[1..].contains(&taken["id"].as_str().unwrap().to_owned()), "{taken}");
    }
    next().expect(204);
}
