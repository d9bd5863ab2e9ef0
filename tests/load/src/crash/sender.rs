//! One resident after another, who repeat their request until it is acknowledged.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use serde_json::Value;

use super::board::Board;
use super::ledger::{Entry, Ledger};
use crate::fault::Fault;
use crate::wire::{Answer, Connection, post};
use crate::{body, dice};

/// One in so many submissions carries two attachments, one in so many is sent twice.
const WITH_ATTACHMENTS: u64 = 4;
const SENT_TWICE: u64 = 5;
/// The two requests, for the report.
const SUBMIT: &str = "POST /api/v1/submissions";
const UPLOAD: &str = "POST /api/v1/attachments";
/// How often one request may be repeated before the server counts as gone.
const TRIES: u32 = 200;

/// A connection that files until it is told that it is enough.
pub(crate) struct Sender<'t> {
    board: &'t Board,
    enough: &'t AtomicBool,
    number: &'t AtomicU64,
    connection: Option<Connection>,
    life: u64,
    ledger: Ledger,
}

impl<'t> Sender<'t> {
    pub(crate) fn new(board: &'t Board, enough: &'t AtomicBool, number: &'t AtomicU64) -> Self {
        Self { board, enough, number, connection: None, life: 0, ledger: Ledger::default() }
    }

    /// Files one submission after another, each until it is acknowledged.
    pub(crate) fn file_until_enough(mut self) -> Result<Ledger, Fault> {
        while !self.enough.load(Ordering::SeqCst) {
            let number = self.number.fetch_add(1, Ordering::Relaxed);
            if dice::below(WITH_ATTACHMENTS)? == 0 {
                self.file_with_attachments(number)?;
            } else {
                let body = body::water(number, body::today()).to_string();
                self.file(body, Vec::new(), None)?;
            }
        }
        Ok(self.ledger)
    }

    /// Uploads two files, each until it is acknowledged, and files a submission with them.
    fn file_with_attachments(&mut self, number: u64) -> Result<(), Fault> {
        let (mut ids, mut cookie) = (Vec::new(), None);
        for copy in 0..2 {
            let Some((id, given)) = self.upload(number * 2 + copy, cookie.as_deref())? else {
                return Ok(());
            };
            ids.push(id);
            cookie = cookie.or(given);
        }
        let body = body::allowance(number, body::today(), &ids).to_string();
        self.file(body, ids, cookie)
    }

    /// The id of an uploaded file; `None` when the server asks for fewer uploads.
    fn upload(
        &mut self,
        number: u64,
        cookie: Option<&str>,
    ) -> Result<Option<(String, Option<String>)>, Fault> {
        let padding = usize::try_from(dice::below(40_000)?).unwrap_or_default();
        let form = multipart(&body::document(number, padding));
        let media_type = format!("multipart/form-data; boundary={BOUNDARY}");
        let headers: Vec<_> = cookie.map(|cookie| ("cookie", cookie)).into_iter().collect();
        let answer =
            self.until_answered(&post("/api/v1/attachments", &headers, &media_type, &form))?;
        if answer.status == 429 {
            return Ok(None);
        }
        let uploaded = answer.expect_one_of(&[200, 201], UPLOAD)?;
        Ok(Some((text(&uploaded, UPLOAD, "id")?, answer.cookie)))
    }

    /// Files one submission until it is acknowledged, and sometimes once more.
    fn file(
        &mut self,
        body: String,
        attachments: Vec<String>,
        cookie: Option<String>,
    ) -> Result<(), Fault> {
        let key = dice::key()?;
        let mut headers = vec![("idempotency-key", key.as_str())];
        headers.extend(cookie.as_deref().map(|cookie| ("cookie", cookie)));
        let request = post("/api/v1/submissions", &headers, "application/json", body.as_bytes());
        let answer = self.until_answered(&request)?;
        if answer.status == 422 && !attachments.is_empty() {
            self.ledger.complain(format!("acknowledged files are gone: {attachments:?}"));
            return Ok(());
        }
        let filed = answer.expect(201, SUBMIT)?;
        let receipt_number = text(&filed, SUBMIT, "receipt_number")?;
        if dice::below(SENT_TWICE)? == 0 {
            self.send_again(&request, &receipt_number)?;
        }
        self.ledger.enter(Entry {
            key: key.clone(),
            receipt_number,
            access_code: text(&filed, SUBMIT, "access_code")?,
            digest: text(&filed, SUBMIT, "digest")?,
            body,
            attachments,
            cookie,
        });
        Ok(())
    }

    fn send_again(&mut self, request: &[u8], receipt_number: &str) -> Result<(), Fault> {
        let again = self.until_answered(request)?;
        let same = again.status == 201
            && text(&again.expect(201, SUBMIT)?, SUBMIT, "receipt_number")? == receipt_number;
        if !same {
            self.ledger.complain(format!("{receipt_number}: sent again, it became something else"));
        }
        Ok(())
    }

    /// Sends the same bytes until an answer comes that is not the server's own trouble.
    fn until_answered(&mut self, request: &[u8]) -> Result<Answer, Fault> {
        let mut last = Fault::NotStarted("it never answered");
        for _ in 0..TRIES {
            match self.send(request) {
                Ok(answer) if answer.status < 500 => return Ok(answer),
                Ok(answer) => {
                    last = Fault::Refused {
                        what: "a request".to_owned(),
                        status: answer.status,
                        body: String::new(),
                    }
                }
                Err(fault) => last = fault,
            }
            self.connection = None;
            self.board.after(self.life);
        }
        Err(last)
    }

    fn send(&mut self, request: &[u8]) -> Result<Answer, Fault> {
        if self.connection.is_none() {
            let notice = self.board.read();
            self.life = notice.life;
            self.connection = Some(Connection::open(notice.address)?);
        }
        self.connection.as_mut().ok_or(Fault::Answer("no connection"))?.send(request)
    }
}

const BOUNDARY: &str = "madoguchi-crash-test";

fn multipart(document: &[u8]) -> Vec<u8> {
    let mut form = format!(
        "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"copy.pdf\"\r\n\
         content-type: application/pdf\r\n\r\n"
    )
    .into_bytes();
    form.extend_from_slice(document);
    form.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
    form
}

/// A string member of an answer.
pub(crate) fn text(value: &Value, what: &'static str, name: &'static str) -> Result<String, Fault> {
    value
        .get(name)
        .and_then(Value::as_str)
        .map(str::to_owned)
        .ok_or(Fault::Missing { what, missing: name })
}
