//! 支援措置: where a protected person is is shown to nobody, but for a reason to who is trusted with it;
//! what is filed later of the same person is told; and it ends by itself.

use back_office::Error;
use chrono::{Days, Duration};
use kernel::{Grant, Right, Role};
use lopdf::Document;
use serde_json::{Value, json};
use testkit::{Browser, Colleague, Receipt, Resident, TestTown, on_both_engines};

use crate::{
    dispatch::granted_by_post,
    files::fetches,
    looks::{masked, of_the_office},
    personnel::{administrator, at, grants, seated},
};

const ALLOWANCE: &str = "jido-teate-nintei";
const COPY: &str = "juminhyo-utsushi";

/// Where somebody is, as it may be written anywhere.
const SECRETS: [&str; 9] = [
    "981-3133",
    "9813133",
    "泉中央九丁目",
    "88番77号",
    "88番78号",
    "080-9876-5432",
    "08098765432",
    "kakure@example.jp",
    "hanako@example.jp",
];

on_both_engines!(
    who_is_trusted_says_it_and_everybody_sees_that,
    where_a_protected_person_is_is_stars_wherever_it_would_stand,
    who_is_trusted_asks_for_a_reason_and_opens_files,
    a_file_that_somebody_sent_tells_nobody_where_they_are,
    nobody_finds_a_protected_case_by_where_the_person_is,
    nobody_writes_in_the_place_of_what_they_may_not_read,
    it_ends_with_its_day_by_itself,
    what_is_filed_later_of_the_same_person_is_told,
    papers_to_protected_people_lie_apart,
    a_paper_that_came_back_tells_nobody_where_it_goes,
    each_look_at_a_protected_case_is_told_to_who_audits,
    the_right_is_given_by_two,
);

/// The answers of somebody who is hidden.
fn hidden(town: &TestTown, who: &Resident) -> Value {
    let mut data = town.answers(who, ALLOWANCE);
    data["address"]["postal"] = json!("981-3133");
    data["address"]["ward"] = json!("泉区");
    data["address"]["town"] = json!("泉中央九丁目");
    data["address"]["block"] = json!("88番77号");
    data["contact"] = json!({ "phone": "080-9876-5432", "email": "kakure@example.jp" });
    data
}

/// A clerk whose grant carries the right, and everything that is sealed.
fn keeper(town: &TestTown) -> Colleague {
    let grant = Grant::new(Role::Clerk, town.department_of(ALLOWANCE).parse().unwrap());
    town.colleague_with("mamoru", Grant { rights: Right::ALL.into(), ..grant })
}

fn filed(town: &TestTown) -> (Resident, Receipt, String) {
    let hanako = town.resident();
    let receipt = hanako.files(ALLOWANCE, &hidden(town, &hanako));
    let case = town.clerk_of(ALLOWANCE, "sato").finds(&receipt.number);
    (hanako, receipt, case)
}

fn protect(town: &TestTown, days: u64) -> Value {
    let until = (town.now().day() + Days::new(days)).to_string();
    json!({ "type": "protect", "until": until, "reason": "申出書を受けた。" })
}

fn unprotect() -> Value {
    json!({ "type": "unprotect", "reason": "本人から申出があった。" })
}

#[track_caller]
fn hides(text: &str) {
    for secret in SECRETS {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
}

fn page(web: &Browser, case: &str) -> String {
    web.get(&format!("/office/cases/{case}")).expect(200).text()
}

/// What a PDF says, without blanks.
fn text_of(pdf: &[u8]) -> String {
    let read = Document::load_mem(pdf).unwrap();
    let pages: Vec<u32> = read.get_pages().into_keys().collect();
    read.extract_text(&pages).unwrap().split_whitespace().collect()
}

#[track_caller]
fn refused(answer: testkit::Answer) -> String {
    answer.expect(422).json()["rule"].as_str().unwrap().to_owned()
}

fn who_is_trusted_says_it_and_everybody_sees_that(town: &TestTown) {
    let (_, receipt, case) = filed(town);
    let (sato, mamoru) = (town.clerk_of(ALLOWANCE, "sato"), keeper(town));
    assert_eq!(refused(sato.commands(&case, protect(town, 300))), "protection-unentrusted");
    assert_eq!(refused(mamoru.commands(&case, protect(town, 0))), "day-not-ahead");
    let web = town.signs_in_anew(&sato.email);
    assert!(!page(&web, &case).contains("支援措置"), "it is not theirs to say");

    // At the screen: what was typed stays when something is wrong with it.
    let action = format!("/office/cases/{case}/commands");
    let trusted = town.signs_in_anew(&mamoru.email);
    let press = |typed: &[(&str, &str)]| {
        let shown = trusted.get(&format!("/office/cases/{case}")).expect(200);
        let mut fields = shown.hidden(&action);
        fields.retain(|(name, _)| name != "type");
        fields.extend(typed.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())));
        trusted.post_form(&action, &fields)
    };
    let until = (town.now().day() + Days::new(200)).to_string();
    let reason = ("reason", "住民基本台帳の支援措置の申出");
    let past = [("type", "protect"), ("until", "2026-11-20"), reason, ("sure", "yes")];
    let again = press(&past).expect(422).text();
    assert!(again.contains(reason.1) && again.contains("value=\"2026-11-20\""), "{again}");
    let none = [("type", "protect"), reason, ("sure", "yes")];
    assert!(press(&none).expect(422).text().contains("終わりの日を入れてください"));
    press(&[("type", "protect"), ("until", &until), reason, ("sure", "yes")]).expect(303);

    // Everybody who sees the case sees that, in the list and on its page.
    let row = sato.queue("")[0].clone();
    assert_eq!((&row["id"], &row["protected"]), (&json!(case), &json!(true)));
    assert!(web.get("/office/?view=all").expect(200).text().contains(">支援措置</span>"));
    let seen = page(&web, &case);
    assert!(seen.contains("支援措置の案件です") && seen.contains("支援措置の対象にしました"));
    assert_eq!(sato.case(&case)["protected_until"], json!(until));
    assert!(!sato.case(&case)["available"].as_array().unwrap().contains(&json!("unprotect")));

    // Who serves at the counter is told what not to tell.
    let department = town.department_of(ALLOWANCE).parse().unwrap();
    let counter = seated(town, "murakami", Grant::new(Role::CounterClerk, department));
    let asked = [("number", receipt.number.as_str()), ("reason", "進み具合の質問")];
    let told = counter.sends("/office/counter", &asked).expect(200).text();
    assert!(told.contains("居場所が分かることを、だれにも答えないでください"), "{told}");

    let silent = json!({ "type": "unprotect", "reason": "" });
    assert_eq!(refused(mamoru.commands(&case, silent)), "reason-missing");
    mamoru.commands(&case, unprotect()).expect(200);
    assert_eq!(sato.queue("")[0]["protected"], json!(false));
    assert_eq!(refused(mamoru.commands(&case, unprotect())), "wrong-state");
}

fn where_a_protected_person_is_is_stars_wherever_it_would_stand(town: &TestTown) {
    let (hanako, receipt, case) = filed(town);
    let (sato, mamoru) = (town.clerk_of(ALLOWANCE, "sato"), keeper(town));
    let before = sato.case(&case);
    assert_eq!(before["applicant"]["email"], json!("hanako@example.jp"));
    assert!(before.to_string().contains("泉中央九丁目"), "it is the clerk's to read: {before}");
    // A correction that moves them, so that there is something to compare.
    sato.claims(&case);
    let remark = json!({ "at": "/address/block", "text": "番地を確かめてください。" });
    let asks = json!({ "type": "request_correction", "remarks": [remark] });
    sato.commands(&case, asks).expect(200);
    let mut moved = hidden(town, &hanako);
    moved["address"]["block"] = json!("88番78号");
    let correction = json!({ "data": moved });
    hanako.acts(&receipt, "corrections", &correction).expect(200);
    assert!(sato.case(&case)["changes"].to_string().contains("88番77号"));
    mamoru.commands(&case, protect(town, 300)).expect(200);

    let id = case.parse().unwrap();
    for who in [&sato, &mamoru] {
        let seen = who.case(&case);
        hides(&seen.to_string());
        assert_eq!(seen["changes"][0]["after"], json!("＊＊＊＊"), "{}", seen["changes"]);
        let sealed = seen["answers"].to_string().matches("whereabouts").count();
        assert!(sealed >= 6, "{sealed}: {seen}");
        assert!(seen["applicant"]["name"].is_string(), "who it is stays");
        hides(&Value::from(who.events(&case)).to_string());
        hides(&Value::from(who.queue("")).to_string());
        let web = town.signs_in_anew(&who.email);
        for path in ["", "/outline"] {
            hides(&web.get(&format!("/office/cases/{case}{path}")).expect(200).text());
        }
        hides(&web.get("/office/?view=all").expect(200).text());
        let staff = of_the_office(town, who);
        let paper = town.wait(town.back_office().case_pdf(&staff, &id)).unwrap();
        let paper = text_of(&paper.bytes);
        assert!(paper.contains("＊＊＊＊"), "{paper}");
        hides(&paper);
    }
    // Whoever holds number and code need not be the person.
    hides(&hanako.status(&receipt).to_string());
    hanako.opens(&receipt);
    hides(&hanako.web.get(&format!("/receipts/{}", receipt.number)).expect(200).text());
}

fn who_is_trusted_asks_for_a_reason_and_opens_files(town: &TestTown) {
    let (_, _, case) = filed(town);
    let (sato, mamoru) = (town.clerk_of(ALLOWANCE, "sato"), keeper(town));
    sato.claims(&case);
    mamoru.commands(&case, protect(town, 300)).expect(200);
    let (office, id) = (town.back_office(), case.parse().unwrap());
    let place = masked(&mamoru.case(&case)["answers"], "whereabouts").unwrap();
    let reveals = |who: &Colleague, why: &str| {
        let staff = of_the_office(town, who);
        town.wait(office.reveal(&staff, &id, std::slice::from_ref(&place), why))
    };
    assert!(matches!(reveals(&sato, "確認"), Err(Error::NotFound)), "as if it were not there");
    assert!(matches!(reveals(&mamoru, " "), Err(Error::Text { .. })));
    let told = reveals(&mamoru, "本人からの電話").unwrap();
    assert!(SECRETS.contains(&told[&place].as_str()), "{told:?}");

    // At the screen, and with its trace.
    let (web, action) =
        (town.signs_in_anew(&mamoru.email), format!("/office/cases/{case}/reveal#answers"));
    let shown = web.get(&format!("/office/cases/{case}")).expect(200);
    assert!(shown.text().contains("支援措置の案件です"));
    let asks = [("at", "/address/town"), ("reason", "送付先の確認")];
    let clear = web.submit(&shown, &action, &asks).expect(200).text();
    assert!(clear.contains("泉中央九丁目") && !clear.contains("88番77号"), "{clear}");
    assert!(page(&web, &case).contains("送付先の確認"), "the history tells why");

    // Any file may show it.
    let files = sato.case(&case)["attachments"].clone();
    assert_eq!(files[0]["name"], json!("＊＊＊＊"));
    let file = files[0]["id"].as_str().unwrap().parse().unwrap();
    let opens = |who: &Colleague| {
        town.wait(office.case_attachment(&of_the_office(town, who), &id, &file, Some("確認")))
    };
    assert!(matches!(opens(&sato), Err(Error::NotFound)), "although they have the case");
    assert!(opens(&mamoru).is_ok());
    assert!(page(&town.signs_in_anew(&sato.email), &case).contains("見る権限がありません"));
    mamoru.commands(&case, unprotect()).expect(200);
    assert!(opens(&sato).is_ok());
}

fn a_file_that_somebody_sent_tells_nobody_where_they_are(town: &TestTown) {
    let (hanako, receipt, case) = filed(town);
    let (sato, mamoru) = (town.clerk_of(ALLOWANCE, "sato"), keeper(town));
    sato.claims(&case);
    let theirs = hanako.writes_with_a_picture(&receipt, "写真を送ります。");
    let ours = sato.sends_picture(&case);
    let message = json!({ "type": "message", "text": "案内です。", "files": [ours] });
    sato.commands(&case, message).expect(200);
    let sent = || -> Vec<usize> {
        let thread = hanako.status(&receipt)["messages"].clone();
        let count = |it: &Value| it["files"].as_array().map_or(0, Vec::len);
        thread.as_array().unwrap().iter().map(count).collect()
    };
    let shown = |who: &Colleague| page(&town.signs_in_anew(&who.email), &case);
    assert_eq!(sent(), [1, 1]);
    assert!(shown(&sato).contains(&theirs));

    // Whoever holds number and code need not be the person, who has what they sent.
    mamoru.commands(&case, protect(town, 300)).expect(200);
    assert_eq!(sent(), [0, 1]);
    fetches(&hanako, &receipt, &theirs).expect(404);
    fetches(&hanako, &receipt, &ours).expect(200);
    let thread = sato.case(&case)["messages"].clone();
    assert_eq!(thread[0]["files"][0]["name"], json!("＊＊＊＊"), "{thread}");
    let seen = shown(&sato);
    assert!(!seen.contains(&theirs) && !seen.contains(&ours), "no way into a file: {seen}");
    assert!(shown(&mamoru).contains(&theirs), "who is trusted opens it for a reason");

    mamoru.commands(&case, unprotect()).expect(200);
    assert_eq!(sent(), [1, 1]);
    fetches(&hanako, &receipt, &theirs).expect(200);
}

/// The numbers of what somebody finds by these words.
fn finds(who: &Colleague, words: &str) -> usize {
    let begun = who.posts("/api/v1/searches", &json!({ "words": words })).expect(201);
    let found = who.get(&begun.location()).expect(200).json();
    found["cases"].as_array().unwrap().len()
}

/// By where somebody is, as people type it.
const PLACES: [&str; 5] =
    ["泉中央九丁目", "981-3133", "080-9876-5432", "5432", "kakure@example.jp"];

fn nobody_finds_a_protected_case_by_where_the_person_is(town: &TestTown) {
    let (hanako, receipt, case) = filed(town);
    let (sato, mamoru) = (town.clerk_of(ALLOWANCE, "sato"), keeper(town));
    let name = hidden(town, &hanako)["name"].as_str().unwrap().to_owned();
    let indexes = || town.wait(town.chores().index_words()).unwrap();
    let found = |what: usize, when: &str| {
        for words in PLACES {
            for who in [&sato, &mamoru] {
                assert_eq!(finds(who, words), what, "{words} {when}");
            }
        }
    };
    found(1, "while it waits for the index");
    mamoru.commands(&case, protect(town, 300)).expect(200);
    found(0, "at once");
    indexes();
    found(0, "when it is read again");
    assert_eq!(finds(&sato, &name), 1, "who it is, they find");

    // Neither does a correction bring it back.
    mamoru.claims(&case);
    let remark = json!({ "at": "/contact/phone", "text": "番号を確かめてください。" });
    mamoru
        .commands(&case, json!({ "type": "request_correction", "remarks": [remark] }))
        .expect(200);
    hanako.acts(&receipt, "corrections", &json!({ "data": hidden(town, &hanako) })).expect(200);
    found(0, "after a correction");
    indexes();
    found(0, "after a correction that is indexed");

    mamoru.commands(&case, unprotect()).expect(200);
    indexes();
    found(1, "when it is no longer protected");
    mamoru.commands(&case, protect(town, 300)).expect(200);
    found(0, "out of the index");
    indexes();
    found(0, "and not in it again");
}

fn nobody_writes_in_the_place_of_what_they_may_not_read(town: &TestTown) {
    let (_, _, case) = filed(town);
    let (sato, mamoru) = (town.clerk_of(ALLOWANCE, "sato"), keeper(town));
    let mends = |who: &Colleague| {
        let answers = json!({ "/address/block": "7番14号" });
        who.commands(&case, json!({ "type": "correct_for", "answers": answers, "reason": "番地" }))
    };
    mamoru.commands(&case, protect(town, 300)).expect(200);
    for who in [&sato, &mamoru] {
        assert_eq!(refused(mends(who)), "field-not-editable");
        let web = town.signs_in_anew(&who.email);
        let form = web.get(&format!("/office/cases/{case}/edit"));
        assert!([200, 404].contains(&form.status), "{}", form.status);
        hides(&form.text());
    }
    // What the applicant says by telephone of where they are, only they enter.
    sato.claims(&case);
    let remark = json!({ "at": "/address/block", "text": "番地を確かめてください。" });
    sato.commands(&case, json!({ "type": "request_correction", "remarks": [remark] })).expect(200);
    let takes = json!({ "type": "take_answer", "way": "telephone", "identity": "生年月日",
        "answers": { "/address/block": "7番14号" } });
    assert_eq!(refused(sato.commands(&case, takes)), "field-not-editable");
    mamoru.commands(&case, unprotect()).expect(200);
}

fn it_ends_with_its_day_by_itself(town: &TestTown) {
    let (_, _, case) = filed(town);
    let (sato, mamoru) = (town.clerk_of(ALLOWANCE, "sato"), keeper(town));
    mamoru.commands(&case, protect(town, 40)).expect(200);
    let near = "終わる日が近づいています";
    assert!(!page(&town.signs_in_anew(&sato.email), &case).contains(near));
    town.advance(Duration::days(40));
    hides(&sato.case(&case).to_string());
    assert!(page(&town.signs_in_anew(&sato.email), &case).contains(near), "on its last day");
    town.advance(Duration::days(1));
    let seen = sato.case(&case);
    assert!(seen.to_string().contains("泉中央九丁目") && seen["protected_until"].is_null());
    assert_eq!(sato.queue("")[0]["protected"], json!(false));
    // What was put out of the index comes back when somebody says so.
    town.wait(town.chores().index_words()).unwrap();
    assert_eq!(finds(&sato, "泉中央九丁目"), 0);
    mamoru.commands(&case, unprotect()).expect(200);
    town.wait(town.chores().index_words()).unwrap();
    assert_eq!(finds(&sato, "泉中央九丁目"), 1);
}

fn what_is_filed_later_of_the_same_person_is_told(town: &TestTown) {
    let (hanako, _, case) = filed(town);
    let (sato, mamoru) = (town.clerk_of(ALLOWANCE, "sato"), keeper(town));
    mamoru.commands(&case, protect(town, 300)).expect(200);
    let told = |case: &str| -> Vec<Value> {
        let findings = sato.case(case)["findings"].clone();
        let is_it = |it: &&Value| it["kind"] == "protected";
        findings.as_array().unwrap().iter().filter(is_it).cloned().collect()
    };
    // It is read into the index again, without where the person is.
    town.wait(town.chores().index_words()).unwrap();
    // From elsewhere, typed otherwise: it is the name and the day of birth that tell.
    let mut other = town.answers(&hanako, ALLOWANCE);
    let name = other["name"].as_str().unwrap().replace(['　', ' '], "  ");
    other["name"] = json!(name);
    let later = hanako.files(ALLOWANCE, &other);
    let second = sato.finds(&later.number);
    let found = told(&second);
    assert_eq!((found.len(), &found[0]["other"]), (1, &json!(case)), "{found:?}");
    let seen = page(&town.signs_in_anew(&sato.email), &second);
    assert!(seen.contains("この方のほかの案件が支援措置です"), "{seen}");
    assert!(
        seen.contains("<span class=\"chip r\">支援措置</span> "),
        "beside the other case: {seen}"
    );
    hides(&seen.replace("hanako@example.jp", ""));
    // A correction looks again.
    sato.claims(&second);
    let remark = json!({ "at": "/contact/phone", "text": "番号を確かめてください。" });
    sato.commands(&second, json!({ "type": "request_correction", "remarks": [remark] }))
        .expect(200);
    other["contact"]["phone"] = json!("090-1111-2222");
    hanako.acts(&later, "corrections", &json!({ "data": other })).expect(200);
    assert_eq!(told(&second).len(), 1);

    // Of somebody born on another day nothing is said, nor once it is over.
    let mut stranger = town.answers(&hanako, ALLOWANCE);
    stranger["birthDate"] = json!("1991-04-10");
    stranger["children"][0]["name"] = json!("山田 別人");
    let third = sato.finds(&hanako.files(ALLOWANCE, &stranger).number);
    assert_eq!(told(&third), Vec::<Value>::new());
    mamoru.commands(&case, unprotect()).expect(200);
    let fourth = sato.finds(&hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE)).number);
    assert_eq!(told(&fourth), Vec::<Value>::new());
}

/// Somebody without an address for letters was granted a copy: the case.
fn granted(town: &TestTown, clerk: &Colleague, name: &str, block: &str) -> String {
    let address =
        json!({ "postal": "981-3133", "ward": "泉区", "town": "泉中央九丁目", "block": block });
    granted_by_post(town, &town.resident(), clerk, (name, address))
}

fn trusted(town: &TestTown, name: &str, role: Role) -> Colleague {
    let grant = Grant::new(role, town.department_of(COPY).parse().unwrap());
    town.colleague_with(name, Grant { rights: [Right::Protected].into(), ..grant })
}

const DISPATCH: &str = "/office/dispatch";

fn gathers(post: &Browser, cases: &[&String]) -> testkit::Answer {
    let mut fields = post.get(DISPATCH).expect(200).hidden("/office/sign-out");
    fields.extend(cases.iter().map(|case| ("paper".to_owned(), format!("{case}.1"))));
    post.post_form("/office/dispatch/batches", &fields)
}

fn prints(post: &Browser, batch: &str) -> testkit::Answer {
    let mut fields = post.get(batch).expect(200).hidden("/office/sign-out");
    fields.push(("do".to_owned(), "papers".to_owned()));
    post.post_form(&format!("{batch}/prints"), &fields)
}

fn papers_to_protected_people_lie_apart(town: &TestTown) {
    let (sato, lead) = (town.clerk_of(COPY, "sato"), trusted(town, "mamoru", Role::Lead));
    let open = granted(town, &sato, "青葉　二郎", "1番1号");
    let shut = granted(town, &sato, "隠　花子", "88番77号");
    lead.commands(&shut, protect(town, 300)).expect(200);
    town.colleague("miura", Role::PostClerk, &town.department_of(COPY));
    trusted(town, "abe", Role::PostClerk);
    let (post, keeps) =
        (town.signs_in_anew("miura@city.example"), town.signs_in_anew("abe@city.example"));
    for web in [&post, &keeps] {
        let list = web.get(DISPATCH).expect(200).text();
        assert!(list.contains("1番1号") && !list.contains("88番77号"), "{list}");
        assert!(list.contains("支援措置の方あて") && list.contains("隠　花子"), "{list}");
    }
    let paper = format!("{DISPATCH}/cases/{shut}/notices/1.pdf");
    post.get(&paper).expect(404);
    keeps.get(&paper).expect(200);
    let told = gathers(&post, &[&shut]).expect(422).text();
    assert!(told.contains("支援措置の権限がある人が印刷します"), "{told}");
    let told = gathers(&keeps, &[&open, &shut]).expect(422).text();
    assert!(told.contains("ほかの方の分と別の束にしてください"), "{told}");

    let made = gathers(&keeps, &[&shut]).expect(303).location();
    let batch = made.split_once('?').unwrap().0;
    for web in [&post, &keeps] {
        let shown = web.get(batch).expect(200).text();
        assert!(shown.contains("隠　花子") && !shown.contains("88番77号"), "{shown}");
    }
    let told = prints(&post, batch).expect(422).text();
    assert!(told.contains("残りは支援措置の方の通知書です"), "{told}");
    let page = prints(&keeps, batch).expect(303).location();
    let number = page.rsplit('=').next().unwrap();
    let printed = keeps.get(&format!("{batch}/prints/{number}.pdf")).expect(200);
    let printed = text_of(&printed.body);
    assert!(printed.contains("88番77号"), "the envelope needs it: {printed}");

    // The register of what was posted tells it to nobody.
    let mut fields = keeps.get(batch).expect(200).hidden("/office/sign-out");
    let today = town.now().day().to_string();
    for (name, value) in [("do", "post"), ("on", &today), ("post", "ordinary"), ("paper", "1")] {
        fields.push((name.to_owned(), value.to_owned()));
    }
    keeps.post_form(&format!("{batch}/posting"), &fields).expect(303);
    let register = format!("/office/dispatch/register.csv?from={today}&until={today}");
    let register = keeps.get(&register).expect(200).text();
    assert!(register.contains("（支援措置）") && !register.contains("88番77号"), "{register}");
}

fn a_paper_that_came_back_tells_nobody_where_it_goes(town: &TestTown) {
    let (sato, lead) = (town.clerk_of(COPY, "sato"), trusted(town, "mamoru", Role::Lead));
    let post = trusted(town, "abe", Role::PostClerk);
    let case = granted(town, &sato, "隠　花子", "88番77号");
    lead.commands(&case, protect(town, 300)).expect(200);
    let says = |web: &Browser, fields: &[(&str, String)], path: &str| {
        let mut all = web.get(DISPATCH).expect(200).hidden("/office/sign-out");
        all.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        web.post_form(path, &all)
    };
    let web = town.signs_in_anew(&post.email);
    let posted = [
        ("paper", format!("{case}.1")),
        ("on", town.now().day().to_string()),
        ("post", "ordinary".to_owned()),
    ];
    says(&web, &posted, DISPATCH).expect(303);
    let number = sato.case(&case)["notices"][0]["number"].as_str().unwrap().to_owned();
    let back = [("number", number), ("reason", "unknown".to_owned())];
    says(&web, &back, "/office/dispatch/returned").expect(303);
    let words = "080-9876-5432 に電話し、泉中央九丁目 88番77号 と聞いた。";
    let confirm = json!({ "type": "confirm_address", "notice": 1, "text": words });
    lead.commands(&case, confirm).expect(200);

    hides(&Value::from(sato.events(&case)).to_string());
    hides(&page(&town.signs_in_anew(&sato.email), &case));
    hides(&web.get(DISPATCH).expect(200).text());
    let told = page(&town.signs_in_anew(&lead.email), &case);
    assert!(told.contains("88番77号 と聞いた"), "who is trusted reads where it goes: {told}");
}

fn each_look_at_a_protected_case_is_told_to_who_audits(town: &TestTown) {
    let (_, _, case) = filed(town);
    let (sato, mamoru) = (town.clerk_of(ALLOWANCE, "sato"), keeper(town));
    mamoru.commands(&case, protect(town, 300)).expect(200);
    town.advance(Duration::minutes(11));
    sato.case(&case);
    let auditor = town.colleague("mori", Role::Auditor, "city");
    town.advance(Duration::days(4));
    town.watches(&chores::Watch::default());
    let lines = auditor.get("/api/v1/anomalies").expect(200).json()["anomalies"].clone();
    let told: Vec<&Value> =
        lines.as_array().unwrap().iter().filter(|it| it["kind"] == "protected").collect();
    assert_eq!(told.len(), 2, "who said it has looked as well: {lines}");
    let web = town.signs_in_anew(&auditor.email);
    let shown = web.get("/office/audit").expect(200).text();
    assert!(shown.contains("支援措置の案件を"), "{shown}");
}

fn the_right_is_given_by_two(town: &TestTown) {
    let department = town.department_of(ALLOWANCE);
    let (first, second) = (administrator(town, "yamamoto"), administrator(town, "kimura"));
    let clerk = seated(town, "sato", at(Role::Clerk, &department));
    let give =
        [("type", "give"), ("department", &department), ("role", "clerk"), ("right", "protected")];
    first.changes(&clerk.id, &give).expect(303);
    assert_eq!(grants(town, &clerk.email), [format!("clerk@{department}")], "it waits");
    let confirm = [("type", "confirm"), ("request", &*first.request())];
    assert!(first.changes(&clerk.id, &confirm).expect(422).text().contains("自分で頼んだことは"));
    second.changes(&clerk.id, &confirm).expect(303);
    let written = format!("clerk@{department}[rights=protected]");
    assert!(grants(town, &clerk.email).contains(&written), "{:?}", grants(town, &clerk.email));
}
