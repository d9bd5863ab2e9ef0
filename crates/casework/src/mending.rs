//! What staff write in a resident's place: a slip that they mend (職権で直す), or an answer to a
//! correction that the resident gave by telephone, at the counter or on paper.

use std::collections::BTreeMap;

use form_engine::{Field, Form, Widget};
use kernel::{Instant, Language};
use review_workflow::{Case, CommandKind, Way};
use serde_json::Value;

use crate::compare::flat;

/// What a member of staff writes in the resident's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mending {
    /// The answers.
    pub answers: MendedAnswers,
    /// Why they may.
    pub ground: Basis,
}

/// What kind of writing it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writing {
    /// 職権で直す.
    Slip,
    /// 補正の返事.
    Word,
}

/// On what ground staff write in the resident's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Basis {
    /// It is an obvious slip.
    Slip {
        /// Why, in words for the resident.
        reason: String,
    },
    /// The resident said so when they were asked for a correction.
    Word {
        /// By which way.
        way: Way,
        /// How the member of staff made sure of who spoke.
        identity: String,
    },
}

/// Answers as they arrive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MendedAnswers {
    /// The fields of a posted page, those that are no answers too.
    Posted(Vec<(String, String)>),
    /// Values by their places, through the API.
    Given(BTreeMap<String, Value>),
}

impl Basis {
    /// What kind of writing it allows.
    pub const fn writing(&self) -> Writing {
        match self {
            Self::Slip { .. } => Writing::Slip,
            Self::Word { .. } => Writing::Word,
        }
    }
}

impl Writing {
    /// The command that it comes with.
    pub const fn command(self) -> CommandKind {
        match self {
            Self::Slip => CommandKind::CorrectFor,
            Self::Word => CommandKind::TakeAnswer,
        }
    }

    /// The places that are open to staff, and what was asked but is the resident's alone.
    /// Where a protected person is, nobody writes in their place: they would read it.
    pub fn places(
        self,
        form: &Form,
        case: &Case,
        content: &Value,
        now: Instant,
    ) -> (Vec<String>, Vec<String>) {
        let is_protected = case.is_protected(now);
        match self {
            Self::Slip => (editable(form, content, is_protected), Vec::new()),
            Self::Word => answerable(form, case, is_protected),
        }
    }
}

/// The places of the answers in which staff may mend a slip: questions that are asked in this
/// very content, and that the definition names.
fn editable(form: &Form, content: &Value, is_protected: bool) -> Vec<String> {
    let asked = flat(form.answers(content, Language::Japanese)).into_iter();
    let is_open = |field: &Field| field.staff_editable && !(is_protected && field.locates);
    let named = |at: &String| form.field(at).is_some_and(is_open);
    asked.map(|answer| answer.at).filter(named).collect()
}

/// What was asked of the resident, as far as staff may write down the answer, and what only the
/// resident can answer: files, and what is sealed within a case. Nobody says their My Number by
/// telephone, and who enters an answer may not be somebody who may read such.
fn answerable(form: &Form, case: &Case, is_protected: bool) -> (Vec<String>, Vec<String>) {
    let remarks = case.correction.iter().flat_map(|asked| &asked.remarks);
    remarks.map(|remark| remark.at.clone()).partition(|at| is_said(form, at, is_protected))
}

/// Whether an answer can be told in words, with all that it holds and in all that holds it.
fn is_said(form: &Form, at: &str, is_protected: bool) -> bool {
    let around = at.match_indices('/').skip(1).filter_map(|(end, _)| at.get(..end));
    let sealed = |place: &str| form.field(place).is_some_and(|field| field.sensitive.is_some());
    form.field(at).is_some_and(|field| is_open_book(field, is_protected))
        && !around.into_iter().any(sealed)
}

fn is_open_book(field: &Field, is_protected: bool) -> bool {
    field.sensitive.is_none()
        && !(is_protected && field.locates)
        && field.widget != Widget::Attachment
        && field.children.iter().all(|child| is_open_book(child, is_protected))
}
