//! What is to be looked at before a decision, who decides, and the press that does it at once.

use back_office::{AwaySeat, CaseView, FindingView};
use chrono::NaiveDate;
use kernel::{Language, Level, Rank};
use review_workflow::{Case, CommandKind, FindingKind, Refusal, Shape, State};

use crate::{absences::ended, history::moment, link};
use ::web::guard::{WebError, rank_name, sentence, state_name};

/// Findings and the way of a decision, as the page of a case shows them.
pub(super) struct Deciding {
    pub(super) findings: Vec<FindingLine>,
    /// How many of them nobody has looked at.
    pub(super) open: usize,
    pub(super) can_check: bool,
    /// 確認して交付, where this person may.
    pub(super) settle: Option<&'static str>,
    /// Why it is not theirs to decide now.
    pub(super) not_theirs: Option<String>,
    /// Who decides, in a sentence.
    pub(super) decides: String,
    /// The steps of a proposal that several people have to look at.
    pub(super) way: Vec<StepLine>,
    /// The departments that the table wants asked before, and whether they have answered.
    pub(super) asks: Vec<String>,
    pub(super) can_pass: bool,
    /// In whose place it is passed on.
    pub(super) pass_for: Option<(String, String)>,
    pub(super) can_recall: bool,
    /// Who of the line is away, and who acts.
    pub(super) away: Vec<String>,
    /// Where the notice of a decision is looked at before it is made.
    pub(super) draft: String,
    /// Where that of what is proposed is.
    pub(super) proposed: String,
}

/// One thing to look at.
pub(super) struct FindingLine {
    pub(super) place: usize,
    pub(super) text: String,
    /// The other case that it is about: its address, number, and where it stands.
    pub(super) other: Option<(String, String, &'static str)>,
    /// Who looked at it and when.
    pub(super) seen: Option<String>,
}

/// One step on the way of a proposal.
pub(super) struct StepLine {
    pub(super) rank: &'static str,
    /// 確認済み, この段, このあと
    pub(super) stands: &'static str,
}

impl Deciding {
    pub(super) fn of(view: &CaseView, today: NaiveDate) -> Self {
        let may = |kind| view.available.contains(&kind);
        let case = &view.case;
        Self {
            findings: view.findings.iter().map(FindingLine::of).collect(),
            open: case.open_findings(),
            can_check: may(CommandKind::Check),
            settle: may(CommandKind::Settle).then(|| settling(case.shape)),
            // What departments were asked has a place of its own.
            not_theirs: view.not_theirs.clone().filter(|_| view.undecided.is_none()).map(why_not),
            decides: decides(case, &view.level),
            way: way(case, &view.level),
            asks: view.asks.iter().map(asks).collect(),
            can_pass: may(CommandKind::Pass),
            pass_for: in_place_of(view, CommandKind::Pass),
            can_recall: may(CommandKind::Recall),
            away: view.away.iter().map(|seat| away(seat, today)).collect(),
            draft: link::case_part(&case.id, "decision"),
            proposed: link::case_part(&case.id, "proposal.pdf"),
        }
    }
}

/// Why somebody does not decide, in a sentence.
pub(crate) fn why_not(refusal: Refusal) -> String {
    let fault = WebError::from(back_office::Error::Refused(refusal));
    sentence(&fault, Language::Japanese).advice.into_owned()
}

/// In whose place a command is given: id, and in words.
pub(super) fn in_place_of(view: &CaseView, command: CommandKind) -> Option<(String, String)> {
    let (_, holder) = view.in_place_of.iter().find(|(kind, _)| *kind == command)?;
    let seat = view.away.iter().find(|seat| seat.holder == *holder);
    let whose = seat.map(|seat| format!("{}の{}さん", rank_name(seat.rank), seat.name));
    Some((holder.to_string(), whose.unwrap_or_else(|| "決裁者".to_owned())))
}

/// A department that is asked before anything is proposed.
fn asks((name, answered): &(String, bool)) -> String {
    let stands =
        if *answered { "回答済み" } else { "起案の前に、必須の合議が要ります" };
    format!("{name}：{stands}")
}

/// Who is away until when, and who acts meanwhile.
fn away(seat: &AwaySeat, today: NaiveDate) -> String {
    let until = ended(seat.until, today);
    let acts = match (&seat.deputy, seat.is_own) {
        (Some(_), true) => "あなたが代決できます".to_owned(),
        (Some(name), false) => format!("{name}さんが代決できます"),
        (None, _) => "代決者はいません".to_owned(),
    };
    format!("{}の{}さんは{until}不在です。{acts}。", rank_name(seat.rank), seat.name)
}

impl FindingLine {
    pub(super) fn of(finding: &FindingView) -> Self {
        let text = match (finding.kind, &finding.text) {
            (FindingKind::Confirmed, Some(text)) => format!("申請者が確かめて送りました：{text}"),
            (FindingKind::Confirmed, None) => {
                "申請者が注意を確かめて送りました。答えを見てください。".to_owned()
            }
            (FindingKind::Changed, _) => {
                "前の版から答えが変わりました。変わったところの表を見てください。".to_owned()
            }
            (FindingKind::Duplicate, text) => {
                beside("同じ内容の申請が、ほかにもあります", text.as_deref())
            }
            (FindingKind::Household, text) => {
                beside("同じ世帯からの申請が、ほかにもあります", text.as_deref())
            }
            (FindingKind::Protected, _) => {
                "この方のほかの案件が支援措置です。この案件も支援措置の対象にするかを、権限のある人に確かめてください。".to_owned()
            }
            (FindingKind::Signature, _) => {
                let part = signed_part(&finding.rule);
                format!(
                    "電子署名の{part}が、申請の{part}とちがいます。署名の欄と見くらべてください。"
                )
            }
        };
        let seen = finding.checked.as_ref().map(|(who, at)| format!("{who} {}", moment(*at)));
        let other = finding.other.as_ref().map(|other| {
            let state = state_name(other.state);
            (link::case(&other.id), other.receipt_number.to_string(), state)
        });
        Self { place: finding.place, text, other, seen }
    }
}

/// What the definition says of it comes behind what it is.
fn beside(what: &str, said: Option<&str>) -> String {
    match said {
        Some(said) => format!("{what}：{said}"),
        None => format!("{what}。"),
    }
}

fn signed_part(part: &str) -> &'static str {
    match part {
        "name" => "氏名",
        "birth-date" => "生年月日",
        _ => "住所",
    }
}

const fn settling(shape: Shape) -> &'static str {
    match shape {
        Shape::Notification => "確認して記録",
        Shape::Certificate | Shape::Standard | Shape::Approval | Shape::LotteryOrQuota => {
            "確認して交付"
        }
    }
}

/// Who decides, for as long as nobody has.
fn decides(case: &Case, level: &Level) -> String {
    if case.state.is_decided() {
        return String::new();
    }
    if case.state == State::Waiting {
        return "空きを待っています。空きが出ると、自動で「未着手」になります。".to_owned();
    }
    let who = rank_name(level.decider);
    if level.alone {
        let and_above = if level.decider == Rank::Staff { "" } else { "以上" };
        return format!("{who}{and_above}が1人で決められます。");
    }
    let before: Vec<&str> = level.route.iter().map(|rank| rank_name(*rank)).collect();
    if before.is_empty() {
        format!("起案を{who}以上の人が決裁します。")
    } else {
        format!("起案を{}が順に確認し、{who}以上の人が決裁します。", before.join("、"))
    }
}

/// Where a proposal stands on a way of more than one step.
fn way(case: &Case, level: &Level) -> Vec<StepLine> {
    let Some(proposal) = case.proposal.as_ref().filter(|_| case.state == State::AwaitingApproval)
    else {
        return Vec::new();
    };
    let line = level.route.iter().chain([&level.decider]);
    let passed = proposal.passed.len();
    let step = |(at, rank): (usize, &Rank)| StepLine {
        rank: rank_name(*rank),
        stands: match at.cmp(&passed) {
            std::cmp::Ordering::Less => "確認済み",
            std::cmp::Ordering::Equal => "この段",
            std::cmp::Ordering::Greater => "このあと",
        },
    };
    if level.route.is_empty() { Vec::new() } else { line.enumerate().map(step).collect() }
}

#[cfg(test)]
impl Deciding {
    /// Everything that can be shown at once.
    pub(super) fn sample(available: &[CommandKind]) -> Self {
        let may = |kind| available.contains(&kind);
        let line = |place, seen: Option<&str>| FindingLine {
            place,
            text: "申請者が確かめて送りました：<b>名義が違います。".into(),
            other: Some(("/office/cases/x".into(), "2611-7K3M-92QC".into(), "受付済み")),
            seen: seen.map(str::to_owned),
        };
        let step = |stands| StepLine { rank: "係長", stands };
        Self {
            findings: vec![line(0, None), line(1, Some("佐藤 窓子 11月23日"))],
            open: 1,
            can_check: may(CommandKind::Check),
            settle: may(CommandKind::Settle).then(|| settling(Shape::Certificate)),
            not_theirs: Some("「確かめること」が1件残っています。".into()),
            decides: "起案を課長以上の人が決裁します。".into(),
            way: vec![step("確認済み"), step("この段")],
            asks: vec![asks(&("<b>建設局".into(), false))],
            can_pass: may(CommandKind::Pass),
            pass_for: None,
            can_recall: may(CommandKind::Recall),
            away: vec!["課長の<b>田中さんは不在です。".into()],
            draft: "/office/cases/x/decision".into(),
            proposed: "/office/cases/x/proposal.pdf".into(),
        }
    }
}
