//! つながり: what somebody of the office says that two cases have to do with each other.

use kernel::{ReceiptNumber, Role, SystemIds};
use serde_json::{Value, json};
use testkit::{Answer, Colleague, Receipt, TestTown, on_both_engines};

const WATER: &str = "suido-kaishi";
const ALLOWANCE: &str = "jido-teate-nintei";

on_both_engines!(
    two_cases_are_linked_seen_at_both_and_taken_apart,
    a_case_that_somebody_may_not_see_is_linked_by_nobody_and_shown_to_nobody,
    what_cannot_be_a_link_is_told_and_kept,
    who_only_decides_links_nothing,
    what_goes_on_is_told_from_what_was_before,
    a_case_has_as_many_links_as_somebody_reads,
);

fn files(town: &TestTown, procedure: &str) -> Receipt {
    let hanako = town.resident();
    hanako.files(procedure, &town.answers(&hanako, procedure))
}

fn link(other: &Receipt, kind: &str) -> Value {
    json!({ "type": "link", "other": other.number, "kind": kind })
}

fn unlink(other: &Receipt) -> Value {
    json!({ "type": "unlink", "other": other.number })
}

#[track_caller]
fn refused(answer: Answer) -> Value {
    answer.expect(422).json()["rule"].clone()
}

/// A number that nobody was given.
fn nobodys(town: &TestTown) -> String {
    ReceiptNumber::draw(&SystemIds, town.now()).to_string()
}

/// What stands as linked at a case: the number, the kind, and whether the other goes on with it.
fn linked(who: &Colleague, case: &str) -> Vec<(String, String, bool)> {
    let links = who.case(case)["links"].clone();
    let line = |link: &Value| {
        let word = |name: &str| link[name].as_str().unwrap().to_owned();
        (word("receipt_number"), word("kind"), link["goes_on"].as_bool().unwrap())
    };
    links.as_array().unwrap().iter().map(line).collect()
}

fn kinds(who: &Colleague, case: &str) -> Vec<Value> {
    who.events(case).into_iter().map(|event| event["kind"].clone()).collect()
}

fn two_cases_are_linked_seen_at_both_and_taken_apart(town: &TestTown) {
    let web = town.at_work("mori", Role::Clerk, ALLOWANCE);
    let (clerk, hanako) = (town.clerk_of(ALLOWANCE, "sato"), town.resident());
    let files = || hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE));
    let (one, other) = (files(), files());
    let (first, second) = (clerk.finds(&one.number), clerk.finds(&other.number));
    let page = |case: &str| web.get(&format!("/office/cases/{case}")).expect(200).text();
    assert!(page(&first).contains("同じ人かもしれない申請"), "the catalogue's example files twice");
    let before = clerk.case(&second);

    clerk.commands(&first, link(&other, "duplicate")).expect(200);
    assert_eq!(linked(&clerk, &first), [(other.number.clone(), "duplicate".to_owned(), false)]);
    assert_eq!(linked(&clerk, &second), [(one.number.clone(), "duplicate".to_owned(), false)]);
    for (here, there) in [(&first, &other), (&second, &one)] {
        let page = page(here);
        assert!(page.contains("<span class=\"chip b\">重複</span>"), "{page}");
        assert!(page.contains(&format!("外す<span class=\"vh\">：{}", there.number)), "{page}");
        assert!(!page.contains("同じ人かもしれない申請"), "what is linked is no guess: {page}");
    }
    // Once, from whichever side, and nothing flows along it.
    assert_eq!(refused(clerk.commands(&first, link(&other, "same-person"))), "already-linked");
    assert_eq!(refused(clerk.commands(&second, link(&one, "duplicate"))), "already-linked");
    let (state, version) = (&before["state"], &before["version"]);
    assert_eq!((&clerk.case(&second)["state"], &clerk.case(&second)["version"]), (state, version));
    assert_eq!(kinds(&clerk, &second), ["filed"]);
    let status = hanako.status(&one).to_string();
    assert!(!status.contains(&other.number) && !status.contains("つながり"), "{status}");

    clerk.commands(&second, unlink(&one)).expect(200);
    for (case, receipt) in [(&first, &other), (&second, &one)] {
        assert_eq!(linked(&clerk, case), []);
        assert_eq!(refused(clerk.commands(case, unlink(receipt))), "not-linked");
    }
    assert_eq!(kinds(&clerk, &first), ["filed", "linked"]);
    assert_eq!(kinds(&clerk, &second), ["filed", "unlinked"]);
    assert!(page(&first).contains(&format!("{}、重複", other.number)));
}

fn a_case_that_somebody_may_not_see_is_linked_by_nobody_and_shown_to_nobody(town: &TestTown) {
    let (water, allowance) = (town.clerk_of(WATER, "sato"), town.clerk_of(ALLOWANCE, "abe"));
    let (ours, theirs) = (files(town, WATER), files(town, ALLOWANCE));
    let (case, strange) = (water.finds(&ours.number), allowance.finds(&theirs.number));
    let hidden = water.commands(&case, link(&theirs, "same-person"));
    let gone = Receipt { number: nobodys(town), ..theirs.clone() };
    let absent = water.commands(&case, link(&gone, "same-person"));
    assert_eq!(hidden.expect(422).json()["detail"], absent.expect(422).json()["detail"]);
    assert_eq!(refused(water.commands(&case, link(&theirs, "duplicate"))), "no-such-case");
    let mut blind = link(&ours, "duplicate");
    blind["version"] = json!(1);
    water.commands_blindly(&strange, &blind).expect(404);

    town.grants("both", Role::Clerk, &town.department_of(ALLOWANCE));
    let both = town.clerk_of(WATER, "both");
    both.commands(&case, link(&theirs, "same-household")).expect(200);
    assert_eq!(linked(&both, &case).len(), 1);
    assert_eq!((linked(&water, &case), linked(&allowance, &strange)), (vec![], vec![]));
    assert_eq!(refused(water.commands(&case, unlink(&theirs))), "no-such-case");
    let page = town.at_work("mori", Role::Clerk, WATER).get(&format!("/office/cases/{case}"));
    assert!(page.expect(200).text().contains("まだありません"));
}

fn what_cannot_be_a_link_is_told_and_kept(town: &TestTown) {
    let (web, clerk) = (town.at_work("mori", Role::Clerk, WATER), town.clerk_of(WATER, "sato"));
    let (one, other) = (files(town, WATER), files(town, WATER));
    let case = clerk.finds(&one.number);
    assert_eq!(refused(clerk.commands(&case, link(&one, "duplicate"))), "same-case");
    let typed = json!({ "type": "link", "other": "2611-0000", "kind": "duplicate" });
    clerk.commands(&case, typed).expect(422);
    clerk.commands(&case, link(&other, "friends")).expect(422);

    let address = format!("/office/cases/{case}/commands");
    let says = |number: &str, kind: &str| {
        let page = web.get(&format!("/office/cases/{case}")).expect(200);
        let mut form = page.hidden(&address);
        form.retain(|(name, _)| name != "type");
        form.push(("type".to_owned(), "link".to_owned()));
        form.push(("other".to_owned(), number.to_owned()));
        if !kind.is_empty() {
            form.push(("kind".to_owned(), kind.to_owned()));
        }
        web.post_form(&address, &form)
    };
    let told = says("2611-0000", "duplicate").expect(422).text();
    assert!(
        told.contains("受付番号を、12文字で") && told.contains("value=\"2611-0000\""),
        "{told}"
    );
    let told = says(&other.number, "").expect(422).text();
    assert!(told.contains("どんなつながりか") && told.contains(&other.number), "{told}");
    let gone = nobodys(town);
    let told = says(&gone, "duplicate").expect(422).text();
    assert!(told.contains("申請が見つかりません") && told.contains(&gone), "{told}");
    // As people type it.
    says(&other.number.replace('-', "").to_lowercase(), "same-person").expect(303);
    assert_eq!(linked(&clerk, &case), [(other.number, "same-person".to_owned(), false)]);
}

fn who_only_decides_links_nothing(town: &TestTown) {
    let clerk = town.clerk_of(WATER, "sato");
    let (one, other) = (files(town, WATER), files(town, WATER));
    let case = clerk.finds(&one.number);
    clerk.commands(&case, link(&other, "follow-up")).expect(200);
    let approver = town.colleague("kudo", Role::Approver, &town.department_of(WATER));
    for command in [link(&other, "duplicate"), unlink(&other)] {
        assert!(!approver.case(&case)["available"].as_array().unwrap().contains(&command["type"]));
        assert_eq!(refused(approver.commands(&case, command)), "not-yours");
    }
    let page = town.at_work("kacho", Role::Approver, WATER).get(&format!("/office/cases/{case}"));
    let page = page.expect(200).text();
    assert!(page.contains("つながりのある申請") && page.contains(&other.number), "{page}");
    assert!(!page.contains("つながりを付ける"), "{page}");
}

fn what_goes_on_is_told_from_what_was_before(town: &TestTown) {
    let (web, clerk) = (town.at_work("mori", Role::Clerk, WATER), town.clerk_of(WATER, "sato"));
    let (before, after) = (files(town, WATER), files(town, WATER));
    let (old, new) = (clerk.finds(&before.number), clerk.finds(&after.number));
    clerk.commands(&new, link(&before, "follow-up")).expect(200);
    assert!(linked(&clerk, &old)[0].2 && !linked(&clerk, &new)[0].2);
    let page = |case: &str| web.get(&format!("/office/cases/{case}")).expect(200).text();
    assert!(page(&old).contains("この案件の続き") && page(&new).contains("この案件の前</span>"));
}

fn a_case_has_as_many_links_as_somebody_reads(town: &TestTown) {
    let clerk = town.clerk_of(WATER, "sato");
    let others: Vec<Receipt> = (0..22).map(|_| files(town, WATER)).collect();
    let (first, one_more) = (clerk.finds(&others[0].number), clerk.finds(&others[21].number));
    for other in &others[1..=20] {
        clerk.commands(&first, link(other, "same-household")).expect(200);
    }
    assert_eq!(linked(&clerk, &first).len(), 20);
    // From either side.
    assert_eq!(refused(clerk.commands(&first, link(&others[21], "duplicate"))), "too-many-links");
    assert_eq!(refused(clerk.commands(&one_more, link(&others[0], "duplicate"))), "too-many-links");
    clerk.commands(&first, unlink(&others[1])).expect(200);
    clerk.commands(&one_more, link(&others[0], "duplicate")).expect(200);
}
