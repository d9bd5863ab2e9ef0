//! What is published of a draw, for whoever wants to draw once more.

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use counter::{Counter, DrawKey};
use serde::Serialize;
use utoipa::ToSchema;

use crate::procedure::Spoken;
use ::web::{
    guard::WebError,
    limits::Rate,
    route::{Admission, Object, Reading},
    table::Table,
};

pub(super) fn routes(table: &mut Table) {
    let public = Reading::new(Admission::Anybody, Object::Nothing, Rate::Page);
    table.get("/api/v1/draws/{procedure}/{closed_on}", public, one);
}

/// A draw. Receipt numbers only, never names; `madoguchi draw verify` reads it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DrawBody {
    /// The list as it was frozen after closing: a text with everything that the order depends on.
    list: String,
    /// SHA-256 of that text, in hexadecimal. It is here since before the figure was known.
    sha256: String,
    /// The figure that became the seed; `null` before it was drawn.
    seed: Option<String>,
    /// The order for each thing; empty before it was drawn.
    order: Vec<DrawOrderBody>,
}

/// The order for one thing: the greater points first, then HMAC-SHA-256 of the receipt number under
/// the seed, the smaller first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DrawOrderBody {
    /// For what; empty where there is only one thing.
    group: String,
    /// So many of the first have won.
    places: u32,
    /// 受付番号, the first one first.
    numbers: Vec<String>,
}

/// The list, the seed and the order of the draw of a procedure, once its list is frozen.
#[utoipa::path(
    get,
    path = "/api/v1/draws/{procedure}/{closed_on}",
    tag = "draws",
    params(
        ("procedure" = String, Path, description = "the procedure's id"),
        ("closed_on" = String, Path, description = "the last day for taking part, such as `2026-11-30`"),
    ),
    responses(
        (status = 200, body = DrawBody),
        (status = 404, description = "no list of this procedure and day is frozen"),
    )
)]
pub(crate) async fn one(
    counter: web::Data<Counter>,
    spoken: Spoken,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, WebError> {
    let (procedure, closed_on) = path.into_inner();
    let closed_on: NaiveDate = closed_on.parse().ok().ok_or(WebError::NotFound)?;
    let draw = counter.draw(&DrawKey { procedure, closed_on }, spoken.0).await?;
    let published = draw.publication;
    let order = published.order.into_iter().map(|it| DrawOrderBody {
        group: it.group,
        places: it.places,
        numbers: it.numbers,
    });
    Ok(HttpResponse::Ok().json(DrawBody {
        list: published.list,
        sha256: published.sha256,
        seed: published.seed,
        order: order.collect(),
    }))
}
