//! Another person agrees to a part of what somebody files, on their own phone.

use std::thread;

use kernel::Role;
use serde_json::{Value, json};
use testkit::{Answer, Resident, TestTown, on_both_engines};

use crate::joints::{begins, fills_from, fills_to, sends};

const WATER: &str = "suido-kaishi";

on_both_engines!(others answering:
    who_is_asked_agrees_on_their_own_phone,
    what_was_agreed_to_and_changed_since_counts_no_more,
    what_changed_while_they_read_is_shown_again,
    nobody_agrees_in_the_browser_that_asks,
    who_does_not_agree_may_change_their_mind,
    a_new_link_ends_the_one_before,
    a_name_that_cannot_be_is_told_and_kept,
    nobody_types_a_consent,
    a_page_that_saves_itself_meanwhile_fails_nobody,
);

/// A draft up to the page that asks for the consent, and that page.
fn before_the_consent(town: &TestTown, who: &Resident) -> (String, String) {
    let draft = begins(who, WATER);
    let page = format!("{draft}/consent");
    let first = who.web.get(&draft).expect(303).location();
    fills_to(who, first, &town.answers(who, WATER), "/consent");
    (draft, page)
}

/// Presses a button of the page; gives the page that comes of it.
#[track_caller]
fn presses(who: &Resident, page: &str, button: &str) -> String {
    let shown = who.web.get(page).expect(200);
    let again = who.web.submit(&shown, page, &[(button, "/ownerConsent")]).expect(303).location();
    who.web.get(again.split('#').next().unwrap()).expect(200).text()
}

/// Asks for the consent; gives the address of the link.
#[track_caller]
fn asks(who: &Resident, page: &str) -> String {
    let shown = presses(who, page, ":consent");
    assert!(shown.contains("<svg class=\"qr\"") && shown.contains("href=\"mailto:"), "{shown}");
    let mut quoted = shown.split('"');
    let link = quoted.find(|it| it.starts_with("http") && it.contains("/consent/")).unwrap();
    format!("/consent/{}", link.split_once("/consent/").unwrap().1)
}

fn says(who: &Resident, link: &str, name: &str, agree: &str) -> Answer {
    let shown = who.web.get(link).expect(200);
    let mut form = shown.hidden(link);
    form.extend([("name", name), ("agree", agree)].map(|(n, v)| (n.to_owned(), v.to_owned())));
    who.web.post_form(link, &form)
}

/// Agrees, and reads what comes of it.
#[track_caller]
fn agrees(who: &Resident, link: &str) {
    says(who, link, "大家 太郎", "yes").expect(303);
    let told = who.web.get(link).expect(200).text();
    assert!(told.contains("同意を受け付けました"), "{told}");
}

/// Water is wanted from another day on.
fn starts_on(who: &Resident, draft: &str, day: &str) {
    let dates = format!("{draft}/dates");
    let data = json!({ "moveInDate": "2026-12-01", "startDate": day });
    fills_to(who, dates, &data, "/usage");
}

#[track_caller]
fn is_not_filed(who: &Resident, draft: &str) {
    let refused = sends(who, draft).expect(303).location();
    assert!(!refused.starts_with("/receipts/"), "{refused}");
}

fn who_is_asked_agrees_on_their_own_phone(town: &TestTown) {
    let (hanako, taro) = (town.resident(), town.resident());
    let (draft, page) = before_the_consent(town, &hanako);
    let shown = hanako.web.get(&page).expect(200).text();
    assert!(
        shown.contains("同意をお願いする") && !shown.contains("name=\"ownerConsent"),
        "{shown}"
    );
    is_not_filed(&hanako, &draft);

    let link = asks(&hanako, &page);
    let asked = taro.web.get(&link).expect(200).text();
    for told in ["家主の同意", "この住所で水道を使うこと", "2026年12月1日", "ハイツつつじ"]
    {
        assert!(asked.contains(told), "{told}: {asked}");
    }
    assert!(!asked.contains("070-3456-7890"), "only what the form names is shown: {asked}");
    assert!(presses(&hanako, &page, ":look").contains("返事を待っています"));
    agrees(&taro, &link);
    let told = presses(&hanako, &page, ":look");
    assert!(told.contains("同意がありました") && told.contains("大家　太郎"), "{told}");

    fills_from(&hanako, page, &json!({}));
    let receipt = sends(&hanako, &draft).expect(303).location();
    let number = receipt.strip_prefix("/receipts/").unwrap();
    let case = town.clerk_of(WATER, "sato").finds(number);
    let page = town.at_work("sato", Role::Clerk, WATER).get(&format!("/office/cases/{case}"));
    let page = page.expect(200).text();
    assert!(page.contains("同意した方の氏名") && page.contains("大家　太郎"), "{page}");
    assert!(taro.web.get(&link).expect(404).text().contains("このお願いは終わっています"));
}

fn what_was_agreed_to_and_changed_since_counts_no_more(town: &TestTown) {
    let (hanako, taro) = (town.resident(), town.resident());
    let (draft, page) = before_the_consent(town, &hanako);
    let link = asks(&hanako, &page);
    agrees(&taro, &link);
    starts_on(&hanako, &draft, "2026-12-02");
    let told = hanako.web.get(&page).expect(200).text();
    assert!(told.contains("答えが変わりました") && !told.contains("大家"), "{told}");
    is_not_filed(&hanako, &draft);
    // Whoever agreed is asked anew by the same link, or it is what it was.
    let asked = taro.web.get(&link).expect(200).text();
    assert!(asked.contains("2026年12月2日") && !asked.contains("同意を受け付けました"), "{asked}");
    starts_on(&hanako, &draft, "2026-12-01");
    assert!(hanako.web.get(&page).expect(200).text().contains("同意がありました"));
    starts_on(&hanako, &draft, "2026-12-02");
    agrees(&taro, &link);
    assert!(sends(&hanako, &draft).expect(303).location().starts_with("/receipts/"));
}

fn what_changed_while_they_read_is_shown_again(town: &TestTown) {
    let (hanako, taro) = (town.resident(), town.resident());
    let (draft, page) = before_the_consent(town, &hanako);
    let link = asks(&hanako, &page);
    let mut form = taro.web.get(&link).expect(200).hidden(&link);
    form.extend([("name", "大家 太郎"), ("agree", "yes")].map(|(n, v)| (n.into(), v.into())));
    starts_on(&hanako, &draft, "2026-12-03");
    let again = taro.web.post_form(&link, &form).expect(422).text();
    assert!(again.contains("答えが変わりました") && again.contains("2026年12月3日"), "{again}");
    assert!(again.contains("value=\"大家 太郎\""), "{again}");
    assert!(!again.contains("aria-invalid"), "nothing is wrong with the name: {again}");
    is_not_filed(&hanako, &draft);
}

fn nobody_agrees_in_the_browser_that_asks(town: &TestTown) {
    let (hanako, taro) = (town.resident(), town.resident());
    let (draft, page) = before_the_consent(town, &hanako);
    let link = asks(&hanako, &page);
    let own = hanako.web.get(&link).expect(200).text();
    assert!(
        own.contains("ここは、お願いした方のスマートフォン") && !own.contains("同意する</button>"),
        "{own}"
    );
    let mut form = taro.web.get(&link).expect(200).hidden(&link);
    form.retain(|(name, _)| name != "csrf");
    form.push(
        hanako
            .web
            .get(&page)
            .expect(200)
            .hidden(&page)
            .into_iter()
            .find(|it| it.0 == "csrf")
            .unwrap(),
    );
    form.extend([("name", "大家 太郎"), ("agree", "yes")].map(|(n, v)| (n.into(), v.into())));
    hanako.web.post_form(&link, &form).expect(303);
    assert!(presses(&hanako, &page, ":look").contains("返事を待っています"));
    is_not_filed(&hanako, &draft);
}

fn who_does_not_agree_may_change_their_mind(town: &TestTown) {
    let (hanako, taro) = (town.resident(), town.resident());
    let (draft, page) = before_the_consent(town, &hanako);
    let link = asks(&hanako, &page);
    says(&taro, &link, "", "no").expect(303);
    assert!(
        taro.web.get(&link).expect(200).text().contains("同意しないという返事を受け付けました")
    );
    assert!(presses(&hanako, &page, ":look").contains("同意しないという返事でした"));
    is_not_filed(&hanako, &draft);
    agrees(&taro, &link);
    assert!(presses(&hanako, &page, ":look").contains("同意がありました"));
    says(&taro, &link, "", "no").expect(303);
    is_not_filed(&hanako, &draft);
    // A name that is missing now is not hidden behind what was said before.
    let told = says(&taro, &link, "", "yes").expect(422).text();
    assert!(told.contains("氏名を、60文字まで") && !told.contains("答えを変える"), "{told}");
}

fn a_new_link_ends_the_one_before(town: &TestTown) {
    let (hanako, taro) = (town.resident(), town.resident());
    let (draft, page) = before_the_consent(town, &hanako);
    let first = asks(&hanako, &page);
    agrees(&taro, &first);
    let second = asks(&hanako, &page);
    let over = taro.web.get(&first).expect(404).text();
    assert!(over.contains("このお願いは終わっています"), "{over}");
    is_not_filed(&hanako, &draft);
    let (other, _) = before_the_consent(town, &hanako);
    let (id, rest) = second.strip_prefix("/consent/").unwrap().split_once('.').unwrap();
    let other = other.strip_prefix("/apply/").unwrap();
    for strange in [
        format!("/consent/{other}.{rest}"),
        format!("/consent/{id}.name.{}", "0".repeat(32)),
        format!("/consent/{id}.ownerConsent.{}", "0".repeat(32)),
        format!("/consent/{id}"),
        "/consent/nothing".to_owned(),
    ] {
        let over = taro.web.get(&strange).expect(404).text();
        assert!(!over.contains("家主の同意"), "{strange}: {over}");
    }
    // Neither is anything asked for that is no consent.
    let shown = hanako.web.get(&page).expect(200);
    hanako.web.submit(&shown, &page, &[(":consent", "/name")]).expect(404);
    agrees(&taro, &second);
}

fn a_name_that_cannot_be_is_told_and_kept(town: &TestTown) {
    let (hanako, taro) = (town.resident(), town.resident());
    let (_, page) = before_the_consent(town, &hanako);
    let link = asks(&hanako, &page);
    let long = "大".repeat(61);
    for name in ["", "　", long.as_str()] {
        let told = says(&taro, &link, name, "yes").expect(422).text();
        assert!(told.contains("氏名を、60文字まで"), "{told}");
        assert!(told.contains(&format!("value=\"{name}\"")), "{told}");
    }
    assert!(presses(&hanako, &page, ":look").contains("返事を待っています"));
}

fn nobody_types_a_consent(town: &TestTown) {
    let hanako = town.resident();
    let (draft, page) = before_the_consent(town, &hanako);
    let shown = hanako.web.get(&page).expect(200);
    let forged = [("ownerConsent/name", "大家 太郎"), ("ownerConsent/day", "2026-11-20")];
    hanako.web.submit(&shown, &page, &forged).expect(303);
    is_not_filed(&hanako, &draft);
    let mut answers: Value = town.answers(&hanako, WATER);
    answers["ownerConsent"] = json!({ "name": "大家 太郎", "day": "2026-11-20" });
    let refused = hanako.posts("told", WATER, &answers).expect(422).json();
    let problem = &refused["problems"][0];
    assert_eq!(
        (&problem["at"], &problem["rule"]),
        (&json!("/ownerConsent/name"), &json!("required"))
    );
}

fn a_page_that_saves_itself_meanwhile_fails_nobody(town: &TestTown) {
    let (hanako, taro) = (town.resident(), town.resident());
    let (draft, page) = before_the_consent(town, &hanako);
    let link = asks(&hanako, &page);
    let contact = format!("{draft}/contact");
    let shown = hanako.web.get(&contact).expect(200);
    let mut typed = shown.hidden(&contact);
    typed.retain(|(name, _)| name != ":revision");
    // Fewer saves meet each press than there are tries.
    let meanwhile = |pressed: &dyn Fn() -> Answer| {
        thread::scope(|scope| {
            scope.spawn(|| {
                for _ in 0..5 {
                    hanako.web.post_form(&format!("{contact}/live"), &typed).expect(200);
                }
            });
            pressed().expect(303);
        });
    };
    for agree in ["yes", "no"].into_iter().cycle().take(10) {
        meanwhile(&|| says(&taro, &link, "大家 太郎", agree));
    }
    for _ in 0..20 {
        let shown = hanako.web.get(&page).expect(200);
        meanwhile(&|| hanako.web.submit(&shown, &page, &[(":consent", "/ownerConsent")]));
    }
}
