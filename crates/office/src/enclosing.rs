//! Files that staff send with a form: taken in before the form is understood, so that what was chosen
//! is kept beside what was typed when the form comes back.

use back_office::{AddedFile, BackOffice, Error, Staff, Upload, UploadedFile};
use kernel::{AttachmentId, Language, Right, SubmissionId};
use review_workflow::{Command, FileRefusal, MAX_FILES, PaperKind, Refusal};

use crate::{
    case::Notice,
    grants::right_name,
    history::moment,
    link,
    typed::{Misread, Typed},
};
use ::web::{
    fields::size,
    guard::{PostedFile, WebError, sentence},
};

/// The name of the field that holds the id of a file that was taken.
const FILE: &str = "file";

/// A file that was taken and is still to be sent, or lies with what was said.
pub(crate) struct EnclosedView {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) size: String,
    /// Where it is opened, once it lies with the case.
    pub(crate) address: String,
}

/// The files that were taken with a form that came back.
#[derive(Default)]
pub(crate) struct Chosen {
    /// Which form, by the word of its command.
    form: String,
    files: Vec<EnclosedView>,
}

impl Chosen {
    /// What this person sent ahead by the form that comes back.
    pub(crate) async fn with(
        back_office: &BackOffice,
        staff: &Staff,
        case: &SubmissionId,
        (form, typed): (&str, &Typed),
    ) -> Result<Self, WebError> {
        let files = back_office.sent_ahead(staff, case, &ids(typed)).await?;
        let files = files.iter().map(|file| EnclosedView::of(case, file)).collect();
        Ok(Self { form: form.to_owned(), files })
    }

    /// Those of this form.
    pub(crate) fn of(&self, form: &str) -> &[EnclosedView] {
        if self.form == form { &self.files } else { &[] }
    }
}

impl EnclosedView {
    pub(crate) fn of(case: &SubmissionId, file: &UploadedFile) -> Self {
        Self {
            id: file.id.to_string(),
            name: file.name.clone(),
            size: size(file.bytes),
            address: link::case_attachment(case, file.id.as_str()),
        }
    }
}

/// Takes the files of a form in; what was typed goes on with their ids. One that is not fit is told,
/// and the others are kept.
pub(crate) async fn take_in(
    back_office: &BackOffice,
    staff: &Staff,
    case: &SubmissionId,
    (typed, files): (Typed, Vec<PostedFile>),
) -> Result<(Typed, Option<Notice>), WebError> {
    if files.is_empty() {
        return Ok((typed, None));
    }
    if ids(&typed).len() + files.len() > MAX_FILES {
        let told = Error::from(Refusal::from(FileRefusal::TooManyFiles { limit: MAX_FILES }));
        return Ok((typed, Some(Notice::problem(advice(told)))));
    }
    let (mut taken, mut refused) = (Vec::new(), Vec::new());
    for file in files {
        let PostedFile { file_name, bytes, .. } = file;
        let told = format!("「{file_name}」は付けられませんでした。");
        // Whoever is signed in is known by name, and not counted by network.
        let upload = Upload { file_name, bytes, sender: None };
        match back_office.take_file(staff, case, upload).await {
            Ok(file) => taken.push((FILE.to_owned(), file.id.to_string())),
            Err(fault @ Error::Upload(_)) => refused.push(format!("{told}{}", advice(fault))),
            Err(fault) => return Err(fault.into()),
        }
    }
    let problem = (!refused.is_empty()).then(|| Notice::problem(refused.join(" ")));
    Ok((typed.and(taken), problem))
}

fn advice(fault: Error) -> String {
    sentence(&WebError::from(fault), Language::Japanese).advice.into_owned()
}

/// The files that a form names.
pub(crate) fn ids(typed: &Typed) -> Vec<AttachmentId> {
    typed.values(FILE).filter_map(|id| id.parse().ok()).collect()
}

/// The addition of files.
pub(crate) fn read(typed: &Typed) -> Result<Command, Misread> {
    let kind = typed.value("kind").parse();
    let kind = kind.map_err(|_unread| Misread::mend("どう届いた書類かを選んでください。"))?;
    let secrecy = match typed.value("secrecy") {
        "" => None,
        word => Some(word.parse().map_err(|_unread| Misread::Form)?),
    };
    Ok(Command::Attach { kind, secrecy, files: ids(typed) })
}

/// How files come, as the page offers it: words and names.
pub(crate) fn kinds() -> [(&'static str, &'static str); 3] {
    PaperKind::ALL.map(|kind| (kind.word(), kind_name(kind)))
}

pub(crate) const fn kind_name(kind: PaperKind) -> &'static str {
    match kind {
        PaperKind::ByPost => "郵送で届いた書類",
        PaperKind::AtCounter => "窓口で受け取った書類",
        PaperKind::Internal => "庁内資料",
    }
}

/// What can be kept from those who work on the case without the right: words and names.
pub(crate) fn secrets() -> [(&'static str, &'static str); 5] {
    Right::SEEING.map(|right| (right.word(), right_name(right)))
}

/// Who added a file, when, and who opens it.
pub(crate) fn origin(added: &AddedFile) -> String {
    let by = added.by.as_deref().unwrap_or("―");
    let secret =
        added.secrecy.map(|right| format!("。「{}」の権限がある人だけ", right_name(right)));
    format!("職員が追加　{by} {}{}", moment(added.at), secret.unwrap_or_default())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// What was chosen in a form.
    pub(crate) fn chosen(form: &str) -> Chosen {
        let file = EnclosedView {
            id: "0193a5c8-7e1b-7c3d-9e4f-00000000a701".into(),
            name: "<b>図面.pdf".into(),
            size: "120KB".into(),
            address: "/office/cases/x/attachments/y".into(),
        };
        Chosen { form: form.to_owned(), files: vec![file] }
    }

    #[test]
    fn a_form_names_how_files_came_and_who_opens_them() {
        let id = "0193a5c8-7e1b-7c3d-9e4f-00000000a701";
        let typed = |pairs: &[(&str, &str)]| {
            Typed::new(pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
        };
        let read_of = |pairs: &[(&str, &str)]| read(&typed(pairs));
        assert!(matches!(read_of(&[("file", id)]), Err(Misread::Mend(_))));
        assert_eq!(read_of(&[("kind", "by-post"), ("secrecy", "see:all")]), Err(Misread::Form));
        let command = read_of(&[("kind", "internal"), ("secrecy", "see:health"), ("file", id)]);
        let (kind, secrecy) = (PaperKind::Internal, Some(Right::SeeHealth));
        let files = vec![id.parse().unwrap()];
        assert_eq!(command, Ok(Command::Attach { kind, secrecy, files }));
    }
}
