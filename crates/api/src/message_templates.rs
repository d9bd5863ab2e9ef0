//! ひな形: what a department writes to residents again and again.

use actix_web::{HttpResponse, web};
use back_office::{BackOffice, KeptDepartment, MessageTemplate, NewTemplate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::strict::{Plain, Strict};
use ::web::{
    guard::{Bearer, Keeper, WebError, known},
    limits::Rate,
    route::{Admission, Changing, Object, Reading},
    table::Table,
};

pub(super) fn routes(table: &mut Table) {
    let list = Reading::new(Admission::program::<Keeper>(), Object::Nothing, Rate::Read);
    let keep = Changing::body(Admission::program::<Keeper>(), Object::Nothing, Rate::Write);
    table
        .get("/api/v1/message-templates", list, self::list)
        .post("/api/v1/message-templates", keep, save)
        .post("/api/v1/message-templates/remove", keep, remove);
}

/// The templates that the bearer keeps, and the departments for which they keep them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MessageTemplatesBody {
    departments: Vec<KeptDepartmentBody>,
    templates: Vec<MessageTemplateBody>,
}

/// A department for which the bearer keeps templates.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KeptDepartmentBody {
    id: String,
    name: String,
}

/// A template.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MessageTemplateBody {
    id: String,
    department: String,
    /// Empty for every procedure of the department.
    procedure: String,
    /// What clerks call it.
    name: String,
    japanese: String,
    /// Empty where nobody has written it.
    easy: String,
    /// Empty where nobody has written it.
    english: String,
    version: i64,
}

/// A template to keep.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MessageTemplateRequest {
    /// The one to change; without it, a new one.
    template: Option<Plain>,
    /// What the caller saw; only with `template`.
    version: Option<i64>,
    /// Of a new one.
    department: Option<Plain>,
    /// Of a new one; without it, for every procedure.
    procedure: Option<Plain>,
    name: Plain,
    /// With words in braces that are filled in for a case, such as `{受付番号}`.
    japanese: Plain,
    easy: Option<Plain>,
    english: Option<Plain>,
}

/// A template to take away.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MessageTemplateRemoval {
    template: Plain,
    /// What the caller saw.
    version: i64,
}

/// The message templates of the departments that the bearer leads.
#[utoipa::path(get, path = "/api/v1/message-templates", tag = "cases", security(("staff" = [])),
    responses((status = 200, body = MessageTemplatesBody)))]
pub(crate) async fn list(
    back_office: web::Data<BackOffice>,
    staff: Bearer<Keeper>,
) -> Result<web::Json<MessageTemplatesBody>, WebError> {
    let book = back_office.template_book(&staff).await?;
    Ok(web::Json(MessageTemplatesBody {
        departments: book.departments.into_iter().map(KeptDepartmentBody::from).collect(),
        templates: book.templates.into_iter().map(MessageTemplateBody::from).collect(),
    }))
}

/// Keeps a message template: a new one, or another text of a known one.
#[utoipa::path(post, path = "/api/v1/message-templates", tag = "cases",
    request_body = MessageTemplateRequest, security(("staff" = [])),
    responses((status = 204, description = "kept"),
        (status = 404, description = "no such department, procedure or template"),
        (status = 409, description = "somebody changed it"),
        (status = 422, description = "a text is empty, too long, or has an unknown word in braces")))]
pub(crate) async fn save(
    back_office: web::Data<BackOffice>,
    staff: Bearer<Keeper>,
    body: Strict<MessageTemplateRequest>,
) -> Result<HttpResponse, WebError> {
    let MessageTemplateRequest { template, version, department, procedure, .. } = body.0;
    let MessageTemplateRequest { name, japanese, easy, english, .. } = body.0;
    let (easy, english) = (text(easy), text(english));
    let next = NewTemplate { name: name.0, japanese: japanese.0, easy, english };
    match (template, version, department) {
        (None, None, Some(department)) => {
            let (department, procedure) = (known(&department.0)?, text(procedure));
            back_office.add_template(&staff, &department, &procedure, next).await?;
        }
        (Some(template), Some(version), None) if procedure.is_none() => {
            back_office.change_template(&staff, &known(&template.0)?, version, next).await?;
        }
        (_, _, _) => return Err(WebError::Unusable { what: ONE_OR_THE_OTHER.to_owned() }),
    }
    Ok(HttpResponse::NoContent().finish())
}

const ONE_OR_THE_OTHER: &str =
    "a new template takes department and procedure, a known one template and version";

/// Takes a message template away; what was sent stays.
#[utoipa::path(post, path = "/api/v1/message-templates/remove", tag = "cases",
    request_body = MessageTemplateRemoval, security(("staff" = [])),
    responses((status = 204, description = "taken away"),
        (status = 404, description = "no such template"),
        (status = 409, description = "somebody changed it")))]
pub(crate) async fn remove(
    back_office: web::Data<BackOffice>,
    staff: Bearer<Keeper>,
    body: Strict<MessageTemplateRemoval>,
) -> Result<HttpResponse, WebError> {
    let MessageTemplateRemoval { template, version } = body.0;
    back_office.drop_template(&staff, &known(&template.0)?, version).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn text(given: Option<Plain>) -> String {
    given.map(|given| given.0).unwrap_or_default()
}

impl From<KeptDepartment> for KeptDepartmentBody {
    fn from(department: KeptDepartment) -> Self {
        Self { id: department.id.to_string(), name: department.name }
    }
}

impl From<MessageTemplate> for MessageTemplateBody {
    fn from(template: MessageTemplate) -> Self {
        let MessageTemplate { id, department, procedure, name, japanese, easy, english, version } =
            template;
        let (id, department) = (id.to_string(), department.to_string());
        Self { id, department, procedure, name, japanese, easy, english, version }
    }
}
