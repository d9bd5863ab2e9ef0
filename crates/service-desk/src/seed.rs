//! Synthetic submissions through the real path, made from the forms' own valid examples.

use std::sync::Arc;

use form_engine::{Checked, Severity};
use kernel::Language;
use serde_json::Value;

use crate::{Caller, Desk, DeskError, Filing, Published, Stranger, Upload, attachment};

impl Desk {
    /// Files `count` submissions; the same `seed` files each of them once. Gives how many
    /// there are now. Examples that no longer fit today's date are passed over, and so are
    /// those that find no place or would be the second filing of a person.
    pub async fn seed(&self, count: u32, seed: u64) -> Result<u32, DeskError> {
        let samples = self.samples();
        if samples.is_empty() {
            return Err(DeskError::internal("no form has an example that is valid today"));
        }
        let (mut filed, mut refused) = (0, 0);
        for (number, (published, data)) in samples.iter().cycle().enumerate() {
            if filed == count || refused == samples.len() {
                break;
            }
            let data = self.with_files(published, data.clone()).await?;
            let filing = self.file(Filing {
                procedure: published.form.id().to_owned(),
                version: Some(published.number),
                data,
                email: None,
                confirmed: every_rule(published),
                caller: Caller::Anonymous(Stranger::with_token("seed")),
                idempotency_key: format!("seed {seed} {number}"),
                language: Language::Japanese,
            });
            match filing.await {
                // Filed by an earlier run, with files of its own.
                Ok(_) | Err(DeskError::IdempotencyMismatch) => (filed, refused) = (filed + 1, 0),
                Err(DeskError::Problems(checked)) if is_taken(&checked) => refused += 1,
                Err(fault) => return Err(fault),
            }
        }
        Ok(filed)
    }

    /// The valid examples that are valid today as well.
    fn samples(&self) -> Vec<(Arc<Published>, Value)> {
        let context = form_engine::Context::on(self.today());
        let fits = |published: &Published, data: &Value| {
            let checked = published.form.check(data, &context);
            checked.problems.iter().all(|problem| problem.severity == Severity::Warning)
        };
        let mut samples = Vec::new();
        for published in self.procedures().iter() {
            let valid = published.form.valid_examples().filter(|data| fits(published, data));
            samples.extend(valid.map(|data| (Arc::clone(published), data)));
        }
        samples
    }

    /// The example with a real small file wherever it names one.
    async fn with_files(&self, published: &Published, mut data: Value) -> Result<Value, DeskError> {
        let places: Vec<String> =
            attachment::named(&published.form, &data).into_iter().map(|file| file.at).collect();
        for place in places {
            let upload = Upload { file_name: "sample.png".to_owned(), bytes: SAMPLE.to_vec() };
            let stored =
                self.upload(&Caller::Anonymous(Stranger::with_token("seed")), upload).await?;
            if let Some(slot) = data.pointer_mut(&place) {
                let id = stored.id.to_string();
                *slot = if slot.is_array() { Value::from(vec![id]) } else { Value::from(id) };
            }
        }
        Ok(data)
    }
}

/// Whether the only thing wrong is that others came first.
fn is_taken(checked: &Checked) -> bool {
    let mut open = checked.problems.iter().filter(|problem| !problem.confirmed);
    open.all(|problem| matches!(problem.rule.as_str(), "once" | "quota"))
}

fn every_rule(published: &Published) -> Vec<String> {
    published.form.rules(Language::Japanese).map(|(id, _)| id.to_owned()).collect()
}

/// A PNG of one grey pixel.
const SAMPLE: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D, b'I', b'H', b'D', b'R', 0, 0, 0,
    1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0x3A, 0x7E, 0x9B, 0x55, 0, 0, 0, 0x0A, b'I', b'D', b'A', b'T',
    0x78, 0x9C, 0x63, 0x68, 0, 0, 0, 0x82, 0, 0x81, 0x77, 0xCD, 0x72, 0xB6, 0, 0, 0, 0, b'I', b'E',
    b'N', b'D', 0xAE, 0x42, 0x60, 0x82,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::upload::{Terms, clean};

    #[test]
    fn the_sample_is_a_picture_that_the_counter_takes() {
        let upload = Upload { file_name: "sample.png".to_owned(), bytes: SAMPLE.to_vec() };
        let terms = Terms { accept: attachment::default_accept(), limit: 1_000, legible: false };
        let clean = clean(&upload, &terms);
        assert_eq!(clean.unwrap().media_type, "image/png");
    }
}
