//! Files of a case, to look at beside the answers, and the application on paper.

use actix_web::{HttpResponse, web};
use askama::Template;
use back_office::{BackOffice, FilePages, MOST_PAGES, ShownFile};
use kernel::{AttachmentId, SubmissionId};
use serde::Deserialize;

use super::{
    case::{InList, case_id, files},
    frame::Frame,
};
use crate::link;
use ::web::{
    download,
    guard::{Browser, Guarded, Reader, Signed, WebError, Worker, known},
    page::{Page, see_other},
};

/// Why somebody opens a file.
#[derive(Debug, Deserialize)]
pub(super) struct ReasonForm {
    reason: String,
    /// Whether its pages are to be looked at.
    #[serde(default)]
    view: String,
}

/// The pages of a file, one below the other.
#[derive(Template)]
#[template(path = "pages.html")]
struct PagesPage {
    frame: Frame,
    receipt_number: String,
    back: String,
    label: String,
    name: String,
    size: String,
    /// Where the file itself is, unless it leaves only as its pages.
    file: Option<String>,
    /// How many pages it has.
    pages: usize,
    /// The address of each that is drawn; none where it cannot be.
    sheets: Vec<String>,
    degrees: u16,
}

/// A file of the case, and of no other.
pub(super) async fn show(
    back_office: web::Data<BackOffice>,
    staff: Signed<Worker>,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, WebError> {
    let (case, attachment) = path.into_inner();
    let attachment: AttachmentId = known(&attachment)?;
    let case = case_id(&case)?;
    let file = back_office.shown_file(&staff, &case, &attachment, None).await?;
    Ok(answer(&case, &attachment, &file))
}

/// A page of such a file as a picture.
pub(super) async fn page(
    back_office: web::Data<BackOffice>,
    staff: Signed<Worker>,
    path: web::Path<(String, String, String)>,
) -> Result<HttpResponse, WebError> {
    let (case, attachment, page) = path.into_inner();
    let (case, attachment): (_, AttachmentId) = (case_id(&case)?, known(&attachment)?);
    let page = back_office.shown_page(&staff, &case, &attachment, known(&page)?).await?;
    Ok(answer(&case, &attachment, &page))
}

/// All pages of such a file.
pub(super) async fn pages(
    back_office: web::Data<BackOffice>,
    staff: Signed<Worker>,
    browser: Browser,
    path: web::Path<(String, String)>,
    list: web::Query<InList>,
) -> Result<Page<impl Template>, WebError> {
    let (case, attachment) = path.into_inner();
    let (case, attachment): (_, AttachmentId) = (case_id(&case)?, known(&attachment)?);
    let FilePages { file, receipt_number, pages, opens } =
        back_office.pages_of_file(&staff, &case, &attachment).await?;
    let (id, pages) = (attachment.as_str(), pages.unwrap_or_default());
    Ok(Page::ok(PagesPage {
        frame: Frame::of(&back_office, &staff, &browser).await?,
        receipt_number,
        back: format!("{}#file-{id}", link::case_from(&case, &list.from)),
        label: files::label(&file),
        size: files::size(&file),
        file: opens.then(|| link::case_attachment(&case, id)),
        pages: usize::try_from(pages).unwrap_or(usize::MAX),
        sheets: (1..=pages.min(MOST_PAGES)).map(|n| link::drawn_page(&case, id, n)).collect(),
        degrees: file.turn.degrees(),
        name: file.name,
    }))
}

/// What is not shown by itself is shown, or explained, on the page of its pages.
fn answer(case: &SubmissionId, attachment: &AttachmentId, shown: &ShownFile) -> HttpResponse {
    match shown {
        ShownFile::Bytes(file) => download::uploaded(file),
        ShownFile::OnItsPage => see_other(&link::pages_of(case, attachment.as_str(), "")),
    }
}

/// The same for somebody who does not work on the case and has said why.
pub(super) async fn show_for_a_reason(
    back_office: web::Data<BackOffice>,
    staff: Signed<Worker>,
    path: web::Path<(String, String)>,
    form: Guarded<ReasonForm>,
) -> Result<HttpResponse, WebError> {
    let (case, attachment) = path.into_inner();
    let attachment: AttachmentId = known(&attachment)?;
    let (case, ReasonForm { reason, view }) = (case_id(&case)?, form.into_inner());
    let file = back_office.shown_file(&staff, &case, &attachment, Some(&reason)).await?;
    let file = if view.is_empty() { file } else { ShownFile::OnItsPage };
    Ok(answer(&case, &attachment, &file))
}

/// A document as it was issued, byte for byte; opening it is recorded.
pub(super) async fn notice(
    back_office: web::Data<BackOffice>,
    staff: Signed<Reader>,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, WebError> {
    let (case, notice) = path.into_inner();
    let number = notice.strip_suffix(".pdf").ok_or(WebError::NotFound)?;
    let pdf = back_office.case_notice(&staff, &case_id(&case)?, number).await?;
    Ok(download::paper(pdf))
}

/// The notice of what is proposed, as it would leave.
pub(super) async fn proposal(
    back_office: web::Data<BackOffice>,
    staff: Signed<Reader>,
    id: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let pdf = back_office.proposed_notice(&staff, &case_id(&id)?).await?;
    Ok(download::paper(pdf))
}

/// The application as it was filed, on paper.
pub(super) async fn paper(
    back_office: web::Data<BackOffice>,
    staff: Signed<Reader>,
    id: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let pdf = back_office.case_pdf(&staff, &case_id(&id)?).await?;
    Ok(download::paper(pdf))
}

#[cfg(test)]
mod tests {
    use testkit::audit;

    use super::*;

    fn page(sheets: usize, pages: usize, file: Option<&str>) -> String {
        let html = PagesPage {
            frame: Frame::sample(None),
            receipt_number: "2611-7K3M-92QC".into(),
            back: "/office/cases/x#file-y".into(),
            label: "賃貸借<b>契約書".into(),
            name: "\"><script>.pdf".into(),
            size: "120KB".into(),
            file: file.map(str::to_owned),
            pages,
            sheets: (1..=sheets)
                .map(|n| format!("/office/cases/x/attachments/y/pages/{n}"))
                .collect(),
            degrees: 0,
        };
        let html = html.render().unwrap();
        audit(&html);
        for markup in ["<b>契約書", "\"><script>"] {
            assert!(!html.contains(markup), "{markup}");
        }
        html
    }

    #[test]
    fn one_goes_from_page_to_page_without_script() {
        let html = page(3, 3, Some("/office/cases/x/attachments/y"));
        assert!(html.contains("3 / 3ページ") && html.contains("href=\"#page-2\""), "{html}");
        assert_eq!(html.matches("次のページ").count(), 2, "the last has none: {html}");
        assert_eq!(html.matches("loading=\"lazy\"").count(), 3, "{html}");
        assert!(!html.contains("重ねた画像"), "{html}");
    }

    #[test]
    fn what_is_not_shown_is_said() {
        assert!(page(200, 321, Some("/f")).contains("321ページのうち、はじめの200ページ"));
        assert!(page(0, 0, Some("/f")).contains("開いて確かめてください"));
        let identity = page(0, 0, None);
        assert!(identity.contains("重ねた画像") && identity.contains("出し直して"), "{identity}");
    }
}
