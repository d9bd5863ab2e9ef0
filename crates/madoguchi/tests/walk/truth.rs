//! What must be true when the walk has come to rest, beside what `fsck` and `audit verify` know.

use std::collections::{BTreeMap, BTreeSet};

use back_office::QueueView;
use serde_json::Value;
use submission_store::outbox::LetterState;
use testkit::Colleague;

use crate::{
    board::{Done, Filed},
    office::{facts, find},
    place::Place,
};

/// How the log names whoever filed.
pub(crate) const RESIDENT: &str = "applicant";

/// Who takes part in a decision, where it takes two.
const PREPARING: &[&str] = &[
    "filed",
    "claimed",
    "correction-requested",
    "correction-cancelled",
    "corrected-for",
    "resubmitted",
    "proposed",
];
const TWO_PEOPLE: &str = "jido-teate-nintei";

/// A submission as it stands.
struct Stand {
    filed: Filed,
    status: Value,
    log: Vec<Value>,
    /// The department with which it lies, where that is not the one that answers for it.
    desk: Option<String>,
}

/// Checks everything that was acknowledged against what is there.
pub(crate) fn holds(here: &Place<'_>) {
    here.town.is_whole();
    let witnessed =
        here.town.wait(chores::verify_audit(here.town.archive(), Some(&here.witness())));
    assert_eq!(witnessed.unwrap().first_break, None, "what the witness was told");
    let (kept, erased) = stands(here);
    assert_eq!(here.town.submissions(), u64::try_from(kept.len()).unwrap(), "each exactly once");
    acknowledged_is_there(here, &kept);
    for stand in &kept {
        stand.is_decided_by_the_rules();
        stand.shows_what_was_said();
    }
    money_is_moved_once(here, &kept, &erased);
    letters_went_where_they_belong(here);
    queues_count_what_lies_there(here, &kept);
}

/// What is kept, and the numbers of what is erased; there is nothing else.
fn stands(here: &Place<'_>) -> (Vec<Stand>, BTreeSet<String>) {
    let (mut kept, mut erased) = (Vec::new(), BTreeSet::new());
    for filed in here.board.filed() {
        let answer = here.town.resident().looks_up(filed.number(), &filed.receipt.code);
        if answer.status == 410 {
            assert!(!here.board.is_held(filed.number()), "{} was held back", filed.number());
            erased.insert(filed.number().to_owned());
            continue;
        }
        let status = answer.expect(200).json();
        let clerk = &here.office.desk(here.town, filed.procedure())[0];
        let case = find(here, clerk, &filed);
        let case =
            case.unwrap_or_else(|| panic!("{} is found by nobody: {status}", filed.number()));
        let log = clerk.events(&case);
        let shown = clerk.get(&format!("/api/v1/cases/{case}")).expect(200).json();
        let desk = shown["desk"].as_str().map(str::to_owned);
        kept.push(Stand { filed, status, log, desk });
    }
    (kept, erased)
}

/// As often as people were told that something is done, it stands in the log: not less, not more.
fn acknowledged_is_there(here: &Place<'_>, kept: &[Stand]) {
    let known: BTreeSet<&str> =
        facts().chain(["filed", "resubmitted", "withdrawn", "code-reissued"]).collect();
    let mut logged: BTreeMap<Done, usize> = BTreeMap::new();
    for stand in kept {
        for entry in &stand.log {
            let (who, kind) = (entry["actor"].as_str().unwrap(), entry["kind"].as_str().unwrap());
            if known.contains(kind) {
                let done = (stand.filed.number().to_owned(), who.to_owned(), kind.to_owned());
                *logged.entry(done).or_default() += 1;
            }
        }
    }
    let numbers: BTreeSet<&str> = kept.iter().map(|stand| stand.filed.number()).collect();
    let mut told = here.board.acknowledged();
    told.retain(|(number, ..), _| numbers.contains(number.as_str()));
    let missing: Vec<_> =
        told.iter().filter(|(done, times)| logged.get(*done) != Some(*times)).collect();
    let unasked: Vec<_> =
        logged.iter().filter(|(done, times)| told.get(*done) != Some(*times)).collect();
    assert!(missing.is_empty() && unasked.is_empty(), "told {missing:?}\nlogged {unasked:?}");
}

impl Stand {
    fn entries<'s>(&'s self, kinds: &'s [&str]) -> impl Iterator<Item = &'s Value> {
        self.log.iter().filter(|entry| kinds.contains(&entry["kind"].as_str().unwrap()))
    }

    fn count(&self, kinds: &[&str]) -> usize {
        self.entries(kinds).count()
    }

    /// Nobody decides twice, and nobody what they prepared where it takes two.
    fn is_decided_by_the_rules(&self) {
        let number = self.filed.number();
        let decided = self.count(&["approved", "refused"]);
        assert!(decided <= self.count(&["reopened"]) + 1, "{number} is decided twice");
        assert!(
            self.count(&["paid", "paid-too-late"]) <= self.count(&["fee-asked"]) + 1,
            "{number}"
        );
        assert!(
            self.count(&["refunded", "refund-failed"]) <= self.count(&["refund-approved"]),
            "{number}"
        );
        let two = self.filed.procedure() == TWO_PEOPLE;
        for deciding in self.entries(&["approved", "refused"]).filter(|_| two) {
            let before = |entry: &&Value| entry["seq"].as_i64() < deciding["seq"].as_i64();
            let mut before = self.entries(PREPARING).filter(before);
            let one = before.find(|entry| entry["actor"] == deciding["actor"]);
            assert_eq!(one, None, "{number} is decided by who prepared it");
        }
        let mut wanted = Value::Null;
        for entry in self.entries(&["reopening-proposed", "reopened"]) {
            if entry["kind"] == "reopened" {
                assert_ne!(wanted, entry["actor"], "{number}: one person takes it up again");
            }
            wanted = entry["actor"].clone();
        }
        let mut proposed = Value::Null;
        for entry in self.entries(&["refund-proposed", "refund-approved", "refund-rejected"]) {
            if entry["kind"] == "refund-proposed" {
                proposed = entry["actor"].clone();
            } else {
                assert_ne!(proposed, entry["actor"], "{number}: one person gives back");
            }
        }
    }

    /// The page agrees with the log.
    fn shows_what_was_said(&self) {
        let happened = |what: &str| {
            let timeline = self.status["timeline"].as_array().unwrap();
            timeline.iter().filter(|entry| entry["what"] == what).count()
        };
        assert_eq!(happened("filed"), 1, "{}", self.status);
        let corrected = happened("corrected") + happened("answer-taken");
        assert_eq!(corrected, self.count(&["resubmitted"]), "{}", self.status);
        let last = self.entries(&["withdrawn", "reopened"]).last();
        if last.is_some_and(|entry| entry["kind"] == "withdrawn") {
            assert_eq!(self.status["state"], "withdrawn", "{}", self.status);
        }
        let messages = self.status["messages"].as_array().unwrap().len();
        assert_eq!(messages, self.count(&["message-sent"]), "{}", self.status);
    }

    /// What moved on the payments of this case, by the log: came in, went back.
    fn moved(&self) -> (BTreeMap<String, usize>, BTreeMap<String, i64>) {
        let (mut came, mut back) = (BTreeMap::new(), BTreeMap::new());
        for entry in self.entries(&["paid", "paid-too-late", "refunded"]) {
            let payment = entry["event"]["payment"].as_str().unwrap().to_owned();
            if entry["kind"] == "refunded" {
                *back.entry(payment).or_default() += entry["event"]["amount"].as_i64().unwrap();
            } else {
                *came.entry(payment).or_default() += 1;
            }
        }
        (came, back)
    }
}

/// Each order is captured once and each refund goes back once, in the provider's book and here,
/// and both tell the same.
fn money_is_moved_once(here: &Place<'_>, kept: &[Stand], erased: &BTreeSet<String>) {
    let Some(provider) = here.board.provider() else { return };
    let book = here.town.resident().web.get(&format!("{provider}/ledger")).expect(200).json();
    let (mut captured, mut returned): (BTreeMap<&str, i64>, BTreeMap<&str, i64>) =
        Default::default();
    for entry in book["entries"].as_array().unwrap() {
        let payment = entry["payment"].as_str().unwrap();
        let amount = entry["amount"].as_i64().unwrap();
        if entry["kind"] == "captured" {
            assert_eq!(captured.insert(payment, amount), None, "{payment} is captured twice");
        } else if entry["kind"] == "refunded" {
            *returned.entry(payment).or_default() += amount;
        }
    }
    for (payment, back) in &returned {
        assert!(*back <= captured[payment], "{payment} gives back {back} of {}", captured[payment]);
    }
    let mut told: BTreeSet<String> = BTreeSet::new();
    for stand in kept {
        let (number, (came, back)) = (stand.filed.number(), stand.moved());
        for (payment, times) in &came {
            assert_eq!(*times, 1, "{number}: {payment} came {times} times");
            let is_known = captured.contains_key(payment.as_str());
            assert!(
                is_known || !here.board.is_plain(number),
                "{number}: {payment} came from nowhere"
            );
        }
        for (payment, amount) in &back {
            assert_eq!(returned.get(payment.as_str()), Some(amount), "{number}: {payment}");
        }
        told.extend(came.into_keys());
        told.extend(
            stand
                .entries(&["payment-questioned"])
                .map(|entry| entry["event"]["payment"].as_str().unwrap().to_owned()),
        );
    }
    let unheard: Vec<_> = captured.keys().filter(|payment| !told.contains(**payment)).collect();
    assert!(unheard.is_empty() || !erased.is_empty(), "money came and nobody knows: {unheard:?}");
}

/// One receipt each, no letter to anybody else, and none that stayed behind.
fn letters_went_where_they_belong(here: &Place<'_>) {
    for state in [LetterState::Waiting, LetterState::Dead] {
        let left = here.town.wait(chores::letters(here.town.archive(), state)).unwrap();
        assert_eq!(left, [], "letters stayed behind");
    }
    let filed = here.board.filed();
    let owners: BTreeMap<&str, &str> =
        filed.iter().map(|filed| (filed.number(), filed.address.as_str())).collect();
    let mut receipts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for sent in here.town.letters() {
        let to = sent.to.for_sending();
        let text = format!("{}\n{}", sent.letter.subject, sent.letter.text);
        let named = numbers_in(&text).filter_map(|number| owners.get(number));
        for owner in named {
            assert_eq!(*owner, to, "a letter went elsewhere: {text}");
        }
        if text.contains("次の手続を受け付けました") {
            receipts.entry(to.clone()).or_default().push(text);
        }
    }
    for filed in &filed {
        let sent = receipts.remove(&filed.address).unwrap_or_default();
        assert_eq!(sent.len(), 1, "letters of receipt to {}: {sent:?}", filed.address);
    }
}

/// Counts, tallies and lists of each department are of the same cases.
fn queues_count_what_lies_there(here: &Place<'_>, kept: &[Stand]) {
    for (department, people) in here.office.desks() {
        let lie = |stand: &&Stand| {
            here.town.department_of(stand.filed.procedure()) == *department
                || stand.desk.as_ref() == Some(department)
        };
        let mut expected: BTreeMap<String, u64> = BTreeMap::new();
        for stand in kept.iter().filter(lie) {
            let state = stand.status["state"].as_str().unwrap().to_owned();
            *expected.entry(state).or_default() += 1;
        }
        let all: u64 = expected.values().sum();
        for who in people {
            let (above, mut tally) = counted(here, who);
            let mut listed = BTreeMap::new();
            for state in tally.keys() {
                listed.insert(state.clone(), length_of_list(who, state));
            }
            for counts in [&mut listed, &mut tally] {
                counts.retain(|_, count| *count > 0);
            }
            assert_eq!(listed, expected, "the lists of {department}");
            assert_eq!(tally, expected, "the tally of {department}");
            assert_eq!(above, all, "the number above the list of {department}");
        }
    }
}

/// How many rows the pages of a list hold together.
fn length_of_list(who: &Colleague, state: &str) -> u64 {
    let (mut rows, mut cursor) = (BTreeSet::new(), String::new());
    loop {
        let path = format!("/api/v1/cases?state={state}&limit=20{cursor}");
        let page = who.get(&path).expect(200).json();
        for row in page["cases"].as_array().unwrap() {
            assert!(rows.insert(row["id"].to_string()), "{row} stands twice in a list");
        }
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return u64::try_from(rows.len()).unwrap(),
        }
    }
}

/// The number above the whole list, and how many stand in each state.
fn counted(here: &Place<'_>, who: &Colleague) -> (u64, BTreeMap<String, u64>) {
    let (office, token) = (here.town.back_office(), who.proof.strip_prefix("Bearer ").unwrap());
    here.town.wait(async {
        let staff = office.staff_of_token(token).await.unwrap().unwrap();
        let counts = office.queue_counts(&staff).await.unwrap();
        let all = counts.iter().find(|(view, _)| *view == QueueView::All).unwrap().1;
        let tally = office.tally(&staff).await.unwrap().into_iter();
        (all.number, tally.map(|(state, count)| (state.word().to_owned(), count)).collect())
    })
}

/// Everything in a text that could be a receipt number.
fn numbers_in(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').filter(|word| word.len() == 14)
}

/// What was shown for one submission names no other one.
#[track_caller]
pub(crate) fn names_nothing_of_others(here: &Place<'_>, filed: &Filed, text: &str) {
    let known = here.board.filed();
    let foreign = numbers_in(text).find(|number| {
        *number != filed.number() && known.iter().any(|other| other.number() == *number)
    });
    assert_eq!(foreign, None, "{} is shown another's", filed.number());
}
