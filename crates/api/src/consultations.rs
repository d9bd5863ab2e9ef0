//! 合議: what one's departments are asked, and a case through the question.

use actix_web::web;
use back_office::{AskedCase, BackOffice, ConsultationLine, ConsultationView};
use review_workflow::{Outcome, Word};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    attachment::EnclosedBody,
    case::AnswerGroupBody,
    procedure::{Spoken, time},
};
use ::web::{
    guard::{Adviser, Bearer, WebError, known},
    limits::Rate,
    route::{Admission, Object, Reading},
    table::Table,
};

pub(super) fn routes(table: &mut Table) {
    let list = Reading::new(Admission::program::<Adviser>(), Object::Nothing, Rate::Read);
    let read = Reading::new(Admission::program::<Adviser>(), Object::Case, Rate::Read);
    table.get("/api/v1/consultations", list, self::list).get(
        "/api/v1/cases/{id}/consultations/{consultation}",
        read,
        one,
    );
}

/// Questions that wait for an answer, what is due first at the top; at most 200 of each.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConsultationsBody {
    /// What the bearer's departments are asked.
    to_answer: Vec<WaitingBody>,
    /// What others are asked about cases on which the bearer works.
    awaited: Vec<WaitingBody>,
}

/// One of them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WaitingBody {
    /// The case.
    id: String,
    /// Counted from 1 in the case.
    consultation: u32,
    receipt_number: String,
    title: String,
    /// The name of the department that answers for the case.
    department: String,
    /// The name of the department that is asked.
    asked: String,
    since: String,
    /// The last day for an answer.
    due_on: String,
    /// Whether that has passed.
    is_late: bool,
    /// Whether nothing is decided without the answer.
    binding: bool,
}

/// What a department was asked about a case.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConsultationBody {
    /// Counted from 1 in the case.
    number: u32,
    /// The id of the department that is asked.
    department: String,
    department_name: String,
    question: String,
    /// The last day for an answer.
    due_on: String,
    /// Whether nothing is decided without the answer.
    binding: bool,
    /// The id of who asked.
    asked_by: String,
    asked_at: String,
    /// `waiting`, `agree`, `opinion`, `disagree`, `cancelled`, or `over` where the case came to
    /// its decision or end first.
    answer: &'static str,
    /// The answer, or why none is needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    told: Option<WordBody>,
    /// What lies with the answer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    files: Vec<EnclosedBody>,
    /// Why somebody decides against it.
    #[serde(skip_serializing_if = "Option::is_none")]
    overruled: Option<WordBody>,
}

/// What somebody said.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WordBody {
    /// The id of who.
    by: String,
    at: String,
    text: String,
}

/// A case through what the bearer's department is asked about it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AskedCaseBody {
    /// The case.
    id: String,
    /// For the answer.
    version: i64,
    receipt_number: String,
    title: String,
    /// The name of the department that asks.
    asking: String,
    consultation: ConsultationBody,
    /// The latest answers, page by page; sensitive ones masked.
    answers: Vec<AnswerGroupBody>,
}

/// What waits for an answer: of the bearer's departments, and of others about their cases.
#[utoipa::path(get, path = "/api/v1/consultations", tag = "cases",
    security(("staff" = [])),
    responses((status = 200, body = ConsultationsBody)))]
pub(crate) async fn list(
    back_office: web::Data<BackOffice>,
    staff: Bearer<Adviser>,
) -> Result<web::Json<ConsultationsBody>, WebError> {
    let book = back_office.consultations(&staff).await?;
    let bodies = |lines: Vec<ConsultationLine>| lines.into_iter().map(WaitingBody::from).collect();
    Ok(web::Json(ConsultationsBody {
        to_answer: bodies(book.to_answer),
        awaited: bodies(book.awaited),
    }))
}

/// A case through what the bearer's department is asked about it, as long as that waits for an
/// answer. `answer_consultation` answers it.
#[utoipa::path(get, path = "/api/v1/cases/{id}/consultations/{consultation}", tag = "cases",
    params(("id" = String, Path, description = "the case"),
        ("consultation" = u32, Path, description = "which of its consultations, from 1")),
    security(("staff" = [])),
    responses((status = 200, body = AskedCaseBody),
        (status = 404, description = "nothing of the kind is asked of the bearer")))]
pub(crate) async fn one(
    back_office: web::Data<BackOffice>,
    staff: Bearer<Adviser>,
    path: web::Path<(String, String)>,
    spoken: Spoken,
) -> Result<web::Json<AskedCaseBody>, WebError> {
    let (case, number) = path.into_inner();
    let asked = back_office.asked_case(&staff, &known(&case)?, known(&number)?, spoken.0).await?;
    Ok(web::Json(AskedCaseBody::from(asked)))
}

impl From<ConsultationLine> for WaitingBody {
    fn from(line: ConsultationLine) -> Self {
        let ConsultationLine { waits, number, asked, due_on, is_late, binding } = line;
        Self {
            id: waits.case.into(),
            consultation: number,
            receipt_number: waits.receipt_number.to_string(),
            title: waits.title,
            department: waits.department,
            asked,
            since: time(waits.since),
            due_on: due_on.to_string(),
            is_late,
            binding,
        }
    }
}

impl From<ConsultationView> for ConsultationBody {
    fn from(view: ConsultationView) -> Self {
        let told = view.told;
        let (answer, word) = match told.outcome {
            None => ("waiting", None),
            Some(Outcome::Answered { stance, word, .. }) => (stance.word(), Some(word)),
            Some(Outcome::Cancelled { word }) => ("cancelled", Some(word)),
            Some(Outcome::Over { .. }) => ("over", None),
        };
        Self {
            number: told.number,
            department: told.question.department.into(),
            department_name: view.department,
            question: told.question.text,
            due_on: told.question.due_on.to_string(),
            binding: told.question.binding,
            asked_by: told.by.into(),
            asked_at: time(told.at),
            answer,
            told: word.map(WordBody::from),
            files: view.files.into_iter().map(EnclosedBody::from).collect(),
            overruled: told.overruled.map(WordBody::from),
        }
    }
}

impl From<Word> for WordBody {
    fn from(Word { by, at, text }: Word) -> Self {
        Self { by: by.into(), at: time(at), text }
    }
}

impl From<AskedCase> for AskedCaseBody {
    fn from(asked: AskedCase) -> Self {
        Self {
            id: asked.case.into(),
            version: asked.version,
            receipt_number: asked.receipt_number.to_string(),
            title: asked.title,
            asking: asked.asking,
            consultation: ConsultationBody::from(asked.consultation),
            answers: asked.answers.into_iter().map(AnswerGroupBody::from).collect(),
        }
    }
}
