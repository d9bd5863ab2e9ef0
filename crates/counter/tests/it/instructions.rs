//! 教示: no refusal leaves with words that nobody of the legal section has confirmed, or not this year.

use chrono::Duration;
use kernel::Role;
use serde_json::{Value, json};
use testkit::{Answer, Browser, Colleague, TestTown, on_both_engines};

const ALLOWANCE: &str = "jido-teate-nintei";
const PAGE: &str = "/office/instructions";
/// The section that answers for such texts.
const LEGAL: &str = "bunsho-hosei";

on_both_engines!(
    no_refusal_leaves_with_words_that_nobody_confirmed,
    a_text_is_confirmed_by_somebody_else_of_the_section,
    a_text_holds_for_a_year,
    operators_and_administrators_are_told_what_is_open,
);

fn refusal() -> Value {
    json!({ "type": "propose", "verdict": "refuse",
            "grounds": { "basis": "法第4条", "facts": "市外に住む。", "application": "要件を満たさない。" } })
}

/// An application for the allowance in the hands of a clerk.
fn in_hand(town: &TestTown) -> (Colleague, String) {
    let hanako = town.resident();
    let receipt = hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE));
    let clerk = town.clerk_of(ALLOWANCE, "sato");
    let case = clerk.finds(&receipt.number);
    clerk.claims(&case);
    (clerk, case)
}

fn of_the_section(town: &TestTown, name: &str) -> Browser {
    let who = town.colleague(name, Role::Lead, LEGAL);
    town.signs_in_anew(&who.email)
}

fn does(web: &Browser, pairs: &[(&str, &str)]) -> Answer {
    let mut form = web.get(PAGE).expect(200).hidden("/office/sign-out");
    form.retain(|(name, _)| name == "csrf");
    form.extend([("body", "governor"), ("reviewer", "宮城県知事")].map(owned));
    form.extend(pairs.iter().copied().map(owned));
    web.post_form(PAGE, &form)
}

fn owned((name, value): (&str, &str)) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

fn no_refusal_leaves_with_words_that_nobody_confirmed(town: &TestTown) {
    let (clerk, case) = in_hand(town);
    let approver = town.approver_of(ALLOWANCE, "suzuki");
    let told = clerk.commands(&case, refusal()).expect(422).json();
    assert_eq!(told["rule"], "instruction-unconfirmed");
    assert!(told["detail"].as_str().unwrap().contains("教示の表"), "{told}");
    let (one, other) = (of_the_section(town, "mori"), of_the_section(town, "hayashi"));
    does(
        &one,
        &[("do", "write"), ("text", "この決定に不服があるときは\n市長に申し出てください。")],
    )
    .expect(303);
    assert_eq!(
        clerk.commands(&case, refusal()).expect(422).json()["rule"],
        "instruction-unconfirmed"
    );
    does(&other, &[("do", "confirm"), ("version", "1")]).expect(303);
    clerk.commands(&case, refusal()).expect(200);
    approver.commands(&case, json!({ "type": "refuse" })).expect(200);
    assert_eq!(clerk.case(&case)["notices"][0]["instruction"], 1);
}

fn a_text_is_confirmed_by_somebody_else_of_the_section(town: &TestTown) {
    let (one, other) = (of_the_section(town, "mori"), of_the_section(town, "hayashi"));
    assert!(one.get(PAGE).expect(200).text().contains("見本（未確認）"));
    does(&one, &[("do", "write"), ("text", " \n ")]).expect(422);
    does(&one, &[("do", "write"), ("text", "一段落目。\n\n二段落目。")]).expect(303);
    let told = does(&one, &[("do", "confirm"), ("version", "1")]).expect(422).text();
    assert!(told.contains("自分では確認できません"), "{told}");
    let kept = does(&other, &[("do", "write"), ("text", "別の文。")]).expect(422).text();
    assert!(kept.contains("ほかの版が確認を待っています") && kept.contains("別の文。"), "{kept}");
    does(&other, &[("do", "confirm"), ("version", "1")]).expect(303);
    let again = does(&other, &[("do", "confirm"), ("version", "1")]).expect(409).text();
    assert!(again.contains("先に確認したか"), "{again}");
    let page = one.get(PAGE).expect(200).text();
    assert!(page.contains("確認済み") && page.contains("2027年11月20日まで"), "{page}");

    // Whoever leads another department reads; whoever leads none does not.
    let water = town.at_work("sasaki", Role::Lead, "suido-kaishi");
    let page = water.get(PAGE).expect(200).text();
    assert!(page.contains("二段落目") && page.contains("あなたは読むだけです"), "{page}");
    does(&water, &[("do", "write"), ("text", "よその文。")]).expect(404);
    town.at_work("tanaka", Role::Clerk, ALLOWANCE).get(PAGE).expect(403);
}

fn a_text_holds_for_a_year(town: &TestTown) {
    town.confirms_instructions();
    let (clerk, case) = in_hand(town);
    town.approver_of(ALLOWANCE, "suzuki");
    clerk.commands(&case, refusal()).expect(200);
    clerk.commands(&case, json!({ "type": "recall" })).expect(200);
    town.advance(Duration::days(366));
    let clerk = town.clerk_of(ALLOWANCE, "sato");
    assert_eq!(
        clerk.commands(&case, refusal()).expect(422).json()["rule"],
        "instruction-unconfirmed"
    );
    let one = of_the_section(town, "mori");
    assert!(one.get(PAGE).expect(200).text().contains("期限切れ"));
}

fn operators_and_administrators_are_told_what_is_open(town: &TestTown) {
    let who = town.colleague("abe", Role::Administrator, "city");
    let chief = || town.signs_in_anew(&who.email);
    let open = || town.wait(town.chores().workings()).unwrap().unconfirmed_instructions;
    let page = chief().get("/office/staff").expect(200).text();
    assert!(
        page.contains("確認されていない教示") && page.contains("まだ確認されていません"),
        "{page}"
    );
    assert!(open() > 1);
    town.confirms_instructions();
    assert_eq!(open(), 0);
    let page = chief().get("/office/staff").expect(200).text();
    assert!(!page.contains("確認されていない教示"), "{page}");
    town.advance(Duration::days(366));
    let page = chief().get("/office/staff").expect(200).text();
    assert!(page.contains("確認から1年が過ぎました"), "{page}");
    assert!(open() > 1);
}
