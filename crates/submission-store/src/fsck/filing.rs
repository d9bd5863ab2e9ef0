//! A submission, its revisions, its log, and the case that the log makes.

use std::collections::BTreeSet;

use chrono::Duration;
use kernel::{AttachmentId, SubmissionId};
use review_workflow::{Case, Event, fold};

use super::{Round, of};
use crate::{
    Content, ReadTx, Reads as _, Scope, StoreError,
    attachments::{self, Attachment},
    cases::{self, CaseRecord},
    consultations, dispatches, duties, events, procedures, revisions, samples,
    submissions::Submission,
};

/// Before the first release a row was dated when the paper of a decision had been set, not when it was
/// decided. The chain holds both, so such rows stay as they are.
const LATE_ROW: Duration = Duration::minutes(10);

pub(super) fn check(
    tx: &mut ReadTx<'_>,
    round: &mut Round<'_>,
    submission: &Submission,
) -> Result<(), StoreError> {
    let id = &submission.id;
    let version = procedures::exists(tx, &submission.procedure, submission.version)?;
    round.expect(version, "version", of("submissions", id), "its form is not stored");
    for sealed in [&submission.contact, &submission.applicant].into_iter().flatten() {
        round.read(submission.sealer.open(sealed))?;
    }
    let revisions = check_revisions(tx, round, submission)?;
    let Some(record) = round.read(cases::find(tx, &Scope::Worker, id))? else { return Ok(()) };
    let Some(record) = record else {
        round.add("case", "cases", id.as_str(), "there is no case");
        return Ok(());
    };
    let counted = i64::from(record.case.revision) == revisions;
    round.expect(counted, "revisions", of("cases", id), "it counts other revisions than there are");
    check_log(tx, round, &record)
}

/// Numbered without gaps, each what its digest says, the first as it was filed. Gives
/// how many there are.
fn check_revisions(
    tx: &mut ReadTx<'_>,
    round: &mut Round<'_>,
    submission: &Submission,
) -> Result<i64, StoreError> {
    let id = &submission.id;
    let list = revisions::list(tx, &Scope::Worker, id);
    let Some(list) = round.read(list)? else { return Ok(0) };
    let mut counted = 0;
    for revision in &list {
        counted += 1;
        let in_order = revision.number == counted;
        round.expect(in_order, "revisions", of("revisions", id), "a revision is missing");
        if let Some(content) = round.read(submission.sealer.open(&revision.content))? {
            let fits = Content::opened(content).digest() == revision.digest;
            round.expect(fits, "digest", of("revisions", id), "its content is not what was filed");
        }
        for beside in revision.signature.iter().chain(&revision.verified) {
            round.read(submission.sealer.open(beside))?;
        }
    }
    let first = list.first().map(|revision| revision.digest);
    let fits = first == Some(submission.digest);
    round.expect(fits, "digest", of("submissions", id), "the first revision is another one");
    Ok(counted)
}

/// The case is what its log makes of it, and the log begins with the filing.
fn check_log(
    tx: &mut ReadTx<'_>,
    round: &mut Round<'_>,
    record: &CaseRecord,
) -> Result<(), StoreError> {
    let id = &record.case.id;
    let logged = events::list(tx, &Scope::Worker, id, 0, u32::MAX);
    let Some(logged) = round.read(logged)? else { return Ok(()) };
    let mut log = Vec::with_capacity(logged.len());
    for entry in &logged {
        let Some(event) = round.read(entry.open(&record.sealer))? else { return Ok(()) };
        let lag = entry.at.since(event.at());
        let was_written_late = Duration::zero() < lag && lag <= LATE_ROW;
        let fits = event.word() == entry.kind && (lag.is_zero() || was_written_late);
        round.expect(fits, "event", of("events", id), "its columns are not what it says");
        if fits && was_written_late {
            round.note("instant", of("events", id), "its row is a moment younger than the fact");
        }
        let fits = event.draw().is_none_or(|draw| {
            draw.drawn == tx.keys().draws(event.at().day(), &entry.id, draw.percent)
        });
        round.expect(fits, "draw", of("events", id), "the draw says something else of it");
        log.push(event);
    }
    check_files(tx, round, id, &log)?;
    let filings = log.iter().filter(|event| matches!(event, Event::Filed { .. })).count();
    round.expect(filings == 1, "filed", of("events", id), "it was not filed exactly once");
    // Rows from before do not tell how a case came to its end, nor why it came back.
    let marked = |case: &Case| record.case.returned.and(case.returned);
    let (version, ended) = (record.case.version, &record.case.ended);
    let folded = fold(&log).map(|case| Case {
        version,
        ended: ended.clone(),
        returned: marked(&case),
        ..case
    });
    let fits = folded.as_ref() == Some(&record.case);
    round.expect(fits, "fold", of("cases", id), "the case is not what its log makes of it");
    let waiting = record.case.duties().into_iter().collect();
    let fits = duties::of_case(tx, id)? == waiting;
    round.expect(fits, "duties", of("duties", id), "other things wait of it than it says");
    let fits = samples::say_the_same(tx, id, record.case.sample.as_deref())?;
    round.expect(fits, "samples", of("samples", id), "something else was drawn than it says");
    let fits = consultations::say_the_same(tx, id, &record.case.consultations)?;
    round.expect(fits, "consultations", of("consultations", id), "others were asked than it says");
    let fits = dispatches::say_the_same(tx, id, &log)?;
    round.expect(
        fits,
        "dispatches",
        of("dispatches", id),
        "its papers went another way than it says",
    );
    Ok(())
}

/// Beside its answers lie the files that its log names, and no others.
fn check_files(
    tx: &mut ReadTx<'_>,
    round: &mut Round<'_>,
    id: &SubmissionId,
    log: &[Event],
) -> Result<(), StoreError> {
    let named: BTreeSet<AttachmentId> = log.iter().flat_map(Event::files).cloned().collect();
    let listed = attachments::list(tx, &Scope::Worker, id);
    let Some(listed) = round.read(listed)? else { return Ok(()) };
    let beside = |file: &Attachment| file.answer().is_none();
    let there: BTreeSet<AttachmentId> =
        listed.into_iter().filter(beside).map(|file| file.id).collect();
    let at = of("attachments", id);
    round.expect(there == named, "files", at, "other files lie beside the answers than it says");
    Ok(())
}
