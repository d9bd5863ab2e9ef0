//! What the person sees: pages in Japanese that work without script.

use actix_web::{HttpResponse, http::StatusCode};
use askama::Template;

use crate::application::{Bank, Problem, REFUSED, Written};

#[derive(Template)]
#[template(path = "reception.html")]
pub(crate) struct ReceptionPage<'a> {
    pub(crate) reference: &'a str,
    pub(crate) title: &'a str,
    pub(crate) written: Written,
    pub(crate) problems: Vec<Problem>,
}

/// A field of one line.
struct Line<'a> {
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    /// Whether a phone shows its number keys.
    is_number: bool,
    value: &'a str,
    problem: Option<&'static str>,
}

impl ReceptionPage<'_> {
    const fn banks() -> [Bank; 2] {
        Bank::ALL
    }

    const fn refused() -> &'static str {
        REFUSED
    }

    fn chosen(&self) -> &'static str {
        self.written.bank.map_or("", Bank::word)
    }

    /// The code is never shown again.
    fn lines(&self) -> [Line<'_>; 4] {
        let line = |name, label, hint, is_number, value| {
            let problem = self.problem_of(name);
            Line { name, label, hint, is_number, value, problem }
        };
        let written = &self.written;
        [
            line("branch", "支店名", "例：本店", false, &written.branch),
            line("account", "口座番号", "普通預金の7桁の番号です。", true, &written.account),
            line("holder", "口座名義（カナ）", "例：ヤマダ　ハナコ", false, &written.holder),
            line("code", "暗証番号", Self::code_hint(), true, ""),
        ]
    }

    const fn code_hint() -> &'static str {
        "見本では 1234 を入力してください。"
    }

    fn problem_of(&self, field: &str) -> Option<&'static str> {
        let found = self.problems.iter().find(|it| it.field == field);
        found.map(|it| it.sentence)
    }
}

#[derive(Template)]
#[template(path = "gone.html")]
pub(crate) struct GonePage;

/// A page whose forms lead only to us and back to the town.
pub(crate) fn respond(status: StatusCode, page: &impl Template, back_to: &str) -> HttpResponse {
    let policy = format!(
        "default-src 'none'; style-src 'self'; form-action 'self' {back_to}; base-uri 'none'; \
         frame-ancestors 'none'"
    );
    match page.render() {
        Ok(html) => HttpResponse::build(status)
            .insert_header(("Content-Security-Policy", policy))
            .content_type("text/html; charset=utf-8")
            .body(html),
        Err(fault) => {
            tracing::error!(%fault, "a page could not be rendered");
            HttpResponse::InternalServerError().finish()
        }
    }
}

/// The origin of a web address, for the policy of a page; nothing when nobody can be sent there.
pub(crate) fn origin(address: &str) -> Option<&str> {
    let rest = ["http://", "https://"].iter().find_map(|scheme| address.strip_prefix(scheme))?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at_checked(end)?;
    let is_of_host =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':' | b'[' | b']');
    let is_address = !host.is_empty()
        && host.bytes().all(is_of_host)
        && path.bytes().all(|byte| byte.is_ascii_graphic());
    address.get(..address.len() - path.len()).filter(|_| is_address)
}

#[cfg(test)]
mod tests {
    use super::origin;

    #[test]
    fn only_an_address_of_the_web_leads_back() {
        for (address, expected) in [
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("https://city.example/a?b#c", "https://city.example"),
            ("https://city.example?b", "https://city.example"),
            ("http://[::1]:8080/", "http://[::1]:8080"),
        ] {
            assert_eq!(origin(address), Some(expected));
        }
        for address in [
            "",
            "/apply",
            "//city.example/",
            "javascript:alert(1)",
            "data:text/html,x",
            "ftp://city.example/",
            "https://",
            "https:///apply",
            "https://city.example;script-src/",
            "https://city.example 'unsafe-inline'/",
            "https://city@evil.example/",
            "https://city.example/a\r\nSet-Cookie: a=b",
            "https://city.example/申請",
        ] {
            assert_eq!(origin(address), None, "{address}");
        }
    }
}
