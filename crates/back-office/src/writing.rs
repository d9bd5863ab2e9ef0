//! Messages to the resident: as they will read them before they leave, and what became of them.

use casework::{MessageView, Rows, Shelter, UploadedFile};
use kernel::{Instant, Language, ReceiptNumber, SubmissionId};
use review_workflow::{Command, Event};
use strum::IntoStaticStr;
use submission_store::{looks::LookKind, outbox::LetterState};

use crate::{BackOffice, Error, Staff, command::Resolved, permission::Work};

/// What the resident would read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessagePreview {
    /// Of which case.
    pub receipt_number: ReceiptNumber,
    /// The procedure's title.
    pub title: String,
    /// Who applies.
    pub applicant: Option<String>,
    /// The language that they chose.
    pub language: Language,
    /// The message.
    pub text: String,
    /// What would go with it.
    pub files: Vec<UploadedFile>,
    /// The letter that tells of it: subject and text. Without an address there is none.
    pub letter: Option<(String, String)>,
}

/// A message of the thread, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThreadMessage {
    /// What was said.
    pub said: MessageView,
    /// How it reached the resident, where the office wrote it.
    pub delivery: Option<Delivery>,
}

/// How a message of the office reached the resident.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delivery {
    /// The letter that tells of it.
    pub mail: MailState,
    /// Whether the resident has had it on their page since.
    pub read: bool,
}

/// Where the letter stands that tells of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum MailState {
    /// There is no address to send one to.
    NoAddress,
    /// It is to leave, now or later.
    Waiting,
    /// It left.
    Sent,
    /// It was given up: the resident knows of the message only by their page.
    Failed,
}

impl MailState {
    /// The word in the API.
    pub fn word(self) -> &'static str {
        self.into()
    }
}

/// The thread of a case with what became of each message, of which these letters told.
pub(crate) fn thread_of(
    rows: &Rows,
    letters: &[(Instant, LetterState)],
    shelter: Shelter,
) -> Result<Vec<ThreadMessage>, Error> {
    // A message and its letter carry the instant of the fact.
    let mail = |at: Instant| {
        let letter = letters.iter().find(|(queued_at, _)| *queued_at == at);
        match letter.map(|(_, state)| state) {
            None => MailState::NoAddress,
            Some(LetterState::Waiting) => MailState::Waiting,
            Some(LetterState::Sent) => MailState::Sent,
            Some(LetterState::Dead) => MailState::Failed,
        }
    };
    let said = rows.open_messages()?.into_iter().map(|said| {
        let files = said.files.into_iter().map(|file| shelter.over_file(file)).collect();
        let said = MessageView { files, ..said };
        let delivery = || Delivery { mail: mail(said.at), read: rows.has_read(said.at) };
        ThreadMessage { delivery: said.from_office.then(delivery), said }
    });
    Ok(said.collect())
}

impl BackOffice {
    /// What the resident would read if this was sent now, or the rule that refuses it.
    pub async fn preview_message(
        &self,
        staff: &Staff,
        id: &SubmissionId,
        version: i64,
        message: Command,
    ) -> Result<MessagePreview, Error> {
        let now = self.now();
        let (rows, _proof) = self.authorised::<Work>(staff, id).await?;
        let Resolved { rows, published, facts, .. } =
            self.resolved(staff, rows, version, message, now).await?;
        let Some(Event::MessageSent { text, files, .. }) = facts.into_iter().next() else {
            return Err(Error::NotFound);
        };
        let files = self.files_ahead(staff, id, &files, now).await?;
        self.opened(staff, &rows.record, LookKind::Case, now).await?;
        Ok(MessagePreview {
            receipt_number: rows.submission.receipt_number.clone(),
            title: published.form.title(Language::Japanese).to_owned(),
            applicant: rows.subject()?.name(),
            language: rows.submission.language,
            text,
            files,
            letter: self.casework.message_letter(&rows.submission, &published).await?,
        })
    }
}
