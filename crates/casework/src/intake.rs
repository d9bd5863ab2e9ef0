//! Taking files in: cleaned, announced by a row, sealed on the disk, then known.

use std::collections::HashMap;

use catalogue::Published;
use chrono::Duration;
use form_engine::{Checked, Problem, Severity, Widget};
use kernel::{AttachmentId, Instant, Language, SubmissionId};
use submission_store::{
    Digest, Scope,
    attachments::{self, Attachment, Turn},
    files::AttachmentFiles,
};

use crate::{
    Casework, Error, Upload, UploadFault, attachment,
    upload::{Terms, clean},
};

/// A file that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uploaded {
    /// Its id, which is the value of an attachment field.
    pub id: AttachmentId,
    /// SHA-256 of the kept content, in hex: told to who sent it, and not stored.
    pub sha256: String,
    /// Size of the kept content.
    pub bytes: u64,
    /// What it is.
    pub media_type: String,
}

/// An uploaded file as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadedFile {
    /// Its id, which is the value of the attachment field.
    pub id: AttachmentId,
    /// The name it was given.
    pub name: String,
    /// What it is.
    pub media_type: String,
    /// Its size.
    pub bytes: u64,
}

/// A file on its way to the one who may see it.
#[derive(Debug, Clone)]
pub struct FileContent {
    /// The name it was given.
    pub name: String,
    /// What it is.
    pub media_type: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// Whose files the answers may name, and when.
#[derive(Clone, Copy)]
pub struct Files<'a> {
    /// Whose.
    pub owner: &'a Digest,
    /// The submission that is being corrected: its files count as well.
    pub submission: Option<&'a SubmissionId>,
    /// When.
    pub now: Instant,
}

/// How long a file waits for its submission.
fn unfiled_life() -> Duration {
    Duration::hours(24)
}

impl Casework {
    /// Takes a file; it belongs to `owner` until it is submitted.
    pub async fn take_file(
        &self,
        owner: Digest,
        upload: Upload,
        now: Instant,
    ) -> Result<Uploaded, Error> {
        let terms = Terms {
            accept: attachment::default_accept(),
            limit: attachment::DEFAULT_LIMIT,
            legible: false,
        };
        let (stored, sha256) = self.take_in(owner, upload, terms, now).await?;
        Ok(Uploaded {
            id: stored.id,
            sha256: sha256.hex(),
            bytes: stored.bytes.unsigned_abs(),
            media_type: stored.media_type,
        })
    }

    /// Takes a file for the attachment field at `pointer` of a form.
    pub async fn take_for_field(
        &self,
        owner: Digest,
        published: &Published,
        pointer: &str,
        upload: Upload,
        now: Instant,
    ) -> Result<Attachment, Error> {
        let field = published
            .form
            .field(pointer)
            .filter(|field| field.widget == Widget::Attachment)
            .ok_or(UploadFault::NoSuchField)?;
        let accept = match field.accept.as_slice() {
            [] => attachment::default_accept(),
            named => named.to_vec(),
        };
        let limit = field.max_bytes.unwrap_or(attachment::DEFAULT_LIMIT);
        let terms = Terms { accept, limit, legible: true };
        Ok(self.take_in(owner, upload, terms, now).await?.0)
    }

    /// The row that was made, and SHA-256 of what is kept.
    pub(crate) async fn take_in(
        &self,
        owner: Digest,
        upload: Upload,
        terms: Terms,
        now: Instant,
    ) -> Result<(Attachment, Digest), Error> {
        if let Some(sender) = upload.sender.clone() {
            self.admit_file(owner, sender, upload.bytes.len(), now).await?;
        }
        let store = self.inner.store.clone();
        let id = AttachmentId::new(&*self.inner.ids, now);
        let size = upload.bytes.len().div_ceil(1024);
        let sealing = store.clone();
        let cleaning = move || {
            let file = clean(&upload, &terms)?;
            let sha256 = Digest::of(&file.bytes);
            let sealer = sealing.sealer().begin_file(&id);
            let facts = AttachmentFiles::describe(&sealer, &file.bytes)?;
            let attachment = Attachment {
                turn: Turn::None,
                owner_hash: owner,
                filed: None,
                media_type: file.media_type.to_owned(),
                bytes: facts.bytes,
                fingerprint: facts.fingerprint,
                name: sealer.seal_name(&file.file_name),
                path: facts.path,
                created_at: now,
                expires_at: now.plus(unfiled_life()),
                id,
                sealer,
            };
            Ok::<_, Error>((attachment, file.bytes, sha256))
        };
        let (attachment, content, sha256) = self.inner.files.run(size, cleaning).await??;
        attachments::keep(&store, &attachment, content).await?;
        Ok((attachment, sha256))
    }

    /// Adds a problem for every file that the answers name and the caller does not have.
    pub async fn check_files(
        &self,
        published: &Published,
        files: Files<'_>,
        checked: &mut Checked,
        language: Language,
    ) -> Result<(), Error> {
        let named = attachment::named(&published.form, &checked.data);
        if named.is_empty() {
            return Ok(());
        }
        let ids: Vec<AttachmentId> = named.iter().map(|file| file.id.clone()).collect();
        let stored = self.stored_files(files, ids).await?;
        let fits = |file: &attachment::Named<'_>| {
            stored.get(&file.id).is_some_and(|stored| file.field.takes(stored))
        };
        for (place, file) in named.iter().enumerate() {
            let before = named.iter().take(place).find(|other| other.id == file.id);
            if let Some(before) = before {
                checked.problems.push(named_twice(file, before, language));
            } else if !fits(file) {
                checked.problems.push(missing_file(file, language));
            }
        }
        Ok(())
    }

    async fn stored_files(
        &self,
        files: Files<'_>,
        ids: Vec<AttachmentId>,
    ) -> Result<HashMap<AttachmentId, Attachment>, Error> {
        let (owner, submission, now) = (*files.owner, files.submission.cloned(), files.now);
        let files = self.inner.store.files().clone();
        self.inner
            .store
            .read(move |tx| {
                let mut found = attachments::list_unfiled(tx, &owner, &ids, now)?;
                found.retain(|file| is_here(&files, file));
                if let Some(submission) = submission {
                    let theirs = attachments::list(tx, &Scope::Worker, &submission)?;
                    found.extend(theirs.into_iter().filter(|file| file.answer().is_some()));
                }
                Ok(found.into_iter().map(|file| (file.id.clone(), file)).collect())
            })
            .await
    }

    /// The content of a stored file, checked against its row.
    pub async fn read_file(&self, stored: Attachment) -> Result<FileContent, Error> {
        let name = stored.open_name()?;
        let media_type = stored.media_type.clone();
        let files = self.inner.store.files().clone();
        let bytes = tokio::task::spawn_blocking(move || files.read(&stored))
            .await
            .map_err(Error::internal)??;
        Ok(FileContent { name, media_type, bytes })
    }
}

/// A row as the owner of the file sees it.
pub fn uploaded_file(stored: &Attachment) -> Result<UploadedFile, Error> {
    Ok(UploadedFile {
        id: stored.id.clone(),
        name: stored.open_name()?,
        media_type: stored.media_type.clone(),
        bytes: stored.bytes.unsigned_abs(),
    })
}

/// Whether a file that a row names is in this server's folder. Where it is not, the folder
/// is a copy or another server's, and a filing would promise what nobody can open.
pub(crate) fn is_here(files: &AttachmentFiles, file: &Attachment) -> bool {
    files
        .check_size(file)
        .inspect_err(|fault| tracing::error!(%fault, "a file that is to be filed is not here"))
        .is_ok()
}

fn missing_file(file: &attachment::Named<'_>, language: Language) -> Problem {
    let message = match language {
        Language::Japanese => {
            format!("「{}」のファイルが見つかりません。もう一度選んでください。", file.field.title)
        }
        Language::EasyJapanese => {
            format!("「{}」の ファイルが ありません。もう一度 えらんでください。", file.field.title)
        }
        Language::English => "The file is no longer here. Please choose it again.".to_owned(),
    };
    problem_of(file, message)
}

/// One file is one answer: the office keeps it at one place.
fn named_twice(
    file: &attachment::Named<'_>,
    before: &attachment::Named<'_>,
    language: Language,
) -> Problem {
    let (here, there) = (file.field.title, before.field.title);
    let message = match language {
        Language::Japanese => {
            format!("「{here}」は「{there}」と同じファイルです。それぞれに選んでください。")
        }
        Language::EasyJapanese => {
            format!("「{here}」は 「{there}」と おなじ ファイルです。べつに えらんでください。")
        }
        Language::English => {
            "This is the file that another question has already. Please choose it once more here."
                .to_owned()
        }
    };
    problem_of(file, message)
}

fn problem_of(file: &attachment::Named<'_>, message: String) -> Problem {
    Problem {
        at: file.at.clone(),
        also: Vec::new(),
        rule: "attachment".to_owned(),
        message,
        severity: Severity::Error,
        confirmed: false,
        repair: None,
    }
}
