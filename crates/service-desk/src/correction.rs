//! 補正: the applicant corrects the fields that the office named, and only those.

use std::sync::Arc;

use form_engine::Checked;
use kernel::{Language, ReceiptNumber};
use review_workflow::Remark;
use serde_json::Value;

use crate::{Access, Desk, DeskError, Published, Upload, UploadedFile};

/// The form of a correction.
#[derive(Debug, Clone)]
pub struct CorrectionForm {
    /// The version that the submission was made with.
    pub published: Arc<Published>,
    /// The answers as they stand.
    pub raw: Value,
    /// What the office wrote, field by field; only these fields are open.
    pub remarks: Vec<Remark>,
    /// The files that the answers name.
    pub uploads: Vec<UploadedFile>,
}

/// What the applicant sends.
#[derive(Debug, Clone)]
pub enum CorrectionInput {
    /// A posted page with the open fields.
    Posted(Vec<(String, String)>),
    /// The whole data, through the API; fields that are not open must be unchanged.
    Data(Value),
}

impl Desk {
    /// The fields to correct, with the answers as they stand.
    pub async fn correction_form(
        &self,
        _number: &ReceiptNumber,
        _access: &Access,
    ) -> Result<CorrectionForm, DeskError> {
        unimplemented!()
    }

    /// What would be wrong with this correction; stores nothing. Returns the raw data to show again.
    pub async fn check_correction(
        &self,
        _number: &ReceiptNumber,
        _access: &Access,
        _input: CorrectionInput,
        _language: Language,
    ) -> Result<(Value, Checked), DeskError> {
        unimplemented!()
    }

    /// Records the correction as the next revision.
    pub async fn correct(
        &self,
        _number: &ReceiptNumber,
        _access: &Access,
        _input: CorrectionInput,
        _language: Language,
    ) -> Result<(), DeskError> {
        unimplemented!()
    }

    /// Takes a file for an open attachment field; its id is then the field's value.
    pub async fn attach_correction(
        &self,
        _number: &ReceiptNumber,
        _access: &Access,
        _pointer: &str,
        _upload: Upload,
    ) -> Result<UploadedFile, DeskError> {
        unimplemented!()
    }
}
