//! The end of records: held back, let go, proposed, approved and carried out.

use kernel::Role;
use retention::{Error, Retention};

use crate::{board::Filed, chance::Chance, place::Place};

fn retention(here: &Place<'_>) -> Retention {
    Retention::new(here.town.archive())
}

/// An approver of any department, or one of two administrators of the city.
fn signer(here: &Place<'_>, chance: &mut Chance) -> String {
    if !chance.one_in(3) {
        let name = *chance.pick(&["mori", "abe"]);
        here.town.grants(name, Role::Administrator, "city");
        return format!("{name}@city.example");
    }
    let approvers: Vec<&str> =
        here.office.desks().map(|(_, people)| people[1].email.as_str()).collect();
    (*chance.pick(&approvers)).to_owned()
}

/// A refusal is an answer; what the store or a form broke is not.
#[track_caller]
fn said<T>(here: &Place<'_>, what: &str, outcome: Result<T, Error>) -> Option<T> {
    match outcome {
        Ok(done) => {
            here.board.done(what);
            Some(done)
        }
        Err(Error::Store(fault)) => panic!("{what}: {fault}"),
        Err(_refused) => {
            here.board.done(&format!("{what}: refused"));
            None
        }
    }
}

pub(crate) fn is_held_back(here: &Place<'_>, filed: &Filed, _chance: &mut Chance) {
    let _one_at_a_time = here.board.holds.lock().unwrap();
    let by = &here.office.desk(here.town, filed.procedure())[1].email;
    let held = here.town.wait(retention(here).hold(filed.number(), "審査請求", by));
    if said(here, "held back", held).is_some() {
        here.board.hold(filed.number());
        here.board.waits_for("release", filed.number(), true);
    }
}

pub(crate) fn is_let_go(here: &Place<'_>, filed: &Filed) {
    let _one_at_a_time = here.board.holds.lock().unwrap();
    let by = &here.office.desk(here.town, filed.procedure())[1].email;
    let let_go = here.town.wait(retention(here).release(filed.number(), by));
    if said(here, "let go", let_go).is_some() {
        here.board.release(filed.number());
        here.board.waits_for("release", filed.number(), false);
    }
}

pub(crate) fn is_proposed(here: &Place<'_>, chance: &mut Chance) {
    let by = signer(here, chance);
    said(here, "end proposed", here.town.wait(retention(here).propose(&by)));
}

pub(crate) fn is_approved(here: &Place<'_>, chance: &mut Chance) {
    let (retention, by) = (retention(here), signer(here, chance));
    let lists = here.town.wait(retention.lists()).unwrap();
    let open: Vec<i64> = lists
        .iter()
        .filter(|(list, _)| list.approved.is_none())
        .map(|(list, _)| list.number)
        .collect();
    if !open.is_empty() {
        let number = *chance.pick(&open);
        said(here, "end approved", here.town.wait(retention.approve(number, &by)));
    }
}

pub(crate) fn is_carried_out(here: &Place<'_>) {
    let run = here.town.wait(retention(here).run(None));
    for run in said(here, "end carried out", run).unwrap_or_default() {
        (0..run.erased).for_each(|_| here.board.done("erased"));
    }
}

/// Nothing was erased with fewer than two people.
pub(crate) fn was_signed_by_two(here: &Place<'_>) {
    let retention = retention(here);
    let lists = here.town.wait(retention.lists()).unwrap();
    for (list, _) in &lists {
        let certificate = here.town.wait(retention.certificate(list.number)).unwrap();
        let approved = certificate.approved.as_ref().map(|signature| &signature.email);
        assert_ne!(approved, Some(&certificate.proposed.email), "one person signed twice");
        assert!(approved.is_some() || certificate.cases.is_empty(), "erased with one signature");
    }
}
