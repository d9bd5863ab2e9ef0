//! Files of a case, to look at beside the answers.
//!
//! Whatever a resident sent stays harmless: the browser is told to guess nothing, to run
//! nothing, and to keep nothing.

use actix_web::{
    HttpResponse,
    http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE},
    web,
};
use kernel::{AttachmentId, SubmissionId};
use service_desk::Desk;

use super::case::case_id;
use crate::{
    guard::{Reader, Signed, WebError},
    link,
};

/// Nothing in the file may load, run or be framed.
const HARMLESS: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";

/// A file of the case: pictures open in place, everything else is saved.
pub(super) async fn show(
    desk: web::Data<Desk>,
    staff: Signed<Reader>,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, WebError> {
    let (case, attachment) = path.into_inner();
    let case: SubmissionId = case_id(&case)?;
    let attachment: AttachmentId = attachment.parse().map_err(|_no_id| WebError::NotFound)?;
    let file = desk.case_attachment(&staff, &case, &attachment).await?;
    let opens = matches!(file.media_type.as_str(), "image/jpeg" | "image/png");
    Ok(served(&file.media_type, &file.name, opens, file.bytes))
}

/// The application as it was filed, on paper.
pub(super) async fn paper(
    desk: web::Data<Desk>,
    staff: Signed<Reader>,
    id: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let pdf = desk.case_pdf(&staff, &case_id(&id)?).await?;
    Ok(served("application/pdf", &pdf.file_name, false, pdf.bytes))
}

fn served(media_type: &str, name: &str, opens: bool, bytes: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, media_type))
        .insert_header((CONTENT_DISPOSITION, disposition(name, opens)))
        .insert_header((CONTENT_SECURITY_POLICY, HARMLESS))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(bytes)
}

/// RFC 6266 with the name as RFC 8187 writes it: ASCII whatever the name is.
fn disposition(name: &str, opens: bool) -> String {
    let kind = if opens { "inline" } else { "attachment" };
    let encoded = link::percent_encoded(name).replace('/', "%2F").replace('~', "%7E");
    format!("{kind}; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_gets_out_of_its_header() {
        assert_eq!(disposition("a b.pdf", false), "attachment; filename*=UTF-8''a%20b.pdf");
        for name in ["x\r\nSet-Cookie: a=b", "\"; filename=evil.exe", "写真.jpg", "../../x"] {
            let header = disposition(name, true);
            assert!(header.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' '), "{header}");
            assert_eq!(header.matches('"').count(), 0, "{header}");
            assert!(!header.contains('/'), "{header}");
        }
    }

    #[test]
    fn a_file_is_served_harmless() {
        let answer = served("image/png", "a.png", true, Vec::new());
        let policy = answer.headers().get(CONTENT_SECURITY_POLICY).unwrap();
        assert!(policy.to_str().unwrap().contains("sandbox"));
        assert_eq!(answer.headers().get(CACHE_CONTROL).unwrap(), "no-store");
    }
}
