//! What would become of many cases: told before anything is done.

use kernel::{Instant, Language, SubmissionId};
use review_workflow::Event;
use submission_store::{
    bulk::{self, BulkResult},
    looks::LookKind,
};

use super::{BulkCase, BulkCommand, each_once, work};
use crate::{
    BackOffice, Error, Staff,
    command::Resolved,
    permission::{Work, reach_of},
};

/// What would become of them.
#[derive(Debug, Default)]
pub struct BulkCheck {
    /// Those with which it can be done.
    pub can: Vec<BulkCase>,
    /// The others, each with the reason.
    pub cannot: Vec<(BulkCase, Error)>,
    /// What would be sent: the first text in each language that residents chose.
    pub texts: Vec<(Language, String)>,
}

impl BackOffice {
    /// What would become of these cases now. Nothing is done.
    pub async fn check_bulk(
        &self,
        staff: &Staff,
        command: &BulkCommand,
        cases: Vec<(SubmissionId, i64)>,
    ) -> Result<BulkCheck, Error> {
        self.checked_at(staff, command, cases, self.now()).await
    }

    /// The same of a moment.
    pub(super) async fn checked_at(
        &self,
        staff: &Staff,
        command: &BulkCommand,
        cases: Vec<(SubmissionId, i64)>,
        now: Instant,
    ) -> Result<BulkCheck, Error> {
        let mut check = BulkCheck::default();
        let cases = each_once(cases)?;
        let ids: Vec<_> = cases.iter().map(|(id, _)| id.clone()).collect();
        let reach = reach_of(&staff.authority);
        let read = self.inner.store.read(move |tx| bulk::known(tx, &reach, &ids));
        let mut known = self.readable(read.await?);
        for (id, version) in cases {
            let case = BulkCase { known: known.remove(&id), id, version };
            match self.check_one(staff, command, &case, now).await {
                Ok(resolved) => {
                    check.can.push(case);
                    check.hears(&resolved);
                }
                Err(fault) => {
                    let Some(result) = work::result_of(&fault) else { return Err(fault) };
                    if result == BulkResult::Failed {
                        tracing::error!(case = %case.id, %fault, "a case cannot be checked");
                    }
                    check.cannot.push((case, fault));
                }
            }
        }
        let all = check.can.iter().chain(check.cannot.iter().map(|(case, _)| case));
        let shown = all.filter(|case| case.known.is_some()).count();
        self.looked_through(staff, LookKind::List, "bulk=check".to_owned(), shown, now).await?;
        Ok(check)
    }

    /// What the command makes of one case, or why it cannot be given. That its number is shown is written down like
    /// a list; what is told beyond it to who does not work on the case is a look at the case.
    async fn check_one(
        &self,
        staff: &Staff,
        command: &BulkCommand,
        case: &BulkCase,
        now: Instant,
    ) -> Result<Resolved, Error> {
        let rows = self.rows_of(staff, &case.id).await?;
        if staff.authority.allow::<Work>(&rows.record.place).is_err() {
            self.opened(staff, &rows.record, LookKind::Case, now).await?;
        }
        self.resolved_among(staff, rows, case.version, command, now).await
    }
}

impl BulkCheck {
    /// Keeps what a resident would read, where nobody with their language came before.
    fn hears(&mut self, resolved: &Resolved) {
        let language = resolved.rows.submission.language;
        if self.texts.iter().any(|(known, _)| *known == language) {
            return;
        }
        let said = resolved.facts.iter().find_map(|fact| {
            if let Event::MessageSent { text, .. } = fact { Some(text.clone()) } else { None }
        });
        self.texts.extend(said.map(|text| (language, text)));
    }
}
