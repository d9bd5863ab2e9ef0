//! What can be wrong with an expression when it is loaded.

/// What is wrong with an expression, and how to mend it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) what: String,
    pub(crate) mend: String,
}

/// A fault.
pub(super) fn fault(what: impl Into<String>, mend: impl Into<String>) -> Fault {
    Fault { what: what.into(), mend: mend.into() }
}

/// A mend that shows what to write.
pub(super) fn like(code: &str) -> String {
    format!("write: {code}")
}
