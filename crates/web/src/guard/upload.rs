//! A posted form with files: like `Guarded`, but `multipart/form-data`.
//!
//! The token has to come before the first file, so that a foreign form is refused before
//! its files are read. What a file really is, the counter finds out.

use std::{future::Future, pin::Pin, sync::Arc};

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::{FromRequest, HttpRequest, dev::Payload};
use counter::Sender;
use futures_util::StreamExt as _;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{
    error::WebError,
    origin::is_ours,
    posted::{TOKEN_FIELD, Typed, check_token, form_fault},
    state::Guard,
    urlencoded::plain,
};

/// One file: the largest photo of today's phones, and a scanned form of many pages.
const FILE_BYTES: usize = 20 * 1024 * 1024;
/// One form with all its files.
const FORM_WITH_FILES_BYTES: usize = 48 * 1024 * 1024;
/// All fields that are not files.
const TEXT_BYTES: usize = 256 * 1024;
const MOST_PARTS: usize = 1_000;

/// A file as it was posted.
#[derive(Clone)]
pub struct PostedFile {
    /// The field that it was chosen in.
    pub field: String,
    /// What its sender called it. Never a path.
    pub file_name: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// Whom it came from.
    pub sender: Sender,
    /// The memory that it takes, given back with it.
    pub memory: UploadMemory,
}

impl std::fmt::Debug for PostedFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PostedFile({} bytes)", self.bytes.len())
    }
}

/// A form with files that was made on a page of ours.
#[derive(Debug, Clone, Default)]
pub struct PostedUpload {
    /// Everything that is no file, in its order.
    pub fields: Vec<(String, String)>,
    /// The files that were chosen. A file input left empty is not among them.
    pub files: Vec<PostedFile>,
}

impl FromRequest for PostedUpload {
    type Error = WebError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, WebError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let payload = payload.take();
        Box::pin(async move {
            let guard = Guard::of(&request)?;
            if !is_ours(request.headers(), &guard.settings().public_url) {
                return Err(WebError::ForeignForm);
            }
            let token = |token: &str| check_token(&request, &guard, token);
            let posted = read_multipart(&request, payload, &token).await?;
            Typed::keep(&request, posted.fields.clone());
            Ok(posted)
        })
    }
}

/// Reads the parts; `check_token` decides about the token before the first file is read, and
/// at the latest at the end.
pub async fn read_multipart(
    request: &HttpRequest,
    payload: Payload,
    check_token: &dyn Fn(&str) -> Result<(), WebError>,
) -> Result<PostedUpload, WebError> {
    let guard = Guard::of(request)?;
    let mut parts = Multipart::new(request.headers(), payload);
    let mut posted = PostedUpload::default();
    let mut room = Room { text: TEXT_BYTES, all: FORM_WITH_FILES_BYTES, parts: MOST_PARTS };
    let mut trusted = false;
    while let Some(part) = parts.next().await {
        let mut part = part.map_err(|fault| multipart_fault(&fault))?;
        room.take_part()?;
        let field = part.name().unwrap_or_default().to_owned();
        let named = part.content_disposition().and_then(|found| found.get_filename());
        let Some(file_name) = named.map(str::to_owned) else {
            let mut memory = guard.upload_memory();
            let bytes = take(&mut part, room.text.min(room.all), &mut memory).await?;
            room.text -= bytes.len();
            room.all -= bytes.len();
            let value = plain(bytes).map_err(form_fault)?;
            posted.fields.push((field, value));
            continue;
        };
        if !trusted {
            check_token(token_of(&posted.fields))?;
            trusted = true;
        }
        let mut memory = guard.upload_memory();
        let bytes = take(&mut part, FILE_BYTES.min(room.all), &mut memory).await?;
        room.all -= bytes.len();
        // An input that was left empty is sent as a file without name and content.
        if !(file_name.is_empty() && bytes.is_empty()) {
            let sender = guard.sender(request);
            posted.files.push(PostedFile { field, file_name, bytes, sender, memory });
        }
    }
    if !trusted {
        check_token(token_of(&posted.fields))?;
    }
    Ok(posted)
}

fn token_of(fields: &[(String, String)]) -> &str {
    fields.iter().find(|(name, _)| name == TOKEN_FIELD).map_or("", |(_, token)| token)
}

/// The part of one file in the memory that all files on their way share. It grows with what has
/// really arrived, so that nobody takes any by promising; what finds no room is told to come
/// back.
#[derive(Debug, Clone)]
pub struct UploadMemory {
    all: Arc<Semaphore>,
    held: Vec<Arc<OwnedSemaphorePermit>>,
}

impl UploadMemory {
    pub(super) const fn of(all: Arc<Semaphore>) -> Self {
        Self { all, held: Vec::new() }
    }

    fn take(&mut self, bytes: usize) -> Result<(), WebError> {
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        let more = Arc::clone(&self.all).try_acquire_many_owned(bytes);
        let more = more.map_err(|_full| WebError::Busy)?;
        match self.held.first_mut().and_then(Arc::get_mut) {
            Some(held) => held.merge(more),
            None => self.held.push(Arc::new(more)),
        }
        Ok(())
    }
}

/// What is left of the limits.
struct Room {
    text: usize,
    all: usize,
    parts: usize,
}

impl Room {
    fn take_part(&mut self) -> Result<(), WebError> {
        let too_many = || WebError::Malformed { what: "more parts than any form has".into() };
        self.parts = self.parts.checked_sub(1).ok_or_else(too_many)?;
        Ok(())
    }
}

async fn take(
    part: &mut Field,
    limit: usize,
    memory: &mut UploadMemory,
) -> Result<Vec<u8>, WebError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.next().await {
        let chunk = chunk.map_err(|fault| multipart_fault(&fault))?;
        if bytes.len() + chunk.len() > limit {
            return Err(WebError::TooLarge { limit });
        }
        memory.take(chunk.len())?;
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn multipart_fault(fault: &MultipartError) -> WebError {
    let of_the_media_type = matches!(
        fault,
        MultipartError::ContentTypeMissing
            | MultipartError::ContentTypeParse
            | MultipartError::ContentTypeIncompatible
    );
    if of_the_media_type {
        WebError::MediaType { expected: "multipart/form-data" }
    } else if let MultipartError::Payload(fault) = fault {
        WebError::reading(fault, FORM_WITH_FILES_BYTES)
    } else {
        // The fault's own text may quote a header of the caller's.
        WebError::Malformed { what: "the parts of the form cannot be told apart".into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_on_their_way_share_a_bounded_memory() {
        let all = Arc::new(Semaphore::new(100));
        let (mut large, mut small) =
            (UploadMemory::of(Arc::clone(&all)), UploadMemory::of(Arc::clone(&all)));
        large.take(60).unwrap();
        large.take(30).unwrap();
        assert!(matches!(small.take(11), Err(WebError::Busy)));
        small.take(10).unwrap();
        let kept = large.clone();
        drop(large);
        assert!(matches!(small.take(1), Err(WebError::Busy)), "somebody has the bytes still");
        drop(kept);
        small.take(90).unwrap();
        drop(small);
        assert_eq!(all.available_permits(), 100);
    }
}
