//! 不在・代決・後閲: who is away is given nothing, and somebody acts in their place.

use chrono::Duration;
use kernel::{Grant, Instant, Rank, Role};
use serde_json::{Value, json};
use testkit::{Answer, Browser, Colleague, TestTown, on_both_engines};

const ALLOWANCE: &str = "jido-teate-nintei";
const PAGE: &str = "/office/absences";

on_both_engines!(
    a_deputy_decides_while_the_head_is_away_and_the_head_reads_it_after,
    what_a_deputy_decided_is_told_in_the_morning,
    nobody_makes_themselves_a_deputy,
    who_is_away_is_given_no_case,
    a_program_arranges_what_the_page_does,
);

/// A 課長 and a 係長 of the allowance: by token, and at the screen.
fn line(town: &TestTown) -> ((Colleague, Browser), (Colleague, Browser)) {
    let grant = Grant::new(Role::Approver, town.department_of(ALLOWANCE).parse().unwrap());
    let head = Grant { rank: Rank::Section, ..grant.clone() };
    (both_ways(town, "kato", head), both_ways(town, "ito", grant))
}

/// Another password ends what tokens there were.
fn both_ways(town: &TestTown, name: &str, grant: Grant) -> (Colleague, Browser) {
    let email = town.colleague_with(name, grant.clone()).email;
    let screen = town.signs_in_anew(&email);
    (town.colleague_with(name, grant), screen)
}

fn clerk(town: &TestTown) -> (Colleague, Browser) {
    both_ways(town, "sato", Grant::new(Role::Clerk, town.department_of(ALLOWANCE).parse().unwrap()))
}

/// A case whose refusal, which a 課長 decides, is proposed.
fn proposed(town: &TestTown, clerk: &Colleague) -> String {
    town.confirms_instructions();
    let hanako = town.resident();
    let receipt = hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE));
    let case = clerk.finds(&receipt.number);
    clerk.claims(&case);
    let proposal = json!({ "type": "propose", "verdict": "refuse",
        "grounds": { "basis": "法第4条", "facts": "市外に住む", "application": "要件を満たさない" } });
    clerk.commands(&case, proposal).expect(200);
    case
}

fn posts(web: &Browser, fields: &[(&str, &str)]) -> Answer {
    let mut form = web.get(PAGE).expect(200).hidden(PAGE);
    form.retain(|(name, _)| name == "csrf");
    form.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    web.post_form(PAGE, &form)
}

/// Away today and tomorrow.
fn away(web: &Browser, who: &str) -> Answer {
    posts(web, &[("do", "away"), ("staff", who), ("from", "2026-11-20"), ("until", "2026-11-21")])
}

fn names<'f>(what: &'f str, department: &'f str, who: &'f str) -> [(&'f str, &'f str); 4] {
    [("do", what), ("department", department), ("rank", "section"), ("staff", who)]
}

fn refuse(for_whom: Option<&str>) -> Value {
    let mut command = json!({ "type": "refuse" });
    if let Some(holder) = for_whom {
        command["in_place_of"] = json!(holder);
    }
    command
}

#[track_caller]
fn refused(answer: Answer) -> Value {
    answer.expect(422).json()["rule"].clone()
}

fn unread(who: &Colleague) -> Vec<Value> {
    who.get("/api/v1/approvals/after").expect(200).json()["cases"].as_array().unwrap().clone()
}

fn a_deputy_decides_while_the_head_is_away_and_the_head_reads_it_after(town: &TestTown) {
    let ((kato, head), (ito, chief)) = line(town);
    let sato = town.clerk_of(ALLOWANCE, "sato");
    let (first, second) = (proposed(town, &sato), proposed(town, &sato));
    // Whose turn it is, and who prepared it, on the page of who decides.
    let listed = |web: &Browser| web.get("/office/approvals").expect(200).text();
    let (theirs, others) = (listed(&head), listed(&chief));
    assert_eq!(theirs.matches("</span> sato").count(), 2, "{theirs}");
    assert!(!theirs.contains("ほかの人の決裁を待つもの"), "{theirs}");
    assert!(others.contains("ほかの人の決裁を待つもの（2件）"), "{others}");
    assert!(others.contains("あなたの決裁を待つものはありません"), "{others}");
    let department = town.department_of(ALLOWANCE);
    assert_eq!(refused(ito.commands(&first, refuse(None))), "rank-too-low");
    assert_eq!(refused(ito.commands(&first, refuse(Some(&kato.id)))), "rank-too-low");
    posts(&head, &names("name", &department, &ito.id)).expect(303);
    assert_eq!(refused(ito.commands(&first, refuse(Some(&kato.id)))), "not-absent");
    assert!(!ito.case(&first)["available"].to_string().contains("\"refuse\""));

    away(&head, "").expect(303);
    let twice = away(&head, "").expect(422).text();
    assert!(twice.contains("同じ時期の不在"), "{twice}");
    let told = head.get(PAGE).expect(200).text();
    assert!(told.contains("<td data-label=\"いつまで\">11月21日（土）の終わりまで</td>"), "{told}");
    let acts = listed(&chief);
    assert_eq!(acts.matches("課長のkatoさんの代わり（代決）").count(), 2, "{acts}");
    let page = chief.get(&format!("/office/cases/{first}")).expect(200);
    let text = page.text();
    assert!(text.contains("11月21日（土）の終わりまで不在です。あなたが代決できます"), "{text}");
    assert!(text.contains("課長のkatoさんの代わりに決裁します（代決）"), "{text}");
    assert_eq!(refused(ito.commands(&first, refuse(None))), "rank-too-low");
    let seen = ito.commands(&first, refuse(Some(&kato.id))).expect(200).json();
    assert_eq!(seen["state"], "refused");
    let last = ito.events(&first).pop().unwrap();
    assert_eq!(last["event"]["in_place_of"], json!(kato.id));
    assert_eq!(unread(&kato)[0]["id"], json!(first));
    assert_eq!(unread(&ito), Vec::<Value>::new());

    // Back before it was to end: nobody acts any more.
    let mut again = head.get(PAGE).expect(200).hidden(PAGE);
    again.retain(|(name, value)| ["csrf", "number"].contains(&name.as_str()) || value == "back");
    again.dedup();
    again.push(("staff".into(), kato.id.clone()));
    head.post_form(PAGE, &again).expect(303);
    assert_eq!(refused(ito.commands(&second, refuse(Some(&kato.id)))), "not-absent");
    let unread_page = head.get("/office/approvals/after").expect(200).text();
    assert!(unread_page.contains("後閲"), "{unread_page}");
    assert_eq!(refused(ito.commands(&first, json!({ "type": "read_after" }))), "not-in-place-of");
    kato.commands(&first, json!({ "type": "read_after" })).expect(200);
    assert_eq!(unread(&kato), Vec::<Value>::new());
    kato.commands(&second, refuse(None)).expect(200);
}

fn what_a_deputy_decided_is_told_in_the_morning(town: &TestTown) {
    let ((kato, head), (ito, _)) = line(town);
    let case = proposed(town, &town.clerk_of(ALLOWANCE, "sato"));
    posts(&head, &names("name", &town.department_of(ALLOWANCE), &ito.id)).expect(303);
    away(&head, "").expect(303);
    ito.commands(&case, refuse(Some(&kato.id))).expect(200);
    let told_on = |morning: &str| {
        let moment = Instant::parse_rfc3339(&format!("{morning}T09:00:00+09:00")).unwrap();
        town.advance(moment.since(town.now()));
        town.runs_morning();
        let letters = town.letters();
        let theirs = letters.iter().rfind(|sent| sent.to.for_sending() == kato.email);
        theirs.map(|sent| sent.letter.text.clone()).unwrap_or_default()
    };
    let next = told_on("2026-11-24");
    assert!(next.contains("後閲：1件") && next.contains("/office/approvals/after"), "{next}");
    assert!(!next.contains("課：5開庁日を過ぎた後閲"), "{next}");
    let later = told_on("2026-12-03");
    assert!(later.contains("課：5開庁日を過ぎた後閲：1件"), "{later}");
    let department = town.department_of(ALLOWANCE).parse().unwrap();
    let head = Grant { rank: Rank::Division, ..Grant::new(Role::Approver, department) };
    let mori = town.colleague_with("mori", head);
    for (who, waiting, heads) in [(&kato, 1, false), (&ito, 0, false), (&mori, 0, true)] {
        let web = town.signs_in_anew(&who.email);
        let menu = web.get("/office/approvals").expect(200).text();
        assert!(menu.contains(&format!("決裁と確認 <span>{waiting}<")), "{}: {menu}", who.email);
        // One's own is in one's own list, and a 係長 heads no department.
        let page = web.get("/office/approvals/after").expect(200).text();
        assert_eq!(page.contains("課で、5開庁日を過ぎたもの"), heads, "{}: {page}", who.email);
    }
}

fn nobody_makes_themselves_a_deputy(town: &TestTown) {
    let ((kato, head), (ito, chief)) = line(town);
    let (clerk_there, web) = clerk(town);
    let case = proposed(town, &clerk_there);
    let department = town.department_of(ALLOWANCE);
    // A 係長 stands below the seat, and the head does not name themselves or a clerk.
    posts(&chief, &names("name", &department, &ito.id)).expect(404);
    for who in [&kato.id, &clerk_there.id] {
        let answer = posts(&head, &names("name", &department, who)).expect(422).text();
        assert!(answer.contains("代決者にできません"), "{answer}");
    }
    posts(&head, &names("name", &department, &ito.id)).expect(303);
    let named = posts(&head, &names("name", &department, &ito.id)).expect(422).text();
    assert!(named.contains("代決者にできません"), "{named}");
    // Who says that the head is away does not act in the head's place by it.
    away(&chief, &kato.id).expect(303);
    assert_eq!(refused(ito.commands(&case, refuse(Some(&kato.id)))), "not-absent");
    away(&web, &kato.id).expect(404);
    posts(&head, &names("drop", &department, &ito.id)).expect(303);
    assert_eq!(refused(ito.commands(&case, refuse(Some(&kato.id)))), "rank-too-low");
}

fn who_is_away_is_given_no_case(town: &TestTown) {
    let hanako = town.resident();
    let receipt = hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE));
    let (sato, web) = clerk(town);
    let backwards = [("do", "away"), ("from", "2026-11-24"), ("until", "2026-11-23")];
    let answer = posts(&web, &backwards).expect(422).text();
    assert!(answer.contains("value=\"2026-11-24\"") && answer.contains("初日より前"), "{answer}");
    assert!(answer.contains("<a href=\"#until\">"), "{answer}");
    assert!(answer.contains("aria-describedby=\"until-problem\""), "{answer}");
    away(&web, "").expect(303);
    sato.takes_next().expect(204);
    let page = web.get("/office/").expect(200);
    let told = web.submit(&page, "/office/next", &[]).expect(200).text();
    assert!(told.contains("11月21日（土）の終わりまで不在になっているので"), "{told}");
    // Nor by a colleague, unless they mean it.
    let ito = town.clerk_of(ALLOWANCE, "ito");
    let case = ito.finds(&receipt.number);
    let mut given = json!({ "type": "assign", "to": sato.id });
    assert_eq!(ito.commands(&case, given.clone()).expect(422).json()["rule"], "target-absent");
    let shown = town.signs_in_anew(&ito.email).get(&format!("/office/cases/{case}")).expect(200);
    assert!(shown.text().contains("（不在）</option>"), "{}", shown.text());
    let ito = town.clerk_of(ALLOWANCE, "ito");
    given["although_away"] = json!(true);
    ito.commands(&case, given).expect(200);
    ito.commands(&case, json!({ "type": "release", "reason": "absence" })).expect(422);
    sato.commands(&case, json!({ "type": "release", "reason": "absence" })).expect(200);
    town.advance(Duration::days(2));
    let taken = sato.takes_next().expect(200).json();
    assert_eq!(taken["receipt_number"], json!(receipt.number));
}

fn a_program_arranges_what_the_page_does(town: &TestTown) {
    let ((kato, _), (ito, _)) = line(town);
    let department = town.department_of(ALLOWANCE);
    let seat = json!({ "department": department, "rank": "section", "staff": ito.id });
    ito.posts("/api/v1/deputies", &seat).expect(404);
    kato.posts("/api/v1/deputies", &seat).expect(204);
    kato.posts("/api/v1/deputies", &seat).expect(422);
    let mut king = seat.clone();
    king["rank"] = json!("king");
    kato.posts("/api/v1/deputies", &king).expect(404);

    let away = |from: &str, until: &str| json!({ "from": from, "until": until });
    let week = away("2026-11-20T00:00:00+09:00", "2099-11-22T00:00:00+09:00");
    kato.posts("/api/v1/absences", &week).expect(422);
    kato.posts("/api/v1/absences", &away("tomorrow", "later")).expect(422);
    let days = away("2026-11-20T00:00:00+09:00", "2026-11-22T00:00:00+09:00");
    kato.posts("/api/v1/absences", &days).expect(204);
    let told = kato.posts("/api/v1/absences", &days).expect(422).json();
    assert!(told.to_string().contains("away then already"), "{told}");
    let mut of_kato = days;
    of_kato["staff"] = json!(kato.id);
    town.colleague("mori", Role::Clerk, "city").posts("/api/v1/absences", &of_kato).expect(404);

    let book = kato.get("/api/v1/absences").expect(200).json();
    assert_eq!(
        (&book["own"][0]["is_now"], &book["own"][0]["name"]),
        (&json!(true), &json!("kato"))
    );
    let of_section = |seat: &&Value| seat["rank"] == "section";
    let seats = book["seats"].as_array().unwrap();
    let section = seats.iter().find(of_section).unwrap();
    assert_eq!(section["deputies"], json!([{ "id": ito.id, "name": "ito" }]));

    let over = json!({ "staff": kato.id, "number": book["own"][0]["number"] });
    kato.posts("/api/v1/absences/end", &over).expect(204);
    kato.posts("/api/v1/absences/end", &over).expect(404);
    kato.posts("/api/v1/deputies/remove", &seat).expect(204);
    let book = kato.get("/api/v1/absences").expect(200).json();
    assert_eq!(book["own"], json!([]));
}
