//! `/office/audit/looks.csv`: the register, or a part of it, for a spreadsheet.

use actix_web::{HttpResponse, web};
use back_office::BackOffice;
use kernel::Language;

use super::{LookView, LooksQuery, words};
use ::web::{
    download,
    guard::{Overseer, Signed, WebError},
    sheet::Sheet,
    shown,
};

const HEADINGS: [&str; 7] = ["いつ", "だれが", "部署・役割", "なにを", "内容", "受付番号", "手続"];

/// The looks that the page shows under the same conditions, in its order. What cannot be read
/// narrows nothing on the page; here it is refused, since nobody sees it in a file.
pub(crate) async fn show(
    back_office: web::Data<BackOffice>,
    staff: Signed<Overseer>,
    query: web::Query<LooksQuery>,
) -> Result<HttpResponse, WebError> {
    let (wanted, misread) = query.understood();
    if !misread.is_empty() {
        return Err(WebError::Unusable { what: "a condition cannot be read".to_owned() });
    }
    let rows = back_office.looks_for_a_file(&staff, &wanted).await?;
    let (today, people) = (back_office.today(), back_office.looked_at_by(&staff).await?);
    let called = |name: &str, id: &str| words::called(&back_office, &people, (name, id));
    let mut sheet = Sheet::new(&HEADINGS);
    for row in rows {
        let at = shown::full_moment(row.at, Language::Japanese);
        let look = LookView::of(row, today, &called);
        let (number, title, _) = look.case.unwrap_or_default();
        sheet.row(&[at, look.who, look.role, look.what.to_owned(), look.part, number, title]);
    }
    Ok(download::sheet("見た記録.csv", sheet))
}
