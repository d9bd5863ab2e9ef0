//! What somebody has to look at in a case, in sentences.

use std::collections::HashMap;

use form_engine::{Form, Problem};
use kernel::{Instant, ReceiptNumber, StaffId, SubmissionId};
use review_workflow::{Case, Finding, FindingKind, State};
use submission_store::{StoreError, cases, submissions};

use crate::{BackOffice, Error, Staff, permission::scope_of};

/// One thing to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingView {
    /// Its place among the findings of the case, from 0.
    pub place: usize,
    /// What kind it is.
    pub kind: FindingKind,
    /// The answer it is about, as a JSON pointer; empty for the whole of them.
    pub at: String,
    /// What is to be looked at; nothing where the form says it no more.
    pub text: Option<String>,
    /// The rule that found it, or the part that differs.
    pub rule: String,
    /// The other case that it is about, where the person may see that one.
    pub other: Option<OtherCase>,
    /// Who looked at it, and when.
    pub checked: Option<(String, Instant)>,
}

/// A case that another one is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherCase {
    /// Its id.
    pub id: SubmissionId,
    /// 受付番号
    pub receipt_number: ReceiptNumber,
    /// Where it stands.
    pub state: State,
}

impl BackOffice {
    /// The other cases of the findings of a case, as far as this person may see them.
    pub(crate) async fn found_others(
        &self,
        staff: &Staff,
        case: &Case,
    ) -> Result<HashMap<SubmissionId, OtherCase>, Error> {
        let ids: Vec<SubmissionId> =
            case.findings.iter().filter_map(|finding| finding.other.clone()).collect();
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let scope = scope_of(&staff.authority);
        let read = self.inner.store.read(move |tx| {
            let mut others = HashMap::new();
            for id in ids {
                let Some(submission) = submissions::find(tx, &scope, &id)? else { continue };
                let Some(record) = cases::find(tx, &scope, &id)? else { continue };
                let (receipt_number, state) = (submission.receipt_number, record.case.state);
                others.insert(id.clone(), OtherCase { id, receipt_number, state });
            }
            Ok::<_, StoreError>(others)
        });
        Ok(read.await?)
    }
}

/// The findings of a case, with what the form says of its answers.
pub(crate) fn findings_of(
    case: &Case,
    (form, said): (&Form, &[Problem]),
    others: &HashMap<SubmissionId, OtherCase>,
    people: &HashMap<StaffId, String>,
) -> Vec<FindingView> {
    let view = |(place, finding): (usize, &Finding)| FindingView {
        place,
        kind: finding.kind,
        at: finding.at.clone(),
        text: sentence(form, said, finding),
        rule: finding.rule.clone(),
        other: finding.other.as_ref().and_then(|id| others.get(id).cloned()),
        checked: finding
            .checked
            .as_ref()
            .map(|checked| (people.get(&checked.by).cloned().unwrap_or_default(), checked.at)),
    };
    case.findings.iter().enumerate().map(view).collect()
}

fn sentence(form: &Form, said: &[Problem], finding: &Finding) -> Option<String> {
    if finding.other.is_some() {
        return form.same_message(&finding.rule).map(str::to_owned);
    }
    let same = |problem: &&Problem| problem.rule == finding.rule && problem.at == finding.at;
    said.iter().find(same).map(|problem| problem.message.clone())
}
