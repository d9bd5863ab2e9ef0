//! Filing in one step, as programs do it: checked, with files that were sent before.

use casework::{Filed, Filing, Upload, Uploaded};
use form_engine::{Checked, Context, Identity};
use kernel::Language;
use serde_json::Value;

use crate::{Caller, Counter, Error};

impl Counter {
    /// Checks answers without storing anything: the engine of the pages.
    pub async fn check(
        &self,
        procedure: &str,
        version: Option<u32>,
        data: Value,
        language: Language,
    ) -> Result<Checked, Error> {
        let published = self.casework.catalogue().version_or_current(procedure, version).await?;
        Ok(published.form.check(&data, &Context::on(self.today()).speaking(language)))
    }

    /// What has to be signed before `data`, as the engine keeps it, is filed under `key`; nothing
    /// where nobody asks for a signature.
    pub async fn to_sign(
        &self,
        procedure: &str,
        version: Option<u32>,
        data: &Value,
        key: &str,
    ) -> Result<Option<Vec<u8>>, Error> {
        let published = self.casework.catalogue().version_or_current(procedure, version).await?;
        let context = Context::on(self.today());
        let asked = self.casework.identity_of(&published, data, &context) == Identity::Signature;
        Ok(asked.then(|| self.casework.signed_content(&published, data, key)))
    }

    /// Takes a file; it belongs to the caller until it is submitted.
    pub async fn upload(&self, caller: &Caller, upload: Upload) -> Result<Uploaded, Error> {
        self.casework.take_file(caller.owner_hash(), upload, self.now()).await
    }

    /// Files a submission, exactly once for each idempotency key of a caller.
    pub async fn file(&self, filing: Filing) -> Result<Filed, Error> {
        self.casework.file(filing, self.now()).await
    }

    /// Takes a callback of the payment provider. Told twice, late or out of order, it
    /// happened once.
    pub async fn payment_callback(
        &self,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<(), Error> {
        self.casework.payment_callback(headers, body, self.now()).await
    }
}
