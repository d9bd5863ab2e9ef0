//! A new access code for an applicant who lost the old one or let it be seen.

use kernel::{AccessCode, SubmissionId};
use review_workflow::Event;

use crate::{BackOffice, Error, Staff, look::said, permission::Work};

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
        let (rows, proof) = self.authorised::<Work>(staff, id).await?;
        let fact = Event::CodeReissued { at: self.now(), by: proof.by().clone(), reason };
        self.casework.reissue_code(rows, &fact, proof.by()).await
    }
}
