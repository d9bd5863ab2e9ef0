//! What a case says in words (reasons, remarks): one sealed value beside its columns.

use chrono::NaiveDate;
use kernel::{Instant, StaffId};
use review_workflow::{
    Attached, ByRule, Case, Compared, Consultation, Correction, Decision, Ended, Finding, LaterFee,
    Lot, Proposal, Reopened, Reopening, Sample, Unread,
};
use serde::{Deserialize, Serialize};

use crate::{CaseSealer, Part, Place, Sealed, StoreError};

/// The part of a [`Case`] that is not in columns.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Detail {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) proposal: Option<Proposal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) decision: Option<Decision>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) by_rule: Option<Box<ByRule>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) filed_by: Option<StaffId>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) prepared_by: Vec<StaffId>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) mended_by: Vec<StaffId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) correction: Option<Correction>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) waits_until: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) fee_reminded_at: Option<Instant>,
    pub(super) later_fee: LaterFee,
    pub(super) moved_days: i32,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) findings: Vec<Finding>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) compared: Vec<Compared>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) consultations: Vec<Consultation>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) attached: Vec<Attached>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ended: Option<Ended>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) unread: Vec<Unread>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sample: Option<Box<Sample>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) lot: Option<Box<Lot>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reopening: Option<Reopening>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) reopened: Vec<Reopened>,
}

impl Detail {
    /// The sealed words of a case; nothing for one that just arrived, so that filing
    /// seals nothing while it holds the lock.
    pub(super) fn seal(case: &Case, sealer: &CaseSealer) -> Result<Option<Sealed>, StoreError> {
        let detail = Self {
            proposal: case.proposal.clone(),
            decision: case.decision.clone(),
            by_rule: case.by_rule.clone(),
            filed_by: case.filed_by.clone(),
            prepared_by: case.prepared_by.clone(),
            mended_by: case.mended_by.clone(),
            correction: case.correction.clone(),
            waits_until: case.waits_until,
            fee_reminded_at: case.fee_reminded_at,
            later_fee: case.later_fee,
            moved_days: case.moved_days,
            findings: case.findings.clone(),
            compared: case.compared.clone(),
            consultations: case.consultations.clone(),
            attached: case.attached.clone(),
            ended: case.ended.clone(),
            unread: case.unread.clone(),
            sample: case.sample.clone(),
            lot: case.lot.clone(),
            reopening: case.reopening.clone(),
            reopened: case.reopened.clone(),
        };
        if detail == Self::default() {
            return Ok(None);
        }
        let id = case.id.as_str();
        let json = serde_json::to_vec(&detail)
            .ok()
            .ok_or_else(|| StoreError::corrupt(super::TABLE, id, "detail cannot be written"))?;
        Ok(Some(sealer.seal(Part::Detail, &json)))
    }

    pub(super) fn open(bytes: Option<Vec<u8>>, sealer: &CaseSealer) -> Result<Self, StoreError> {
        let Some(bytes) = bytes else { return Ok(Self::default()) };
        let place = Place::of_case(sealer.case(), Part::Detail);
        let unreadable = place.damaged("detail cannot be read");
        let json = sealer.open(&Sealed::read(place, bytes))?;
        serde_json::from_slice(&json).ok().ok_or(unreadable)
    }
}
