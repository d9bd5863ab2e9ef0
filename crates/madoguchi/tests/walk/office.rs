//! What clerks and approvers do.

use std::collections::BTreeMap;

use back_office::Staff;
use kernel::{AttachmentId, Grant, Rank, Right, Role, SubmissionId};
use serde_json::{Value, json};
use testkit::{Colleague, Resident, TestTown};

use crate::{
    board::Filed, chance::Chance, content::fits_the_paper, place::Place, resident::PROCEDURES,
};

/// Every command of the office with the fact that comes of it.
const COMMANDS: &[(&str, &str)] = &[
    ("claim", "claimed"),
    ("assign", "assigned"),
    ("release", "released"),
    ("hand_over", "handed-over"),
    ("put_first", "put-first"),
    ("clear_first", "put-first-cleared"),
    ("protect", "protected"),
    ("unprotect", "unprotected"),
    ("move_due", "due-moved"),
    ("label", "labelled"),
    ("unlabel", "unlabelled"),
    ("link", "linked"),
    ("unlink", "unlinked"),
    ("check", "finding-checked"),
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
    ("close", "closed"),
    ("consult", "consulted"),
    ("answer_consultation", "consultation-answered"),
    ("cancel_consultation", "consultation-cancelled"),
    ("overrule", "consultation-overruled"),
    ("read_after", "read-after"),
    ("sample", "sampled"),
    ("propose_reopening", "reopening-proposed"),
    ("reopen", "reopened"),
    ("reject_reopening", "reopening-rejected"),
    ("note", "noted"),
    ("message", "message-sent"),
    ("mark_answered", "answered"),
    ("attach", "attached"),
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
    "protect",
    "unprotect",
    "move_due",
    "label",
    "unlabel",
    "link",
    "unlink",
    "void_notice",
    "post_out",
    "come_back",
    "confirm_address",
    "hand_out",
    "take_withdrawal",
    "close",
    "propose_reopening",
    "consult",
    "cancel_consultation",
    "overrule",
    "note",
    "message",
    "mark_answered",
    "attach",
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

/// What makes a case in which something else can be done.
const LEADS_TO: &[(&str, &[&str])] = &[("sample", &["complete", "check"])];

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
                    opening(town, &named("clerk"), Role::Clerk, &department),
                    opening(town, &named("approver"), Role::Approver, &department),
                    opening(town, &named("both"), Role::Clerk, &department),
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

    /// What the page offers as a rule, now and then anything.
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
        self.does(here, who, (filed, &seen), word, chance);
    }

    /// Looks through every case for one in which `word` can be done, and does it there; else what
    /// makes such a case.
    pub(crate) fn seeks(&self, here: &Place<'_>, word: &str, chance: &mut Chance) {
        // Nobody at the desk of a case answers what its desk asks.
        if word == "answer_consultation" {
            return self.advises(here, chance);
        }
        if self.finds(here, word, chance) {
            return;
        }
        let before = LEADS_TO.iter().filter(|(wanted, _)| *wanted == word);
        for step in before.flat_map(|(_, words)| *words) {
            if self.finds(here, step, chance) {
                break;
            }
        }
    }

    /// Whether there was a case in which it came off.
    fn finds(&self, here: &Place<'_>, word: &str, chance: &mut Chance) -> bool {
        let Some((word, _)) = COMMANDS.iter().find(|(known, _)| *known == word) else {
            return false;
        };
        for filed in here.board.filed() {
            for who in self.desk(here.town, filed.procedure()) {
                let Some(id) = find(here, who, &filed) else { continue };
                let answer = who.get(&format!("/api/v1/cases/{id}"));
                if !here.board.heard("case seen", &answer) {
                    continue;
                }
                let seen = answer.json();
                if offers(word, &seen) && self.does(here, who, (&filed, &seen), word, chance) {
                    return true;
                }
            }
        }
        false
    }

    /// Does it, seldom with an old page, and says whether it came off.
    fn does(
        &self,
        here: &Place<'_>,
        who: &Colleague,
        (filed, seen): (&Filed, &Value),
        word: &'static str,
        chance: &mut Chance,
    ) -> bool {
        let mut command = self.command(here, word, filed, seen, chance);
        if word == "attach" || (word == "message" && chance.one_in(3)) {
            command["files"] = sent_ahead(who, seen);
        }
        let is_stale = chance.one_in(12);
        let version = seen["version"].as_i64().unwrap() - i64::from(is_stale);
        command["version"] = version.into();
        let answer = who.commands_blindly(seen["id"].as_str().unwrap(), &command);
        if is_stale {
            assert!(!here.board.heard("stale, taken", &answer), "{word} with an old page");
            here.board.done("stale");
            return false;
        }
        let came_off = here.board.heard(word, &answer);
        if came_off {
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
        came_off
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
            // Few who call want nothing more of it, and few papers are fetched.
            let spared = !chance.one_in(6);
            let ends = ["take_withdrawal", "close", "propose_reopening", "hand_out"];
            let wanted = |word: &&str| offers(word, &seen) && !(spared && ends.contains(word));
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

/// Somebody who may ask for everything that is kept back, for a reason.
fn opening(town: &TestTown, name: &str, role: Role, department: &str) -> Colleague {
    let rank = if role == Role::Approver { Rank::Division } else { Rank::Staff };
    let grant = Grant::new(role, department.parse().unwrap());
    town.colleague_with(name, Grant { rank, rights: Right::ALL.into(), ..grant })
}

/// Whether the page of the case lets its reader do this.
fn offers(word: &str, seen: &Value) -> bool {
    let mut available = seen["available"].as_array().unwrap().iter();
    // A label is taken off where there is one, and a link.
    let bare = |of: &str| seen[of].as_array().is_none_or(Vec::is_empty);
    available.any(|offer| offer.as_str().unwrap().replace('-', "_") == word)
        && !(word == "unlabel" && bare("labels"))
        && !(word == "unlink" && bare("links"))
        && !(word == "check" && open_finding(seen).is_none())
        && fits_the_paper(word, seen)
}

/// The first of what is still to be looked at.
pub(crate) fn open_finding(seen: &Value) -> Option<&Value> {
    let mut findings = seen["findings"].as_array()?.iter();
    findings.find(|it| it["checked_at"].is_null()).map(|it| &it["place"])
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

/// A picture for the case, as far as it is taken.
fn sent_ahead(who: &Colleague, seen: &Value) -> Value {
    let picture = ("file", "scan.png", Resident::picture());
    let taken = who.uploads(seen["id"].as_str().unwrap(), picture);
    if taken.status == 201 { json!([taken.json()["id"]]) } else { json!([]) }
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
