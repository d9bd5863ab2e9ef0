//! The sentences in English.

use super::{Answered, Facts, Trouble, Wrong};

pub(super) fn sentence(facts: &Facts<'_>, wrong: Wrong) -> String {
    let title = facts.title;
    match wrong {
        Wrong::Required => match facts.kind {
            Answered::Written | Answered::Number | Answered::Rows => format!("Enter: {title}."),
            Answered::Chosen => format!("Choose an answer: {title}"),
            Answered::Ticked => format!("Tick the box: {title}"),
            Answered::Attached => format!("Attach a file: {title}."),
        },
        Wrong::Type if facts.kind == Answered::Number => range(facts),
        Wrong::Type => format!("{title}: please enter it again."),
        Wrong::Closed => {
            format!("{title}: what you chose has closed. Choose another one.")
        }
        Wrong::Choice => format!("{title}: choose one of the answers in the list."),
        Wrong::Constant if facts.kind == Answered::Ticked => format!("Tick the box: {title}"),
        Wrong::Constant => format!("{title}: enter it exactly as shown."),
        Wrong::Minimum | Wrong::Maximum | Wrong::ExclusiveMinimum | Wrong::ExclusiveMaximum => {
            range(facts)
        }
        Wrong::Multiple => {
            format!("{title}: enter a number in steps of {}.", facts.bound("multipleOf"))
        }
        Wrong::TooShort if facts.bound("minLength") == facts.bound("maxLength") => {
            format!("{title}: enter exactly {} characters.", facts.bound("minLength"))
        }
        Wrong::TooShort => {
            format!("{title}: enter at least {} characters.", facts.bound("minLength"))
        }
        Wrong::TooLong => {
            format!("{title}: enter no more than {} characters.", facts.bound("maxLength"))
        }
        Wrong::Pattern if facts.example.is_empty() => {
            format!("{title}: this is not written as expected. Please check it.")
        }
        Wrong::Pattern => {
            format!("{title}: this is not written as expected. Write it like “{}”.", facts.example)
        }
        Wrong::TooFew => format!("{title}: at least {} needed.", facts.bound("minItems")),
        Wrong::TooMany => format!("{title}: no more than {}.", facts.bound("maxItems")),
        Wrong::Twice => format!("{title}: the same thing is there twice. Keep one."),
        Wrong::Characters => {
            format!("{title}: it holds invisible characters that cannot be used. Enter it again.")
        }
        Wrong::Attachment => format!("{title}: please attach the file again."),
        Wrong::Digits => format!("{title}: enter digits only."),
    }
}

fn range(facts: &Facts<'_>) -> String {
    let (least, most) = (facts.bound("minimum"), facts.bound("maximum"));
    let bounds = match (facts.has("minimum"), facts.has("maximum")) {
        (true, true) => format!(" from {least} to {most}"),
        (true, false) => format!(" of {least} or more"),
        (false, true) => format!(" of {most} or less"),
        (false, false) if facts.has("exclusiveMinimum") => {
            format!(" above {}", facts.bound("exclusiveMinimum"))
        }
        (false, false) if facts.has("exclusiveMaximum") => {
            format!(" below {}", facts.bound("exclusiveMaximum"))
        }
        (false, false) => String::new(),
    };
    format!("{}: enter a number{bounds}.", facts.title)
}

pub(super) fn trouble(trouble: Trouble<'_>) -> String {
    match trouble {
        Trouble::Shape => "We could not read what was sent. Please enter it again.".to_owned(),
        Trouble::TooLarge => "What was sent is too large. The limit is 1 MB.".to_owned(),
        Trouble::Unknown(name) => format!("This procedure has no field “{name}”."),
        Trouble::Defect => {
            "We cannot check this answer at the moment. Please contact the counter.".to_owned()
        }
        Trouble::Fee => "We cannot work out the fee. Please contact the counter.".to_owned(),
    }
}
