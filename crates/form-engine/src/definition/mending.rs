//! 職権で直す: the single questions in which staff may mend a slip, as the definition names them.
//!
//! Refused here is what can be told from the question itself: who somebody is, money, accounts,
//! what only the resident can say. What else depends on an answer is looked at where expressions
//! are compiled.

use kernel::Language;

use super::desk::{At, Desk};
use super::json::Place;
use super::property::Kind;
use crate::Field;

/// The keyword.
pub(super) const KEYWORD: &str = "x-staff-editable";

/// By these a person, a thing or an account is known, or a letter finds its way; an amount is what
/// somebody gets or pays.
const NEVER: [&str; 35] = [
    "jp-my-number",
    "jp-corporate-number",
    "jp-invoice-number",
    "jp-resident-code",
    "jp-phone",
    "jp-person-name",
    "jp-furigana",
    "jp-birth-date",
    "jp-email",
    "jp-bank-code",
    "jp-branch-code",
    "jp-account-number",
    "jp-bank-holder",
    "jp-yucho",
    "jp-money",
    "jp-signed-money",
    "jp-residence-card",
    "jp-drivers-license",
    "jp-plate",
    "jp-motorcycle-plate",
    "jp-moped-plate",
    "jp-chassis-number",
    "jp-insurer-no",
    "jp-kaigo-no",
    "jp-kokuho-symbol",
    "jp-kokuho-number",
    "jp-kokuho-branch",
    "jp-pension-no",
    "jp-handbook-number",
    "jp-allowance-number",
    "jp-dog-tag",
    "jp-microchip",
    "jp-local-government-code",
    "jp-digits",
    "jp-code",
];

/// Where the definition says that staff may mend a question.
#[derive(Debug, Clone)]
pub(crate) struct Named {
    name: String,
    pub(crate) place: Place,
    /// The pointer in the definition.
    pub(crate) pointer: String,
}

impl Named {
    fn at(name: &str, at: &At<'_>) -> Self {
        let (name, pointer) = (name.to_owned(), at.pointer.clone());
        Self { name, place: at.node.place, pointer }
    }

    /// What is said among others about the question `name`.
    pub(super) fn of<'n>(all: &'n [Self], name: &str) -> Option<&'n Self> {
        all.iter().find(|named| named.name == name)
    }
}

/// The questions inside a group or a list that the definition names there.
pub(super) fn inside(desk: &mut Desk<'_>, at: &At<'_>) -> Vec<Named> {
    let Some(child) = at.child(KEYWORD).filter(|child| child.node.list().is_some()) else {
        return Vec::new();
    };
    let holder = at.child("items").filter(|items| items.node.get("properties").is_some());
    let properties = holder.as_ref().unwrap_or(at).node.get("properties");
    let mut named = Vec::new();
    for name in desk.list(at, KEYWORD) {
        let Some(word) = desk.string_at(&name) else { continue };
        if properties.is_none_or(|properties| properties.get(&word).is_none()) {
            let what = format!("\"{word}\" is no question in here");
            desk.fault(&name, what, "correct the name in \"x-staff-editable\"");
        }
        named.push(Named::at(&word, &name));
    }
    if named.is_empty() {
        desk.fault(&child, "no question is named", "name at least one, or remove it");
    }
    named
}

/// Where it is said that staff may mend this question, if they may; `around` says what the group
/// around it says of it.
pub(super) fn allowed(
    desk: &mut Desk<'_>,
    at: &At<'_>,
    kind: &Kind,
    field: &Field,
    around: Option<Named>,
) -> Option<Named> {
    let own = at.child(KEYWORD).filter(|own| own.node.list().is_none());
    let said = own.is_some() && desk.flag(at, KEYWORD) == Some(true);
    let named = own.filter(|_| said).map(|own| Named::at(&field.name, &own)).or(around)?;
    match never(kind, field) {
        None => Some(named),
        Some((what, mend)) => {
            desk.report.fault(named.place, &named.pointer, what, mend);
            None
        }
    }
}

/// What staff never write in a resident's place.
fn never(kind: &Kind, field: &Field) -> Option<(&'static str, &'static str)> {
    let what = match kind {
        Kind::Group(_) | Kind::Rows(_) => {
            let mend = "name the questions inside, such as [\"block\", \"building\"]";
            return Some(("a group as a whole cannot be mended by staff", mend));
        }
        _ if field.sensitive.is_some() => "a sensitive answer is never mended by staff",
        _ if field.computed => "what is computed is never mended by staff",
        Kind::Attachment | Kind::Attachments => "a file is never mended by staff",
        Kind::Boolean => "a tick is the resident's own word, and never mended by staff",
        Kind::Text | Kind::Integer | Kind::Number | Kind::Choices => reserved(field)?,
    };
    Some((what, "remove it; the resident is asked to correct the answer instead"))
}

fn reserved(field: &Field) -> Option<&'static str> {
    let format = field.format.as_deref().unwrap_or_default();
    if NEVER.contains(&format) {
        return Some("this format tells who somebody is, where they are reached, or money");
    }
    if field.prefill.is_some() || !field.prefills.is_empty() {
        return Some("what is known of the applicant is never mended by staff");
    }
    let counts_money = field.unit.get(Language::Japanese) == "円";
    counts_money.then_some("an amount is never mended by staff")
}
