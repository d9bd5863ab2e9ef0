//! Desks: a case lies with another department than the one that answers for it, which checks it and
//! hands it back.

use std::slice;

use kernel::Role;
use serde_json::{Value, json};
use testkit::{Colleague, TestTown, on_both_engines};

use crate::office::of_the_office;

const WATER: &str = "suido-kaishi";
const ALLOWANCE: &str = "jido-teate-nintei";
const CENTRE: &str = "jimu-centre";

on_both_engines!(
    what_was_handed_over_is_worked_on_there_and_decided_here,
    the_next_case_is_one_that_lies_at_ones_desk,
    a_lead_hands_over_what_others_have,
    a_case_goes_only_where_somebody_works_on_it,
    a_centre_reads_nothing_that_is_sealed,
);

/// A case of `procedure`, as the clerk of its department finds it.
fn filed(town: &TestTown, procedure: &str, clerk: &Colleague) -> String {
    let hanako = town.resident();
    clerk.finds(&hanako.files(procedure, &town.answers(&hanako, procedure)).number)
}

fn hand_over(to: &str) -> Value {
    json!({ "type": "hand_over", "to": to, "text": "添付を確かめてください。" })
}

fn centre_clerk(town: &TestTown) -> Colleague {
    town.colleague("centre", Role::CentreClerk, CENTRE)
}

fn ids(rows: &[Value]) -> Vec<String> {
    rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

fn what_was_handed_over_is_worked_on_there_and_decided_here(town: &TestTown) {
    let (sato, centre) = (town.clerk_of(WATER, "sato"), centre_clerk(town));
    let ito = town.colleague("ito", Role::Clerk, "sodai-gomi");
    let case = filed(town, WATER, &sato);
    centre.get(&format!("/api/v1/cases/{case}")).expect(404);
    sato.claims(&case);

    let there = sato.commands(&case, hand_over(CENTRE)).expect(200).json();
    assert_eq!((&there["state"], &there["assignee"]), (&json!("received"), &Value::Null));
    assert_eq!((&there["desk"], &there["desk_name"]), (&json!(CENTRE), &json!("事務処理センター")));
    assert_eq!(there["department"], town.department_of(WATER), "who answers for it is the same");
    let fact = sato.events(&case).pop().unwrap();
    assert_eq!(fact["kind"], "handed-over");
    ito.get(&format!("/api/v1/cases/{case}")).expect(404);
    for list in [format!("?desk={CENTRE}"), String::new()] {
        assert_eq!(ids(&centre.queue(&list)), slice::from_ref(&case), "{list}");
        assert_eq!(ids(&sato.queue(&list)), slice::from_ref(&case), "{list}");
        assert!(ito.queue(&list).is_empty(), "{list}");
    }
    let of_water = format!("?desk={}", town.department_of(WATER));
    assert!(sato.queue(&of_water).is_empty() && centre.queue(&of_water).is_empty());
    sato.get("/api/v1/cases?desk=a%20b").expect(422);

    centre.claims(&case);
    for decides in [
        json!({ "type": "propose", "verdict": "approve", "reason": "" }),
        json!({ "type": "settle" }),
        json!({ "type": "complete" }),
    ] {
        let refused = centre.commands(&case, decides).expect(422).json();
        assert_eq!(refused["rule"], "not-yours", "{refused}");
    }
    let remarks = json!([{ "at": "/phone", "text": "番号が1桁足りません。" }]);
    let ask = json!({ "type": "request_correction", "remarks": remarks });
    centre.commands(&case, ask).expect(200);
    centre
        .commands(&case, json!({ "type": "cancel_correction", "reason": "電話で聞いた。" }))
        .expect(200);

    // Back home, it is out of their sight.
    centre.commands(&case, hand_over(&town.department_of(WATER))).expect(204);
    centre.get(&format!("/api/v1/cases/{case}")).expect(404);
    assert!(centre.queue("").is_empty());
    let back = sato.case(&case);
    assert_eq!((&back["desk"], &back["state"]), (&Value::Null, &json!("received")));
    assert_eq!(sato.takes_next().expect(200).json()["id"], json!(case));
}

fn the_next_case_is_one_that_lies_at_ones_desk(town: &TestTown) {
    let (sato, centre) = (town.clerk_of(WATER, "sato"), centre_clerk(town));
    let (one, other) = (filed(town, WATER, &sato), filed(town, WATER, &sato));
    sato.commands(&one, hand_over(CENTRE)).expect(200);

    assert_eq!(centre.takes_next().expect(200).json()["id"], json!(one));
    assert_eq!(sato.takes_next().expect(200).json()["id"], json!(other));
    let third = filed(town, WATER, &sato);
    sato.commands(&third, hand_over(CENTRE)).expect(200);
    sato.takes_next().expect(204);
    // Whoever answers for it may still take it from there.
    assert_eq!(sato.claims(&third)["desk"], json!(CENTRE));
    centre.takes_next().expect(204);
}

fn a_lead_hands_over_what_others_have(town: &TestTown) {
    let (sato, ito) = (town.clerk_of(WATER, "sato"), town.clerk_of(WATER, "ito"));
    centre_clerk(town);
    let lead = town.colleague("shunin", Role::Lead, &town.department_of(WATER));
    let case = filed(town, WATER, &sato);
    sato.claims(&case);

    let refused = ito.commands(&case, hand_over(CENTRE)).expect(422).json();
    assert_eq!(refused["rule"], "held-by-another");
    let there = lead.commands(&case, hand_over(CENTRE)).expect(200).json();
    assert_eq!((&there["desk"], &there["assignee"]), (&json!(CENTRE), &Value::Null));
}

fn a_case_goes_only_where_somebody_works_on_it(town: &TestTown) {
    let sato = town.clerk_of(WATER, "sato");
    let case = filed(town, WATER, &sato);
    let rule = |to: &str| sato.commands(&case, hand_over(to)).expect(422).json()["rule"].clone();
    assert_eq!(rule(CENTRE), "desk-has-nobody", "nobody is there yet");
    assert_eq!(rule("no-such-place"), "desk-has-nobody");
    assert_eq!(rule(&town.department_of(WATER)), "same-desk");
    town.colleague("kessai", Role::Approver, CENTRE);
    assert_eq!(rule(CENTRE), "desk-has-nobody", "who only decides takes no cases");
    centre_clerk(town);
    sato.commands(&case, hand_over(CENTRE)).expect(200);
}

fn a_centre_reads_nothing_that_is_sealed(town: &TestTown) {
    let (sato, centre) = (town.clerk_of(ALLOWANCE, "sato"), centre_clerk(town));
    let lead = town.colleague("shunin", Role::Lead, &town.department_of(ALLOWANCE));
    let hanako = town.resident();
    let form = &town.catalogue().procedure(ALLOWANCE).unwrap().form;
    let numbered = |data: &Value| data["myNumber"]["number"].is_string();
    let example = form.valid_examples().find(numbered).unwrap();
    let case = sato.finds(&hanako.files(ALLOWANCE, &hanako.with_pictures(example)).number);
    sato.commands(&case, hand_over(CENTRE)).expect(200);

    let reveals = |who: &Colleague| {
        let (staff, id) = (of_the_office(town, who), case.parse().unwrap());
        let number = ["/myNumber/number".to_owned()];
        town.wait(town.back_office().reveal(&staff, &id, &number, "本人確認")).is_ok()
    };
    assert!(reveals(&sato), "who answers for it reads it, wherever it lies");
    assert!(!reveals(&centre) && !reveals(&lead));
}
