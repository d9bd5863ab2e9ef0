//! A refusal as its reader wants it: a page for people, `application/problem+json` (RFC 9457)
//! for programs. Also for refusals that the framework made, so that none leaves unexplained.

use actix_web::{
    HttpRequest, HttpResponse,
    body::{BodySize, BoxBody, MessageBody as _},
    dev::ServiceResponse,
    http::{
        StatusCode,
        header::{CONTENT_TYPE, HeaderValue},
    },
};
use form_engine::{Problem, Severity};
use kernel::{Instant, Language};
use serde::Serialize;
use service_desk::DeskError;

use super::{
    error::WebError,
    sentence::{Sentence, sentence, sentence_of_status},
    state::RequestNumber,
};

/// Whether `answer` is a refusal that nobody has put into words yet.
pub(crate) fn is_bare(answer: &HttpResponse<BoxBody>) -> bool {
    let status = answer.status();
    (status.is_client_error() || status.is_server_error())
        && (answer.error().is_some() || answer.body().size() == BodySize::Sized(0))
}

/// `answer` with words.
pub(crate) fn written(
    answer: ServiceResponse<BoxBody>,
    number: RequestNumber,
) -> ServiceResponse<BoxBody> {
    let (request, answer) = answer.into_parts();
    let status = answer.status();
    let fault = answer.error().and_then(|fault| fault.as_error::<WebError>());
    report(status, fault, answer.error(), number);
    let json = wants_json(&request);
    let language = if json { accepted_language(&request) } else { language_of(&request) };
    let words = fault
        .map_or_else(|| sentence_of_status(status, language), |fault| sentence(fault, language));
    let (media_type, body) = if json {
        ("application/problem+json", problem_json(status, &words, fault, number))
    } else {
        ("text/html; charset=utf-8", page(words, language, number))
    };
    let mut answer = answer.drop_body().set_body(BoxBody::new(body));
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    ServiceResponse::new(request, answer)
}

/// Faults of ours go to the log with their number, refusals that may be attacks too.
fn report(
    status: StatusCode,
    fault: Option<&WebError>,
    cause: Option<&actix_web::Error>,
    number: RequestNumber,
) {
    if status.is_server_error() {
        let what = fault.map(ToString::to_string).or_else(|| cause.map(ToString::to_string));
        tracing::error!(request = %number, what = what.unwrap_or_default(), "internal fault");
    } else if let Some(fault @ (WebError::ForeignForm | WebError::TooMany { .. })) = fault {
        tracing::warn!(target: "security", request = %number, outcome = %fault, "refused");
    }
}

fn wants_json(request: &HttpRequest) -> bool {
    request.path().starts_with("/api") || request.path() == "/payments/callback"
}

/// The language that the visitor chose, else the browser's.
pub(crate) fn language_of(request: &HttpRequest) -> Language {
    let chosen = request.cookie("lang").and_then(|cookie| Language::from_tag(cookie.value()));
    chosen.unwrap_or_else(|| accepted_language(request))
}

/// The first language of `Accept-Language` that we speak.
pub(crate) fn accepted_language(request: &HttpRequest) -> Language {
    let header = request.headers().get("accept-language").and_then(|value| value.to_str().ok());
    let speak = |tag: &str| {
        let tag = tag.split(';').next().unwrap_or_default().trim();
        Language::from_tag(tag).or_else(|| tag.split('-').next().and_then(Language::from_tag))
    };
    header.and_then(|list| list.split(',').find_map(speak)).unwrap_or_default()
}

/// RFC 9457, with the members that our callers act on.
#[derive(Serialize)]
struct ProblemDetails<'a> {
    r#type: String,
    title: &'a str,
    status: u16,
    detail: &'a str,
    instance: String,
    /// What is wrong with the answers, field by field.
    #[serde(skip_serializing_if = "Option::is_none")]
    problems: Option<Vec<FieldProblem<'a>>>,
    /// The rule of the office's procedure that refused a command.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'static str>,
    /// Who changed it first.
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_by: Option<&'a str>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_at: Option<Instant>,
}

/// One problem of one field.
#[derive(Serialize)]
struct FieldProblem<'a> {
    at: &'a str,
    rule: &'a str,
    message: &'a str,
    severity: Severity,
}

fn problem_json(
    status: StatusCode,
    words: &Sentence,
    fault: Option<&WebError>,
    number: RequestNumber,
) -> String {
    let mut details = ProblemDetails {
        r#type: format!("urn:madoguchi:problem:{}", words.slug),
        title: words.title,
        status: status.as_u16(),
        detail: &words.advice,
        instance: format!("urn:madoguchi:request:{number}"),
        problems: None,
        rule: None,
        changed_by: None,
        changed_at: None,
    };
    match fault {
        Some(WebError::Malformed { what } | WebError::Unusable { what }) => details.detail = what,
        Some(WebError::ControlCharacter { at }) => {
            details.problems = Some(vec![FieldProblem {
                at,
                rule: "control-character",
                message: &words.advice,
                severity: Severity::Error,
            }]);
        }
        Some(WebError::Desk(DeskError::Problems(checked))) => {
            details.problems = Some(checked.problems.iter().map(FieldProblem::of).collect());
        }
        Some(WebError::Desk(DeskError::Refused(refusal))) => details.rule = Some(refusal.code()),
        Some(WebError::Desk(DeskError::Conflict { by, at })) => {
            details.changed_by = by.as_deref();
            details.changed_at = *at;
        }
        Some(_) | None => {}
    }
    serde_json::to_string(&details).unwrap_or_default()
}

impl<'a> FieldProblem<'a> {
    fn of(problem: &'a Problem) -> Self {
        Self {
            at: &problem.at,
            rule: &problem.rule,
            message: &problem.message,
            severity: problem.severity,
        }
    }
}

/// The page of a refusal.
#[derive(askama::Template)]
#[template(path = "refusal.html")]
struct RefusalPage {
    language: Language,
    words: Sentence,
    number: RequestNumber,
}

fn page(words: Sentence, language: Language, number: RequestNumber) -> String {
    askama::Template::render(&RefusalPage { language, words, number }).unwrap_or_default()
}
