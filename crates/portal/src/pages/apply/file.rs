//! Files of a draft: sent by the script one by one, and looked at by their owner.

use actix_web::{HttpResponse, web};
use kernel::{AttachmentId, DraftId};
use serde::{Deserialize, Serialize};
use service_desk::{Desk, DeskError, Draft, Upload};

use super::upload_fault::upload_sentence;
use crate::{
    fields::size,
    guard::{PostedUpload, WebError},
    layout::Visit,
    link,
    pages::{download, known},
};

#[derive(Deserialize)]
pub(super) struct Place {
    at: String,
}

/// What the script is told about a file that was taken.
#[derive(Serialize)]
struct Taken {
    id: String,
    name: String,
    size: String,
    address: String,
    text: String,
}

#[derive(Serialize)]
struct NotTaken {
    problem: String,
}

pub(super) async fn take(
    desk: web::Data<Desk>,
    visit: Visit,
    path: web::Path<(String, String)>,
    place: web::Query<Place>,
    posted: PostedUpload,
) -> Result<HttpResponse, WebError> {
    let id = known::<DraftId>(&path.0)?;
    let file = posted.files.into_iter().next();
    let file = file.ok_or(WebError::Unusable { what: "no file was sent".into() })?;
    let upload = Upload { file_name: file.file_name, bytes: file.bytes };
    match desk.attach(&visit.visitor(), &id, &format!("/{}", place.at), upload).await {
        Ok(draft) => taken(&draft, &visit),
        Err(DeskError::Upload(fault)) => {
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
    desk: web::Data<Desk>,
    visit: Visit,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, WebError> {
    let id = known::<DraftId>(&path.0)?;
    let file: AttachmentId = known(&path.1)?;
    let content = desk.draft_attachment(&visit.visitor(), &id, &file).await?;
    Ok(download::uploaded(&content))
}
