//! What stands out in the register of looks is told to who audits and who heads the person, and
//! answered once, in words that stay.

use back_office::{Error, NewStaff, QueueFilter, Staff};
use chores::Watch;
use chrono::Duration;
use kernel::{Grant, Instant, Language, Rank, Role};
use serde_json::json;
use testkit::{Browser, Colleague, TestTown, on_both_engines};

use crate::looks::with_number;

const ALLOWANCE: &str = "jido-teate-nintei";
const WATER: &str = "suido-kaishi";
const PAGE: &str = "/office/audit";
const ANSWERS: &str = "/office/audit/answers";
const PASSWORD: &str = "窓口の番号札は三十九番です";

on_both_engines!(
    what_stands_out_is_answered_once_by_who_heads_the_person,
    one_surname_again_and_again_is_told_and_no_word_of_it,
    the_register_is_taken_out_as_a_file_and_that_is_a_look,
    the_register_and_the_history_tell_names_and_no_ids,
    whom_nobody_else_heads_answers_to_who_audits,
    more_lines_than_a_page_are_walked_and_answered_by_a_program,
);

fn at_the_screen(town: &TestTown, name: &str, grant: Grant) -> Browser {
    let email = format!("{name}@city.example");
    let new = NewStaff {
        email: email.clone(),
        name: Some(name.to_owned()),
        grant,
        password: Some(PASSWORD.to_owned()),
    };
    town.wait(town.back_office().people().add(new)).unwrap();
    signs_in(town, name)
}

fn signs_in(town: &TestTown, name: &str) -> Browser {
    let web = town.resident().web;
    town.signs_in(&web, &format!("{name}@city.example"), PASSWORD, &[]).expect(303);
    web
}

/// A 課長 of the department that answers for `procedure`.
fn head(town: &TestTown, name: &str, procedure: &str) -> Browser {
    let grant = Grant::new(Role::Approver, town.department_of(procedure).parse().unwrap());
    at_the_screen(town, name, Grant { rank: Rank::Section, ..grant })
}

fn auditor(town: &TestTown) -> Browser {
    at_the_screen(town, "kansa", Grant::new(Role::Auditor, "city".parse().unwrap()))
}

/// Files cases and has the clerk look at each.
fn looks_at(town: &TestTown, clerk: &Colleague, cases: usize) {
    for _ in 0..cases {
        let hanako = town.resident();
        let number = hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE)).number;
        clerk.case(&clerk.finds(&number));
    }
}

fn until(town: &TestTown, moment: &str) {
    let moment = Instant::parse_rfc3339(&format!("{moment}+09:00")).unwrap();
    town.advance(moment.since(town.now()));
}

fn answers(web: &Browser, words: &str) -> testkit::Answer {
    let page = web.get(PAGE).expect(200);
    web.submit(&page, ANSWERS, &[("words", words)])
}

fn what_stands_out_is_answered_once_by_who_heads_the_person(town: &TestTown) {
    let clerk = town.clerk_of(ALLOWANCE, "sato");
    head(town, "kacho", ALLOWANCE);
    head(town, "suido", WATER);
    auditor(town);
    looks_at(town, &clerk, 3);
    let watch = Watch { cases: 2, looked_only: 1_000, ..Watch::default() };
    assert_eq!(town.watches(&watch), 0, "the day is not over");
    until(town, "2026-11-24T08:31:00");
    assert_eq!(town.watches(&watch), 1);
    assert_eq!(town.watches(&watch), 0, "each day is watched once");

    town.runs_morning();
    let letters = town.letters();
    let told = |to: &str, line: &str| {
        let to = format!("{to}@city.example");
        let theirs = letters.iter().filter(|sent| sent.to.for_sending() == to);
        theirs.filter(|sent| sent.letter.text.contains(line)).count()
    };
    assert_eq!(told("kacho", "課：確かめてほしい見方：1件"), 1);
    assert_eq!(told("kansa", "確かめてほしい見方（全体）：1件"), 1);
    assert_eq!(told("suido", "確かめてほしい見方"), 0);
    assert!(letters.iter().all(|sent| !sent.letter.text.contains("sato")), "counts alone");

    let (kacho, suido, kansa) =
        (signs_in(town, "kacho"), signs_in(town, "suido"), signs_in(town, "kansa"));
    let seen = kacho.get(PAGE).expect(200).text();
    assert!(seen.contains("10分のあいだに3件の案件を開きました"), "{seen}");
    assert!(!suido.get(PAGE).expect(200).text().contains("確かめてほしい見方（"));
    let audited = kansa.get(PAGE).expect(200).text();
    assert!(audited.contains("3件の案件を開きました") && audited.contains("所属の課長が答えます"));
    assert!(!audited.contains("事情を残す"), "who audits answers for nobody");
    // Nor whatever they send.
    let mori = of_the_office(town, &town.colleague("mori", Role::Auditor, "city"));
    let open = town.wait(town.back_office().anomalies(&mori, None)).unwrap().lines;
    let refused = town.wait(town.back_office().answer_anomaly(&mori, &open[0].id, "よし"));
    assert!(matches!(refused, Err(Error::Forbidden)), "{refused:?}");

    let again = answers(&kacho, "　").expect(422).text();
    assert!(again.contains("事情を500文字までで書いてください"), "{again}");
    let page = kacho.get(PAGE).expect(200);
    kacho.submit(&page, ANSWERS, &[("words", "窓口の応援で処理した<b>")]).expect(303);
    kacho.submit(&page, ANSWERS, &[("words", "もう一度")]).expect(409);
    assert!(!kacho.get(PAGE).expect(200).text().contains("確かめてほしい見方（"));
    for web in [&kacho, &kansa] {
        let kept = web.get(ANSWERS).expect(200).text();
        assert!(kept.contains("窓口の応援で処理した&#60;b&#62;"), "{kept}");
        assert!(!kept.contains("もう一度") && kept.contains("kacho"), "{kept}");
    }
    assert!(suido.get(ANSWERS).expect(200).text().contains("まだありません"));
    town.at_work("ueda", Role::Clerk, ALLOWANCE).get(PAGE).expect(403);
}

fn of_the_office(town: &TestTown, colleague: &Colleague) -> Staff {
    let token = colleague.proof.strip_prefix("Bearer ").unwrap();
    town.wait(town.back_office().staff_of_token(token)).unwrap().unwrap()
}

fn one_surname_again_and_again_is_told_and_no_word_of_it(town: &TestTown) {
    let (sato, kato) = (town.clerk_of(ALLOWANCE, "sato"), town.clerk_of(ALLOWANCE, "kato"));
    let searches = |clerk: &Colleague, words: &str| {
        let staff = of_the_office(town, clerk);
        let filter = QueueFilter { words: Some(words.to_owned()), ..QueueFilter::default() };
        town.wait(town.back_office().queue(&staff, filter, None, 50)).unwrap();
    };
    for words in ["髙橋 花子", "高橋太郎", "高橋 次郎"] {
        searches(&sato, words);
    }
    // Two colleagues who look for the same are not one who does so again.
    for words in ["髙橋 花子", "高橋太郎", "鈴木 次郎"] {
        searches(&kato, words);
    }
    let watch = Watch { one_name: 2, ..Watch::default() };
    until(town, "2026-11-24T10:00:00");
    assert_eq!(town.watches(&watch), 1);
    let kansa = auditor(town);
    let told = kansa.get(PAGE).expect(200).text();
    assert!(told.contains("同じ氏を3回検索しました") && told.contains("<strong>sato"), "{told}");
    assert!(!told.contains("高橋"), "{told}");
}

fn the_register_is_taken_out_as_a_file_and_that_is_a_look(town: &TestTown) {
    let clerk = town.clerk_of(ALLOWANCE, "sato");
    looks_at(town, &clerk, 2);
    town.advance(Duration::minutes(1));
    let kansa = auditor(town);
    let file = |query: &str| kansa.get(&format!("/office/audit/looks.csv{query}")).expect(200);
    let taken = file("?kind=case");
    assert_eq!(taken.header("content-type"), Some("text/csv; charset=utf-8"));
    let text = taken.text();
    assert!(text.starts_with("\u{FEFF}\"いつ\",\"だれが\","), "{text}");
    assert_eq!(text.lines().count(), 3, "{text}");
    assert!(text.lines().skip(1).all(|line| line.contains(",\"sato\",")), "{text}");
    assert_eq!(file("?kind=code").text().lines().count(), 1, "nothing but its headings");
    kansa.get("/office/audit/looks.csv?from=kinou").expect(422);
    // It is written down with how much left the house.
    let page = kansa.get(&format!("{PAGE}?kind=looks")).expect(200).text();
    assert!(page.contains("2件　案件・CSVで取り出し"), "{page}");
    let head = head(town, "suido", WATER);
    let theirs = head.get("/office/audit/looks.csv?kind=case").expect(200).text();
    assert_eq!(theirs.lines().count(), 1, "cases of others are none of theirs: {theirs}");
}

fn the_register_and_the_history_tell_names_and_no_ids(town: &TestTown) {
    const NUMBER: &str = "/myNumber/number";
    let hanako = town.resident();
    let receipt = hanako.files(ALLOWANCE, &with_number(town, &hanako));
    let clerk = town.clerk_of(ALLOWANCE, "sato");
    let case = clerk.finds(&receipt.number);
    clerk.claims(&case);
    clerk.get(&format!("/api/v1/cases?procedure={ALLOWANCE}&ward=aoba")).expect(200);
    let (staff, office) = (of_the_office(town, &clerk), town.back_office());
    let filter = QueueFilter { words: Some("高橋 花子".to_owned()), ..QueueFilter::default() };
    town.wait(office.queue(&staff, filter, None, 50)).unwrap();
    let id = case.parse().unwrap();
    town.wait(office.reveal(&staff, &id, &[NUMBER.to_owned()], "番号の確認")).unwrap();
    let published = town.catalogue().procedure(ALLOWANCE).unwrap();
    let question = published.form.field(NUMBER).unwrap().title(Language::Japanese).to_owned();
    let title = published.form.title(Language::Japanese);

    let kansa = auditor(town);
    let seen = kansa.get(PAGE).expect(200).text();
    assert!(seen.contains(&format!("手続：{title}・区：青葉区")), "{seen}");
    assert!(seen.contains("氏名などの語で検索</small>"), "{seen}");
    assert!(seen.contains(&format!("<small>{question}</small>")), "{seen}");
    let taken = kansa.get("/office/audit/looks.csv").expect(200).text();
    assert!(taken.contains(&format!("手続：{title}")), "{taken}");
    for told in [&seen, &taken] {
        assert!(!told.contains(NUMBER) && !told.contains("：aoba"), "{told}");
        assert!(!told.contains("の印"), "{told}");
    }

    let page = format!("/office/cases/{case}");
    let web = town.signs_in_anew(&clerk.email);
    let history = web.get(&page).expect(200).text();
    assert!(history.contains(&format!("「{question}」 番号の確認")), "{history}");
    assert!(!history.contains(&format!("{NUMBER} 番号の確認")), "{history}");
}

/// Looks of one more person each, of which one line comes.
fn stands_out(town: &TestTown, people: usize) {
    let number = {
        let hanako = town.resident();
        hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE)).number
    };
    for at in 0..people {
        let clerk = town.clerk_of(ALLOWANCE, &format!("sato-{at}"));
        clerk.case(&clerk.finds(&number));
    }
    until(town, "2026-11-24T08:31:00");
    let watch = Watch { cases: 0, looked_only: 1_000, ..Watch::default() };
    assert_eq!(town.watches(&watch), people);
}

fn whom_nobody_else_heads_answers_to_who_audits(town: &TestTown) {
    let sole = Grant::new(Role::Approver, town.department_of(ALLOWANCE).parse().unwrap());
    let kacho = town.colleague_with("kacho", Grant { rank: Rank::Section, ..sole });
    let hanako = town.resident();
    let number = hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE)).number;
    kacho.case(&kacho.finds(&number));
    auditor(town);
    until(town, "2026-11-24T08:31:00");
    let watch = Watch { cases: 0, looked_only: 1_000, ..Watch::default() };
    assert_eq!(town.watches(&watch), 1);
    let kansa = signs_in(town, "kansa");
    let own = of_the_office(town, &kacho);
    let line = town.wait(town.back_office().anomalies(&own, None)).unwrap().lines.remove(0);
    let refused = town.wait(town.back_office().answer_anomaly(&own, &line.id, "よし"));
    assert!(matches!(refused, Err(Error::Forbidden)), "{refused:?}");
    let page = kansa.get(PAGE).expect(200);
    assert!(page.text().contains("事情を残す"), "nobody else heads them: {}", page.text());
    // Two characters end a line that is sent, and one that was typed.
    let words = format!("{}\r\n{}", "あ".repeat(250), "い".repeat(249));
    kansa.submit(&page, ANSWERS, &[("words", &words)]).expect(303);
    assert!(kansa.get(ANSWERS).expect(200).text().contains("kansa"));
}

fn more_lines_than_a_page_are_walked_and_answered_by_a_program(town: &TestTown) {
    head(town, "kacho", ALLOWANCE);
    stands_out(town, 52);
    let mori = town.colleague("mori", Role::Auditor, "city");
    let first = mori.get("/api/v1/anomalies").expect(200).json();
    assert_eq!(first["anomalies"].as_array().unwrap().len(), 50);
    let next = first["next_cursor"].as_str().unwrap();
    let rest = mori.get(&format!("/api/v1/anomalies?cursor={next}")).expect(200).json();
    assert_eq!(rest["anomalies"].as_array().unwrap().len(), 2);
    assert!(rest["next_cursor"].is_null());
    mori.get("/api/v1/anomalies?cursor=x").expect(404);
    mori.get("/api/v1/anomalies?page=2").expect(400);

    // At the screen the second page answers as the first one does, and keeps what was typed.
    let kacho = signs_in(town, "kacho");
    let page = kacho.get(PAGE).expect(200).text();
    assert!(page.contains("50件以上") && page.contains("次のページ"), "{page}");
    let second = kacho.get(&format!("{PAGE}?odd={next}")).expect(200);
    let long = "あ".repeat(501);
    let kept = kacho.submit(&second, ANSWERS, &[("words", &long)]).expect(422).text();
    assert!(kept.contains(&long), "{kept}");

    let line = &rest["anomalies"][0];
    let says = |who: &Colleague, words: &str| {
        let body = json!({ "anomaly": line["id"], "words": words });
        who.posts("/api/v1/anomalies/answers", &body)
    };
    assert_eq!(line["can_answer"], false);
    says(&mori, "応援でした").expect(403);
    let heads = Grant::new(Role::Approver, town.department_of(ALLOWANCE).parse().unwrap());
    let program = town.colleague_with("bucho", Grant { rank: Rank::Section, ..heads });
    says(&program, " ").expect(422);
    says(&program, "応援でした").expect(204);
    says(&program, "もう一度").expect(409);
    let said = mori.get("/api/v1/anomalies/answers").expect(200).json();
    assert_eq!(said["anomalies"][0]["answer"]["words"], "応援でした");
    assert_eq!(said["anomalies"][0]["answer"]["by"], "bucho");
    says(&town.clerk_of(WATER, "ueda"), "よし").expect(403);
}
