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

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use ::web::{
    limits::Rate,
    route::{Admission, Csrf, Object, Route},
};
use fees::PaymentEventKind;
use kernel::{AttachmentId, BundleId, DraftId, ReceiptNumber, Role, SubmissionId, SystemIds};
use serde_json::{Value, json};
use testkit::{Answer, Browser, Receipt, Resident, TestTown, on_both_engines};

on_both_engines!(nobody_reaches_what_is_anothers, head_answers_like_get_without_a_body,);

const ALLOWANCE: &str = "jido-teate-nintei";
const WATER: &str = "suido-kaishi";
const DOG: &str = "inu-toroku";
const PASSWORD: &str = "hirose-gawa ni nagareru";

/// What one resident has, by its names in addresses.
struct Things {
    draft: String,
    page: String,
    draft_file: String,
    bundle: String,
    number: String,
    notice: String,
    case: String,
    case_file: String,
}

/// Somebody who asks.
struct Actor {
    name: String,
    web: Browser,
    /// `Authorization`, for programs.
    proof: Option<String>,
    /// In which departments they hold what; nothing for residents.
    holds: Vec<(Role, String)>,
    /// The tokens of their forms, in the office and elsewhere.
    tokens: RefCell<BTreeMap<&'static str, Vec<(String, String)>>>,
}

/// One resident with everything that can be asked for, and those who may.
struct Owner {
    who: Resident,
    receipt: Receipt,
    things: Things,
    department: String,
}

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

fn name(route: &Route) -> String {
    format!("{} {}", route.method, route.path)
}

fn is_of_somebody(route: &Route) -> bool {
    route.rule.object != Object::Nothing
}

fn is_of_the_office(route: &Route) -> bool {
    matches!(route.rule.access, Admission::Staff { .. } | Admission::Program { .. })
}

/// Both methods of a line.
fn methods(route: &Route) -> &'static [&'static str] {
    if route.method == "GET" { &["GET", "HEAD"] } else { &["POST"] }
}

// ---- who there is

impl Owner {
    /// Somebody whose application was refused by two colleagues, so that there is a notice,
    /// and who has begun another one.
    fn moves_in(town: &TestTown, procedure: &str, name: &str) -> Self {
        let (who, clerk) = (town.resident(), town.clerk_of(procedure, name));
        let receipt = who.files(procedure, &town.answers(&who, procedure));
        if receipt.body["payment_url"].is_string() {
            let paid = receipt.payment().says(PaymentEventKind::Captured, name, town.now());
            town.provider_calls(&paid).expect(204);
        }
        let case = clerk.finds(&receipt.number);
        clerk.claims(&case);
        let refusal =
            json!({ "type": "propose", "verdict": "refuse", "reason": "要件を満たしません" });
        clerk.commands(&case, refusal).expect(200);
        let approver = town.approver_of(procedure, &format!("{name}2"));
        approver.commands(&case, json!({ "type": "refuse" })).expect(200);
        let notice = who.status(&receipt)["notices"][0]["id"].as_str().unwrap().to_owned();
        let case_file = clerk.case(&case)["attachments"][0]["id"].as_str().unwrap().to_owned();

        let page = who.web.get("/status").expect(200);
        let typed = [("number", receipt.number.as_str()), ("code", receipt.code.as_str())];
        who.web.submit(&page, "/status", &typed).expect(303);
        let (draft, page, draft_file) = begins(&who);
        let things = Things {
            bundle: bundles(&who),
            number: receipt.number.clone(),
            draft,
            page,
            draft_file,
            notice,
            case,
            case_file,
        };
        Self { department: town.department_of(procedure), who, receipt, things }
    }

    /// What is theirs, as they see it.
    fn looks_after(&self, town: &TestTown) -> (Value, u64) {
        (self.who.status(&self.receipt), town.submissions())
    }

    fn browser(&self) -> Actor {
        let web = self.who.web.same_cookies_at(&self.who.web);
        Actor::new("another resident".into(), web, None, Vec::new())
    }

    fn program(&self) -> Actor {
        let proof = Some(format!("Receipt {}", self.receipt.code));
        Actor { proof, ..self.browser().renamed("the holder's program".into(), self.browser().web) }
    }
}

/// A draft with a file in it.
fn begins(who: &Resident) -> (String, String, String) {
    let action = "/procedures/juminhyo-utsushi";
    let page = who.web.get(action).expect(200);
    let draft = who.web.submit(&page, action, &[]).expect(303).location();
    let first = who.web.get(&draft).expect(303).location();
    let form = who.web.get(&first).expect(200);
    let to = format!("{draft}/identity/file?at=idCopy");
    let picture = ("file", "id.png", Resident::picture());
    let taken = who.web.upload(&to, &[], &form.hidden(&first), picture).expect(200).json();
    let last = |path: &str| path.rsplit('/').next().unwrap().to_owned();
    (last(&draft), last(&first), last(taken["address"].as_str().unwrap()))
}

fn bundles(who: &Resident) -> String {
    let page = who.web.get("/status").expect(200);
    let mut typed = page.hidden("/status");
    for procedure in [WATER, ALLOWANCE] {
        typed.push(("procedure".to_owned(), procedure.to_owned()));
    }
    let made = who.web.post_form("/together", &typed).expect(303).location();
    made.rsplit('/').next().unwrap().to_owned()
}

fn nobody(town: &TestTown) -> Actor {
    Actor::new("nobody".into(), town.resident().web, None, Vec::new())
}

/// Everybody in town who has no business with what is of `department`.
fn strangers(town: &TestTown, other: &Owner, department: &str) -> Vec<Actor> {
    let mut all = vec![nobody(town), other.browser()];
    for elsewhere in [ALLOWANCE, WATER, DOG].map(|procedure| town.department_of(procedure)) {
        if elsewhere != department {
            let tag = format!("not {department}");
            all.extend(staff(town, &elsewhere, &Role::ALL, &tag));
        }
    }
    all
}

/// The neighbours, asking us and being asked: their programs at our door, our residents and
/// staff at theirs, and their own people.
fn next_door(town: &TestTown, owner: &Owner) -> Vec<Actor> {
    let neighbour = town.neighbour();
    let theirs = staff(neighbour, &owner.department, &Role::ALL, "next door");
    let there = neighbour.resident().web;
    let mut all = Vec::new();
    for actor in &theirs {
        let web = actor.web.same_cookies_at(&owner.who.web);
        all.push(actor.renamed(format!("{} at our door", actor.name), web));
    }
    all.extend(theirs);
    for ours in [owner.browser(), owner.program()] {
        let web = ours.web.same_cookies_at(&there);
        all.push(ours.renamed(format!("{} next door", ours.name), web));
    }
    for ours in staff(town, &owner.department, &[Role::Clerk, Role::Approver], "ours") {
        let web = ours.web.same_cookies_at(&there);
        all.push(ours.renamed(format!("{} next door", ours.name), web));
    }
    all
}

/// One person for each role in one department, at the screen and as a program.
fn staff(town: &TestTown, department: &str, roles: &[Role], tag: &str) -> Vec<Actor> {
    let mut all = Vec::new();
    for role in roles {
        let who = format!("{role}-{department}-{}", tag.replace(' ', "-"));
        let colleague = town.colleague(&who, *role, department);
        let people = town.desk().people();
        town.wait(people.set_password(&colleague.email, PASSWORD.to_owned())).unwrap();
        // The password ended the token that came before it.
        let scopes = vec!["cases".to_owned(), "submissions".to_owned()];
        let token = people.issue_token(&colleague.email, scopes, chrono::Duration::days(1));
        let token = town.wait(token).unwrap();
        let holds = vec![(*role, department.to_owned())];
        let web = town.resident().web;
        let page = web.get("/office/sign-in").expect(200);
        let typed = [("email", colleague.email.as_str()), ("password", PASSWORD)];
        web.submit(&page, "/office/sign-in", &typed).expect(303);
        all.push(Actor::new(format!("{who} at the screen"), web, None, holds.clone()));
        let proof = Some(format!("Bearer {token}"));
        let web = town.resident().web;
        all.push(Actor::new(format!("{who} by token"), web, proof, holds));
        // Fewer sign-ins a minute than this come from one network.
        town.advance(chrono::Duration::seconds(10));
    }
    all
}

// ---- what is asked

impl Clone for Things {
    fn clone(&self) -> Self {
        let Self { draft, page, draft_file, bundle, number, notice, case, case_file } = self;
        let [draft, page, draft_file, bundle, number, notice, case, case_file] =
            [draft, page, draft_file, bundle, number, notice, case, case_file].map(Clone::clone);
        Self { draft, page, draft_file, bundle, number, notice, case, case_file }
    }
}

impl Things {
    /// Ids of the same shape that nothing has.
    fn that_are_not(town: &TestTown, page: &str) -> Self {
        let now = town.now();
        Self {
            draft: DraftId::new(&SystemIds, now).to_string(),
            page: page.to_owned(),
            draft_file: AttachmentId::new(&SystemIds, now).to_string(),
            bundle: BundleId::new(&SystemIds, now).to_string(),
            number: ReceiptNumber::draw(&SystemIds, now).to_string(),
            // Notices of a submission are numbered.
            notice: "1".to_owned(),
            case: SubmissionId::new(&SystemIds, now).to_string(),
            case_file: AttachmentId::new(&SystemIds, now).to_string(),
        }
    }

    /// The same with something that is not in place of what `object` names.
    fn without(&self, town: &TestTown, object: Object) -> Self {
        let none = Self::that_are_not(town, &self.page);
        match object {
            Object::DraftFile => Self { draft_file: none.draft_file, ..self.clone() },
            Object::CaseFile => Self { case_file: none.case_file, ..self.clone() },
            Object::Nothing
            | Object::Draft
            | Object::Bundle
            | Object::Submission
            | Object::Notice
            | Object::Case => none,
        }
    }

    /// The address of a line with these ids in it.
    fn address(&self, route: &Route) -> String {
        let parts = route.path.split('/').map(|part| match part {
            "{draft}" => self.draft.clone(),
            "{page}" => self.page.clone(),
            "{file}" => self.draft_file.clone(),
            "{bundle}" => self.bundle.clone(),
            "{number}" | "{receipt_number}" => self.number.clone(),
            "{notice}" => format!("{}.pdf", self.notice),
            "{id}" if route.path.contains("/cases/") => self.case.clone(),
            "{id}" => WATER.to_owned(),
            "{attachment}" => self.case_file.clone(),
            "{category}" => "certificates".to_owned(),
            "{event}" => "moving".to_owned(),
            "{tag}" => "en".to_owned(),
            "{code}" => "980-0011".to_owned(),
            "{bank}" => "0001".to_owned(),
            plain if plain.contains('{') => panic!("say what stands for {plain} in {}", route.path),
            plain => plain.to_owned(),
        });
        parts.collect::<Vec<_>>().join("/")
    }

    fn ids(&self) -> [&String; 6] {
        let Self { draft, draft_file, bundle, number, case, case_file, .. } = self;
        [draft, draft_file, bundle, number, case, case_file]
    }
}

impl Actor {
    /// Somebody whose browser has been here before: only a first visit is given a cookie.
    fn new(name: String, web: Browser, proof: Option<String>, holds: Vec<(Role, String)>) -> Self {
        web.get("/status").expect(200);
        Self { name, web, proof, holds, tokens: RefCell::default() }
    }

    fn renamed(&self, name: String, web: Browser) -> Self {
        Self::new(name, web, self.proof.clone(), self.holds.clone())
    }

    fn copied(&self) -> Self {
        self.renamed(self.name.clone(), self.web.same_cookies_at(&self.web))
    }

    /// Sends what the line takes, as somebody would who may.
    fn sends(&self, method: &str, route: &Route, path: &str) -> Answer {
        let mut headers = Vec::new();
        headers.extend(self.proof.as_deref().map(|proof| ("authorization", proof)));
        match route.rule.csrf {
            Csrf::Reads => self.web.send(method, path, &headers, Vec::new()),
            Csrf::FormToken if route.rule.rate == Rate::Upload => {
                let picture = ("file", "id.png", Resident::picture());
                let path = format!("{path}?at=idCopy");
                self.web.upload(&path, &headers, &self.token_for(path.as_str()), picture)
            }
            Csrf::FormToken => {
                let mut fields = self.token_for(path);
                fields.extend(typed(route));
                self.web.post_form_from(path, &headers, &fields)
            }
            Csrf::Origin => self.web.post_json(path, &headers, &body(route)),
            Csrf::Signature => panic!("a callback names nothing of a resident's"),
        }
    }

    /// The token that their own forms carry.
    fn token_for(&self, path: &str) -> Vec<(String, String)> {
        let form = if path.starts_with("/office") { "/office/sign-in" } else { "/status" };
        let read = || {
            let mut hidden = self.web.get(form).expect(200).hidden(form);
            hidden.retain(|(name, _)| name == "csrf");
            hidden
        };
        self.tokens.borrow_mut().entry(form).or_insert_with(read).clone()
    }

    fn may_come_in(&self, route: &Route) -> bool {
        let fits = |roles: &[Role]| self.holds.iter().any(|(role, _)| roles.contains(role));
        match route.rule.access {
            Admission::Staff { roles } => self.proof.is_none() && fits(roles),
            Admission::Program { roles, .. } => self.proof.is_some() && fits(roles),
            Admission::Anybody
            | Admission::Owner
            | Admission::Holder
            | Admission::Operator
            | Admission::Provider => true,
        }
    }
}

fn typed(route: &Route) -> Vec<(String, String)> {
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    match route.path.rsplit('/').next().unwrap() {
        "commands" => vec![field("type", "claim"), field("version", "1")],
        "reveal" => vec![field("at", "/name"), field("reason", "確認のため")],
        "code" => vec![field("reason", "窓口で運転免許証"), field("sure", "yes")],
        "{attachment}" => vec![field("reason", "確認のため")],
        "messages" => vec![field("message", "こんにちは")],
        _ => Vec::new(),
    }
}

fn body(route: &Route) -> Value {
    match route.path.rsplit('/').next().unwrap() {
        "commands" => json!({ "type": "claim", "version": 1 }),
        "corrections" => json!({ "data": {} }),
        "withdrawal" => json!({ "reason": "やめます" }),
        "messages" => json!({ "text": "こんにちは" }),
        _ => json!({}),
    }
}

/// Whoever may do something finds it: otherwise the matrix would be empty talk.
fn own_things_are_there(town: &TestTown, owner: &Owner) {
    let clerks = staff(town, &owner.department, &[Role::Clerk], "control");
    for route in madoguchi::table().list().into_iter().filter(is_of_somebody) {
        let path = owner.things.address(&route);
        let who = match route.rule.access {
            Admission::Holder if path.starts_with("/api") => owner.program(),
            Admission::Owner | Admission::Holder => owner.browser(),
            Admission::Staff { .. } => clerks[0].copied(),
            Admission::Program { .. } => clerks[1].copied(),
            Admission::Anybody | Admission::Operator | Admission::Provider => {
                panic!("{} names something and lets anybody in", name(&route))
            }
        };
        // After the decision there is nothing to correct or to withdraw, and no other device
        // has taken the draft.
        let is_over =
            ["/correction", "/withdrawal", "/taken"].iter().any(|end| path.ends_with(end));
        if route.method == "GET" && !is_over {
            let none = owner.things.without(town, route.rule.object);
            let answer = who.sends("GET", &route, &path);
            let absent = who.sends("GET", &route, &none.address(&route));
            // A colleague who does not work on the case is told to say why first: it is there.
            let there = heard(&answer, &owner.things) != heard(&absent, &none);
            assert!(there, "{} for {}: {}", name(&route), who.name, answer.status);
        }
    }
}

// ---- what is answered

#[derive(Default)]
struct Tally {
    cells: usize,
    denied: usize,
    routes: BTreeSet<String>,
    faults: Vec<String>,
    /// What each actor hears where nothing is.
    absent: BTreeMap<(String, String), Heard>,
}

/// An answer without what differs by chance.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Heard {
    status: u16,
    headers: BTreeSet<String>,
    body: String,
}

impl Tally {
    fn asks_for_all(&mut self, town: &TestTown, actor: &Actor, things: &Things) {
        self.asks(town, actor, things, is_of_somebody);
    }

    fn asks(
        &mut self,
        town: &TestTown,
        actor: &Actor,
        things: &Things,
        which: impl Fn(&Route) -> bool,
    ) {
        for route in madoguchi::table().list().into_iter().filter(which) {
            for method in methods(&route) {
                self.ask(town, actor, things, &route, method);
            }
            self.routes.insert(name(&route));
        }
    }

    fn ask(
        &mut self,
        town: &TestTown,
        actor: &Actor,
        things: &Things,
        route: &Route,
        method: &str,
    ) {
        let answer = actor.sends(method, route, &things.address(route));
        let none = things.without(town, route.rule.object);
        let key = (actor.name.clone(), format!("{method} {}", route.path));
        let expected = self
            .absent
            .entry(key)
            .or_insert_with(|| heard(&actor.sends(method, route, &none.address(route)), &none))
            .clone();
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
    fn sees_no_trace(&mut self, actor: &Actor, owner: &Owner) {
        let number = &owner.things.number;
        for route in madoguchi::table().list() {
            if is_of_somebody(&route) || route.method != "GET" || !is_of_the_office(&route) {
                continue;
            }
            for query in [String::new(), format!("?q={number}"), "?q=%E5%B1%B1%E7%94%B0".to_owned()]
            {
                let answer = actor.sends("GET", &route, &format!("{}{query}", route.path));
                let text = String::from_utf8_lossy(&answer.body).into_owned();
                let traces = [number, &owner.things.case, &owner.things.case_file];
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

fn heard(answer: &Answer, things: &Things) -> Heard {
    let mut body = String::from_utf8_lossy(&answer.body).into_owned();
    if let Some(number) = answer.header("x-request-id") {
        body = body.replace(number, "(number)");
    }
    body.push_str(answer.header("location").unwrap_or_default());
    for id in things.ids() {
        body = body.replace(id.as_str(), "(id)");
    }
    // Whether a connection is kept is told by what of a refused body was still on its way.
    let names = answer.headers.keys().filter(|name| *name != "connection");
    let headers = names.map(ToString::to_string).collect();
    Heard { status: answer.status, headers, body: without_tokens(&body) }
}

/// The tokens of forms differ on every page.
fn without_tokens(page: &str) -> String {
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

// ---- HEAD

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
