//! What authors do: check definitions, rehearse them, publish and retire them.
//!
//! The only room that changes what is offered. Nothing of a case is known here.

mod definitions;
mod department;
mod phrases;
mod publisher;
mod rehearsal;

pub use definitions::{BrokenDefinition, Compiled, FormFile, compile};
pub use department::read as read_departments;
pub use publisher::{Author, Change, Error, Publication, PublicationLine, Publisher, Wanted};
pub use rehearsal::{FailedExamples, Rehearsal};
