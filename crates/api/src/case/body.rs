//! A case as JSON.

mod decision;
mod files;
mod queue;

use back_office::{
    CaseView, ChangedField, FindingView, Label, LinkedCase, OfferedTemplate, RefundRights,
    ThreadMessage, VerifiedView,
};
use form_engine::{Answer, AnswerGroup, Shown};
use review_workflow::{CommandKind, Proposal, Returned};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    consultations::ConsultationBody,
    procedure::time,
    status::{MessageBody, PaymentBody, RemarkBody},
};

pub(crate) use decision::{
    ByRuleBody, CaseNoticeBody, LevelBody, LotBody, ReopenedBody, ReopeningBody, SampleBody,
    VerdictBody,
};
use decision::{decided, proposed};
use files::{ComparisonBody, FileBody};
pub(crate) use queue::{QueueBody, StepBody};

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
    /// The last day on which it is kept back where the applicant is (支援措置): answers of the kind
    /// `whereabouts` are stars, and files are for who has the right `protected`.
    protected_until: Option<String>,
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
    /// The cases that somebody said it has to do with, as far as you may see them.
    links: Vec<LinkBody>,
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
    /// The answers that stand beside the files, for a clerk to compare (見比べる).
    comparisons: Vec<ComparisonBody>,
    /// Who decides in favour, or records it; who decides what is proposed, where something is.
    decides: LevelBody,
    /// Who gave the answers, where a provider of identities said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    verified: Option<VerifiedBody>,
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
    /// That its decision, taken by one person alone, was drawn for another to look at (抜取確認).
    sample: Option<SampleBody>,
    /// The rule that decided it, or recorded it (自動で決定).
    #[serde(skip_serializing_if = "Option::is_none")]
    by_rule: Option<ByRuleBody>,
    /// The place that a draw gave it (抽選).
    #[serde(skip_serializing_if = "Option::is_none")]
    lot: Option<LotBody>,
    /// The last day on which a place that comes free is passed on to it, while it waits for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    waits_until: Option<String>,
    /// What other departments were asked, the first question first.
    consultations: Vec<ConsultationBody>,
    /// That somebody wants it taken up again.
    reopening: Option<ReopeningBody>,
    /// What was decided before it was taken up again, the first one first.
    reopened: Vec<ReopenedBody>,
    /// The commands that the caller may give now.
    available: Vec<&'static str>,
}

/// What a provider of identities said of the applicant, beside what the case says now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VerifiedBody {
    /// `card`: a person by their My Number Card. `business`: who acts for one, by GビズID.
    by: String,
    /// The provider.
    provider: String,
    at: String,
    /// JSON Pointers of the answers that are what was said.
    answers: Vec<String>,
    /// JSON Pointers of the answers that were said otherwise and changed since.
    changed: Vec<String>,
    /// Whether the address that was said is one of the case.
    address: Option<bool>,
    /// The business that filed for the one that is named, where that one let it.
    #[serde(skip_serializing_if = "Option::is_none")]
    agent: Option<String>,
    /// What GビズID calls the delegation by which it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    delegation: Option<String>,
}

impl From<VerifiedView> for VerifiedBody {
    fn from(VerifiedView { said, answers, changed, address }: VerifiedView) -> Self {
        let fact = |name: &str| said.facts.get(name).cloned();
        let (agent, delegation) = (fact("agent"), fact("delegation"));
        let (by, provider, at) = (said.by, said.provider, time(said.at));
        Self { by, provider, at, answers, changed, address, agent, delegation }
    }
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

/// Another case that it has to do with.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LinkBody {
    id: String,
    receipt_number: String,
    /// The procedure's title.
    title: String,
    state: &'static str,
    /// `same-person`, `same-household`, `duplicate` or `follow-up`.
    kind: &'static str,
    /// Of `follow-up`: whether the other case goes on with what this one began.
    goes_on: bool,
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

/// Something to look at.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FindingBody {
    /// What `check` names it by.
    place: usize,
    /// `confirmed`: the resident was warned and filed. `changed`: a correction changed answers.
    /// `duplicate`, `household`: another case asks for the same, or one of the same household does.
    /// `signature`: who signed differs from who is named, in the part that `rule` names.
    /// `protected`: another case of the same person is protected (支援措置).
    kind: &'static str,
    /// The rule that found it; empty where none did.
    rule: String,
    /// The other case, where it is one that you may see.
    other: Option<String>,
    /// JSON Pointer of the answer; empty for the whole of them.
    at: String,
    text: Option<String>,
    /// When somebody looked at it.
    checked_at: Option<String>,
    checked_by: Option<String>,
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

impl From<LinkedCase> for LinkBody {
    fn from(linked: LinkedCase) -> Self {
        Self {
            id: linked.case.id.into(),
            receipt_number: linked.case.receipt_number.to_string(),
            title: linked.case.title,
            state: linked.case.state.word(),
            kind: linked.kind.word(),
            goes_on: linked.goes_on,
        }
    }
}

impl From<Label> for LabelBody {
    fn from(label: Label) -> Self {
        let Label { id, department, name, colour, .. } = label;
        Self { id: id.into(), department: department.into(), name, colour: colour.word() }
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
            protected_until: view.protection.map(|it| it.until.to_string()),
            returned: case.returned.map(Returned::word),
            step: case.proposal.as_ref().and_then(Proposal::step).map(StepBody::from),
            version: case.version,
            assignee_id: case.assignee.map(String::from),
            assignee: view.assignee,
            labels: view.labels.borne.into_iter().map(LabelBody::from).collect(),
            labels_offered: view.labels.offered.into_iter().map(LabelBody::from).collect(),
            links: view.links.into_iter().map(LinkBody::from).collect(),
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
            comparisons: view.comparisons.into_iter().map(ComparisonBody::from).collect(),
            decides: LevelBody::from(&view.level),
            verified: view.verified.map(VerifiedBody::from),
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
            decision: case.decision.map(decided),
            by_rule: case.by_rule.map(|by_rule| ByRuleBody::from(*by_rule)),
            sample: case.sample.map(|sample| SampleBody::from(*sample)),
            waits_until: case.waits_until.map(|day| day.to_string()),
            lot: case.lot.map(|lot| LotBody::from(*lot)),
            consultations: view.consultations.into_iter().map(ConsultationBody::from).collect(),
            reopening: case.reopening.map(ReopeningBody::from),
            reopened: case.reopened.into_iter().map(ReopenedBody::from).collect(),
            available: available(&view.available, view.refund_rights),
        }
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

impl From<FindingView> for FindingBody {
    fn from(finding: FindingView) -> Self {
        let (checked_by, checked_at) = finding.checked.unzip();
        Self {
            place: finding.place,
            kind: finding.kind.word(),
            rule: finding.rule,
            other: finding.other.map(|other| other.id.into()),
            at: finding.at,
            text: finding.text,
            checked_at: checked_at.map(time),
            checked_by,
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
