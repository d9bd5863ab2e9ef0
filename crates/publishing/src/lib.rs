//! What authors do: check definitions, rehearse them, publish and retire them.
//!
//! The only room that changes what is offered. Nothing of a case is known here.

mod cores;
mod definitions;
mod mentions;
mod organisation;
mod phrases;
mod publisher;
mod rehearsal;

pub use definitions::{BrokenDefinition, Compiled, FormFile, compile, compile_among, is_shared};
pub use organisation::{FILE as ORGANISATION, read as read_organisation};
pub use phrases::evaluation;
pub use publisher::{Author, Change, Error, Publication, PublicationLine, Publisher, Wanted};
pub use rehearsal::{FailedExamples, Rehearsal};
