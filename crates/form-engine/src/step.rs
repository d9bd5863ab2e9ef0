//! A step of a guide: what there is to do.

use crate::Text;

/// What there is to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepKind {
    /// A procedure of the catalogue, by its id.
    Procedure(String),
    /// Something else, elsewhere.
    Outside {
        /// What.
        title: Text,
        /// Where to go, empty when nobody has to.
        visit: Text,
        /// What to bring.
        bring: Vec<Text>,
    },
}

impl StepKind {
    /// The id of the procedure, or the Japanese title.
    pub fn name(&self) -> &str {
        match self {
            Self::Procedure(id) => id,
            Self::Outside { title, .. } => title.get(kernel::Language::Japanese),
        }
    }
}
