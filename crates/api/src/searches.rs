//! Searching for people and cases: words stand in a body and never in an address, where proxies,
//! logs and histories would keep them.

use actix_web::{HttpResponse, http::header::LOCATION, web};
use back_office::{BackOffice, QueueFilter};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    case::{QueueBody, USUAL_PAGE, page_length},
    strict::{Plain, Strict, StrictQuery},
};
use ::web::{
    guard::{Bearer, Reader, WebError},
    limits::Rate,
    route::{Admission, Changing, Object, Reading},
    table::Table,
};

pub(super) fn routes(table: &mut Table) {
    let begin = Changing::body(Admission::program::<Reader>(), Object::Nothing, Rate::Write);
    let look = Reading::new(Admission::program::<Reader>(), Object::Search, Rate::Read);
    table.post("/api/v1/searches", begin, start).get("/api/v1/searches/{search}", look, one);
}

/// What to search for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SearchRequest {
    /// As `q` of `GET /api/v1/cases` takes them, at most 100 letters.
    words: Plain,
}

/// A search that is kept.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SearchBegun {
    /// Its id, for `GET /api/v1/searches/{search}`: good for eight hours, and for the caller alone.
    search: String,
}

/// Which part of what was found.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct FoundQuery {
    /// `next_cursor` or `previous_cursor` of another page.
    cursor: Option<String>,
    /// At most this many, up to 200.
    limit: Option<String>,
}

/// Keeps the words of a search.
#[utoipa::path(post, path = "/api/v1/searches", tag = "cases", request_body = SearchRequest,
    security(("staff" = [])),
    responses((status = 201, body = SearchBegun),
        (status = 422, description = "no words, or more than 100 letters")))]
pub(crate) async fn start(
    back_office: web::Data<BackOffice>,
    staff: Bearer<Reader>,
    body: Strict<SearchRequest>,
) -> Result<HttpResponse, WebError> {
    let words = body.0.words.0.trim().to_owned();
    if words.is_empty() || words.chars().count() > BackOffice::SEARCHED {
        return Err(WebError::Unusable { what: "words: 1 to 100 letters".to_owned() });
    }
    let search = back_office.keep_search(&staff, &words).await?;
    let address = format!("/api/v1/searches/{search}");
    Ok(HttpResponse::Created().insert_header((LOCATION, address)).json(SearchBegun { search }))
}

/// What the caller may see of what a search finds, over or not, the newest arrival first.
#[utoipa::path(get, path = "/api/v1/searches/{search}", tag = "cases",
    params(("search" = String, Path, description = "the search"), FoundQuery),
    security(("staff" = [])),
    responses((status = 200, body = QueueBody),
        (status = 404, description = "no search of the caller's, or one of more than eight hours ago")))]
pub(crate) async fn one(
    back_office: web::Data<BackOffice>,
    staff: Bearer<Reader>,
    search: web::Path<String>,
    query: StrictQuery<FoundQuery>,
) -> Result<web::Json<QueueBody>, WebError> {
    let FoundQuery { cursor, limit } = query.0;
    let limit = page_length(limit)?.unwrap_or(USUAL_PAGE);
    let words = back_office.words_of(&staff, &search).await?.ok_or(WebError::NotFound)?;
    let filter = QueueFilter { words: Some(words), ..QueueFilter::default() };
    let page = back_office.queue(&staff, filter, cursor, limit).await?;
    Ok(web::Json(QueueBody::from(page)))
}
