//! A posted page, with or without files.

use std::{future::Future, pin::Pin};

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload};

use super::{
    error::WebError,
    posted::Guarded,
    upload::{PostedFile, PostedUpload},
};

/// What was posted: pages that ask for files come as `multipart/form-data`, the others not.
#[derive(Debug, Clone, Default)]
pub struct PostedPage {
    /// Everything that is no file, in its order.
    pub fields: Vec<(String, String)>,
    /// The files that were chosen.
    pub files: Vec<PostedFile>,
}

impl FromRequest for PostedPage {
    type Error = WebError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, WebError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        if request.content_type().eq_ignore_ascii_case("multipart/form-data") {
            let upload = PostedUpload::from_request(request, payload);
            return Box::pin(async move {
                let PostedUpload { fields, files } = upload.await?;
                Ok(Self { fields, files })
            });
        }
        let form = Guarded::<Vec<(String, String)>>::from_request(request, payload);
        Box::pin(async move { Ok(Self { fields: form.await?.into_inner(), files: Vec::new() }) })
    }
}
