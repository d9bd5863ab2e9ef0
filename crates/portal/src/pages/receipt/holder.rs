//! Who holds a receipt: the number in the address, and why this browser may see it.

use std::future::{Ready, ready};

use actix_web::{
    FromRequest, HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
    dev::Payload,
};
use counter::Access;
use kernel::ReceiptNumber;

use crate::{link, visit::Visit};
use ::web::guard::{WebError, known};

/// Name of the cookie that keeps a grant, for one number's pages only.
const GRANT: &str = "grant";

/// A visit to the pages of one submission.
pub(super) struct Holder {
    pub(super) visit: Visit,
    pub(super) number: ReceiptNumber,
    pub(super) access: Access,
}

impl FromRequest for Holder {
    type Error = WebError;
    type Future = Ready<Result<Self, WebError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(Visit::from_request(request, payload).into_inner().and_then(|v| read(request, v)))
    }
}

fn read(request: &HttpRequest, visit: Visit) -> Result<Holder, WebError> {
    let typed = request.match_info().get("number").unwrap_or_default();
    let number = known(typed)?;
    let visitor = visit.visitor();
    let access = match request.cookie(GRANT) {
        Some(cookie) => Access::Grant { visitor, grant: cookie.value().to_owned() },
        None => Access::Visitor(visitor),
    };
    Ok(Holder { visit, number, access })
}

/// The cookie that opens this one number's pages for half an hour; on a machine that others
/// use too, not longer than its session either.
pub(super) fn grant_cookie(
    number: &ReceiptNumber,
    grant: String,
    visit: &Visit,
) -> Cookie<'static> {
    let mut cookie = Cookie::build(GRANT, grant)
        .path(link::receipt(number))
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(visit.city.public_url.starts_with("https:"))
        .finish();
    cookie.set_max_age((!visit.is_shared()).then_some(Duration::minutes(30)));
    cookie
}
