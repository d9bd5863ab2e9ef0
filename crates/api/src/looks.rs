//! Who looked at what, for systems that audit.

use actix_web::web;
use back_office::{BackOffice, LOOKS, LookPage, LookQuery, LookRow};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{case::meant, procedure::time, strict::StrictQuery};
use ::web::{
    guard::{Bearer, Overseer, WebError, known},
    limits::Rate,
    route::{Admission, Object, Reading},
    table::Table,
};

pub(super) fn routes(table: &mut Table) {
    let list = Reading::new(Admission::program::<Overseer>(), Object::Nothing, Rate::Read);
    let of_case = Reading::new(Admission::program::<Overseer>(), Object::Case, Rate::Read);
    table.get("/api/v1/looks", list, self::list).get("/api/v1/cases/{id}/looks", of_case, one);
}

/// Which looks to list; everything combines.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct LooksQuery {
    /// The number on the receipt of a case.
    case: Option<String>,
    /// The id of a member of staff.
    staff: Option<String>,
    /// What was looked at: `case`, `history`, `value`, `file`, `application`, `notice`, `list`,
    /// `search`, `code`, `readers` or `looks`.
    kind: Option<String>,
    /// On this day or later.
    from: Option<String>,
    /// On this day or earlier.
    until: Option<String>,
    /// Where to go on, from the page before.
    cursor: Option<String>,
}

/// Where a page begins.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct PageQuery {
    /// Where to go on, from the page before.
    cursor: Option<String>,
}

/// A part of the register, the newest look first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LooksBody {
    looks: Vec<LookBody>,
    /// Where the next page begins; absent on the last one.
    next_cursor: Option<String>,
}

/// One look.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LookBody {
    at: String,
    /// The id of who looked.
    staff: String,
    name: String,
    /// As what, where it was one case.
    role: Option<&'static str>,
    /// The name of the department in which they are that.
    department: Option<String>,
    kind: &'static str,
    /// The id of the case.
    case: Option<String>,
    receipt_number: Option<String>,
    /// Which part of the case, or what a list was narrowed to; words only as a keyed term.
    part: String,
    /// How many rows were shown.
    found: Option<u32>,
}

/// The register of looks, as far as the bearer oversees it.
#[utoipa::path(get, path = "/api/v1/looks", tag = "looks", params(LooksQuery),
    security(("staff" = [])),
    responses((status = 200, body = LooksBody),
        (status = 400, description = "a parameter that is not known"),
        (status = 404, description = "the cursor is none that was given out"),
        (status = 422, description = "a parameter that cannot be")))]
pub(crate) async fn list(
    back_office: web::Data<BackOffice>,
    staff: Bearer<Overseer>,
    query: StrictQuery<LooksQuery>,
) -> Result<web::Json<LooksBody>, WebError> {
    let LooksQuery { case, staff: by, kind, from, until, cursor } = query.0;
    let wanted = LookQuery {
        case: meant(case, "case", |text| text.parse().ok())?,
        by: meant(by, "staff", |text| text.parse().ok())?,
        kind: meant(kind, "kind", |text| text.parse().ok())?,
        from: meant(from, "from", |text| text.parse().ok())?,
        until: meant(until, "until", |text| text.parse().ok())?,
    };
    let page = back_office.looks(&staff, &wanted, cursor.as_deref(), LOOKS).await?;
    Ok(web::Json(page.into()))
}

/// Who looked at one case.
#[utoipa::path(get, path = "/api/v1/cases/{id}/looks", tag = "looks",
    params(("id" = String, Path, description = "the case"), PageQuery), security(("staff" = [])),
    responses((status = 200, body = LooksBody),
        (status = 400, description = "a parameter that is not known")))]
pub(crate) async fn one(
    back_office: web::Data<BackOffice>,
    staff: Bearer<Overseer>,
    id: web::Path<String>,
    query: StrictQuery<PageQuery>,
) -> Result<web::Json<LooksBody>, WebError> {
    let (_, page) = back_office.readers(&staff, &known(&id)?, query.0.cursor.as_deref()).await?;
    Ok(web::Json(page.into()))
}

impl From<LookPage> for LooksBody {
    fn from(page: LookPage) -> Self {
        let looks = page.rows.into_iter().map(LookBody::from).collect();
        Self { looks, next_cursor: page.next }
    }
}

impl From<LookRow> for LookBody {
    fn from(look: LookRow) -> Self {
        let (case, receipt_number) = match look.case {
            Some((id, number, _)) => (Some(id.into()), Some(number.to_string())),
            None => (None, None),
        };
        Self {
            at: time(look.at),
            staff: look.by.into(),
            name: look.name,
            role: look.role.map(kernel::Role::word),
            department: look.department,
            kind: look.kind.word(),
            case,
            receipt_number,
            part: look.part,
            found: look.found,
        }
    }
}
