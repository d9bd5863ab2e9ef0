//! What clerks and approvers do.

use std::collections::BTreeMap;

use back_office::Staff;
use chrono::Duration;
use kernel::{AttachmentId, Role, SubmissionId};
use serde_json::{Value, json};
use testkit::{Colleague, TestTown};

use crate::{
    board::Filed,
    chance::Chance,
    place::Place,
    resident::{CORRECTABLE, PROCEDURES},
};

/// Every command of the office with the fact that comes of it.
const COMMANDS: &[(&str, &str)] = &[
    ("claim", "claimed"),
    ("assign", "assigned"),
    ("release", "released"),
    ("hand_over", "handed-over"),
    ("put_first", "put-first"),
    ("clear_first", "put-first-cleared"),
    ("move_due", "due-moved"),
    ("label", "labelled"),
    ("unlabel", "unlabelled"),
    ("request_correction", "correction-requested"),
    ("extend_correction", "correction-extended"),
    ("cancel_correction", "correction-cancelled"),
    ("correct_for", "corrected-for"),
    ("take_answer", "resubmitted"),
    ("ask_fee", "fee-asked"),
    ("waive_fee", "fee-waived"),
    ("propose", "proposed"),
    ("send_back", "sent-back"),
    ("approve", "approved"),
    ("refuse", "refused"),
    ("complete", "completed"),
    ("void_notice", "notice-voided"),
    ("post_out", "notice-posted"),
    ("come_back", "notice-returned"),
    ("confirm_address", "address-confirmed"),
    ("hand_out", "notice-handed-out"),
    ("take_withdrawal", "withdrawn"),
    ("read_after", "read-after"),
    ("sample", "sampled"),
    ("propose_reopening", "reopening-proposed"),
    ("reopen", "reopened"),
    ("reject_reopening", "reopening-rejected"),
    ("note", "noted"),
    ("message", "message-sent"),
    ("mark_answered", "answered"),
    ("propose_refund", "refund-proposed"),
    ("confirm_refund", "refund-approved"),
    ("reject_refund", "refund-rejected"),
];

/// What brings no case forward, or takes from others what they could do with it.
const SELDOM: &[&str] = &[
    "assign",
    "release",
    "hand_over",
    "put_first",
    "move_due",
    "label",
    "unlabel",
    "void_notice",
    "post_out",
    "come_back",
    "confirm_address",
    "hand_out",
    "take_withdrawal",
    "propose_reopening",
    "note",
    "message",
    "mark_answered",
    "waive_fee",
    "extend_correction",
    "cancel_correction",
    "correct_for",
    "take_answer",
];

const REFUNDS: &[&str] = &["propose_refund", "confirm_refund", "reject_refund"];

const DISPATCHES: &[&str] =
    &["post_out", "come_back", "confirm_address", "hand_out", "void_notice"];

const DECISIONS: &[&str] = &["approve", "refuse", "complete", "sample"];

const REOPENINGS: &[&str] = &["propose_reopening", "reopen", "reject_reopening"];

/// In each department a clerk, an approver, and somebody who is both and leads.
pub(crate) struct Office {
    desks: BTreeMap<String, Vec<Colleague>>,
}

/// The facts that commands make.
pub(crate) fn facts() -> impl Iterator<Item = &'static str> {
    COMMANDS.iter().map(|(_, fact)| *fact)
}

impl Office {
    pub(crate) fn of(town: &TestTown) -> Self {
        town.confirms_instructions();
        let mut desks = BTreeMap::new();
        for department in PROCEDURES.iter().map(|procedure| town.department_of(procedure)) {
            desks.entry(department.clone()).or_insert_with(|| {
                let named = |word: &str| format!("{word}-{department}");
                town.grants(&named("both"), Role::Approver, &department);
                town.grants(&named("both"), Role::Lead, &department);
                town.grants(&named("both"), Role::PostClerk, &department);
                keeps_labels(town, &format!("{}@city.example", named("both")), &department);
                vec![
                    town.colleague(&named("clerk"), Role::Clerk, &department),
                    town.colleague(&named("approver"), Role::Approver, &department),
                    town.colleague(&named("both"), Role::Clerk, &department),
                ]
            });
        }
        Self { desks }
    }

    /// Who works on a procedure: a clerk first, an approver second.
    pub(crate) fn desk(&self, town: &TestTown, procedure: &str) -> &[Colleague] {
        &self.desks[&town.department_of(procedure)]
    }

    /// Every department with who works there.
    pub(crate) fn desks(&self) -> impl Iterator<Item = (&String, &Vec<Colleague>)> {
        self.desks.iter()
    }

    /// Who answers for the case, or now and then a department to which it may have been handed.
    fn who_has(&self, here: &Place<'_>, filed: &Filed, chance: &mut Chance) -> &[Colleague] {
        let handed = here.board.handed.lock().unwrap();
        let to: Vec<&String> = handed.get(filed.number()).into_iter().flatten().collect();
        if to.is_empty() || chance.one_in(2) {
            return self.desk(here.town, filed.procedure());
        }
        &self.desks[*chance.pick(&to)]
    }

    fn anybody(&self, chance: &mut Chance) -> &Colleague {
        let people: Vec<&Colleague> = self.desks.values().flatten().collect();
        let who: &&Colleague = chance.pick(&people);
        who
    }

    pub(crate) fn takes_next(&self, here: &Place<'_>, chance: &mut Chance) {
        let who = self.anybody(chance);
        let answer = who.takes_next();
        if answer.status == 200 {
            let case = answer.json();
            let number = case["receipt_number"].as_str().unwrap();
            here.board.acknowledge(number, &who.id, "claimed");
            here.board.done("taken");
        } else {
            here.board.heard("nothing to take", &answer);
        }
    }

    pub(crate) fn commands(&self, here: &Place<'_>, filed: &Filed, chance: &mut Chance) {
        let words: Vec<&'static str> = COMMANDS.iter().map(|(word, _)| *word).collect();
        self.moves(here, filed, &words, chance);
    }

    pub(crate) fn gives_back(&self, here: &Place<'_>, filed: &Filed, chance: &mut Chance) {
        self.moves(here, filed, REFUNDS, chance);
    }

    pub(crate) fn sends_out(&self, here: &Place<'_>, filed: &Filed, chance: &mut Chance) {
        self.moves(here, filed, DISPATCHES, chance);
    }

    pub(crate) fn decides(&self, here: &Place<'_>, filed: &Filed, chance: &mut Chance) {
        self.moves(here, filed, DECISIONS, chance);
    }

    pub(crate) fn takes_up_again(&self, here: &Place<'_>, filed: &Filed, chance: &mut Chance) {
        self.moves(here, filed, REOPENINGS, chance);
    }

    /// What the page offers as a rule, now and then anything; seldom with an old page.
    fn moves(&self, here: &Place<'_>, filed: &Filed, words: &[&'static str], chance: &mut Chance) {
        let Some((who, seen, offered)) = self.opens(here, filed, words, chance) else { return };
        let word = match here.board.rarest(&offered) {
            None => *chance.pick(words),
            Some(_) if chance.one_in(8) => *chance.pick(words),
            Some(rarest) if chance.one_in(if here.board.has_done(rarest) { 3 } else { 2 }) => {
                rarest
            }
            Some(_) => *chance.pick(&offered),
        };
        let mut command = self.command(here, word, filed, &seen, chance);
        let is_stale = chance.one_in(12);
        let version = seen["version"].as_i64().unwrap() - i64::from(is_stale);
        command["version"] = version.into();
        let answer = who.commands_blindly(seen["id"].as_str().unwrap(), &command);
        if is_stale {
            assert!(!here.board.heard("stale, taken", &answer), "{word} with an old page");
            here.board.done("stale");
        } else if here.board.heard(word, &answer) {
            let (_, fact) = COMMANDS.iter().find(|(known, _)| *known == word).unwrap();
            here.board.acknowledge(filed.number(), &who.id, fact);
            match word {
                "request_correction" => here.board.waits_for("correction", filed.number(), true),
                "cancel_correction" | "take_answer" => {
                    here.board.waits_for("correction", filed.number(), false);
                }
                "ask_fee" => here.board.waits_for("payment", filed.number(), true),
                // What one person completes is drawn, as a rule, for another to look at.
                "propose" | "complete" => {
                    here.board.waits_for("decision", filed.number(), true);
                }
                "sample" => here.board.waits_for("decision", filed.number(), false),
                "approve" | "refuse" => {
                    here.board.waits_for("decision", filed.number(), word == "approve");
                    here.board.waits_for("dispatch", filed.number(), true);
                }
                "hand_out" => here.board.waits_for("dispatch", filed.number(), false),
                "propose_reopening" => here.board.waits_for("reopening", filed.number(), true),
                "reopen" | "reject_reopening" => {
                    here.board.waits_for("reopening", filed.number(), false);
                }
                _ => {}
            }
        }
    }

    /// One of the desk with the page of the case, and which of `words` it offers them: rather
    /// somebody who can bring it forward.
    fn opens(
        &self,
        here: &Place<'_>,
        filed: &Filed,
        words: &[&'static str],
        chance: &mut Chance,
    ) -> Option<(&Colleague, Value, Vec<&'static str>)> {
        let desk = self.who_has(here, filed, chance);
        let first = chance.below(3);
        let mut opened = None;
        for at in first..first + 2 {
            let who = &desk[usize::try_from(at % 3).unwrap()];
            let id = find(here, who, filed)?;
            let seen = who.get(&format!("/api/v1/cases/{id}"));
            if !here.board.heard("case seen", &seen) {
                return None;
            }
            let seen = seen.json();
            let available = seen["available"].as_array().unwrap();
            let can = |word: &&str| {
                available.iter().any(|offer| offer.as_str().unwrap().replace('-', "_") == **word)
            };
            // Few who call want nothing more of it, and few papers are fetched.
            let spared = !chance.one_in(6);
            let ends = ["take_withdrawal", "propose_reopening", "hand_out"];
            // A label is taken off where there is one.
            let bare = seen["labels"].as_array().is_none_or(Vec::is_empty);
            let idle = |word: &str| bare && word == "unlabel";
            let wanted = |word: &&str| {
                can(word)
                    && !idle(word)
                    && fits_the_paper(word, &seen)
                    && !(spared && ends.contains(word))
            };
            let offered: Vec<&str> = words.iter().copied().filter(wanted).collect();
            let forward: Vec<&str> =
                offered.iter().copied().filter(|word| !SELDOM.contains(word)).collect();
            if !forward.is_empty() && !chance.one_in(5) {
                return Some((who, seen, forward));
            }
            // Rather who can do more.
            let more = |it: &(_, _, Vec<&str>)| it.2.len() >= offered.len();
            if !opened.as_ref().is_some_and(more) {
                opened = Some((who, seen, offered));
            }
        }
        opened
    }

    #[expect(clippy::too_many_lines, reason = "one for each command")]
    fn command(
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
                let departments: Vec<&String> = self.desks.keys().collect();
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
            "release" => command["reason"] = "no-experience".into(),
            "propose" => {
                command["verdict"] = if chance.one_in(4) { "refuse" } else { "approve" }.into();
                command["reason"] = said.into();
                command["grounds"] = grounds(said);
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
            "waive_fee" | "send_back" | "reject_refund" | "reject_reopening"
            | "cancel_correction" | "put_first" => {
                command["reason"] = said.into();
            }
            "label" => command["label"] = one_of(&seen["labels_offered"], chance),
            "unlabel" => command["label"] = one_of(&seen["labels"], chance),
            "note" | "message" => command["text"] = said.into(),
            _ => {}
        }
        command
    }

    /// The list shows cases that are this department's or lie with it, and no others.
    pub(crate) fn looks_at_queue(&self, here: &Place<'_>, chance: &mut Chance) {
        let departments: Vec<&String> = self.desks.keys().collect();
        let department = *chance.pick(&departments);
        let answer = chance.pick(&self.desks[department]).get("/api/v1/cases");
        if here.board.heard("queue seen", &answer) {
            let page = answer.json();
            let foreign = page["cases"]
                .as_array()
                .unwrap()
                .iter()
                .find(|row| row["department"] != *department && row["desk"] != *department);
            assert_eq!(foreign, None, "{department} sees another's");
        }
    }

    /// Another department, and the town next door, are shown nothing.
    pub(crate) fn is_kept_from(
        &self,
        here: &Place<'_>,
        there: &Place<'_>,
        filed: &Filed,
        chance: &mut Chance,
    ) {
        let own = here.town.department_of(filed.procedure());
        let handed = here.board.handed.lock().unwrap();
        let never = |other: &&String| {
            **other != own && !handed.get(filed.number()).is_some_and(|to| to.contains(*other))
        };
        let others: Vec<&String> = self.desks.keys().filter(never).collect();
        if others.is_empty() {
            return;
        }
        let elsewhere = *chance.pick(&others);
        let stranger = chance.pick(&self.desks[elsewhere]);
        let words = format!("?q={}", filed.number());
        assert_eq!(stranger.queue(&words), Vec::<Value>::new(), "{} is found", filed.number());
        if let Some(id) = here.board.case_of(filed.number()) {
            stranger.get(&format!("/api/v1/cases/{id}")).expect(404);
            let note = json!({ "type": "note", "text": "見ました", "version": 1 });
            stranger.commands_blindly(&id, &note).expect(404);
            let neighbour = chance.pick(there.office.desk(there.town, filed.procedure()));
            neighbour.get(&format!("/api/v1/cases/{id}")).expect(404);
            neighbour.commands_blindly(&id, &note).expect(404);
        }
        let elsewhere = there.town.resident().looks_up(filed.number(), &filed.receipt.code);
        assert!([404, 429].contains(&elsewhere.status), "opened next door: {}", elsewhere.text());
        here.board.done("kept out");
    }

    /// A sensitive answer in clear: the view is an event.
    pub(crate) fn reveals(&self, here: &Place<'_>, filed: &Filed, chance: &mut Chance) {
        let who = chance.pick(self.desk(here.town, filed.procedure()));
        let Some(id) = find(here, who, filed) else { return };
        let seen = who.get(&format!("/api/v1/cases/{id}"));
        if !here.board.heard("case seen", &seen) {
            return;
        }
        let seen = seen.json();
        let mut sealed = Vec::new();
        places_of_sealed(&seen["answers"], &mut sealed);
        if sealed.is_empty() {
            return;
        }
        let at = *chance.pick(&sealed);
        let (staff, id) = (signed_in(here, who), id.parse::<SubmissionId>().unwrap());
        let office = here.town.back_office();
        let shown = here.town.wait(office.reveal(&staff, &id, &[at.to_owned()], "世帯の確認"));
        match shown {
            Ok(values) => {
                assert!(values.contains_key(at));
                here.board.done("revealed");
            }
            Err(back_office::Error::NotFound) => panic!("{at} is masked and cannot be shown"),
            Err(fault) => here.board.done(&format!("revealed: {fault}")),
        }
    }

    pub(crate) fn opens_file(&self, here: &Place<'_>, filed: &Filed, chance: &mut Chance) {
        let who = chance.pick(self.desk(here.town, filed.procedure()));
        let Some(id) = find(here, who, filed) else { return };
        let seen = who.get(&format!("/api/v1/cases/{id}"));
        if !here.board.heard("case seen", &seen) {
            return;
        }
        let seen = seen.json();
        let Some(file) = seen["attachments"][0]["id"].as_str() else { return };
        let (staff, id) = (signed_in(here, who), id.parse::<SubmissionId>().unwrap());
        let file: AttachmentId = file.parse().unwrap();
        let office = here.town.back_office();
        let opened = office.case_attachment(&staff, &id, &file, Some("本人の確認"));
        // Its bytes are the ones that the applicant sent, or the file is not served.
        let opened = here.town.wait(opened);
        here.board.done(if opened.is_ok() { "file opened" } else { "file opened: refused" });
    }

    /// The applicant lost the code: the old one opens nothing any more.
    pub(crate) fn reissues_code(&self, here: &Place<'_>, filed: &Filed, chance: &mut Chance) {
        let who = chance.pick(self.desk(here.town, filed.procedure()));
        let Some(id) = find(here, who, filed) else { return };
        let _one_at_a_time = here.board.codes.lock().unwrap();
        let (staff, id) = (signed_in(here, who), id.parse::<SubmissionId>().unwrap());
        let given = here.town.back_office().reissue_code(&staff, &id, "窓口で運転免許証");
        match here.town.wait(given) {
            Ok(code) => {
                here.board.code_is(filed.number(), code.reveal());
                here.board.acknowledge(filed.number(), &who.id, "code-reissued");
                here.board.done("new code");
            }
            Err(fault) => here.board.done(&format!("new code: {fault}")),
        }
    }
}

/// The case of a submission, if it is kept.
pub(crate) fn find(here: &Place<'_>, who: &Colleague, filed: &Filed) -> Option<String> {
    if let Some(known) = here.board.case_of(filed.number()) {
        return Some(known);
    }
    let found = who.queue(&format!("?q={}", filed.number()));
    let case = found.first()?["id"].as_str().unwrap().to_owned();
    here.board.case_is(filed.number(), &case);
    Some(case)
}

fn signed_in(here: &Place<'_>, who: &Colleague) -> Staff {
    let token = who.proof.strip_prefix("Bearer ").unwrap();
    here.town.wait(here.town.back_office().staff_of_token(token)).unwrap().unwrap()
}

/// The places of the answers that are shown masked.
fn places_of_sealed<'s>(shown: &'s Value, into: &mut Vec<&'s str>) {
    match shown {
        Value::Array(items) => items.iter().for_each(|item| places_of_sealed(item, into)),
        Value::Object(members) => {
            let named = |name: &str| members.get(name).and_then(Value::as_str);
            if let (Some(_), Some(_), Some(at)) = (named("sensitive"), named("text"), named("at")) {
                into.push(at);
            }
            members.values().for_each(|member| places_of_sealed(member, into));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A few labels of a department, kept by who leads it.
fn keeps_labels(town: &TestTown, lead: &str, department: &str) {
    let web = town.signs_in_anew(lead);
    for name in ["要電話", "現地調査"] {
        let page = web.get("/office/labels").expect(200);
        if page.text().contains(name) {
            continue; // Kept years ago.
        }
        let mut form = page.hidden("/office/labels");
        form.retain(|(field, _)| ["csrf", "department"].contains(&field.as_str()));
        form.push(("do".into(), "save".into()));
        form.push(("name".into(), name.into()));
        assert!(form.iter().any(|(field, value)| field == "department" && value == department));
        web.post_form("/office/labels", &form).expect(303);
    }
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
fn fits_the_paper(word: &str, seen: &Value) -> bool {
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
