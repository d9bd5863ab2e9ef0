//! 本人確認 by a provider of identities: offered and never forced, with nothing lost on the way, and
//! nothing believed that the provider did not say in this round.

use std::collections::BTreeSet;

use chrono::Duration;
use kernel::Role;
use serde_json::{Value, json};
use testkit::{Answer, Resident, TestTown, on_both_engines};

use crate::joints::{begins, fills_from, moves, sends};

const CHILD: &str = "jido-teate-nintei";
/// Open to businesses, too.
const COPY: &str = "juminhyo-utsushi";

on_both_engines!(signing with cards:
    who_is_verified_is_asked_for_no_picture_and_the_office_sees_who,
    what_a_provider_cannot_mean_is_not_believed_and_nothing_is_lost,
    a_way_back_leads_in_once_and_in_the_browser_that_set_out,
    what_is_verified_is_not_typed_over_and_is_let_go,
    a_draft_that_goes_elsewhere_hands_nobody_over,
    who_never_signs_in_files_as_before,
    who_signs_in_by_card_answers_three_questions_for_their_resident_record,
    a_business_is_known_by_its_account_and_not_by_an_entry,
    who_is_let_act_for_a_business_files_for_that_one,
    what_is_let_for_another_time_or_matter_is_said_and_good_for_nothing,
    what_was_let_until_yesterday_counts_no_more,
    of_a_business_that_is_let_go_nothing_stays,
    a_seat_that_was_written_over_stays_when_its_business_is_let_go,
);

/// What employers file, often by somebody whom they let.
const PAYROLL: &str = "tokucho-ido";
/// The business that lets somebody, as it is typed at the pretended GビズID.
const PRINCIPAL: (&str, &str) = ("principal", "株式会社委任商店");

/// The page with the questions that a card answers.
fn who_page(draft: &str) -> String {
    format!("{draft}/who")
}

fn shown(who: &Resident, address: &str) -> Answer {
    who.web.get(address.split('#').next().unwrap()).expect(200)
}

/// Presses the button on a page of a draft; gives the page of the provider.
#[track_caller]
fn sets_out(who: &Resident, page: &str, typed: &[(&str, &str)]) -> String {
    let shown = shown(who, page);
    let pressed = [typed, &[(":verify", "card")]].concat();
    who.web.submit(&shown, page, &pressed).expect(303).location()
}

/// Goes there and comes back; gives the page after it.
#[track_caller]
fn is_verified(who: &Resident, page: &str, there: &[(&str, &str)]) -> String {
    comes_back(who, page, &[], there)
}

/// The same after this was typed on the page.
#[track_caller]
fn comes_back(
    who: &Resident,
    page: &str,
    typed: &[(&str, &str)],
    there: &[(&str, &str)],
) -> String {
    let back = Resident::is_verified_at(&sets_out(who, page, typed), there);
    let next = who.web.get(&back).expect(303).location();
    assert!(next.starts_with(page), "{next}");
    shown(who, &next).text()
}

/// The answers without the picture.
fn without_picture(town: &TestTown, who: &Resident) -> Value {
    let mut answers = town.answers(who, CHILD);
    answers.as_object_mut().unwrap().remove("idCopy");
    answers
}

fn who_is_verified_is_asked_for_no_picture_and_the_office_sees_who(town: &TestTown) {
    let hanako = town.resident();
    let (draft, answers) = (begins(&hanako, CHILD), without_picture(town, &hanako));
    let first = hanako.web.get(&draft).expect(303).location();
    let told = is_verified(&hanako, &who_page(&draft), &[]);
    assert!(told.contains("本人確認ができました：見本 花子 さん"), "{told}");
    assert!(!told.contains("name=\"name\"") && told.contains("見本 花子"), "{told}");

    fills_from(&hanako, first, &answers);
    let check = shown(&hanako, &format!("{draft}/check")).text();
    assert!(
        check.contains("本人確認ができました") && !check.contains("本人確認書類の写し"),
        "{check}"
    );
    let receipt = sends(&hanako, &draft).expect(303).location();
    let number = receipt.strip_prefix("/receipts/").unwrap();

    let sato = town.clerk_of(CHILD, "sato");
    let case = sato.finds(number);
    let body = sato.case(&case);
    let desk = town.at_work("sato", Role::Clerk, CHILD);
    let page = desk.get(&format!("/office/cases/{case}")).expect(200).text();
    assert!(page.contains("本人確認：済みです") && page.contains("マイナンバーカード"), "{page}");
    assert!(page.contains("確かめた答え") && page.contains("1985年3月15日"), "{page}");
    assert_eq!(body["verified"]["by"], "card");
    assert!(body["verified"]["answers"].as_array().unwrap().len() >= 2, "{}", body["verified"]);
    assert!(body["verified"].get("subject").is_none());
}

fn what_a_provider_cannot_mean_is_not_believed_and_nothing_is_lost(town: &TestTown) {
    let hanako = town.resident();
    let draft = begins(&hanako, CHILD);
    let page = who_page(&draft);
    for (outcome, sentence) in [
        ("cancelled", "本人確認はしていません"),
        ("failing", "いま使えません"),
        ("late-code", "時間がかかりすぎた"),
        ("other-nonce", "確かめられませんでした"),
        ("expired", "確かめられませんでした"),
        ("other-issuer", "確かめられませんでした"),
        ("unsigned", "確かめられませんでした"),
        ("other-key", "確かめられませんでした"),
    ] {
        let typed = [("name", "山田 花子")];
        let told = comes_back(&hanako, &page, &typed, &[("outcome", outcome)]);
        assert!(told.contains(sentence), "{outcome}: {told}");
        assert!(!told.contains("本人確認ができました"), "{outcome}");
        assert!(told.contains("value=\"山田 花子\""), "{outcome}: {told}");
        assert!(told.contains("マイナンバーカードがなくても"), "{outcome}: {told}");
    }
    assert!(is_verified(&hanako, &page, &[]).contains("本人確認ができました"));
}

fn a_way_back_leads_in_once_and_in_the_browser_that_set_out(town: &TestTown) {
    let (hanako, other) = (town.resident(), town.resident());
    let draft = begins(&hanako, CHILD);
    let page = who_page(&draft);
    let first = Resident::is_verified_at(&sets_out(&hanako, &page, &[]), &[]);
    // Another browser has no such draft.
    other.web.get(&first).expect(404);
    // A round that another one replaced is over, and so is one that was ended.
    let second = Resident::is_verified_at(&sets_out(&hanako, &page, &[]), &[]);
    hanako.web.get(&first).expect(303);
    assert!(!shown(&hanako, &page).text().contains("本人確認ができました"));
    hanako.web.get(&second).expect(303);
    assert!(shown(&hanako, &page).text().contains("本人確認ができました"));
    let gone = shown(&hanako, &page);
    hanako.web.submit(&gone, &page, &[(":verify", "nobody")]).expect(303);
    hanako.web.get(&second).expect(303);
    assert!(!shown(&hanako, &page).text().contains("本人確認ができました"));
    for nonsense in
        ["/identity/card/back", "/identity/card/back?state=x.y&code=z", "/identity/nobody/back"]
    {
        other.web.get(nonsense).expect(404);
    }
}

fn what_is_verified_is_not_typed_over_and_is_let_go(town: &TestTown) {
    let hanako = town.resident();
    let draft = begins(&hanako, CHILD);
    let page = who_page(&draft);
    is_verified(&hanako, &page, &[]);
    let form = shown(&hanako, &page);
    hanako.web.submit(&form, &page, &[("name", "別の 人")]).expect(303);
    let told = shown(&hanako, &page).text();
    assert!(told.contains("見本 花子") && !told.contains("別の 人"), "{told}");

    let form = shown(&hanako, &page);
    hanako.web.submit(&form, &page, &[(":verify", "nobody")]).expect(303);
    let told = shown(&hanako, &page).text();
    assert!(told.contains("name=\"name\"") && told.contains("value=\"見本 花子\""), "{told}");
    let form = shown(&hanako, &page);
    hanako.web.submit(&form, &page, &[("name", "別の 人"), (":go", "back")]).expect(303);
    assert!(shown(&hanako, &page).text().contains("value=\"別の 人\""));
}

fn a_draft_that_goes_elsewhere_hands_nobody_over(town: &TestTown) {
    let (hanako, other) = (town.resident(), town.resident());
    let draft = begins(&hanako, CHILD);
    let page = who_page(&draft);
    is_verified(&hanako, &page, &[]);
    moves(&hanako, &other, &draft);
    assert!(!shown(&other, &page).text().contains("本人確認ができました"));
}

fn who_never_signs_in_files_as_before(town: &TestTown) {
    let hanako = town.resident();
    let draft = begins(&hanako, CHILD);
    let asked = shown(&hanako, &format!("{draft}/identity")).text();
    assert!(
        asked.contains("本人確認書類の写し") && asked.contains("マイナンバーカードで本人確認する")
    );
    let receipt = hanako.files(CHILD, &town.answers(&hanako, CHILD));
    let sato = town.clerk_of(CHILD, "sato");
    let case = sato.finds(&receipt.number);
    assert!(sato.case(&case).get("verified").is_none());
}

/// What a page asks for: the names of what can be filled in, once each.
fn asked(page: &str) -> BTreeSet<&str> {
    let form = page.split("id=\"answers\"").nth(1).unwrap().split("</form>").next().unwrap();
    let told =
        |before: &'static str| form.split(before).skip(1).filter_map(|rest| rest.split('"').next());
    let closed: BTreeSet<&str> = told(" name=\":closed\" value=\"/").collect();
    let is_question = |name: &&str| !name.starts_with(':') && *name != "csrf";
    told(" name=\"").filter(is_question).filter(|name| !closed.contains(name)).collect()
}

fn who_signs_in_by_card_answers_three_questions_for_their_resident_record(town: &TestTown) {
    let hanako = town.resident();
    let draft = begins(&hanako, COPY);
    let [contact, registered] = ["contact", "registered"].map(|page| format!("{draft}/{page}"));
    let tabs = [&contact, &registered].map(|page| shown(&hanako, page));
    let told = is_verified(&hanako, &who_page(&draft), &[]);
    // A tab where nothing was put in goes on; one where something was overwrites nothing.
    let sent = hanako.web.submit(&tabs[0], &contact, &[("contact/phone", "090-0000-0000")]);
    assert!(!sent.expect(303).location().contains("elsewhere"));
    let late = hanako.web.submit(&tabs[1], &registered, &[("registeredAddress/town", "本町")]);
    assert!(late.expect(303).location().contains("elsewhere"));
    assert!(told.contains("カードなどの住所：宮城県仙台市青葉区国分町三丁目7番1号"), "{told}");
    // Name and day of birth are known, the reading is not asked for, and the address stands there.
    assert_eq!(asked(&told), BTreeSet::new(), "{told}");
    let home = shown(&hanako, &format!("{draft}/registered")).text();
    for part in ["value=\"980-0803\"", "国分町三丁目", "7番1号"] {
        assert!(home.contains(part), "{part}: {home}");
    }
    let answers =
        json!({ "capacity": "self", "contact": { "phone": "090-1234-5678" }, "scope": "whole" });
    fills_from(&hanako, format!("{draft}/capacity"), &answers);
    let check = shown(&hanako, &format!("{draft}/check")).text();
    assert!(check.contains("カードで署名する") && !check.contains("使いみち"), "{check}");
    assert!(check.contains("〒980-0803") && check.contains("410円"), "{check}");
}

/// Goes to the pretended GビズID and comes back; gives the page after it.
#[track_caller]
fn has_an_account(who: &Resident, page: &str, typed: &[(&str, &str)]) -> String {
    let form = shown(who, page);
    let door = who.web.submit(&form, page, &[(":verify", "business")]).expect(303);
    let back = Resident::is_verified_at(&door.location(), typed);
    shown(who, &who.web.get(&back).expect(303).location()).text()
}

fn a_business_is_known_by_its_account_and_not_by_an_entry(town: &TestTown) {
    let hanako = town.resident();
    let page = who_page(&begins(&hanako, COPY));
    let told = has_an_account(&hanako, &page, &[("account", "1")]);
    assert!(told.contains("GビズIDエントリーでは本人確認ができません"), "{told}");
    assert!(!told.contains("本人確認ができました"), "{told}");
    let told = has_an_account(&hanako, &page, &[("account", "2")]);
    assert!(told.contains("<strong>本人確認ができました：株式会社見本商店</strong>"), "{told}");
    // Where a business is, nobody lives.
    let home = page.replace("/who", "/registered");
    assert!(!shown(&hanako, &home).text().contains("国分町三丁目\""), "{told}");
}

fn who_is_let_act_for_a_business_files_for_that_one(town: &TestTown) {
    let agent = town.resident();
    let draft = begins(&agent, PAYROLL);
    let page = format!("{draft}/employer");
    let offered = shown(&agent, &page).text();
    // Nobody has to say who they are here, so that only what spares typing is offered.
    assert!(offered.contains("そこから委任を受けた代理人のGビズIDで"), "{offered}");
    assert!(!offered.contains("マイナンバーカードで本人確認する"), "{offered}");
    assert!(!shown(&agent, &format!("{draft}/employee")).text().contains("GビズID"));

    let own = [("organisation", "見本社労士法人"), ("name", "社労 一郎"), ("account", "3")];
    let told = has_an_account(&agent, &page, &[&own[..], &[PRINCIPAL]].concat());
    assert!(told.contains("株式会社委任商店（代理人：見本社労士法人）"), "{told}");
    let typed = asked(&told);
    for known in ["name", "number", "representative"] {
        assert!(!typed.contains(&*format!("organisation/{known}")), "{known}: {typed:?}");
    }
    assert!(told.contains("4040001099999") && told.contains("委任　次郎"), "{told}");
    // Where it has its seat can be changed, as what the service knows may be old.
    assert!(told.contains("value=\"国分町三丁目\""), "{told}");

    fills_from(&agent, page, &town.answers(&agent, PAYROLL));
    let receipt = sends(&agent, &draft).expect(303).location();
    let sato = town.clerk_of(PAYROLL, "sato");
    let case = sato.finds(receipt.strip_prefix("/receipts/").unwrap());
    let body = sato.case(&case);
    assert_eq!(body["verified"]["agent"], "見本社労士法人", "{}", body["verified"]);
    assert_eq!(body["verified"]["delegation"], "1092730197");
    assert_eq!(body["verified"]["address"], true, "{}", body["verified"]);
    let desk = town.at_work("sato", Role::Clerk, PAYROLL);
    let page = desk.get(&format!("/office/cases/{case}")).expect(200).text();
    let applicant = ["株式会社委任商店", "4040001099999"];
    let agent = ["見本社労士法人", "手続した方", "社労 一郎", "1092730197", "2099年3月31日"];
    for said in applicant.into_iter().chain(agent).chain(["本人確認：済みです</"]) {
        assert!(page.contains(said), "{said}: {page}");
    }
}

fn what_is_let_for_another_time_or_matter_is_said_and_good_for_nothing(town: &TestTown) {
    let agent = town.resident();
    let page = format!("{}/employer", begins(&agent, PAYROLL));
    for (wrong, sentence) in [
        (("delegated_until", "2026-04-01"), "委任の期間が始まっていないか、終わっています"),
        (("category", "OTHER"), "この委任では、市の手続はできません"),
    ] {
        let told = has_an_account(&agent, &page, &[PRINCIPAL, wrong]);
        assert!(told.contains(sentence), "{told}");
        // Neither who delegated nor the agent's own business stands there.
        assert!(!told.contains("本人確認ができました"), "{told}");
        assert!(asked(&told).contains("organisation/name"), "{told}");
        assert!(!told.contains("株式会社見本商店") && !told.contains("委任商店"), "{told}");
    }
}

fn what_was_let_until_yesterday_counts_no_more(town: &TestTown) {
    let agent = town.resident();
    let page = format!("{}/employer", begins(&agent, PAYROLL));
    let until = ("delegated_until", &*town.now().day().to_string());
    let told = has_an_account(&agent, &page, &[PRINCIPAL, until]);
    assert!(told.contains("株式会社委任商店（代理人："), "{told}");
    town.advance(Duration::days(1));
    let told = shown(&agent, &page).text();
    assert!(!told.contains("本人確認ができました"), "{told}");
    assert!(told.contains("委任の期間が始まっていないか、終わっています"), "{told}");
    // What was put in stays as typed, and can be changed.
    assert!(asked(&told).contains("organisation/name"), "{told}");
}

fn of_a_business_that_is_let_go_nothing_stays(town: &TestTown) {
    let agent = town.resident();
    let page = format!("{}/employer", begins(&agent, PAYROLL));
    let own = ("address", "宮城県仙台市泉区泉中央二丁目1番1号");
    assert!(has_an_account(&agent, &page, &[own]).contains("value=\"泉中央二丁目\""));
    let form = shown(&agent, &page);
    agent.web.submit(&form, &page, &[(":verify", "nobody")]).expect(303);
    let told = shown(&agent, &page).text();
    for gone in ["株式会社見本商店", "泉中央"] {
        assert!(!told.contains(gone), "{gone}: {told}");
    }
    // A name that was typed beside it keeps no seat away.
    let form = shown(&agent, &page);
    agent.web.submit(&form, &page, &[("organisation/name", "株式会社委任商店")]);
    let told = has_an_account(&agent, &page, &[PRINCIPAL]);
    assert!(told.contains("value=\"国分町三丁目\"") && !told.contains("泉中央"), "{told}");
}

fn a_seat_that_was_written_over_stays_when_its_business_is_let_go(town: &TestTown) {
    let agent = town.resident();
    let page = format!("{}/employer", begins(&agent, PAYROLL));
    has_an_account(&agent, &page, &[PRINCIPAL]);
    let form = shown(&agent, &page);
    let typed = [(":verify", "nobody"), ("organisation/address/block", "8番2号")];
    agent.web.submit(&form, &page, &typed).expect(303);
    let told = shown(&agent, &page).text();
    assert!(!told.contains("株式会社委任商店"), "{told}");
    assert!(told.contains("value=\"国分町三丁目\"") && told.contains("8番2号"), "{told}");
}
