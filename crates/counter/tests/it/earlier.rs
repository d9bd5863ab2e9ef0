//! 前の申請から写す: what this browser sent before fills in another form when the resident presses for it,
//! and nothing of it is sealed, of another browser, or of somebody who is hidden.

use chrono::Days;
use kernel::{Grant, Right, Role};
use serde_json::json;
use testkit::{Answer, Resident, TestTown, on_both_engines};

use crate::joints::{begins, fills, sends};

const RUBBISH: &str = "sodai-gomi";
const DOG: &str = "inu-toroku";

on_both_engines!(
    who_somebody_is_is_put_in_when_they_press,
    what_stays_the_same_is_put_in_as_the_definition_names_it,
    what_is_typed_stays,
    another_browser_is_offered_nothing,
    of_a_protected_case_nothing_is_offered,
);

/// Sends a filing from the browser; gives its receipt number.
fn filed(town: &TestTown, who: &Resident) -> String {
    let draft = begins(who, RUBBISH);
    fills(who, &draft, &town.answers(who, RUBBISH));
    let receipt = sends(who, &draft).expect(303).location();
    receipt.trim_start_matches("/receipts/").split(['?', '/', '#']).next().unwrap().to_owned()
}

/// The first page of a draft, and its address.
fn first_page(who: &Resident, procedure: &str) -> (String, Answer) {
    let draft = begins(who, procedure);
    let at = who.web.get(&draft).expect(303).location();
    let page = who.web.get(&at).expect(200);
    (at, page)
}

fn offered(page: &Answer) -> Vec<String> {
    let text = page.text();
    let buttons = text.split("name=\":copy\" value=\"").skip(1);
    buttons.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

/// Presses on the button that takes over what was sent as `receipt`; gives the page then.
fn copies(who: &Resident, (at, page): (&str, &Answer), receipt: &str, typed: &[(&str, &str)]) {
    let mut pressed = vec![(":copy", receipt)];
    pressed.extend(typed);
    let next = who.web.submit(page, at, &pressed).expect(303).location();
    assert!(next.ends_with("#earlier"), "{next}");
}

/// All pages of the draft, one behind the other.
fn whole(town: &TestTown, who: &Resident, at: &str, procedure: &str) -> String {
    let draft = at.rsplit_once('/').unwrap().0;
    let published = town.catalogue().procedure(procedure).unwrap();
    let pages = published.form.pages().iter();
    pages.map(|page| who.web.get(&format!("{draft}/{}", page.id)).text()).collect()
}

fn who_somebody_is_is_put_in_when_they_press(town: &TestTown) {
    let hanako = town.resident();
    let receipt = filed(town, &hanako);
    let (at, page) = first_page(&hanako, DOG);
    assert_eq!(offered(&page), [&*receipt]);
    let text = page.text();
    assert!(text.contains("鈴木\u{3000}太郎 さんの「粗大ごみ"), "{text}");
    let of_dog = || whole(town, &hanako, &at, DOG);
    assert!(!of_dog().contains("value=\"08023456789"), "nothing is put in unasked");
    copies(&hanako, (&at, &page), &receipt, &[]);
    let text = of_dog();
    for known in [
        "鈴木\u{3000}太郎",
        "スズキ\u{3000}タロウ",
        "08023456789",
        "taro@example.jp",
        "2番3号",
        "仙台市若林区",
    ] {
        assert!(text.contains(&format!("value=\"{known}")), "{known}: {text}");
    }
    assert!(text.contains(&format!("受付番号 {receipt} の申請から写しました")), "{text}");
    assert!(offered(&hanako.web.get(&at).expect(200)).is_empty());
    // Somebody presses who had the page open elsewhere: once is enough.
    copies(&hanako, (&at, &page), &receipt, &[]);
}

fn what_stays_the_same_is_put_in_as_the_definition_names_it(town: &TestTown) {
    let hanako = town.resident();
    let receipt = filed(town, &hanako);
    let (at, page) = first_page(&hanako, RUBBISH);
    copies(&hanako, (&at, &page), &receipt, &[]);
    let text = whole(town, &hanako, &at, RUBBISH);
    let chosen = |name: &str| {
        let inputs = text.split("<input").map(|rest| rest.split('>').next().unwrap());
        inputs.filter(|it| it.contains(name) && it.contains(" checked")).count()
    };
    assert_eq!(chosen("name=\"spot\""), 1, "where it is put out stays the same: {text}");
    assert_eq!(chosen("name=\"attendance\""), 0, "this is of one filing: {text}");
    assert!(!text.contains("value=\"80\""), "and so is the chair: {text}");
}

/// The page of a new draft of 犬の登録 that asks for the name, after one was typed there.
fn names(town: &TestTown, who: &Resident, receipt: &str, name: &str) -> String {
    let (at, _) = first_page(who, DOG);
    let published = town.catalogue().procedure(DOG).unwrap();
    let named = published.form.pages().iter().find(|page| page.fields[0].name == "name").unwrap();
    let at = format!("{}/{}", at.rsplit_once('/').unwrap().0, named.id);
    let page = who.web.get(&at).expect(200);
    copies(who, (&at, &page), receipt, &[("name", name), ("kana", "")]);
    whole(town, who, &at, DOG)
}

fn what_is_typed_stays(town: &TestTown) {
    let hanako = town.resident();
    let receipt = filed(town, &hanako);
    let text = names(town, &hanako, &receipt, "鈴木太郎");
    assert!(text.contains("value=\"鈴木太郎\""), "{text}");
    assert!(!text.contains("value=\"鈴木\u{3000}太郎\""), "{text}");
    assert!(text.contains("value=\"スズキ\u{3000}タロウ\""), "the same person: {text}");
    // Of somebody else in the house only what they share.
    let text = names(town, &hanako, &receipt, "鈴木 花子");
    assert!(text.contains("value=\"鈴木 花子\"") && !text.contains("タロウ"), "{text}");
    assert!(text.contains("value=\"08023456789\""), "{text}");
}

fn another_browser_is_offered_nothing(town: &TestTown) {
    let (hanako, taro) = (town.resident(), town.resident());
    let receipt = filed(town, &hanako);
    let (at, page) = first_page(&taro, DOG);
    assert!(offered(&page).is_empty());
    // Nor by a number that they know.
    copies(&taro, (&at, &page), &receipt, &[]);
    let text = whole(town, &taro, &at, DOG);
    assert!(
        !text.contains("value=\"鈴木\u{3000}太郎\"") && !text.contains("から写しました"),
        "{text}"
    );
    // Nor is anything offered to who has sent nothing that the form asks for.
    let jiro = town.resident();
    assert!(offered(&first_page(&jiro, DOG).1).is_empty());
}

fn of_a_protected_case_nothing_is_offered(town: &TestTown) {
    let hanako = town.resident();
    let receipt = filed(town, &hanako);
    let (at, page) = first_page(&hanako, DOG);
    let grant = Grant::new(Role::Clerk, town.department_of(RUBBISH).parse().unwrap());
    let mamoru = town.colleague_with("mamoru", Grant { rights: Right::ALL.into(), ..grant });
    let until = (town.now().day() + Days::new(300)).to_string();
    let protect = json!({ "type": "protect", "until": until, "reason": "申出書を受けた。" });
    mamoru.commands(&mamoru.finds(&receipt), protect).expect(200);
    assert!(offered(&hanako.web.get(&at).expect(200)).is_empty());
    copies(&hanako, (&at, &page), &receipt, &[]);
    assert!(!whole(town, &hanako, &at, DOG).contains("value=\"2番3号"));
}
