//! A case as JSON.

use back_office::{
    CaseView, ChangedField, FindingView, Label, NoticeView, OfferedTemplate, QueuePage, QueueRow,
    RefundRights, Standing, ThreadMessage,
};
use form_engine::{Answer, AnswerGroup, Shown};
use kernel::{Instant, Level};
use review_workflow::{CommandKind, Grounds, Proposal, Reopened, Reopening, Returned, VoidReason};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    procedure::time,
    status::{MessageBody, PaymentBody, RemarkBody},
};

/// A page of the queue.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QueueBody {
    cases: Vec<QueueRowBody>,
    /// Where the next page begins; absent on the last one.
    next_cursor: Option<String>,
    /// Where the page before begins; absent on the first one.
    previous_cursor: Option<String>,
    /// Of a search that stopped before its page was full: the first day of arrival that it went back
    /// to. It goes on from `next_cursor`.
    #[serde(skip_serializing_if = "Option::is_none")]
    searched_from: Option<String>,
    /// `true` while a search does not find older cases yet, because they are still being indexed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    indexing: bool,
}

/// A case in the queue.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QueueRowBody {
    id: String,
    receipt_number: String,
    procedure: String,
    title: String,
    applicant: Option<String>,
    applicant_kana: Option<String>,
    state: &'static str,
    /// Why it is back in the hands of who works on it: `answered`, `sent-back` or `put-back`.
    returned: Option<&'static str>,
    /// Whose turn a proposal is, from 1, and how many people it goes by.
    step: Option<StepBody>,
    /// The name of who has it.
    assignee: Option<String>,
    received_at: String,
    /// When it was changed last.
    changed_at: String,
    /// How often its answers were corrected.
    corrections: u32,
    due_on: Option<String>,
    /// Whether it is the caller's, and somebody else changed it since they read it.
    unread: bool,
    /// Open days left, negative when overdue.
    remaining_days: Option<i64>,
    /// How many warnings the resident confirmed.
    warnings: u32,
    /// How many findings are still to be looked at.
    open_findings: u64,
    /// The labels that it bears, by name.
    labels: Vec<LabelBody>,
    /// Whether somebody put it before all others.
    first: bool,
    /// Since when the resident waits for an answer to what they wrote.
    question_at: Option<String>,
    /// The id of the responsible department.
    department: String,
    department_name: String,
    /// The id of the department at which it lies, when that is another one.
    desk: Option<String>,
    desk_name: Option<String>,
    /// The id of the ward, where it is known; `outside` the municipality.
    ward: Option<String>,
    ward_name: Option<String>,
    version: i64,
}

/// Where a proposal is on its way.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StepBody {
    /// Whose turn it is, from 1.
    turn: u32,
    /// How many people it goes by, who decides among them.
    of: u32,
}

/// A case.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseBody {
    id: String,
    receipt_number: String,
    /// The procedure's id.
    procedure: String,
    title: String,
    /// The version of the form that it was made with.
    form_version: u32,
    /// The id of the responsible department.
    department: String,
    department_name: String,
    /// The id of the department at which it lies, when that is another one.
    desk: Option<String>,
    desk_name: Option<String>,
    /// The id of the ward, where it is known; `outside` the municipality.
    ward: Option<String>,
    ward_name: Option<String>,
    state: &'static str,
    /// Why it is back in the hands of who works on it: `answered`, `sent-back` or `put-back`.
    returned: Option<&'static str>,
    /// Whose turn a proposal is, from 1, and how many people it goes by.
    step: Option<StepBody>,
    /// For commands: what the caller saw.
    version: i64,
    /// The id of who has it.
    assignee_id: Option<String>,
    /// Their name.
    assignee: Option<String>,
    /// The labels that it bears, by name.
    labels: Vec<LabelBody>,
    /// Those that the caller may put on it.
    labels_offered: Vec<LabelBody>,
    applicant: ApplicantBody,
    received_at: String,
    due_on: Option<String>,
    remaining_days: Option<i64>,
    /// The latest answers, page by page; sensitive ones masked.
    answers: Vec<AnswerGroupBody>,
    attachments: Vec<FileBody>,
    /// What the resident was warned of and confirmed.
    warnings: Vec<String>,
    /// What somebody has to look at before one person alone may decide.
    findings: Vec<FindingBody>,
    /// Who decides in favour, or records it; who decides what is proposed, where something is.
    decides: LevelBody,
    messages: Vec<ThreadMessageBody>,
    /// Since when the resident waits for an answer to what they wrote.
    question_at: Option<String>,
    /// The language that the resident chose: `ja`, `ja-easy` or `en`.
    language: &'static str,
    /// What stands ready to be written to the resident, filled in for this case.
    templates: Vec<TemplateBody>,
    notes: Vec<NoteBody>,
    /// The papers that tell of decisions, the first one first.
    notices: Vec<CaseNoticeBody>,
    revisions: Vec<RevisionBody>,
    /// What the last revision changed.
    changes: Vec<ChangedFieldBody>,
    /// What was asked to be corrected last.
    remarks: Vec<RemarkBody>,
    payment: Option<PaymentBody>,
    proposal: Option<VerdictBody>,
    decision: Option<VerdictBody>,
    /// That somebody wants it taken up again.
    reopening: Option<ReopeningBody>,
    /// What was decided before it was taken up again, the first one first.
    reopened: Vec<ReopenedBody>,
    /// The commands that the caller may give now.
    available: Vec<&'static str>,
}

/// A message of the thread, and what became of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ThreadMessageBody {
    #[serde(flatten)]
    said: MessageBody,
    /// Of the office's own, where the letter stands that tells of it: `no-address`, `waiting`,
    /// `sent` or `failed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    mail: Option<&'static str>,
    /// Of the office's own, whether the resident has had it on their page since.
    #[serde(skip_serializing_if = "Option::is_none")]
    read: Option<bool>,
}

/// A template of messages, filled in for a case.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TemplateBody {
    id: String,
    name: String,
    /// In the resident's language, or in Japanese. What the case does not have stays in braces.
    text: String,
    language: &'static str,
    /// In easy Japanese; empty where nobody has written it.
    easy: String,
}

/// A label.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LabelBody {
    id: String,
    /// The id of the department whose it is.
    department: String,
    name: String,
    /// `grey`, `blue`, `green`, `amber`, `red` or `purple`.
    colour: &'static str,
}

/// Who applies.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ApplicantBody {
    name: Option<String>,
    kana: Option<String>,
    email: Option<String>,
}

/// The answers of one page of the form.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AnswerGroupBody {
    page: String,
    title: String,
    answers: Vec<AnswerBody>,
}

/// One answer. Exactly one of `text`, `list`, `attachments`, `group` and `rows` is there,
/// and none where nothing was answered.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct AnswerBody {
    /// JSON Pointer in the data.
    at: String,
    label: String,
    /// The kind of permission that it takes to see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    sensitive: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    list: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attachments: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    group: Option<Vec<AnswerBody>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    rows: Option<Vec<Vec<AnswerBody>>>,
}

/// A file of the case.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FileBody {
    id: String,
    label: String,
    name: String,
    media_type: String,
    bytes: u64,
}

/// Something to look at.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FindingBody {
    /// What `check` names it by.
    place: usize,
    /// `confirmed`: the resident was warned and filed. `changed`: a correction changed answers.
    kind: &'static str,
    /// JSON Pointer of the answer; empty for the whole of them.
    at: String,
    text: Option<String>,
    /// When somebody looked at it.
    checked_at: Option<String>,
    checked_by: Option<String>,
}

/// Who decides.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LevelBody {
    /// `staff`, `chief`, `section`, `division`, `bureau` or `mayor`: the lowest rank that does.
    decider: &'static str,
    /// Whether that may be the person who prepared the case, with `settle`.
    alone: bool,
    /// The ranks that pass it on before.
    route: Vec<&'static str>,
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
    /// Whether it grants or refuses.
    approved: bool,
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
}

/// An internal note.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NoteBody {
    at: String,
    by: String,
    text: String,
    /// Where it tells of a call.
    #[serde(skip_serializing_if = "Option::is_none")]
    call: Option<CallBody>,
}

/// A call.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CallBody {
    /// `question`, `complaint` or `promise`.
    topic: &'static str,
    /// With whom.
    with: String,
}

/// One revision of the content.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RevisionBody {
    number: u32,
    at: String,
    /// Whether staff wrote it in the resident's place.
    by_staff: bool,
}

/// A field that a revision changed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChangedFieldBody {
    at: String,
    label: String,
    before: String,
    after: String,
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
    /// The id of who proposed or made it.
    by: String,
    /// `approve` or `refuse`.
    verdict: &'static str,
    reason: String,
    /// The grounds of a refusal that is proposed.
    #[serde(skip_serializing_if = "Option::is_none")]
    grounds: Option<GroundsBody>,
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

impl From<Reopened> for ReopenedBody {
    fn from(again: Reopened) -> Self {
        let made = again.decision.map(|it| verdict(it.by, it.verdict, it.reason, Some(it.at)));
        Self { at: time(again.at), ground: again.ground.word(), decision: made }
    }
}

impl From<ThreadMessage> for ThreadMessageBody {
    fn from(ThreadMessage { said, delivery }: ThreadMessage) -> Self {
        Self {
            said: MessageBody::from(said),
            mail: delivery.map(|it| it.mail.word()),
            read: delivery.map(|it| it.read),
        }
    }
}

impl From<OfferedTemplate> for TemplateBody {
    fn from(template: OfferedTemplate) -> Self {
        let OfferedTemplate { id, name, text, language, easy } = template;
        Self { id: id.into(), name, text, language: language.tag(), easy }
    }
}

impl From<Label> for LabelBody {
    fn from(label: Label) -> Self {
        let Label { id, department, name, colour, .. } = label;
        Self { id: id.into(), department: department.into(), name, colour: colour.word() }
    }
}

impl From<QueuePage> for QueueBody {
    fn from(page: QueuePage) -> Self {
        let cases = page.rows.into_iter().map(QueueRowBody::from).collect();
        Self {
            cases,
            searched_from: page.stopped_at.map(|day| day.to_string()),
            indexing: page.is_behind,
            next_cursor: page.next,
            previous_cursor: page.previous,
        }
    }
}

impl From<(u32, u32)> for StepBody {
    fn from((turn, of): (u32, u32)) -> Self {
        Self { turn, of }
    }
}

impl From<QueueRow> for QueueRowBody {
    fn from(row: QueueRow) -> Self {
        Self {
            id: row.id.into(),
            receipt_number: row.receipt_number.to_string(),
            procedure: row.procedure,
            title: row.title,
            applicant: row.applicant,
            applicant_kana: row.applicant_kana,
            state: row.state.word(),
            returned: row.returned.map(Returned::word),
            step: row.step.map(StepBody::from),
            assignee: row.assignee,
            received_at: time(row.received_at),
            changed_at: time(row.changed_at),
            corrections: row.corrections,
            unread: row.is_unread,
            due_on: row.due_on.map(|day| day.to_string()),
            remaining_days: row.remaining_days,
            warnings: row.warnings,
            open_findings: row.open_findings,
            labels: row.labels.into_iter().map(LabelBody::from).collect(),
            first: row.is_first,
            question_at: row.question_at.map(time),
            department: row.department.into(),
            department_name: row.department_name,
            desk: row.desk.map(String::from),
            desk_name: row.desk_name,
            ward: row.ward.map(String::from),
            ward_name: row.ward_name,
            version: row.version,
        }
    }
}

impl From<CaseView> for CaseBody {
    fn from(view: CaseView) -> Self {
        let CaseView { case, published, applicant, .. } = view;
        let form = &published.form;
        Self {
            id: case.id.into(),
            receipt_number: view.receipt_number.to_string(),
            procedure: form.id().to_owned(),
            title: form.title(kernel::Language::Japanese).to_owned(),
            form_version: published.number,
            department: view.place.department.into(),
            department_name: view.department_name,
            desk: view.place.desk.map(String::from),
            desk_name: view.desk_name,
            ward: view.place.ward.map(String::from),
            ward_name: view.ward_name,
            state: case.state.word(),
            returned: case.returned.map(Returned::word),
            step: case.proposal.as_ref().and_then(Proposal::step).map(StepBody::from),
            version: case.version,
            assignee_id: case.assignee.map(String::from),
            assignee: view.assignee,
            labels: view.labels.borne.into_iter().map(LabelBody::from).collect(),
            labels_offered: view.labels.offered.into_iter().map(LabelBody::from).collect(),
            applicant: ApplicantBody {
                name: applicant.name,
                kana: applicant.kana,
                email: applicant.email,
            },
            received_at: time(case.arrived_at),
            due_on: case.due_on.map(|day| day.to_string()),
            remaining_days: view.remaining_days,
            answers: view.answers.into_iter().map(AnswerGroupBody::from).collect(),
            attachments: view.attachments.into_iter().map(FileBody::from).collect(),
            warnings: view.warnings,
            findings: view.findings.into_iter().map(FindingBody::from).collect(),
            decides: LevelBody::from(&view.level),
            messages: view.messages.into_iter().map(ThreadMessageBody::from).collect(),
            question_at: case.question_at.map(time),
            language: view.language.tag(),
            templates: view.templates.into_iter().map(TemplateBody::from).collect(),
            notes: view.notes.into_iter().map(NoteBody::from).collect(),
            revisions: view.revisions.into_iter().map(RevisionBody::from).collect(),
            changes: view.changes.into_iter().map(ChangedFieldBody::from).collect(),
            remarks: view.remarks.into_iter().map(RemarkBody::from).collect(),
            notices: view.notices.into_iter().map(CaseNoticeBody::from).collect(),
            payment: view.payment.map(PaymentBody::from),
            proposal: case.proposal.map(proposed),
            decision: case.decision.map(|d| verdict(d.by, d.verdict, d.reason, Some(d.at))),
            reopening: case.reopening.map(ReopeningBody::from),
            reopened: case.reopened.into_iter().map(ReopenedBody::from).collect(),
            available: available(&view.available, view.refund_rights),
        }
    }
}

impl From<NoticeView> for CaseNoticeBody {
    fn from(notice: NoticeView) -> Self {
        let NoticeView { id, number, approved, at, is_set, instruction, standing } = notice;
        let void = if let Standing::Void(reason) = standing {
            Some(VoidReason::word(reason))
        } else {
            None
        };
        let standing = standing.word();
        Self { id, number, approved, at: time(at), ready: is_set, standing, void, instruction }
    }
}

fn available(commands: &[CommandKind], refunds: RefundRights) -> Vec<&'static str> {
    let mut words: Vec<&str> = commands.iter().copied().map(CommandKind::word).collect();
    words.extend(refunds.propose.map(|_most| "propose_refund"));
    if refunds.decide.is_some() {
        words.extend(["confirm_refund", "reject_refund"]);
    }
    words
}

fn verdict(
    by: kernel::StaffId,
    verdict: review_workflow::Verdict,
    reason: String,
    at: Option<Instant>,
) -> VerdictBody {
    let (by, at) = (by.into(), at.map(time));
    VerdictBody { by, verdict: verdict.word(), reason, grounds: None, at }
}

fn proposed(proposal: Proposal) -> VerdictBody {
    let Proposal { by, verdict: proposed, reason, grounds, .. } = proposal;
    let grounds = grounds.map(|Grounds { basis, facts, application }| GroundsBody {
        basis,
        facts,
        application,
    });
    VerdictBody { grounds, ..verdict(by, proposed, reason, None) }
}

impl From<AnswerGroup> for AnswerGroupBody {
    fn from(group: AnswerGroup) -> Self {
        let answers = group.answers.into_iter().map(AnswerBody::from).collect();
        Self { page: group.page, title: group.title, answers }
    }
}

impl From<Answer> for AnswerBody {
    fn from(answer: Answer) -> Self {
        let sensitive = answer.sensitive.map(form_engine::Sensitivity::word);
        let mut body = Self { at: answer.at, label: answer.label, sensitive, ..Self::default() };
        match answer.shown {
            Shown::Nothing => {}
            Shown::Text(text) => body.text = Some(text),
            Shown::List(items) => body.list = Some(items),
            Shown::Attachments(ids) => body.attachments = Some(ids),
            Shown::Group(answers) => body.group = Some(bodies(answers)),
            Shown::Rows(rows) => body.rows = Some(rows.into_iter().map(bodies).collect()),
        }
        body
    }
}

fn bodies(answers: Vec<Answer>) -> Vec<AnswerBody> {
    answers.into_iter().map(AnswerBody::from).collect()
}

impl From<back_office::AttachedFile> for FileBody {
    fn from(file: back_office::AttachedFile) -> Self {
        let back_office::AttachedFile { id, label, name, media_type, bytes } = file;
        Self { id: id.into(), label, name, media_type, bytes }
    }
}

impl From<FindingView> for FindingBody {
    fn from(finding: FindingView) -> Self {
        let (checked_by, checked_at) = finding.checked.unzip();
        Self {
            place: finding.place,
            kind: finding.kind.word(),
            at: finding.at,
            text: finding.text,
            checked_at: checked_at.map(time),
            checked_by,
        }
    }
}

impl From<&Level> for LevelBody {
    fn from(level: &Level) -> Self {
        Self {
            decider: level.decider.word(),
            alone: level.alone,
            route: level.route.iter().map(|rank| rank.word()).collect(),
            deputy: level.deputy,
        }
    }
}

impl From<back_office::Note> for NoteBody {
    fn from(note: back_office::Note) -> Self {
        let call = note.call.map(|call| CallBody { topic: call.topic.word(), with: call.with });
        Self { at: time(note.at), by: note.by, text: note.text, call }
    }
}

impl From<back_office::RevisionView> for RevisionBody {
    fn from(revision: back_office::RevisionView) -> Self {
        Self { number: revision.number, at: time(revision.at), by_staff: revision.by_staff }
    }
}

impl From<ChangedField> for ChangedFieldBody {
    fn from(field: ChangedField) -> Self {
        let ChangedField { at, label, before, after, sensitive: _ } = field;
        Self { at, label, before, after }
    }
}
