//! JSON read strictly: the right media type, a bearable size, no member twice, none unknown.
//!
//! Faults name places and members, never values: they end up in logs of whoever calls.

use std::{
    fmt,
    future::{Future, Ready, ready},
    pin::Pin,
};

use actix_web::{
    FromRequest, HttpMessage as _, HttpRequest, dev::Payload, error::QueryPayloadError, web::Query,
};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Error as _, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value, error::Category};

use ::web::guard::{Guard, WebError, is_ours, whole_body};

/// No body of the API is larger; files go to `/api/v1/attachments`.
pub(crate) const JSON_BYTES: usize = 1024 * 1024;

/// A body that has passed the checks.
#[derive(Debug)]
pub(crate) struct Strict<T>(pub(crate) T);

impl<T: DeserializeOwned + 'static> FromRequest for Strict<T> {
    type Error = WebError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, WebError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let payload = payload.take();
        Box::pin(async move {
            check_origin(&request)?;
            if !is_json(request.content_type()) {
                return Err(WebError::MediaType { expected: "application/json" });
            }
            let body = whole_body(&request, payload, JSON_BYTES).await?;
            read(&body).map(Self)
        })
    }
}

/// A body that may be left out altogether.
#[derive(Debug)]
pub(crate) struct StrictOrNothing<T>(pub(crate) Option<T>);

impl<T: DeserializeOwned + 'static> FromRequest for StrictOrNothing<T> {
    type Error = WebError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, WebError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let payload = payload.take();
        Box::pin(async move {
            check_origin(&request)?;
            let body = whole_body(&request, payload, JSON_BYTES).await?;
            if body.is_empty() {
                Ok(Self(None))
            } else if is_json(request.content_type()) {
                read(&body).map(|content| Self(Some(content)))
            } else {
                Err(WebError::MediaType { expected: "application/json" })
            }
        })
    }
}

/// A query of which every parameter is known and stands once: what a program misspells is
/// told, and never passed over.
#[derive(Debug)]
pub(crate) struct StrictQuery<T>(pub(crate) T);

impl<T: DeserializeOwned + 'static> FromRequest for StrictQuery<T> {
    type Error = WebError;
    type Future = Ready<Result<Self, WebError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(read_query(request.query_string()).map(Self))
    }
}

fn read_query<T: DeserializeOwned>(query: &str) -> Result<T, WebError> {
    Query::<T>::from_query(query).map(Query::into_inner).map_err(|fault| {
        let QueryPayloadError::Deserialize(fault) = fault else {
            return WebError::Malformed { what: "the query cannot be read".to_owned() };
        };
        let what = without_values(&fault.to_string()).replace("field", "parameter");
        WebError::Malformed { what: format!("query: {what}") }
    })
}

/// Browsers say when another site's page makes the request; no page of another site may.
pub(crate) fn check_origin(request: &HttpRequest) -> Result<(), WebError> {
    let guard = Guard::of(request)?;
    if is_ours(request.headers(), &guard.settings().public_url) {
        Ok(())
    } else {
        Err(WebError::ForeignForm)
    }
}

fn is_json(media_type: &str) -> bool {
    media_type.trim().eq_ignore_ascii_case("application/json")
}

/// Reads `body` as a `T`.
pub(crate) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, WebError> {
    serde_json::from_slice(body).map_err(|fault| explained(&fault, body))
}

const NUL: &str = "U+0000 in a text";
const TWICE: &str = "duplicate";

fn explained(fault: &serde_json::Error, body: &[u8]) -> WebError {
    let place = format!("line {}, column {}", fault.line(), fault.column());
    match fault.classify() {
        Category::Io | Category::Syntax | Category::Eof => {
            WebError::Malformed { what: format!("not JSON at {place}") }
        }
        Category::Data => {
            let text = fault.to_string();
            if text.starts_with(NUL) {
                return WebError::ControlCharacter { at: place_of_nul(body) };
            }
            if text.starts_with(TWICE) {
                return WebError::Malformed { what: format!("a member stands twice at {place}") };
            }
            WebError::Unusable { what: format!("{} at {place}", without_values(&text)) }
        }
    }
}

/// What serde says, as far as it names members and types and quotes no value.
fn without_values(text: &str) -> String {
    let named = ["unknown field `", "missing field `", "duplicate field `", "unknown variant `"]
        .into_iter()
        .find_map(|start| text.strip_prefix(start).map(|rest| (start, rest)));
    if let Some((start, rest)) = named {
        let name: String = rest.chars().take_while(|c| *c != '`').take(80).collect();
        let shown: String = name.chars().filter(|c| !c.is_control()).collect();
        return format!("{start}{shown}`");
    }
    // `invalid type: string "花子", expected i64 at line 1 column 9`: only the end is ours.
    match text.rsplit_once(", expected ") {
        Some((_, expected)) => {
            let expected = expected.split(" at line ").next().unwrap_or_default();
            format!("expected {expected}")
        }
        None => "not what is expected".to_owned(),
    }
}

/// JSON Pointer of the first text with U+0000. The body is read once more: nobody in earnest
/// sends such a text, so it may take its time.
fn place_of_nul(body: &[u8]) -> String {
    let value: Value = serde_json::from_slice(body).unwrap_or_default();
    let at = find_nul(&value, "").unwrap_or_default();
    // Problems of answers are named by their place in the answers.
    at.strip_prefix("/data").map(str::to_owned).unwrap_or(at)
}

fn find_nul(value: &Value, at: &str) -> Option<String> {
    match value {
        Value::String(text) => text.contains('\0').then(|| at.to_owned()),
        Value::Array(items) => {
            items.iter().enumerate().find_map(|(n, item)| find_nul(item, &format!("{at}/{n}")))
        }
        Value::Object(members) => members.iter().find_map(|(name, member)| {
            if name.contains('\0') {
                return Some(at.to_owned());
            }
            let name = name.replace('~', "~0").replace('/', "~1");
            find_nul(member, &format!("{at}/{name}"))
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

/// A text without U+0000.
#[derive(Debug, Clone, PartialEq, Eq, utoipa::ToSchema)]
#[schema(value_type = String)]
pub(crate) struct Plain(pub(crate) String);

impl<'de> Deserialize<'de> for Plain {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let text = String::deserialize(input)?;
        if text.contains('\0') { Err(D::Error::custom(NUL)) } else { Ok(Self(text)) }
    }
}

/// Any JSON value in which no object has a member twice and no text holds U+0000.
///
/// The usual reader silently keeps the last of two members: two systems could then read two
/// amounts from one signed document.
#[derive(Debug, Clone, PartialEq, utoipa::ToSchema)]
#[schema(value_type = Object)]
pub(crate) struct Answers(pub(crate) Value);

impl<'de> Deserialize<'de> for Answers {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        input.deserialize_any(Careful).map(Self)
    }
}

struct Careful;

impl<'de> Visitor<'de> for Careful {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Value, E> {
        Ok(Value::Bool(truth))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::from(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Value::from(number))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Value::from(number))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Value, E> {
        self.visit_string(text.to_owned())
    }

    fn visit_string<E: serde::de::Error>(self, text: String) -> Result<Value, E> {
        if text.contains('\0') { Err(E::custom(NUL)) } else { Ok(Value::String(text)) }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut kept = Vec::new();
        while let Some(Answers(item)) = items.next_element()? {
            kept.push(item);
        }
        Ok(Value::Array(kept))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut kept = Map::new();
        while let Some((Plain(name), Answers(value))) = members.next_entry()? {
            if kept.insert(name, value).is_some() {
                return Err(A::Error::custom(TWICE));
            }
        }
        Ok(Value::Object(kept))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only reading it is tested")]
    struct Body {
        amount: i64,
        data: Answers,
        reason: Option<Plain>,
    }

    #[track_caller]
    fn check(body: &str, expected: &str) {
        let fault = read::<Body>(body.as_bytes()).unwrap_err();
        let shown = format!("{fault:?}");
        assert!(shown.starts_with(expected), "{body}: {shown}");
    }

    #[test]
    fn a_body_is_read() {
        let body = r#"{"amount": 1, "data": {"名": ["花", 1, -1, 1.5, null, true, {}]}}"#;
        let read: Body = read(body.as_bytes()).unwrap();
        assert_eq!(read.data.0["名"][0], "花");
    }

    #[test]
    fn what_is_no_json_names_its_place() {
        check("{\"amount\": 1,\n x", "Malformed { what: \"not JSON at line 2, column 2\" }");
        check("", "Malformed { what: \"not JSON at line 1, column 0\" }");
        check("{} {}", r#"Unusable { what: "missing field `amount` at line 1, column 2" }"#);
        let damaged = read::<Value>(b"\"\xFF\"").unwrap_err();
        assert!(matches!(damaged, WebError::Malformed { .. }), "{damaged:?}");
        for deep in ["[".repeat(200_000), "{\"a\":".repeat(200_000)] {
            let fault = read::<Answers>(deep.as_bytes()).unwrap_err();
            assert!(matches!(fault, WebError::Malformed { .. }), "{fault:?}");
        }
        let surrogate = read::<Answers>(br#""\ud800""#).unwrap_err();
        assert!(matches!(surrogate, WebError::Malformed { .. }), "{surrogate:?}");
    }

    #[test]
    fn two_amounts_are_refused() {
        for body in [
            r#"{"amount": 1, "amount": 99, "data": {}}"#,
            r#"{"amount": 1, "data": {"fee": 1, "fee": 99}}"#,
            r#"{"amount": 1, "data": {"a": [{"fee": 1, "fee": 1}]}}"#,
        ] {
            let fault = read::<Body>(body.as_bytes()).unwrap_err();
            assert!(
                matches!(&fault, WebError::Malformed { what } if what.contains("twice")),
                "{body} {fault:?}"
            );
        }
    }

    #[test]
    fn unknown_members_are_named_and_values_are_not() {
        check(
            r#"{"amount": 1, "data": {}, "paid": true}"#,
            r#"Unusable { what: "unknown field `paid` at line 1"#,
        );
        check(
            r#"{"amount": "花子, expected nothing", "data": {}}"#,
            r#"Unusable { what: "expected i64 at line 1"#,
        );
    }

    #[test]
    fn a_parameter_that_nobody_knows_is_named() {
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Wanted {
            limit: Option<u32>,
        }
        assert_eq!(read_query::<Wanted>("limit=3").unwrap().limit, Some(3));
        assert_eq!(read_query::<Wanted>("").unwrap().limit, None);
        for (query, told) in [
            ("limitt=3", "query: unknown parameter `limitt`"),
            ("limit=1&limit=2", "query: duplicate parameter `limit`"),
            ("limit=%E8%8A%B1%E5%AD%90", "query: not what is expected"),
        ] {
            let fault = read_query::<Wanted>(query).unwrap_err();
            let WebError::Malformed { what } = fault else { panic!("{query}: {fault:?}") };
            assert_eq!(what, told, "{query}");
        }
    }

    #[test]
    fn a_nul_is_found_where_it_stands() {
        check(
            r#"{"amount": 1, "data": {"a/b": ["x", "y\u0000"]}}"#,
            r#"ControlCharacter { at: "/a~1b/1" }"#,
        );
        check(
            r#"{"amount": 1, "data": {}, "reason": "\u0000"}"#,
            r#"ControlCharacter { at: "/reason" }"#,
        );
    }
}
