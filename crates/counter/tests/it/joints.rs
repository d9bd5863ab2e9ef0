//! Where a resident's way bends: mistakes, changes from the check page, two tabs, two devices,
//! corrections, and places that are gone.

use serde_json::{Value, json};
use testkit::{Answer, Colleague, Receipt, Resident, TestTown, escaped, on_both_engines};

const COPY: &str = "juminhyo-utsushi";
const RUBBISH: &str = "sodai-gomi";
const COURSE: &str = "kyumei-koshu";

on_both_engines!(
    a_mistake_is_told_on_a_page_that_was_fetched,
    a_change_from_the_check_page_leads_back_to_it,
    a_stale_tab_overwrites_nothing,
    the_own_tab_is_never_stale,
    a_draft_that_went_elsewhere_is_taken_back_with_what_was_typed,
    the_way_back_ends_after_a_day,
    a_draft_that_is_not_here_is_told_kindly_whosever_it_is,
    a_draft_is_found_behind_twenty_others,
    what_is_typed_on_the_check_page_stays,
    a_correction_that_changes_nothing_asks_why,
    a_file_is_taken_off_a_correction,
    a_correction_that_was_sent_leads_to_its_receipt,
    a_full_course_is_told_where_it_is_chosen_and_before_it_is_sent,
    a_second_filing_is_told_on_the_check_page,
    a_correction_into_a_full_course_says_so,
    home_lists_what_was_sent_and_a_procedure_offers_what_was_begun,
    the_guide_shows_its_list_on_a_page_that_was_fetched,
    questions_that_open_are_told_while_somebody_answers,
    the_first_of_the_questions_that_open_is_where_it_goes_on,
);

pub(crate) fn begins(who: &Resident, procedure: &str) -> String {
    let action = format!("/procedures/{procedure}");
    let page = who.web.get(&action).expect(200);
    who.web.submit(&page, &action, &[("anew", "yes")]).expect(303).location()
}

/// The answer of a page that a POST led to, and that was fetched.
fn fetched(who: &Resident, posted: &Answer) -> Answer {
    assert_eq!(posted.status, 303, "{}", posted.text());
    let address = posted.location();
    who.web.get(address.split('#').next().unwrap()).expect(200)
}

fn presses(who: &Resident, page: &Answer, action: &str, typed: &[(&str, &str)]) -> Answer {
    who.web.submit(page, action, typed)
}

/// Fills pages of a draft from `data`, up to the check page.
pub(crate) fn fills(who: &Resident, draft: &str, data: &Value) {
    let first = who.web.get(draft).expect(303).location();
    fills_from(who, first, data);
}

/// The same from the page at `address` on.
#[track_caller]
pub(crate) fn fills_from(who: &Resident, address: String, data: &Value) {
    fills_to(who, address, data, "/check");
}

/// The same up to the page `end`.
#[track_caller]
pub(crate) fn fills_to(who: &Resident, mut address: String, data: &Value, end: &str) {
    for _ in 0..30 {
        if address.contains(end) {
            return;
        }
        let action = address.split('?').next().unwrap().to_owned();
        let page = who.web.get(&address).expect(200);
        let mut typed = Vec::new();
        flatten("", data, &mut typed);
        let names = page.text();
        typed.retain(|(name, _)| names.contains(&format!("name=\"{name}\"")));
        let typed: Vec<(&str, &str)> = typed.iter().map(|(n, v)| (&**n, &**v)).collect();
        let next = presses(who, &page, &action, &typed).expect(303).location();
        assert!(!next.contains("mend=1"), "{}", who.web.get(&next).text());
        next.split('#').next().unwrap().clone_into(&mut address);
    }
    panic!("no end: {address}");
}

/// The answers as a browser posts them.
pub(crate) fn flatten(at: &str, value: &Value, into: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let at = if at.is_empty() { name.clone() } else { format!("{at}/{name}") };
                flatten(&at, value, into);
            }
        }
        Value::Array(items) => {
            for (row, item) in items.iter().enumerate() {
                let at = if item.is_object() { format!("{at}/{row}") } else { at.to_owned() };
                flatten(&at, item, into);
            }
        }
        Value::String(text) => {
            let day: Vec<&str> = text.split('-').collect();
            if let ([year, month, day], true) = (&day[..], text.len() == 10) {
                for (part, value) in
                    [("era", "西暦"), ("year", year), ("month", month), ("day", day)]
                {
                    into.push((format!("{at}.{part}"), value.to_owned()));
                }
            }
            into.push((at.to_owned(), text.clone()));
        }
        Value::Null => {}
        other @ (Value::Bool(_) | Value::Number(_)) => {
            into.push((at.to_owned(), other.to_string()));
        }
    }
}

pub(crate) fn sends(who: &Resident, draft: &str) -> Answer {
    let check = format!("{draft}/check");
    let page = who.web.get(&check).expect(200);
    presses(who, &page, &check, &[("consent", "yes")])
}

fn a_mistake_is_told_on_a_page_that_was_fetched(town: &TestTown) {
    let hanako = town.resident();
    let draft = begins(&hanako, COPY);
    let who = format!("{draft}/who");
    let page = hanako.web.get(&who).expect(200);
    let posted = presses(&hanako, &page, &who, &[("name", "山田 花子"), ("kana", "漢字")]);
    assert_eq!(posted.location(), format!("{who}?mend=1"));
    let again = fetched(&hanako, &posted).text();
    assert!(again.contains("panel red") && again.contains("value=\"漢字\""), "{again}");
    // A file that is not fit, without script.
    let identity = format!("{draft}/identity");
    let page = hanako.web.get(&identity).expect(200);
    let text = ("idCopy", "id.png", &b"no picture"[..]);
    let posted = hanako.web.upload(&identity, &[], &page.hidden(&identity), text);
    let again = fetched(&hanako, &posted).text();
    assert!(again.contains("この種類のファイルは使えません"), "{again}");
    // A postal code that nobody has.
    let contact = format!("{draft}/registered");
    let page = hanako.web.get(&contact).expect(200);
    let fill = [("registeredAddress/postal", "999-9999"), (":fill", "/registeredAddress")];
    let again = fetched(&hanako, &presses(&hanako, &page, &contact, &fill)).text();
    assert!(again.contains("この郵便番号の住所は見つかりませんでした"), "{again}");
    assert_eq!(again.matches("class=\"problem\"").count(), 1, "{again}");
}

fn a_change_from_the_check_page_leads_back_to_it(town: &TestTown) {
    let hanako = town.resident();
    let draft = begins(&hanako, COPY);
    let mut data = town.answers(&hanako, COPY);
    data.as_object_mut().unwrap().remove("idCopy");
    let identity = format!("{draft}/identity");
    let page = hanako.web.get(&identity).expect(200);
    let picture = ("file", "id.png", Resident::picture());
    let to = format!("{identity}/file?at=idCopy");
    hanako.web.upload(&to, &[], &page.hidden(&identity), picture).expect(200);
    fills(&hanako, &draft, &data);

    let check = hanako.web.get(&format!("{draft}/check")).expect(200).text();
    assert!(check.contains(&format!("{draft}/contact?return=check#")), "{check}");
    let contact = format!("{draft}/contact");
    let page = hanako.web.get(&format!("{contact}?return=check")).expect(200);
    assert!(page.text().contains("確認に戻る"), "{}", page.text());
    let wrong = presses(&hanako, &page, &contact, &[("contact/phone", "1")]);
    assert_eq!(wrong.location(), format!("{contact}?mend=1&return=check"));
    let right = [("contact/phone", "022-261-2222")];
    let back = presses(&hanako, &page, &contact, &right).expect(303).location();
    assert_eq!(back, format!("{draft}/check"));
    // Who acts for another has more to say, on another page.
    let capacity = format!("{draft}/capacity");
    let page = hanako.web.get(&format!("{capacity}?return=check")).expect(200);
    let on = presses(&hanako, &page, &capacity, &[("capacity", "third-party")]);
    let on = on.expect(303).location();
    assert!(on.contains("return=check") && !on.starts_with(&capacity), "{on}");
}

fn a_stale_tab_overwrites_nothing(town: &TestTown) {
    let hanako = town.resident();
    let draft = begins(&hanako, COPY);
    let who = format!("{draft}/who");
    let (first, second) = (hanako.web.get(&who).expect(200), hanako.web.get(&who).expect(200));
    let told = [("name", "山田 花子"), ("kana", "ヤマダ ハナコ")];
    presses(&hanako, &second, &who, &told).expect(303);

    let late = presses(&hanako, &first, &who, &[("name", "山田 太郎"), ("kana", "")]);
    assert_eq!(late.location(), format!("{who}?elsewhere=1"));
    let both = fetched(&hanako, &late);
    let text = both.text();
    assert!(text.contains("別の画面で変わりました") && text.contains("山田　花子"), "{text}");
    assert!(text.contains("value=\"山田 太郎\""), "what was typed here: {text}");
    assert!(text.contains("value=\"ヤマダ ハナコ\"") || text.contains("value=\"ヤマダ　ハナコ\""));
    let kept = hanako.web.get(&who).expect(200).text();
    assert!(!kept.contains("太郎"), "nothing is overwritten: {kept}");

    // Having seen both, the resident decides.
    let chosen = [("name", "山田 太郎"), ("kana", "ヤマダ タロウ")];
    presses(&hanako, &both, &who, &chosen).expect(303);
    assert!(hanako.web.get(&who).expect(200).text().contains("太郎"));
    // The script of the tab that was left behind is told so, and saves nothing.
    let mut fields = first.hidden(&who);
    fields.push(("name".to_owned(), "山田 次郎".to_owned()));
    let live = hanako.web.post_form(&format!("{who}/live"), &fields).expect(200).json();
    assert!(live["stale"].as_str().unwrap().contains("別の画面で変わりました"), "{live}");
    assert!(hanako.web.get(&who).expect(200).text().contains("太郎"));
}

fn the_own_tab_is_never_stale(town: &TestTown) {
    let hanako = town.resident();
    let draft = begins(&hanako, COPY);
    let who = format!("{draft}/who");
    let page = hanako.web.get(&who).expect(200);
    for name in ["山", "山田", "山田 花"] {
        let mut fields = page.hidden(&who);
        fields.push(("name".to_owned(), name.to_owned()));
        let live = hanako.web.post_form(&format!("{who}/live"), &fields).expect(200).json();
        assert_eq!(live.get("stale"), None, "{live}");
    }
    let last = presses(&hanako, &page, &who, &[("name", "山田 花子")]).expect(303).location();
    assert!(!last.contains("elsewhere"), "{last}");
    // Another page of the same draft was changed meanwhile: that is no matter of this one.
    let contact = format!("{draft}/contact");
    let page = hanako.web.get(&contact).expect(200);
    let other = hanako.web.get(&who).expect(200);
    presses(&hanako, &other, &who, &[("name", "山田 太郎")]).expect(303);
    let next = presses(&hanako, &page, &contact, &[("contact/phone", "022-261-1111")]);
    assert!(!next.expect(303).location().contains("elsewhere"));
}

fn the_first_of_the_questions_that_open_is_where_it_goes_on(town: &TestTown) {
    let leaving = "tenshutsu-todoke";
    let hanako = town.resident();
    let asked = begins(&hanako, leaving);
    let page = hanako.web.get(&asked).expect(200);
    let draft = presses(&hanako, &page, &asked, &[("leaving-city", "yes")]).expect(303).location();
    let first = hanako.web.get(&draft).expect(303).location();
    let data = town.answers(&hanako, leaving);
    fills_to(&hanako, first, &data, "/members");
    let members = format!("{draft}/members");
    let page = hanako.web.get(&members).expect(200);
    // What was asked for a moment ago is no mistake yet.
    let adds = [(":add", "/members"), (":mending", "yes")];
    let added = presses(&hanako, &page, &members, &adds).expect(303).location();
    assert!(!added.contains("mend=1"), "{added}");
    let page = hanako.web.get(&members).expect(200);
    let mut typed = Vec::new();
    flatten("", &json!({ "scope": data["scope"], "newHead": data["newHead"] }), &mut typed);
    let rows = [("0", "me", "head"), ("1", "other", "spouse")];
    typed.extend(rows.iter().flat_map(|(row, who, relation)| {
        let answers = [("who", *who), ("relation", *relation), ("sex", "male"), ("card", "no")];
        let answers = answers.into_iter().chain([("kokuho", "no")]);
        answers.map(move |(name, value)| (format!("members/{row}/{name}"), value.to_owned()))
    }));
    let row: Vec<(&str, &str)> = typed.iter().map(|(name, value)| (&**name, &**value)).collect();
    // Without script: name, reading and day of birth open, and the name is the first of them.
    let opened = presses(&hanako, &page, &members, &row).expect(303).location();
    let (_, place) = opened.split_once("?opened=1#").unwrap_or_else(|| panic!("{opened}"));
    assert!(place.ends_with("name"), "{place}");
}

/// Moves a draft from `from` to `to` by its code.
pub(crate) fn moves(from: &Resident, to: &Resident, draft: &str) {
    let address = format!("{draft}/continue");
    let page = from.web.get(&address).expect(200);
    let shown = from.web.submit(&page, &address, &[]).expect(200).text();
    let code = shown.split("<p class=\"code num\">").nth(1).unwrap().split('<').next().unwrap();
    let page = to.web.get("/resume").expect(200);
    to.web.submit(&page, "/resume", &[("code", code)]).expect(303);
    let again = to.web.submit(&page, "/resume", &[("code", code)]);
    assert_ne!(again.status, 303, "a code works once");
}

fn a_draft_that_went_elsewhere_is_taken_back_with_what_was_typed(town: &TestTown) {
    let (telephone, computer, mallory) = (town.resident(), town.resident(), town.resident());
    let draft = begins(&telephone, COPY);
    let who = format!("{draft}/who");
    let page = telephone.web.get(&who).expect(200);
    moves(&telephone, &computer, &draft);
    let there = computer.web.get(&who).expect(200);
    presses(&computer, &there, &who, &[("kana", "ヤマダ ハナコ")]).expect(303);

    // The telephone still shows its page, and somebody types on it.
    let mut fields = page.hidden(&who);
    fields.push(("name".to_owned(), "山田 花".to_owned()));
    let live = telephone.web.post_form(&format!("{who}/live"), &fields).expect(200).json();
    assert!(live["stale"].as_str().unwrap().contains("別の端末でつづけています"), "{live}");
    let posted = presses(&telephone, &page, &who, &[("name", "山田 花子")]);
    let taken = posted.location();
    assert!(taken.starts_with(&format!("{draft}/taken")), "{taken}");
    let told = telephone.web.get(&taken).expect(200);
    assert!(told.text().contains("別の端末でつづけています"), "{}", told.text());
    mallory.web.get(&format!("{draft}/taken")).expect(303);
    mallory.web.get(&draft).expect(404);

    let back = presses(&telephone, &told, &taken, &[]);
    let both = fetched(&telephone, &back).text();
    assert!(both.contains("value=\"山田 花子\"") && both.contains("ハナコ"), "{both}");
    assert_eq!(computer.web.get(&who).expect(303).location(), format!("{draft}/taken"));
}

fn the_way_back_ends_after_a_day(town: &TestTown) {
    let (terminal, telephone) = (town.resident(), town.resident());
    let draft = begins(&terminal, COPY);
    moves(&terminal, &telephone, &draft);
    terminal.web.get(&draft).expect(303);
    town.advance(chrono::Duration::hours(25));
    terminal.web.get(&draft).expect(404);
    telephone.web.get(&draft).expect(303);
}

fn a_draft_that_is_not_here_is_told_kindly_whosever_it_is(town: &TestTown) {
    let (hanako, mallory) = (town.resident(), town.resident());
    let draft = begins(&hanako, COPY);
    let unknown = format!("{}0000", &draft[..draft.len() - 4]);
    // All but the address that was asked for, which comes back in another language.
    let told = |draft: &str, page: &str| {
        let text = mallory.web.get(&format!("{draft}{page}")).expect(404).text();
        text.split("class=\"num\"").next().unwrap().replace(&escaped(draft), "")
    };
    for page in ["", "/who", "/check", "/continue", "/discard"] {
        let (foreign, none) = (told(&draft, page), told(&unknown, page));
        assert_eq!(foreign, none);
        assert!(foreign.contains("この端末には、この入力がありません"), "{foreign}");
        assert!(foreign.contains("href=\"/resume\"") && foreign.contains("href=\"/status\""));
    }
}

fn a_draft_is_found_behind_twenty_others(town: &TestTown) {
    let hanako = town.resident();
    let first = begins(&hanako, COPY);
    for _ in 0..21 {
        begins(&hanako, COPY);
    }
    hanako.web.get(&first).expect(303);
}

fn what_is_typed_on_the_check_page_stays(town: &TestTown) {
    let hanako = town.resident();
    let draft = begins(&hanako, RUBBISH);
    fills(&hanako, &draft, &town.answers(&hanako, RUBBISH));
    let check = format!("{draft}/check");
    let page = hanako.web.get(&check).expect(200);
    let posted = presses(&hanako, &page, &check, &[("email", "hanako@example.jp")]);
    assert_eq!(posted.location(), format!("{check}?mend=1"));
    let again = fetched(&hanako, &posted).text();
    assert!(again.contains("value=\"hanako@example.jp\""), "{again}");
    assert!(again.contains("id=\"consent-says\""), "{again}");
    assert!(!hanako.web.get(&check).expect(200).text().contains("consent-says"));
    let receipt = sends(&hanako, &draft).expect(303).location();
    assert!(receipt.starts_with("/receipts/"), "{receipt}");
    assert_eq!(hanako.web.get(&draft).expect(303).location(), receipt);
}

/// A case that was filed by a browser and returned for `at`, and the browser's way in.
fn returned(
    town: &TestTown,
    procedure: &str,
    data: &Value,
    at: &str,
) -> (Resident, Receipt, Colleague, String) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(procedure, "sato"));
    let receipt = hanako.files(procedure, data);
    let case = clerk.finds(&receipt.number);
    clerk.claims(&case);
    let remark = json!({ "at": at, "text": "確かめてください。" });
    let asked = json!({ "type": "request_correction", "remarks": [remark] });
    clerk.commands(&case, asked).expect(200);
    let page = hanako.web.get("/status").expect(200);
    let typed = [("number", &*receipt.number), ("code", &*receipt.code)];
    hanako.web.submit(&page, "/status", &typed).expect(303);
    (hanako, receipt, clerk, case)
}

fn a_correction_that_changes_nothing_asks_why(town: &TestTown) {
    let data = town.answers(&town.resident(), "jido-teate-nintei");
    let (hanako, receipt, clerk, case) =
        returned(town, "jido-teate-nintei", &data, "/contact/phone");
    let address = format!("/receipts/{}/correction", receipt.number);
    let page = hanako.web.get(&address).expect(200);
    let phone = data["contact"]["phone"].as_str().unwrap();
    let asked = presses(&hanako, &page, &address, &[("contact/phone", phone)]);
    assert_eq!(asked.location(), format!("{address}?unchanged=1"));
    let asked = fetched(&hanako, &asked);
    assert!(asked.text().contains("変えていません。このまま送りますか"), "{}", asked.text());
    assert_eq!(hanako.status(&receipt)["state"], "correction-requested");

    let blank = [("contact/phone", phone), (":because", "　")];
    assert!(presses(&hanako, &asked, &address, &blank).location().contains("unchanged=1"));
    let why = [("contact/phone", phone), (":because", "この番号で合っています。")];
    let sent = presses(&hanako, &asked, &address, &why).expect(303).location();
    assert!(sent.ends_with("done=correction"), "{sent}");
    assert_eq!(hanako.status(&receipt)["state"], "in-review");
    let messages = clerk.case(&case)["messages"].clone();
    assert_eq!(messages[0]["text"], "この番号で合っています。", "{messages}");
}

fn a_file_is_taken_off_a_correction(town: &TestTown) {
    let leaving = "tenshutsu-todoke";
    let data = town.answers(&town.resident(), leaving);
    let (hanako, receipt, _, _) = returned(town, leaving, &data, "/idCopy");
    let address = format!("/receipts/{}/correction", receipt.number);
    let page = hanako.web.get(&address).expect(200).text();
    let button = page.split("name=\":detach\" value=\"").nth(1).unwrap().to_owned();
    let detach = button.split('"').next().unwrap();
    let page = hanako.web.get(&address).expect(200);
    let posted = presses(&hanako, &page, &address, &[(":detach", detach)]);
    let without = fetched(&hanako, &posted);
    assert!(!without.text().contains("name=\":detach\" value"), "{}", without.text());
    // The script sends another one ahead; it is there when the page is fetched again.
    let picture = ("file", "new.png", Resident::picture());
    let to = format!("{address}/file?at=idCopy");
    let taken = hanako.web.upload(&to, &[], &without.hidden(&address), picture).expect(200).json();
    let id = taken["id"].as_str().unwrap().to_owned();
    let sent = presses(&hanako, &without, &address, &[("idCopy", &id)]).expect(303).location();
    assert!(sent.ends_with("done=correction"), "{sent}");
}

fn a_correction_that_was_sent_leads_to_its_receipt(town: &TestTown) {
    let data = town.answers(&town.resident(), "jido-teate-nintei");
    let (hanako, receipt, _, _) = returned(town, "jido-teate-nintei", &data, "/contact/phone");
    let address = format!("/receipts/{}/correction", receipt.number);
    let page = hanako.web.get(&address).expect(200);
    presses(&hanako, &page, &address, &[("contact/phone", "022-261-9999")]).expect(303);
    let back = hanako.web.get(&address).expect(303).location();
    assert!(back.starts_with(&format!("/receipts/{}", receipt.number)), "{back}");
    hanako.web.get(&back).expect(200);
    let late = presses(&hanako, &page, &address, &[("contact/phone", "1")]).expect(303);
    hanako.web.get(&late.location()).expect(200);
    let stranger = town.resident().web.get(&address).expect(303).location();
    assert!(stranger.starts_with(&format!("/receipts/{}", receipt.number)), "{stranger}");
}

fn group(town: &TestTown, name: &str, people: i64) -> Value {
    let mut data = town.answers(&town.resident(), COURSE);
    data["kana"] = json!(name);
    data["party"] = json!("group");
    data["group"] = json!("泉中央町内会");
    data["participants"] = json!(people);
    data["youngest"] = json!("adult");
    data
}

const FULL: &str = "この回は満員になりました";

fn a_full_course_is_told_where_it_is_chosen_and_before_it_is_sent(town: &TestTown) {
    let (hanako, others) = (town.resident(), town.resident());
    let draft = begins(&hanako, COURSE);
    let data = town.answers(&hanako, COURSE);
    fills(&hanako, &draft, &data);
    let check = format!("{draft}/check");
    assert!(!hanako.web.get(&check).expect(200).text().contains(FULL));
    let page = hanako.web.get(&check).expect(200);
    others.files(COURSE, &group(town, "アオキ", 30));

    let refused = presses(&hanako, &page, &check, &[("consent", "yes")]);
    assert_eq!(refused.location(), format!("{check}?mend=1"));
    let told = fetched(&hanako, &refused).text();
    assert!(told.contains(FULL) && told.contains("panel red"), "{told}");
    assert!(told.contains("<title>入力エラー：") && told.contains("data-focus"), "{told}");
    assert!(hanako.web.get(&check).expect(200).text().contains(FULL), "before it is sent");

    let fresh = begins(&hanako, COURSE);
    let course = format!("{fresh}/course");
    let page = hanako.web.get(&course).expect(200);
    let page = fetched(&hanako, &presses(&hanako, &page, &course, &[("course", "normal1")]));
    let session = data["session"].as_str().unwrap();
    let text = page.text();
    let choice = format!("name=\"session\" value=\"{session}\"");
    let (before, _) = text.split_once(&choice).unwrap();
    let (_, tag) = before.rsplit_once('<').unwrap();
    assert!(tag.starts_with("input type=\"radio\""), "few are left, and all are seen: {text}");
    let sessions = format!("{fresh}/session");
    let posted = presses(&hanako, &page, &sessions, &[("session", session)]);
    assert_eq!(posted.location(), format!("{sessions}?full=1"));
    assert!(fetched(&hanako, &posted).text().contains(FULL), "where it is chosen");
}

fn a_second_filing_is_told_on_the_check_page(town: &TestTown) {
    let hanako = town.resident();
    let data = town.answers(&hanako, COURSE);
    town.resident().files(COURSE, &data);
    let draft = begins(&hanako, COURSE);
    fills(&hanako, &draft, &data);
    let told = hanako.web.get(&format!("{draft}/check")).expect(200).text();
    assert!(told.contains("panel red"), "{told}");
    let again = fetched(&hanako, &sends(&hanako, &draft)).text();
    assert!(again.contains("panel red"), "{again}");
    assert_eq!(town.submissions(), 1);
}

fn a_correction_into_a_full_course_says_so(town: &TestTown) {
    let data = group(town, "アオキ", 10);
    let (hanako, receipt, _, _) = returned(town, COURSE, &data, "/participants");
    town.resident().files(COURSE, &group(town, "イトウ", 15));
    let address = format!("/receipts/{}/correction", receipt.number);
    let page = hanako.web.get(&address).expect(200);
    assert!(!page.text().contains(FULL), "its own places are not gone: {}", page.text());
    let posted = presses(&hanako, &page, &address, &[("participants", "20")]);
    assert_eq!(posted.location(), format!("{address}?mend=1"));
    let told = fetched(&hanako, &posted).text();
    assert!(told.contains(FULL) && told.contains("value=\"20\""), "{told}");
    let fewer = presses(&hanako, &page, &address, &[("participants", "12")]).expect(303);
    assert!(fewer.location().ends_with("done=correction"), "{}", fewer.location());
}

fn home_lists_what_was_sent_and_a_procedure_offers_what_was_begun(town: &TestTown) {
    let hanako = town.resident();
    let draft = begins(&hanako, RUBBISH);
    let procedure = format!("/procedures/{RUBBISH}");
    let page = hanako.web.get(&procedure).expect(200);
    assert!(page.text().contains("書きかけがあります"), "{}", page.text());
    // A page from before the draft was begun.
    let again = hanako.web.submit(&page, &procedure, &[]).expect(303).location();
    assert_eq!(again, format!("{procedure}#begun"));
    assert!(!hanako.web.get("/").expect(200).text().contains("送った申請"));

    fills(&hanako, &draft, &town.answers(&hanako, RUBBISH));
    let receipt = sends(&hanako, &draft).expect(303).location();
    let home = hanako.web.get("/").expect(200).text();
    assert!(home.contains("送った申請") && home.contains(&receipt), "{home}");
    let page = hanako.web.get(&procedure).expect(200).text();
    assert!(page.contains("この端末から") && page.contains(&receipt), "{page}");
    let other = town.resident().web.get("/").expect(200).text();
    assert!(!other.contains("送った申請"), "{other}");
}

fn the_guide_shows_its_list_on_a_page_that_was_fetched(town: &TestTown) {
    let hanako = town.resident();
    let address = "/life-events/moving";
    let page = hanako.web.get(address).expect(200);
    let mistaken = fetched(&hanako, &presses(&hanako, &page, address, &[])).text();
    assert!(mistaken.contains("panel red"), "{mistaken}");
    let typed = [
        ("direction", "within"),
        ("moveDate.era", "西暦"),
        ("moveDate.year", "2026"),
        ("moveDate.month", "12"),
        ("moveDate.day", "1"),
        ("stay", "no"),
    ];
    let posted = presses(&hanako, &page, address, &typed);
    assert_eq!(posted.location(), format!("{address}?answered=1"), "no answer is in the address");
    let list = fetched(&hanako, &posted).text();
    assert!(list.contains("水道の使用開始申込"), "{list}");
    let other = town.resident().web.get(&posted.location()).expect(200).text();
    assert!(!other.contains("id=\"list\""), "nobody else sees it: {other}");
    town.advance(chrono::Duration::minutes(61));
    let later = hanako.web.get(&posted.location()).expect(200).text();
    assert!(!later.contains("id=\"list\""), "nor anybody later: {later}");
}

fn questions_that_open_are_told_while_somebody_answers(town: &TestTown) {
    let hanako = town.resident();
    let address = "/life-events/moving";
    let page = hanako.web.get(address).expect(200);
    let hidden = |typed: &[(&str, &str)]| {
        let mut fields = page.hidden(address);
        fields.extend(typed.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())));
        let told = hanako.web.post_form(&format!("{address}/live"), &fields).expect(200).json();
        told["hidden"].as_array().unwrap().contains(&json!("/stay"))
    };
    assert!(hidden(&[("direction", "in")]));
    assert!(!hidden(&[("direction", "out")]));
}
