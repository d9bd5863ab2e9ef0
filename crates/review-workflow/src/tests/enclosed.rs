//! Files beside the answers: who adds them, when, and how many.

use super::{
    regulation::{Does, check_desk},
    *,
};
use crate::{MAX_FILES, State};

#[track_caller]
fn check(actor: Actor, command: Command, expected: Result<State, &str>) -> Desk {
    let desk = Desk::receives(policy(Shape::Standard), false, None);
    check_desk(desk, vec![Does(actor, command)], expected)
}

#[test]
fn whoever_works_on_a_case_adds_files_while_it_is_open() {
    let post = || attach(PaperKind::ByPost, &[1, 2]);
    for actor in [clerk(), other_clerk(), approver(), lead()] {
        let desk = check(actor, post(), Ok(State::Received));
        assert_eq!(fold(&desk.log).unwrap(), desk.case);
    }
    for (actor, why) in
        [(Actor::Resident, "not-yours"), (auditor(), "not-yours"), (builder(), "other-department")]
    {
        check(actor, post(), Err(why));
    }
    let desk = Desk::receives(policy(Shape::Standard), false, None);
    let over = vec![Does(Actor::Resident, withdraw()), Does(clerk(), post())];
    check_desk(desk, over, Err("wrong-state"));
}

#[test]
fn one_to_five_files_go_at_once_each_once() {
    check(clerk(), attach(PaperKind::Internal, &[]), Err("files-missing"));
    let most = u32::try_from(MAX_FILES).unwrap();
    let many: Vec<u32> = (0..=most).collect();
    check(clerk(), attach(PaperKind::Internal, &many), Err("too-many-files"));
    let desk = check(clerk(), attach(PaperKind::AtCounter, &[2, 1, 2]), Ok(State::Received));
    let [added] = desk.case.attached.as_slice() else { panic!("{:?}", desk.case.attached) };
    assert_eq!(added.files.len(), 2);
    assert_eq!(desk.case.attached_with(&added.files[0]), Some(added));
    assert_eq!(desk.log.last().unwrap().files(), added.files);
    let Command::Attach { files, .. } = attach(PaperKind::ByPost, &many) else { panic!() };
    let message = Command::Message { text: "図面です。".to_owned(), files };
    check(Actor::Resident, message, Err("too-many-files"));
}
