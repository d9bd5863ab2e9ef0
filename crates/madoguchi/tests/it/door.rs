//! The door of the house, tried at every address: what it refuses, and what no answer lacks.

use std::sync::Arc;

use ::web::{
    guard::{Guard, GuardSettings},
    route::{Csrf, Route},
};
use actix_web::{
    App,
    http::{
        Method, StatusCode,
        header::{self, CONTENT_TYPE},
    },
    test::{TestRequest, call_service, init_service, read_body},
    web,
};
use kernel::{SystemClock, SystemIds};

struct Told {
    status: StatusCode,
    headers: header::HeaderMap,
    body: String,
}

/// Asks a portal without a desk: what is refused at the door needs none.
async fn ask(request: TestRequest) -> Told {
    let settings = GuardSettings::new("http://127.0.0.1:8080", [7; 32]);
    let guard = Guard::new(settings, Arc::new(SystemClock), Arc::new(SystemIds));
    let app = App::new()
        .app_data(web::Data::new(guard))
        .configure(|config| ::web::open(madoguchi::table(), config));
    let answer = call_service(&init_service(app).await, request.to_request()).await;
    let (status, headers) = (answer.status(), answer.headers().clone());
    let body = String::from_utf8(read_body(answer).await.to_vec()).expect("text");
    Told { status, headers, body }
}

#[actix_web::test]
async fn every_answer_carries_the_headers_and_a_number() {
    for path in ["/healthz", "/nothing", "/api/v1/nothing", "/assets/0/gone.css"] {
        let told = ask(TestRequest::get().uri(path)).await;
        for name in
            ["content-security-policy", "x-content-type-options", "x-request-id", "cache-control"]
        {
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
fn addresses() -> impl Iterator<Item = (Route, String)> {
    madoguchi::table().list().into_iter().map(|route| {
        let parts = route.path.split('/');
        let filled = parts.map(|part| if part.starts_with('{') { "x" } else { part });
        let path = filled.collect::<Vec<_>>().join("/");
        (route, path)
    })
}

#[actix_web::test]
async fn nothing_is_changed_for_a_page_of_another_site() {
    let changing =
        addresses().filter(|(route, _)| matches!(route.rule.csrf, Csrf::FormToken | Csrf::Origin));
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
