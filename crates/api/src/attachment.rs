//! Files for a submission that is yet to be filed.

use actix_web::{FromRequest, HttpRequest, HttpResponse, dev::Payload, web};
use back_office::Staff;
use counter::{Caller, Counter, Stranger, Upload, Uploaded};
use serde::Serialize;
use std::{future::Future, pin::Pin};
use utoipa::ToSchema;

use super::strict::check_origin;
use ::web::{
    guard::{Guard, Network, PostedFile, WebError, bearer, read_multipart},
    limits::Rate,
    route::{Admission, Changing, Object},
    table::Table,
};

pub(super) fn routes(table: &mut Table) {
    let rule = Changing::body(Admission::Anybody, Object::Nothing, Rate::Upload);
    table.post("/api/v1/attachments", rule, upload);
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

/// The header with which somebody without an account shows which files are theirs.
const UPLOAD_TOKEN: &str = "upload-token";

/// Who calls: with a staff token somebody we know, without one somebody who is told from
/// others by an upload token, or else by network and key.
#[derive(Debug)]
pub(crate) struct CallerOf {
    caller: Caller,
    /// Whose token it is.
    staff: Option<Staff>,
}

impl CallerOf {
    /// The caller, if a token was issued for filing.
    pub(crate) fn who_files(self) -> Result<Caller, WebError> {
        let may = self.staff.is_none_or(|staff| staff.may("submissions"));
        may.then_some(self.caller).ok_or(WebError::Forbidden)
    }
}

impl FromRequest for CallerOf {
    type Error = WebError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, WebError>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            match bearer(&request).await? {
                Some(staff) => {
                    let caller = Caller::Colleague(staff.id().clone());
                    Ok(Self { caller, staff: Some(staff) })
                }
                None => Ok(Self { caller: Caller::Anonymous(stranger(&request)?), staff: None }),
            }
        })
    }
}

fn stranger(request: &HttpRequest) -> Result<Stranger, WebError> {
    let mut tokens = request.headers().get_all(UPLOAD_TOKEN);
    let Some(token) = tokens.next() else {
        let guard = Guard::of(request)?;
        let network = Network::of(request, guard.settings()).to_string();
        let key = request.headers().get("idempotency-key").and_then(|key| key.to_str().ok());
        return Ok(Stranger::of_network(&network, key));
    };
    let visible = |text: &&str| {
        (32..=128).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
    };
    let token = token.to_str().ok().filter(visible).filter(|_| tokens.next().is_none());
    let what = "Upload-Token takes 32 to 128 visible ASCII characters, once".to_owned();
    token.map(Stranger::with_token).ok_or(WebError::Malformed { what })
}

/// Takes a file. It belongs to the caller until it is submitted.
#[utoipa::path(post, path = "/api/v1/attachments", tag = "submissions",
    params(("Upload-Token" = Option<String>, Header, description = "a secret that the caller drew, 32 to 128 visible ASCII characters; only who shows it again can submit the file. Without one, only callers from the same network can")),
    request_body(content = AttachmentRequest, content_type = "multipart/form-data"),
    responses((status = 201, body = AttachmentBody),
        (status = 422, description = "the file is damaged or of a kind that is not taken")))]
pub(crate) async fn upload(
    counter: web::Data<Counter>,
    caller: CallerOf,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, WebError> {
    check_origin(&request)?;
    let posted = read_multipart(&request, payload.into_inner(), &|_| Ok(())).await?;
    let [PostedFile { file_name, bytes, sender, .. }] = <[PostedFile; 1]>::try_from(posted.files)
        .map_err(|_files| WebError::Unusable {
        what: "exactly one file is expected".to_owned(),
    })?;
    // Whoever holds a token is known by name.
    let sender = Some(sender).filter(|_| caller.staff.is_none());
    let uploaded = counter.upload(&caller.caller, Upload { file_name, bytes, sender }).await?;
    Ok(HttpResponse::Created().json(AttachmentBody::from(uploaded)))
}
