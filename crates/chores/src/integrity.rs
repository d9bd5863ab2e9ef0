//! Whether everything fits together: rows, files, seals, chains, and content against forms.

use std::path::Path;

use casework::{Error, Verified, content};
use catalogue::Archive;
use form_engine::Severity;
use kernel::SubmissionId;
use serde::Serialize;
pub use submission_store::fsck::Depth;
use submission_store::{
    Page, Scope, StoreError,
    audit::{self, Break},
    fsck, revisions, submissions,
    witness::{self, Doubt},
};

/// What a check of everything found.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Integrity {
    /// Submissions looked at.
    pub submissions: u64,
    /// What does not fit; empty when all is well.
    pub findings: Vec<IntegrityFinding>,
    /// What is not broken, and an operator should know.
    pub notes: Vec<IntegrityFinding>,
}

/// Something that does not fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IntegrityFinding {
    /// Which rule, in a word.
    pub rule: String,
    /// The table.
    pub table: String,
    /// The row or file.
    pub id: String,
    /// What is wrong.
    pub what: String,
}

/// What the verification of the log found.
#[derive(Debug, Clone, Serialize)]
pub struct Audit {
    /// Cases looked at.
    pub cases: u64,
    /// Entries looked at.
    pub events: u64,
    /// Closed days looked at.
    pub days: u64,
    /// The first break, in words; `None` when the log is whole.
    pub first_break: Option<String>,
    /// The head of the last closed day, to be given to an outside witness.
    pub last_head: Option<String>,
}

/// Checks that everything stored is whole.
pub async fn fsck(archive: &Archive, depth: Depth) -> Result<Integrity, Error> {
    let files = archive.store().files().clone();
    let now = archive.now();
    let found = archive
        .store()
        .read(move |tx| fsck::check(tx, &files, depth, now))
        .await
        .map_err(|fault: StoreError| Error::from(fault))?;
    let mut integrity = Integrity {
        submissions: 0,
        findings: found.faults.into_iter().map(IntegrityFinding::from).collect(),
        notes: found.notes.into_iter().map(IntegrityFinding::from).collect(),
    };
    check_contents(archive, &mut integrity).await?;
    Ok(integrity)
}

/// Every revision must still be an answer to its own version of the form.
async fn check_contents(archive: &Archive, integrity: &mut Integrity) -> Result<(), Error> {
    let mut page = Page::first(Page::MOST);
    loop {
        let wanted = page.clone();
        let listed = archive
            .store()
            .read(move |tx| submissions::list_all(tx, &wanted))
            .await
            .map_err(|fault: StoreError| Error::from(fault))?;
        for id in &listed.items {
            integrity.submissions += 1;
            check_content(archive, id, &mut integrity.findings).await?;
        }
        match listed.next {
            Some(cursor) => page = Page::after(Page::MOST, cursor),
            None => return Ok(()),
        }
    }
}

async fn check_content(
    archive: &Archive,
    id: &SubmissionId,
    findings: &mut Vec<IntegrityFinding>,
) -> Result<(), Error> {
    let wanted = id.clone();
    let (submission, latest) = archive
        .store()
        .read(move |tx| {
            let submission = submissions::find(tx, &Scope::Worker, &wanted)?;
            Ok((submission, revisions::latest(tx, &Scope::Worker, &wanted)?))
        })
        .await
        .map_err(|fault: StoreError| Error::from(fault))?;
    let mut note = |what: &str| {
        findings.push(IntegrityFinding {
            rule: "content".to_owned(),
            table: "revisions".to_owned(),
            id: id.to_string(),
            what: what.to_owned(),
        });
    };
    let (Some(submission), Some(latest)) = (submission, latest) else {
        note("there is no revision");
        return Ok(());
    };
    let Ok(content) = content(&submission.sealer, &latest) else {
        note("the content does not open");
        return Ok(());
    };
    let number = u32::try_from(submission.version).map_err(Error::internal)?;
    let published = archive.version(&submission.procedure, number).await?;
    let Ok(verified) = Verified::kept(&submission.sealer, &latest) else {
        note("what a provider of identities said does not open");
        return Ok(());
    };
    let arrival = Verified::context(verified.as_ref(), submission.arrived_at.day());
    let checked = published.form.check(&content, &arrival);
    if checked.problems.iter().any(|problem| problem.severity == Severity::Error) {
        note("the content does not fit the version of the form it was made with");
    }
    Ok(())
}

/// Recomputes every chain of the log, and compares it with what the witness in `file` was told.
pub async fn verify_audit(archive: &Archive, file: Option<&Path>) -> Result<Audit, Error> {
    let (keys, file) = (archive.store().keys().clone(), file.map(Path::to_owned));
    let (verified, doubt, head) = archive
        .store()
        .read(move |tx| {
            let verified = audit::verify(tx)?;
            let doubt = match (&verified.first_break, &file) {
                (Some(broken), _) => Some(Doubt::Log(broken.clone())),
                (None, Some(file)) => witness::compare(tx, &keys, file)?,
                (None, None) => None,
            };
            Ok((verified, doubt, audit::last_day_head(tx)?))
        })
        .await
        .map_err(|fault: StoreError| Error::from(fault))?;
    Ok(Audit {
        cases: verified.cases,
        events: verified.events,
        days: verified.days,
        first_break: doubt.as_ref().map(doubt_in_words),
        last_head: head.map(|head| format!("{} {}", head.day, head.hash)),
    })
}

/// Tells the witness in `file` what is new; whether there was anything.
pub async fn tell_witness(archive: &Archive, file: &Path) -> Result<bool, Error> {
    Ok(witness::tell(archive.store(), file, archive.now()).await?)
}

fn doubt_in_words(doubt: &Doubt) -> String {
    match doubt {
        Doubt::Log(Break::Event { case, seq, what }) => format!("case {case}, entry {seq}: {what}"),
        Doubt::Log(Break::Day { day, what }) => format!("day {day}: {what}"),
        Doubt::Line { line, what } => format!("line {line} of the witness: {what}"),
    }
}

impl From<fsck::Finding> for IntegrityFinding {
    fn from(found: fsck::Finding) -> Self {
        Self {
            rule: found.rule.to_owned(),
            table: found.table.to_owned(),
            id: found.id,
            what: found.what,
        }
    }
}
