//! Reads `x-procedure.decision`: who decides, and what stands on the paper.

use kernel::{DepartmentId, Level, Rank};

use super::Snippet;
use super::desk::{At, Desk};
use super::procedure::small;
use crate::procedure::USUAL_SAMPLE;
use crate::{
    AutoTerms, AutoVerdict, DecisionKind, DecisionVerdict, FeeDue, Procedure, ReviewBody, Text,
    Workflow,
};

/// A row as it is written.
#[derive(Debug)]
pub(crate) struct WrittenLevel {
    /// The verdicts it is for; all of them for `"*"`.
    pub(crate) verdicts: Vec<DecisionVerdict>,
    pub(crate) when: Option<Snippet>,
    pub(crate) level: Level,
}

/// The kind of act, where it can be contested, and the name of that body.
pub(crate) fn terms(
    desk: &mut Desk<'_>,
    procedure: &At<'_>,
) -> (DecisionKind, ReviewBody, Option<String>) {
    let Some(at) = procedure.child("decision") else { return Default::default() };
    desk.only(
        &at,
        &["kind", "authority", "reviewer", "levels", "sample", "words", "auto", "$comment"],
    );
    for needed in ["kind", "authority", "levels"] {
        if at.node.get(needed).is_none() {
            desk.missing(
                &at,
                needed,
                "a table of decisions says what is decided, where it is contested and by whom",
            );
        }
    }
    let kind = desk.one_of(&at, "kind", &DecisionKind::WORDS).unwrap_or_default();
    let body = desk.one_of(&at, "authority", &ReviewBody::WORDS).unwrap_or_default();
    let reviewer = desk.string(&at, "reviewer");
    let is_the_citys = matches!(body, ReviewBody::None | ReviewBody::Mayor);
    if is_the_citys && let Some(child) = at.child("reviewer") {
        let what = "this body is not named: it is the mayor, or there is none";
        desk.fault(&child, what, "remove \"reviewer\", or write another \"authority\"");
    }
    if !is_the_citys && reviewer.is_none() {
        let mend = "write its full name, as it stands on the paper";
        desk.missing(&at, "reviewer", mend);
    }
    (kind, body, reviewer)
}

/// What the verdicts are called here (許可, 支給 …), where that is said.
pub(crate) fn words(desk: &mut Desk<'_>, procedure: &At<'_>) -> Vec<(DecisionVerdict, Text)> {
    let decision = procedure.child("decision");
    let Some(at) = decision.and_then(|decision| decision.child("words")) else {
        return Vec::new();
    };
    desk.only(&at, &NAMED.map(DecisionVerdict::word));
    let word = |verdict: DecisionVerdict| {
        let child = at.child(verdict.word())?;
        Some((verdict, desk.text_at(&child)))
    };
    NAMED.into_iter().filter_map(word).collect()
}

/// The verdicts that a procedure can call otherwise.
const NAMED: [DecisionVerdict; 4] = [
    DecisionVerdict::Approve,
    DecisionVerdict::ApproveInPart,
    DecisionVerdict::Refuse,
    DecisionVerdict::Dismiss,
];

/// How many of a hundred decisions of one person another looks at.
pub(crate) fn sample(desk: &mut Desk<'_>, procedure: &At<'_>) -> u32 {
    let decision = procedure.child("decision");
    let told = decision.and_then(|at| small(desk, &at, "sample", 100));
    told.unwrap_or(USUAL_SAMPLE)
}

/// The procedure with what its rule decides, and the condition of that.
pub(crate) fn ruled(
    desk: &mut Desk<'_>,
    root: &At<'_>,
    procedure: Option<Procedure>,
) -> (Option<Procedure>, Option<Snippet>) {
    let Some(procedure) = procedure else { return (None, None) };
    let (auto, when) = auto(desk, root, &procedure).unzip();
    (Some(Procedure { auto, ..procedure }), when)
}

fn auto(desk: &mut Desk<'_>, root: &At<'_>, procedure: &Procedure) -> Option<(AutoTerms, Snippet)> {
    let at = root.child("x-procedure")?.child("decision")?.child("auto")?;
    if !desk.only(&at, &["when", "verdict", "$comment"]) {
        return None;
    }
    for needed in ["when", "verdict"] {
        if at.node.get(needed).is_none() {
            desk.missing(&at, needed, "a rule says when it decides, and which way");
        }
    }
    let what = match procedure.workflow {
        Workflow::Approval => "this workflow always takes a second person",
        Workflow::LotteryOrQuota => "who wins is decided together, and by no rule",
        Workflow::Notification | Workflow::Certificate | Workflow::Standard => {
            match procedure.fee.due {
                FeeDue::AfterReview => "the fee is known only after somebody has looked",
                FeeDue::AtSubmission | FeeDue::AtCounter => "",
            }
        }
    };
    if !what.is_empty() {
        desk.fault(&at, what, "remove \"auto\": people decide here");
    }
    let verdict = rule_verdict(desk, &at, procedure.workflow);
    let when = desk.snippet(&at, "when");
    let (verdict, when) = (verdict?, when?);
    Some((AutoTerms { verdict, when: when.text.clone() }, when))
}

fn rule_verdict(desk: &mut Desk<'_>, at: &At<'_>, workflow: Workflow) -> Option<AutoVerdict> {
    let child = at.child("verdict")?;
    if child.node.text().is_some_and(|word| word == "refuse" || word == "*") {
        let what = "no rule decides against anybody";
        desk.fault(&child, what, "write \"approve\" or \"record\": people refuse");
        return None;
    }
    let verdict = desk.one_of_at(&child, &AutoVerdict::WORDS)?;
    same_as_workflow(desk, &child, verdict == AutoVerdict::Record, workflow);
    Some(verdict)
}

/// The rows of the table; none without one.
pub(crate) fn levels(desk: &mut Desk<'_>, root: &At<'_>, workflow: Workflow) -> Vec<WrittenLevel> {
    let decision = root.child("x-procedure").and_then(|procedure| procedure.child("decision"));
    let Some(at) = decision.as_ref().and_then(|decision| decision.child("levels")) else {
        return Vec::new();
    };
    let written = decision.as_ref().map(|at| desk.list(at, "levels")).unwrap_or_default();
    let mut rows: Vec<WrittenLevel> = Vec::new();
    for row in &written {
        if rows.last().is_some_and(is_last) {
            let what = "no case comes to this row: the one above takes all of them";
            desk.fault(row, what, "put the row without conditions last");
        }
        rows.extend(level(desk, row, workflow));
    }
    if rows.len() == written.len() && !rows.last().is_some_and(is_last) {
        let mend = "end with a row for every verdict (\"*\") that has no \"when\"";
        desk.fault(&at, "this table leaves cases that nobody decides", mend);
    }
    rows
}

/// Whether nothing passes this row.
fn is_last(row: &WrittenLevel) -> bool {
    row.verdicts.len() == DecisionVerdict::WORDS.len() && row.when.is_none()
}

fn level(desk: &mut Desk<'_>, at: &At<'_>, workflow: Workflow) -> Option<WrittenLevel> {
    if !desk.only(
        at,
        &["verdict", "when", "decider", "alone", "route", "consult", "deputy", "$comment"],
    ) {
        return None;
    }
    let ranks = Rank::ALL.map(|rank| (rank.word(), rank));
    for needed in ["verdict", "decider"] {
        if at.node.get(needed).is_none() {
            desk.missing(at, needed, "a row says for which verdict it is, and who decides");
        }
    }
    let verdicts = verdicts(desk, at, workflow)?;
    let decider = desk.one_of(at, "decider", &ranks)?;
    let route: Vec<Rank> =
        desk.list(at, "route").iter().filter_map(|step| desk.one_of_at(step, &ranks)).collect();
    let line = || route.iter().chain([&decider]);
    if line().zip(line().skip(1)).any(|(below, above)| below >= above)
        && let Some(child) = at.child("route")
    {
        let mend = "write the ranks from below, all of them below \"decider\"";
        desk.fault(&child, "this way does not lead upwards", mend);
    }
    let alone = desk.flag(at, "alone").unwrap_or(false);
    let recorded = workflow == Workflow::Notification;
    let in_favour = recorded || verdicts == [DecisionVerdict::Approve];
    if alone
        && (!in_favour || !route.is_empty())
        && let Some(child) = at.child("alone")
    {
        let what = "nobody decides alone against an applicant, or what others have to pass on";
        desk.fault(
            &child,
            what,
            "write \"alone\" beside \"approve\" or \"record\", without a route",
        );
    }
    let consult = consulted(desk, at);
    let deputy = desk.flag(at, "deputy").unwrap_or(true);
    let when = desk.snippet(at, "when");
    Some(WrittenLevel { verdicts, when, level: Level { decider, alone, route, consult, deputy } })
}

/// The departments that are asked before. Whether there are such is seen where they are known.
fn consulted(desk: &mut Desk<'_>, at: &At<'_>) -> Vec<DepartmentId> {
    let mut departments = Vec::new();
    for item in desk.list(at, "consult") {
        let Some(told) = desk.string_at(&item) else { continue };
        match told.parse() {
            Ok(department) => departments.push(department),
            Err(_malformed) => desk.fault(
                &item,
                "this is no id of a department",
                "write an id as in city/departments.json, such as \"zeimu\"",
            ),
        }
    }
    departments
}

/// Which verdicts a row is for.
fn verdicts(desk: &mut Desk<'_>, at: &At<'_>, workflow: Workflow) -> Option<Vec<DecisionVerdict>> {
    let child = at.child("verdict")?;
    if child.node.text() == Some("*") {
        return Some(DecisionVerdict::WORDS.map(|(_, verdict)| verdict).into());
    }
    let verdict = desk.one_of_at(&child, &DecisionVerdict::WORDS)?;
    same_as_workflow(desk, &child, verdict == DecisionVerdict::Record, workflow);
    Some(vec![verdict])
}

fn same_as_workflow(desk: &mut Desk<'_>, verdict: &At<'_>, is_record: bool, workflow: Workflow) {
    if is_record != (workflow == Workflow::Notification) {
        let what = "a notification is recorded, everything else is approved or refused";
        let mend = "write \"record\" for a notification, else \"approve\", \"approve-in-part\", \"refuse\" or \"dismiss\"";
        desk.fault(verdict, what, mend);
    }
}
