//! What a command of the office says.

use chrono::Duration;
use serde_json::{Value, json};

use crate::{
    board::Filed,
    chance::Chance,
    consulting::of_consulting,
    office::{Office, open_finding},
    place::Place,
    resident::CORRECTABLE,
};

impl Office {
    #[expect(clippy::too_many_lines, reason = "one for each command")]
    pub(crate) fn command(
        &self,
        here: &Place<'_>,
        word: &str,
        filed: &Filed,
        seen: &Value,
        chance: &mut Chance,
    ) -> Value {
        let mut command = json!({ "type": word });
        let said = "書類を確認したため";
        match word {
            "assign" => {
                let heir = chance.pick(self.desk(here.town, filed.procedure()));
                command["to"] = heir.id.as_str().into();
            }
            "hand_over" => {
                let departments: Vec<&String> =
                    self.desks().map(|(department, _)| department).collect();
                let to = *chance.pick(&departments);
                let mut handed = here.board.handed.lock().unwrap();
                handed.entry(filed.number().to_owned()).or_default().insert(to.clone());
                command["to"] = to.as_str().into();
            }
            "request_correction" => {
                let asked = |at: &&&str| filed.body["data"].pointer(at).is_some();
                let at = CORRECTABLE.iter().find(asked).unwrap();
                command["remarks"] = json!([{ "at": at, "text": "確かめてください。" }]);
            }
            "take_answer" => answers(&mut command, filed, chance),
            "extend_correction" => {
                let later = here.town.now().day() + Duration::days(60 + chance.below_i64(60));
                command["due_on"] = later.to_string().into();
            }
            "propose_reopening" => wants_anew(&mut command, said, seen, chance),
            "take_withdrawal" | "refuse" => ends(word, &mut command, said, chance),
            "move_due" => {
                let later = here.town.now().day() + Duration::days(1 + chance.below_i64(60));
                command["due_on"] = later.to_string().into();
                command["reason"] = said.into();
            }
            "ask_fee" => {
                let line = json!({ "label": "除籍謄本", "unit_yen": 750, "quantity": 2 });
                command["lines"] = json!([line]);
            }
            "void_notice" => {
                let counts = |it: &&Value| it["void"].is_null() && !it["number"].is_null();
                let paper = seen["notices"].as_array().unwrap().iter().rfind(counts);
                let id = paper.map_or("1", |it| it["id"].as_str().unwrap());
                command["notice"] = id.parse::<u32>().unwrap().into();
                command["reason"] = "misprint".into();
                command["again"] = (!chance.one_in(4)).into();
            }
            "post_out" | "come_back" | "confirm_address" | "hand_out" => {
                of_a_paper(word, &mut command, seen, here);
            }
            "consult" | "cancel_consultation" | "overrule" => {
                of_consulting(self, word, &mut command, seen, here, chance);
            }
            "release" => command["reason"] = "no-experience".into(),
            "propose" => {
                let against = ["approve-in-part", "refuse", "dismiss"];
                let verdict = if chance.one_in(2) {
                    "approve"
                } else {
                    against[usize::try_from(chance.below(3)).unwrap()]
                };
                command["verdict"] = verdict.into();
                command["reason"] = said.into();
                command["grounds"] = grounds(said);
                let amount = json!({ "label": "費用", "asked_yen": 3_000, "granted_yen": 2_000 });
                command["terms"] = json!({ "conditions": said, "amounts": [amount] });
            }
            "propose_refund" => {
                let paid = seen["payment"]["amount_yen"].as_i64().unwrap_or(1);
                let whole = chance.one_in(2);
                let part = 1 + chance.below_i64(u64::try_from(paid.max(1)).unwrap());
                command["amount_yen"] = if whole { paid } else { part }.into();
                command["reason"] = said.into();
            }
            "correct_for" => {
                let house = format!("{}番{}号", 1 + chance.below(40), 1 + chance.below(40));
                command["answers"] = json!({ "/address/block": house });
                command["reason"] = said.into();
            }
            "protect" => {
                let until = here.town.now().day() + chrono::Days::new(1 + chance.below(10));
                command["until"] = until.to_string().into();
                command["reason"] = said.into();
            }
            "close" | "waive_fee" | "unprotect" | "send_back" | "reject_refund"
            | "reject_reopening" | "cancel_correction" | "put_first" => {
                command["reason"] = said.into();
            }
            "label" => command["label"] = one_of(&seen["labels_offered"], chance),
            "unlabel" => command["label"] = one_of(&seen["labels"], chance),
            "link" => links(&mut command, here, filed, chance),
            "unlink" => {
                let link = &seen["links"][0]["receipt_number"];
                command["other"] = link.as_str().unwrap_or(filed.number()).into();
            }
            "check" => command["finding"] = open_finding(seen).cloned().unwrap_or(json!(0)),
            "note" | "message" => command["text"] = said.into(),
            "attach" => {
                let kinds = ["by-post", "at-counter", "internal"];
                command["kind"] = (*chance.pick(&kinds)).into();
            }
            _ => {}
        }
        command
    }
}

/// To any other case, or seldom to itself.
fn links(command: &mut Value, here: &Place<'_>, filed: &Filed, chance: &mut Chance) {
    let other = here.board.one(chance);
    command["other"] = other.as_ref().map_or(filed.number(), Filed::number).into();
    let kinds = ["same-person", "same-household", "duplicate", "follow-up"];
    command["kind"] = (*chance.pick(&kinds)).into();
}

/// The id of one of these labels, or of none.
fn one_of(labels: &Value, chance: &mut Chance) -> Value {
    let none = json!([{ "id": "0193a5c8-7e1b-7c3d-9e4f-00000000a001" }]);
    let some = labels.as_array().filter(|labels| !labels.is_empty());
    chance.pick(some.or(none.as_array()).unwrap())["id"].clone()
}

/// What a case that is over is taken up again for.
fn wants_anew(command: &mut Value, said: &str, seen: &Value, chance: &mut Chance) {
    let grounds: &[&str] = match seen["state"].as_str() {
        Some("withdrawn") => &["resident"],
        Some("lapsed") => &["closed"],
        Some("refused") => &["clerical", "change"],
        _ => &["clerical", "change", "revoke"],
    };
    let ground = *chance.pick(grounds);
    command["ground"] = ground.into();
    command["reason"] = said.into();
    if ground == "revoke" {
        command["hearing"] = json!({ "way": "exempt", "rule": "行政手続法13条2項4号" });
    }
}

/// Whether the page of the case has a form for this: of papers, as far as the last one has come.
pub(crate) fn fits_the_paper(word: &str, seen: &Value) -> bool {
    let last = seen["notices"].as_array().and_then(|all| all.last());
    let state = last.map_or("none", |it| it["dispatch"]["state"].as_str().unwrap_or("waiting"));
    match word {
        "post_out" => ["waiting", "opened"].contains(&state),
        "come_back" => state == "posted",
        "confirm_address" => state == "returned",
        "hand_out" | "void_notice" => ["waiting", "opened", "returned"].contains(&state),
        _ => true,
    }
}

/// What is said of the last paper.
fn of_a_paper(word: &str, command: &mut Value, seen: &Value, here: &Place<'_>) {
    let last = seen["notices"].as_array().and_then(|all| all.last());
    let id = last.map_or("1", |it| it["id"].as_str().unwrap());
    command["notice"] = id.parse::<u32>().unwrap().into();
    match word {
        "post_out" => {
            command["posted_on"] = here.town.now().day().to_string().into();
            command["kind"] = "recorded".into();
            command["tracking"] = "123-45-67890-1".into();
        }
        "come_back" => command["reason"] = "unknown".into(),
        "confirm_address" => command["text"] = "本人に電話で聞いた。".into(),
        _ => command["identity"] = "運転免許証".into(),
    }
}

fn grounds(said: &str) -> Value {
    json!({ "basis": "条例第3条", "facts": said, "application": "要件を満たさない" })
}

/// What the applicant is said to have answered.
fn answers(command: &mut Value, filed: &Filed, chance: &mut Chance) {
    let asked = |at: &&&str| filed.body["data"].pointer(at).is_some();
    let at = *CORRECTABLE.iter().find(asked).unwrap();
    let names = ["花", "緑", "光", "泉", "雪"];
    let said = match at {
        "/contact/phone" => format!("022-265-{:04}", chance.below(10_000)),
        "/kana" => "センダイ ミドリ".to_owned(),
        _ => format!("仙台 {}{}", chance.pick(&names), chance.pick(&names)),
    };
    command["answers"] = json!({ at: said });
    command["way"] = (*chance.pick(&["telephone", "counter", "paper"])).into();
    command["identity"] = "生年月日と住所を聞きました。".into();
}

/// What a case comes to its end with.
fn ends(word: &str, command: &mut Value, said: &str, chance: &mut Chance) {
    if word == "refuse" {
        command["against_proposal"] = chance.one_in(2).into();
        command["grounds"] = grounds(said);
    } else {
        command["way"] = (*chance.pick(&["telephone", "counter", "paper"])).into();
        command["identity"] = "生年月日と住所".into();
    }
}
