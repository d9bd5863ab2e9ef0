//! The description of the API: OpenAPI for machines, one plain page for people.

use std::sync::LazyLock;

use actix_web::{HttpResponse, http::header::ContentType};
use askama::Template;
use serde_json::Value;
use utoipa::{
    Modify, OpenApi,
    openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
};

use super::{
    absences, anomalies, answers::Answers, approvals, attachment, bulk, case, consultations, draws,
    looks, message_templates, procedure, rules, schema, searches, sentences, submission, verify,
};
use ::web::{
    guard::WebError,
    limits::Rate,
    route::{Admission, Object, Reading},
    table::Table,
};

pub(super) fn routes(table: &mut Table) {
    let rule = Reading::new(Admission::Anybody, Object::Nothing, Rate::Page);
    table.get("/api/openapi.json", rule, machines).get("/api/docs", rule, people);
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "まどぐち API",
        description = "電子申請の JSON API。エラーは RFC 9457 の application/problem+json、\
            時刻は RFC 3339、金額は円の整数。Accept-Language でメッセージの言語を選びます。"
    ),
    paths(
        procedure::list,
        procedure::one,
        procedure::check,
        schema::plain,
        attachment::upload,
        attachment::upload_for_case,
        attachment::of_message,
        submission::file,
        submission::status,
        submission::money_receipt,
        submission::correct,
        submission::withdraw,
        submission::write,
        case::list,
        case::next,
        case::one,
        case::events,
        case::command,
        bulk::start,
        bulk::one,
        bulk::releases::list,
        bulk::releases::one,
        bulk::releases::answer,
        approvals::reopening,
        approvals::after,
        approvals::sample,
        consultations::list,
        consultations::one,
        draws::one,
        rules::list,
        rules::propose,
        rules::confirm,
        rules::end,
        looks::list,
        looks::one,
        anomalies::list,
        anomalies::answered,
        anomalies::answer,
        searches::start,
        searches::one,
        sentences::list,
        sentences::save,
        sentences::remove,
        message_templates::list,
        message_templates::save,
        message_templates::remove,
        absences::list,
        absences::enter,
        absences::end,
        absences::name,
        absences::drop_deputy,
        verify::verify,
    ),
    modifiers(&Proofs, &Answers)
)]
struct Description;

/// The two ways to prove who calls.
struct Proofs;

impl Modify for Proofs {
    fn modify(&self, description: &mut utoipa::openapi::OpenApi) {
        let components = description.components.get_or_insert_with(Default::default);
        let staff = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("a staff token; made by `madoguchi staff token`"))
            .build();
        components.add_security_scheme("staff", SecurityScheme::Http(staff));
        let receipt = ApiKeyValue::with_description(
            "Authorization",
            "`Receipt` and the access code of the receipt number in the path",
        );
        let receipt = SecurityScheme::ApiKey(ApiKey::Header(receipt));
        components.add_security_scheme("receipt", receipt);
    }
}

static JSON: LazyLock<String> =
    LazyLock::new(|| Description::openapi().to_json().unwrap_or_default());

/// The description as OpenAPI 3.1, in JSON.
pub fn description() -> &'static str {
    JSON.as_str()
}

async fn machines() -> HttpResponse {
    HttpResponse::Ok().insert_header(ContentType::json()).body(description())
}

/// One address of the API with one method.
struct Operation {
    method: String,
    path: String,
    summary: String,
    proof: &'static str,
    parameters: Vec<(String, String)>,
    body: Option<String>,
    answers: Vec<(String, String)>,
}

/// The page for people.
#[derive(Template)]
#[template(path = "docs.html")]
struct DocsPage {
    operations: Vec<Operation>,
}

async fn people() -> Result<HttpResponse, WebError> {
    let description: Value = serde_json::from_str(&JSON).map_err(WebError::internal)?;
    let page = DocsPage { operations: operations(&description) };
    let html = page.render().map_err(WebError::internal)?;
    Ok(HttpResponse::Ok().insert_header(ContentType::html()).body(html))
}

fn operations(description: &Value) -> Vec<Operation> {
    let paths = description.get("paths").and_then(Value::as_object);
    let methods = paths.into_iter().flatten().flat_map(|(path, methods)| {
        methods.as_object().into_iter().flatten().map(move |(method, what)| (path, method, what))
    });
    methods.map(|(path, method, what)| Operation::of(path, method, what)).collect()
}

impl Operation {
    fn of(path: &str, method: &str, what: &Value) -> Self {
        let text = |value: &Value, member: &str| {
            value.get(member).and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        let parameters = what.get("parameters").and_then(Value::as_array).into_iter().flatten();
        let answers = what.get("responses").and_then(Value::as_object).into_iter().flatten();
        Self {
            method: method.to_uppercase(),
            path: path.to_owned(),
            summary: text(what, "summary"),
            proof: proof_of(what),
            parameters: parameters.map(|p| (text(p, "name"), text(p, "description"))).collect(),
            body: what.pointer("/requestBody/content").and_then(schema_name),
            answers: answers
                .map(|(status, answer)| {
                    let schema = answer.get("content").and_then(schema_name);
                    let schema = schema.filter(|_| !status.starts_with(['4', '5']));
                    (status.clone(), schema.unwrap_or_else(|| text(answer, "description")))
                })
                .collect(),
        }
    }
}

fn proof_of(operation: &Value) -> &'static str {
    let schemes = operation.get("security").map(Value::to_string).unwrap_or_default();
    if schemes.contains("staff") {
        "Authorization: Bearer"
    } else if schemes.contains("receipt") {
        "Authorization: Receipt"
    } else {
        ""
    }
}

/// The name of the schema that a body refers to.
fn schema_name(content: &Value) -> Option<String> {
    let media = content.as_object()?.values().next()?;
    let reference = media.pointer("/schema/$ref").or_else(|| media.pointer("/schema/oneOf/1/$ref"));
    reference?.as_str()?.rsplit('/').next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_of_the_api_is_described() {
        let description: Value = serde_json::from_str(&JSON).unwrap();
        assert!(description["openapi"].as_str().unwrap().starts_with("3.1"));
        let described: Vec<String> =
            operations(&description).iter().map(|o| format!("{} {}", o.method, o.path)).collect();
        for expected in [
            "GET /api/v1/procedures",
            "GET /api/v1/procedures/{id}",
            "POST /api/v1/procedures/{id}/check",
            "POST /api/v1/attachments",
            "POST /api/v1/submissions",
            "GET /api/v1/submissions/{receipt_number}",
            "POST /api/v1/submissions/{receipt_number}/corrections",
            "POST /api/v1/submissions/{receipt_number}/withdrawal",
            "POST /api/v1/submissions/{receipt_number}/messages",
            "GET /api/v1/cases",
            "POST /api/v1/cases/next",
            "GET /api/v1/cases/{id}",
            "GET /api/v1/cases/{id}/events",
            "POST /api/v1/cases/{id}/commands",
            "POST /api/v1/cases/{id}/attachments",
            "GET /api/v1/submissions/{receipt_number}/files/{sent}",
            "POST /api/v1/bulk",
            "GET /api/v1/bulk/{job}",
            "GET /api/v1/bulk-releases",
            "POST /api/v1/bulk-releases/{release}",
        ] {
            assert!(described.iter().any(|operation| operation == expected), "{expected}");
        }
    }

    #[test]
    fn every_answer_is_described() {
        let description: Value = serde_json::from_str(&JSON).unwrap();
        for operation in operations(&description) {
            for (status, said) in &operation.answers {
                assert!(!said.is_empty(), "{} {} {status}", operation.method, operation.path);
            }
        }
        let mut responses = 0;
        for path in description["paths"].as_object().unwrap().values() {
            for operation in path.as_object().unwrap().values() {
                for answer in operation["responses"].as_object().unwrap().values() {
                    assert!(!answer["description"].as_str().unwrap().is_empty(), "{answer}");
                    responses += 1;
                }
            }
        }
        assert!(responses > 100, "{responses}");
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let description: Value = serde_json::from_str(&JSON).unwrap();
        for reference in JSON.split("\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(description.pointer(reference).is_some(), "{reference}");
        }
    }

    #[test]
    fn what_takes_a_proof_says_so() {
        let description: Value = serde_json::from_str(&JSON).unwrap();
        for operation in operations(&description) {
            let expected = match operation.path.as_str() {
                path if [
                    "/absences",
                    "/anomalies",
                    "/approvals",
                    "/bulk",
                    "/cases",
                    "/consultations",
                    "/deputies",
                    "/looks",
                    "/message-templates",
                    "/rules",
                    "/searches",
                    "/sentences",
                ]
                .iter()
                .any(|of| path.contains(of)) =>
                {
                    "Authorization: Bearer"
                }
                path if path.contains("{receipt_number}") => "Authorization: Receipt",
                _ => "",
            };
            assert_eq!(operation.proof, expected, "{}", operation.path);
        }
    }
}
