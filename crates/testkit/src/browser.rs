//! A browser without script: asks, follows no redirect by itself, keeps cookies.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use scraper::{Html, Selector};
use serde_json::Value;
use ureq::http::{HeaderMap, Request};

use crate::described;

/// One browser with its cookies; also every program that calls the API.
#[derive(Debug)]
pub struct Browser {
    home: String,
    agent: ureq::Agent,
    cookies: Mutex<BTreeMap<String, String>>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as it came.
    pub body: Vec<u8>,
}

impl Browser {
    /// A fresh browser for the town at `home`.
    pub fn new(home: &str) -> Self {
        let agent = ureq::Agent::config_builder()
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            // Sooner than the house hangs up: a form is not sent on a line that ends meanwhile.
            .max_idle_age(Duration::from_secs(2))
            .proxy(None)
            .build()
            .into();
        Self { home: home.to_owned(), agent, cookies: Mutex::default() }
    }

    /// The value of a cookie that it holds.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    /// A browser with these cookies, as they are now, for the town of `other`. Cookies know
    /// hosts and no ports, so every town on one machine is sent them.
    #[must_use]
    pub fn same_cookies_at(&self, other: &Self) -> Self {
        let cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Self { cookies: Mutex::new(cookies), ..Self::new(&other.home) }
    }

    /// Opens a page.
    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], Vec::new())
    }

    /// Sends `body` to `path` with these headers. A path may be a whole address.
    pub fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> Answer {
        let address = if path.starts_with("http:") {
            path.to_owned()
        } else {
            format!("{}{path}", self.home)
        };
        let mut request = Request::builder().method(method).uri(address);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(cookies) = self.cookies() {
            request = request.header("cookie", cookies);
        }
        let response = self.agent.run(request.body(body).unwrap()).expect("the town answers");
        let (parts, mut body) = response.into_parts();
        self.keep_cookies(&parts.headers);
        let body = body.read_to_vec().expect("the whole answer");
        let answer = Answer { status: parts.status.as_u16(), headers: parts.headers, body };
        if !path.starts_with("http:") {
            described::hold(method, path, &answer);
        }
        answer
    }

    /// Sends JSON.
    pub fn post_json(&self, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        let mut all = vec![("content-type", "application/json")];
        all.extend(headers);
        self.send("POST", path, &all, body.to_string().into_bytes())
    }

    /// Fills in the form on `page` that goes to `action` and presses its button: what the
    /// page hides in the form goes along.
    pub fn submit(&self, page: &Answer, action: &str, typed: &[(&str, &str)]) -> Answer {
        let mut fields = page.hidden(action);
        fields.extend(typed.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())));
        self.post_form(action, &fields)
    }

    /// Sends fields as a form does.
    pub fn post_form(&self, path: &str, fields: &[(String, String)]) -> Answer {
        self.post_form_from(path, &[], fields)
    }

    /// The same with further headers: what a proxy adds, for example.
    pub fn post_form_from(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        fields: &[(String, String)],
    ) -> Answer {
        let body = fields.iter().map(|(n, v)| format!("{}={}", escaped(n), escaped(v)));
        let body = body.collect::<Vec<_>>().join("&");
        let mut all = vec![("content-type", "application/x-www-form-urlencoded")];
        all.extend(headers);
        self.send("POST", path, &all, body.into_bytes())
    }

    /// Sends one file as a form does, beside `fields`.
    pub fn upload(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        fields: &[(String, String)],
        (field, name, bytes): (&str, &str, &[u8]),
    ) -> Answer {
        const EDGE: &str = "a-line-that-stands-in-no-file";
        let mut head = String::new();
        for (name, value) in fields {
            _ = write!(
                head,
                "--{EDGE}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
        }
        _ = write!(
            head,
            "--{EDGE}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        let mut body = head.into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(format!("\r\n--{EDGE}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={EDGE}");
        let mut all = vec![("content-type", kind.as_str())];
        all.extend(headers);
        self.send("POST", path, &all, body)
    }

    fn cookies(&self) -> Option<String> {
        let cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        let pairs: Vec<String> = cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    fn keep_cookies(&self, headers: &HeaderMap) {
        let mut cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        for cookie in headers.get_all("set-cookie").iter().filter_map(|c| c.to_str().ok()) {
            let pair = cookie.split(';').next().unwrap_or_default();
            match pair.split_once('=') {
                Some((name, "")) => drop(cookies.remove(name)),
                Some((name, value)) => drop(cookies.insert(name.to_owned(), value.to_owned())),
                None => {}
            }
        }
    }
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("UTF-8")
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    /// The same answer, once its status is the expected one.
    #[track_caller]
    #[expect(clippy::return_self_not_must_use, reason = "the status alone is often what counts")]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        self
    }

    /// One header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Where the answer leads, as a path.
    #[track_caller]
    pub fn location(&self) -> String {
        self.header("location").expect("a redirect").to_owned()
    }

    /// The hidden fields of the form that goes to `action`.
    #[track_caller]
    pub fn hidden(&self, action: &str) -> Vec<(String, String)> {
        let page = Html::parse_document(&self.text());
        let forms = Selector::parse("form").unwrap();
        let inputs = Selector::parse("input[type=hidden]").unwrap();
        let form = page.select(&forms).find(|form| form.attr("action") == Some(action));
        let form = form.unwrap_or_else(|| panic!("no form goes to {action}: {}", self.text()));
        let field = |name: &str, value: Option<&str>| {
            (name.to_owned(), value.unwrap_or_default().to_owned())
        };
        // What lies in a template is no part of the page yet.
        let in_template = |input: &scraper::ElementRef<'_>| {
            let mut around = input.ancestors().filter_map(scraper::ElementRef::wrap);
            around.any(|element| element.value().name() == "template")
        };
        form.select(&inputs)
            .filter(|input| !in_template(input))
            .filter_map(|input| Some(field(input.attr("name")?, input.attr("value"))))
            .collect()
    }
}

/// As a form's body and an address spell it.
pub fn escaped(text: &str) -> String {
    text.bytes().fold(String::new(), |mut escaped, byte| {
        if byte.is_ascii_alphanumeric() || b"-._*".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            _ = write!(escaped, "%{byte:02X}");
        }
        escaped
    })
}

/// A page without what it draws anew for passkeys each time it is shown.
pub fn without_challenges(page: &str) -> String {
    let mut pieces = page.split("data-challenge=\"");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |steady, piece| {
        steady + piece.split_once('"').map_or(piece, |(_drawn, rest)| rest)
    })
}
