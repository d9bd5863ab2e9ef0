//! The answers of a procedure as plain JSON Schema, for validators of others.

use actix_web::{HttpResponse, web};
use counter::Counter;

use super::procedure::Spoken;
use ::web::{
    guard::WebError,
    limits::Rate,
    route::{Admission, Object, Reading},
    table::Table,
};

pub(super) fn routes(table: &mut Table) {
    let read = Reading::new(Admission::Anybody, Object::Nothing, Rate::Read);
    table.get("/api/v1/procedures/{id}/schema", read, plain);
}

/// The answers of a procedure as plain JSON Schema (draft 2020-12), without keywords of our own.
///
/// What it refuses is refused here too; what it accepts is checked further by `check`.
#[utoipa::path(get, path = "/api/v1/procedures/{id}/schema", tag = "procedures",
    params(("id" = String, Path, description = "the procedure")),
    responses((status = 200, body = Object, content_type = "application/schema+json",
        description = "the schema of `data`, with titles in the language of Accept-Language")))]
pub(crate) async fn plain(
    counter: web::Data<Counter>,
    id: web::Path<String>,
    spoken: Spoken,
) -> Result<HttpResponse, WebError> {
    let published = counter.catalogue().procedure(&id).ok_or(WebError::NotFound)?;
    let schema = published.form.plain_schema(spoken.0);
    Ok(HttpResponse::Ok().content_type("application/schema+json").body(schema.to_string()))
}
