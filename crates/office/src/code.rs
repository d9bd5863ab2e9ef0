//! A new access code for an applicant who lost the old one, or let it be seen.
//!
//! The code is shown on this one page, to be read out to the person or printed for them; no
//! address, letter or log ever has it.

use actix_web::{HttpRequest, HttpResponse, Responder as _, web};
use back_office::BackOffice;
use serde::Deserialize;

use super::{
    case::{Extra, Notice, case_id, page_of},
    typed::Typed,
};
use ::web::{
    guard::{Browser, Guarded, Signed, WebError, Worker},
    page::Page,
};

/// How the office made sure of the person.
#[derive(Debug, Deserialize)]
pub(super) struct Reissue {
    reason: String,
    #[serde(default)]
    sure: String,
    #[serde(default)]
    from: String,
}

/// The case with the new code.
pub(super) async fn submit(
    back_office: web::Data<BackOffice>,
    staff: Signed<Worker>,
    browser: Browser,
    request: HttpRequest,
    id: web::Path<String>,
    form: Guarded<Reissue>,
) -> Result<HttpResponse, WebError> {
    let id = case_id(&id)?;
    let Reissue { reason, sure, from } = form.into_inner();
    if reason.trim().is_empty() || sure != "yes" {
        let problem = "本人を確かめた方法を書いて、確認のチェックを入れてください。";
        let typed = [("type", "code".to_owned()), ("reason", reason), ("from", from)];
        let typed = typed.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let extra = Extra::returned(Notice::problem(problem), Typed::new(typed));
        let page = page_of(&back_office, &staff, &browser, &id, extra).await?;
        return Ok(Page::to_mend(page).respond_to(&request));
    }
    let code = back_office.reissue_code(&staff, &id, &reason).await?;
    let extra = Extra { code: Some(code.reveal().to_owned()), from, ..Extra::default() };
    let page = page_of(&back_office, &staff, &browser, &id, extra).await?;
    Ok(Page::ok(page).respond_to(&request))
}
