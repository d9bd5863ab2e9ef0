//! 発送: which papers go by post, that they were posted, came back, or were handed out.

use chores::{Depth, fsck};
use chrono::Duration;
use fees::PaymentEventKind::Captured;
use kernel::Role;
use serde_json::{Value, json};
use testkit::{Answer, Browser, Colleague, HANAKO, Receipt, Resident, TestTown, on_both_engines};

const COPY: &str = "juminhyo-utsushi";
const PAGE: &str = "/office/dispatch";
const RETURNED: &str = "/office/dispatch/returned";
const EMPTY: &str = "発送を待つ文書はありません。次に決裁されるとここに並びます。";

on_both_engines!(
    who_left_no_address_for_letters_gets_paper,
    what_nobody_opens_for_a_week_goes_by_post,
    papers_are_posted_together_and_each_case_tells_it,
    what_cannot_be_posted_is_told_and_keeps_no_other_back,
    what_came_back_goes_nowhere_until_an_address_is_confirmed,
    a_paper_is_handed_out_to_who_was_made_sure_of,
    what_is_decided_anew_is_not_posted,
    who_posts_sees_no_case_and_nobody_elses_papers,
    programs_say_the_same_by_the_api,
    what_was_posted_is_fetched_as_a_register,
);

/// A paid application for a copy that was granted: its receipt and its case.
fn granted(town: &TestTown, who: &Resident, clerk: &Colleague, email: bool) -> (Receipt, String) {
    let mut data = town.answers(who, COPY);
    if email {
        data["contact"]["email"] = json!(HANAKO);
    } else {
        data["contact"].as_object_mut().unwrap().remove("email");
    }
    granted_with(town, who, clerk, &data)
}

/// The same of what somebody without an address for letters answered who lives there: the case.
pub(crate) fn granted_by_post(
    town: &TestTown,
    who: &Resident,
    clerk: &Colleague,
    (name, address): (&str, Value),
) -> String {
    let mut data = town.answers(who, COPY);
    data["contact"].as_object_mut().unwrap().remove("email");
    data["name"] = json!(name);
    data["registeredAddress"] = address;
    granted_with(town, who, clerk, &data).1
}

fn granted_with(
    town: &TestTown,
    who: &Resident,
    clerk: &Colleague,
    data: &Value,
) -> (Receipt, String) {
    static FILED: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let key = format!("dispatch-{}", FILED.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
    let body = json!({ "procedure": COPY, "data": data });
    let answer = who.web.post_json("/api/v1/submissions", &[("idempotency-key", &key)], &body);
    let receipt = Receipt::read(answer.expect(201).json());
    town.provider_calls(&receipt.payment().says(Captured, &key, town.now())).expect(204);
    let case = clerk.finds(&receipt.number);
    clerk.commands(&case, json!({ "type": "settle" })).expect(200);
    (receipt, case)
}

fn notice(who: &Colleague, case: &str) -> Value {
    who.case(case)["notices"].as_array().unwrap().last().unwrap().clone()
}

fn number(who: &Colleague, case: &str) -> String {
    notice(who, case)["number"].as_str().unwrap().to_owned()
}

fn list(post: &Browser) -> String {
    post.get(PAGE).expect(200).text()
}

/// Ticks the first papers of these cases and says that they were posted today.
fn posts(town: &TestTown, post: &Browser, cases: &[&str], kind: &str, tracking: &str) -> Answer {
    // Also where nothing waits, and the page has no form of its own.
    let mut fields = post.get(PAGE).expect(200).hidden("/office/sign-out");
    for case in cases {
        fields.push(("paper".to_owned(), format!("{case}.1")));
        fields.push((format!("tracking:{case}.1"), tracking.to_owned()));
    }
    fields.push(("on".to_owned(), town.now().day().to_string()));
    fields.push(("post".to_owned(), kind.to_owned()));
    post.post_form(PAGE, &fields)
}

fn comes_back(post: &Browser, number: &str, reason: &str) -> Answer {
    let mut fields = post.get(RETURNED).expect(200).hidden(RETURNED);
    fields.push(("number".to_owned(), number.to_owned()));
    fields.push(("reason".to_owned(), reason.to_owned()));
    post.post_form(RETURNED, &fields)
}

/// Presses a button of the page of the case.
fn presses(web: &Browser, case: &str, kind: &str, typed: &[(&str, &str)]) -> Answer {
    let action = format!("/office/cases/{case}/commands");
    let mut fields = web.get(&format!("/office/cases/{case}")).expect(200).hidden(&action);
    fields.retain(|(name, _)| name != "type");
    fields.push(("type".to_owned(), kind.to_owned()));
    fields.extend(typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    web.post_form(&action, &fields)
}

fn kinds(who: &Colleague, case: &str) -> Vec<String> {
    let word = |it: &Value| it["kind"].as_str().unwrap().to_owned();
    who.events(case).iter().map(word).collect()
}

#[track_caller]
fn refused(answer: Answer) -> String {
    answer.expect(422).json()["rule"].as_str().unwrap().to_owned()
}

fn who_left_no_address_for_letters_gets_paper(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(COPY, "sato"));
    let post = town.at_work("miura", Role::PostClerk, COPY);
    assert!(list(&post).contains(EMPTY), "{}", list(&post));
    let (_, online) = granted(town, &hanako, &clerk, true);
    let (_, paper) = granted(town, &hanako, &clerk, false);
    assert_eq!(notice(&clerk, &online)["dispatch"]["channel"], "online");
    assert_eq!(notice(&clerk, &paper)["dispatch"]["channel"], "post");

    let page = list(&post);
    let (told, untold) = (number(&clerk, &paper), number(&clerk, &online));
    assert!(page.contains(&told) && !page.contains(&untold), "{page}");
    // The envelope, and no answer: whose it is and where they live.
    assert!(page.contains("山田　花子") && !page.contains("昭和"), "{page}");
    assert!(page.contains("仙台市青葉区"), "{page}");
    let pdf = post.get(&format!("{PAGE}/cases/{paper}/notices/1.pdf")).expect(200);
    let case = town.signs_in_anew(&clerk.email);
    let issued = case.get(&format!("/office/cases/{paper}/notices/1.pdf")).expect(200);
    assert!(pdf.body.starts_with(b"%PDF-") && pdf.body == issued.body, "byte for byte");

    // What lies online is not for who posts.
    post.get(&format!("{PAGE}/cases/{online}/notices/1.pdf")).expect(404);

    // Narrowed to what is not there, it says how to see all again.
    let none = post.get(&format!("{PAGE}?kind=refuse")).expect(200).text();
    assert!(none.contains("条件を外す") && !none.contains(&told), "{none}");
}

fn what_nobody_opens_for_a_week_goes_by_post(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(COPY, "sato"));
    town.colleague("miura", Role::PostClerk, &town.department_of(COPY));
    let (read, opened) = granted(town, &hanako, &clerk, true);
    let (_, unread) = granted(town, &hanako, &clerk, true);
    hanako.opens(&read);
    let paper = format!("/receipts/{}/notices/1.pdf", read.number);
    for _twice in 0..2 {
        hanako.web.get(&paper).expect(200);
    }
    assert_eq!(notice(&clerk, &opened)["dispatch"]["state"], "opened");
    let told = kinds(&clerk, &opened).into_iter().filter(|kind| kind == "notice-opened").count();
    assert_eq!(told, 1, "the first time is told");

    town.advance(Duration::days(7) - Duration::hours(1));
    let post = town.signs_in_anew("miura@city.example");
    assert!(list(&post).contains(EMPTY), "not yet");
    town.advance(Duration::hours(2));
    let post = town.signs_in_anew("miura@city.example");
    let page = list(&post);
    let clerk = town.colleague("ito", Role::Clerk, &town.department_of(COPY));
    assert!(page.contains(&number(&clerk, &unread)), "{page}");
    assert!(!page.contains(&number(&clerk, &opened)), "{page}");
    assert!(page.contains("7日たって紙で送る"), "{page}");
}

fn papers_are_posted_together_and_each_case_tells_it(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(COPY, "sato"));
    let (receipt, first) = granted(town, &hanako, &clerk, false);
    let (_, second) = granted(town, &hanako, &clerk, false);
    let post = town.at_work("miura", Role::PostClerk, COPY);
    let told = posts(town, &post, &[&first, &second], "recorded", "").expect(422).text();
    assert!(told.contains("お問い合わせ番号"), "{told}");
    let done = posts(town, &post, &[&first, &second], "recorded", "123-45-67890-1").expect(303);
    let page = post.get(&done.location()).expect(200).text();
    assert!(page.contains("2通") && page.contains(EMPTY), "{page}");

    for case in [&first, &second] {
        assert_eq!(kinds(&clerk, case).iter().filter(|it| *it == "notice-posted").count(), 1);
        let dispatch = notice(&clerk, case)["dispatch"].clone();
        assert_eq!(
            (&dispatch["state"], &dispatch["kind"], &dispatch["tracking"]),
            (&json!("posted"), &json!("recorded"), &json!("12345678901")),
        );
    }
    // The case's page, its history, and the applicant are told.
    let web = town.signs_in_anew(&clerk.email);
    let page = web.get(&format!("/office/cases/{first}")).expect(200).text();
    assert!(page.contains("差し出しました（") && page.contains("特定記録"), "{page}");
    assert!(page.contains("通知書を差し出しました"), "{page}");
    hanako.opens(&receipt);
    let page = hanako.web.get(&format!("/receipts/{}", receipt.number)).expect(200).text();
    assert!(page.contains("通知書を郵便で送りました") && !page.contains("12345678901"), "{page}");
}

fn what_cannot_be_posted_is_told_and_keeps_no_other_back(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(COPY, "sato"));
    let (_, first) = granted(town, &hanako, &clerk, false);
    let (_, second) = granted(town, &hanako, &clerk, false);
    let post = town.at_work("miura", Role::PostClerk, COPY);
    let mut fields = post.get(PAGE).expect(200).hidden("/office/sign-out");
    for case in [&first, &second] {
        fields.push(("paper".to_owned(), format!("{case}.1")));
        fields.push((format!("number:{case}.1"), number(&clerk, case)));
    }
    fields.push(("on".to_owned(), town.now().day().to_string()));
    fields.push(("post".to_owned(), "ordinary".to_owned()));
    // A colleague is faster with the first.
    posts(town, &town.at_work("ono", Role::PostClerk, COPY), &[&first], "ordinary", "").expect(303);
    let told = post.post_form(PAGE, &fields).expect(422).text();
    assert!(told.contains("1通は記録しました") && told.contains("もう差し出したか"), "{told}");
    assert!(told.contains(&number(&clerk, &first)) && told.contains(EMPTY), "{told}");
    assert_eq!(notice(&clerk, &second)["dispatch"]["state"], "posted");
    assert_eq!(kinds(&clerk, &first).iter().filter(|it| *it == "notice-posted").count(), 1);
    let told = posts(town, &post, &[], "ordinary", "").expect(422).text();
    assert!(told.contains("通知書を選んでください"), "{told}");
}

fn what_came_back_goes_nowhere_until_an_address_is_confirmed(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(COPY, "sato"));
    let (_, case) = granted(town, &hanako, &clerk, false);
    let number = number(&clerk, &case);
    let post = town.at_work("miura", Role::PostClerk, COPY);
    let told = comes_back(&post, &number, "unknown").expect(422).text();
    assert!(told.contains("差し出し中の通知書はありません"), "{told}");
    posts(town, &post, &[&case], "ordinary", "").expect(303);
    let told = comes_back(&post, "十二号", "unknown").expect(422).text();
    assert!(told.contains("文書番号を") && told.contains("十二号"), "{told}");
    let back = comes_back(&post, &number, "unknown").expect(303);
    let page = post.get(&back.location()).expect(200).text();
    assert!(page.contains(&number) && page.contains("宛所不明"), "{page}");
    assert!(list(&post).contains(EMPTY), "it is not sent there again");
    let again = posts(town, &post, &[&case], "ordinary", "").expect(422).text();
    assert!(again.contains("宛先から戻っています"), "{again}");

    // Who works on such cases finds it, and where it can go.
    let web = town.signs_in_anew(&clerk.email);
    let page = web.get(RETURNED).expect(200).text();
    assert!(page.contains(&format!("/office/cases/{case}")), "{page}");
    let told = presses(&web, &case, "confirm_address", &[("notice", "1"), ("sure", "yes")]);
    assert!(told.expect(422).text().contains("理由を書いてください"));
    let said = "青葉区本町1-1。本人に電話で聞いた。";
    let typed = [("notice", "1"), ("sure", "yes"), ("text", said)];
    presses(&web, &case, "confirm_address", &typed).expect(303);
    let page = list(&post);
    assert!(page.contains(&number) && page.contains(said), "{page}");
    posts(town, &post, &[&case], "ordinary", "").expect(303);
    let clerk = town.colleague("ito", Role::Clerk, &town.department_of(COPY));
    let told = kinds(&clerk, &case);
    let steps: Vec<&str> = told
        .iter()
        .map(String::as_str)
        .filter(|kind| kind.starts_with("notice-") || *kind == "address-confirmed")
        .collect();
    let expected = ["notice-posted", "notice-returned", "address-confirmed", "notice-posted"];
    assert_eq!(steps, expected);
    town.is_whole();

    // What waits is found by rows, so whoever looks after the house holds them against the log.
    town.is_damaged();
    for damage in ["UPDATE dispatches SET state = 'handed-out'", "DELETE FROM dispatches"] {
        town.tamper(damage);
        let found = town.wait(fsck(town.archive(), Depth::Sample)).unwrap();
        assert!(found.findings.iter().any(|it| it.rule == "dispatches"), "{damage}");
    }
}

fn a_paper_is_handed_out_to_who_was_made_sure_of(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(COPY, "sato"));
    let (_, case) = granted(town, &hanako, &clerk, false);
    let post = town.at_work("miura", Role::PostClerk, COPY);
    let web = town.signs_in_anew(&clerk.email);
    let unsure = presses(&web, &case, "hand_out", &[("notice", "1"), ("sure", "yes")]);
    assert!(unsure.expect(422).text().contains("本人を確かめた方法"));
    let typed = [("notice", "1"), ("sure", "yes"), ("identity", "本人。運転免許証を見た。")];
    presses(&web, &case, "hand_out", &typed).expect(303);
    let page = web.get(&format!("/office/cases/{case}")).expect(200).text();
    assert!(page.contains("窓口で渡しました（") && page.contains("運転免許証を見た"), "{page}");
    assert!(list(&post).contains(EMPTY), "it does not go by post as well");
    // What somebody holds in their hands keeps its number.
    let lead = town.colleague("mori", Role::Lead, &town.department_of(COPY));
    let void = json!({ "type": "void_notice", "notice": 1, "reason": "misprint", "again": true });
    assert_eq!(refused(lead.commands(&case, void)), "already-posted");
}

fn what_is_decided_anew_is_not_posted(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(COPY, "sato"));
    let (_, case) = granted(town, &hanako, &clerk, false);
    let (_, voided) = granted(town, &hanako, &clerk, false);
    let first = number(&clerk, &voided);
    let department = town.department_of(COPY);
    let lead = town.colleague("mori", Role::Lead, &department);
    let void = json!({ "type": "void_notice", "notice": 1, "reason": "misprint", "again": true });
    lead.commands(&voided, void).expect(200);
    let wanted =
        json!({ "type": "propose_reopening", "ground": "clerical", "reason": "氏名の字が違う。" });
    clerk.commands(&case, wanted).expect(200);
    let approver = town.approver_of(COPY, "abe");
    approver.commands(&case, json!({ "type": "reopen" })).expect(200);
    let post = town.at_work("miura", Role::PostClerk, COPY);
    let page = list(&post);
    let again = number(&clerk, &voided);
    assert!(page.contains(&again), "{page}");
    for gone in [&first, &number(&clerk, &case)] {
        assert!(!page.contains(&format!(">{gone}<")), "{gone}: {page}");
    }
}

fn who_posts_sees_no_case_and_nobody_elses_papers(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(COPY, "sato"));
    let (_, case) = granted(town, &hanako, &clerk, false);
    let number = number(&clerk, &case);
    let paper = format!("{PAGE}/cases/{case}/notices/1.pdf");

    let post = town.at_work("miura", Role::PostClerk, COPY);
    post.get(&paper).expect(200);
    post.get(&format!("/office/cases/{case}")).expect(403);
    assert_eq!(post.get("/office/").expect(303).location(), PAGE);
    let water = town.at_work("kudo", Role::PostClerk, "suido-kaishi");
    assert!(list(&water).contains(EMPTY));
    water.get(&paper).expect(404);
    posts(town, &water, &[&case], "ordinary", "").expect(422);
    assert_eq!(notice(&clerk, &case)["dispatch"]["state"], "waiting");
    posts(town, &post, &[&case], "ordinary", "").expect(303);
    comes_back(&water, &number, "moved").expect(422);

    // Who works on cases posts nothing.
    let web = town.signs_in_anew(&clerk.email);
    web.get(PAGE).expect(403);
    web.get(&paper).expect(403);
    let clerk = town.colleague("ito", Role::Clerk, &town.department_of(COPY));
    let back = json!({ "type": "come_back", "notice": 1, "reason": "moved" });
    assert_eq!(refused(clerk.commands(&case, back)), "not-yours");
}

fn programs_say_the_same_by_the_api(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(COPY, "sato"));
    let (_, case) = granted(town, &hanako, &clerk, false);
    let department = town.department_of(COPY);
    town.grants("both", Role::PostClerk, &department);
    let both = town.colleague("both", Role::Clerk, &department);
    let offered = both.case(&case)["available"].clone();
    for word in ["post_out", "come_back", "hand_out"] {
        assert!(offered.as_array().unwrap().contains(&json!(word)), "{word}: {offered}");
    }
    let today = town.now().day();
    let post = |kind: &str, on: chrono::NaiveDate| {
        json!({ "type": "post_out", "notice": 1, "posted_on": on, "kind": kind,
                "tracking": "１２３－４５－６７８９０－１" })
    };
    let say = |command: Value| both.commands(&case, command);
    let back = || json!({ "type": "come_back", "notice": 1, "reason": "uncollected" });
    let out = |identity: &str| json!({ "type": "hand_out", "notice": 1, "identity": identity });
    let known = || json!({ "type": "confirm_address", "notice": 1, "text": "電話で聞いた。" });
    assert_eq!(refused(say(back())), "not-posted");
    assert_eq!(refused(say(known())), "not-returned");
    assert_eq!(refused(say(out(" "))), "identity-missing");
    let tomorrow = today.succ_opt().unwrap();
    assert_eq!(refused(say(post("registered", tomorrow))), "day-not-past");
    let before = today - Duration::days(3);
    assert_eq!(refused(say(post("registered", before))), "day-not-past");
    let other = json!({ "type": "hand_out", "notice": 7, "identity": "運転免許証" });
    assert_eq!(refused(say(other)), "no-such-paper");
    say(post("registered", today)).expect(200);
    assert_eq!(refused(say(post("ordinary", today))), "already-posted");
    assert_eq!(refused(say(out("運転免許証"))), "already-posted");
    say(back()).expect(200);
    assert_eq!(refused(say(post("ordinary", today))), "address-unconfirmed");
    say(known()).expect(200);
    say(out("運転免許証")).expect(200);
    let dispatch = notice(&both, &case)["dispatch"].clone();
    assert_eq!(dispatch["state"], "handed-out", "{dispatch}");
}

fn what_was_posted_is_fetched_as_a_register(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(COPY, "sato"));
    let post = town.at_work("miura", Role::PostClerk, COPY);
    let (_, case) = granted(town, &hanako, &clerk, false);
    let number = number(&clerk, &case);
    let first = town.now().day();
    posts(town, &post, &[&case], "registered", "12345678901").expect(303);
    comes_back(&post, &number, "moved").expect(303);
    town.advance(Duration::days(2));
    let (clerk, post) = (town.clerk_of(COPY, "sato"), town.at_work("miura", Role::PostClerk, COPY));
    let elsewhere = json!({ "type": "confirm_address", "notice": 1, "text": "=泉区の\"実家\"" });
    clerk.commands(&case, elsewhere).expect(200);
    posts(town, &post, &[&case], "ordinary", "").expect(303);
    let second = town.now().day();

    let register = |post: &Browser, from, until| {
        post.get(&format!("{PAGE}/register.csv?from={from}&until={until}"))
    };
    let file = register(&post, first, second).expect(200);
    assert_eq!(file.header("content-type"), Some("text/csv; charset=utf-8"));
    let text = file.text();
    let rows: Vec<&str> = text.trim_end().split("\r\n").collect();
    assert!(rows[0].starts_with("\u{FEFF}\"差出日\""), "{text}");
    assert_eq!(rows.len(), 3, "{text}");
    assert!(rows[1].starts_with(&format!("\"{first}\",\"書留\",\"12345678901\"")), "{text}");
    assert!(rows[1].contains(&number) && rows[1].ends_with("\"転居\""), "{text}");
    assert!(rows[2].starts_with(&format!("\"{second}\",\"普通\",\"\"")), "{text}");
    assert!(rows[2].contains("\"'=泉区の\"\"実家\"\"\"") && rows[2].ends_with("\"\""), "{text}");
    let one = register(&post, second, second).expect(200).text();
    assert_eq!(one.trim_end().split("\r\n").count(), 2, "{one}");

    let told = register(&post, second, first).expect(303).location();
    assert!(post.get(&told).expect(200).text().contains("31日以内"));
    post.get(&format!("{PAGE}/register.csv?from=x")).expect(303);
    let water = town.at_work("kudo", Role::PostClerk, "suido-kaishi");
    let others = register(&water, first, second).expect(200).text();
    assert_eq!(others.trim_end().split("\r\n").count(), 1, "{others}");
    town.at_work("tanaka", Role::Clerk, COPY).get(&format!("{PAGE}/register.csv")).expect(403);
}
