//! The door: every request comes in here, every answer leaves here.
//!
//! Numbers the request, paces its body, sets headers and cookies, writes the body of every
//! refusal, counts, and writes the access log, which names no person and no address.

use actix_web::{
    Error, HttpMessage as _, HttpResponse,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::header::{CONTENT_TYPE, HeaderName, HeaderValue},
    middleware::Next,
    web,
};
use tokio::time::Instant;

use super::{
    browser::Baked,
    error::WebError,
    pace::pace,
    refusal,
    state::{Guard, RequestNumber},
};
use crate::operations::Area;

/// Wraps the whole portal.
pub(crate) async fn door(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let Some(guard) = request.app_data::<web::Data<Guard>>().cloned() else {
        return Err(WebError::internal("no guard is set").into());
    };
    let started = Instant::now();
    let area = Area::of(request.path());
    let number = guard.number_request();
    request.extensions_mut().insert(number);
    pace(&mut request);
    // What handlers and extractors refuse comes back as an answer, not as an error.
    let mut answer = if is_for_a_proxy(&request) {
        let what = "the address names a server, as only proxies are asked".to_owned();
        let refused = HttpResponse::from_error(WebError::Malformed { what });
        request.into_response(refused).map_into_boxed_body()
    } else {
        next.call(request).await?.map_into_boxed_body()
    };
    if refusal::is_bare(answer.response()) {
        answer = refusal::written(answer, number);
    }
    finish(&mut answer, &guard, number);
    let (status, took) = (answer.status(), started.elapsed());
    guard.metrics().count(area, status, took);
    tracing::debug!(
        target: "access",
        request = %number,
        method = %answer.request().method(),
        area = area.word(),
        status = status.as_u16(),
        micros = took.as_micros(),
    );
    Ok(answer)
}

/// Whether the address is absolute (`GET http://…`): two readers could see two hosts.
fn is_for_a_proxy(request: &ServiceRequest) -> bool {
    request.uri().scheme().is_some() || request.uri().authority().is_some()
}

fn finish(answer: &mut ServiceResponse<BoxBody>, guard: &Guard, number: RequestNumber) {
    let baked = {
        let extensions = answer.request().extensions();
        extensions.get::<Baked>().map(Baked::take).unwrap_or_default()
    };
    for cookie in baked {
        // Names and values are ours: ASCII letters and digits.
        _ = answer.response_mut().add_cookie(&cookie);
    }
    let headers = answer.headers_mut();
    guard.headers().apply(headers);
    if let Ok(value) = HeaderValue::from_str(&number.to_string()) {
        headers.insert(HeaderName::from_static("x-request-id"), value);
    }
    if !headers.contains_key(CONTENT_TYPE) {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use actix_web::{
        App,
        http::{Method, StatusCode, header},
        test::{TestRequest, call_service, init_service, read_body},
    };
    use kernel::{SystemClock, SystemIds};

    use super::*;
    use crate::{Csrf, guard::GuardSettings};

    struct Told {
        status: StatusCode,
        headers: header::HeaderMap,
        body: String,
    }

    /// Asks a portal without a desk: what is refused at the door needs none.
    async fn ask(request: TestRequest) -> Told {
        let settings = GuardSettings::new("http://127.0.0.1:8080", [7; 32]);
        let guard = Guard::new(settings, Arc::new(SystemClock), Arc::new(SystemIds));
        let app = App::new().app_data(web::Data::new(guard)).configure(crate::routes);
        let answer = call_service(&init_service(app).await, request.to_request()).await;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = String::from_utf8(read_body(answer).await.to_vec()).unwrap();
        Told { status, headers, body }
    }

    #[actix_web::test]
    async fn every_answer_carries_the_headers_and_a_number() {
        for path in ["/healthz", "/nothing", "/api/v1/nothing", "/assets/0/gone.css"] {
            let told = ask(TestRequest::get().uri(path)).await;
            for name in [
                "content-security-policy",
                "x-content-type-options",
                "x-request-id",
                "cache-control",
            ] {
                assert!(told.headers.contains_key(name), "{path} {name}");
            }
            assert!(!told.headers.contains_key(header::SERVER));
        }
    }

    #[actix_web::test]
    async fn people_get_pages_and_programs_get_problem_details() {
        let page = ask(TestRequest::get().uri("/nothing")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        assert!(page.body.contains("ページが見つかりません"), "{}", page.body);
        for path in ["/api/nothing", "/api/v1/nothing", "/api/v2/procedures"] {
            let english = ("accept-language", "en");
            let told = ask(TestRequest::get().uri(path).insert_header(english)).await;
            assert_eq!(told.headers.get(CONTENT_TYPE).unwrap(), "application/problem+json");
            let problem: serde_json::Value = serde_json::from_str(&told.body).unwrap();
            assert_eq!(
                (&problem["status"], &problem["title"]),
                (&404.into(), &"Page not found".into())
            );
        }
    }

    #[actix_web::test]
    async fn a_known_address_refuses_other_methods() {
        for (method, path) in [
            (Method::GET, "/office/next"),
            (Method::GET, "/office/sign-out"),
            (Method::DELETE, "/office/"),
            (Method::GET, "/payments/callback"),
            (Method::GET, "/api/v1/submissions"),
            (Method::PUT, "/api/v1/cases"),
            (Method::GET, "/api/v1/attachments"),
            (Method::TRACE, "/api/v1/procedures"),
        ] {
            let told = ask(TestRequest::default().method(method.clone()).uri(path)).await;
            assert_eq!(told.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
        }
    }

    /// An address of each line of the table, with something in place of what varies.
    fn addresses() -> impl Iterator<Item = (crate::Route, String)> {
        crate::table().into_iter().map(|route| {
            let parts = route.path.split('/');
            let filled = parts.map(|part| if part.starts_with('{') { "x" } else { part });
            let path = filled.collect::<Vec<_>>().join("/");
            (route, path)
        })
    }

    #[actix_web::test]
    async fn nothing_is_changed_for_a_page_of_another_site() {
        let changing = addresses()
            .filter(|(route, _)| matches!(route.rule.csrf, Csrf::FormToken | Csrf::Origin));
        for (_, path) in changing {
            for foreign in [
                ("origin", "https://evil.example"),
                ("origin", "null"),
                ("sec-fetch-site", "cross-site"),
            ] {
                let told = ask(TestRequest::post().uri(&path).insert_header(foreign)).await;
                assert_eq!(told.status, StatusCode::FORBIDDEN, "{path} {foreign:?}");
            }
        }
    }

    #[actix_web::test]
    async fn every_address_refuses_the_methods_that_it_has_not_and_names_those_it_has() {
        let reads: Vec<String> =
            addresses().filter(|(route, _)| route.method == "GET").map(|(_, path)| path).collect();
        let takes: Vec<String> =
            addresses().filter(|(route, _)| route.method == "POST").map(|(_, path)| path).collect();
        for path in reads.iter().chain(&takes) {
            let allow = match (reads.contains(path), takes.contains(path)) {
                (true, true) => "GET, HEAD, POST",
                (true, false) => "GET, HEAD",
                (false, _) => "POST",
            };
            for method in ["DELETE", "PUT", "PATCH", "TRACE", "OPTIONS", "PROPFIND"] {
                let method = Method::from_bytes(method.as_bytes()).unwrap();
                let told = ask(TestRequest::default().method(method.clone()).uri(path)).await;
                assert_eq!(told.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
                assert_eq!(told.headers.get(header::ALLOW).unwrap(), allow, "{method} {path}");
            }
        }
    }

    #[actix_web::test]
    async fn an_address_that_names_a_server_is_refused() {
        for uri in ["http://127.0.0.1:8080/healthz", "https://evil.example/"] {
            assert_eq!(ask(TestRequest::get().uri(uri)).await.status, StatusCode::BAD_REQUEST);
        }
    }
}
