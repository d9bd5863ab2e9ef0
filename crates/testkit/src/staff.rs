//! A member of staff who works through the API with a token of their own.

use serde_json::{Value, json};

use crate::{Answer, Browser};

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
        self.web.post_json(&path, &[("authorization", &self.proof)], command)
    }

    /// Claims a case.
    #[track_caller]
    pub fn claims(&self, id: &str) -> Value {
        self.commands(id, json!({ "type": "claim" })).expect(200).json()
    }
}
