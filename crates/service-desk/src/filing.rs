//! Checking and filing: the one way by which answers become a submission.

use form_engine::Checked;
use kernel::{AccessCode, AttachmentId, Instant, Language, ReceiptNumber, SubmissionId};
use review_workflow::State;
use serde_json::Value;

use crate::{Caller, Desk, DeskError, Upload};

/// What is filed through the API.
#[derive(Debug, Clone)]
pub struct Filing {
    /// The procedure.
    pub procedure: String,
    /// The version it was filled in with; `None` means the current one.
    pub version: Option<u32>,
    /// The answers.
    pub data: Value,
    /// Where the receipt and later letters go, if anywhere.
    pub email: Option<String>,
    /// Warnings that were read and confirmed.
    pub confirmed: Vec<String>,
    /// Who files.
    pub caller: Caller,
    /// The same key gives the same receipt.
    pub idempotency_key: String,
    /// The language of messages and letters.
    pub language: Language,
}

/// A submission that is recorded: durable before anybody sees this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filed {
    /// The submission.
    pub submission: SubmissionId,
    /// 受付番号
    pub receipt_number: ReceiptNumber,
    /// 照会コード
    pub access_code: AccessCode,
    /// The moment of arrival in law.
    pub received_at: Instant,
    /// Where it stands.
    pub state: State,
    /// SHA-256 of the recorded content, in hex.
    pub digest: String,
    /// Where to pay, if something is to be paid now.
    pub payment_url: Option<String>,
}

/// A file that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uploaded {
    /// Its id, which is the value of an attachment field.
    pub id: AttachmentId,
    /// SHA-256 of the kept content, in hex.
    pub sha256: String,
    /// Size of the kept content.
    pub bytes: u64,
    /// What it is.
    pub media_type: String,
}

impl Desk {
    /// Checks answers without storing anything: the engine of the pages.
    pub async fn check(
        &self,
        _procedure: &str,
        _version: Option<u32>,
        _data: Value,
        _language: Language,
    ) -> Result<Checked, DeskError> {
        unimplemented!()
    }

    /// Takes a file; it belongs to the caller until it is submitted.
    pub async fn upload(&self, _caller: &Caller, _upload: Upload) -> Result<Uploaded, DeskError> {
        unimplemented!()
    }

    /// Files a submission, exactly once for each idempotency key.
    pub async fn file(&self, _filing: Filing) -> Result<Filed, DeskError> {
        unimplemented!()
    }
}
