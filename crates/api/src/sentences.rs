//! The sentences of a department for each reason of a correction.

use actix_web::{HttpResponse, web};
use back_office::{BackOffice, Sentence, SentenceKey, shipped};
use kernel::Language;
use review_workflow::RemarkCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::strict::{Plain, Strict};
use ::web::{
    guard::{Bearer, Keeper, WebError},
    limits::Rate,
    route::{Admission, Changing, Object, Reading},
    table::Table,
};

pub(super) fn routes(table: &mut Table) {
    let list = Reading::new(Admission::program::<Keeper>(), Object::Nothing, Rate::Read);
    let keep = Changing::body(Admission::program::<Keeper>(), Object::Nothing, Rate::Write);
    table.get("/api/v1/sentences", list, self::list).post("/api/v1/sentences", keep, save).post(
        "/api/v1/sentences/remove",
        keep,
        remove,
    );
}

/// The sentences that the bearer keeps, and those that come with the program.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SentencesBody {
    sentences: Vec<SentenceBody>,
    shipped: Vec<ShippedBody>,
}

/// A sentence of a department.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SentenceBody {
    department: String,
    code: String,
    /// Empty for every procedure.
    procedure: String,
    /// The question as a JSON Pointer without indices; empty for every one.
    field: String,
    japanese: String,
    easy: String,
    english: String,
    version: i64,
}

/// A sentence that stands where a department has none.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShippedBody {
    code: &'static str,
    japanese: &'static str,
    easy: &'static str,
    english: &'static str,
}

/// A sentence to keep.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SentenceRequest {
    department: Plain,
    /// As in a correction.
    code: Plain,
    /// Without it, for every procedure.
    procedure: Option<Plain>,
    /// A JSON Pointer without indices; only with `procedure`.
    field: Option<Plain>,
    japanese: Plain,
    easy: Option<Plain>,
    english: Option<Plain>,
    /// What the caller saw; 0 for a new one.
    version: i64,
}

/// A sentence to take away.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RemovalRequest {
    department: Plain,
    code: Plain,
    procedure: Option<Plain>,
    field: Option<Plain>,
    version: i64,
}

/// The sentences of the departments in which the bearer decides.
#[utoipa::path(get, path = "/api/v1/sentences", tag = "cases", security(("staff" = [])),
    responses((status = 200, body = SentencesBody)))]
pub(crate) async fn list(
    back_office: web::Data<BackOffice>,
    staff: Bearer<Keeper>,
) -> Result<web::Json<SentencesBody>, WebError> {
    let book = back_office.sentences(&staff).await?;
    let codes = RemarkCode::ALL.into_iter().filter(|code| code.says_it_all());
    Ok(web::Json(SentencesBody {
        sentences: book.sentences.into_iter().map(SentenceBody::from).collect(),
        shipped: codes.map(ShippedBody::of).collect(),
    }))
}

/// Keeps a sentence: a new one, or another text of a known one.
#[utoipa::path(post, path = "/api/v1/sentences", tag = "cases", request_body = SentenceRequest,
    security(("staff" = [])),
    responses((status = 204, description = "kept"),
        (status = 404, description = "no such department, reason, procedure or question"),
        (status = 409, description = "there is one already, or somebody changed it"),
        (status = 422, description = "a text is empty or too long")))]
pub(crate) async fn save(
    back_office: web::Data<BackOffice>,
    staff: Bearer<Keeper>,
    body: Strict<SentenceRequest>,
) -> Result<HttpResponse, WebError> {
    let SentenceRequest { department, code, procedure, field, japanese, easy, english, version } =
        body.0;
    let key = key(&department, code, procedure, field)?;
    let (easy, english) = (text(easy), text(english));
    let sentence = Sentence { key, japanese: japanese.0, easy, english, version };
    back_office.keep_sentence(&staff, sentence).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Takes a sentence away.
#[utoipa::path(post, path = "/api/v1/sentences/remove", tag = "cases",
    request_body = RemovalRequest, security(("staff" = [])),
    responses((status = 204, description = "taken away"),
        (status = 409, description = "somebody changed it, or it is gone")))]
pub(crate) async fn remove(
    back_office: web::Data<BackOffice>,
    staff: Bearer<Keeper>,
    body: Strict<RemovalRequest>,
) -> Result<HttpResponse, WebError> {
    let RemovalRequest { department, code, procedure, field, version } = body.0;
    let key = key(&department, code, procedure, field)?;
    back_office.drop_sentence(&staff, key, version).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn key(
    department: &Plain,
    code: Plain,
    procedure: Option<Plain>,
    field: Option<Plain>,
) -> Result<SentenceKey, WebError> {
    let unread = |_no_id| WebError::Unusable { what: "department is no id".to_owned() };
    let department = department.0.parse().map_err(unread)?;
    Ok(SentenceKey { department, code: code.0, procedure: text(procedure), field: text(field) })
}

fn text(given: Option<Plain>) -> String {
    given.map(|given| given.0).unwrap_or_default()
}

impl From<Sentence> for SentenceBody {
    fn from(sentence: Sentence) -> Self {
        let Sentence { key, japanese, easy, english, version } = sentence;
        let SentenceKey { department, code, procedure, field } = key;
        let department = department.to_string();
        Self { department, code, procedure, field, japanese, easy, english, version }
    }
}

impl ShippedBody {
    fn of(code: RemarkCode) -> Self {
        Self {
            code: code.word(),
            japanese: shipped(code, Language::Japanese),
            easy: shipped(code, Language::EasyJapanese),
            english: shipped(code, Language::English),
        }
    }
}
