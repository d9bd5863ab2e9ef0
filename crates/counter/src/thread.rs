//! The thread between an applicant and the office, from the applicant's side: what they write, the
//! files that go with it, and the files of both sides.

use casework::{FileContent, Side, Upload, UploadedFile};
use kernel::{AttachmentId, Instant, ReceiptNumber};
use review_workflow::Command;
use submission_store::{
    Digest, WriteTx,
    attachments::Spot,
    messages::{self, Author, Message},
};

use crate::{Access, Acted, Counter, Error};

/// Messages that an applicant can send on one day: nobody asks more often, and a thread that
/// grew without end would bury what the office has to see.
const MESSAGES_A_DAY: u32 = 20;
/// Messages that an applicant can send on one case.
const MESSAGES_A_CASE: u32 = 200;

/// What an applicant writes to the office.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// In words.
    pub text: String,
    /// The files that go with it, sent ahead.
    pub files: Vec<AttachmentId>,
    /// Whose they are, where the applicant did not send them by the page of the submission.
    pub sent_by: Option<Digest>,
}

impl Counter {
    /// Writes to the office.
    pub async fn write_message(
        &self,
        number: &ReceiptNumber,
        access: &Access,
        said: Said,
    ) -> Result<Acted, Error> {
        let now = self.now();
        let (rows, acting) = self.acting(number, access, now).await?;
        let Said { text, files, sent_by } = said;
        let command = Command::Message { text: text.clone(), files: files.clone() };
        let step = self.resident_move(&rows, command, now).await?;
        let message = self.casework.sealed_message(&rows, Author::Resident, &text, now);
        let enclosed = if files.is_empty() {
            None
        } else {
            let sender = (sent_by.unwrap_or_else(|| rows.owner()), Side::Applicant);
            let spot = Spot::Message(message.id.clone());
            Some(self.casework.enclosing(&rows, sender, spot, &files, now).await?)
        };
        let step = step.saying(Some(message.clone())).enclosing(enclosed);
        self.casework.write_if(step, move |tx| room_for(tx, &message)).await?;
        Ok(acting)
    }

    /// Takes a file that is to go with a message.
    pub async fn attach_to_message(
        &self,
        number: &ReceiptNumber,
        access: &Access,
        upload: Upload,
    ) -> Result<UploadedFile, Error> {
        let now = self.now();
        let rows = self.own_rows(number, access, now).await?;
        self.casework.take_beside(rows.owner(), upload, now).await
    }

    /// What was sent ahead for a message that is not sent yet; without what is not there any more.
    pub async fn waiting_for_message(
        &self,
        number: &ReceiptNumber,
        access: &Access,
        files: &[AttachmentId],
    ) -> Result<Vec<UploadedFile>, Error> {
        let now = self.now();
        let rows = self.own_rows(number, access, now).await?;
        self.casework.still_ahead(rows.owner(), files, now).await
    }

    /// A file of the thread, whoever sent it; where the person is protected (支援措置), of the office.
    pub async fn message_file(
        &self,
        number: &ReceiptNumber,
        access: &Access,
        file: &AttachmentId,
    ) -> Result<FileContent, Error> {
        let now = self.now();
        let rows = self.own_rows(number, access, now).await?;
        let is_protected = rows.record.case.is_protected(now);
        let found = rows.file_of_thread(file);
        let found = found.filter(|file| !is_protected || !rows.is_of_applicant(file));
        self.casework.read_file(found.cloned().ok_or(Error::NotFound)?).await
    }
}

/// Refuses a message for which there is no room any more.
fn room_for(tx: &mut WriteTx<'_>, message: &Message) -> Result<(), Error> {
    let day = message.at.day();
    let (today, all) = messages::count_of_applicant(tx, &message.case, Instant::start_of(day))?;
    if all >= i64::from(MESSAGES_A_CASE) {
        return Err(Error::TooManyMessages { limit: MESSAGES_A_CASE, retry_after: None });
    }
    if today >= i64::from(MESSAGES_A_DAY) {
        let tomorrow = day.succ_opt().map(Instant::start_of);
        let wait = tomorrow.map_or(0, |tomorrow| tomorrow.since(message.at).num_seconds());
        let retry_after = Some(u32::try_from(wait.max(1)).unwrap_or(u32::MAX));
        return Err(Error::TooManyMessages { limit: MESSAGES_A_DAY, retry_after });
    }
    Ok(())
}
