//! Decisions and their papers as JSON.

use back_office::{Dispatch, NoticeView, Standing};
use kernel::{Instant, Level};
use review_workflow::{
    ByRule, Decision, Grounds, Lot, Proposal, Reopened, Reopening, ReturnReason, Rule, Sample,
    SampleAnswer, Terms, VoidReason,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{procedure::time, terms::TermsBody};

/// Who decides.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LevelBody {
    /// `staff`, `chief`, `section`, `division`, `bureau` or `mayor`: the lowest rank that does.
    decider: &'static str,
    /// Whether that may be the person who prepared the case, with `settle`.
    alone: bool,
    /// The ranks that pass it on before.
    route: Vec<&'static str>,
    /// The ids of the departments that are asked, bindingly, before it is proposed.
    consult: Vec<String>,
    /// Whether somebody may act in the place of who is away.
    deputy: bool,
}

/// A paper that tells of a decision.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseNoticeBody {
    /// What `void_notice` names it by.
    id: String,
    /// Its document number; absent on papers from before there were registers.
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<String>,
    /// Whether it grants, be it a part.
    approved: bool,
    /// `approve`, `approve-in-part`, `refuse` or `dismiss`.
    verdict: &'static str,
    at: String,
    /// Whether it can be opened, or is still being set.
    ready: bool,
    /// `in-force`, `under-review` where its case was taken up again, `replaced` by a later one, or
    /// `void`.
    standing: &'static str,
    /// Why its number does not count: `addressee`, `content`, `misprint`, `duplicate` or `other`.
    #[serde(skip_serializing_if = "Option::is_none")]
    void: Option<&'static str>,
    /// Which confirmed version of the words on contesting it (教示) it carries.
    #[serde(skip_serializing_if = "Option::is_none")]
    instruction: Option<i64>,
    /// By which template it is set; absent where that is the one that comes with the program.
    #[serde(skip_serializing_if = "Option::is_none")]
    template: Option<i64>,
    /// How it leaves the house; absent on papers from before that was kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    dispatch: Option<DispatchBody>,
}

/// How a paper leaves the house.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DispatchBody {
    /// `online` or `post`.
    channel: &'static str,
    /// `waiting`, `opened` online by the applicant, `posted`, `returned` or `handed-out`.
    state: &'static str,
    /// Since when.
    at: String,
    /// From when it waits to be posted.
    #[serde(skip_serializing_if = "Option::is_none")]
    post_from: Option<String>,
    /// The day on which it was posted last.
    #[serde(skip_serializing_if = "Option::is_none")]
    posted_on: Option<String>,
    /// `ordinary`, `recorded`, `simply-registered` or `registered`.
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tracking: Option<String>,
    /// Why it came back last: `unknown`, `moved`, `uncollected` or `refused`.
    #[serde(skip_serializing_if = "Option::is_none")]
    returned: Option<&'static str>,
}

/// The place that a draw gave a case.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LotBody {
    /// The last day for taking part, by which the draw is found.
    closed_on: String,
    /// For what was drawn; empty where there is only one thing.
    group: String,
    /// Counted from 1.
    place: u32,
    /// How many took part.
    of: u32,
    /// How many of the first have won.
    places: u32,
    /// Whether this one has, at once or by moving up.
    won: bool,
    /// Whether it came up because somebody before it has gone (繰上げ).
    moved_up: bool,
}

impl From<Lot> for LotBody {
    fn from(lot: Lot) -> Self {
        Self {
            won: lot.is_won(),
            closed_on: lot.closed_on.to_string(),
            group: lot.group,
            place: lot.place,
            of: lot.of,
            places: lot.places,
            moved_up: lot.moved_up,
        }
    }
}

/// Why something is refused.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GroundsBody {
    /// 根拠となる規定
    basis: String,
    /// 認めた事実
    facts: String,
    /// 当てはめ
    application: String,
}

/// A decision, proposed or made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VerdictBody {
    /// The id of who proposed or made it; `null` where a rule did.
    by: Option<String>,
    /// `approve`, `approve-in-part`, `refuse` or `dismiss`.
    verdict: &'static str,
    reason: String,
    /// The grounds of what is proposed, where it is not all that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    grounds: Option<GroundsBody>,
    #[serde(skip_serializing_if = "Option::is_none")]
    terms: Option<TermsBody>,
    /// When it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
}

/// Somebody wants a case taken up again.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReopeningBody {
    /// The id of who wants it.
    by: String,
    at: String,
    /// `clerical`, `change`, `revoke` or `resident`.
    ground: &'static str,
    reason: String,
}

/// What a rule of the definition decided, and nobody else (自動で決定).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ByRuleBody {
    at: String,
    /// `approve` or `record`.
    verdict: &'static str,
    /// The condition of the rule, as the definition writes it.
    when: String,
    /// The version of the definition.
    version: u32,
}

impl From<ByRule> for ByRuleBody {
    fn from(ByRule { at, rule }: ByRule) -> Self {
        let Rule { verdict, when, version } = rule;
        Self { at: time(at), verdict: verdict.word(), when, version }
    }
}

/// A decision of one person, or of a rule, that was drawn (抜取確認).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SampleBody {
    /// The id of who decided; `null` where a rule did.
    decided_by: Option<String>,
    drawn_at: String,
    /// The last day for looking at it.
    due_on: String,
    /// `waiting`, `confirmed` or `objected`.
    answer: &'static str,
    /// The id of who looked at it.
    #[serde(skip_serializing_if = "Option::is_none")]
    answered_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answered_at: Option<String>,
    /// What is wrong with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    objection: Option<String>,
}

/// A case was taken up again.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReopenedBody {
    at: String,
    /// `clerical`, `change`, `revoke` or `resident`.
    ground: &'static str,
    /// What had been decided.
    decision: Option<VerdictBody>,
}

impl From<Reopening> for ReopeningBody {
    fn from(wanted: Reopening) -> Self {
        let Reopening { by, at, ground, reason, .. } = wanted;
        Self { by: by.into(), at: time(at), ground: ground.word(), reason }
    }
}

impl From<Sample> for SampleBody {
    fn from(sample: Sample) -> Self {
        let due_on = sample.due_on().to_string();
        let Sample { of, at, answer: said } = sample;
        let answer = match &said {
            None => "waiting",
            Some(SampleAnswer { objection: None, .. }) => "confirmed",
            Some(SampleAnswer { objection: Some(_), .. }) => "objected",
        };
        let answered_at = said.as_ref().map(|said| time(said.at));
        let (answered_by, objection) =
            said.map(|said| (String::from(said.by), said.objection)).unzip();
        Self {
            decided_by: of.map(String::from),
            drawn_at: time(at),
            due_on,
            answer,
            answered_by,
            answered_at,
            objection: objection.flatten(),
        }
    }
}

impl From<Reopened> for ReopenedBody {
    fn from(again: Reopened) -> Self {
        let made = again.decision.map(decided);
        Self { at: time(again.at), ground: again.ground.word(), decision: made }
    }
}

impl From<NoticeView> for CaseNoticeBody {
    fn from(notice: NoticeView) -> Self {
        let NoticeView { id, number, verdict, at, instruction, template, standing, .. } = notice;
        let (approved, verdict) = (verdict.is_in_favour(), verdict.word());
        let (ready, dispatch) = (notice.is_set, notice.dispatch.map(DispatchBody::from));
        let void = if let Standing::Void(reason) = standing {
            Some(VoidReason::word(reason))
        } else {
            None
        };
        let standing = standing.word();
        let at = time(at);
        Self {
            id,
            number,
            approved,
            verdict,
            at,
            ready,
            standing,
            void,
            instruction,
            template,
            dispatch,
        }
    }
}

impl From<Dispatch> for DispatchBody {
    fn from(dispatch: Dispatch) -> Self {
        let posting = dispatch.posting;
        Self {
            channel: dispatch.channel.word(),
            state: dispatch.state.word(),
            at: time(dispatch.changed_at),
            post_from: dispatch.post_from.map(time),
            posted_on: posting.as_ref().map(|it| it.on.to_string()),
            kind: posting.as_ref().map(|it| it.kind.word()),
            tracking: posting.and_then(|it| it.tracking),
            returned: dispatch.returned.map(ReturnReason::word),
        }
    }
}

fn verdict(
    by: Option<kernel::StaffId>,
    verdict: review_workflow::Verdict,
    reason: String,
    terms: Option<Terms>,
    at: Option<Instant>,
) -> VerdictBody {
    let (by, at, terms) = (by.map(String::from), at.map(time), terms.map(TermsBody::from));
    VerdictBody { by, verdict: verdict.word(), reason, grounds: None, terms, at }
}

pub(super) fn decided(made: Decision) -> VerdictBody {
    let Decision { by, verdict: decided, reason, terms, at } = made;
    verdict(by, decided, reason, terms, Some(at))
}

pub(super) fn proposed(proposal: Proposal) -> VerdictBody {
    let Proposal { by, verdict: proposed, reason, grounds, terms, .. } = proposal;
    let grounds = grounds.map(|Grounds { basis, facts, application }| GroundsBody {
        basis,
        facts,
        application,
    });
    VerdictBody { grounds, ..verdict(Some(by), proposed, reason, terms, None) }
}

impl From<&Level> for LevelBody {
    fn from(level: &Level) -> Self {
        Self {
            decider: level.decider.word(),
            alone: level.alone,
            route: level.route.iter().map(|rank| rank.word()).collect(),
            consult: level.consult.iter().map(ToString::to_string).collect(),
            deputy: level.deputy,
        }
    }
}
