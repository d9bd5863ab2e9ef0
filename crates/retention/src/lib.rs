//! 保存と廃棄: what is long over is erased by two people, unless somebody holds it back.
//!
//! Needs the store and the versions that cases were filed with, and no counter. How long the
//! cases of a procedure are kept, and which systems must have them before they go, is said by
//! its definition.

mod certificate;
mod due;
mod error;
mod hold;
mod lists;
mod term;

use catalogue::Archive;
use kernel::Authority;
use submission_store::{
    StoreError, departments,
    retention::{self, RetentionList},
    staff,
};

pub use certificate::{Certificate, CertifiedCase, Signature};
pub use due::{DueCase, Obstacle};
pub use error::Error;
pub use lists::Run;

/// The terms of cases, and what becomes of them at their end.
#[derive(Clone)]
pub struct Retention {
    archive: Archive,
}

impl Retention {
    /// The terms of the cases in `archive`.
    pub fn new(archive: &Archive) -> Self {
        Self { archive: archive.clone() }
    }

    pub(crate) async fn list_of(&self, number: i64) -> Result<RetentionList, Error> {
        let found = self.archive.store().read(move |tx| retention::find(tx, number)).await?;
        found.ok_or(Error::UnknownList { number })
    }

    /// Somebody who works here, with what they may do.
    pub(crate) async fn person(&self, email: &str) -> Result<Authority, Error> {
        let wanted = email.trim().to_owned();
        let found = self.archive.store().read(move |tx| {
            let person = staff::find_by_email(tx, &wanted)?;
            Ok::<_, StoreError>((person, departments::tree(tx)?))
        });
        let (person, tree) = found.await?;
        let person = person.ok_or_else(|| Error::UnknownPerson { email: email.into() })?;
        if person.disabled_at.is_some() {
            return Err(Error::Disabled { email: email.to_owned() });
        }
        Ok(Authority::new(person.id, person.grants, &tree, self.archive.now().day()))
    }
}
