//! Reads `x-procedure`: what the procedure is.

use chrono::NaiveDate;
use japanese_values::Term;
use kernel::{Language, Yen};

use super::desk::{At, Desk};
use super::json::Json;
use super::{Snippet, decision, draw, identity, themes};
use crate::full_width::half_width;
use crate::{
    Applicant, ByPost, Contact, Deadline, FeeDue, FeeTerm, FeeTerms, Opening, Procedure,
    Sensitivity, Text, Visit, Workflow,
};

const KEYWORDS: [&str; 36] = [
    "department",
    "routing",
    "decision",
    "category",
    "lifeEvents",
    "legalBasis",
    "legalBasisKind",
    "whoCanApply",
    "identityWithoutCard",
    "byPost",
    "result",
    "remember",
    "privacy",
    "applicants",
    "identity",
    "processing",
    "workflow",
    "retentionYears",
    "handover",
    "keywords",
    "prepare",
    "fee",
    "contact",
    "offline",
    "deadline",
    "opening",
    "draw",
    "quota",
    "once",
    "sameAs",
    "follows",
    "visit",
    "popular",
    "sensitive",
    "estimatedMinutes",
    "$comment",
];

/// The workflows by their words.
const WORKFLOWS: [(&str, Workflow); 5] = [
    ("notification", Workflow::Notification),
    ("certificate", Workflow::Certificate),
    ("standard", Workflow::Standard),
    ("approval", Workflow::Approval),
    ("lottery-or-quota", Workflow::LotteryOrQuota),
];

/// Reads it from the root; `None` when it is missing.
pub(crate) fn read(desk: &mut Desk<'_>, root: &At<'_>) -> Option<Procedure> {
    let Some(at) = root.child("x-procedure") else {
        desk.missing(root, "x-procedure", "say which department offers it, and to whom");
        return None;
    };
    if !desk.only(&at, &KEYWORDS) {
        return None;
    }
    for needed in ["department", "category", "workflow"] {
        if at.node.get(needed).is_none() {
            desk.missing(&at, needed, "every procedure has one");
        }
    }
    let themes = themes::read(desk, root);
    let (decision_kind, review_body, reviewer) = decision::terms(desk, &at);
    let sample = decision::sample(desk, &at);
    let verdict_words = decision::words(desk, &at);
    Some(Procedure {
        decision_kind,
        review_body,
        reviewer,
        sample,
        verdict_words,
        // Read with the root, for it asks what answers say.
        auto: None,
        department: department(desk, &at),
        category: desk.slug(&at, "category").unwrap_or_default(),
        category_name: themes.category,
        life_events: desk.strings(&at, "lifeEvents"),
        life_event_names: themes.life_events,
        legal_basis: desk.text(&at, "legalBasis"),
        legal_basis_kind: desk
            .one_of(&at, "legalBasisKind", &[("law", "law"), ("ordinance", "ordinance")])
            .map(str::to_owned),
        who_can_apply: desk.text(&at, "whoCanApply"),
        identity_without_card: desk.text(&at, "identityWithoutCard"),
        by_post: by_post(desk, &at),
        result: desk.text(&at, "result"),
        remember: desk.strings(&at, "remember"),
        privacy: desk.text(&at, "privacy"),
        applicants: applicants(desk, &at),
        identity: identity::highest(desk, &at),
        // Read with the root, for it asks what answers say.
        processing: None,
        processing_branches: Vec::new(),
        workflow: desk.one_of(&at, "workflow", &WORKFLOWS).unwrap_or(Workflow::Standard),
        retention_years: small(desk, &at, "retentionYears", 100),
        handover: desk.strings(&at, "handover"),
        keywords: desk.strings(&at, "keywords"),
        prepare: desk.texts(&at, "prepare"),
        fee: fee(desk, &at),
        contact: contact(desk, &at),
        offline: desk.text(&at, "offline"),
        deadline: deadline(desk, &at),
        opening: opening(desk, &at),
        draw: draw::terms(desk, &at),
        // Read with the root, for it names its questions.
        follows: Vec::new(),
        visit: visit(desk, &at),
        popular: some(desk, &at, "popular", 10_000),
        sensitive: sensitive(desk, &at),
        estimated_minutes: some(desk, &at, "estimatedMinutes", 600),
    })
}

/// The expression of `x-procedure.routing.ward`.
pub(crate) fn ward(desk: &mut Desk<'_>, root: &At<'_>) -> Option<Snippet> {
    let at = root.child("x-procedure")?.child("routing")?;
    desk.only(&at, &["ward", "$comment"]);
    desk.snippet(&at, "ward")
}

/// The id of the department. A version from before departments had ids says its name, and has
/// translations of it.
fn department(desk: &mut Desk<'_>, at: &At<'_>) -> String {
    let told = desk.name_text(at, "department").unwrap_or_default();
    told.get(Language::Japanese).to_owned()
}

pub(crate) fn small(desk: &mut Desk<'_>, at: &At<'_>, name: &str, most: u64) -> Option<u32> {
    desk.count(at, name, most).and_then(|count| u32::try_from(count).ok())
}

/// The same, from 1.
fn some(desk: &mut Desk<'_>, at: &At<'_>, name: &str, most: u64) -> Option<u32> {
    let count = small(desk, at, name, most)?;
    if count == 0
        && let Some(child) = at.child(name)
    {
        desk.fault(&child, format!("\"{name}\" is 0"), "write 1 or more, or remove it");
    }
    Some(count)
}

fn applicants(desk: &mut Desk<'_>, at: &At<'_>) -> Vec<Applicant> {
    let words = [("individual", Applicant::Individual), ("corporate", Applicant::Corporate)];
    let named: Vec<_> = desk.list(at, "applicants");
    let found: Vec<_> = named.iter().filter_map(|at| desk.one_of_at(at, &words)).collect();
    if found.is_empty() { vec![Applicant::Individual] } else { found }
}

/// What a period is counted in: its keyword, the period, and how many there may be of it.
type Unit = (&'static str, fn(u32) -> Term, u64);

const TERMS: [Unit; 4] = [
    ("businessDays", Term::OpenDays, 1_000),
    ("days", Term::Days, 3_650),
    ("months", Term::Months, 240),
    ("years", Term::Years, 100),
];

/// A period of one unit beside keywords of its `own`; none when there is no unit, or more than one.
/// A unit that is written wrong is told as a keyword.
pub(super) fn term(desk: &mut Desk<'_>, at: &At<'_>, own: &[&str]) -> Option<Term> {
    let known = [own, &TERMS.map(|(name, ..)| name)].concat();
    if let Some(mend) = meant_term(at) {
        desk.fault(at, format!("this is {}", at.node.kind()), mend);
        return None;
    }
    if !desk.only(at, &known) {
        return None;
    }
    let mut written = TERMS.iter().filter(|(name, ..)| at.node.get(name).is_some());
    match (written.next(), written.next()) {
        (Some((name, term, most)), None) => small(desk, at, name, *most).map(term),
        (None, None) if at.members().any(|(name, _)| !known.contains(&name)) => None,
        _ => {
            let units = TERMS.map(|(name, ..)| name).join(", ");
            desk.fault(at, "a period is counted in one unit", format!("write one of {units}"));
            None
        }
    }
}

/// How a period is written that stands here as people say it: 「10開庁日」.
fn meant_term(at: &At<'_>) -> Option<String> {
    let said = match &at.node.json {
        Json::Text(text) => half_width(text),
        Json::Number(number) => number.to_string(),
        Json::Null | Json::Bool(_) | Json::List(_) | Json::Object(_) => return None,
    };
    let said = said.trim();
    let unit = said.trim_start_matches(|c: char| c.is_ascii_digit());
    let count: u32 = said.strip_suffix(unit)?.parse().ok()?;
    let unit = unit.trim_end_matches("以内").trim_end_matches('間');
    let unit = match unit {
        "開庁日" | "営業日" => "businessDays",
        "日" | "" => "days",
        "か月" | "ヶ月" | "ヵ月" | "カ月" | "ケ月" | "箇月" => "months",
        "年" => "years",
        _ => return None,
    };
    Some(format!("write: {{ \"{unit}\": {count} }}"))
}

pub(super) const fn is_nothing(term: Term) -> bool {
    matches!(term, Term::OpenDays(0) | Term::Days(0) | Term::Months(0) | Term::Years(0))
}

fn fee(desk: &mut Desk<'_>, at: &At<'_>) -> FeeTerms {
    let Some(at) = at.child("fee") else { return FeeTerms::default() };
    let dues = [
        ("at-submission", FeeDue::AtSubmission),
        ("after-review", FeeDue::AfterReview),
        ("at-counter", FeeDue::AtCounter),
    ];
    desk.only(&at, &["due", "lines", "note", "payBy"]);
    let due = desk.one_of(&at, "due", &dues).unwrap_or_else(|| {
        if at.node.get("due").is_none() {
            desk.missing(&at, "due", "write \"at-submission\", \"after-review\" or \"at-counter\"");
        }
        FeeDue::AtSubmission
    });
    let term = |line: &At<'_>, label: Text| FeeTerm {
        label,
        unit: line.child("unitYen").and_then(|unit| unit.node.to_value().as_i64()).map(Yen::new),
        counted: is_counted(line),
        conditional: line.node.get("when").is_some(),
    };
    let written: Vec<_> = at.child("lines").map(|l| l.items().collect()).unwrap_or_default();
    let lines = written.iter().map(|line| term(line, label(desk, line))).collect();
    FeeTerms { due, lines, note: desk.text(&at, "note") }
}

/// A number that stands in the definition itself counts nothing.
fn is_counted(line: &At<'_>) -> bool {
    let quantity = line.child("quantity");
    let written = quantity.as_ref().and_then(|quantity| quantity.node.text());
    written.is_some_and(|written| written.trim().parse::<u32>().is_err())
}

/// The label of a line. `prices` notes what is wrong with it.
fn label(desk: &mut Desk<'_>, line: &At<'_>) -> Text {
    let child = line.child("label");
    let known = child.as_ref().and_then(|c| Some((c.node.text()?, c.pointer.as_str())));
    known.map(|(text, pointer)| desk.translations.known_text(text, pointer)).unwrap_or_default()
}

fn contact(desk: &mut Desk<'_>, at: &At<'_>) -> Option<Contact> {
    let at = at.child("contact")?;
    desk.only(&at, &["department", "phone", "hours"]).then(|| Contact {
        department: desk.needed_text(&at, "department"),
        phone: desk.string(&at, "phone").unwrap_or_default(),
        hours: desk.text(&at, "hours"),
    })
}

fn by_post(desk: &mut Desk<'_>, at: &At<'_>) -> Option<ByPost> {
    let at = at.child("byPost")?;
    if !desk.only(&at, &["address", "enclose", "$comment"]) {
        return None;
    }
    let enclose = desk.texts(&at, "enclose");
    let address = desk.string(&at, "address");
    if address.is_none() || enclose.is_empty() {
        let what = "a way by post needs \"address\" and \"enclose\"";
        desk.fault(&at, what, "say where the letter goes, and what lies in it");
    }
    Some(ByPost { address: address?, enclose })
}

fn deadline(desk: &mut Desk<'_>, at: &At<'_>) -> Option<Deadline> {
    let at = at.child("deadline")?;
    let term = term(desk, &at, &["before", "includeFirst", "roll", "from", "strict"]);
    if at.node.members().is_empty() {
        return None;
    }
    let rolls = ["next", "previous", "none"].map(|word| (word, word));
    desk.one_of(&at, "roll", &rolls);
    let (before, first) = (desk.flag(&at, "before"), desk.flag(&at, "includeFirst"));
    let before = before.unwrap_or(false);
    if first.is_some() == before {
        let what = "a deadline after an event needs \"includeFirst\", one before it has none";
        desk.fault(&at, what, "say whether the day of the event counts, or write \"before\": true");
    }
    let term = term?;
    if is_nothing(term) {
        desk.fault(&at, "the period is 0", "write 1 or more");
    }
    Some(Deadline {
        term,
        before,
        from: desk.text(&at, "from"),
        strict: desk.flag(&at, "strict").unwrap_or(false),
    })
}

fn opening(desk: &mut Desk<'_>, at: &At<'_>) -> Option<Opening> {
    let at = at.child("opening")?;
    desk.only(&at, &["from", "until"]);
    let (from, until) = (day(desk, &at, "from"), day(desk, &at, "until"));
    if from.is_none() && until.is_none() {
        desk.fault(&at, "the period has no day", "write \"from\", \"until\" or both");
    }
    if from.zip(until).is_some_and(|(from, until)| until < from) {
        desk.fault(&at, "the period ends before it begins", "write the earlier day in \"from\"");
    }
    Some(Opening { from, until })
}

fn day(desk: &mut Desk<'_>, at: &At<'_>, name: &str) -> Option<NaiveDate> {
    let child = at.child(name)?;
    let text = desk.string_at(&child)?;
    let day = text.parse().ok();
    if day.is_none() {
        desk.no_day(&child, name, &text);
    }
    day
}

/// `"none"`, or `{ "remains": "what still has to be done at the counter" }`.
fn visit(desk: &mut Desk<'_>, at: &At<'_>) -> Visit {
    let Some(at) = at.child("visit") else { return Visit::None };
    if at.node.text() == Some("none") {
        return Visit::None;
    }
    if desk.only(&at, &["remains"]) {
        return Visit::Remains(desk.needed_text(&at, "remains"));
    }
    Visit::None
}

fn sensitive(desk: &mut Desk<'_>, at: &At<'_>) -> Vec<Sensitivity> {
    let words = Sensitivity::ALL.map(|kind| (kind.word(), kind));
    let named = desk.list(at, "sensitive");
    named.iter().filter_map(|at| desk.one_of_at(at, &words)).collect()
}
