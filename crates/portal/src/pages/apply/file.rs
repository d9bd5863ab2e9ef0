//! Files of a draft: sent by the script one by one, and looked at by their owner.

use actix_web::{HttpResponse, web};
use counter::{Counter, Draft, Error, Revision, Upload};
use kernel::{AttachmentId, DraftId};
use serde::{Deserialize, Serialize};

use super::upload_fault::upload_sentence;
use crate::{link, visit::Visit};
use ::web::{
    download,
    fields::size,
    guard::{PostedUpload, WebError, known},
};

/// The field that a file is for.
#[derive(Deserialize)]
pub(in crate::pages) struct Place {
    pub(in crate::pages) at: String,
}

/// What the script is told about a file that was taken.
#[derive(Serialize)]
pub(in crate::pages) struct Taken {
    pub(in crate::pages) id: String,
    pub(in crate::pages) name: String,
    pub(in crate::pages) size: String,
    /// Where its owner can look at it; empty where nobody can before it is sent.
    pub(in crate::pages) address: String,
    pub(in crate::pages) text: String,
}

/// What the script is told about a file that was not taken.
#[derive(Serialize)]
pub(in crate::pages) struct NotTaken {
    pub(in crate::pages) problem: String,
}

pub(super) async fn take(
    counter: web::Data<Counter>,
    visit: Visit,
    path: web::Path<(String, String)>,
    place: web::Query<Place>,
    posted: PostedUpload,
) -> Result<HttpResponse, WebError> {
    let id = known::<DraftId>(&path.0)?;
    let seen = posted.fields.iter().find(|(name, _)| name == ":revision");
    let seen: Option<Revision> = seen.and_then(|(_, seen)| seen.parse().ok());
    let file = posted.files.into_iter().next();
    let file = file.ok_or(WebError::Unusable { what: "no file was sent".into() })?;
    let sender = Some(file.sender);
    let upload = Upload { file_name: file.file_name, bytes: file.bytes, sender };
    let at = format!("/{}", place.at);
    match counter.attach(&visit.visitor(), &id, &at, upload, seen.as_ref()).await {
        Ok(draft) => taken(&draft, &visit),
        Err(Error::Upload(fault)) => {
            let problem = upload_sentence(&fault, visit.words()).plain();
            Ok(HttpResponse::UnprocessableEntity().json(NotTaken { problem }))
        }
        Err(other) => Err(other.into()),
    }
}

/// The file that came last: ids sort by time.
fn taken(draft: &Draft, visit: &Visit) -> Result<HttpResponse, WebError> {
    let latest = draft.uploads.iter().max_by(|a, b| a.id.cmp(&b.id));
    let file = latest.ok_or_else(|| WebError::internal("a taken file is not in its draft"))?;
    Ok(HttpResponse::Ok().json(Taken {
        id: file.id.to_string(),
        name: file.name.clone(),
        size: size(file.bytes),
        address: link::draft_file(&draft.id, &file.id),
        text: visit.words().file_taken().plain(),
    }))
}

pub(super) async fn show(
    counter: web::Data<Counter>,
    visit: Visit,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, WebError> {
    let id = known::<DraftId>(&path.0)?;
    let file: AttachmentId = known(&path.1)?;
    let content = counter.draft_attachment(&visit.visitor(), &id, &file).await?;
    Ok(download::uploaded(&content))
}
