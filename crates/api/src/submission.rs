//! Filing through the API, and what an applicant does afterwards.
//!
//! `POST /api/v1/submissions` is what deadlines depend on: read once, handed to the counter
//! whole, nothing logged but a failure.

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    dev::Payload,
    http::header::{HeaderMap, LOCATION},
    web,
};
use counter::{Access, CorrectionInput, Counter, Error, Filed, Filing, Said, Told};
use data_encoding::BASE64;
use kernel::{AccessCode, AttachmentId, ReceiptNumber};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error as _, Unexpected},
};
use std::future::{Ready, ready};
use utoipa::ToSchema;

use super::{
    attachment::CallerOf,
    procedure::{Spoken, time},
    status::StatusBody,
    strict::{Answers, Plain, Strict},
};
use ::web::{
    guard::{Guard, WebError, credentials},
    limits::Rate,
    route::{Admission, Changing, Object, Reading},
    table::Table,
};

pub(super) fn routes(table: &mut Table) {
    let hand_in = Changing::body(Admission::Anybody, Object::Nothing, Rate::Filing);
    let look = Reading::new(Admission::Holder, Object::Submission, Rate::Read);
    let act = Changing::body(Admission::Holder, Object::Submission, Rate::Write);
    let paper = Reading::new(Admission::Holder, Object::Submission, Rate::Paper);
    table
        .post("/api/v1/submissions", hand_in, file)
        .get("/api/v1/submissions/{receipt_number}", look, status)
        .get("/api/v1/submissions/{receipt_number}/payment.pdf", paper, money_receipt)
        .post("/api/v1/submissions/{receipt_number}/corrections", act, correct)
        .post("/api/v1/submissions/{receipt_number}/withdrawal", act, withdraw)
        .post("/api/v1/submissions/{receipt_number}/messages", act, write);
}

/// A submission to file.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SubmissionRequest {
    /// The procedure's id.
    procedure: Plain,
    /// The version of the form that was filled in; without it, the current one.
    version: Option<u32>,
    /// The answers, under the names of the definition.
    data: Answers,
    /// Where letters go.
    contact: Option<ContactRequest>,
    /// The rules of the warnings that were read and confirmed.
    #[serde(default)]
    confirmed: Vec<Plain>,
    /// The electronic signature, where these answers ask for one: CMS in Base64, beside what `check`
    /// gives in `to_sign` for the idempotency key.
    signature: Option<Signature>,
}

/// Bytes in Base64.
#[derive(Debug, ToSchema)]
#[schema(value_type = String)]
struct Signature(Vec<u8>);

impl<'de> Deserialize<'de> for Signature {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let text = String::deserialize(input)?;
        let bytes = BASE64.decode(text.as_bytes());
        bytes
            .map(Self)
            .map_err(|_fault| D::Error::invalid_value(Unexpected::Other("another text"), &"Base64"))
    }
}

/// Where letters go.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContactRequest {
    /// An e-mail address; without one, nothing is sent.
    email: Option<Plain>,
}

/// A submission that is recorded.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FiledBody {
    /// 受付番号
    receipt_number: String,
    /// 照会コード: with the receipt number it opens the submission.
    access_code: String,
    /// The moment of arrival.
    received_at: String,
    /// Where it stands.
    state: &'static str,
    /// SHA-256, in hexadecimal, of `digest_salt`, a line break and the answers as `check` gives
    /// them in `data`, without spaces between them.
    digest: String,
    /// Opens `digest`; for the applicant alone. Absent for what was recorded without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    digest_salt: Option<String>,
    /// The bill's own address, if something is to be paid now: opens the order at the payment
    /// provider and leads to its page.
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_url: Option<String>,
}

/// A corrected submission.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CorrectionRequest {
    /// All answers; fields that the office did not name must be unchanged.
    data: Answers,
}

/// A withdrawal.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WithdrawalRequest {
    /// Why, if the applicant wants to say.
    reason: Option<Plain>,
}

/// A message to the office.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MessageRequest {
    /// What it says.
    text: Plain,
    /// At most five files that were sent ahead: their ids.
    #[serde(default)]
    files: Vec<Plain>,
}

/// Files a submission: a 201 means that it is durable. The same key gives the same answer.
#[utoipa::path(post, path = "/api/v1/submissions", tag = "submissions",
    params(("Idempotency-Key" = String, Header, description = "chosen by the caller, 1 to 200 visible ASCII characters. Draw it, as a UUID: another kind of key counts only for callers with the same token or from the same network"),
        ("Upload-Token" = Option<String>, Header, description = "the one that the files were sent with")),
    request_body = SubmissionRequest,
    responses((status = 201, body = FiledBody),
        (status = 404, description = "there is no such procedure"),
        (status = 409, description = "the same key came with other content"),
        (status = 410, description = "a file is gone: send it again"),
        (status = 422, description = "all problems of the answers")))]
pub(crate) async fn file(
    counter: web::Data<Counter>,
    caller: CallerOf,
    spoken: Spoken,
    request: HttpRequest,
    body: Strict<SubmissionRequest>,
) -> Result<HttpResponse, WebError> {
    let idempotency_key = idempotency_key(request.headers())?;
    let SubmissionRequest { procedure, version, data, contact, confirmed, signature } = body.0;
    let filing = Filing {
        procedure: procedure.0,
        version,
        data: data.0,
        email: contact.and_then(|contact| contact.email).map(|email| email.0),
        confirmed: confirmed.into_iter().map(|rule| rule.0).collect(),
        signature: signature.map(|signature| signature.0),
        verified: None,
        told: Told::default(),
        filer: caller.who_files()?.filer(),
        idempotency_key,
        language: spoken.0,
        quietly: false,
    };
    let filed = counter.file(filing).await?;
    Ok(HttpResponse::Created()
        .insert_header((LOCATION, format!("/api/v1/submissions/{}", filed.receipt_number)))
        .json(FiledBody::from(filed)))
}

/// Where a submission stands.
#[utoipa::path(get, path = "/api/v1/submissions/{receipt_number}", tag = "submissions",
    params(("receipt_number" = String, Path, description = "受付番号")),
    security(("receipt" = [])),
    responses((status = 200, body = StatusBody)))]
pub(crate) async fn status(
    counter: web::Data<Counter>,
    guard: web::Data<Guard>,
    holder: Holder,
    spoken: Spoken,
) -> Result<web::Json<StatusBody>, WebError> {
    let status = counter.status(&holder.number, &holder.access(), spoken.0).await;
    Ok(web::Json(StatusBody::from(holder.remember(&guard, status)?)))
}

/// 領収書: what was paid, as PDF.
#[utoipa::path(get, path = "/api/v1/submissions/{receipt_number}/payment.pdf", tag = "submissions",
    params(("receipt_number" = String, Path, description = "受付番号")),
    security(("receipt" = [])),
    responses((status = 200, content_type = "application/pdf", body = Vec<u8>,
            description = "領収書"),
        (status = 404, description = "nothing was paid, or all of it went back")))]
pub(crate) async fn money_receipt(
    counter: web::Data<Counter>,
    guard: web::Data<Guard>,
    holder: Holder,
) -> Result<HttpResponse, WebError> {
    let pdf = counter.money_receipt_pdf(&holder.number, &holder.access()).await;
    Ok(::web::download::paper(holder.remember(&guard, pdf)?))
}

/// Files a correction as the next revision.
#[utoipa::path(post, path = "/api/v1/submissions/{receipt_number}/corrections", tag = "submissions",
    params(("receipt_number" = String, Path, description = "受付番号")),
    security(("receipt" = [])), request_body = CorrectionRequest,
    responses((status = 200, body = StatusBody),
        (status = 409, description = "somebody changed it first"),
        (status = 422, description = "all problems of the answers, or the rule that refused")))]
pub(crate) async fn correct(
    counter: web::Data<Counter>,
    guard: web::Data<Guard>,
    holder: Holder,
    spoken: Spoken,
    body: Strict<CorrectionRequest>,
) -> Result<web::Json<StatusBody>, WebError> {
    let input = CorrectionInput::Data(body.0.data.0);
    let corrected = counter.correct(&holder.number, &holder.access(), input, spoken.0).await;
    let acted = holder.remember(&guard, corrected)?;
    let status = counter.status_after(acted, spoken.0).await?;
    Ok(web::Json(StatusBody::from(status)))
}

/// Withdraws a submission that is not decided yet.
#[utoipa::path(post, path = "/api/v1/submissions/{receipt_number}/withdrawal", tag = "submissions",
    params(("receipt_number" = String, Path, description = "受付番号")),
    security(("receipt" = [])), request_body = WithdrawalRequest,
    responses((status = 200, body = StatusBody),
        (status = 409, description = "somebody changed it first"),
        (status = 422, description = "the rule that refused")))]
pub(crate) async fn withdraw(
    counter: web::Data<Counter>,
    guard: web::Data<Guard>,
    holder: Holder,
    spoken: Spoken,
    body: Strict<WithdrawalRequest>,
) -> Result<web::Json<StatusBody>, WebError> {
    let reason = body.0.reason.map(|reason| reason.0).unwrap_or_default();
    let withdrawn = counter.withdraw(&holder.number, &holder.access(), &reason).await;
    let acted = holder.remember(&guard, withdrawn)?;
    let status = counter.status_after(acted, spoken.0).await?;
    Ok(web::Json(StatusBody::from(status)))
}

/// Writes to the office.
#[utoipa::path(post, path = "/api/v1/submissions/{receipt_number}/messages", tag = "submissions",
    params(("receipt_number" = String, Path, description = "受付番号"),
        ("Upload-Token" = Option<String>, Header, description = "the one that the files were sent with")),
    security(("receipt" = [])), request_body = MessageRequest,
    responses((status = 201, body = StatusBody),
        (status = 409, description = "somebody changed it first"),
        (status = 422, description = "the rule that refused: of the text, or of the files")))]
pub(crate) async fn write(
    counter: web::Data<Counter>,
    guard: web::Data<Guard>,
    holder: Holder,
    caller: CallerOf,
    spoken: Spoken,
    body: Strict<MessageRequest>,
) -> Result<HttpResponse, WebError> {
    let MessageRequest { text, files } = body.0;
    let sent_by = Some(caller.who_files()?.owner_hash());
    let said = Said { text: text.0, files: file_ids(&files)?, sent_by };
    let written = counter.write_message(&holder.number, &holder.access(), said).await;
    let acted = holder.remember(&guard, written)?;
    let status = counter.status_after(acted, spoken.0).await?;
    Ok(HttpResponse::Created().json(StatusBody::from(status)))
}

impl From<Filed> for FiledBody {
    fn from(filed: Filed) -> Self {
        Self {
            receipt_number: filed.receipt_number.to_string(),
            access_code: filed.access_code.reveal().to_owned(),
            received_at: time(filed.received_at),
            state: filed.state.word(),
            digest: filed.digest,
            digest_salt: filed.digest_salt,
            payment_url: filed.payment_url,
        }
    }
}

/// Whoever holds a receipt number and its access code. Few wrong tries are allowed.
pub(crate) struct Holder {
    pub(crate) number: ReceiptNumber,
    code: AccessCode,
    request: HttpRequest,
}

impl Holder {
    pub(crate) fn access(&self) -> Access {
        Access::Code(self.code.clone())
    }

    /// Counts a wrong code. The number may not exist: that is answered and counted alike.
    pub(crate) fn remember<T>(
        &self,
        guard: &Guard,
        outcome: Result<T, Error>,
    ) -> Result<T, WebError> {
        if matches!(outcome, Err(Error::NotFound)) {
            guard.wrong_code(&self.request);
        }
        Ok(outcome?)
    }

    fn read(request: &HttpRequest) -> Result<Self, WebError> {
        let guard = Guard::of(request)?;
        let code = credentials(request, "Receipt")?.ok_or(WebError::Credentials)?;
        let typed = request.match_info().get("receipt_number").unwrap_or_default();
        guard.may_try_code(request)?;
        if let (Ok(number), Ok(code)) = (typed.parse(), code.parse()) {
            Ok(Self { number, code, request: request.clone() })
        } else {
            guard.wrong_code(request);
            Err(WebError::NotFound)
        }
    }
}

impl FromRequest for Holder {
    type Error = WebError;
    type Future = Ready<Result<Self, WebError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::read(request))
    }
}

/// The ids of files that were sent ahead.
pub(crate) fn file_ids(named: &[Plain]) -> Result<Vec<AttachmentId>, WebError> {
    let what = "files are named by the ids that they were given";
    let ids = named.iter().map(|id| id.0.parse()).collect::<Result<_, _>>();
    ids.map_err(|_no_id| WebError::Unusable { what: what.to_owned() })
}

/// A staff token files only when it was issued for filing.
pub(crate) fn idempotency_key(headers: &HeaderMap) -> Result<String, WebError> {
    let malformed = |what: &str| WebError::Malformed { what: what.to_owned() };
    let mut keys = headers.get_all("idempotency-key");
    let key = keys.next().ok_or_else(|| malformed("the header Idempotency-Key is missing"))?;
    if keys.next().is_some() {
        return Err(malformed("the header Idempotency-Key stands twice"));
    }
    let visible = |text: &&str| {
        (1..=200).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
    };
    let text = key.to_str().ok().filter(visible);
    text.map(str::to_owned)
        .ok_or_else(|| malformed("Idempotency-Key takes 1 to 200 visible ASCII characters"))
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderName, HeaderValue};

    use super::*;

    #[track_caller]
    fn check(keys: &[&str], expected: Option<&str>) {
        let mut headers = HeaderMap::new();
        for key in keys {
            let name = HeaderName::from_static("idempotency-key");
            headers.append(name, HeaderValue::from_bytes(key.as_bytes()).unwrap());
        }
        assert_eq!(idempotency_key(&headers).ok().as_deref(), expected, "{keys:?}");
    }

    #[test]
    fn a_submission_needs_exactly_one_bearable_key() {
        check(&["0193a5c8-7e1b"], Some("0193a5c8-7e1b"));
        let long = "k".repeat(201);
        for keys in [&[][..], &[""], &["a b"], &["鍵"], &[&*long], &["a", "a"]] {
            check(keys, None);
        }
    }
}
