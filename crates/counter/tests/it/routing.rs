//! 振り分け: new cases lie where a department has said it, once somebody else has looked at the rules.

use back_office::NewStaff;
use kernel::{Grant, Rank, Role};
use serde_json::Value;
use testkit::{Browser, Colleague, TestTown, on_both_engines};

const WATER: &str = "suido-kaishi";
const STOP: &str = "suido-chushi";
const CENTRE: &str = "jimu-centre";
const PAGE: &str = "/office/routing";
const PASSWORD: &str = "窓口の番号札は三十八番です";

on_both_engines!(
    new_cases_lie_where_the_confirmed_rules_say,
    nobody_confirms_their_own_rules,
    what_cannot_be_followed_is_told_and_stays_typed,
    rules_are_tried_on_the_last_cases,
    the_rules_of_others_are_not_there,
);

/// Somebody who leads the waterworks, at the screen.
fn lead(town: &TestTown, name: &str) -> Browser {
    at_the_screen(town, name, Role::Lead, &town.department_of(WATER))
}

fn at_the_screen(town: &TestTown, name: &str, role: Role, department: &str) -> Browser {
    let email = format!("{name}@city.example");
    let grant = Grant::new(role, department.parse().unwrap());
    let new = NewStaff {
        email: email.clone(),
        name: Some(name.to_owned()),
        grant: if role == Role::Approver { Grant { rank: Rank::Section, ..grant } } else { grant },
        password: Some(PASSWORD.to_owned()),
    };
    town.wait(town.back_office().people().add(new)).unwrap();
    let web = town.resident().web;
    town.signs_in(&web, &email, PASSWORD, &[]).expect(303);
    web
}

fn centre_clerk(town: &TestTown) -> Colleague {
    town.colleague("centre", Role::CentreClerk, CENTRE)
}

/// What a lead types in the first rows: procedure, ward, source and desk of each rule.
fn typed(rules: &[[&str; 4]], what: &str) -> Vec<(String, String)> {
    let names = ["procedure", "ward", "source", "desk"];
    let row = |(number, rule): (usize, &[&str; 4])| {
        let field =
            move |(name, value): (&str, &str)| (format!("{name}.{number}"), value.to_owned());
        let order = (format!("order.{number}"), number.to_string());
        let fields = names.into_iter().zip(rule.iter().copied()).map(field);
        fields.chain([order]).collect::<Vec<_>>()
    };
    let mut all: Vec<_> = (1..).zip(rules).flat_map(row).collect();
    all.push(("do".to_owned(), what.to_owned()));
    all
}

fn sends(web: &Browser, rules: &[[&str; 4]], what: &str) -> testkit::Answer {
    let page = web.get(PAGE).expect(200);
    let mut form: Vec<_> = page.hidden(PAGE);
    form.extend(typed(rules, what));
    web.post_form(PAGE, &form)
}

/// Confirms or drops the list that waits.
fn settles(web: &Browser, what: &str) -> testkit::Answer {
    let mut form = web.get(PAGE).expect(200).hidden(PAGE);
    form.push(("do".to_owned(), what.to_owned()));
    web.post_form(PAGE, &form)
}

/// The desk of a new case, as its clerk sees it.
fn desk_of_new(town: &TestTown, procedure: &str, clerk: &Colleague) -> Value {
    let hanako = town.resident();
    let receipt = hanako.files(procedure, &town.answers(&hanako, procedure));
    let case = clerk.finds(&receipt.number);
    clerk.case(&case)["desk"].clone()
}

fn new_cases_lie_where_the_confirmed_rules_say(town: &TestTown) {
    let (sato, centre) = (town.clerk_of(WATER, "sato"), centre_clerk(town));
    let (first, second) = (lead(town, "shunin"), lead(town, "kakari"));
    assert_eq!(desk_of_new(town, WATER, &sato), Value::Null);

    let asked = sends(&first, &[[WATER, "", "", CENTRE]], "propose").expect(303).location();
    assert!(first.get(&asked).expect(200).text().contains("確認を頼みました"));
    assert_eq!(
        desk_of_new(town, WATER, &sato),
        Value::Null,
        "nothing holds before it is confirmed"
    );

    let seen = second.get(PAGE).expect(200).text();
    assert!(seen.contains("確認を待つ規則") && seen.contains("事務処理センター"), "{seen}");
    assert!(seen.contains("<strong>2件</strong>の置く部署が変わります"), "{seen}");
    let done = settles(&second, "confirm").expect(303).location();
    let done = second.get(&done).expect(200).text();
    assert!(done.contains("使い始めました") && done.contains("shuninが作成"), "{done}");

    assert_eq!(desk_of_new(town, WATER, &sato), CENTRE);
    assert_eq!(desk_of_new(town, STOP, &sato), Value::Null, "another procedure");
    let taken = centre.takes_next().expect(200).json();
    assert_eq!(
        (&taken["desk"], &taken["department"]),
        (&CENTRE.into(), &town.department_of(WATER).into())
    );
    assert_eq!(sato.queue("").len(), 4, "who answers for them sees them all");
    let case = taken["id"].as_str().unwrap();
    let page = second.get(&format!("/office/cases/{case}")).expect(200).text();
    assert!(page.contains("受け付けて振り分けました"), "{page}");

    // Without a rule everything stays with its department again.
    sends(&first, &[], "propose").expect(303);
    settles(&second, "confirm").expect(303);
    assert_eq!(desk_of_new(town, WATER, &sato), Value::Null);
}

fn nobody_confirms_their_own_rules(town: &TestTown) {
    centre_clerk(town);
    let first = lead(town, "shunin");
    sends(&first, &[[WATER, "", "", CENTRE]], "propose").expect(303);
    let page = first.get(PAGE).expect(200);
    assert!(!page.text().contains("確認して使い始める"), "{}", page.text());
    assert!(page.text().contains("確認できる人が、ほかにいません"), "{}", page.text());
    assert!(settles(&first, "confirm").expect(422).text().contains("自分では確認できません"));

    let second = lead(town, "kakari");
    let number = second.get(PAGE).expect(200).hidden(PAGE);
    settles(&first, "drop").expect(303);
    let mut late = number;
    late.push(("do".to_owned(), "confirm".to_owned()));
    assert!(second.post_form(PAGE, &late).expect(409).text().contains("もう確認されたか"));
    let sato = town.clerk_of(WATER, "sato");
    assert_eq!(desk_of_new(town, WATER, &sato), Value::Null);
    let past = second.get(PAGE).expect(200).text();
    assert!(past.contains("取りやめ"), "what was dropped is told: {past}");
}

fn what_cannot_be_followed_is_told_and_stays_typed(town: &TestTown) {
    centre_clerk(town);
    town.clerk_of(WATER, "sato");
    let first = lead(town, "shunin");
    for (rules, told) in [
        (vec![[WATER, "", "", ""]], "1番目の規則の「置く部署」を選んでください"),
        (vec![[WATER, "", "", "kodomo"]], "受け取る人がいません"),
        (vec![["jido-teate-nintei", "", "", CENTRE]], "この部署にありません"),
        (vec![[WATER, "nowhere", "", CENTRE]], "この部署にありません"),
        (vec![[WATER, "", "seed", CENTRE]], "この部署にありません"),
        (vec![[WATER, "", "fax", CENTRE]], "1番目の規則を選び直してください"),
        (vec![["", "", "", CENTRE], [WATER, "", "", "-"]], "2番目の規則は使われません。1番目"),
        (vec![], "いまの規則と同じです"),
    ] {
        let again = sends(&first, &rules, "propose").expect(422).text();
        assert!(again.contains(told), "{told}: {again}");
        if rules.first().is_some_and(|rule| rule[0] == WATER) {
            let typed = format!("<option value=\"{WATER}\" selected>");
            assert!(again.contains(&typed), "nothing typed is lost: {again}");
        }
    }
    // Turned around, the narrow one comes first.
    let mut form = first.get(PAGE).expect(200).hidden(PAGE);
    form.extend(typed(&[["", "", "", CENTRE], [WATER, "", "", "-"]], "propose"));
    form.iter_mut()
        .filter(|(name, _)| name == "order.1")
        .for_each(|(_, value)| "9".clone_into(value));
    first.post_form(PAGE, &form).expect(303);
    let waiting = first.get(PAGE).expect(200).text();
    assert!(waiting.find("所管の部署</td>") < waiting.find("事務処理センター</td>"), "{waiting}");
    let again = sends(&first, &[[WATER, "", "", CENTRE]], "propose").expect(422).text();
    assert!(again.contains("確認を待っている規則が、もうあります"), "{again}");
}

fn rules_are_tried_on_the_last_cases(town: &TestTown) {
    centre_clerk(town);
    let sato = town.clerk_of(WATER, "sato");
    let first = lead(town, "shunin");
    assert!(
        sends(&first, &[[WATER, "", "", CENTRE]], "try")
            .expect(200)
            .text()
            .contains("まだ申請がありません")
    );
    for procedure in [WATER, WATER, STOP] {
        desk_of_new(town, procedure, &sato);
    }
    // Somebody else's cases are none of theirs.
    let hanako = town.resident();
    hanako.files("jido-teate-nintei", &town.answers(&hanako, "jido-teate-nintei"));
    let rules = [[WATER, "", "", CENTRE], ["", "", "counter", CENTRE]];
    let tried = sends(&first, &rules, "try").expect(200).text();
    assert!(tried.contains("最近の3件で試しました"), "{tried}");
    assert!(tried.contains("<strong>2件</strong>の置く部署が変わります"), "{tried}");
    assert!(tried.contains("1番（事務処理センター）2件、2番（事務処理センター）0件"), "{tried}");
    assert!(tried.contains("<option value=\"counter\" selected>"), "what was tried stands there");
    // What waits is tried by operators with the same answer.
    let operator = |last| town.wait(town.back_office().try_waiting(None, last)).unwrap();
    assert_eq!(operator(500), [], "what was only tried waits for nobody");
    sends(&first, &rules, "propose").expect(303);
    let told = operator(500);
    assert_eq!(told[0].department.as_str(), town.department_of(WATER));
    assert_eq!((told[0].trial.cases, &*told[0].trial.taken), (3, [2, 0].as_slice()));
    assert_eq!(told[0].trial.moved.iter().map(|moved| moved.cases).sum::<usize>(), 2);
    assert_eq!(operator(1)[0].trial.cases, 1, "the last one alone");
    let other = "jidou-teate-ka".parse().unwrap();
    assert_eq!(town.wait(town.back_office().try_waiting(Some(&other), 500)).unwrap(), []);
    settles(&first, "drop").expect(303);
    assert!(
        first.get(PAGE).expect(200).text().contains("新しい申請は、すべて所管の部署に置きます")
    );
}

fn the_rules_of_others_are_not_there(town: &TestTown) {
    centre_clerk(town);
    let first = lead(town, "shunin");
    sends(&first, &[[WATER, "", "", CENTRE]], "propose").expect(303);
    let department = town.department_of(WATER);
    let elsewhere =
        at_the_screen(town, "abe", Role::Approver, &town.department_of("jido-teate-nintei"));
    elsewhere.get(&format!("{PAGE}?department={department}")).expect(404);
    let mut form = first.get(PAGE).expect(200).hidden(PAGE);
    let csrf = elsewhere.get(PAGE).expect(200).hidden(PAGE);
    form.retain(|(name, _)| name != "csrf");
    form.extend(csrf.into_iter().filter(|(name, _)| name == "csrf"));
    for what in ["confirm", "drop", "propose", "try"] {
        let mut form = form.clone();
        form.extend(typed(&[["", "", "", CENTRE]], what));
        elsewhere.post_form(PAGE, &form).expect(404);
    }
    let clerk = at_the_screen(town, "sato", Role::Clerk, &department);
    clerk.get(PAGE).expect(403);
    // Who leads the whole city leads the department, too.
    let above = at_the_screen(town, "bucho", Role::Approver, "city");
    let seen = above.get(&format!("{PAGE}?department={department}")).expect(200);
    assert!(seen.text().contains("確認して使い始める"), "{}", seen.text());
}
