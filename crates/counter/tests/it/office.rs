//! The queue and the case in the office: who gets which, and who sees what.

use std::collections::BTreeSet;

use back_office::{Error, PeopleFault, Staff};
use chrono::Duration;
use kernel::{Grant, Role};
use serde_json::{Value, json};
use testkit::{Colleague, TestTown, on_both_engines};

const WATER: &str = "suido-kaishi";
const ALLOWANCE: &str = "jido-teate-nintei";
const MY_NUMBER: &str = "123456789018";

on_both_engines!(
    two_clerks_never_take_the_same_case,
    the_next_case_is_of_the_department_asked_for,
    what_is_put_back_is_offered_to_others_first,
    another_department_sees_nothing,
    another_municipality_sees_nothing,
    a_role_of_one_department_is_no_role_of_another,
    who_audits_everywhere_works_nowhere_else,
    who_administers_and_who_writes_forms_sees_no_case,
    a_grant_covers_what_is_below_its_department,
    what_is_taken_away_is_gone_at_the_next_request,
    a_case_is_given_only_to_somebody_who_works_on_it,
    a_file_is_opened_only_after_the_look_is_written_down,
    whoever_audits_leaves_a_trace,
    sensitive_answers_are_masked_and_every_view_is_recorded,
    without_a_token_nobody_works,
    a_wrong_address_in_the_office_leads_back_to_the_work,
    what_a_filter_leaves_out_is_not_said_to_be_done,
);

const CASES: usize = 200;

fn two_clerks_never_take_the_same_case(town: &TestTown) {
    let hanako = town.resident();
    let data = town.answers(&hanako, WATER);
    for number in 0..CASES {
        hanako.posts(&format!("k-{number}"), WATER, &data).expect(201);
    }
    let clerks = [town.clerk_of(WATER, "sato"), town.clerk_of(WATER, "takahashi")];

    let taken: Vec<Vec<String>> = std::thread::scope(|scope| {
        let working: Vec<_> = clerks.iter().map(|clerk| scope.spawn(|| take_all(clerk))).collect();
        working.into_iter().map(|clerk| clerk.join().unwrap()).collect()
    });

    let different: BTreeSet<&String> = taken.iter().flatten().collect();
    assert_eq!(taken.iter().map(Vec::len).sum::<usize>(), CASES);
    assert_eq!(different.len(), CASES);
}

fn take_all(clerk: &Colleague) -> Vec<String> {
    let mut taken = Vec::new();
    loop {
        let answer = clerk.takes_next();
        match answer.status {
            200 => taken.push(answer.json()["id"].as_str().unwrap().to_owned()),
            204 => return taken,
            other => panic!("{other}: {}", answer.text()),
        }
    }
}

fn the_next_case_is_of_the_department_asked_for(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(WATER, "sato"));
    town.grants("sato", Role::Clerk, &town.department_of(ALLOWANCE));
    hanako.files(WATER, &town.answers(&hanako, WATER));
    let allowance = hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE));
    let case = clerk.case(&clerk.finds(&allowance.number));
    assert_eq!(case["department"], "hoiku-kyufu");
    assert_eq!(case["department_name"], "区役所保育給付課・総合支所保健福祉課");

    let wanted = json!({ "department": case["department"] });
    let proof = [("authorization", clerk.proof.as_str())];
    let taken = clerk.web.post_json("/api/v1/cases/next", &proof, &wanted).expect(200).json();

    assert_eq!(taken["receipt_number"], allowance.number);
    clerk.web.post_json("/api/v1/cases/next", &proof, &wanted).expect(204);
}

fn what_is_put_back_is_offered_to_others_first(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(WATER, "sato"));
    hanako.files(WATER, &town.answers(&hanako, WATER));
    let taken = || clerk.takes_next().expect(200).json()["id"].as_str().unwrap().to_owned();
    let case = taken();
    let release = |reason: &str| json!({ "type": "release", "reason": reason });
    clerk.commands(&case, release("not in the mood")).expect(422);
    let put_back = clerk.commands(&case, release("no-experience")).expect(200).json();
    assert_eq!((&put_back["state"], &put_back["assignee"]), (&json!("received"), &Value::Null));
    let fact = clerk.events(&case).pop().unwrap();
    assert_eq!(fact["kind"], "released");
    assert!(fact.to_string().contains("no-experience"), "{fact}");

    let counted = clerk.queue("?state=received").len();
    clerk.takes_next().expect(204);
    assert_eq!(counted, 1, "it waits all the same");
    let colleague = town.clerk_of(WATER, "ito");
    assert_eq!(colleague.takes_next().expect(200).json()["id"], json!(case));
    colleague.commands(&case, release("absence")).expect(200);
    town.advance(Duration::hours(24));
    assert_eq!(taken(), case, "a day later it is anybody's again");
}

fn another_department_sees_nothing(town: &TestTown) {
    let hanako = town.resident();
    let receipt = hanako.files(WATER, &town.answers(&hanako, WATER));
    let case = town.clerk_of(WATER, "sato").finds(&receipt.number);

    sees_nothing_of(&town.colleague("ito", Role::Clerk, "sodai-gomi"), &case);
}

#[track_caller]
fn sees_nothing_of(stranger: &Colleague, case: &str) {
    assert!(stranger.queue("").is_empty());
    stranger.get(&format!("/api/v1/cases/{case}")).expect(404);
    stranger.get(&format!("/api/v1/cases/{case}/events")).expect(404);
    let claim = json!({ "type": "claim", "version": 1 });
    stranger.commands_blindly(case, &claim).expect(404);
    stranger.takes_next().expect(204);
}

fn another_municipality_sees_nothing(town: &TestTown) {
    let hanako = town.resident();
    let receipt = hanako.files(WATER, &town.answers(&hanako, WATER));
    let case = town.clerk_of(WATER, "sato").finds(&receipt.number);

    // The same address, role and department, and the whole city besides.
    let namesake = town.neighbour().clerk_of(WATER, "sato");
    sees_nothing_of(&namesake, &case);
    let answer = namesake.web.send("GET", "/api/v1/cases", &[], Vec::new());
    answer.expect(401);
    let elsewhere = Colleague { web: town.resident().web, ..namesake };
    elsewhere.get("/api/v1/cases").expect(401);
}

/// Clerk where the allowance is, approver where the water is.
fn split(town: &TestTown) -> Colleague {
    let ichiro = town.clerk_of(ALLOWANCE, "ichiro");
    town.grants("ichiro", Role::Approver, &town.department_of(WATER));
    ichiro
}

fn a_role_of_one_department_is_no_role_of_another(town: &TestTown) {
    let (hanako, ichiro) = (town.resident(), split(town));
    let receipt = hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE));
    let clerk = town.clerk_of(ALLOWANCE, "sato");
    let suzuki = town.approver_of(ALLOWANCE, "suzuki");
    let case = clerk.finds(&receipt.number);
    clerk.claims(&case);
    clerk.commands(&case, json!({ "type": "propose", "verdict": "approve" })).expect(200);

    let approve = json!({ "type": "approve" });
    let refused = ichiro.commands(&case, approve.clone()).expect(422).json();
    assert_eq!(refused["rule"], "other-department");
    let available = ichiro.case(&case)["available"].to_string();
    assert!(!available.contains("approve") && !available.contains("refuse"), "{available}");

    let water = hanako.files(WATER, &town.answers(&hanako, WATER));
    let water = ichiro.finds(&water.number);
    let claim = json!({ "type": "claim" });
    assert_eq!(ichiro.commands(&water, claim).expect(422).json()["rule"], "other-department");
    ichiro.takes_next().expect(204);
    suzuki.commands(&case, approve).expect(200);
}

fn who_audits_everywhere_works_nowhere_else(town: &TestTown) {
    let hanako = town.resident();
    let receipt = hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE));
    let mori = town.colleague("mori", Role::Auditor, "city");
    town.grants("mori", Role::Clerk, &town.department_of(WATER));
    let case = mori.finds(&receipt.number);

    let claim = json!({ "type": "claim" });
    assert_eq!(mori.commands(&case, claim).expect(422).json()["rule"], "other-department");
    mori.takes_next().expect(204);
    let (id, staff) = (case.parse().unwrap(), of_the_office(town, &mori));
    let number = ["/myNumber/number".to_owned()];
    let shown = town.wait(town.back_office().reveal(&staff, &id, &number, "監査"));
    assert!(matches!(shown, Err(Error::Forbidden)), "{shown:?}");
}

fn who_administers_and_who_writes_forms_sees_no_case(town: &TestTown) {
    let hanako = town.resident();
    let receipt = hanako.files(WATER, &town.answers(&hanako, WATER));
    let case = town.clerk_of(WATER, "sato").finds(&receipt.number);
    for role in [Role::Administrator, Role::FormAuthor] {
        let somebody = town.colleague(role.word(), role, "city");
        for path in [String::new(), format!("/{case}"), format!("/{case}/events")] {
            somebody.get(&format!("/api/v1/cases{path}")).expect(403);
        }
    }
}

fn a_grant_covers_what_is_below_its_department(town: &TestTown) {
    let hanako = town.resident();
    let receipt = hanako.files(WATER, &town.answers(&hanako, WATER));
    let head = town.colleague("kacho", Role::Clerk, "suido-kyoku");
    head.claims(&head.finds(&receipt.number));
}

fn what_is_taken_away_is_gone_at_the_next_request(town: &TestTown) {
    let hanako = town.resident();
    let receipt = hanako.files(WATER, &town.answers(&hanako, WATER));
    let clerk = town.clerk_of(WATER, "sato");
    let case = clerk.finds(&receipt.number);
    let (people, email) = (town.back_office().people(), "sato@city.example");
    let grant = |role| Grant::new(role, town.department_of(WATER).parse().unwrap());

    town.wait(people.end(email, grant(Role::Clerk))).unwrap();
    clerk.get(&format!("/api/v1/cases/{case}")).expect(403);
    let again = town.wait(people.end(email, grant(Role::Clerk)));
    assert!(matches!(again, Err(PeopleFault::NotGranted)), "{again:?}");

    town.grants("sato", Role::Clerk, &town.department_of(WATER));
    clerk.get(&format!("/api/v1/cases/{case}")).expect(200);
    town.wait(people.disable(email)).unwrap();
    clerk.get(&format!("/api/v1/cases/{case}")).expect(401);
    town.wait(people.enable(email)).unwrap();
    clerk.get(&format!("/api/v1/cases/{case}")).expect(401);
}

fn a_case_is_given_only_to_somebody_who_works_on_it(town: &TestTown) {
    let hanako = town.resident();
    let receipt = hanako.files(WATER, &town.answers(&hanako, WATER));
    let clerk = town.clerk_of(WATER, "sato");
    let case = clerk.finds(&receipt.number);
    let stranger = town.clerk_of(ALLOWANCE, "ito");
    let auditor = town.colleague("mori", Role::Auditor, "city");
    let next_door = town.neighbour().clerk_of(WATER, "goto");
    let nobody = "0193a5c8-7e1b-7c3d-9e4f-00000000f001".to_owned();
    for to in [stranger.id, auditor.id, next_door.id, nobody] {
        let assign = json!({ "type": "assign", "to": to });
        let refused = clerk.commands(&case, assign).expect(422).json();
        assert_eq!(refused["rule"], "no-such-colleague");
    }
    let heir = town.approver_of(WATER, "suzuki");
    clerk.commands(&case, json!({ "type": "assign", "to": heir.id })).expect(200);
    assert_eq!(heir.case(&case)["assignee_id"], heir.id);
    // Out of a colleague's hands only who leads gives it.
    let back = || json!({ "type": "assign", "to": clerk.id });
    assert_eq!(clerk.commands(&case, back()).expect(422).json()["rule"], "held-by-another");
    town.colleague("mori", Role::Lead, &town.department_of(WATER))
        .commands(&case, back())
        .expect(200);
}

fn a_file_is_opened_only_after_the_look_is_written_down(town: &TestTown) {
    let hanako = town.resident();
    let receipt = hanako.files(ALLOWANCE, &town.answers(&hanako, ALLOWANCE));
    let clerk = town.clerk_of(ALLOWANCE, "sato");
    let case = clerk.finds(&receipt.number);
    let files = clerk.case(&case)["attachments"].clone();
    let file = files[0]["id"].as_str().unwrap().parse().unwrap();
    let (id, office) = (case.parse().unwrap(), town.back_office());
    let opens = |who: &Colleague, reason: Option<&str>| {
        let staff = of_the_office(town, who);
        town.wait(office.case_attachment(&staff, &id, &file, reason)).map(|file| file.bytes.len())
    };
    let looks = || {
        let events = clerk.events(&case);
        events.iter().filter(|event| event["kind"] == "sensitive-viewed").count()
    };

    assert!(matches!(opens(&clerk, None), Err(Error::Forbidden)));
    assert!(matches!(opens(&clerk, Some(" ")), Err(Error::Text { .. })));
    assert_eq!(looks(), 0);
    assert!(opens(&clerk, Some("電話での問い合わせ")).unwrap() > 0);
    assert_eq!(looks(), 1);
    assert!(clerk.events(&case).last().unwrap().to_string().contains("電話での問い合わせ"));

    clerk.claims(&case);
    assert!(opens(&clerk, None).unwrap() > 0);
    assert!(opens(&clerk, None).unwrap() > 0);
    assert_eq!(looks(), 2, "a page that is read again is the same look");
    town.advance(Duration::minutes(11));
    assert!(opens(&clerk, None).unwrap() > 0);
    assert_eq!(looks(), 3);

    let auditor = town.colleague("mori", Role::Auditor, "city");
    assert!(matches!(opens(&auditor, Some("監査")), Err(Error::Forbidden)));
    let stranger = town.clerk_of(WATER, "ito");
    assert!(matches!(opens(&stranger, Some("気になる")), Err(Error::NotFound)));
    assert_eq!(looks(), 3);
}

fn whoever_audits_leaves_a_trace(town: &TestTown) {
    let hanako = town.resident();
    let receipt = hanako.files(WATER, &town.answers(&hanako, WATER));
    let auditor = town.colleague("mori", Role::Auditor, "city");
    let case = auditor.finds(&receipt.number);
    auditor.case(&case);
    auditor.case(&case);

    let events = auditor.events(&case);
    let looks: Vec<&Value> = events.iter().filter(|event| event["kind"] == "viewed").collect();
    assert_eq!(looks.len(), 1);
    assert_eq!(looks[0]["actor"], auditor.id);
}

pub(crate) fn of_the_office(town: &TestTown, colleague: &Colleague) -> Staff {
    let token = colleague.proof.strip_prefix("Bearer ").unwrap();
    town.wait(town.back_office().staff_of_token(token)).unwrap().unwrap()
}

fn sensitive_answers_are_masked_and_every_view_is_recorded(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(ALLOWANCE, "sato"));
    let form = &town.catalogue().procedure(ALLOWANCE).unwrap().form;
    let with_number = |data: &Value| data["myNumber"]["number"] == MY_NUMBER;
    let example = form.valid_examples().find(with_number).unwrap();
    let receipt = hanako.files(ALLOWANCE, &hanako.with_pictures(example));
    let case = clerk.finds(&receipt.number);

    let masked = clerk.get(&format!("/api/v1/cases/{case}")).expect(200).text();
    assert!(!masked.contains(MY_NUMBER));
    assert!(masked.contains("****-****-9018"), "{masked}");

    let before = clerk.events(&case).len();
    let id = case.parse().unwrap();
    let staff = of_the_office(town, &clerk);
    let (without_reason, shown) = town.wait(async {
        let number = ["/myNumber/number".to_owned()];
        let without_reason = town.back_office().reveal(&staff, &id, &number, " ").await;
        (without_reason, town.back_office().reveal(&staff, &id, &number, "本人確認").await)
    });

    assert!(matches!(without_reason, Err(Error::Text { .. })), "{without_reason:?}");
    let shown = shown.unwrap();
    assert_eq!(shown["/myNumber/number"].replace(['-', ' '], ""), MY_NUMBER);
    let events = clerk.events(&case);
    assert_eq!(events.len(), before + 1);
    let last = events.last().unwrap();
    assert_eq!(last["actor"], clerk.id);
    assert!(!last.to_string().contains(MY_NUMBER));
}

fn without_a_token_nobody_works(town: &TestTown) {
    let stranger = town.resident();
    for path in ["/api/v1/cases", "/api/v1/cases/0193a5c8-7e1b-7c3d-9e4f-00000000f001"] {
        stranger.web.get(path).expect(401);
        let made_up = [("authorization", "Bearer 0123456789abcdef")];
        stranger.web.send("GET", path, &made_up, Vec::new()).expect(401);
    }
}

fn a_wrong_address_in_the_office_leads_back_to_the_work(town: &TestTown) {
    let web = town.at_work("sato", Role::Clerk, WATER);
    for address in ["/office/nowhere", "/office/cases/x"] {
        let page = web.get(address).expect(404).text();
        assert!(page.contains("href=\"/office/\">仕事の一覧へ</a>"), "{address}: {page}");
        for of_residents in ["トップページ", "困ったときは", "お問い合わせ：", "href=\"/\""]
        {
            assert!(!page.contains(of_residents), "{address} {of_residents}: {page}");
        }
    }
    let page = web.get("/office/audit").expect(403).text();
    assert!(page.contains("仕事の一覧へ") && !page.contains("href=\"/help\""), "{page}");
    let page = web.get("/nowhere").expect(404).text();
    assert!(page.contains("トップページへ") && page.contains("困ったときは"), "{page}");
}

fn what_a_filter_leaves_out_is_not_said_to_be_done(town: &TestTown) {
    const NEXT: &str = "/office/next";
    const NOTHING: &str = "<p>担当できる未着手の案件は、今はありません。</p>";
    let (hanako, web) = (town.resident(), town.at_work("sato", Role::Clerk, WATER));
    hanako.files(WATER, &town.answers(&hanako, WATER));
    let list = web.get(&format!("/office/?view=unclaimed&procedure={ALLOWANCE}")).expect(200);
    let none = web.submit(&list, NEXT, &[]).expect(200);
    let text = none.text();
    assert!(text.contains("この条件では、担当できる未着手の案件は今はありません。"), "{text}");
    assert!(text.contains("条件を外して次の1件") && !text.contains(NOTHING), "{text}");
    let taken = web.submit(&none, NEXT, &[]).expect(303).location();
    assert!(taken.starts_with("/office/cases/"), "{taken}");
    // Without a filter there is nothing to let go of.
    let list = web.get("/office/?view=unclaimed").expect(200);
    let text = web.submit(&list, NEXT, &[]).expect(200).text();
    assert!(text.contains(NOTHING) && !text.contains("条件を外して"), "{text}");
}
