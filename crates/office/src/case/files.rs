//! The files of a case on its page: turned and enlarged for reading, with the answers that are
//! compared with them.

use actix_web::{HttpResponse, web};
use back_office::{AttachedFile, BackOffice, CaseView, Comparison, Turn};
use kernel::{AttachmentId, SubmissionId};
use review_workflow::{Command, PaperKind};
use serde::Deserialize;

use super::case_id;
use crate::{
    answers::{Revealed, remark_id},
    enclosing::{self, kind_name},
    history::moment,
    link,
    typed::{Misread, Typed},
};
use ::web::{
    guard::{Guarded, Signed, WebError, Worker, known},
    page::see_other,
};

/// A file beside the answers.
pub(super) struct FileView {
    pub(super) address: String,
    pub(super) label: String,
    pub(super) name: String,
    pub(super) size: String,
    pub(super) is_withheld: bool,
    /// Who added it, where a clerk did.
    pub(super) origin: Option<String>,
    /// Whether the resident is told nothing of it.
    pub(super) is_internal: bool,
    pub(super) picture: PictureView,
    /// What is compared with the files of its question, beside the last of them.
    pub(super) comparing: Option<ComparingView>,
}

/// A picture, or the first page of a PDF, that is shown in place.
pub(super) struct PictureView {
    /// What its own place on the page is called, and that of the large one.
    pub(super) anchor: String,
    pub(super) large: String,
    /// Where it is: the file itself, or its first page drawn.
    pub(super) source: String,
    /// Where all pages of a PDF are.
    pub(super) pages: Option<String>,
    /// Where it is turned, and how far it is so far, to the left and to the right of that.
    pub(super) turning: String,
    pub(super) degrees: u16,
    pub(super) left: u16,
    pub(super) right: u16,
}

/// The answers beside the files of one question.
pub(super) struct ComparingView {
    pub(super) file: String,
    /// Its place on the page.
    pub(super) anchor: String,
    /// Where the correction of the file is begun.
    pub(super) remark: String,
    pub(super) rows: Vec<ComparedView>,
}

/// One answer beside a file.
pub(super) struct ComparedView {
    pub(super) at: String,
    pub(super) label: String,
    pub(super) shown: String,
    /// Who found it to be the same, and when.
    pub(super) same: Option<String>,
    /// Where its correction is begun.
    pub(super) remark: String,
}

impl ComparingView {
    fn of(comparison: &Comparison, revealed: &Revealed) -> Self {
        let row = |field: &back_office::ComparedField| ComparedView {
            at: field.at.clone(),
            label: field.label.clone(),
            shown: revealed.get(&field.at).unwrap_or(&field.shown).clone(),
            same: field.same.as_ref().map(|(by, at)| format!("{by}　{}", moment(*at))),
            remark: remark_id(&field.at),
        };
        Self {
            file: comparison.file.clone(),
            anchor: anchor(&comparison.file),
            remark: remark_id(&comparison.file),
            rows: comparison.fields.iter().map(row).collect(),
        }
    }

    /// What nobody has compared yet.
    pub(super) fn open(&self) -> impl Iterator<Item = &ComparedView> {
        self.rows.iter().filter(|row| row.same.is_none())
    }
}

impl PictureView {
    fn of((case, from): (&SubmissionId, &str), file: &AttachedFile) -> Self {
        let id = file.id.as_str();
        let is_paged = !file.media_type.starts_with("image/");
        Self {
            anchor: format!("file-{id}"),
            large: format!("large-{id}"),
            source: if is_paged {
                link::drawn_page(case, id, 1)
            } else {
                link::case_attachment(case, id)
            },
            pages: is_paged.then(|| link::pages_of(case, id, from)),
            turning: format!("{}/turn", link::case_attachment(case, id)),
            degrees: file.turn.degrees(),
            left: file.turn.to_the_left().degrees(),
            right: file.turn.to_the_right().degrees(),
        }
    }
}

/// The files of a case, in their order; those of earlier answers come last.
pub(super) fn files(
    (case, from): (&SubmissionId, &str),
    view: &CaseView,
    revealed: &Revealed,
) -> Vec<FileView> {
    let last = |file: &AttachedFile| {
        let mut named = view.attachments.iter().rev().filter(|other| !other.is_former);
        let of_same = named.find(|other| other.at == file.at);
        of_same.is_some_and(|last| last.id == file.id)
    };
    let comparing = |file: &AttachedFile| {
        let comparison = view.comparisons.iter().find(|it| it.file == file.at);
        comparison.filter(|_| last(file)).map(|it| ComparingView::of(it, revealed))
    };
    let shown = |file: &AttachedFile| FileView {
        address: link::case_attachment(case, file.id.as_str()),
        label: label(file),
        name: file.name.clone(),
        size: size(file),
        is_withheld: file.is_withheld,
        origin: file.added.as_ref().map(enclosing::origin),
        is_internal: file.added.as_ref().is_some_and(|it| it.kind == PaperKind::Internal),
        picture: PictureView::of((case, from), file),
        comparing: comparing(file),
    };
    let (former, latest): (Vec<_>, Vec<_>) = view.attachments.iter().partition(|it| it.is_former);
    latest.into_iter().chain(former).map(shown).collect()
}

/// What a file is called beside others.
pub(crate) fn label(file: &AttachedFile) -> String {
    match &file.added {
        Some(added) => kind_name(added.kind).to_owned(),
        None if file.is_former => format!("{}（前の版）", file.label),
        None => file.label.clone(),
    }
}

pub(crate) fn size(file: &AttachedFile) -> String {
    format!("{}KB", file.bytes.div_ceil(1024))
}

/// The place on the page of what is compared with the files of a question.
fn anchor(file: &str) -> String {
    format!("compare{}", file.replace('/', "-"))
}

/// The answers that are said to be the same: one, or all that nobody has compared yet.
pub(crate) fn read(typed: &Typed) -> Result<Command, Misread> {
    let every = typed.found("every").is_some();
    let chosen = |name: &str| name == "field" || (every && name == "open");
    let fields = typed.all().filter(|(name, _)| chosen(name));
    let fields: Vec<String> = fields.map(|(_, at)| at.to_owned()).collect();
    let file = typed.value("file").to_owned();
    let is_said = !file.is_empty() && !fields.is_empty();
    is_said.then_some(Command::Compare { file, fields }).ok_or(Misread::Form)
}

/// Where the page goes on after something was compared.
pub(crate) fn place_after(typed: &Typed) -> String {
    match typed.of("compare", "file") {
        "" => String::new(),
        file => format!("#{}", anchor(file)),
    }
}

/// How far a picture or a PDF is to be turned.
#[derive(Debug, Deserialize)]
pub(crate) struct TurnForm {
    turn: String,
    #[serde(default)]
    from: String,
}

/// Turns a picture or the pages of a PDF, for everybody.
pub(crate) async fn turn(
    back_office: web::Data<BackOffice>,
    staff: Signed<Worker>,
    path: web::Path<(String, String)>,
    form: Guarded<TurnForm>,
) -> Result<HttpResponse, WebError> {
    let ((case, attachment), TurnForm { turn, from }) = (path.into_inner(), form.into_inner());
    let (case, attachment): (_, AttachmentId) = (case_id(&case)?, known(&attachment)?);
    let wanted: Turn = turn.parse().map_err(|_unread| WebError::Unusable {
        what: "a file is turned by 0, 90, 180 or 270 degrees".to_owned(),
    })?;
    back_office.turn_picture(&staff, &case, &attachment, wanted).await?;
    Ok(see_other(&format!("{}#file-{attachment}", link::case_from(&case, &from))))
}
