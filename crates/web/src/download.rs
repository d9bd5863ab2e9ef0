//! Files on their way to a browser: never run, never guessed at, never kept on the way.

use actix_web::{
    HttpResponse,
    http::header::{
        CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, Charset, ContentDisposition,
        DispositionParam, DispositionType, ExtendedValue, HeaderName,
    },
};
use counter::{FileContent, Pdf};

use crate::sheet::Sheet;

/// A file that somebody uploaded. Pictures were written anew and are shown in place; the
/// rest is saved.
pub fn uploaded(file: &FileContent) -> HttpResponse {
    let picture = file.media_type.starts_with("image/");
    let how = if picture { DispositionType::Inline } else { DispositionType::Attachment };
    answer(how, &file.name, &file.media_type, file.bytes.clone())
}

/// A paper of ours.
pub fn paper(pdf: Pdf) -> HttpResponse {
    answer(DispositionType::Attachment, &pdf.file_name, "application/pdf", pdf.bytes)
}

/// A table for a spreadsheet.
pub fn sheet(name: &str, sheet: Sheet) -> HttpResponse {
    answer(DispositionType::Attachment, name, "text/csv; charset=utf-8", sheet.into_bytes())
}

fn answer(how: DispositionType, name: &str, media_type: &str, bytes: Vec<u8>) -> HttpResponse {
    let name = DispositionParam::FilenameExt(ExtendedValue {
        charset: Charset::Ext("UTF-8".into()),
        language_tag: None,
        value: name.as_bytes().to_vec(),
    });
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, media_type))
        .insert_header(ContentDisposition { disposition: how, parameters: vec![name] })
        .insert_header((
            CONTENT_SECURITY_POLICY,
            "sandbox; default-src 'none'; frame-ancestors 'none'",
        ))
        .insert_header((HeaderName::from_static("x-content-type-options"), "nosniff"))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(bytes)
}
