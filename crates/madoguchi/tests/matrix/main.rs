//! The matrix: every line of the table of routes, for everybody who has no business there, on
//! every object of somebody else, in two municipalities. All are denied, and hear what they
//! would hear if the object did not exist.
//!
//! The lines come from the router itself: an address without an entry here fails the test.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that stops says so best by stopping"
)]

mod line;
mod people;
mod tally;

use std::collections::BTreeSet;

use ::web::route::{Admission, Object};
use kernel::Role;
use testkit::{Answer, TestTown, on_both_engines};

use crate::{
    line::{Things, is_of_somebody, name},
    people::{ALLOWANCE, Actor, DOG, Owner, next_door, nobody, staff, strangers},
    tally::{Tally, heard},
};

on_both_engines!(nobody_reaches_what_is_anothers, head_answers_like_get_without_a_body,);

fn nobody_reaches_what_is_anothers(town: &TestTown) {
    let first = Owner::moves_in(town, ALLOWANCE, "sato");
    let second = Owner::moves_in(town, DOG, "mori");
    let (mut tally, mut seen) = (Tally::default(), Vec::new());
    for (owner, other) in [(&first, &second), (&second, &first)] {
        let before = owner.looks_after(town);
        own_things_are_there(town, owner);
        let foreign = strangers(town, other, &owner.department);
        for actor in foreign.iter().chain(&next_door(town, owner)) {
            tally.asks_for_all(town, actor, &owner.things);
            tally.sees_no_trace(actor, owner);
        }
        // Their own address, and another's file in it.
        let (own, theirs) = (&other.things, &owner.things);
        let nested = Things { draft_file: theirs.draft_file.clone(), ..own.clone() };
        tally.asks(town, &other.browser(), &nested, |route| route.rule.object == Object::DraftFile);
        let nested = Things { sent: theirs.sent.clone(), ..own.clone() };
        tally
            .asks(town, &other.browser(), &nested, |route| route.rule.object == Object::ThreadFile);
        let nested = Things { case_file: theirs.case_file.clone(), ..own.clone() };
        for clerk in staff(town, &other.department, &[Role::Clerk], "own") {
            tally.asks(town, &clerk, &nested, |route| route.rule.object == Object::CaseFile);
        }
        // Another's code, last: a few wrong ones shut the number.
        let proof = Some(format!("Receipt {}", other.receipt.code));
        let guesser =
            Actor { proof, ..nobody(town).renamed("who guesses".into(), nobody(town).web) };
        tally.asks_for_all(town, &guesser, &owner.things);
        seen.push(before);
    }
    // Five wrong codes shut a number for an hour.
    town.advance(chrono::Duration::hours(2));
    let after = [&first, &second].map(|owner| owner.looks_after(town));
    assert_eq!(after.as_slice(), seen, "nothing was changed");
    tally.faults.sort();
    tally.faults.dedup();
    tally.faults.truncate(40);
    assert!(tally.faults.is_empty(), "{}", tally.faults.join("\n"));
    let every: BTreeSet<String> =
        madoguchi::table().list().iter().filter(|r| is_of_somebody(r)).map(name).collect();
    assert_eq!(tally.routes, every, "every line was asked");
    let (denied, all) = (tally.denied, tally.cells);
    assert!(denied == all && all > 3_000, "{denied} of {all} cells are denied");
}

/// Whoever may do something finds it: otherwise the matrix would be empty talk.
fn own_things_are_there(town: &TestTown, owner: &Owner) {
    let clerks = staff(town, &owner.department, &[Role::Clerk], "control");
    let auditors = staff(town, &owner.department, &[Role::Auditor], "control");
    let posting = staff(town, &owner.department, &[Role::PostClerk], "control");
    let leading = staff(town, &owner.department, &[Role::Lead], "control");
    let first = |roles: &[Role]| match roles {
        some if some.contains(&Role::Clerk) => &clerks,
        some if some.contains(&Role::Auditor) => &auditors,
        some if some.contains(&Role::Lead) => &leading,
        _ => &posting,
    };
    for route in madoguchi::table().list().into_iter().filter(is_of_somebody) {
        let path = owner.things.address(&route);
        let who = match route.rule.access {
            Admission::Holder if path.starts_with("/api") => owner.program(),
            Admission::Owner | Admission::Holder => owner.browser(),
            Admission::Staff { roles } => first(roles)[0].copied(),
            Admission::Program { roles, .. } => first(roles)[1].copied(),
            Admission::Anybody | Admission::Operator | Admission::Provider => {
                panic!("{} names something and lets anybody in", name(&route))
            }
        };
        // After the decision there is nothing to correct, to withdraw or proposed, nobody is asked about it,
        // no other device has taken the draft, who owed nothing has no receipt for money, and these
        // forms send nobody to another service.
        let is_over = ["/correction", "/withdrawal", "/taken", "/payment.pdf", "/proposal.pdf"]
            .iter()
            .any(|end| path.ends_with(end))
            || route.path.ends_with("/{consultation}")
            || route.path.ends_with("/external/{question}");
        if route.method == "GET" && !is_over {
            let none = Things::that_are_not(town, &owner.things.page);
            let none = owner.things.without(&none, route.rule.object);
            let answer = who.sends("GET", &route, &path);
            let absent = who.sends("GET", &route, &none.address(&route));
            // A colleague who does not work on the case is told to say why first: it is there.
            let there = heard(&answer, &owner.things) != heard(&absent, &none);
            assert!(there, "{} for {}: {}", name(&route), who.name, answer.status);
        }
    }
}

fn head_answers_like_get_without_a_body(town: &TestTown) {
    let hanako = town.resident();
    // The first page gives the browser its cookie.
    hanako.web.get("/").expect(200);
    let things = Things::that_are_not(town, "identity");
    for route in madoguchi::table().list().into_iter().filter(|route| route.method == "GET") {
        let path = things.address(&route);
        let (get, head) = (hanako.web.get(&path), hanako.web.send("HEAD", &path, &[], Vec::new()));
        assert_eq!(head.status, get.status, "{path}");
        assert!(head.body.is_empty(), "{path}");
        let names = |answer: &Answer| -> BTreeSet<String> {
            answer.headers.keys().map(ToString::to_string).collect()
        };
        assert_eq!(names(&head), names(&get), "{path}");
        assert_eq!(head.header("content-length"), get.header("content-length"), "{path}");
        assert_eq!(head.header("content-type"), get.header("content-type"), "{path}");
    }
}
