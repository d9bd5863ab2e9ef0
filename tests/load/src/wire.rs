//! HTTP/1.1 over one kept connection, with as little work as possible.
//!
//! No redirects, no chunked answers, no TLS: the server under test needs none, and
//! what the generator does not do leaves more of the machine to it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

use crate::fault::Fault;

/// How long an answer may take before the connection counts as dead.
const PATIENCE: Duration = Duration::from_secs(30);

/// One kept connection.
pub(crate) struct Connection {
    stream: BufReader<TcpStream>,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// `name=value` of the first cookie that was set.
    pub(crate) cookie: Option<String>,
    pub(crate) body: Vec<u8>,
}

impl Connection {
    pub(crate) fn open(server: SocketAddr) -> Result<Self, Fault> {
        let stream = TcpStream::connect_timeout(&server, PATIENCE)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(Self { stream: BufReader::new(stream) })
    }

    /// Sends a whole request and reads the whole answer.
    pub(crate) fn send(&mut self, request: &[u8]) -> Result<Answer, Fault> {
        self.stream.get_mut().write_all(request)?;
        let status = self.status()?;
        // An answer without content says nothing of its length.
        let (length, cookie) = self.headers(if status == 204 { Some(0) } else { None })?;
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok(Answer { status, cookie, body })
    }

    fn status(&mut self) -> Result<u16, Fault> {
        let line = self.line()?;
        line.strip_prefix("HTTP/1.1 ")
            .and_then(|rest| rest.get(..3))
            .and_then(|digits| digits.parse().ok())
            .ok_or(Fault::Answer("a first line without status"))
    }

    /// Reads the headers and keeps the two that matter.
    fn headers(&mut self, known: Option<usize>) -> Result<(usize, Option<String>), Fault> {
        let (mut length, mut cookie) = (known, None);
        loop {
            let line = self.line()?;
            if line.is_empty() {
                let length = length.ok_or(Fault::Answer("an answer without content-length"))?;
                return Ok((length, cookie));
            }
            let Some((name, value)) = line.split_once(':') else { continue };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().ok();
            } else if name.eq_ignore_ascii_case("set-cookie") && cookie.is_none() {
                cookie = value.split(';').next().map(|pair| pair.trim().to_owned());
            }
        }
    }

    fn line(&mut self) -> Result<String, Fault> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Err(Fault::Answer("the connection ended"));
        }
        line.truncate(line.trim_end().len());
        Ok(line)
    }
}

impl Answer {
    /// The body as JSON, when the status is the expected one.
    pub(crate) fn expect(&self, status: u16, what: &str) -> Result<Value, Fault> {
        self.expect_one_of(&[status], what)
    }

    /// The body as JSON, when the status is one of the expected ones.
    pub(crate) fn expect_one_of(&self, statuses: &[u16], what: &str) -> Result<Value, Fault> {
        if !statuses.contains(&self.status) {
            let body = String::from_utf8_lossy(&self.body).chars().take(600).collect();
            return Err(Fault::Refused { what: what.to_owned(), status: self.status, body });
        }
        serde_json::from_slice(&self.body).map_err(|_json| Fault::Answer("a body that is no JSON"))
    }
}

/// The bytes of a POST.
pub(crate) fn post(path: &str, headers: &[(&str, &str)], media_type: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len().to_string();
    let mut headers = headers.to_vec();
    headers.extend([("content-type", media_type), ("content-length", length.as_str())]);
    let mut bytes = head("POST", path, &headers).into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

/// The bytes of a GET.
pub(crate) fn get(path: &str, headers: &[(&str, &str)]) -> Vec<u8> {
    head("GET", path, headers).into_bytes()
}

/// The first line and the headers, with the empty line that ends them.
fn head(method: &str, path: &str, headers: &[(&str, &str)]) -> String {
    let mut request = format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\n");
    for (name, value) in headers {
        request.push_str(name);
        request.push_str(": ");
        request.push_str(value);
        request.push_str("\r\n");
    }
    request.push_str("\r\n");
    request
}
