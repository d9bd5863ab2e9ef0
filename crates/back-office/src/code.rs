//! A new access code for an applicant who lost the old one or let it be seen.

use kernel::{AccessCode, SubmissionId};
use review_workflow::Event;
use submission_store::looks::LookKind;

use crate::{BackOffice, Error, Staff, look::said, permission::Answer};

impl BackOffice {
    /// Gives out a new code; `reason` says how the office made sure of the person. The old code
    /// and every browser that came in by it are shut out.
    pub async fn reissue_code(
        &self,
        staff: &Staff,
        id: &SubmissionId,
        reason: &str,
    ) -> Result<AccessCode, Error> {
        let reason = said(reason)?.to_owned();
        let (rows, proof) = self.authorised::<Answer>(staff, id).await?;
        let now = self.now();
        // The page that shows the code is a look; it is written first, so that no code is lost.
        self.opened(staff, &rows.record, LookKind::Case, now).await?;
        let look = self.look_of(staff, &rows.record, now, LookKind::Code, "");
        self.casework.note(rows.sealer(), &[], vec![look], proof.by()).await?;
        let fact = Event::CodeReissued { at: now, by: proof.by().clone(), reason };
        self.casework.reissue_code(rows, &fact, proof.by()).await
    }
}
