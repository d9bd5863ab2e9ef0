//! What a form can ask and check.
//!
//! A department writes a procedure as one JSON document: a JSON Schema of the
//! answers, and a few `x-` keywords for pages, conditions, rules and fees.
//! [`Form::compile`] turns it into a [`Form`] or tells every fault of it;
//! [`Form::check`] turns answers into canonical data and every problem of them.
//!
//! Pure: no clock, no network, no file, no HTML, no database. The engine does
//! not know who asks nor where the answers go.

mod answers;
mod beginning;
mod body;
mod branch;
mod check;
mod claim;
mod compile;
mod date_boxes;
mod decision;
mod definition;
mod draw;
mod examples;
mod expression;
mod fault;
mod field;
mod folded;
mod form;
mod full_width;
mod guide;
mod identity;
mod limit;
mod message;
mod outcome;
mod pipeline;
mod plain;
mod pointer;
mod post;
mod prefill;
mod procedure;
mod processing;
mod reckoned;
mod routing;
mod same;
mod source;
mod step;
mod text;

pub use answers::{Answer, AnswerGroup, Shown};
pub use claim::{Claims, OnceClaim, QuotaClaim, WaitingClaim};
pub use date_boxes::{DateBoxes, ERAS, date_boxes};
pub use decision::{AutoTerms, AutoVerdict, DecisionKind, DecisionVerdict, ReviewBody};
pub use definition::{Parts, laid_out};
pub use draw::{DrawTerms, DrawTicket};
pub use examples::ExampleFault;
pub use expression::{EvaluationFault, MACROS, NAMES, Word, evaluate, functions};
pub use fault::{Confirmation, DefinitionFault, confirmations, nearest};
pub use field::{Choice, Field, Page, Searched, Sensitivity, Widget};
pub use form::{Document, Form};
pub use guide::Advice;
pub use identity::Identity;
pub use limit::{Limit, limits};
pub use outcome::{Change, Checked, Context, Defect, Fee, FeeLine, Problem, Repair, Severity};
pub use pointer::beside;
pub use procedure::{
    Applicant, ByPost, Contact, Deadline, EligibilityQuestion, FeeDue, FeeTerm, FeeTerms, Follows,
    Opening, Period, Procedure, ProcessingBranch, Visit, Workflow,
};
pub use reckoned::{Reckoned, Span};
pub use same::{Same, SameKind};
pub use source::Source;
pub use step::StepKind;
pub use text::Text;
