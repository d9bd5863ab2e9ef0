//! Looking at what is sealed: sensitive answers, and every file that came with a case.
//!
//! Nothing leaves before the look is written down. A file may show anything, a card or a
//! bankbook, so each counts. Whoever works on the case opens its files as their work; anybody
//! else of the department says why.

use std::collections::BTreeMap;

use casework::{FileContent, Rows, open_event};
use chrono::Duration;
use kernel::{AttachmentId, Authorised, Instant, Language, SubmissionId};
use review_workflow::{Event, State};
use submission_store::{
    CaseSealer,
    cases::CaseRecord,
    events::{self, LoggedEvent},
};

use crate::{
    BackOffice, Error, Staff,
    permission::{Decide, See, Work},
};

/// Characters of a reason.
const LONGEST_REASON: usize = 200;

/// A page that is opened again within this time shows its pictures as part of the same look.
fn same_look() -> Duration {
    Duration::minutes(10)
}

impl BackOffice {
    /// Sensitive values in clear, by their places, all for one reason. Each look is recorded
    /// before any value is shown.
    pub async fn reveal(
        &self,
        staff: &Staff,
        id: &SubmissionId,
        pointers: &[String],
        reason: &str,
    ) -> Result<BTreeMap<String, String>, Error> {
        let reason = said(reason)?;
        let (rows, proof) = self.authorised::<Work>(staff, id).await?;
        let published = self.casework.form_of(&rows.submission).await?;
        let answers = published.form.answers(&rows.latest_content()?, Language::Japanese);
        let values: BTreeMap<String, String> = crate::compare::flat(answers)
            .into_iter()
            .filter(|answer| answer.sensitive.is_some() && pointers.contains(&answer.at))
            .map(|answer| (answer.at, answer.text))
            .collect();
        if values.is_empty() || !pointers.iter().all(|pointer| values.contains_key(pointer)) {
            return Err(Error::NotFound);
        }
        let at = self.now();
        let seen = |pointer: &String| {
            let field = format!("{pointer} {reason}");
            Event::SensitiveViewed { at, by: proof.by().clone(), field }
        };
        let looks: Vec<Event> = values.keys().map(seen).collect();
        self.record(rows.sealer(), &looks, &proof).await?;
        Ok(values)
    }

    /// A file of a case, once the look at it is written down. `reason` is needed by those
    /// who do not work on the case.
    pub async fn case_attachment(
        &self,
        staff: &Staff,
        id: &SubmissionId,
        attachment: &AttachmentId,
        reason: Option<&str>,
    ) -> Result<FileContent, Error> {
        let (rows, proof) = self.authorised::<Work>(staff, id).await?;
        let file = rows.attachments.iter().find(|file| file.id == *attachment).cloned();
        let file = file.ok_or(Error::NotFound)?;
        let at = file.filed.as_ref().map_or("", |(_, at)| at.as_str());
        let look = match reason {
            Some(reason) => format!("{at} {}", said(reason)?),
            None if works_on(&rows, staff) => at.to_owned(),
            None => return Err(Error::Forbidden),
        };
        self.look(rows.sealer(), look, &proof).await?;
        self.casework.read_file(file).await
    }

    /// Writes down that somebody opened a notice: whoever may see the case may read it.
    pub(crate) async fn notice_seen(
        &self,
        staff: &Staff,
        record: &CaseRecord,
        notice: &str,
    ) -> Result<(), Error> {
        let proof = staff.authority.allow::<See>(&record.place)?;
        self.look(&record.sealer, format!("notices/{notice}"), &proof).await
    }

    /// Whoever may look and does not work on such cases leaves a trace with each look.
    pub(crate) async fn watched(
        &self,
        staff: &Staff,
        record: &CaseRecord,
        now: Instant,
    ) -> Result<(), Error> {
        if staff.authority.allow::<Work>(&record.place).is_ok() {
            return Ok(());
        }
        let proof = staff.authority.allow::<See>(&record.place)?;
        let fact = Event::Viewed { at: now, by: proof.by().clone() };
        if self.recent(&record.case.id, &fact, &proof).await?.is_empty() {
            self.record(&record.sealer, &[fact], &proof).await?;
        }
        Ok(())
    }

    /// Writes down what was opened, unless the same person opened the same a moment ago.
    async fn look<P>(
        &self,
        sealer: &CaseSealer,
        what: String,
        proof: &Authorised<P>,
    ) -> Result<(), Error> {
        let fact = Event::SensitiveViewed { at: self.now(), by: proof.by().clone(), field: what };
        for logged in self.recent(sealer.case(), &fact, proof).await? {
            let before = open_event(sealer, &logged)?;
            if matches!((&before, &fact), (
                Event::SensitiveViewed { field: before, .. },
                Event::SensitiveViewed { field: now, .. },
            ) if before == now)
            {
                return Ok(());
            }
        }
        self.record(sealer, &[fact], proof).await
    }

    /// Looks of the same kind by the same person, so recent that they may be the same one.
    async fn recent<P>(
        &self,
        id: &SubmissionId,
        fact: &Event,
        proof: &Authorised<P>,
    ) -> Result<Vec<LoggedEvent>, Error> {
        let (case, kind, by) = (id.clone(), fact.word(), proof.by().clone());
        let since = fact.at().plus(-same_look());
        let read = self.inner.store.read(move |tx| events::list_since(tx, &case, kind, &by, since));
        Ok(read.await?)
    }

    /// Writes looks down, in the name of whoever is allowed to look.
    async fn record<P>(
        &self,
        sealer: &CaseSealer,
        facts: &[Event],
        proof: &Authorised<P>,
    ) -> Result<(), Error> {
        self.casework.note(sealer, facts, proof.by()).await
    }
}

/// Whether looking into the files is this person's work at this moment: they have the case,
/// have prepared it, or it waits for a decision that is theirs to make.
pub(crate) fn works_on(rows: &Rows, staff: &Staff) -> bool {
    let (case, who) = (&rows.record.case, staff.id());
    let decides = || staff.authority.allow::<Decide>(&rows.record.place).is_ok();
    case.assignee.as_ref() == Some(who)
        || case.was_prepared_by(who)
        || (case.state == State::AwaitingApproval && decides())
}

/// A reason as it was said: short, and not nothing.
pub(crate) fn said(reason: &str) -> Result<&str, Error> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
        return Err(Error::Text { limit: LONGEST_REASON });
    }
    Ok(reason)
}
