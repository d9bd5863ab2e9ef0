//! Members of staff: how they are taken on, and what each does through the API with a token.

use std::collections::BTreeSet;

use back_office::{NewStaff, PeopleFault, instruction_key};
use chrono::{Duration, Months};
use kernel::{Grant, Rank, Right, Role, StaffId};
use serde_json::{Value, json};
use submission_store::{
    StoreError,
    instructions::{self, InstructionKey, Settled},
};

use crate::{Answer, Browser, Resident, TestTown};

/// A colleague in the office.
#[derive(Debug)]
pub struct Colleague {
    /// Their id.
    pub id: String,
    /// What they sign in with.
    pub email: String,
    /// Their program.
    pub web: Browser,
    /// `Bearer …`
    pub proof: String,
}

impl Colleague {
    /// Asks for something.
    pub fn get(&self, path: &str) -> Answer {
        self.web.send("GET", path, &[("authorization", &self.proof)], Vec::new())
    }

    /// The queue as they see it.
    #[track_caller]
    pub fn queue(&self, query: &str) -> Vec<Value> {
        let page = self.get(&format!("/api/v1/cases{query}")).expect(200).json();
        page["cases"].as_array().unwrap().clone()
    }

    /// The id of the case with this receipt number.
    #[track_caller]
    pub fn finds(&self, number: &str) -> String {
        let found = self.queue(&format!("?q={number}"));
        assert_eq!(found.len(), 1, "one case has number {number}: {found:?}");
        found[0]["id"].as_str().unwrap().to_owned()
    }

    /// One case.
    #[track_caller]
    pub fn case(&self, id: &str) -> Value {
        self.get(&format!("/api/v1/cases/{id}")).expect(200).json()
    }

    /// Its log, however many pages it has.
    #[track_caller]
    pub fn events(&self, id: &str) -> Vec<Value> {
        let mut events = Vec::new();
        let mut after = 0;
        loop {
            let path = format!("/api/v1/cases/{id}/events?after={after}");
            let log = self.get(&path).expect(200).json();
            events.extend(log["events"].as_array().unwrap().clone());
            match log["next_after"].as_i64() {
                Some(next) => after = next,
                None => return events,
            }
        }
    }

    /// Takes the next case.
    pub fn takes_next(&self) -> Answer {
        self.web.send("POST", "/api/v1/cases/next", &[("authorization", &self.proof)], Vec::new())
    }

    /// Gives a command about the case as it is now.
    #[track_caller]
    pub fn commands(&self, id: &str, mut command: Value) -> Answer {
        command["version"] = self.case(id)["version"].clone();
        self.commands_blindly(id, &command)
    }

    /// Gives a command with the version that it names.
    pub fn commands_blindly(&self, id: &str, command: &Value) -> Answer {
        let path = format!("/api/v1/cases/{id}/commands");
        self.posts(&path, command)
    }

    /// Posts to the API.
    pub fn posts(&self, path: &str, body: &Value) -> Answer {
        self.web.post_json(path, &[("authorization", &self.proof)], body)
    }

    /// Sends a picture ahead for a case; gives its id.
    #[track_caller]
    pub fn sends_picture(&self, case: &str) -> String {
        let sent = self.uploads(case, ("file", "scan.png", Resident::picture()));
        sent.expect(201).json()["id"].as_str().unwrap().to_owned()
    }

    /// Sends a file ahead for a case.
    pub fn uploads(&self, case: &str, file: (&str, &str, &[u8])) -> Answer {
        let path = format!("/api/v1/cases/{case}/attachments");
        self.web.upload(&path, &[("authorization", &self.proof)], &[], file)
    }

    /// Claims a case.
    #[track_caller]
    pub fn claims(&self, id: &str) -> Value {
        self.commands(id, json!({ "type": "claim" })).expect(200).json()
    }
}

impl TestTown {
    /// A clerk of the one department that answers for `procedure`.
    pub fn clerk_of(&self, procedure: &str, name: &str) -> Colleague {
        self.colleague(name, Role::Clerk, &self.department_of(procedure))
    }

    /// Two of the legal section have confirmed what refusals say about contesting them, so that
    /// refusals leave this year.
    pub fn confirms_instructions(&self) {
        let [one, other] = ["homu-1", "homu-2"].map(|name| {
            let who = self.colleague(name, Role::Lead, "bunsho-hosei");
            who.id.parse::<StaffId>().unwrap()
        });
        let (procedures, now) = (self.catalogue().procedures(), self.now());
        let keys = procedures.iter().filter_map(|it| instruction_key(it.form.procedure()));
        let keys: BTreeSet<InstructionKey> = keys.collect();
        let valid_until = Some(now.day() + Months::new(12));
        let store = self.archive().store().clone();
        let written = store.write(move |tx| {
            for key in &keys {
                if instructions::in_force(tx, key, now.day())?.is_none() {
                    instructions::write(tx, key, "審査請求ができます。", &one, now)?;
                    let version = instructions::list(tx)?[key].last().map_or(1, |it| it.version);
                    let settled = Settled { valid_until, by: other.clone(), at: now };
                    instructions::settle(tx, key, version, &settled)?;
                }
            }
            Ok::<_, StoreError>(())
        });
        self.wait(written).unwrap();
    }

    /// An approver of the one department that answers for `procedure`.
    pub fn approver_of(&self, procedure: &str, name: &str) -> Colleague {
        self.colleague(name, Role::Approver, &self.department_of(procedure))
    }

    /// The id of the department that answers for a procedure.
    pub fn department_of(&self, procedure: &str) -> String {
        let published = self.catalogue().procedure(procedure).expect("a procedure");
        published.form.procedure().department.clone()
    }

    /// Somebody with one role in one department, and a token to work with; who approves decides
    /// whatever a table gives to a 部長.
    pub fn colleague(&self, name: &str, role: Role, department: &str) -> Colleague {
        self.colleague_with(name, usual_grant(role, department))
    }

    /// The same with a grant that may be narrowed.
    pub fn colleague_with(&self, name: &str, grant: Grant) -> Colleague {
        let email = format!("{name}@city.example");
        let id = self.tries_to_grant(name, grant).unwrap();
        let scopes = ["cases", "submissions", "audit"].map(str::to_owned).into();
        let people = self.back_office().people();
        let token = people.issue_token(&email, scopes, Duration::days(365));
        let proof = format!("Bearer {}", self.wait(token).unwrap());
        Colleague { id, email, web: Browser::new(&self.address), proof }
    }

    /// Gives somebody a grant, who is added when nobody knows them; their id. Whoever holds
    /// it already is there again.
    pub fn grants(&self, name: &str, role: Role, department: &str) -> String {
        self.tries_to_grant(name, usual_grant(role, department)).unwrap()
    }

    /// The same, unless the grant is refused.
    pub fn tries_to_grant(&self, name: &str, grant: Grant) -> Result<String, PeopleFault> {
        let (people, new) = (self.back_office().people(), newcomer(name, grant));
        let email = new.email.clone();
        self.wait(async {
            match people.add(new).await {
                Ok(added) => Ok(added.id().to_string()),
                Err(PeopleFault::AlreadyGranted) => {
                    let all = people.list().await?;
                    Ok(all.iter().find(|person| person.email == email).unwrap().id.to_string())
                }
                Err(fault) => Err(fault),
            }
        })
    }
}

fn usual_grant(role: Role, department: &str) -> Grant {
    let rank = if role == Role::Approver { Rank::Division } else { Rank::Staff };
    let rights = match role {
        Role::Clerk | Role::Approver => Right::SEEING.into(),
        Role::CentreClerk | Role::Lead => [Right::SeeIdentity].into(),
        Role::CounterClerk
        | Role::PostClerk
        | Role::FormAuthor
        | Role::Administrator
        | Role::Auditor => [].into(),
    };
    Grant { rank, rights, ..Grant::new(role, department.parse().unwrap()) }
}

pub(crate) fn newcomer(name: &str, grant: Grant) -> NewStaff {
    let email = format!("{name}@city.example");
    NewStaff { email, name: Some(name.to_owned()), grant, password: None }
}
