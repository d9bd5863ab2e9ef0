//! Synthetic submissions through the real path, made from the forms' own valid examples.

use std::sync::Arc;

use kernel::Language;

use crate::{Caller, Desk, DeskError, Filing, Published};

impl Desk {
    /// Files `count` submissions; the same `seed` files the same ones once. Gives how many
    /// are there because of this call.
    pub async fn seed(&self, count: u32, seed: u64) -> Result<u32, DeskError> {
        let samples = self.samples();
        if samples.is_empty() {
            return Err(DeskError::internal("no form has an example without attachments"));
        }
        let mut filed = 0;
        for (number, (published, data)) in (0..count).zip(samples.iter().cycle()) {
            let filing = Filing {
                procedure: published.form.id().to_owned(),
                version: Some(published.number),
                data: data.clone(),
                email: None,
                confirmed: published.form.warning_ids(),
                caller: Caller::Anonymous,
                idempotency_key: format!("seed {seed} {number}"),
                language: Language::Japanese,
            };
            match self.file(filing).await {
                Ok(_) => filed += 1,
                Err(DeskError::Problems(checked)) => {
                    let rules: Vec<&str> =
                        checked.problems.iter().map(|problem| &*problem.rule).collect();
                    tracing::warn!(procedure = published.form.id(), ?rules, "an example is not valid today");
                }
                Err(other) => return Err(other),
            }
        }
        Ok(filed)
    }

    /// The valid examples that need no file.
    fn samples(&self) -> Vec<(Arc<Published>, serde_json::Value)> {
        let of = |published: &Arc<Published>| {
            let examples = published.form.valid_examples(self.today());
            examples.into_iter().map(|data| (Arc::clone(published), data)).collect::<Vec<_>>()
        };
        self.procedures().iter().flat_map(of).collect()
    }
}
