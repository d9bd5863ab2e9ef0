//! What is said about a case: with the resident, and among staff.

use back_office::{CaseView, Delivery, MailState, Note, ThreadMessage};
use kernel::{Language, SubmissionId};

use crate::{
    enclosing::EnclosedView,
    history::{called, moment},
    link,
    preview::language_name,
    queue::Choice,
    typed::Typed,
};

/// The thread with the resident, and what stands ready to be written there.
pub(super) struct Talk {
    /// Where a message is looked at before it leaves.
    pub(super) address: String,
    pub(super) messages: Vec<LineView>,
    /// Since when the resident waits for an answer.
    pub(super) question_at: Option<String>,
    /// The language that the resident chose.
    pub(super) language: &'static str,
    /// What stands ready to be written to them.
    pub(super) templates: Vec<Choice>,
    /// Whether any of it can be said in easier words.
    pub(super) eases: bool,
}

/// A message or a note.
pub(super) struct LineView {
    pub(super) at: String,
    pub(super) who: String,
    pub(super) text: String,
    /// What went with it.
    pub(super) files: Vec<EnclosedView>,
    pub(super) is_ours: bool,
    /// How it reached the resident, in words.
    pub(super) fate: String,
    /// Whether they hear of it only by other ways.
    pub(super) is_lost: bool,
}

impl Talk {
    pub(super) fn of(view: &CaseView, typed: &Typed) -> Self {
        let chosen = typed.of("message", "template");
        let choice =
            |it: &back_office::OfferedTemplate| Choice::new(it.id.as_str(), &it.name, Some(chosen));
        Self {
            address: link::case_part(&view.case.id, "message"),
            messages: view.messages.iter().map(|it| LineView::of(&view.case.id, it)).collect(),
            question_at: view.case.question_at.map(moment),
            language: language_name(view.language),
            templates: view.templates.iter().map(choice).collect(),
            eases: view.language != Language::EasyJapanese
                && view.templates.iter().any(|it| !it.easy.is_empty()),
        }
    }
}

impl LineView {
    pub(super) fn of(case: &SubmissionId, told: &ThreadMessage) -> Self {
        let ThreadMessage { said, delivery } = told.clone();
        let who = if said.from_office { "窓口" } else { "申請者" };
        Self {
            at: moment(said.at),
            who: who.to_owned(),
            text: said.text,
            files: said.files.iter().map(|file| EnclosedView::of(case, file)).collect(),
            is_ours: said.from_office,
            fate: delivery.map(fate).unwrap_or_default(),
            // Whoever has read it knows.
            is_lost: delivery.is_some_and(|it| it.mail == MailState::Failed && !it.read),
        }
    }
}

/// How a message reached the resident, in words.
fn fate(delivery: Delivery) -> String {
    let mail = match delivery.mail {
        MailState::NoAddress => "メールアドレスなし",
        MailState::Waiting => "メールは送信待ち",
        MailState::Sent => "メールを送信済み",
        MailState::Failed => "メールが届きませんでした",
    };
    let read = if delivery.read {
        "申請者が画面で読みました"
    } else {
        "画面ではまだ読まれていません"
    };
    format!("{mail}。{read}。")
}

impl From<Note> for LineView {
    fn from(note: Note) -> Self {
        let who = match &note.call {
            None => note.by,
            Some(call) => format!("{}　電話（{}）", note.by, called(call)),
        };
        Self {
            at: moment(note.at),
            who,
            text: note.text,
            files: Vec::new(),
            is_ours: true,
            fate: String::new(),
            is_lost: false,
        }
    }
}
