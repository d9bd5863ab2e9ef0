//! What went to the resident: letters, messages, issued documents.

use review_workflow::LetterKind;

use super::{Round, of};
use crate::{Part, ReadTx, Scope, StoreError, messages, notices, outbox, submissions::Submission};

pub(super) fn check(
    tx: &mut ReadTx<'_>,
    round: &mut Round<'_>,
    submission: &Submission,
) -> Result<(), StoreError> {
    check_letters(tx, round, submission)?;
    let id = &submission.id;
    let thread = messages::list(tx, &Scope::Worker, id, u32::MAX);
    for message in round.read(thread)?.into_iter().flatten() {
        round.read(submission.sealer.open(&message.text))?;
    }
    let issued = notices::list(tx, &Scope::Worker, id);
    for entry in round.read(issued)?.into_iter().flatten() {
        let notice = notices::find(tx, &Scope::Worker, id, entry.number);
        let Some(Some(notice)) = round.read(notice)? else { continue };
        if let Some(document) = round.read(submission.sealer.open(&notice.document))? {
            let part = Part::Notice(entry.number);
            let fits = submission.sealer.knows(part, &document, &notice.entry.fingerprint);
            round.expect(fits, "digest", of("notices", id), "it is not the document issued");
        }
    }
    Ok(())
}

/// Who left an address was told of the receipt, once.
fn check_letters(
    tx: &mut ReadTx<'_>,
    round: &mut Round<'_>,
    submission: &Submission,
) -> Result<(), StoreError> {
    let id = &submission.id;
    let letters = outbox::list_of(tx, &Scope::Worker, id);
    let Some(letters) = round.read(letters)? else { return Ok(()) };
    for letter in &letters {
        for sealed in std::iter::once(&letter.recipient).chain(&letter.detail) {
            round.read(submission.sealer.open(sealed))?;
        }
    }
    let told = [LetterKind::Received, LetterKind::Waiting].map(LetterKind::word);
    let receipts = letters.iter().filter(|letter| told.contains(&letter.kind.as_str()));
    let fits = receipts.count() == usize::from(submission.contact.is_some());
    round.expect(fits, "letter", of("outbox", id), "not exactly one letter of receipt");
    Ok(())
}
