//! Who there is: residents with everything that can be asked for, and everybody else.

use std::{cell::RefCell, collections::BTreeMap};

use ::web::{
    limits::Rate,
    route::{Admission, Csrf, Route},
};
use back_office::{
    BulkCommand, BulkKey, BulkRequest, Gathered, MOST_LETTERS_ALONE, NewView, PrintWish,
    QueueFilter,
};
use fees::PaymentEventKind;
use kernel::{Role, SubmissionId, SystemIds};
use serde_json::{Value, json};
use testkit::{Answer, Browser, Colleague, Receipt, Resident, TestTown};

use crate::line::{Things, WATER, body, typed};

pub(crate) const ALLOWANCE: &str = "jido-teate-nintei";
pub(crate) const DOG: &str = "inu-toroku";
const PASSWORD: &str = "hirose-gawa ni nagareru";

/// Somebody who asks.
pub(crate) struct Actor {
    pub(crate) name: String,
    pub(crate) web: Browser,
    /// `Authorization`, for programs.
    pub(crate) proof: Option<String>,
    /// In which departments they hold what; nothing for residents.
    pub(crate) holds: Vec<(Role, String)>,
    /// The tokens of their forms, in the office and elsewhere.
    pub(crate) tokens: RefCell<BTreeMap<&'static str, Vec<(String, String)>>>,
}

/// One resident with everything that can be asked for, and those who may.
pub(crate) struct Owner {
    pub(crate) who: Resident,
    pub(crate) receipt: Receipt,
    pub(crate) things: Things,
    pub(crate) department: String,
}

impl Owner {
    /// Somebody whose application was refused by two colleagues, so that there is a notice,
    /// and who has begun another one.
    pub(crate) fn moves_in(town: &TestTown, procedure: &str, name: &str) -> Self {
        let (who, clerk) = (town.resident(), town.clerk_of(procedure, name));
        town.confirms_instructions();
        // Without an address for letters the notice goes by post.
        let mut answers = town.answers(&who, procedure);
        if let Some(contact) = answers["contact"].as_object_mut() {
            contact.remove("email");
        }
        let filed = who.posts(&format!("moves-in-{name}"), procedure, &answers);
        let receipt = Receipt::read(filed.expect(201).json());
        if receipt.body["payment_url"].is_string() {
            let paid = receipt.payment().says(PaymentEventKind::Captured, name, town.now());
            town.provider_calls(&paid).expect(204);
        }
        let case = clerk.finds(&receipt.number);
        clerk.claims(&case);
        let approver = town.approver_of(procedure, &format!("{name}2"));
        let refusal = json!({ "type": "propose", "verdict": "refuse",
                "grounds": { "basis": "条例第3条", "facts": "転入前", "application": "要件を満たしません" } });
        clerk.commands(&case, refusal).expect(200);
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
            case_file,
            sent: who.writes_with_a_picture(&receipt, "図面です。"),
            view: shares(town, &approver, &town.department_of(procedure)),
            job: begins_a_job(town, &town.department_of(procedure)),
            release: asks_a_second_person(town, &case, &town.department_of(procedure)),
            batch: prints(town, &case, &town.department_of(procedure)),
            case,
            search: searches(town, &town.department_of(procedure)),
            person: approver.id.clone(),
        };
        Self { department: town.department_of(procedure), who, receipt, things }
    }

    /// What is theirs, as they see it.
    pub(crate) fn looks_after(&self, town: &TestTown) -> (Value, u64) {
        (self.who.status(&self.receipt), town.submissions())
    }

    pub(crate) fn browser(&self) -> Actor {
        let web = self.who.web.same_cookies_at(&self.who.web);
        Actor::new("another resident".into(), web, None, Vec::new())
    }

    pub(crate) fn program(&self) -> Actor {
        let proof = Some(format!("Receipt {}", self.receipt.code));
        Actor { proof, ..self.browser().renamed("the holder's program".into(), self.browser().web) }
    }
}

/// A view of the queue that the department shares.
fn shares(town: &TestTown, approver: &Colleague, department: &str) -> String {
    town.wait(async {
        let token = approver.proof.strip_prefix("Bearer ").unwrap();
        let staff = town.back_office().staff_of_token(token).await.unwrap().unwrap();
        let view = NewView {
            name: "期限の近いもの".to_owned(),
            shared: Some(department.parse().unwrap()),
            filter: QueueFilter::default(),
            columns: Vec::new(),
            page_size: 50,
            counted: true,
        };
        town.back_office().add_view(&staff, view).await.unwrap().to_string()
    })
}

/// A job with many cases of the colleague who finds what is of this department.
fn begins_a_job(town: &TestTown, department: &str) -> String {
    let name = format!("{}-{department}-control", Role::Clerk);
    let colleague = town.colleague(&name, Role::Clerk, department);
    town.wait(async {
        let token = colleague.proof.strip_prefix("Bearer ").unwrap();
        let staff = town.back_office().staff_of_token(token).await.unwrap().unwrap();
        let (key, from) = (BulkKey::Drawn(town.back_office().bulk_key()), String::new());
        let request = BulkRequest { key, command: BulkCommand::Claim, cases: Vec::new(), from };
        town.back_office().start_bulk(&staff, request).await.unwrap().to_string()
    })
}

/// Messages to so many that somebody who leads there looks at them first.
fn asks_a_second_person(town: &TestTown, case: &str, department: &str) -> String {
    let name = format!("{}-{department}-control", Role::Clerk);
    let colleague = town.colleague(&name, Role::Clerk, department);
    town.wait(async {
        let token = colleague.proof.strip_prefix("Bearer ").unwrap();
        let staff = town.back_office().staff_of_token(token).await.unwrap().unwrap();
        let others = (1..=MOST_LETTERS_ALONE).map(|_| SubmissionId::new(&SystemIds, town.now()));
        let cases = [case.parse().unwrap()].into_iter().chain(others).map(|id| (id, 1)).collect();
        let (key, from) = (BulkKey::Drawn(town.back_office().bulk_key()), String::new());
        let command =
            BulkCommand::Message { text: "断水の日が変わりました。".to_owned() };
        let request = BulkRequest { key, command, cases, from };
        town.back_office().start_bulk(&staff, request).await.unwrap().to_string()
    })
}

/// A batch of the notice, printed by the colleague who posts what is of this department.
fn prints(town: &TestTown, case: &str, department: &str) -> String {
    let name = format!("{}-{department}-control", Role::PostClerk);
    let colleague = town.colleague(&name, Role::PostClerk, department);
    town.wait(async {
        let office = town.back_office();
        let token = colleague.proof.strip_prefix("Bearer ").unwrap();
        let staff = office.staff_of_token(token).await.unwrap().unwrap();
        let made = office.gather(&staff, &[(case.parse().unwrap(), 1)]).await.unwrap();
        let Gathered::Batch(number) = made else { panic!("{made:?}") };
        office.print_batch(&staff, number, PrintWish::default()).await.unwrap();
        number.to_string()
    })
}

/// What the colleague who finds what is of this department searches for.
fn searches(town: &TestTown, department: &str) -> String {
    let name = format!("{}-{department}-control", Role::Clerk);
    let colleague = town.colleague(&name, Role::Clerk, department);
    let begun = colleague.posts("/api/v1/searches", &json!({ "words": "山田" })).expect(201);
    begun.json()["search"].as_str().unwrap().to_owned()
}

/// A draft with a file in it.
pub(crate) fn begins(who: &Resident) -> (String, String, String) {
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

pub(crate) fn bundles(who: &Resident) -> String {
    let page = who.web.get("/status").expect(200);
    let mut typed = page.hidden("/status");
    for procedure in [WATER, ALLOWANCE] {
        typed.push(("procedure".to_owned(), procedure.to_owned()));
    }
    let made = who.web.post_form("/together", &typed).expect(303).location();
    made.rsplit('/').next().unwrap().to_owned()
}

pub(crate) fn nobody(town: &TestTown) -> Actor {
    Actor::new("nobody".into(), town.resident().web, None, Vec::new())
}

/// Everybody in town who has no business with what is of `department`.
pub(crate) fn strangers(town: &TestTown, other: &Owner, department: &str) -> Vec<Actor> {
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
pub(crate) fn next_door(town: &TestTown, owner: &Owner) -> Vec<Actor> {
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
pub(crate) fn staff(town: &TestTown, department: &str, roles: &[Role], tag: &str) -> Vec<Actor> {
    let mut all = Vec::new();
    for role in roles {
        let who = format!("{role}-{department}-{}", tag.replace(' ', "-"));
        let colleague = town.colleague(&who, *role, department);
        let people = town.back_office().people();
        town.wait(people.set_password(&colleague.email, PASSWORD.to_owned())).unwrap();
        // The password ended the token that came before it.
        let scopes = ["cases", "submissions", "audit"].map(str::to_owned).into();
        let token = people.issue_token(&colleague.email, scopes, chrono::Duration::days(1));
        let token = town.wait(token).unwrap();
        let holds = vec![(*role, department.to_owned())];
        let web = town.resident().web;
        town.signs_in(&web, &colleague.email, PASSWORD, &[]).expect(303);
        all.push(Actor::new(format!("{who} at the screen"), web, None, holds.clone()));
        let proof = Some(format!("Bearer {token}"));
        let web = town.resident().web;
        all.push(Actor::new(format!("{who} by token"), web, proof, holds));
        // Fewer sign-ins a minute than this come from one network.
        town.advance(chrono::Duration::seconds(10));
    }
    all
}

impl Actor {
    /// Somebody whose browser has been here before: only a first visit is given a cookie.
    pub(crate) fn new(
        name: String,
        web: Browser,
        proof: Option<String>,
        holds: Vec<(Role, String)>,
    ) -> Self {
        web.get("/status").expect(200);
        Self { name, web, proof, holds, tokens: RefCell::default() }
    }

    pub(crate) fn renamed(&self, name: String, web: Browser) -> Self {
        Self::new(name, web, self.proof.clone(), self.holds.clone())
    }

    pub(crate) fn copied(&self) -> Self {
        self.renamed(self.name.clone(), self.web.same_cookies_at(&self.web))
    }

    /// Sends what the line takes, as somebody would who may.
    pub(crate) fn sends(&self, method: &str, route: &Route, path: &str) -> Answer {
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
            Csrf::Origin if route.path.ends_with("/attachments") => {
                let picture = ("file", "id.png", Resident::picture());
                self.web.upload(path, &headers, &[], picture)
            }
            Csrf::Origin => self.web.post_json(path, &headers, &body(route)),
            Csrf::Signature => panic!("a callback names nothing of a resident's"),
        }
    }

    /// The token that their own forms carry.
    pub(crate) fn token_for(&self, path: &str) -> Vec<(String, String)> {
        let form = if path.starts_with("/office") { "/office/sign-in" } else { "/status" };
        let read = || {
            let mut hidden = self.web.get(form).expect(200).hidden(form);
            hidden.retain(|(name, _)| name == "csrf");
            hidden
        };
        self.tokens.borrow_mut().entry(form).or_insert_with(read).clone()
    }

    pub(crate) fn may_come_in(&self, route: &Route) -> bool {
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
