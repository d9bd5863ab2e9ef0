//! A refusal as its reader wants it: a page for people, `application/problem+json` (RFC 9457)
//! for programs. Also for refusals that the framework made, so that none leaves unexplained.

use actix_web::{
    HttpRequest, HttpResponse,
    body::{BodySize, BoxBody, MessageBody as _},
    dev::ServiceResponse,
    http::{
        Method, StatusCode,
        header::{CONTENT_TYPE, HeaderValue},
    },
    web,
};
use counter::{Counter, Error};
use form_engine::{Problem, Severity};
use kernel::{Instant, Language};
use serde::Serialize;

use super::{
    error::WebError,
    posted::Typed,
    sentence::{
        ENDED, EXPIRED, NO_DRAFT, Sentence, TOO_LARGE, sentence, sentence_of_ended,
        sentence_of_status, sentence_of_unread,
    },
    shared::has_ended,
    state::RequestNumber,
};
use crate::{
    language::{accepted_language, language_of},
    link::OFFICE,
    wording::{Callable, HouseWords, Phrase},
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
    let words = match fault {
        Some(WebError::Intent(Error::Away)) if is_read(&request) => sentence_of_unread(language),
        Some(WebError::NoDraft | WebError::NotFound | WebError::ForeignForm)
            if !json && has_ended(&request) =>
        {
            sentence_of_ended(language)
        }
        Some(fault) => sentence(fault, language),
        None => sentence_of_status(status, language),
    };
    let (media_type, body) = if json {
        ("application/problem+json", problem_json(status, &words, fault, number))
    } else {
        let mut page = RefusalPage::new(&request, words, language, number);
        if fault.is_some_and(WebError::may_be_sent_again) {
            page.again = Typed::take(&request);
        }
        ("text/html; charset=utf-8", page.html())
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
    } else if let Some(
        fault @ (WebError::ForeignForm
        | WebError::TooMany { .. }
        | WebError::Credentials
        | WebError::Forbidden),
    ) = fault
    {
        tracing::warn!(target: "security", request = %number, outcome = %fault, "refused");
    }
}

fn is_read(request: &HttpRequest) -> bool {
    matches!(*request.method(), Method::GET | Method::HEAD)
}

fn wants_json(request: &HttpRequest) -> bool {
    request.path().starts_with("/api") || request.path() == "/payments/callback"
}

/// RFC 9457, with the members that our callers act on.
#[derive(Serialize)]
struct ProblemDetails<'a> {
    r#type: String,
    title: String,
    status: u16,
    detail: String,
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
        title: Phrase::new(words.title).plain(),
        status: status.as_u16(),
        detail: match words.for_programs {
            Some(said) => said.to_owned(),
            None => Phrase::new(words.advice.clone()).plain(),
        },
        instance: format!("urn:madoguchi:request:{number}"),
        problems: None,
        rule: None,
        changed_by: None,
        changed_at: None,
    };
    match fault {
        Some(WebError::Malformed { what } | WebError::Unusable { what }) => {
            details.detail.clone_from(what);
        }
        Some(WebError::MediaType { expected }) => {
            details.detail = format!("the body must be {expected}");
        }
        Some(WebError::ControlCharacter { at }) => {
            details.problems = Some(vec![FieldProblem {
                at,
                rule: "control-character",
                message: &words.advice,
                severity: Severity::Error,
            }]);
        }
        Some(WebError::Intent(Error::Problems(checked))) => {
            details.problems = Some(checked.problems.iter().map(FieldProblem::of).collect());
        }
        Some(WebError::Intent(Error::Refused(refusal))) => details.rule = Some(refusal.code()),
        Some(WebError::Intent(Error::Conflict { by, at })) => {
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
    w: HouseWords,
    title: Phrase,
    advice: Phrase,
    number: RequestNumber,
    /// Whom to ask.
    contact: Option<Callable>,
    /// What is asked for again in another language; no form is sent twice for that.
    asked: Option<String>,
    /// The list of cases, for who works in the office: the residents' pages are none of theirs.
    work: Option<&'static str>,
    /// Whether a draft may be waiting.
    resumes: bool,
    /// Whether it may have been sent.
    looks_up: bool,
    /// The form whose files were too large; what was typed in it before is saved.
    back: Option<String>,
    /// What was typed, for a form that sends it to the same address once more.
    again: Option<Vec<(String, String)>>,
    address: String,
}

impl RefusalPage {
    fn new(
        request: &HttpRequest,
        words: Sentence,
        language: Language,
        number: RequestNumber,
    ) -> Self {
        let w = HouseWords::new(language);
        let is_office = request.path().starts_with("/office");
        let words = if is_office { words.for_staff(language) } else { words };
        let counter = request.app_data::<web::Data<Counter>>().filter(|_| !is_office);
        Self {
            contact: counter
                .map(|counter| w.contact(counter.city().contact.get(language)).callable()),
            asked: (!is_office && is_read(request)).then(|| request.uri().to_string()),
            work: is_office.then_some(OFFICE),
            resumes: !is_office && matches!(words.slug, EXPIRED | NO_DRAFT | ENDED),
            looks_up: !is_office && matches!(words.slug, NO_DRAFT | ENDED),
            back: back_to_form(request, &words),
            title: Phrase::new(words.title),
            advice: Phrase::new(words.advice),
            again: None,
            address: request.uri().to_string(),
            number,
            w,
        }
    }

    fn html(&self) -> String {
        askama::Template::render(self).unwrap_or_default()
    }
}

/// A form of a resident has the same address as the page that it stands on.
fn back_to_form(request: &HttpRequest, words: &Sentence) -> Option<String> {
    let posted = request.method() == Method::POST && words.slug == TOO_LARGE;
    let is_form = |path: &str| path.starts_with("/apply/") || path.starts_with("/receipts/");
    Some(request.path()).filter(|path| posted && is_form(path)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guard::GuardSettings;
    use testkit::audit;

    fn html(words: Sentence, language: Language, number: RequestNumber) -> String {
        let request = actix_web::test::TestRequest::get().to_http_request();
        RefusalPage::new(&request, words, language, number).html()
    }

    #[test]
    fn an_expired_page_leads_back_to_the_draft() {
        let clock = std::sync::Arc::new(kernel::SystemClock);
        let ids = std::sync::Arc::new(kernel::SystemIds);
        let settings = GuardSettings::new("http://127.0.0.1", [0; 32]);
        let number = crate::guard::Guard::new(settings, clock, ids).number_request();
        for language in Language::ALL {
            let html = html(sentence(&WebError::ForeignForm, language), language, number);
            audit(&html);
            assert!(html.contains("href=\"/resume\""), "{html}");
        }
    }

    #[test]
    fn a_refusal_can_be_read_in_another_language_where_nothing_was_sent() {
        let clock = std::sync::Arc::new(kernel::SystemClock);
        let ids = std::sync::Arc::new(kernel::SystemIds);
        let settings = GuardSettings::new("http://127.0.0.1", [0; 32]);
        let number = crate::guard::Guard::new(settings, clock, ids).number_request();
        let menu = |method: Method, address: &str| {
            let request = actix_web::test::TestRequest::with_uri(address).method(method);
            let language = Language::Japanese;
            let words = sentence(&WebError::NotFound, language);
            let html = RefusalPage::new(&request.to_http_request(), words, language, number).html();
            audit(&html);
            html.contains("href=\"/language/en?back=%2Fnowhere%3Fpage%3D2\" lang=\"en\"")
        };
        assert!(menu(Method::GET, "/nowhere?page=2"));
        assert!(!menu(Method::POST, "/nowhere?page=2"), "what was typed would be lost");
        assert!(!menu(Method::GET, "/office/nowhere?page=2"), "the office has one language");
    }

    #[test]
    fn in_the_office_a_refusal_leads_back_to_the_work() {
        let clock = std::sync::Arc::new(kernel::SystemClock);
        let ids = std::sync::Arc::new(kernel::SystemIds);
        let settings = GuardSettings::new("http://127.0.0.1", [0; 32]);
        let number = crate::guard::Guard::new(settings, clock, ids).number_request();
        for fault in [WebError::NotFound, WebError::Forbidden, WebError::ForeignForm] {
            for language in Language::ALL {
                let request = actix_web::test::TestRequest::get().uri("/office/cases/x");
                let words = sentence(&fault, language);
                let page = RefusalPage::new(&request.to_http_request(), words, language, number);
                let html = page.html();
                audit(&html);
                assert!(html.contains("<a class=\"btn\" href=\"/office/\">"), "{html}");
                for residents in ["href=\"/\"", "href=\"/help\"", "href=\"/resume\"", "トップ"] {
                    assert!(!html.contains(residents), "{residents}: {html}");
                }
            }
        }
    }

    #[test]
    fn every_refusal_is_a_whole_page_with_a_number() {
        let clock = std::sync::Arc::new(kernel::SystemClock);
        let ids = std::sync::Arc::new(kernel::SystemIds);
        let settings = GuardSettings::new("http://127.0.0.1", [0; 32]);
        let number = crate::guard::Guard::new(settings, clock, ids).number_request();
        for code in [400, 401, 403, 404, 405, 408, 410, 413, 415, 422, 429, 500, 503] {
            let status = StatusCode::from_u16(code).unwrap();
            for language in Language::ALL {
                let html = html(sentence_of_status(status, language), language, number);
                audit(&html);
                assert!(html.contains(&number.to_string()), "{code}");
            }
        }
    }

    #[test]
    fn no_program_is_told_to_go_back_a_page() {
        let clock = std::sync::Arc::new(kernel::SystemClock);
        let ids = std::sync::Arc::new(kernel::SystemIds);
        let settings = GuardSettings::new("http://127.0.0.1", [0; 32]);
        let number = crate::guard::Guard::new(settings, clock, ids).number_request();
        for code in [400, 401, 403, 404, 405, 408, 410, 413, 415, 422, 429, 500, 503] {
            let status = StatusCode::from_u16(code).unwrap();
            for language in Language::ALL {
                let json =
                    problem_json(status, &sentence_of_status(status, language), None, number);
                let told: serde_json::Value = serde_json::from_str(&json).unwrap();
                let detail = told["detail"].as_str().unwrap();
                for word in ["画面", "ボタン", "ページ", "トップ", "page", "Go back", "下の番号"]
                {
                    let spoken_of = word == "page" && detail.contains("pages of other sites");
                    let foreign = word == "ページ" && detail.contains("ほかのサイトのページ");
                    assert!(!detail.contains(word) || spoken_of || foreign, "{code}: {detail}");
                }
            }
        }
    }

    #[test]
    fn problem_details_name_the_rule_and_who_was_first() {
        let clock = std::sync::Arc::new(kernel::SystemClock);
        let ids = std::sync::Arc::new(kernel::SystemIds);
        let settings = GuardSettings::new("http://127.0.0.1", [0; 32]);
        let number = crate::guard::Guard::new(settings, clock, ids).number_request();
        let told = |fault: Error| -> serde_json::Value {
            let fault = WebError::from(fault);
            let words = sentence(&fault, Language::Japanese);
            let status = actix_web::ResponseError::status_code(&fault);
            serde_json::from_str(&problem_json(status, &words, Some(&fault), number)).unwrap()
        };
        let refused = told(Error::Refused(review_workflow::Refusal::OwnPreparation));
        assert_eq!(
            (&refused["status"], &refused["rule"]),
            (&422.into(), &"own-preparation".into())
        );
        let at = Instant::parse_rfc3339("2026-11-21T09:04:00+09:00");
        let conflict = told(Error::Conflict { by: Some("鈴木 二郎".into()), at });
        assert_eq!(
            (&conflict["status"], &conflict["changed_by"]),
            (&409.into(), &"鈴木 二郎".into())
        );
        assert_eq!(
            conflict["detail"],
            "09:04に鈴木 二郎さんが更新しました。今の内容を確かめてから、もう一度操作してください。"
        );
        let ours = told(Error::Internal { what: "table cases is locked".into() });
        assert!(!ours.to_string().contains("cases"), "{ours}");
    }
}
