//! The files of a case, beside its answers.

use casework::Rows;
use catalogue::Published;
use kernel::{AttachmentId, Language, SubmissionId};
use submission_store::attachments::{self, Attachment, Turn};

use crate::{
    BackOffice, Error, Staff,
    look::{opens_file, works_on},
    permission::Work,
};

/// A file of the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachedFile {
    /// Its id.
    pub id: AttachmentId,
    /// The question it answers, as a JSON pointer; empty where it answers none.
    pub at: String,
    /// The same in words.
    pub label: String,
    /// The name it was given.
    pub name: String,
    /// What it is.
    pub media_type: String,
    /// Its size.
    pub bytes: u64,
    /// How far its picture is turned for everybody who looks at it.
    pub turn: Turn,
    /// Whether it needs a right that the person does not have.
    pub is_withheld: bool,
}

impl BackOffice {
    pub(crate) fn attached_files(
        staff: &Staff,
        rows: &Rows,
        published: &Published,
    ) -> Result<Vec<AttachedFile>, Error> {
        let view = |file: &Attachment| {
            let at = file.filed.as_ref().map(|(_, at)| at.clone()).unwrap_or_default();
            let field = published.form.field(&at);
            let label = field.map(|field| field.title(Language::Japanese).to_owned());
            Ok(AttachedFile {
                id: file.id.clone(),
                label: label.unwrap_or_default(),
                at,
                name: file.open_name()?,
                media_type: file.media_type.clone(),
                bytes: file.bytes.unsigned_abs(),
                turn: file.turn,
                is_withheld: !opens_file(staff, rows, published, file),
            })
        };
        rows.attachments.iter().map(view).collect()
    }

    /// Turns a picture for everybody who looks at it, by whoever opens it as their work.
    pub async fn turn_picture(
        &self,
        staff: &Staff,
        id: &SubmissionId,
        attachment: &AttachmentId,
        turn: Turn,
    ) -> Result<(), Error> {
        let (rows, _proof) = self.authorised::<Work>(staff, id).await?;
        let published = self.casework.form_of(&rows.submission).await?;
        let file = rows.attachments.iter().find(|file| file.id == *attachment);
        let file = file.filter(|file| opens_file(staff, &rows, &published, file));
        file.filter(|file| file.media_type.starts_with("image/")).ok_or(Error::NotFound)?;
        if !works_on(&rows, staff) {
            return Err(Error::Forbidden);
        }
        let (case, attachment) = (id.clone(), attachment.clone());
        let turned =
            self.inner.store.write(move |tx| attachments::turn(tx, &case, &attachment, turn));
        if turned.await? { Ok(()) } else { Err(Error::NotFound) }
    }
}
