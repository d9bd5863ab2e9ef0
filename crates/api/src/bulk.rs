//! One command for many cases: a job is begun, and asked what became of each.

pub(crate) mod releases;

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, http::header::LOCATION, web};
use back_office::{
    BackOffice, BulkCommand, BulkKey, BulkLine, BulkRequest, BulkResult, BulkView, Error,
};
use kernel::SubmissionId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use self::releases::ReleaseStandingBody;
use super::{
    procedure::time,
    strict::{Plain, Strict},
    submission::idempotency_key,
};
use ::web::{
    guard::{Bearer, WebError, Worker, known},
    limits::Rate,
    route::{Admission, Changing, Object, Reading},
    table::Table,
};

pub(super) fn routes(table: &mut Table) {
    let begin = Changing::body(Admission::program::<Worker>(), Object::Nothing, Rate::Write);
    let look = Reading::new(Admission::program::<Worker>(), Object::BulkJob, Rate::Read);
    table.post("/api/v1/bulk", begin, start).get("/api/v1/bulk/{job}", look, one);
    releases::routes(table);
}

/// One command for at most 800 cases. Each is decided by itself, as a command for it alone would be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BulkOrder {
    command: BulkCommandRequest,
    cases: Vec<BulkCaseRequest>,
}

/// What is to be done with each case. Asking for a correction and refusing are done case by case.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum BulkCommandRequest {
    /// Take a received case.
    Claim {},
    /// Hand the case to somebody.
    Assign {
        /// The id of a member of staff.
        to: Plain,
    },
    /// Put the case back among those that nobody has.
    Release {
        /// `other-work`, `no-experience`, `own-interest` or `absence`.
        reason: Plain,
    },
    /// Hand the cases to another department, which works on them from now on.
    HandOver {
        /// Id of the department.
        to: Plain,
    },
    /// Put the cases before all others.
    PutFirst {
        /// Why; staff see it.
        reason: Plain,
    },
    /// Put a label on the cases.
    Label {
        /// Its id.
        label: Plain,
    },
    /// An internal note, the same on every case.
    Note { text: Plain },
    /// A message to each resident; more than 100 leave when a second person has released them: `text`, in which words in braces are filled in for
    /// each case, or a `template`, in the language of each.
    Message {
        text: Option<Plain>,
        /// Its id.
        template: Option<Plain>,
    },
    /// Take, decide in favour and issue at once, where the procedure lets one person do so.
    Settle {},
    /// Pass a proposal on to whoever is next on its way.
    Pass {},
    /// Decide in favour, where that was proposed.
    Approve {},
    /// Issue what was approved, or record a notification.
    Complete {},
}

/// A case.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BulkCaseRequest {
    id: Plain,
    /// The version that the caller saw.
    version: i64,
}

/// A job that has begun.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BulkBegun {
    /// Its id, for `GET /api/v1/bulk/{job}`.
    job: String,
}

/// A job, and what became of each case so far.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BulkBody {
    job: String,
    /// The kind of the command.
    command: String,
    created_at: String,
    /// Whether some cases have no result yet.
    running: bool,
    /// What it waits or waited for, where a second person has to look at it.
    #[serde(skip_serializing_if = "Option::is_none")]
    release: Option<ReleaseStandingBody>,
    /// In the order in which they were asked for.
    cases: Vec<BulkCaseBody>,
}

/// What became of one case.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BulkCaseBody {
    id: String,
    /// The version that the caller saw.
    version: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    receipt_number: Option<String>,
    /// `done`, `refused` (see `rule`), `changed` meanwhile, `absent` (there is none, or not for this
    /// caller: both look alike), `stopped` (the caller may do nothing here any more), `failed` (a
    /// fault of ours); absent as long as nothing has become of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<&'static str>,
    /// The rule of the procedure that refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'static str>,
    /// Who changed the case first.
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_by: Option<String>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_at: Option<String>,
}

/// Begins a job: a 202 means that it is kept and goes on whatever happens. The same key gives the
/// same job.
#[utoipa::path(post, path = "/api/v1/bulk", tag = "cases",
    params(("Idempotency-Key" = String, Header, description = "chosen by the caller, 1 to 200 visible ASCII characters")),
    request_body = BulkOrder, security(("staff" = [])),
    responses((status = 202, body = BulkBegun),
        (status = 409, description = "the same key came with other content"),
        (status = 422, description = "no case, more than 800, or a command that is none"),
        (status = 503, description = "three jobs of the caller are going on: again later")))]
pub(crate) async fn start(
    back_office: web::Data<BackOffice>,
    staff: Bearer<Worker>,
    request: HttpRequest,
    body: Strict<BulkOrder>,
) -> Result<HttpResponse, WebError> {
    let key = idempotency_key(request.headers())?;
    let BulkOrder { command, cases } = body.0;
    if cases.is_empty() {
        return Err(unusable("cases is empty"));
    }
    let command = command.understood()?;
    let cases = cases.into_iter().map(BulkCaseRequest::understood).collect::<Result<_, _>>()?;
    let wanted = BulkRequest { key: BulkKey::Drawn(key), command, cases, from: String::new() };
    let job = back_office.start_bulk(&staff, wanted).await?;
    back_office.hurry_bulk(&job, Duration::ZERO).await;
    Ok(HttpResponse::Accepted()
        .insert_header((LOCATION, format!("/api/v1/bulk/{job}")))
        .json(BulkBegun { job: job.into() }))
}

/// A job of the bearer, with a result for each case. It is kept for 90 days.
#[utoipa::path(get, path = "/api/v1/bulk/{job}", tag = "cases",
    params(("job" = String, Path, description = "the job")), security(("staff" = [])),
    responses((status = 200, body = BulkBody)))]
pub(crate) async fn one(
    back_office: web::Data<BackOffice>,
    staff: Bearer<Worker>,
    job: web::Path<String>,
) -> Result<web::Json<BulkBody>, WebError> {
    let job = back_office.bulk(&staff, &known(&job)?).await?;
    Ok(web::Json(BulkBody::from(job)))
}

impl BulkCommandRequest {
    fn understood(self) -> Result<BulkCommand, WebError> {
        Ok(match self {
            Self::Claim {} => BulkCommand::Claim,
            Self::Assign { to } => {
                let to = to.0.parse();
                BulkCommand::Assign { to: to.map_err(|_no_id| unusable("to is no id of staff"))? }
            }
            Self::Release { reason } => {
                let reason = reason.0.parse().map_err(|_no_reason| {
                    unusable("reason is none of other-work, no-experience, own-interest, absence")
                })?;
                BulkCommand::Release { reason }
            }
            Self::HandOver { to } => {
                let to = to.0.parse().map_err(|_no_id| unusable("to is no id of a department"))?;
                BulkCommand::HandOver { to }
            }
            Self::PutFirst { reason } => BulkCommand::PutFirst { reason: reason.0 },
            Self::Label { label } => {
                let label = label.0.parse().map_err(|_no_id| unusable("label is no id"))?;
                BulkCommand::Label { label }
            }
            Self::Note { text } => BulkCommand::Note { text: text.0 },
            Self::Message { text: Some(text), template: None } => {
                BulkCommand::Message { text: text.0 }
            }
            Self::Message { text: None, template: Some(template) } => {
                let template = template.0.parse();
                BulkCommand::MessageFrom {
                    template: template.map_err(|_no_id| unusable("template is no id"))?,
                }
            }
            Self::Message { .. } => {
                return Err(unusable("a message has either a text or a template"));
            }
            Self::Settle {} => BulkCommand::Settle,
            Self::Pass {} => BulkCommand::Pass,
            Self::Approve {} => BulkCommand::Approve,
            Self::Complete {} => BulkCommand::Complete,
        })
    }
}

impl BulkCaseRequest {
    fn understood(self) -> Result<(SubmissionId, i64), WebError> {
        let id = self.id.0.parse().map_err(|_no_id| unusable("a case has no id of a case"))?;
        Ok((id, self.version))
    }
}

impl From<BulkView> for BulkBody {
    fn from(job: BulkView) -> Self {
        Self {
            job: job.id.into(),
            command: job.command,
            created_at: time(job.created_at),
            running: job.is_running,
            release: job.release.map(ReleaseStandingBody::from),
            cases: job.lines.into_iter().map(BulkCaseBody::from).collect(),
        }
    }
}

impl From<BulkLine> for BulkCaseBody {
    fn from(line: BulkLine) -> Self {
        let rule = if let Some(Error::Refused(refusal)) = &line.fault {
            Some(refusal.code())
        } else {
            None
        };
        let (changed_by, changed_at) = if let Some(Error::Conflict { by, at }) = line.fault {
            (by, at.map(time))
        } else {
            (None, None)
        };
        Self {
            id: line.case.id.into(),
            version: line.case.version,
            receipt_number: line.case.known.map(|(number, _)| number.to_string()),
            result: line.result.map(BulkResult::word),
            rule,
            changed_by,
            changed_at,
        }
    }
}

fn unusable(what: &str) -> WebError {
    WebError::Unusable { what: what.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strict::read;

    fn understood(command: &str) -> Result<BulkCommand, WebError> {
        read::<BulkCommandRequest>(command.as_bytes()).and_then(BulkCommandRequest::understood)
    }

    #[test]
    fn commands_are_read_by_their_words() {
        assert_eq!(understood(r#"{"type":"settle"}"#).unwrap(), BulkCommand::Settle);
        let note = understood(r#"{"type":"note","text":"電話した"}"#).unwrap();
        assert_eq!(note, BulkCommand::Note { text: "電話した".into() });
    }

    #[test]
    fn what_is_done_case_by_case_is_none_of_them() {
        for command in [
            r#"{"type":"refuse"}"#,
            r#"{"type":"request_correction","remarks":[]}"#,
            r#"{"type":"propose","verdict":"approve"}"#,
            r#"{"type":"message"}"#,
            r#"{"type":"message","text":"a","template":"0193a5c8-7e1b-7c3d-9e4f-00000000a002"}"#,
            r#"{"type":"approve","against_proposal":true}"#,
            r#"{"type":"claim","version":1}"#,
            r#"{"type":"assign","to":"sato"}"#,
            r#"{"type":"release","reason":"tired"}"#,
        ] {
            let fault = understood(command).unwrap_err();
            assert!(matches!(fault, WebError::Unusable { .. }), "{command}: {fault:?}");
        }
    }
}
