//! The electronic signature of a case, for operators: to be checked again somewhere else.

use casework::{Error, Signature};
use catalogue::Archive;
use kernel::ReceiptNumber;
use submission_store::{Scope, StoreError, revisions, submissions};

/// The signature of what was filed under `number`, if it was signed.
pub async fn signature_of(
    archive: &Archive,
    number: &ReceiptNumber,
) -> Result<Option<Signature>, Error> {
    let number = number.clone();
    let found = archive.store().read(move |tx| {
        let Some(filed) = submissions::find_by_receipt(tx, &Scope::Worker, &number)? else {
            return Ok(None);
        };
        let first = revisions::list(tx, &Scope::Worker, &filed.id)?.into_iter().next();
        Ok::<_, StoreError>(Some((filed.sealer, first)))
    });
    let (sealer, first) = found.await?.ok_or(Error::NotFound)?;
    first.map_or(Ok(None), |first| Signature::kept(&sealer, &first))
}
