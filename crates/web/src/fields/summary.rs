//! The summary of mistakes on top of a page: how many, which, and a link to each.

use form_engine::{Problem, Severity};

use super::{control::FieldView, pointer::lies_in};
use crate::wording::HouseWords;

/// One mistake and the place to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The question and what is wrong.
    pub text: String,
    /// Where to mend it: `#f-birthDate`, or a page of the form.
    pub address: String,
}

/// The mistakes among `problems` that stop this page, each with a link to its field.
pub fn mistakes(problems: &[Problem], fields: &[FieldView], w: HouseWords) -> Vec<Mistake> {
    problems
        .iter()
        .filter(|problem| problem.severity == Severity::Error)
        .map(|problem| mistake(problem, fields, w))
        .collect()
}

fn mistake(problem: &Problem, fields: &[FieldView], w: HouseWords) -> Mistake {
    match nearest(None, fields, &problem.at) {
        Some((around, field)) => {
            let text = named(&field.label, &problem.message, w);
            Mistake {
                text: around.map(|around| named(&around.label, &text, w)).unwrap_or(text),
                address: format!("#{}", field.id),
            }
        }
        None => Mistake { text: problem.message.clone(), address: "#answers".into() },
    }
}

/// The field at `pointer`, or the innermost one around it, with the group that it lies in:
/// 氏名 alone does not say whose.
fn nearest<'a>(
    around: Option<&'a FieldView>,
    fields: &'a [FieldView],
    pointer: &str,
) -> Option<(Option<&'a FieldView>, &'a FieldView)> {
    let field = fields.iter().find(|field| lies_in(pointer, &field.at))?;
    nearest(Some(field), field.inside(), pointer).or(Some((around, field)))
}

/// The sentence with its question in front, unless it names the question itself.
pub fn named(label: &str, message: &str, w: HouseWords) -> String {
    if message.contains(label) { message.to_owned() } else { w.listed(label, message).plain() }
}
