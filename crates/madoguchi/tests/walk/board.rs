//! What a walk knows of itself: what was acknowledged, and what came off.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use serde_json::Value;
use testkit::{Answer, Receipt};

use crate::chance::Chance;

/// What has to come off at least once while the city works.
pub(crate) const OF_DAYS: &[&str] = &[
    "answer_consultation",
    "approve",
    "ask_fee",
    "assign",
    "attach",
    "books compared",
    "cancel_correction",
    "check",
    "claim",
    "clear_first",
    "close",
    "come_back",
    "complete",
    "confirm_address",
    "confirm_refund",
    "consult",
    "corrected",
    "days closed",
    "draft moved",
    "extend_correction",
    "file opened",
    "filed",
    "filed again",
    "forged",
    "given back",
    "hand_out",
    "hand_over",
    "held back",
    "jobs",
    "kept out",
    "key begun",
    "key ended",
    "label",
    "let go",
    "link",
    "looked up",
    "mark_answered",
    "message",
    "move_due",
    "new code",
    "note",
    "paid",
    "paid strangely",
    "post_out",
    "printed",
    "propose",
    "propose_refund",
    "propose_reopening",
    "protect",
    "put_first",
    "queue seen",
    "refuse",
    "reject_refund",
    "reject_reopening",
    "release",
    "reopen",
    "request_correction",
    "revealed",
    "sample",
    "send_back",
    "stale",
    "take_answer",
    "take_withdrawal",
    "taken",
    "tidied",
    "unlabel",
    "unlink",
    "unprotect",
    "void_notice",
    "waive_fee",
    "withdrawn",
    "witness told",
    "written",
];

/// The same when years have passed.
pub(crate) const OF_YEARS: &[&str] = &["end approved", "end carried out", "end proposed", "erased"];

/// A submission that was acknowledged.
#[derive(Debug, Clone)]
pub(crate) struct Filed {
    pub(crate) key: String,
    pub(crate) address: String,
    pub(crate) body: Value,
    /// With the code that opens it now.
    pub(crate) receipt: Receipt,
}

impl Filed {
    pub(crate) fn procedure(&self) -> &str {
        self.body["procedure"].as_str().unwrap()
    }

    pub(crate) fn number(&self) -> &str {
        &self.receipt.number
    }
}

/// Who did what with which submission.
pub(crate) type Done = (String, String, String);

/// Shared by everybody who walks in one town.
#[derive(Debug, Default)]
pub(crate) struct Board {
    notes: Mutex<Notes>,
    /// One new code at a time, so that what is written down last is what holds.
    pub(crate) codes: Mutex<()>,
    /// The same for what is held back.
    pub(crate) holds: Mutex<()>,
    /// The departments to which each case may have been handed, by receipt number: written down
    /// before it is tried, and held by whoever looks as a stranger.
    pub(crate) handed: Mutex<BTreeMap<String, BTreeSet<String>>>,
}

#[derive(Debug, Default)]
struct Notes {
    begun: u64,
    filed: Vec<Filed>,
    /// Ids of cases, by receipt number.
    cases: BTreeMap<String, String>,
    /// What was acknowledged, and how often.
    acknowledged: BTreeMap<Done, usize>,
    /// What the provider said strange things of.
    strange: BTreeSet<String>,
    held: BTreeSet<String>,
    /// What waits for somebody, as far as people were told.
    waiting: BTreeMap<&'static str, BTreeSet<String>>,
    done: BTreeMap<String, usize>,
    provider: Option<String>,
}

impl Board {
    fn notes(&self) -> MutexGuard<'_, Notes> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A number of its own for each filing and each callback.
    pub(crate) fn number(&self) -> u64 {
        let mut notes = self.notes();
        notes.begun += 1;
        notes.begun
    }

    pub(crate) fn filed_is(&self, filed: Filed) {
        self.notes().filed.push(filed);
    }

    pub(crate) fn filed(&self) -> Vec<Filed> {
        self.notes().filed.clone()
    }

    /// One of the latest as a rule, so that people meet at the same case.
    pub(crate) fn one(&self, chance: &mut Chance) -> Option<Filed> {
        const LATEST: usize = 8;
        let notes = self.notes();
        let old = if chance.one_in(4) { 0 } else { notes.filed.len().saturating_sub(LATEST) };
        let among = &notes.filed[old..];
        (!among.is_empty()).then(|| chance.pick(among).clone())
    }

    /// It waits for `what`, or not any more.
    pub(crate) fn waits_for(&self, what: &'static str, number: &str, waits: bool) {
        let mut notes = self.notes();
        let waiting = notes.waiting.entry(what).or_default();
        if waits {
            waiting.insert(number.to_owned());
        } else {
            waiting.remove(number);
        }
    }

    /// One that waits for `what`; now and then any other.
    pub(crate) fn one_that_waits_for(&self, what: &str, chance: &mut Chance) -> Option<Filed> {
        let number = {
            let notes = self.notes();
            let waiting: Vec<&String> = notes.waiting.get(what).into_iter().flatten().collect();
            (!waiting.is_empty() && !chance.one_in(4)).then(|| (*chance.pick(&waiting)).clone())
        };
        match number {
            Some(number) => self.filed().into_iter().find(|filed| filed.number() == number),
            None => self.one(chance),
        }
    }

    pub(crate) fn code_is(&self, number: &str, code: &str) {
        let mut notes = self.notes();
        let filed = notes.filed.iter_mut().find(|filed| filed.receipt.number == number);
        code.clone_into(&mut filed.unwrap().receipt.code);
    }

    pub(crate) fn case_of(&self, number: &str) -> Option<String> {
        self.notes().cases.get(number).cloned()
    }

    pub(crate) fn case_is(&self, number: &str, case: &str) {
        self.notes().cases.insert(number.to_owned(), case.to_owned());
    }

    /// Somebody was told that it is done.
    pub(crate) fn acknowledge(&self, number: &str, who: &str, kind: &str) {
        let done = (number.to_owned(), who.to_owned(), kind.to_owned());
        *self.notes().acknowledged.entry(done).or_default() += 1;
    }

    pub(crate) fn acknowledged(&self) -> BTreeMap<Done, usize> {
        self.notes().acknowledged.clone()
    }

    pub(crate) fn is_strange(&self, number: &str) {
        self.notes().strange.insert(number.to_owned());
    }

    /// Whether the provider never said anything strange of it.
    pub(crate) fn is_plain(&self, number: &str) -> bool {
        !self.notes().strange.contains(number)
    }

    pub(crate) fn hold(&self, number: &str) {
        self.notes().held.insert(number.to_owned());
    }

    pub(crate) fn release(&self, number: &str) {
        self.notes().held.remove(number);
    }

    pub(crate) fn is_held(&self, number: &str) -> bool {
        self.notes().held.contains(number)
    }

    /// Where the provider has its pages and its book.
    pub(crate) fn provider_is(&self, address: &str) {
        self.notes().provider = Some(address.to_owned());
    }

    pub(crate) fn provider(&self) -> Option<String> {
        self.notes().provider.clone()
    }

    /// Something came off.
    pub(crate) fn done(&self, what: &str) {
        *self.notes().done.entry(what.to_owned()).or_default() += 1;
    }

    pub(crate) fn has_done(&self, what: &str) -> bool {
        self.notes().done.contains_key(what)
    }

    /// What was done least so far, where there is anything.
    pub(crate) fn rarest(&self, words: &[&'static str]) -> Option<&'static str> {
        let notes = self.notes();
        words.iter().copied().min_by_key(|word| notes.done.get(*word).copied().unwrap_or_default())
    }

    /// Notes what came of it: an answer may be a refusal, never a fault of the house.
    #[track_caller]
    pub(crate) fn heard(&self, what: &str, answer: &Answer) -> bool {
        assert!(answer.status < 500, "{what}: {} {}", answer.status, answer.text());
        let came_off = answer.status < 400;
        self.done(&if came_off { what.to_owned() } else { format!("{what}: {}", answer.status) });
        came_off
    }

    /// The same where people may be asked to come again in a moment.
    #[track_caller]
    pub(crate) fn heard_or_later(&self, what: &str, answer: &Answer) -> bool {
        if answer.status == 503 && answer.header("retry-after").is_some() {
            self.done(&format!("{what}: 503"));
            return false;
        }
        self.heard(what, answer)
    }

    /// What of `everything` never came off.
    pub(crate) fn unseen(&self, everything: &[&'static str]) -> Vec<&'static str> {
        let notes = self.notes();
        everything.iter().copied().filter(|what| !notes.done.contains_key(*what)).collect()
    }

    /// A walk that met nothing has shown nothing.
    pub(crate) fn has_seen(&self, everything: &[&'static str]) {
        let unseen = self.unseen(everything);
        assert!(unseen.is_empty(), "never came off: {unseen:?} of {:?}", self.notes().done);
    }
}
