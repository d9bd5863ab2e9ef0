//! What every operation may answer besides what was asked for: read off its line in the table of
//! routes, so that no refusal is left out by hand.

use utoipa::{
    Modify, PartialSchema as _, ToSchema,
    openapi::{
        Content, ContentBuilder, HttpMethod, OpenApi, Ref, RefOr, Response, Schema, path::Operation,
    },
};

use ::web::{
    route::{Admission, Csrf, Object, Route},
    table::Table,
};

/// A refusal, as RFC 9457 has it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what `web` writes")]
struct Problem {
    /// `urn:madoguchi:problem:` and the name of the problem: the same in every language.
    #[schema(rename = "type")]
    kind: String,
    /// What happened, in the language that was asked for.
    title: String,
    /// The status again.
    status: u16,
    /// What to do, or where the request is wrong.
    detail: String,
    /// `urn:madoguchi:request:` and a number that leads the operator to this request.
    instance: String,
    /// What is wrong with the answers, field by field.
    problems: Option<Vec<FieldProblem>>,
    /// The rule of the procedure that refused a command.
    rule: Option<String>,
    /// Who changed the case first.
    changed_by: Option<String>,
    /// When.
    changed_at: Option<String>,
}

/// What is wrong with one answer.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what `web` writes")]
struct FieldProblem {
    /// JSON Pointer into the answers.
    at: String,
    /// The keyword, format or rule that refused.
    rule: String,
    /// A sentence for whoever answers.
    message: String,
    /// `error`, or `warning`: it can be confirmed.
    severity: String,
}

const PROBLEM: &str = "Problem";
const FIELD_PROBLEM: &str = "FieldProblem";

/// Says for every operation how it can be refused, and for every answer what it is.
pub(super) struct Answers;

impl Modify for Answers {
    fn modify(&self, description: &mut OpenApi) {
        let schemas = &mut description.components.get_or_insert_with(Default::default).schemas;
        schemas.insert(PROBLEM.to_owned(), Problem::schema());
        schemas.insert(FIELD_PROBLEM.to_owned(), FieldProblem::schema());
        let named = |name: &str| schemas.get(name).and_then(said_of);
        let mut table = Table::default();
        super::routes(&mut table);
        for route in table.list() {
            let method = if route.method == "POST" { HttpMethod::Post } else { HttpMethod::Get };
            let Some(item) = description.paths.paths.get_mut(&route.path) else { continue };
            let operation = if method == HttpMethod::Post { &mut item.post } else { &mut item.get };
            let Some(operation) = operation else { continue };
            refusals(operation, &route);
            for (status, answer) in &mut operation.responses.responses {
                if let RefOr::T(answer) = answer {
                    describe(status, answer, &named);
                }
            }
        }
    }
}

/// Adds the refusals that the line of the table brings with it.
fn refusals(operation: &mut Operation, route: &Route) {
    let mut statuses = vec!["400", "429", "500", "503"];
    match route.rule.access {
        Admission::Program { .. } => statuses.extend(["401", "403"]),
        Admission::Holder => statuses.extend(["401", "404", "410"]),
        Admission::Anybody
        | Admission::Owner
        | Admission::Staff { .. }
        | Admission::Operator
        | Admission::Provider => {}
    }
    if route.rule.csrf == Csrf::Origin {
        statuses.extend(["403", "408", "413", "415", "422"]);
    }
    if route.path.contains('{') {
        statuses.push("404");
    }
    if matches!(route.rule.object, Object::Case | Object::CaseFile) {
        statuses.push("410");
    }
    let answers = &mut operation.responses.responses;
    for status in statuses {
        answers.entry(status.to_owned()).or_insert_with(|| Response::default().into());
    }
}

/// Gives an answer its description, and a refusal its form.
fn describe(status: &str, answer: &mut Response, named: &impl Fn(&str) -> Option<String>) {
    let refused = status.starts_with(['4', '5']);
    if refused && answer.content.is_empty() {
        let form = ContentBuilder::new().schema(Some(Ref::from_schema_name(PROBLEM))).build();
        answer.content.insert("application/problem+json".to_owned(), form.into());
    }
    if answer.description.is_empty() {
        let name = answer.content.values().find_map(schema_name);
        let said = if refused { None } else { name.and_then(named) };
        answer.description = said.unwrap_or_else(|| usual(status).to_owned());
    }
}

/// The name of the schema of a body.
fn schema_name(content: &RefOr<Content>) -> Option<&str> {
    match content {
        RefOr::T(Content { schema: Some(RefOr::Ref(to)), .. }) => {
            to.ref_location.rsplit('/').next()
        }
        RefOr::T(_) | RefOr::Ref(_) => None,
    }
}

/// What a schema says about itself.
fn said_of(schema: &RefOr<Schema>) -> Option<String> {
    match schema {
        RefOr::T(Schema::Object(object)) => object.description.clone(),
        RefOr::T(_) | RefOr::Ref(_) => None,
    }
}

/// What a status means here, where an operation says nothing better.
fn usual(status: &str) -> &'static str {
    match status {
        "400" => "the request cannot be read: `detail` names the place",
        "401" => "without the proof that it needs, or with one that is not known",
        "403" => "not with this role or scope, or asked by a page of another site",
        "404" => "there is none, or not for this caller: both look alike",
        "408" => "the body came too slowly",
        "410" => "its content is erased, as its term of keeping is over",
        "413" => "the body is too large",
        "415" => "the body is of another media type",
        "422" => "it can be read and not be done: `problems` or `rule` says why",
        "429" => "too often: again after Retry-After",
        "500" => "a fault of ours: `instance` leads its operator to it",
        "503" => "busy, or the database is away: again after Retry-After; a key files once",
        _ => "as asked",
    }
}
