//! The papers of a case as its page gives them; each look is written down before anything leaves.

use casework::Pdf;
use kernel::{Permission, SubmissionId};
use submission_store::{Scope, looks::LookKind};

use crate::{BackOffice, Error, Staff, permission::See};

impl BackOffice {
    /// The application on paper for the office, sensitive values masked.
    pub async fn case_pdf(&self, staff: &Staff, case: &SubmissionId) -> Result<Pdf, Error> {
        let rows = self.rows_of(staff, case).await?;
        let now = self.now();
        self.opened(staff, &rows.record, LookKind::Application, now).await?;
        self.casework.application_paper(&rows, now).await
    }

    /// A notice that was issued for this case, byte for byte. The look is recorded before
    /// anything leaves.
    pub async fn case_notice(
        &self,
        staff: &Staff,
        case: &SubmissionId,
        notice: &str,
    ) -> Result<Pdf, Error> {
        self.issued_notice::<See>(staff, case, notice).await
    }

    /// The same for whoever `P` lets.
    pub(crate) async fn issued_notice<P: Permission>(
        &self,
        staff: &Staff,
        case: &SubmissionId,
        notice: &str,
    ) -> Result<Pdf, Error> {
        let scope = Scope::Office { reach: staff.authority.reach::<P>() };
        let rows = self.rows_in(staff, scope.clone(), case).await?;
        let pdf = self.casework.issued_notice(scope, &rows, notice).await?;
        self.notice_seen::<P>(staff, &rows.record, notice, self.now()).await?;
        Ok(pdf)
    }
}
