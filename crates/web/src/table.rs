//! The table of routes: the only way to an address, and what every request passes before
//! its handler.
//!
//! A handler without a rule does not compile. `GET` answers `HEAD` too, and every other
//! method of a known address is refused with those that it has.

use actix_web::{
    Error, FromRequest, Handler, HttpResponse, Responder,
    body::BoxBody,
    dev::{ServiceRequest, ServiceResponse},
    guard,
    http::{Method, header::AUTHORIZATION},
    middleware::{Next, from_fn},
    web::{self, ServiceConfig},
};

use crate::{
    guard::{Guard, WebError, cookie, is_ours, known_secret},
    route::{Admission, Changing, Csrf, Reading, Route, Rule},
};

/// Addresses with their rules and handlers, in the order in which they are tried.
#[derive(Default)]
pub struct Table {
    lines: Vec<Line>,
}

struct Line {
    route: Route,
    handler: actix_web::Route,
}

impl Table {
    /// An address that shows something.
    pub fn get<F, Args>(&mut self, path: &str, rule: Reading, handler: F) -> &mut Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        let either = guard::Any(guard::Get()).or(guard::Head());
        self.add("GET", path, rule.0, web::route().guard(either).to(handler))
    }

    /// An address that takes something.
    pub fn post<F, Args>(&mut self, path: &str, rule: Changing, handler: F) -> &mut Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.add("POST", path, rule.0, web::post().to(handler))
    }

    fn add(
        &mut self,
        method: &'static str,
        path: &str,
        rule: Rule,
        handler: actix_web::Route,
    ) -> &mut Self {
        let route = Route { method, path: path.to_owned(), rule };
        let handler = handler.wrap(from_fn(move |request, next| pass(rule, request, next)));
        self.lines.push(Line { route, handler });
        self
    }

    /// Every line.
    pub fn list(&self) -> Vec<Route> {
        self.lines.iter().map(|line| line.route.clone()).collect()
    }

    /// Puts every address into `config`. Methods of one address stand together where the
    /// first of them stood.
    pub fn mount(self, config: &mut ServiceConfig) {
        let mut addresses: Vec<(String, Vec<Line>)> = Vec::new();
        for line in self.lines {
            match addresses.iter_mut().find(|(path, _)| *path == line.route.path) {
                Some((_, lines)) => lines.push(line),
                None => addresses.push((line.route.path.clone(), vec![line])),
            }
        }
        for (path, lines) in addresses {
            let allow = allowed(&lines);
            let mut resource = web::resource(path);
            for line in lines {
                resource = resource.route(line.handler);
            }
            let refuse = move || async move { Err::<HttpResponse, _>(WebError::Method { allow }) };
            config.service(resource.default_service(web::to(refuse)));
        }
    }
}

/// What `Allow` tells of an address.
fn allowed(lines: &[Line]) -> &'static str {
    let has = |method| lines.iter().any(|line| line.route.method == method);
    match (has("GET"), has("POST")) {
        (true, true) => "GET, HEAD, POST",
        (true, false) => "GET, HEAD",
        (false, _) => "POST",
    }
}

/// What answers where no address is. Some methods make no sense anywhere.
pub(crate) async fn nothing_here(
    request: actix_web::HttpRequest,
) -> Result<HttpResponse, WebError> {
    let nonsense = matches!(*request.method(), Method::TRACE | Method::CONNECT);
    if nonsense || request.path() == "*" {
        return Err(WebError::Method { allow: "GET, HEAD, POST" });
    }
    Err(WebError::NotFound)
}

/// Holds one request to the rule of its address.
async fn pass(
    rule: Rule,
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    match admit(rule, &request) {
        Ok(()) => next.call(request).await,
        // An error would pass by the door, which puts refusals into words.
        Err(refused) => Ok(request.into_response(HttpResponse::from_error(refused))),
    }
}

fn admit(rule: Rule, request: &ServiceRequest) -> Result<(), WebError> {
    let guard = Guard::of(request.request())?;
    match rule.csrf {
        Csrf::FormToken | Csrf::Origin => {
            if !is_ours(request.headers(), &guard.settings().public_url) {
                return Err(WebError::ForeignForm);
            }
        }
        Csrf::Reads | Csrf::Signature => {}
    }
    let person = person(rule.access, request, &guard);
    guard.pace(rule.rate, request.request(), person.as_deref())
}

/// The secret that tells this person or program from others, where they show one.
fn person(access: Admission, request: &ServiceRequest, guard: &Guard) -> Option<String> {
    let settings = guard.settings();
    match access {
        Admission::Staff { .. } => {
            cookie::read(request.request(), settings, cookie::Purpose::Staff)
        }
        Admission::Anybody | Admission::Owner | Admission::Holder | Admission::Program { .. } => {
            let credentials = request.headers().get(AUTHORIZATION);
            let shown = credentials.and_then(|text| text.to_str().ok()).map(str::to_owned);
            shown.or_else(|| known_secret(request.request(), guard))
        }
        Admission::Operator | Admission::Provider => None,
    }
}
