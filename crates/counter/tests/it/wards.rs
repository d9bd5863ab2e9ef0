//! Wards: where a filing belongs is told by its answers, and who works for one ward sees that one.

use kernel::{Among, Grant, Role, WardId};
use serde_json::{Value, json};
use testkit::{Answer, Colleague, Resident, TestTown, on_both_engines};

const WATER: &str = "suido-kaishi";

on_both_engines!(
    a_filing_belongs_to_the_ward_that_its_answers_name,
    who_works_for_a_ward_sees_no_other,
    a_grant_for_one_procedure_is_none_for_another,
    what_a_grant_names_must_be_known,
);

fn ids(names: &[&str]) -> Among<WardId> {
    Among::These(names.iter().map(|id| id.parse().unwrap()).collect())
}

/// Files the beginning of water at a place of this ward; gives the receipt number.
fn files_in(town: &TestTown, who: &Resident, ward: &str, postal: &str, street: &str) -> String {
    let mut data = town.answers(who, WATER);
    data["address"]["ward"] = json!(ward);
    data["address"]["postal"] = json!(postal);
    data["address"]["town"] = json!(street);
    who.files(WATER, &data).number
}

/// One filing in 青葉区 and one in 泉区.
fn two_filings(town: &TestTown) -> (String, String) {
    let hanako = town.resident();
    let aoba = files_in(town, &hanako, "青葉区", "980-0011", "上杉一丁目");
    let izumi = files_in(town, &hanako, "泉区", "981-3133", "泉中央一丁目");
    (aoba, izumi)
}

fn numbers(rows: &[Value]) -> Vec<String> {
    rows.iter().map(|row| row["receipt_number"].as_str().unwrap().to_owned()).collect()
}

fn takes_next(clerk: &Colleague, narrowed: &Value) -> Answer {
    let proof = [("authorization", clerk.proof.as_str())];
    clerk.web.post_json("/api/v1/cases/next", &proof, narrowed)
}

fn of_ward(town: &TestTown, name: &str, wards: &[&str]) -> Colleague {
    let department = town.department_of(WATER).parse().unwrap();
    town.colleague_with(name, Grant { wards: ids(wards), ..Grant::new(Role::Clerk, department) })
}

fn a_filing_belongs_to_the_ward_that_its_answers_name(town: &TestTown) {
    let (aoba, izumi) = two_filings(town);
    let clerk = town.clerk_of(WATER, "sato");
    let of = |ward: &str| numbers(&clerk.queue(&format!("?ward={ward}")));
    assert_eq!((of("aoba"), of("izumi")), (vec![aoba.clone()], vec![izumi.clone()]));
    assert!(of("outside").is_empty() && of("unknown").is_empty());
    clerk.get("/api/v1/cases?ward=%E6%B3%89%E5%8C%BA").expect(422);

    let case = clerk.case(&clerk.finds(&izumi));
    assert_eq!((&case["ward"], &case["ward_name"]), (&json!("izumi"), &json!("泉区")));
    let taken = takes_next(&clerk, &json!({ "ward": "izumi" })).expect(200).json();
    assert_eq!(taken["id"], case["id"]);
    assert_eq!(numbers(&clerk.queue("?ward=aoba&state=received")), [aoba]);
}

fn who_works_for_a_ward_sees_no_other(town: &TestTown) {
    let (aoba, izumi) = two_filings(town);
    let all = town.clerk_of(WATER, "sato");
    let (in_aoba, in_izumi) = (all.finds(&aoba), all.finds(&izumi));
    let clerk = of_ward(town, "ito", &["izumi", "outside"]);
    assert_eq!(numbers(&clerk.queue("")), [izumi]);
    assert!(clerk.queue(&format!("?q={aoba}")).is_empty());
    clerk.get(&format!("/api/v1/cases/{in_izumi}")).expect(200);
    clerk.get(&format!("/api/v1/cases/{in_aoba}")).expect(404);
    clerk.get(&format!("/api/v1/cases/{in_aoba}/events")).expect(404);
    let claim = json!({ "type": "claim", "version": 1 });
    clerk.commands_blindly(&in_aoba, &claim).expect(404);

    let given = json!({ "type": "assign", "to": clerk.id });
    let refused = all.commands(&in_aoba, given.clone()).expect(422).json();
    assert_eq!(refused["rule"], "no-such-colleague", "who cannot see it is given nothing");
    let taken = clerk.takes_next().expect(200).json();
    assert_eq!(taken["id"], json!(in_izumi));
    clerk.takes_next().expect(204);
}

fn a_grant_for_one_procedure_is_none_for_another(town: &TestTown) {
    let hanako = town.resident();
    let water = hanako.files(WATER, &town.answers(&hanako, WATER)).number;
    let of = |name, procedure: &str| {
        let procedures = Among::These([procedure.to_owned()].into());
        let department = town.department_of(WATER).parse().unwrap();
        town.colleague_with(name, Grant { procedures, ..Grant::new(Role::Clerk, department) })
    };
    assert!(of("ito", "jido-teate-nintei").queue("").is_empty());
    assert_eq!(numbers(&of("kato", WATER).queue("")), [water]);
}

fn what_a_grant_names_must_be_known(town: &TestTown) {
    let water = || Grant::new(Role::Clerk, town.department_of(WATER).parse().unwrap());
    let refused = |grant| town.tries_to_grant("ito", grant).unwrap_err().to_string();
    assert!(refused(Grant { wards: ids(&["izmi"]), ..water() }).contains("`izmi`"));
    assert!(refused(Grant { wards: ids(&["unknown"]), ..water() }).contains("`unknown`"));
    let procedures = Among::These(["suido".to_owned()].into());
    assert!(refused(Grant { procedures, ..water() }).contains("`suido`"));
}

/// Those whose examples are filed by people from elsewhere, as most of these filings are.
const FROM_ELSEWHERE: [&str; 2] = ["kokuho-sosaihi", "furusato-onestop"];

#[test]
fn every_definition_says_its_ward() {
    let town = TestTown::with_every_form();
    let catalogue = town.catalogue();
    let context = form_engine::Context::on(town.now().day());
    for published in catalogue.procedures().iter() {
        let form = &published.form;
        let definition = town.wait(catalogue.definition(published)).unwrap();
        let definition: Value = serde_json::from_str(&definition).unwrap();
        let told = &definition["x-procedure"]["routing"]["ward"];
        assert!(told.is_string(), "{} says no ward", form.id());
        let wards: Vec<Option<WardId>> = form
            .valid_examples()
            .map(|example| form.check(&example, &context).data)
            .map(|answers| form.ward_words(&answers, &context).unwrap())
            .map(|words| words.and_then(|words| catalogue.ward_of(&words)))
            .collect();
        let inside = wards.iter().flatten().any(|ward| *ward != WardId::outside());
        let from_elsewhere = FROM_ELSEWHERE.contains(&form.id());
        assert_eq!(inside, !from_elsewhere, "{}: {told} gives {wards:?}", form.id());
    }
}
