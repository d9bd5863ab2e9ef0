//! Files for a submission that is yet to be filed.

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    dev::Payload,
    web::{self, ServiceConfig},
};
use serde::Serialize;
use service_desk::{Caller, Desk, Upload, Uploaded};
use std::{future::Future, pin::Pin};
use utoipa::ToSchema;

use super::{strict::check_origin, wrong_method};
use crate::guard::{Guard, PostedFile, WebError, bearer, read_multipart};

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/attachments").post(upload).default_service(web::to(wrong_method)));
}

/// A file to send.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes the multipart body")]
pub(crate) struct AttachmentRequest {
    /// The file: JPEG, PNG or PDF.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// A file that was taken.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AttachmentBody {
    /// The value of an attachment field.
    id: String,
    /// SHA-256 of what is kept, in hexadecimal.
    sha256: String,
    /// Size of what is kept.
    bytes: u64,
    media_type: String,
}

impl From<Uploaded> for AttachmentBody {
    fn from(uploaded: Uploaded) -> Self {
        let Uploaded { id, sha256, bytes, media_type } = uploaded;
        Self { id: id.into(), sha256, bytes, media_type }
    }
}

/// Who calls: with a staff token somebody we know, without one anybody.
#[derive(Debug)]
pub(crate) struct CallerOf(pub(crate) Caller);

impl FromRequest for CallerOf {
    type Error = WebError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, WebError>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let staff = bearer(&request).await?;
            Ok(Self(staff.map_or(Caller::Anonymous, Caller::Staff)))
        })
    }
}

/// Takes a file. It belongs to the caller until it is submitted.
#[utoipa::path(post, path = "/api/v1/attachments", tag = "submissions",
    request_body(content = AttachmentRequest, content_type = "multipart/form-data"),
    responses((status = 201, body = AttachmentBody), (status = 413), (status = 415),
        (status = 422, description = "the file is damaged or of a kind that is not taken")))]
pub(crate) async fn upload(
    desk: web::Data<Desk>,
    caller: CallerOf,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, WebError> {
    check_origin(&request)?;
    let guard = Guard::of(&request)?;
    let _room = guard.admit_upload(&request)?;
    let posted = read_multipart(&request, payload.into_inner(), &|_| Ok(())).await?;
    let [PostedFile { file_name, bytes, .. }] = <[PostedFile; 1]>::try_from(posted.files)
        .map_err(|_files| WebError::Unusable { what: "exactly one file is expected".to_owned() })?;
    let uploaded = desk.upload(&caller.0, Upload { file_name, bytes }).await?;
    Ok(HttpResponse::Created().json(AttachmentBody::from(uploaded)))
}
