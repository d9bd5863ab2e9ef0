//! A case as its page shows it.

use std::{borrow::Cow, collections::BTreeSet};

use askama::Template;
use back_office::{CaseView, Heirs, OfferedSentence, Published, RevisionView, verdict_word};
use chrono::NaiveDate;
use form_engine::Sensitivity;
use kernel::Language;
use review_workflow::{
    Case, CommandKind, Correction, LaterFee, Proposal, Remark, State, Terms, Verdict,
};

use super::{
    can::Can,
    changes::ChangesView,
    deciding::{Deciding, in_place_of},
    extra::{Extra, Notice},
    files::{self, FileView},
    grounds::Prepared,
    labelling::Labelling,
    others::Others,
    papers::PaperView,
    signature::SignedView,
    talk::{LineView, Talk},
    verified::KnownView,
};
use crate::{
    answers::{GroupView, Origins, Showing, askable},
    by_rule,
    consultations::told::ToldView,
    draws,
    enclosing::Chosen,
    fee::{self, FeeRow},
    frame::Frame,
    giving_back::GivingBack,
    granting::{self, AmountRow, TermsView},
    history::{HistoryView, moment},
    link,
    queue::{PROTECTED, standing, standing_colour, take_fields},
    reopening::ReopeningView,
    routing::source_name,
    samples::SampleView,
    typed::Typed,
};
use ::web::{guard::verdict_name, shown};

/// The page of a case.
#[derive(Template)]
#[template(path = "case.html")]
pub(crate) struct CasePage {
    frame: Frame,
    notice: Option<Notice>,
    typed: Typed,
    /// The files that came along with what was typed.
    chosen: Chosen,
    /// The list that the person came from: its query, and its address.
    from: String,
    back: String,
    /// The cases before and after this one in that list.
    neighbours: Option<(String, String)>,
    /// What "take the next one" sends along.
    take_fields: Vec<(&'static str, String)>,
    commands: String,
    /// The last day of the correction that is awaited.
    correction_until: Option<String>,
    /// Where a correction is looked at before it leaves.
    correction: String,
    reveal: String,
    /// The places of what is still masked, and why the rest was asked for.
    masked: Vec<String>,
    reason: String,
    reissue: String,
    code: Option<String>,
    paper: String,
    /// What is to be thought of although nobody asks.
    mind: Option<&'static str>,
    version: i64,
    title: String,
    receipt_number: String,
    state: Cow<'static, str>,
    state_colour: &'static str,
    /// That its time is over, or is today.
    pressing: Option<(&'static str, String)>,
    /// 支援措置: until when, and whether that is near.
    protection: Option<Protection>,
    facts: Vec<(&'static str, String)>,
    /// What the resident confirmed, in cases from before there were findings.
    warnings: Vec<String>,
    deciding: Deciding,
    /// What can be proposed: words and names.
    verdicts: Vec<(&'static str, String)>,
    /// What a proposal can be raised to: as it was proposed, and the opposite.
    raises: Vec<(&'static str, String)>,
    /// The amounts of a proposal in part.
    amount_rows: Vec<AmountRow>,
    groups: Vec<GroupView>,
    /// Whether files are the person's to open without saying why.
    opens_files: bool,
    files: Vec<FileView>,
    changes: ChangesView,
    /// Where the revisions lie beside each other, where there is more than one.
    revisions: Option<String>,
    remarks: Vec<(String, String)>,
    /// What stands ready for each reason of a correction.
    sentences: Vec<OfferedSentence>,
    proposal: Option<DecisionView>,
    decision: Option<DecisionView>,
    can: Can,
    labels: Labelling,
    decisions: Vec<DecideView>,
    notices: Vec<PaperView>,
    /// What stands in the boxes of a refusal.
    grounds: Prepared,
    giving_back: GivingBack,
    reopening: ReopeningView,
    sample: Option<SampleView>,
    /// What other departments were asked.
    consulted: ToldView,
    signature: Option<SignedView>,
    known: Option<KnownView>,
    fee_rows: Vec<FeeRow>,
    /// Whether the resident has been asked and has not paid.
    waits_for_fee: bool,
    /// To whom, and to which department, it can be given.
    heirs: Heirs,
    talk: Talk,
    notes: Vec<LineView>,
    history: Vec<HistoryView>,
    /// Where it is told who looked, to those who oversee it.
    readers: Option<String>,
    /// Where the earlier entries of the history are.
    earlier: Option<String>,
    /// Other cases that it has to do with, or may have.
    others: Others,
}

/// 支援措置, as the head of the page tells it.
struct Protection {
    /// The last day of it.
    until: String,
    /// Whether the person may ask where the applicant is.
    opens: bool,
    /// Whether it ends soon.
    is_near: bool,
}

/// A decision, proposed or made.
pub(super) struct DecisionView {
    /// Who, and when where it was made.
    pub(super) by: String,
    pub(super) verdict: String,
    pub(super) reason: String,
    pub(super) terms: Option<TermsView>,
}

/// A decision that the person can make.
struct DecideView {
    kind: &'static str,
    /// 承認, 却下, or as the procedure calls it
    name: String,
    refuses: bool,
    /// What was proposed instead, where this is the opposite.
    against: Option<String>,
    /// In whose place it is made: id, and in words.
    in_place_of: Option<(String, String)>,
    /// Whether the form stands open: it is what the case waits for.
    open: bool,
}

impl CasePage {
    #[expect(clippy::too_many_lines, reason = "one for each part of the page")]
    pub(super) fn of(
        (view, today): (CaseView, NaiveDate),
        frame: Frame,
        heirs: Heirs,
        extra: Extra,
    ) -> Self {
        let (facts, giving_back, id) = (facts(&view), GivingBack::of(&view), view.case.id.clone());
        let (deciding, talk) = (Deciding::of(&view, today), Talk::of(&view, &extra.typed));
        let can = Can::of(&view.available, view.case.shape, writing_pages(&id, &extra.from));
        let showing = Showing {
            case: &id,
            files: &view.attachments,
            revealed: &extra.revealed,
            may_reveal: if can.work { view.unseals.clone() } else { BTreeSet::new() },
            opens_files: view.opens_files,
            remarks: can.request_correction.then_some(&extra.typed),
            origins: Origins {
                verified: view.verified.as_ref().map_or(&[], |known| &known.answers),
                by_staff: view.by_staff.iter().map(String::as_str).collect(),
                changed: view.changes.iter().map(|change| change.at.as_str()).collect(),
            },
        };
        let (proposal, decision) = (DecisionView::proposed(&view), DecisionView::made(&view));
        let (reopening, sample) = (ReopeningView::of(&view, &extra.typed), SampleView::of(&view));
        let (protection, decisions) = (Protection::of(&view), decisions(&view, &extra.typed));
        let files = files::files((&id, &extra.from), &view, &extra.revealed);
        let raises = raises(&view.case, &view.published);
        let others = Others::of(&view, &extra.typed);
        let consulted = ToldView::of(&view, &extra.advisers, &extra.typed);
        let history = extra.earlier.unwrap_or(view.history);
        Self {
            facts,
            sample,
            consulted,
            reopening,
            giving_back,
            back: link::queue_again(&extra.from),
            neighbours: (!extra.from.is_empty()).then(|| link::neighbours(&id, &extra.from)),
            take_fields: take_fields(&extra.from),
            commands: link::case_part(&id, "commands"),
            correction: link::case_part(&id, "correction"),
            correction_until: view.case.correction.as_ref().map(until),
            reveal: link::case_part(&id, "reveal"),
            masked: showing.masked(&view.answers),
            reason: extra.reason,
            reissue: link::case_part(&id, "code"),
            code: extra.code,
            mind: mind(&view.case, view.payment.as_ref()),
            decisions,
            grounds: Prepared::of(&view.case, &view.published),
            notices: view.notices.iter().map(|notice| PaperView::of(&id, notice)).collect(),
            paper: link::case_part(&id, "application.pdf"),
            version: view.case.version,
            title: view.published.form.title(Language::Japanese).to_owned(),
            receipt_number: view.receipt_number.to_string(),
            state: standing_of(&view.case),
            state_colour: standing_colour(view.case.state, view.case.returned),
            pressing: pressing(view.remaining_days),
            protection,
            groups: showing.groups(&view.answers),
            opens_files: showing.opens_files,
            files,
            revisions: (view.revisions.len() > 1).then(|| link::case_revisions(&id, &extra.from)),
            changes: ChangesView::of(view.changes, &view.revisions),
            remarks: named(&view.answers, view.remarks),
            sentences: view.sentences,
            proposal,
            decision,
            raises,
            verdicts: Verdict::ALL.map(|it| (it.word(), called(&view.published, it))).into(),
            amount_rows: granting::rows(&extra.typed),
            can,
            talk,
            labels: Labelling::of(&view.labels, &view.available, &extra.typed),
            signature: view.signature.as_ref().map(SignedView::of),
            known: view.verified.as_ref().map(|it| KnownView::of(it, &view.published.form)),
            fee_rows: fee::rows(&extra.typed, &view.proposed_fee),
            waits_for_fee: view.case.later_fee == LaterFee::Asked,
            heirs,
            notes: view.notes.into_iter().map(LineView::from).collect(),
            readers: view.oversees.then(|| link::case_part(&id, "readers")),
            earlier: history.earlier.map(|before| earlier(&id, before, &extra.from)),
            history: history.entries.into_iter().map(HistoryView::of).collect(),
            others,
            warnings: if view.findings.is_empty() { view.warnings } else { Vec::new() },
            deciding,
            notice: extra.notice,
            typed: extra.typed,
            chosen: extra.chosen,
            from: extra.from,
            frame,
        }
    }
}

/// The decisions that are open to the person, the proposed one first.
fn decisions(view: &CaseView, typed: &Typed) -> Vec<DecideView> {
    let (case, available) = (&view.case, &view.available);
    let for_whom = |command| in_place_of(view, command);
    let proposed = case.proposal.as_ref().map(|proposal| proposal.verdict);
    let name = |verdict| called(&view.published, verdict);
    let shown = |(command, way): (CommandKind, Verdict)| {
        let verdict = case.comes_to(way);
        DecideView {
            kind: command.word(),
            name: name(verdict),
            refuses: !verdict.is_in_favour(),
            in_place_of: for_whom(command),
            against: proposed.filter(|proposed| *proposed != verdict).map(name),
            open: proposed == Some(verdict) || typed.value("type") == command.word(),
        }
    };
    let both = [(CommandKind::Approve, Verdict::Approve), (CommandKind::Refuse, Verdict::Refuse)];
    let open = both.into_iter().filter(|(command, _)| available.contains(command));
    let mut decisions: Vec<DecideView> = open.map(shown).collect();
    decisions.sort_by_key(|decision| decision.against.is_some());
    decisions
}

/// What whoever raises a proposal can decide: each way as it comes out.
fn raises(case: &Case, published: &Published) -> Vec<(&'static str, String)> {
    let ways = [Verdict::Approve, Verdict::Refuse];
    ways.map(|way| (way.word(), called(published, case.comes_to(way)))).into()
}

/// A verdict as the procedure calls it, else as every office does.
pub(super) fn called(published: &Published, verdict: Verdict) -> String {
    let own = verdict_word(&published.form, verdict, Language::Japanese);
    own.unwrap_or_else(|| verdict_name(verdict)).to_owned()
}

/// Money that stayed when the case went.
fn mind(case: &Case, payment: Option<&back_office::PaymentView>) -> Option<&'static str> {
    let is_paid = payment.is_some_and(|payment| payment.state == fees::PaymentState::Captured);
    match case.state {
        State::Withdrawn if is_paid => Some(
            "取り下げられた申請ですが、手数料が支払われています。返す必要があるかを確かめ、返すときは返金の手続をしてください。",
        ),
        State::Lapsed if is_paid => {
            Some("失効した申請ですが、手数料が支払われています。返金の手続をしてください。")
        }
        State::Withdrawn
        | State::Lapsed
        | State::Waiting
        | State::AwaitingPayment
        | State::Received
        | State::InReview
        | State::CorrectionRequested
        | State::AwaitingApproval
        | State::Approved
        | State::Completed
        | State::Refused => None,
    }
}

/// The pages on which staff write in the resident's place: a slip, and an answer.
fn writing_pages(case: &kernel::SubmissionId, from: &str) -> [String; 2] {
    ["edit", "answer"].map(|page| write_address(case, page, from))
}

fn write_address(case: &kernel::SubmissionId, page: &str, from: &str) -> String {
    let page = link::case_part(case, page);
    if from.is_empty() { page } else { format!("{page}?from={}", link::percent_encoded(from)) }
}

/// Where the history before entry `before` is shown.
fn earlier(case: &kernel::SubmissionId, before: i64, from: &str) -> String {
    let from = link::percent_encoded(from);
    format!("{}?before={before}&from={from}#history", link::case(case))
}

/// Where it stands, in the words of the list.
pub(crate) fn standing_of(case: &Case) -> Cow<'static, str> {
    let step = case.proposal.as_ref().and_then(Proposal::step);
    let is_asked = case.open_consultations().next().is_some();
    standing(case.state, case.returned, step, is_asked)
}

/// What stands at the top of the page.
pub(super) fn facts(view: &CaseView) -> Vec<(&'static str, String)> {
    let applicant = &view.applicant;
    let name = applicant.name.clone().unwrap_or_else(|| "―".to_owned());
    let kana = applicant.kana.as_ref().map(|kana| format!("（{kana}）")).unwrap_or_default();
    let mut facts = vec![
        ("申請者", format!("{name}{kana}")),
        ("受付", format!("{}　{}", moment(view.case.arrived_at), source_name(view.source))),
        ("期限", due(view)),
        ("担当", view.assignee.clone().unwrap_or_else(|| "未定".to_owned())),
        ("所管", view.department_name.clone()),
        ("様式", format!("第{}版", view.published.number)),
    ];
    facts.extend(view.desk_name.clone().map(|desk| ("手元", desk)));
    facts.extend(view.ward_name.clone().map(|ward| ("区", ward)));
    facts.extend(view.protection.map(|it| (PROTECTED, protected_until(it.until))));
    let by_rule = view.case.by_rule.as_deref();
    facts.extend(by_rule.map(|it| ("自動で決定", by_rule::decided(it))));
    let stood = view.case.stopped_days;
    facts.extend(
        (stood > 0).then(|| ("止まった日数", format!("{stood}開庁日（期限に足しています）"))),
    );
    let waits = view.case.waits_until;
    facts.extend(waits.map(|day| ("キャンセル待ち", day.format("%Y年%-m月%-d日まで").to_string())));
    facts.extend(view.case.lot.as_deref().map(|lot| ("抽選", draws::place(lot))));
    let asked = view.case.correction.as_ref();
    facts.extend(asked.map(|asked| ("補正の期限", until(asked))));
    let fee = fee::fact(view.payment.as_ref(), view.case.later_fee);
    facts.extend(fee.map(|fee| ("手数料", fee)));
    if view.revisions.len() > 1 {
        facts.push((
            "申請の版",
            format!("第{}版（{}）", view.revisions.len(), revised(&view.revisions)),
        ));
    }
    facts
}

/// By whom the first answers were changed.
fn revised(revisions: &[RevisionView]) -> &'static str {
    let later = revisions.get(1..).unwrap_or_default();
    match (later.iter().any(|it| it.by_staff), later.iter().any(|it| !it.by_staff)) {
        (true, true) => "補正と職権の訂正あり",
        (true, false) => "職権の訂正あり",
        (false, _) => "補正あり",
    }
}

fn protected_until(day: NaiveDate) -> String {
    format!("{}まで。住所などは表示しません", shown::plain_day(day, Language::Japanese))
}

fn until(asked: &Correction) -> String {
    shown::plain_day(asked.due_on, Language::Japanese)
}

fn due(view: &CaseView) -> String {
    let day = view.case.due_on.map(|day| day.format("%Y年%-m月%-d日").to_string());
    match (day, view.remaining_days) {
        (Some(day), Some(late @ ..0)) => format!("{day}（{}開庁日超過）", late.unsigned_abs()),
        (Some(day), Some(left)) => format!("{day}（あと{left}開庁日）"),
        (Some(day), None) => day,
        (None, _) => {
            view.stopped_day.map_or_else(|| "―".to_owned(), |day| format!("停止{day}日目"))
        }
    }
}

fn pressing(remaining_days: Option<i64>) -> Option<(&'static str, String)> {
    match remaining_days? {
        late @ ..0 => Some(("r", format!("{}開庁日超過", late.unsigned_abs()))),
        0 => Some(("a", "今日まで".to_owned())),
        1.. => None,
    }
}

/// What was asked for, each with its question.
fn named(groups: &[form_engine::AnswerGroup], remarks: Vec<Remark>) -> Vec<(String, String)> {
    remarks.into_iter().map(|remark| (label_of(groups, &remark.at), remark.text)).collect()
}

/// The question at `at`, or the pointer where the form no longer asks it.
fn label_of(groups: &[form_engine::AnswerGroup], at: &str) -> String {
    let found = askable(groups).into_iter().find(|field| field.at == at);
    found.map_or_else(|| at.to_owned(), |field| field.label)
}

impl CasePage {
    /// Whether the person opens no file at all, since any may tell where somebody is.
    fn is_shut(&self) -> bool {
        self.protection.as_ref().is_some_and(|it| !it.opens)
    }
}

impl Protection {
    fn of(view: &CaseView) -> Option<Self> {
        let protection = view.protection?;
        Some(Self {
            until: shown::plain_day(protection.until, Language::Japanese),
            opens: view.unseals.contains(&Sensitivity::Whereabouts),
            is_near: protection.ends_soon,
        })
    }
}

impl DecisionView {
    fn of(by: String, verdict: String, reason: String, terms: Option<&Terms>) -> Self {
        Self { by, verdict, reason, terms: terms.map(TermsView::of) }
    }

    /// What was proposed, and waits for a decision.
    pub(super) fn proposed(view: &CaseView) -> Option<Self> {
        let it = view.case.proposal.as_ref()?;
        let by = view.proposed_by.as_ref().map(|name| format!("起案した人：{name}"));
        let verdict = called(&view.published, it.verdict);
        Some(Self::of(by.unwrap_or_default(), verdict, it.reason.clone(), it.terms.as_ref()))
    }

    /// What was decided; nobody did where a rule did.
    fn made(view: &CaseView) -> Option<Self> {
        let it = view.case.decision.as_ref()?;
        let by = view.decided_by.as_ref().map(|name| format!("決定した人：{name}　"));
        let by = format!("{}{}", by.unwrap_or_default(), moment(it.at));
        let verdict = called(&view.published, it.verdict);
        Some(Self::of(by, verdict, it.reason.clone(), it.terms.as_ref()))
    }
}

#[cfg(test)]
mod tests;
