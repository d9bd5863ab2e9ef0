//! What departments ask one another, and what whoever is asked sees and says.

use serde_json::{Value, json};
use testkit::Colleague;

use crate::{chance::Chance, office::Office, place::Place};

impl Office {
    /// Somebody who is asked looks at the case through the question, and answers as a rule.
    pub(crate) fn advises(&self, here: &Place<'_>, chance: &mut Chance) {
        let everybody: Vec<&Colleague> = self.desks().flat_map(|(_, desk)| desk).collect();
        let first = usize::try_from(chance.below(32)).unwrap();
        for who in everybody.iter().cycle().skip(first).take(everybody.len()) {
            let answer = who.get("/api/v1/consultations");
            assert!(here.board.heard("questions seen", &answer), "{}", answer.text());
            let waiting = answer.json();
            if let Some(asked) = waiting["to_answer"].as_array().unwrap().first() {
                says(here, who, asked, chance);
                return;
            }
        }
    }
}

/// Who is asked sees the case through the question and by nothing else; in a crowd a colleague may
/// have been faster.
fn says(here: &Place<'_>, who: &Colleague, asked: &Value, chance: &mut Chance) {
    let (case, number) = (asked["id"].as_str().unwrap(), &asked["consultation"]);
    let shown = who.get(&format!("/api/v1/cases/{case}/consultations/{number}"));
    if !here.board.heard("question seen", &shown) {
        return;
    }
    let version = shown.json()["version"].clone();
    let said = *chance.pick(&["agree", "agree", "opinion", "disagree"]);
    let answer = json!({ "type": "answer_consultation", "version": version,
        "consultation": number, "answer": said, "text": "台帳で確かめました。" });
    if here.board.heard("answer_consultation", &who.commands_blindly(case, &answer)) {
        let receipt = asked["receipt_number"].as_str().unwrap();
        here.board.acknowledge(receipt, &who.id, "consultation-answered");
    }
}

/// What asks another department, or is about what was asked.
pub(crate) fn of_consulting(
    office: &Office,
    word: &str,
    command: &mut Value,
    seen: &Value,
    here: &Place<'_>,
    chance: &mut Chance,
) {
    if word == "consult" {
        let has_it = |id: &str| seen["department"] == *id || seen["desk"] == *id;
        let others: Vec<&String> =
            office.desks().map(|(id, _)| id).filter(|id| !has_it(id)).collect();
        command["department"] = chance.pick(&others).as_str().into();
        command["question"] = "台帳と合いますか。".into();
        let days = 1 + chance.below_i64(20);
        command["due_on"] =
            (here.town.now().day() + chrono::Duration::days(days)).to_string().into();
        command["binding"] = chance.one_in(2).into();
        return;
    }
    let wanted = if word == "overrule" { "disagree" } else { "waiting" };
    let mut asked = seen["consultations"].as_array().unwrap().iter();
    let meant =
        asked.rfind(|it| it["answer"] == wanted).map_or(json!(1), |it| it["number"].clone());
    command["consultation"] = meant;
    command["reason"] = "電話で聞いたため".into();
}
