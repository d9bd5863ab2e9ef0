//! Looking at what is sealed: sensitive answers, and every file that came with a case.
//!
//! Nothing leaves before the look is written down. A file may show anything, a card or a
//! bankbook, so each counts. Whoever works on the case opens its files as their work; anybody
//! else of the department says why.

use chrono::Duration;
use kernel::{AttachmentId, Authorised, Instant, Language, SubmissionId};
use review_workflow::{Event, State};
use submission_store::{
    StoreError,
    events::{self, LoggedEvent},
};

use crate::{
    Desk, DeskError, FileContent, Staff,
    file::Rows,
    permission::{Decide, See, Work},
};

/// Characters of a reason.
const LONGEST_REASON: usize = 200;

/// A page that is opened again within this time shows its pictures as part of the same look.
fn same_look() -> Duration {
    Duration::minutes(10)
}

impl Desk {
    /// One sensitive value in clear. The view is recorded before it is shown.
    pub async fn reveal(
        &self,
        staff: &Staff,
        id: &SubmissionId,
        pointer: &str,
        reason: &str,
    ) -> Result<String, DeskError> {
        let reason = said(reason)?;
        let (rows, proof) = self.authorised::<Work>(staff, id).await?;
        let published = self.form_of(&rows.submission).await?;
        let answers = published.form.answers(&self.latest_content(&rows)?, Language::Japanese);
        let value = crate::compare::flat(answers)
            .into_iter()
            .find(|answer| answer.at == pointer && answer.sensitive.is_some())
            .ok_or(DeskError::NotFound)?;
        let field = format!("{pointer} {reason}");
        let fact = Event::SensitiveViewed { at: self.now(), by: proof.by().clone(), field };
        self.record(id, &fact, &proof).await?;
        Ok(value.text)
    }

    /// A file of a case, once the look at it is written down. `reason` is needed by those
    /// who do not work on the case.
    pub async fn case_attachment(
        &self,
        staff: &Staff,
        id: &SubmissionId,
        attachment: &AttachmentId,
        reason: Option<&str>,
    ) -> Result<FileContent, DeskError> {
        let (rows, proof) = self.authorised::<Work>(staff, id).await?;
        let file = rows.attachments.iter().find(|file| file.id == *attachment).cloned();
        let file = file.ok_or(DeskError::NotFound)?;
        let at = file.filed.as_ref().map_or("", |(_, at)| at.as_str());
        let look = match reason {
            Some(reason) => format!("{at} {}", said(reason)?),
            None if works_on(&rows, staff) => at.to_owned(),
            None => return Err(DeskError::Forbidden),
        };
        let now = self.now();
        let fact = Event::SensitiveViewed { at: now, by: proof.by().clone(), field: look };
        if !self.has_just_looked(&rows, &fact, now)? {
            self.record(id, &fact, &proof).await?;
        }
        self.read_file(file).await
    }

    /// Whoever may look and does not work on such cases leaves a trace with each look.
    pub(crate) async fn watched(
        &self,
        staff: &Staff,
        rows: &Rows,
        now: Instant,
    ) -> Result<(), DeskError> {
        let department = &rows.record.department;
        if staff.authority.allow::<Work>(department).is_ok() {
            return Ok(());
        }
        let proof = staff.authority.allow::<See>(department)?;
        let fact = Event::Viewed { at: now, by: proof.by().clone() };
        let recent = |logged: &LoggedEvent| is_recent(logged, &fact, now);
        if rows.events.iter().rev().any(recent) {
            return Ok(());
        }
        self.record(&rows.submission.id, &fact, &proof).await
    }

    /// Whether the same person has opened the same file a moment ago.
    fn has_just_looked(&self, rows: &Rows, fact: &Event, now: Instant) -> Result<bool, DeskError> {
        for logged in rows.events.iter().rev().filter(|logged| is_recent(logged, fact, now)) {
            let Event::SensitiveViewed { field, .. } = self.open_event(logged)? else { continue };
            if matches!(fact, Event::SensitiveViewed { field: new, .. } if *new == field) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Writes a look down, in the name of whoever is allowed to look.
    async fn record<P>(
        &self,
        id: &SubmissionId,
        fact: &Event,
        proof: &Authorised<P>,
    ) -> Result<(), DeskError> {
        let entries = [self.seal_event(id, fact, proof.by().as_str())?];
        let case = id.clone();
        let written = self.inner.store.write(move |tx| events::append(tx, &case, &entries));
        written.await.map_err(|fault: StoreError| fault.into())
    }
}

/// Whether a look of the same kind by the same person is so recent that it is the same one.
fn is_recent(logged: &LoggedEvent, fact: &Event, now: Instant) -> bool {
    logged.kind == fact.word()
        && fact.by().is_some_and(|by| logged.actor == by.as_str())
        && now.since(logged.at) < same_look()
}

/// Whether looking into the files is this person's work at this moment: they have the case,
/// have prepared it, or it waits for a decision that is theirs to make.
pub(crate) fn works_on(rows: &Rows, staff: &Staff) -> bool {
    let (case, who) = (&rows.record.case, staff.id());
    let decides = || staff.authority.allow::<Decide>(&rows.record.department).is_ok();
    case.assignee.as_ref() == Some(who)
        || case.was_prepared_by(who)
        || (case.state == State::AwaitingApproval && decides())
}

fn said(reason: &str) -> Result<&str, DeskError> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
        return Err(DeskError::Text { limit: LONGEST_REASON });
    }
    Ok(reason)
}
