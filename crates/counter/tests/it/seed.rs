//! Synthetic submissions: as many as were asked for, from every form.

use testkit::TestTown;

#[test]
fn as_many_are_filed_as_were_asked_for() {
    let town = TestTown::with_every_form();
    assert_eq!(town.wait(town.counter().seed(600, 1)).unwrap(), 600);
    assert_eq!(town.submissions(), 600);

    assert_eq!(town.wait(town.counter().seed(600, 1)).unwrap(), 600, "each of them once");
    assert_eq!(town.submissions(), 600);
    town.is_whole();
}
