//! Files that are sent ahead: for a submission or a message, and by staff for a case.

use actix_web::{FromRequest, HttpRequest, HttpResponse, dev::Payload, web};
use back_office::{BackOffice, Staff};
use counter::{Caller, Counter, Stranger, Upload, Uploaded, UploadedFile};
use serde::Serialize;
use std::{future::Future, pin::Pin};
use utoipa::ToSchema;

use super::{strict::check_origin, submission::Holder};
use ::web::{
    download,
    guard::{Bearer, Guard, Network, PostedFile, WebError, Worker, bearer, known, read_multipart},
    limits::Rate,
    route::{Admission, Changing, Object, Reading},
    table::Table,
};

pub(super) fn routes(table: &mut Table) {
    let rule = Changing::body(Admission::Anybody, Object::Nothing, Rate::Upload);
    let of_case = Changing::body(Admission::program::<Worker>(), Object::Case, Rate::Write);
    let of_thread = Reading::new(Admission::Holder, Object::ThreadFile, Rate::Paper);
    table
        .post("/api/v1/attachments", rule, upload)
        .post("/api/v1/cases/{id}/attachments", of_case, upload_for_case)
        .get("/api/v1/submissions/{receipt_number}/files/{sent}", of_thread, of_message);
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

/// Takes a file. It belongs to the caller until it is submitted, or goes with a message.
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
    let PostedFile { file_name, bytes, sender, .. } = one_file(&request, payload).await?;
    // Whoever holds a token is known by name.
    let sender = Some(sender).filter(|_| caller.staff.is_none());
    let uploaded = counter.upload(&caller.caller, Upload { file_name, bytes, sender }).await?;
    Ok(HttpResponse::Created().json(AttachmentBody::from(uploaded)))
}

/// Takes a file for a case on which the bearer works, or about which their department is asked. It
/// waits a day for a command of theirs that names it: `attach`, `message` or `answer_consultation`.
#[utoipa::path(post, path = "/api/v1/cases/{id}/attachments", tag = "cases",
    params(("id" = String, Path, description = "the case")),
    security(("staff" = [])),
    request_body(content = AttachmentRequest, content_type = "multipart/form-data"),
    responses((status = 201, body = AttachmentBody),
        (status = 422, description = "the file is damaged or of a kind that is not taken")))]
pub(crate) async fn upload_for_case(
    back_office: web::Data<BackOffice>,
    staff: Bearer<Worker>,
    id: web::Path<String>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, WebError> {
    let PostedFile { file_name, bytes, .. } = one_file(&request, payload).await?;
    let upload = Upload { file_name, bytes, sender: None };
    let uploaded = back_office.take_file_of_program(&staff, &known(&id)?, upload).await?;
    Ok(HttpResponse::Created().json(AttachmentBody::from(uploaded)))
}

/// A file that went with a message of either side.
#[utoipa::path(get, path = "/api/v1/submissions/{receipt_number}/files/{sent}", tag = "submissions",
    params(("receipt_number" = String, Path, description = "受付番号"),
        ("sent" = String, Path, description = "its id, as the message tells it")),
    security(("receipt" = [])),
    responses((status = 200, description = "the file, of the media type that the message tells",
        content((Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"), (Vec<u8> = "application/pdf")))))]
pub(crate) async fn of_message(
    counter: web::Data<Counter>,
    guard: web::Data<Guard>,
    holder: Holder,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, WebError> {
    let file = known(&path.1)?;
    let found = counter.message_file(&holder.number, &holder.access(), &file).await;
    Ok(download::uploaded(&holder.remember(&guard, found)?))
}

/// The only file of the body.
async fn one_file(request: &HttpRequest, payload: web::Payload) -> Result<PostedFile, WebError> {
    check_origin(request)?;
    let posted = read_multipart(request, payload.into_inner(), &|_| Ok(())).await?;
    let [file] = <[PostedFile; 1]>::try_from(posted.files)
        .map_err(|_files| WebError::Unusable { what: "exactly one file is expected".to_owned() })?;
    Ok(file)
}

/// A file that lies with something that was said.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EnclosedBody {
    id: String,
    name: String,
    media_type: String,
    bytes: u64,
}

impl From<UploadedFile> for EnclosedBody {
    fn from(UploadedFile { id, name, media_type, bytes }: UploadedFile) -> Self {
        Self { id: id.into(), name, media_type, bytes }
    }
}
