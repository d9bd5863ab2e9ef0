//! The notice of a decision before anybody decides: as it would leave, marked 案, without a number.

use casework::{Decided, Pdf, Rows};
use catalogue::Published;
use kernel::{Instant, SubmissionId};
use review_workflow::Command;
use submission_store::looks::LookKind;

use crate::{BackOffice, Error, Staff, command::Resolved};

impl BackOffice {
    /// The notice that would leave if this was done now, or the rule that refuses it.
    pub async fn draft_notice(
        &self,
        staff: &Staff,
        id: &SubmissionId,
        version: i64,
        wanted: Command,
    ) -> Result<Pdf, Error> {
        let now = self.now();
        let rows = Box::pin(self.rows_for(staff, &wanted, id)).await?;
        let resolved = Box::pin(self.resolved(staff, rows, version, wanted, now)).await?;
        let Resolved { rows, published, facts, .. } = resolved;
        let decided = facts.iter().find_map(Decided::wanted_by);
        self.drafted(staff, &rows, &published, decided, now).await
    }

    /// The notice that would leave if the case was decided as it is proposed.
    pub async fn proposed_notice(&self, staff: &Staff, id: &SubmissionId) -> Result<Pdf, Error> {
        let now = self.now();
        let rows = self.rows_of(staff, id).await?;
        let published = self.casework.form_of(&rows.submission).await?;
        let decided = Decided::proposed(&rows.record.case, now);
        self.drafted(staff, &rows, &published, decided, now).await
    }

    async fn drafted(
        &self,
        staff: &Staff,
        rows: &Rows,
        published: &Published,
        decided: Option<Decided>,
        now: Instant,
    ) -> Result<Pdf, Error> {
        let decided = decided.ok_or(Error::NotFound)?;
        self.opened(staff, &rows.record, LookKind::Case, now).await?;
        self.casework.draft_notice(rows, published, decided).await
    }
}
