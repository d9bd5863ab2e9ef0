//! A case as its page shows it.

use askama::Template;
use kernel::{Language, StaffId};
use review_workflow::{CommandKind, LaterFee, Shape, Verdict};
use service_desk::{CaseView, MessageView};

use super::{Extra, Notice, Typed};
use crate::{
    answers::{Askable, GroupView, Showing, askable},
    fee::{self, FeeRow},
    frame::Frame,
    history::{HistoryView, moment},
    link,
    moves::REMARK,
    queue::state_colour,
};
use ::web::guard::state_name;

/// The page of a case.
#[derive(Template)]
#[template(path = "case.html")]
pub(crate) struct CasePage {
    frame: Frame,
    notice: Option<Notice>,
    typed: Typed,
    commands: String,
    paper: String,
    version: i64,
    title: String,
    receipt_number: String,
    state: &'static str,
    state_colour: &'static str,
    facts: Vec<(&'static str, String)>,
    warnings: Vec<String>,
    groups: Vec<GroupView>,
    /// Whether files are the person's to open without saying why.
    opens_files: bool,
    /// Whether the person may open files at all.
    may_reveal: bool,
    files: Vec<FileView>,
    changes: Vec<ChangeView>,
    remarks: Vec<(String, String)>,
    proposal: Option<DecisionView>,
    decision: Option<DecisionView>,
    can: Can,
    fee_rows: Vec<FeeRow>,
    /// Whether the resident has been asked and has not paid.
    waits_for_fee: bool,
    askable: Vec<RemarkField>,
    colleagues: Vec<(String, String)>,
    messages: Vec<LineView>,
    notes: Vec<LineView>,
    history: Vec<HistoryView>,
    previous: Vec<PreviousView>,
}

/// A file beside the answers.
struct FileView {
    address: String,
    label: String,
    name: String,
    size: String,
    is_picture: bool,
}

/// A field that the last correction changed.
struct ChangeView {
    label: String,
    before: String,
    after: String,
}

/// A decision, proposed or made.
struct DecisionView {
    verdict: &'static str,
    reason: String,
}

/// A message or a note.
struct LineView {
    at: String,
    who: String,
    text: String,
    is_ours: bool,
}

/// Another submission of the same person.
struct PreviousView {
    address: String,
    receipt_number: String,
    title: String,
    at: String,
    state: &'static str,
}

/// A field that a correction can be asked for, with what was typed about it.
struct RemarkField {
    name: String,
    id: String,
    label: String,
    typed: String,
}

/// What the person may do now. The page offers nothing else.
#[expect(clippy::struct_excessive_bools, reason = "one for each button")]
#[derive(Default)]
struct Can {
    claim: bool,
    assign: bool,
    request_correction: bool,
    ask_fee: bool,
    waive_fee: bool,
    propose: bool,
    approve: bool,
    send_back: bool,
    refuse: bool,
    complete: bool,
    note: bool,
    message: bool,
    /// 届出 is recorded, everything else issued.
    records: bool,
}

impl CasePage {
    pub(super) fn of(
        view: CaseView,
        frame: Frame,
        colleagues: Vec<(StaffId, String)>,
        extra: Extra,
    ) -> Self {
        let facts = facts(&view);
        let id = view.case.id.clone();
        let showing = Showing {
            case: &id,
            csrf: &frame.csrf,
            files: &view.attachments,
            revealed: extra.revealed.as_ref(),
            may_reveal: !view.available.is_empty(),
            opens_files: view.opens_files,
        };
        let remark = |field: Askable| RemarkField::of(field, &extra.typed);
        let label_of = |at: &str| label_of(&view.answers, at);
        Self {
            commands: link::case_part(&id, "commands"),
            paper: link::case_part(&id, "application.pdf"),
            version: view.case.version,
            title: view.published.form.title(Language::Japanese).to_owned(),
            receipt_number: view.receipt_number.to_string(),
            state: state_name(view.case.state),
            state_colour: state_colour(view.case.state),
            facts,
            groups: showing.groups(&view.answers),
            opens_files: showing.opens_files,
            may_reveal: showing.may_reveal,
            files: view.attachments.iter().map(|file| FileView::of(&id, file)).collect(),
            changes: view.changes.into_iter().map(ChangeView::from).collect(),
            remarks: view.remarks.into_iter().map(|r| (label_of(&r.at), r.text)).collect(),
            proposal: view.case.proposal.map(|p| DecisionView::of(p.verdict, p.reason)),
            decision: view.case.decision.map(|d| DecisionView::of(d.verdict, d.reason)),
            can: Can::of(&view.available, view.case.shape),
            fee_rows: fee::rows(&extra.typed, &view.proposed_fee),
            waits_for_fee: view.case.later_fee == LaterFee::Asked,
            askable: askable(&view.answers).into_iter().map(remark).collect(),
            colleagues: colleagues.into_iter().map(|(id, name)| (id.into(), name)).collect(),
            messages: view.messages.into_iter().map(LineView::from).collect(),
            notes: view.notes.into_iter().map(LineView::from).collect(),
            history: view.history.into_iter().map(HistoryView::of).collect(),
            previous: view.previous.into_iter().map(PreviousView::from).collect(),
            warnings: view.warnings,
            notice: extra.notice,
            typed: extra.typed,
            frame,
        }
    }
}

/// What stands at the top of the page.
fn facts(view: &CaseView) -> Vec<(&'static str, String)> {
    let applicant = &view.applicant;
    let name = applicant.name.clone().unwrap_or_else(|| "―".to_owned());
    let kana = applicant.kana.as_ref().map(|kana| format!("（{kana}）")).unwrap_or_default();
    let mut facts = vec![
        ("申請者", format!("{name}{kana}")),
        ("受付", moment(view.case.arrived_at)),
        ("期限", due(view)),
        ("担当", view.assignee.clone().unwrap_or_else(|| "未定".to_owned())),
        ("部署", view.department_name.clone()),
        ("様式", format!("第{}版", view.published.number)),
    ];
    let fee = fee::fact(view.payment.as_ref(), view.case.later_fee);
    facts.extend(fee.map(|fee| ("手数料", fee)));
    if view.revisions.len() > 1 {
        facts.push(("申請の版", format!("第{}版（補正あり）", view.revisions.len())));
    }
    facts
}

fn due(view: &CaseView) -> String {
    let day = view.case.due_on.map(|day| day.format("%Y年%-m月%-d日").to_string());
    match (day, view.remaining_days) {
        (Some(day), Some(late @ ..0)) => format!("{day}（{}開庁日超過）", late.unsigned_abs()),
        (Some(day), Some(left)) => format!("{day}（あと{left}開庁日）"),
        (Some(day), None) => day,
        (None, _) if view.case.state.stops_the_clock() => "停止中".to_owned(),
        (None, _) => "―".to_owned(),
    }
}

/// The question at `at`, or the pointer where the form no longer asks it.
fn label_of(groups: &[form_engine::AnswerGroup], at: &str) -> String {
    let found = askable(groups).into_iter().find(|field| field.at == at);
    found.map_or_else(|| at.to_owned(), |field| field.label)
}

impl FileView {
    fn of(case: &kernel::SubmissionId, file: &service_desk::AttachedFile) -> Self {
        Self {
            address: link::case_attachment(case, file.id.as_str()),
            label: file.label.clone(),
            name: file.name.clone(),
            size: format!("{}KB", file.bytes.div_ceil(1024)),
            is_picture: file.media_type.starts_with("image/"),
        }
    }
}

impl From<service_desk::ChangedField> for ChangeView {
    fn from(field: service_desk::ChangedField) -> Self {
        Self { label: field.label, before: field.before, after: field.after }
    }
}

impl DecisionView {
    fn of(verdict: Verdict, reason: String) -> Self {
        let verdict = match verdict {
            Verdict::Approve => "承認",
            Verdict::Refuse => "却下",
        };
        Self { verdict, reason }
    }
}

impl From<MessageView> for LineView {
    fn from(message: MessageView) -> Self {
        let who = if message.from_office { "窓口" } else { "申請者" };
        Self {
            at: moment(message.at),
            who: who.to_owned(),
            text: message.text,
            is_ours: message.from_office,
        }
    }
}

impl From<service_desk::Note> for LineView {
    fn from(note: service_desk::Note) -> Self {
        Self { at: moment(note.at), who: note.by, text: note.text, is_ours: true }
    }
}

impl From<service_desk::PastSubmission> for PreviousView {
    fn from(past: service_desk::PastSubmission) -> Self {
        Self {
            address: link::case(&past.id),
            receipt_number: past.receipt_number.to_string(),
            title: past.title,
            at: moment(past.received_at),
            state: state_name(past.state),
        }
    }
}

impl RemarkField {
    fn of(field: Askable, typed: &Typed) -> Self {
        let name = format!("{REMARK}{}", field.at);
        let typed = typed.of(CommandKind::RequestCorrection.word(), &name).to_owned();
        let id = format!("remark{}", field.at.replace('/', "-"));
        Self { name, id, label: field.label, typed }
    }
}

impl Can {
    fn of(available: &[CommandKind], shape: Shape) -> Self {
        let may = |kind| available.contains(&kind);
        Self {
            claim: may(CommandKind::Claim),
            assign: may(CommandKind::Assign),
            request_correction: may(CommandKind::RequestCorrection),
            ask_fee: may(CommandKind::AskFee),
            waive_fee: may(CommandKind::WaiveFee),
            propose: may(CommandKind::Propose),
            approve: may(CommandKind::Approve),
            send_back: may(CommandKind::SendBack),
            refuse: may(CommandKind::Refuse),
            complete: may(CommandKind::Complete),
            note: may(CommandKind::Note),
            message: may(CommandKind::Message),
            records: shape == Shape::Notification,
        }
    }

    /// Whether anything but talking is possible.
    fn anything(&self) -> bool {
        self.claim
            || self.assign
            || self.request_correction
            || self.ask_fee
            || self.waive_fee
            || self.propose
            || self.approve
            || self.send_back
            || self.refuse
            || self.complete
    }
}

#[cfg(test)]
mod tests {
    use form_engine::{Answer, AnswerGroup, Sensitivity, Shown};

    use super::*;
    use crate::answers::Revealed;
    use testkit::audit;

    fn answers() -> Vec<AnswerGroup> {
        let answer = |at: &str, label: &str, shown: Shown| Answer {
            at: at.into(),
            label: label.into(),
            shown,
            sensitive: None,
            computed: false,
        };
        let text = |text: &str| Shown::Text(text.into());
        let number = Answer {
            sensitive: Some(Sensitivity::MyNumber),
            ..answer("/myNumber", "個人番号", text("********9018"))
        };
        let child = vec![answer("/children/0/name", "氏名", text("青葉 ひかり"))];
        vec![AnswerGroup {
            page: "who".into(),
            title: "請求者".into(),
            answers: vec![
                answer("/name", "氏名", text("<i>青葉</i> 花子")),
                answer(
                    "/address",
                    "住所",
                    Shown::Group(vec![answer("/address/postal", "郵便番号", Shown::Nothing)]),
                ),
                answer("/children", "児童", Shown::Rows(vec![child])),
                number,
            ],
        }]
    }

    fn picture() -> FileView {
        FileView {
            address: "/office/cases/x/attachments/y".into(),
            label: "本人確認書類".into(),
            name: "photo\"onload=x.jpg".into(),
            size: "120KB".into(),
            is_picture: true,
        }
    }

    fn page(
        available: &[CommandKind],
        typed: &[(&str, &str)],
        revealed: Option<&Revealed>,
    ) -> String {
        let frame = Frame::sample(None);
        let typed = typed.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        let typed = Typed::new(typed);
        let id = "0193a5c8-7e1b-7c3d-9e4f-0123456789ab".parse().unwrap();
        let showing = Showing {
            case: &id,
            csrf: &frame.csrf,
            files: &[],
            revealed,
            may_reveal: true,
            opens_files: true,
        };
        let line = || LineView {
            at: "2026年（令和8年）11月21日 午前9時04分".into(),
            who: "申請者".into(),
            text: "<u>よろしく</u>".into(),
            is_ours: false,
        };
        let page = CasePage {
            notice: Some(Notice::problem("理由を書いてください。")),
            commands: link::case_part(&id, "commands"),
            paper: link::case_part(&id, "application.pdf"),
            version: 4,
            title: "児童手当 認定請求".into(),
            receipt_number: "2611-7K3M-92QC".into(),
            state: "審査中",
            state_colour: "b",
            facts: vec![("申請者", "青葉 花子（アオバ ハナコ）".into())],
            warnings: vec!["振込口座の名義が請求者と違います。".into()],
            groups: showing.groups(&answers()),
            opens_files: true,
            may_reveal: true,
            files: vec![picture()],
            changes: vec![ChangeView {
                label: "フリガナ".into(),
                before: "アオパ".into(),
                after: "アオバ".into(),
            }],
            remarks: vec![("フリガナ".into(), "確かめてください".into())],
            proposal: Some(DecisionView::of(Verdict::Approve, "要件を満たす".into())),
            decision: None,
            can: Can::of(available, Shape::Approval),
            fee_rows: fee::rows(&typed, &[]),
            waits_for_fee: false,
            askable: askable(&answers()).into_iter().map(|f| RemarkField::of(f, &typed)).collect(),
            colleagues: vec![("0193".into(), "鈴木 二郎".into())],
            messages: vec![line()],
            notes: vec![line()],
            history: Vec::new(),
            previous: Vec::new(),
            typed,
            frame,
        };
        page.render().unwrap()
    }

    #[test]
    fn every_button_is_labelled_and_nothing_typed_becomes_markup() {
        let html = page(&CommandKind::ALL, &[], None);
        audit(&html);
        for markup in ["<i>青葉", "<u>よろしく", "\"onload"] {
            assert!(!html.contains(markup), "{markup}");
        }
    }

    #[test]
    fn only_what_the_person_may_do_is_offered() {
        let html = page(&[CommandKind::Note], &[], None);
        audit(&html);
        assert!(html.contains("value=\"note\"") && html.contains("今できる操作はありません"));
        for kind in ["claim", "approve", "request_correction", "message"] {
            assert!(!html.contains(&format!("name=\"type\" value=\"{kind}\"")), "{kind}");
        }
    }

    #[test]
    fn what_was_typed_comes_back_open() {
        let typed = [("type", "request_correction"), ("remark:/name", "漢字を確かめてください")];
        let html = page(&CommandKind::ALL, &typed, None);
        audit(&html);
        assert!(html.contains("name=\"remark:/name\" value=\"漢字を確かめてください\""), "{html}");
    }

    #[test]
    fn a_masked_answer_is_shown_in_clear_only_where_it_was_asked_for() {
        let masked = page(&[], &[], None);
        assert!(masked.contains("********9018") && masked.contains("理由を記録して表示"));
        let revealed = Revealed { at: "/myNumber".into(), value: "123456789018".into() };
        let clear = page(&[], &[], Some(&revealed));
        audit(&clear);
        assert!(clear.contains("123456789018") && !clear.contains("********9018"));
    }
}
