//! What is answered, and whether it tells that something is there.

use std::collections::BTreeSet;

use ::web::route::Route;
use testkit::{Answer, TestTown};

use crate::{
    line::{Things, is_of_somebody, is_of_the_office, methods, name},
    people::{Actor, Owner},
};

#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) cells: usize,
    pub(crate) denied: usize,
    pub(crate) routes: BTreeSet<String>,
    pub(crate) faults: Vec<String>,
}

/// An answer without what differs by chance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Heard {
    pub(crate) status: u16,
    pub(crate) headers: BTreeSet<String>,
    pub(crate) body: String,
}

impl Tally {
    pub(crate) fn asks_for_all(&mut self, town: &TestTown, actor: &Actor, things: &Things) {
        self.asks(town, actor, things, is_of_somebody);
    }

    pub(crate) fn asks(
        &mut self,
        town: &TestTown,
        actor: &Actor,
        things: &Things,
        which: impl Fn(&Route) -> bool,
    ) {
        // One set for all addresses: wrong codes for a number that is not are counted as well.
        let none = Things::that_are_not(town, &things.page);
        for route in madoguchi::table().list().into_iter().filter(which) {
            for method in methods(&route) {
                self.ask(actor, things, &none, &route, method);
            }
            self.routes.insert(name(&route));
        }
    }

    pub(crate) fn ask(
        &mut self,
        actor: &Actor,
        things: &Things,
        none: &Things,
        route: &Route,
        method: &str,
    ) {
        let answer = actor.sends(method, route, &things.address(route));
        let none = things.without(none, route.rule.object);
        let expected = heard(&actor.sends(method, route, &none.address(route)), &none);
        self.cells += 1;
        // Being shown to another address is no answer; it must be the same for what is not there.
        let denied = matches!(answer.status, 303 | 401 | 403 | 404 | 429);
        let found = heard(&answer, things);
        if !denied {
            self.faults
                .push(format!("{method} {}: {} got {}", route.path, actor.name, answer.status));
        } else if found != expected {
            self.faults.push(format!(
                "{method} {}: {} can tell that it exists: {found:?} instead of {expected:?}",
                route.path, actor.name
            ));
        } else {
            self.denied += 1;
        }
    }

    /// Lists name nothing of it, and who has no post in the office sees none.
    pub(crate) fn sees_no_trace(&mut self, actor: &Actor, owner: &Owner) {
        let number = &owner.things.number;
        for route in madoguchi::table().list() {
            if is_of_somebody(&route) || route.method != "GET" || !is_of_the_office(&route) {
                continue;
            }
            for query in [String::new(), format!("?q={number}"), "?q=%E5%B1%B1%E7%94%B0".to_owned()]
            {
                let answer = actor.sends("GET", &route, &format!("{}{query}", route.path));
                let text = String::from_utf8_lossy(&answer.body).into_owned();
                let Things { case, case_file, person, .. } = &owner.things;
                let traces = [number, case, case_file, person];
                // The search field repeats what was typed.
                let shown = text.replace(&format!("value=\"{number}\""), "");
                let links = shown.replace(&format!("q={number}"), "");
                self.cells += 1;
                if let Some(trace) = traces.into_iter().find(|trace| links.contains(trace.as_str()))
                {
                    self.faults.push(format!("{}{query}: {} sees {trace}", route.path, actor.name));
                } else if answer.status == 200 && !actor.may_come_in(&route) {
                    self.faults.push(format!("{}: {} was let in", route.path, actor.name));
                } else {
                    self.denied += 1;
                }
            }
        }
    }
}

pub(crate) fn heard(answer: &Answer, things: &Things) -> Heard {
    let mut body = String::from_utf8_lossy(&answer.body).into_owned();
    if let Some(number) = answer.header("x-request-id") {
        body = body.replace(number, "(number)");
    }
    body.push_str(answer.header("location").unwrap_or_default());
    for id in things.ids() {
        body = body.replace(id.as_str(), "(id)");
    }
    // A number is no trace of a batch, its address is.
    let batch = format!("/office/dispatch/{}", things.batch);
    body = body.replace(&batch, "/office/dispatch/(id)");
    // Whether a connection is kept is told by what of a refused body was still on its way.
    let names = answer.headers.keys().filter(|name| *name != "connection");
    let headers = names.map(ToString::to_string).collect();
    let body = without_tokens(&testkit::without_challenges(&body));
    Heard { status: answer.status, headers, body }
}

/// The tokens of forms differ on every page.
pub(crate) fn without_tokens(page: &str) -> String {
    let mut kept = String::with_capacity(page.len());
    let mut rest = page;
    while let Some(at) = rest.find("name=\"csrf\" value=\"") {
        let (before, token) = rest.split_at(at);
        kept.push_str(before);
        rest = token.split_once("\">").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    kept
}
