//! Writing to the office, with files, and opening the files of the thread.

use actix_web::{HttpRequest, HttpResponse, web};
use counter::{Counter, Error, Said, Upload};
use kernel::AttachmentId;
use review_workflow::{MAX_FILES, MAX_TEXT, Refusal};

use super::{
    holder::Holder,
    show::{self, Unsent},
};
use crate::pages::apply::upload_sentence;
use ::web::{
    download,
    guard::{PostedFile, PostedPage, WebError, known, sentence},
    wording::Phrase,
};

/// The name of the field that holds the id of a file that was taken.
const FILE: &str = "file";

pub(super) async fn send(
    counter: web::Data<Counter>,
    request: HttpRequest,
    holder: Holder,
    posted: PostedPage,
) -> Result<HttpResponse, WebError> {
    let PostedPage { fields, files } = posted;
    let of = |wanted: &str| {
        let wanted = wanted.to_owned();
        fields.iter().filter(move |(name, _)| *name == wanted).map(|(_, value)| value)
    };
    let text = of("message").next().cloned().unwrap_or_default();
    let kept: Vec<AttachmentId> = of(FILE).filter_map(|id| id.parse().ok()).collect();
    let (files, mut problems) = take_in(&counter, &holder, kept, files).await?;
    let length = text.trim().chars().count();
    if length == 0 || length > MAX_TEXT {
        problems.push(holder.visit.words().message_wrong(MAX_TEXT).plain());
    }
    if !problems.is_empty() {
        let unsent = Unsent { text, files, problem: problems.join(" ") };
        return show::with_unsent_message(&counter, &request, holder, unsent).await;
    }
    let said = Said { text: text.clone(), files: files.clone(), sent_by: None };
    let problem = match counter.write_message(&holder.number, &holder.access, said).await {
        Ok(_acted) => return Ok(show::after(&holder, "message")),
        Err(Error::Text { limit }) => holder.visit.words().message_wrong(limit).plain(),
        Err(
            fault @ (Error::TooManyMessages { .. }
            | Error::Refused(Refusal::UnseenCharacter | Refusal::File(_))),
        ) => Phrase::new(sentence(&fault.into(), holder.visit.language).advice).plain(),
        Err(Error::Refused(_) | Error::Conflict { .. }) => {
            return Ok(show::after(&holder, "changed"));
        }
        Err(other) => return Err(other.into()),
    };
    let unsent = Unsent { text, files, problem };
    show::with_unsent_message(&counter, &request, holder, unsent).await
}

/// A file of the thread, of either side.
pub(super) async fn file(
    counter: web::Data<Counter>,
    holder: Holder,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, WebError> {
    let file = known(&path.1)?;
    let found = counter.message_file(&holder.number, &holder.access, &file).await?;
    Ok(download::uploaded(&found))
}

/// The ids of the files that were `kept` from before, and of those that came now; one that is not fit
/// is told, and the others are kept.
async fn take_in(
    counter: &Counter,
    holder: &Holder,
    mut kept: Vec<AttachmentId>,
    files: Vec<PostedFile>,
) -> Result<(Vec<AttachmentId>, Vec<String>), WebError> {
    let w = holder.visit.words();
    if kept.len() + files.len() > MAX_FILES {
        return Ok((kept, vec![w.file_too_many(MAX_FILES).plain()]));
    }
    let mut problems = Vec::new();
    for file in files {
        let PostedFile { file_name, bytes, sender, .. } = file;
        let called = file_name.clone();
        let upload = Upload { file_name, bytes, sender: Some(sender) };
        match counter.attach_to_message(&holder.number, &holder.access, upload).await {
            Ok(taken) => kept.push(taken.id),
            Err(Error::Upload(fault)) => {
                let why = upload_sentence(&fault, w).plain();
                problems.push(w.message_file_refused(called, why).plain());
            }
            Err(other) => return Err(other.into()),
        }
    }
    Ok((kept, problems))
}
