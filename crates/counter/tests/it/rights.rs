//! What a role alone does not open: sensitive answers and files, each by the right of its kind.

use back_office::Error;
use kernel::{Grant, Right, Role};
use serde_json::Value;
use testkit::{Colleague, Receipt, TestTown, on_both_engines};

use crate::{
    looks::{masked, of_the_office, with_number},
    personnel::{WATER, administrator, at, grants, seated},
};

const ALLOWANCE: &str = "jido-teate-nintei";

on_both_engines!(
    a_value_opens_only_with_the_right_of_its_kind,
    an_identity_document_opens_only_with_its_right,
    a_right_is_given_with_the_grant_and_taken_away_again,
);

fn filed(town: &TestTown) -> Receipt {
    let hanako = town.resident();
    hanako.files(ALLOWANCE, &with_number(town, &hanako))
}

/// A clerk who opens these kinds and no others.
fn clerk(town: &TestTown, name: &str, rights: &[Right]) -> Colleague {
    let department = town.department_of(ALLOWANCE).parse().unwrap();
    let rights = rights.iter().copied().collect();
    town.colleague_with(name, Grant { rights, ..Grant::new(Role::Clerk, department) })
}

fn text_at<'a>(shown: &'a Value, at: &str) -> Option<&'a str> {
    match shown {
        Value::Array(all) => all.iter().find_map(|one| text_at(one, at)),
        Value::Object(one) if one.get("at").is_some_and(|it| it == at) => one["text"].as_str(),
        Value::Object(one) => one.values().find_map(|below| text_at(below, at)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

fn a_value_opens_only_with_the_right_of_its_kind(town: &TestTown) {
    let receipt = filed(town);
    let sato = clerk(town, "sato", &[Right::SeeHousehold]);
    let case = sato.finds(&receipt.number);
    let answers = sato.case(&case)["answers"].clone();
    let (household, number) = (masked(&answers, "household").unwrap(), "/myNumber/number");
    assert_eq!(text_at(&answers, number), Some("＊＊＊＊"), "not even its end");

    let (office, staff) = (town.back_office(), of_the_office(town, &sato));
    let id = case.parse().unwrap();
    let reveals = |at: &str| town.wait(office.reveal(&staff, &id, &[at.to_owned()], "確認"));
    assert!(reveals(&household).unwrap().contains_key(&household));
    let (denied, absent) = (reveals(number), reveals("/noSuchThing"));
    assert!(matches!(denied, Err(Error::NotFound)) && matches!(absent, Err(Error::NotFound)));
    let both = [household, number.to_owned()];
    let together = town.wait(office.reveal(&staff, &id, &both, "確認"));
    assert!(matches!(together, Err(Error::NotFound)), "one that may be opened opens no other");

    // A grant elsewhere that carries the right opens nothing here.
    let elsewhere = Grant { rights: [Right::SeeMyNumber].into(), ..at(Role::Clerk, WATER) };
    town.tries_to_grant("sato", elsewhere).unwrap();
    let staff = of_the_office(town, &sato);
    let still = town.wait(office.reveal(&staff, &id, &[number.to_owned()], "確認"));
    assert!(matches!(still, Err(Error::NotFound)));
}

fn an_identity_document_opens_only_with_its_right(town: &TestTown) {
    let receipt = filed(town);
    let (sato, suzuki) = (clerk(town, "sato", &[]), clerk(town, "suzuki", &[Right::SeeIdentity]));
    let case = sato.finds(&receipt.number);
    let files = sato.case(&case)["attachments"].clone();
    let is_identity = |file: &&Value| file["label"] == "本人確認書類の写し";
    let file = files.as_array().unwrap().iter().find(is_identity).unwrap()["id"].clone();
    let file = file.as_str().unwrap().parse().unwrap();
    let (office, id) = (town.back_office(), case.parse().unwrap());
    let opens = |who: &Colleague| {
        town.wait(office.case_attachment(&of_the_office(town, who), &id, &file, Some("確認")))
    };
    assert!(matches!(opens(&sato), Err(Error::NotFound)));
    assert!(opens(&suzuki).is_ok());
    for (who, told) in [(&sato, "見る権限がありません"), (&suzuki, "開く理由")] {
        let page = town.signs_in_anew(&who.email).get(&format!("/office/cases/{case}"));
        assert!(page.expect(200).text().contains(told), "{told}");
    }
}

fn a_right_is_given_with_the_grant_and_taken_away_again(town: &TestTown) {
    let admin = administrator(town, "yamamoto");
    let clerk = seated(town, "sato", at(Role::Clerk, WATER));
    let give = [("type", "give"), ("department", WATER), ("role", "clerk")];
    let seeing = [&give[..], &[("right", "see:bank"), ("right", "see:health")]].concat();
    let done = admin.changes(&clerk.id, &seeing).expect(303).location();
    let written = format!("clerk@{WATER}[rights=see:bank,see:health]");
    assert_eq!(
        grants(town, &clerk.email),
        std::slice::from_ref(&written),
        "the same grant, and more"
    );
    let text = admin.web.get(&done).expect(200).text();
    assert!(text.contains("口座を見る・健康を見る"), "{text}");
    admin.changes(&clerk.id, &give).expect(303);
    assert_eq!(grants(town, &clerk.email), [format!("clerk@{WATER}")]);
    admin.changes(&clerk.id, &[("type", "end"), ("grant", &written)]).expect(422);
}
