//! 引き上げる: who decides does not wait for the steps below.

use kernel::{Grant, Rank, Role};
use serde_json::json;
use testkit::{Receipt, TestTown};

const FOOD: &str = "shokuhin-eigyo";

#[test]
fn who_decides_takes_a_proposal_before_the_steps_below() {
    let town = TestTown::with_every_form();
    let hanako = town.resident();
    let body = json!({ "procedure": FOOD, "data": town.answers(&hanako, FOOD) });
    let key = [("idempotency-key", "food")];
    let receipt = hanako.web.post_json("/api/v1/submissions", &key, &body).expect(201).json();
    let receipt = Receipt::read(receipt);
    let clerk = town.clerk_of(FOOD, "sato");
    town.confirms_instructions();
    let grant = Grant::new(Role::Approver, town.department_of(FOOD).parse().unwrap());
    let section = town.colleague_with("kato", Grant { rank: Rank::Section, ..grant.clone() });
    let grant = Grant { rank: Rank::Division, ..grant };
    // Another password ends what tokens there were.
    let page = town.signs_in_anew(&town.colleague_with("ono", grant.clone()).email);
    let division = town.colleague_with("ono", grant);
    let case = clerk.finds(&receipt.number);
    clerk.commands(&case, json!({ "type": "waive_fee", "reason": "公用のため" })).expect(200);
    clerk.claims(&case);
    let proposal = json!({ "type": "propose", "verdict": "refuse",
        "grounds": { "basis": "法第4条", "facts": "基準に合わない", "application": "要件を満たさない" } });
    clerk.commands(&case, proposal).expect(200);

    let refused = |answer: testkit::Answer| answer.expect(422).json()["rule"].clone();
    assert_eq!(refused(division.commands(&case, json!({ "type": "refuse" }))), "steps-open");
    let up = |verdict: &str| json!({ "type": "raise", "verdict": verdict });
    assert_eq!(refused(section.commands(&case, up("refuse"))), "rank-too-low");
    assert_eq!(refused(division.commands(&case, up("approve"))), "against-proposal");
    let address = format!("/office/cases/{case}");
    let shown = page.get(&address).expect(200);
    assert!(shown.text().contains("引き上げて決裁する"), "{}", shown.text());
    let commands = format!("{address}/commands");
    let mut form = shown.hidden(&commands);
    form.retain(|(name, _)| name != "type");
    for (name, value) in [("type", "raise"), ("verdict", "refuse")] {
        form.push((name.to_owned(), value.to_owned()));
    }
    let unsure = page.post_form(&commands, &form).expect(422).text();
    assert!(unsure.contains("確認のチェック"), "{unsure}");
    form.push(("sure".into(), "yes".into()));
    page.post_form(&commands, &form).expect(303);

    let log = clerk.events(&case);
    let (raised, decided) = (&log[log.len() - 2], &log[log.len() - 1]);
    assert_eq!((&raised["kind"], &decided["kind"]), (&json!("raised"), &json!("refused")));
    assert_eq!(raised["event"]["skipped"], json!(["section"]));
    assert_eq!(clerk.case(&case)["decision"]["by"], json!(division.id));
    let told = page.get(&address).expect(200).text();
    assert!(told.contains("課長の確認を待たずに決裁"), "{told}");
    assert_eq!(refused(division.commands(&case, up("refuse"))), "wrong-state");
}
