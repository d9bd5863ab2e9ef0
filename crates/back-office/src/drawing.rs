//! Files in a browser of the office: pages of PDFs as pictures, and identity documents with who looks
//! at them, and when, written across.
//!
//! A PDF came from anybody, and the library that draws it has no end of its own: a few kilobytes
//! can keep it busy for hours, fill the memory or the stack. So a process draws one page and
//! ends, by itself or by its limits.

use std::{
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use casework::FileContent;
use documents::{DrawingError, drawn_page, marked_across, page_count};
use kernel::{AttachmentId, SubmissionId};

use crate::{
    AttachedFile, BackOffice, Error, Staff,
    look::{Grounds, OpenedFile},
};

/// What the drawing process is told to do.
pub const DRAW_PAGE: &str = "draw-page";

/// What it ends with when there is no such page.
pub const NO_SUCH_PAGE: u8 = 3;

const PDF: &str = "application/pdf";

/// Where pages are drawn.
#[derive(Debug, Clone, Default)]
pub(crate) enum Drawing {
    /// In this process: for PDFs that one made oneself.
    #[default]
    Here,
    /// By this program, started for each page.
    Apart(PathBuf),
}

/// A file, or a page of one, as a browser gets it.
#[derive(Debug, Clone)]
pub enum ShownFile {
    /// It is shown.
    Bytes(FileContent),
    /// It leaves only as its drawn pages, or cannot be drawn: [`BackOffice::pages_of_file`] says.
    OnItsPage,
}

/// A file whose pages are looked at.
#[derive(Debug, Clone)]
pub struct FilePages {
    /// The file.
    pub file: AttachedFile,
    /// 受付番号 of its case.
    pub receipt_number: String,
    /// How many pages it has; nothing where the first cannot be drawn.
    pub pages: Option<u32>,
    /// Whether it leaves as it is.
    pub opens: bool,
}

/// Draws a page of a PDF as a JPEG, or, without a page, tells in digits how many there are, if the
/// first can be drawn.
pub fn draw(pdf: Vec<u8>, page: Option<u32>) -> Result<Vec<u8>, DrawingError> {
    if let Some(page) = page {
        return drawn_page(pdf, page);
    }
    drawn_page(pdf.clone(), 1)?;
    page_count(pdf).map(|pages| pages.to_string().into_bytes())
}

impl BackOffice {
    /// The same office, for which `program` draws: it is started as `program draw-page`.
    #[must_use]
    pub fn with_drawing_by(self, program: PathBuf) -> Self {
        Self { drawing: Drawing::Apart(program), ..self }
    }

    /// A file of a case for a browser, once the look at it is written down: as it is, or, where it
    /// shows who somebody is, marked with who looks. `reason` as in [`Self::case_attachment`].
    pub async fn shown_file(
        &self,
        staff: &Staff,
        id: &SubmissionId,
        attachment: &AttachmentId,
        reason: Option<&str>,
    ) -> Result<ShownFile, Error> {
        let grounds = reason.map_or(Grounds::Work, Grounds::Reason);
        let opened = self.open_file(staff, id, attachment, grounds).await?;
        if !opened.leaves_as_it_is() {
            return Ok(ShownFile::OnItsPage);
        }
        self.picture(staff, opened).await
    }

    /// A page of a PDF of a case as a picture, counted from 1, under the same terms. A picture is
    /// its own first page. Whoever opened the file for a reason turns its pages for a while.
    pub async fn shown_page(
        &self,
        staff: &Staff,
        id: &SubmissionId,
        attachment: &AttachmentId,
        page: u32,
    ) -> Result<ShownFile, Error> {
        let opened = self.open_file(staff, id, attachment, Grounds::Turning).await?;
        if opened.file.media_type != PDF {
            return if page == 1 {
                self.picture(staff, opened).await
            } else {
                Err(Error::NotFound)
            };
        }
        let across = opened.is_identity.then(|| (staff.name.clone(), opened.at));
        let FileContent { name, bytes, .. } = self.casework.read_file(opened.file).await?;
        let drawing = self.drawing.clone();
        let drawn = self.inner.drawings.run(1, move || {
            let drawn = drawing.of(bytes, Some(page))?;
            Ok::<_, io::Error>(match across {
                Some((name, at)) => drawn.and_then(|drawn| marked_across(&drawn, &name, at)),
                None => drawn,
            })
        });
        match drawn.await?.map_err(Error::internal)? {
            Ok(bytes) => {
                let (name, media_type) = (format!("{name}-{page}.jpg"), "image/jpeg".to_owned());
                Ok(ShownFile::Bytes(FileContent { name, media_type, bytes }))
            }
            Err(DrawingError::NoSuchPage) => Err(Error::NotFound),
            Err(DrawingError::Unreadable) => Ok(ShownFile::OnItsPage),
        }
    }

    /// How many pages a file of a case has, under the same terms.
    pub async fn pages_of_file(
        &self,
        staff: &Staff,
        id: &SubmissionId,
        attachment: &AttachmentId,
    ) -> Result<FilePages, Error> {
        let opened = self.open_file(staff, id, attachment, Grounds::Turning).await?;
        let opens = opened.leaves_as_it_is();
        let (file, receipt_number) = (opened.seen, opened.receipt_number);
        if file.media_type != PDF {
            return Ok(FilePages { file, receipt_number, pages: Some(1), opens });
        }
        let bytes = self.casework.read_file(opened.file).await?.bytes;
        let drawing = self.drawing.clone();
        let counted = self.inner.drawings.run(1, move || drawing.of(bytes, None)).await?;
        let counted = counted.map_err(Error::internal)?.ok();
        let pages = counted.and_then(|digits| String::from_utf8(digits).ok()?.parse().ok());
        Ok(FilePages { file, receipt_number, pages, opens })
    }

    /// The file as it is, or marked.
    async fn picture(&self, staff: &Staff, opened: OpenedFile) -> Result<ShownFile, Error> {
        let (is_identity, at, name) = (opened.is_identity, opened.at, staff.name.clone());
        let file = self.casework.read_file(opened.file).await?;
        if !is_identity {
            return Ok(ShownFile::Bytes(file));
        }
        let FileContent { bytes, .. } = file;
        let marked = self.inner.drawings.run(1, move || marked_across(&bytes, &name, at));
        // Nothing leaves unmarked: what cannot be read was not written by us.
        let bytes = marked.await?.map_err(Error::internal)?;
        Ok(ShownFile::Bytes(FileContent { bytes, name: file.name, media_type: file.media_type }))
    }
}

impl OpenedFile {
    /// A PDF cannot be marked as it is.
    fn leaves_as_it_is(&self) -> bool {
        !self.is_identity || self.file.media_type != PDF
    }
}

impl Drawing {
    fn of(&self, pdf: Vec<u8>, page: Option<u32>) -> io::Result<Result<Vec<u8>, DrawingError>> {
        match self {
            Self::Here => Ok(draw(pdf, page)),
            Self::Apart(program) => apart(program, &pdf, page),
        }
    }
}

/// Has a process draw. It knows nothing but the file, and its limits are its own: it sets them
/// before it reads.
fn apart(
    program: &Path,
    pdf: &[u8],
    page: Option<u32>,
) -> io::Result<Result<Vec<u8>, DrawingError>> {
    let mut command = Command::new(program);
    command.arg(DRAW_PAGE).args(page.map(|page| page.to_string())).env_clear().current_dir("/");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn()?;
    // It reads all before it writes anything; one that ended over it is told by its status.
    if let Some(mut reads) = child.stdin.take() {
        drop(reads.write_all(pdf));
    }
    let ended = child.wait_with_output()?;
    Ok(match ended.status.code() {
        Some(0) => Ok(ended.stdout),
        Some(code) if code == i32::from(NO_SUCH_PAGE) => Err(DrawingError::NoSuchPage),
        Some(_) | None => Err(DrawingError::Unreadable),
    })
}
