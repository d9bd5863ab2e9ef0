//! Two people, a term that is over, nobody who holds it back, and a system that has it: or
//! nothing is erased.

use chores::DifferenceKind;
use chrono::Duration;
use fees::PaymentEventKind;
use kernel::Role;
use publishing::{Author, Publisher, Rehearsal, Wanted, compile};
use retention::{Error, Obstacle, Retention};
use serde_json::json;
use testkit::{Receipt, TestTown, on_both_engines, usual_forms};

const COPY: &str = "juminhyo-utsushi";
const WATER: &str = "suido-kaishi";

on_both_engines!(
    nothing_is_due_before_its_fiscal_years_are_over,
    two_people_erase_what_is_over,
    a_case_that_is_held_back_stays,
    money_on_its_way_back_keeps_its_case,
    a_case_is_handed_over_before_it_goes,
    nobody_signs_for_cases_that_are_not_theirs,
    a_resident_with_the_code_is_told_that_it_is_erased,
    money_that_comes_for_an_erased_case_is_told_and_opens_nothing,
    a_batch_goes_with_the_last_of_its_cases,
);

/// A filing that was withdrawn at once: finished.
fn finished(town: &TestTown) -> Receipt {
    let hanako = town.resident();
    let receipt = hanako.files(WATER, &town.answers(&hanako, WATER));
    hanako.acts(&receipt, "withdrawal", &json!({})).expect(200);
    receipt
}

fn retention(town: &TestTown) -> Retention {
    Retention::new(town.archive())
}

fn years(count: i64) -> Duration {
    Duration::days(366 * count)
}

/// Somebody of the water's department, or of the whole city; their address.
fn signs(town: &TestTown, name: &str, role: Role) -> String {
    town.grants(name, role, &town.department_of(WATER));
    format!("{name}@city.example")
}

fn nothing_is_due_before_its_fiscal_years_are_over(town: &TestTown) {
    finished(town);
    let still_open = town.resident();
    still_open.files(WATER, &town.answers(&still_open, WATER));
    let retention = retention(town);
    assert_eq!(town.wait(retention.due()).unwrap(), []);
    let by = signs(town, "mori", Role::Administrator);
    assert!(matches!(town.wait(retention.propose(&by)), Err(Error::NothingDue)));
    town.advance(years(20));
    let due = town.wait(retention.due()).unwrap();
    assert_eq!(due.len(), 1, "an open case has no term");
    assert_eq!(due[0].obstacles, []);
    assert!(due[0].due_on > due[0].moved_on + chrono::Days::new(365), "{due:?}");
}

fn two_people_erase_what_is_over(town: &TestTown) {
    let receipt = finished(town);
    town.advance(years(20));
    let retention = retention(town);
    let (mori, abe) =
        (signs(town, "mori", Role::Administrator), signs(town, "abe", Role::Approver));
    let (list, count) = town.wait(retention.propose(&mori)).unwrap();
    assert_eq!(count, 1);
    let listed = town.wait(retention.due()).unwrap();
    assert_eq!(listed[0].obstacles, [Obstacle::Listed(list)]);
    assert!(matches!(town.wait(retention.run(Some(list))), Err(Error::NotApproved { .. })));
    assert!(matches!(town.wait(retention.approve(list, &mori)), Err(Error::SamePerson)));
    assert_eq!(town.wait(retention.approve(list, &abe)).unwrap(), 1);
    assert!(matches!(town.wait(retention.approve(list, &abe)), Err(Error::Approved { .. })));
    assert_eq!(town.submissions(), 1);
    let runs = town.wait(retention.run(None)).unwrap();
    assert_eq!((runs[0].erased, runs[0].left.len()), (1, 0));
    assert_eq!(town.submissions(), 0);
    let certificate = town.wait(retention.certificate(list)).unwrap();
    assert_eq!(certificate.proposed.email, mori);
    assert_eq!(certificate.approved.unwrap().email, abe);
    assert_eq!(certificate.remaining, 0);
    assert_eq!(certificate.cases[0].receipt_number.to_string(), receipt.number);
    assert!(certificate.cases[0].rule.starts_with(WATER));
    let again = town.wait(retention.run(None)).unwrap();
    assert_eq!((again[0].erased, again[0].left.len()), (0, 0), "a second run finds nothing");
}

fn a_case_that_is_held_back_stays(town: &TestTown) {
    let receipt = finished(town);
    town.advance(years(20));
    let retention = retention(town);
    let (mori, abe) =
        (signs(town, "mori", Role::Administrator), signs(town, "abe", Role::Approver));
    let clerk = signs(town, "sato", Role::Clerk);
    let refused = town.wait(retention.hold(&receipt.number, "審査請求", &clerk));
    assert!(matches!(refused, Err(Error::NotTheirs { .. })), "{refused:?}");
    let (list, _) = town.wait(retention.propose(&mori)).unwrap();
    town.wait(retention.approve(list, &abe)).unwrap();
    town.wait(retention.hold(&receipt.number, "審査請求", &abe)).unwrap();
    assert!(matches!(town.wait(retention.hold(&receipt.number, "監査", &abe)), Err(Error::Held)));
    let run = town.wait(retention.run(Some(list))).unwrap().remove(0);
    assert_eq!((run.erased, run.left[0].1.clone()), (0, Obstacle::Held));
    let told = town.dump().into_iter().filter(|row| row.contains("審査請求")).count();
    assert_eq!(told, 0, "the reason is sealed");
    town.wait(retention.release(&receipt.number, &abe)).unwrap();
    assert!(matches!(town.wait(retention.release(&receipt.number, &abe)), Err(Error::NotHeld)));
    let run = town.wait(retention.run(Some(list))).unwrap().remove(0);
    assert_eq!((run.erased, run.left.len()), (1, 0));
}

fn money_on_its_way_back_keeps_its_case(town: &TestTown) {
    let hanako = town.resident();
    let receipt = hanako.files(COPY, &town.answers(&hanako, COPY));
    let page = hanako.web.get(receipt.body["payment_url"].as_str().unwrap()).expect(303);
    hanako.pays_by_card(&page.location(), "success");
    let clerk = town.clerk_of(COPY, "sato");
    let case = clerk.finds(&receipt.number);
    hanako.acts(&receipt, "withdrawal", &json!({})).expect(200);
    let proposal = json!({ "type": "propose_refund", "amount_yen": 410, "reason": "取下げ" });
    clerk.commands(&case, proposal).expect(200);
    town.advance(years(20));
    let due = town.wait(retention(town).due()).unwrap();
    assert_eq!(due[0].obstacles, [Obstacle::MoneyOpen]);
}

/// Publishes the water's definition anew: a system must have its cases before they go.
fn asks_for_a_hand_over(town: &TestTown) {
    let mut files = usual_forms();
    let water = files.iter_mut().find(|file| file.path.ends_with(&format!("{WATER}.json")));
    let water = water.unwrap();
    let mut json: serde_json::Value = serde_json::from_str(&water.text).unwrap();
    json["x-procedure"]["handover"] = json!(["水道料金システム"]);
    water.text = json.to_string();
    let publisher = Publisher::new(town.archive());
    let wanted = Wanted { retire: Vec::new(), by: Author::Operator, whole: true };
    town.wait(publisher.publish(Rehearsal::without_examples(compile(&files)), &wanted)).unwrap();
    town.run_jobs();
}

fn a_case_is_handed_over_before_it_goes(town: &TestTown) {
    asks_for_a_hand_over(town);
    let receipt = finished(town);
    town.advance(years(20));
    let retention = retention(town);
    let (mori, abe) =
        (signs(town, "mori", Role::Administrator), signs(town, "abe", Role::Approver));
    let target = "水道料金システム".to_owned();
    let due = town.wait(retention.due()).unwrap();
    assert_eq!(due[0].obstacles, [Obstacle::NotHandedOver(vec![target.clone()])]);
    assert!(matches!(town.wait(retention.propose(&mori)), Err(Error::NothingDue)));
    let hand = |to: &str| town.wait(retention.hand_over(&receipt.number, to, "K-0042", &abe));
    let wrong = hand("住民記録");
    assert!(matches!(&wrong, Err(Error::NotATarget { known, .. }) if *known == [target.clone()]));
    hand(&target).unwrap();
    assert!(matches!(hand(&target), Err(Error::HandedOver { .. })));
    let (list, _) = town.wait(retention.propose(&mori)).unwrap();
    town.wait(retention.approve(list, &abe)).unwrap();
    assert_eq!(town.wait(retention.run(Some(list))).unwrap()[0].erased, 1);
}

fn nobody_signs_for_cases_that_are_not_theirs(town: &TestTown) {
    finished(town);
    town.advance(years(20));
    let retention = retention(town);
    let mori = signs(town, "mori", Role::Administrator);
    for role in [Role::Clerk, Role::Auditor, Role::FormAuthor] {
        let other = signs(town, role.word(), role);
        let refused = town.wait(retention.propose(&other));
        assert!(matches!(refused, Err(Error::NotTheirs { .. })), "{role:?}");
    }
    town.grants("elsewhere", Role::Approver, "koseki-jumin");
    let elsewhere = "elsewhere@city.example";
    assert!(matches!(town.wait(retention.propose(elsewhere)), Err(Error::NothingDue)));
    let (list, _) = town.wait(retention.propose(&mori)).unwrap();
    let refused = town.wait(retention.approve(list, elsewhere));
    assert!(matches!(refused, Err(Error::NotTheirs { .. })), "{refused:?}");
    let abe = signs(town, "abe", Role::Approver);
    town.wait(town.back_office().people().disable(&abe)).unwrap();
    let refused = town.wait(retention.approve(list, &abe));
    assert!(matches!(refused, Err(Error::Disabled { .. })), "{refused:?}");
    let nobody = town.wait(retention.approve(list, "nobody@city.example"));
    assert!(matches!(nobody, Err(Error::UnknownPerson { .. })), "{nobody:?}");
    assert!(matches!(town.wait(retention.approve(99, &mori)), Err(Error::UnknownList { .. })));
}

fn a_resident_with_the_code_is_told_that_it_is_erased(town: &TestTown) {
    let receipt = finished(town);
    town.advance(years(20));
    let retention = retention(town);
    let id = town.wait(retention.due()).unwrap().remove(0).case;
    let (mori, abe) =
        (signs(town, "mori", Role::Administrator), signs(town, "abe", Role::Approver));
    let (list, _) = town.wait(retention.propose(&mori)).unwrap();
    town.wait(retention.approve(list, &abe)).unwrap();
    town.wait(retention.run(None)).unwrap();
    let hanako = town.resident();
    let told = hanako.looks_up(&receipt.number, &receipt.code).expect(410).json();
    assert!(told.to_string().contains("保存期間"), "{told}");
    hanako.looks_up(&receipt.number, "AAAA-AAAA-AAAA-A").expect(404);
    let auditor = town.colleague("kansa", Role::Auditor, &town.department_of(WATER));
    auditor.get(&format!("/api/v1/cases/{id}")).expect(410);
    let elsewhere = town.colleague("yoso", Role::Auditor, "koseki-jumin");
    elsewhere.get(&format!("/api/v1/cases/{id}")).expect(404);
    let clerk = town.clerk_of(WATER, "sato");
    clerk.get(&format!("/api/v1/cases/{id}")).expect(404);
    assert!(clerk.queue("?state=withdrawn").is_empty());
    let counted = town.wait(async {
        let token = clerk.proof.strip_prefix("Bearer ").unwrap();
        let staff = town.back_office().staff_of_token(token).await.unwrap().unwrap();
        town.back_office().tally(&staff).await.unwrap()
    });
    assert!(
        counted.iter().all(|(_, count)| *count == 0),
        "what is gone is not counted: {counted:?}"
    );
}

fn money_that_comes_for_an_erased_case_is_told_and_opens_nothing(town: &TestTown) {
    let hanako = town.resident();
    let receipt = hanako.files(COPY, &town.answers(&hanako, COPY));
    let payment = receipt.payment();
    hanako.acts(&receipt, "withdrawal", &json!({})).expect(200);
    // Nobody paid: the provider has closed it.
    let closed = payment.says(PaymentEventKind::Expired, "e-closed", town.now());
    town.provider_calls(&closed).expect(204);
    town.advance(years(20));
    let retention = retention(town);
    let [mori, abe] =
        [("mori", Role::Administrator), ("abe", Role::Approver)].map(|(name, role)| {
            town.grants(name, role, &town.department_of(COPY));
            format!("{name}@city.example")
        });
    let (list, _) = town.wait(retention.propose(&mori)).unwrap();
    town.wait(retention.approve(list, &abe)).unwrap();
    assert_eq!(town.wait(retention.run(None)).unwrap()[0].erased, 1);
    let events = || town.dump().iter().filter(|row| row.starts_with("events")).count();
    let before = events();

    let body = payment.says(PaymentEventKind::Captured, "e-late", town.now());
    for _ in 0..2 {
        town.provider_calls(&body).expect(204);
    }

    let found = town.wait(chores::differences(town.archive(), false)).unwrap();
    let seen: Vec<_> = found.iter().map(|found| (found.kind, found.subject.as_str())).collect();
    assert_eq!(seen, [(DifferenceKind::PaidTooLate, payment.id.as_str())]);
    assert_eq!(events(), before, "the case is as it was erased");
    assert_eq!(town.submissions(), 0);
    hanako.looks_up(&receipt.number, &receipt.code).expect(410);
}

fn a_batch_goes_with_the_last_of_its_cases(town: &TestTown) {
    let (hanako, clerk) = (town.resident(), town.clerk_of(COPY, "sato"));
    let mut answers = town.answers(&hanako, COPY);
    answers["contact"].as_object_mut().unwrap().remove("email");
    let receipt = Receipt::read(hanako.posts("batch", COPY, &answers).expect(201).json());
    let paid = receipt.payment().says(PaymentEventKind::Captured, "batch", town.now());
    town.provider_calls(&paid).expect(204);
    let case = clerk.finds(&receipt.number);
    clerk.commands(&case, json!({ "type": "settle" })).expect(200);
    let post = town.at_work("miura", Role::PostClerk, COPY);
    let mut fields = post.get("/office/dispatch").expect(200).hidden("/office/sign-out");
    fields.push(("paper".to_owned(), format!("{case}.1")));
    post.post_form("/office/dispatch/batches", &fields).expect(303);
    post.post_form("/office/dispatch/1/prints", &fields).expect(303);

    town.advance(years(20));
    let retention = retention(town);
    let department = town.department_of(COPY);
    let signs = |name: &str, role| {
        town.grants(name, role, &department);
        format!("{name}@city.example")
    };
    let (mori, abe) = (signs("mori", Role::Administrator), signs("abe", Role::Approver));
    let (list, _) = town.wait(retention.propose(&mori)).unwrap();
    town.wait(retention.approve(list, &abe)).unwrap();
    assert_eq!(town.wait(retention.run(Some(list))).unwrap()[0].erased, 1);
    let left = town.dump().into_iter().filter(|row| row.starts_with("batch"));
    assert_eq!(left.collect::<Vec<_>>(), [""; 0]);
}
