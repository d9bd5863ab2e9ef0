//! Synthetic submissions: as many as were asked for, from every form.

use chrono::Duration;
use kernel::Role;
use testkit::TestTown;

#[test]
fn as_many_are_filed_as_were_asked_for() {
    let town = TestTown::with_every_form();
    assert_eq!(town.wait(town.counter().seed(600, 1, None)).unwrap(), 600);
    assert_eq!(town.submissions(), 600);

    assert_eq!(town.wait(town.counter().seed(600, 1, None)).unwrap(), 600, "each of them once");
    assert_eq!(town.submissions(), 600);
}

#[test]
fn years_of_lives_are_led() {
    lives_are_led(&TestTown::open());
}

#[test]
fn years_of_lives_are_led_on_postgres() {
    TestTown::on_postgres(lives_are_led);
}

fn lives_are_led(town: &TestTown) {
    town.grants("sato", Role::Clerk, "city");
    town.grants("suzuki", Role::Approver, "city");
    town.grants("tanaka", Role::Approver, "city");
    let years = Some(Duration::days(1_826));
    assert_eq!(town.wait(town.counter().seed(150, 1, years)).unwrap(), 150);
    let begun = town.now();
    town.advance(Duration::minutes(1));
    let real = town.resident();
    let receipt = real.files("suido-kaishi", &town.answers(&real, "suido-kaishi"));
    let over = town.wait(town.back_office().live(begun)).unwrap();
    let clerk = town.clerk_of("suido-kaishi", "ito");
    let case = clerk.case(&clerk.finds(&receipt.number));
    assert_eq!(case["version"], 0, "what arrives meanwhile is nobody's plaything: {case}");
    assert!((75..150).contains(&over), "{over} of 150 are over");
    town.run_jobs();
    assert_eq!(town.letters().len(), 1, "years ago is news to nobody");
    let again = town.wait(town.counter().seed(1, 2, years)).unwrap_err();
    assert!(again.to_string().contains("cases wait here"), "{again}");
    let before = town.submissions();
    assert_eq!(town.wait(town.counter().seed(20, 1, None)).unwrap(), 20);
    assert_eq!(town.submissions(), before + 20, "cases of today come to those of years");
    town.run_jobs();
}
