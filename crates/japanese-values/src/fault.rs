//! What can be wrong with a typed value, and what mends it.

use crate::{Format, Tongue};

/// A likely mend: what to show, and the canonical value to take when it is accepted.
#[derive(Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// What to show, such as `平成2年（1990年）3月9日`.
    pub text: String,
    /// The canonical value, such as `1990-03-09`.
    pub value: String,
}

impl std::fmt::Debug for Suggestion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Suggestion(..)")
    }
}

/// Whether a fault refuses the value or only asks to look again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gravity {
    /// The value cannot be right.
    Refused,
    /// The value may be right; a form should warn and let the person confirm.
    Doubtful,
}

/// What is wrong with a typed value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Nothing was typed.
    Empty,
    /// It does not have the shape of the format.
    Shape(Format),
}

impl Fault {
    /// What is wrong and how to mend it, without the field's label.
    pub fn sentence(&self, _tongue: Tongue) -> String {
        unimplemented!()
    }

    /// A likely mend, where one is known.
    pub fn suggestion(&self) -> Option<&Suggestion> {
        unimplemented!()
    }

    /// Whether the value is refused or only doubtful.
    pub fn gravity(&self) -> Gravity {
        unimplemented!()
    }

    /// A stable word for logs and rules, such as `digit-count`.
    pub fn code(&self) -> &'static str {
        unimplemented!()
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for Fault {}
