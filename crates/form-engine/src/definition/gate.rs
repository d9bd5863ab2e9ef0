//! The questions before the form, as `x-eligibility` writes them.

use super::desk::{At, Desk};
use crate::EligibilityQuestion;

/// More would be a form of its own.
pub(crate) const MOST_QUESTIONS: usize = 8;

/// Reads them in order.
pub(crate) fn read(desk: &mut Desk<'_>, root: &At<'_>) -> Vec<EligibilityQuestion> {
    let mut questions: Vec<EligibilityQuestion> = Vec::new();
    for at in desk.list(root, "x-eligibility") {
        if !desk.only(&at, &["id", "question", "help", "expect", "otherwise", "see", "$comment"]) {
            continue;
        }
        let id = desk.slug(&at, "id").unwrap_or_default();
        if id.is_empty() || questions.iter().any(|question| question.id == id) {
            desk.fault(&at, "a question without an id of its own", "name it by a slug in \"id\"");
        }
        let expect = desk.one_of(&at, "expect", &[("yes", true), ("no", false)]);
        if expect.is_none() {
            desk.missing(
                &at,
                "expect",
                "write \"yes\" or \"no\": the answer that leads to the form",
            );
        }
        questions.push(EligibilityQuestion {
            id,
            question: desk.needed_text(&at, "question"),
            help: desk.text(&at, "help"),
            expect: expect.unwrap_or(true),
            otherwise: desk.needed_text(&at, "otherwise"),
            see: desk.slug(&at, "see"),
        });
    }
    if questions.len() > MOST_QUESTIONS {
        let what = format!(
            "there are {} questions before the form, more than {MOST_QUESTIONS}",
            questions.len()
        );
        desk.fault(root, what, "ask them in the form");
    }
    questions
}
