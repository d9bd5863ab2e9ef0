//! The catalogue, and checking answers without storing anything.

use actix_web::{FromRequest, HttpRequest, HttpResponse, dev::Payload, web};
use counter::{Counter, Error, Published};
use data_encoding::BASE64;
use form_engine::{Change, Checked, Fee, FeeDue, Problem, Severity, Text};
use japanese_values::Term;
use kernel::{Instant, Language};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::future::{Ready, ready};
use utoipa::ToSchema;

use super::strict::{Answers, Plain, Strict, StrictQuery};
use ::web::{
    guard::WebError,
    language::accepted_language,
    limits::Rate,
    route::{Admission, Changing, Object, Reading},
    table::Table,
    wording::Phrase,
};

pub(super) fn routes(table: &mut Table) {
    let read = Reading::new(Admission::Anybody, Object::Nothing, Rate::Read);
    let test = Changing::body(Admission::Anybody, Object::Nothing, Rate::Write);
    table.get("/api/v1/procedures", read, list).get("/api/v1/procedures/{id}", read, one).post(
        "/api/v1/procedures/{id}/check",
        test,
        check,
    );
}

/// The language of messages, from `Accept-Language`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spoken(pub(crate) Language);

impl FromRequest for Spoken {
    type Error = WebError;
    type Future = Ready<Result<Self, WebError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(accepted_language(request))))
    }
}

/// Which procedures to list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProcedureQuery {
    /// Words, as somebody searches for them.
    q: Option<String>,
    /// The slug of a category.
    category: Option<String>,
    /// The slug of a life event.
    life_event: Option<String>,
}

/// The catalogue.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProcedureList {
    /// The procedures; the best first when words were given.
    procedures: Vec<ProcedureSummary>,
}

/// A procedure in the catalogue.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProcedureSummary {
    /// Its name in addresses.
    id: String,
    /// The current version of its form.
    version: u32,
    /// Since when this version is the current one.
    published_at: String,
    title: String,
    description: String,
    category: String,
    /// What people call the category; empty where nobody has named it.
    category_name: String,
    life_events: Vec<String>,
    /// What people call them, in the same order; none where nobody has named them.
    life_event_names: Vec<String>,
    /// The responsible department.
    department: String,
    /// The shape of the office's work.
    workflow: &'static str,
    /// 標準処理期間 in open days; null where it is counted otherwise, see `processing`.
    business_days: Option<u32>,
    /// 標準処理期間; null where it is done on receipt.
    processing: Option<Period>,
    /// That of who gives certain answers, where it is another one.
    processing_branches: Vec<PeriodBranch>,
    /// How long filling it in takes.
    minutes: u32,
    /// Whether it can be filed today.
    open: bool,
}

/// How long something takes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Period {
    count: u32,
    /// `open-days`, `days`, `months` or `years`.
    unit: &'static str,
}

impl Period {
    const fn of(term: Term) -> Self {
        let (count, unit) = match term {
            Term::OpenDays(count) => (count, "open-days"),
            Term::Days(count) => (count, "days"),
            Term::Months(count) => (count, "months"),
            Term::Years(count) => (count, "years"),
        };
        Self { count, unit }
    }
}

/// How long something takes for some of those who file it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PeriodBranch {
    /// For whom, in words.
    label: String,
    /// null where it is done on receipt.
    period: Option<Period>,
}

/// What a procedure is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProcedureDetails {
    #[serde(flatten)]
    summary: ProcedureSummary,
    /// What to have at hand.
    prepare: Vec<String>,
    legal_basis: String,
    fee: FeeTermsBody,
    /// The form's definition as published.
    #[schema(value_type = Object)]
    definition: Value,
}

/// What a procedure can cost.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FeeTermsBody {
    /// `at-submission`, `after-review` or `at-counter`.
    due: &'static str,
    lines: Vec<FeeTermBody>,
    note: String,
}

/// One possible line of a bill.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FeeTermBody {
    label: String,
    /// The price of one, when it does not depend on the answers.
    unit_yen: Option<i64>,
    /// Whether it appears only under a condition.
    conditional: bool,
}

/// Answers to check.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CheckRequest {
    /// The answers, under the names of the definition.
    data: Answers,
    /// The version of the form; without it, the current one.
    version: Option<u32>,
    /// The idempotency key under which they will be filed: asks what is to be signed before.
    filing: Option<Plain>,
}

/// What the engine says about answers.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CheckResult {
    /// Whether they can be filed.
    ok: bool,
    problems: Vec<ProblemBody>,
    /// The answers as they would be kept.
    #[schema(value_type = Object)]
    data: Value,
    /// What normalisation changed.
    changes: Vec<ChangeBody>,
    fee: FeeBody,
    /// The bytes, in Base64, whose signature filing these answers asks for, where it asks for one and
    /// the request named its key.
    #[serde(skip_serializing_if = "Option::is_none")]
    to_sign: Option<String>,
}

/// One thing that is wrong.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProblemBody {
    /// JSON Pointer of the answer.
    at: String,
    /// The id of the rule, or the failing keyword or format.
    rule: String,
    /// The sentence for the resident.
    message: String,
    /// `error`, or `warning`, which can be confirmed.
    #[schema(value_type = String)]
    severity: Severity,
}

/// What normalisation changed in one answer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChangeBody {
    at: String,
    from: String,
    to: String,
}

/// What it costs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FeeBody {
    pub(super) total_yen: i64,
    pub(super) lines: Vec<FeeLineBody>,
}

/// One line of a bill.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FeeLineBody {
    pub(super) label: String,
    pub(super) unit_yen: i64,
    pub(super) quantity: i64,
    pub(super) amount_yen: i64,
}

/// The catalogue.
#[utoipa::path(get, path = "/api/v1/procedures", tag = "procedures",
    params(ProcedureQuery),
    responses((status = 200, body = ProcedureList),
        (status = 400, description = "a parameter that is not known")))]
pub(crate) async fn list(
    counter: web::Data<Counter>,
    query: StrictQuery<ProcedureQuery>,
    spoken: Spoken,
) -> web::Json<ProcedureList> {
    let query = query.0;
    let words = query.q.as_deref().map(str::trim).filter(|words| !words.is_empty());
    let found = words.map_or_else(
        || counter.catalogue().procedures().to_vec(),
        |words| counter.catalogue().search(words),
    );
    let fits = |published: &Published| {
        let procedure = published.form.procedure();
        query.category.as_ref().is_none_or(|category| *category == procedure.category)
            && query.life_event.as_ref().is_none_or(|event| procedure.life_events.contains(event))
    };
    let procedures = found
        .iter()
        .filter(|published| fits(published))
        .map(|published| ProcedureSummary::of(published, &counter, spoken.0))
        .collect();
    web::Json(ProcedureList { procedures })
}

/// One procedure, with its form as published.
#[utoipa::path(get, path = "/api/v1/procedures/{id}", tag = "procedures",
    params(("id" = String, Path, description = "the procedure")),
    responses((status = 200, body = ProcedureDetails)))]
pub(crate) async fn one(
    counter: web::Data<Counter>,
    id: web::Path<String>,
    spoken: Spoken,
) -> Result<HttpResponse, WebError> {
    let published = counter.catalogue().procedure(&id).ok_or(WebError::NotFound)?;
    let procedure = published.form.procedure();
    let language = spoken.0;
    let lines = procedure.fee.lines.iter().map(|line| FeeTermBody {
        label: line.label.get(language).to_owned(),
        unit_yen: line.unit.map(kernel::Yen::get),
        conditional: line.conditional,
    });
    let definition = counter.catalogue().definition(&published).await.map_err(Error::from)?;
    let definition = serde_json::from_str(&definition).map_err(WebError::internal)?;
    Ok(HttpResponse::Ok().json(ProcedureDetails {
        summary: ProcedureSummary::of(&published, &counter, language),
        prepare: procedure.prepare.iter().map(|item| item.get(language).to_owned()).collect(),
        legal_basis: procedure.legal_basis.get(language).to_owned(),
        fee: FeeTermsBody {
            due: due_word(procedure.fee.due),
            lines: lines.collect(),
            note: procedure.fee.note.get(language).to_owned(),
        },
        definition,
    }))
}

/// Checks answers with the engine of the pages. Stores nothing.
#[utoipa::path(post, path = "/api/v1/procedures/{id}/check", tag = "procedures",
    params(("id" = String, Path, description = "the procedure")),
    request_body = CheckRequest,
    responses((status = 200, body = CheckResult)))]
pub(crate) async fn check(
    counter: web::Data<Counter>,
    id: web::Path<String>,
    spoken: Spoken,
    body: Strict<CheckRequest>,
) -> Result<web::Json<CheckResult>, WebError> {
    let CheckRequest { data, version, filing } = body.0;
    let checked = counter.check(&id, version, data.0, spoken.0).await?;
    // Warnings are confirmed when it is filed; they change nothing of what is signed.
    let is_fit = checked.problems.iter().all(|problem| problem.severity != Severity::Error);
    let to_sign = match filing.filter(|_| is_fit) {
        Some(Plain(key)) => counter.to_sign(&id, version, &checked.data, &key).await?,
        None => None,
    };
    let to_sign = to_sign.map(|bytes| BASE64.encode(&bytes));
    Ok(web::Json(CheckResult { to_sign, ..CheckResult::of(checked, spoken.0) }))
}

impl ProcedureSummary {
    fn of(published: &Published, counter: &Counter, language: Language) -> Self {
        let form = &published.form;
        let procedure = form.procedure();
        let names = procedure.life_event_names.iter();
        Self {
            id: form.id().to_owned(),
            version: published.number,
            published_at: time(published.published_at),
            title: form.title(language).to_owned(),
            description: form.description(language).to_owned(),
            category: procedure.category.clone(),
            category_name: without_readings(&procedure.category_name, language),
            life_events: procedure.life_events.clone(),
            life_event_names: names.map(|name| without_readings(name, language)).collect(),
            department: counter.catalogue().department_name(&procedure.department, language),
            workflow: procedure.workflow.word(),
            business_days: procedure.processing.and_then(|term| match term {
                Term::OpenDays(days) => Some(days),
                Term::Days(_) | Term::Months(_) | Term::Years(_) => None,
            }),
            processing: procedure.processing.map(Period::of),
            processing_branches: procedure
                .processing_branches
                .iter()
                .map(|branch| PeriodBranch {
                    label: branch.label.get(language).to_owned(),
                    period: branch.term.map(Period::of),
                })
                .collect(),
            minutes: form.estimated_minutes(),
            open: procedure.opening.is_none_or(|opening| opening.contains(counter.today())),
        }
    }
}

fn without_readings(name: &Text, language: Language) -> String {
    Phrase::new(name.get(language).to_owned()).plain()
}

/// What `POST …/check` answers about `checked`; the command line prints the same.
pub fn check_answer(checked: Checked, language: Language) -> impl Serialize {
    CheckResult::of(checked, language)
}

impl CheckResult {
    fn of(checked: Checked, language: Language) -> Self {
        Self {
            ok: checked.ok(),
            fee: FeeBody::of(&checked.fee, language),
            problems: checked.problems.into_iter().map(ProblemBody::from).collect(),
            data: checked.data,
            changes: checked.changes.into_iter().map(ChangeBody::from).collect(),
            to_sign: None,
        }
    }
}

impl From<Problem> for ProblemBody {
    fn from(problem: Problem) -> Self {
        let Problem { at, rule, message, severity, also: _, confirmed: _, repair: _ } = problem;
        Self { at, rule, message, severity }
    }
}

impl From<Change> for ChangeBody {
    fn from(change: Change) -> Self {
        let Change { at, from, to } = change;
        Self { at, from, to }
    }
}

impl FeeBody {
    fn of(fee: &Fee, language: Language) -> Self {
        let lines = fee.lines.iter().map(|line| FeeLineBody {
            label: line.label.get(language).to_owned(),
            unit_yen: line.unit.get(),
            quantity: line.quantity,
            amount_yen: line.amount.get(),
        });
        Self { total_yen: fee.total.get(), lines: lines.collect() }
    }
}

const fn due_word(due: FeeDue) -> &'static str {
    match due {
        FeeDue::AtSubmission => "at-submission",
        FeeDue::AfterReview => "after-review",
        FeeDue::AtCounter => "at-counter",
    }
}

/// RFC 3339 with Japan's offset.
pub(super) fn time(at: Instant) -> String {
    at.to_rfc3339()
}
