//! Synthetic submissions through the real path, made from the forms' own valid examples.

use std::{collections::HashSet, sync::Arc};

use casework::{Filing, Upload, named};
use catalogue::Published;
use form_engine::{Checked, Severity};
use kernel::Language;
use serde_json::Value;
use tokio::task::JoinSet;

use crate::{Caller, Counter, Error, Stranger};

/// Filings under way at once: they share commits, as those of a busy morning do, and those whose
/// files are being written leave the writer enough of the others.
const AT_ONCE: usize = 256;

/// An example that can be filed again and again.
struct Sample {
    published: Arc<Published>,
    data: Value,
}

/// What became of one filing.
enum Outcome {
    Filed,
    /// Others came first: this example finds no place any more.
    Taken,
}

impl Counter {
    /// Files `count` submissions; the same `seed` files each of them once. Gives how many
    /// there are now. Examples that no longer fit today's date are passed over, and so are
    /// those that find no place or would be the second filing of a person.
    pub async fn seed(&self, count: u32, seed: u64) -> Result<u32, Error> {
        let samples = Arc::new(self.samples());
        if samples.is_empty() {
            return Err(Error::internal("no form has an example that is valid today"));
        }
        let mut taken: HashSet<usize> = HashSet::new();
        let (mut filed, mut number) = (0_u32, 0_usize);
        let mut under_way = JoinSet::new();
        loop {
            let wanted = usize::try_from(count - filed).unwrap_or(usize::MAX).min(AT_ONCE);
            while under_way.len() < wanted && taken.len() < samples.len() {
                let sample = number % samples.len();
                if !taken.contains(&sample) {
                    let (desk, samples) = (self.clone(), Arc::clone(&samples));
                    let key = format!("seed {seed} {number}");
                    under_way.spawn(async move {
                        match samples.get(sample) {
                            Some(found) => (sample, desk.file_sample(found, key).await),
                            None => (sample, Ok(Outcome::Taken)),
                        }
                    });
                }
                number += 1;
            }
            let Some(done) = under_way.join_next().await else { return Ok(filed) };
            match done.map_err(Error::internal)? {
                (_, Ok(Outcome::Filed)) => filed += 1,
                (sample, Ok(Outcome::Taken)) => drop(taken.insert(sample)),
                (_, Err(fault)) => return Err(fault),
            }
        }
    }

    async fn file_sample(&self, sample: &Sample, key: String) -> Result<Outcome, Error> {
        let published = &sample.published;
        let caller = Caller::Anonymous(Stranger::with_token(&key));
        let filing = self.file(Filing {
            procedure: published.form.id().to_owned(),
            version: Some(published.number),
            data: self.with_files(published, sample.data.clone(), &caller).await?,
            email: None,
            confirmed: every_rule(published),
            filer: caller.filer(),
            idempotency_key: key,
            language: Language::Japanese,
        });
        match filing.await {
            // Filed by an earlier run, with files of its own.
            Ok(_) | Err(Error::IdempotencyMismatch) => Ok(Outcome::Filed),
            Err(Error::Problems(checked)) if is_taken(&checked) => Ok(Outcome::Taken),
            Err(fault) => Err(fault),
        }
    }

    /// The valid examples that are valid today as well.
    fn samples(&self) -> Vec<Sample> {
        let context = form_engine::Context::on(self.today());
        let fits = |published: &Published, data: &Value| {
            let checked = published.form.check(data, &context);
            checked.problems.iter().all(|problem| problem.severity == Severity::Warning)
        };
        let mut samples = Vec::new();
        for published in self.catalogue().procedures().iter() {
            let valid = published.form.valid_examples().filter(|data| fits(published, data));
            samples.extend(valid.map(|data| Sample { published: Arc::clone(published), data }));
        }
        samples
    }

    /// The example with a real small file wherever it names one, of a kind that is taken there.
    async fn with_files(
        &self,
        published: &Published,
        mut data: Value,
        caller: &Caller,
    ) -> Result<Value, Error> {
        let named = named(&published.form, &data).into_iter();
        let places: Vec<(String, bool)> =
            named.map(|file| (file.at, file.field.accepts("image/png"))).collect();
        for (place, takes_pictures) in places {
            let (name, bytes) =
                if takes_pictures { ("sample.png", PICTURE) } else { ("sample.pdf", DOCUMENT) };
            let upload = Upload { file_name: name.to_owned(), bytes: bytes.to_vec(), sender: None };
            let stored = self.upload(caller, upload).await?;
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
const PICTURE: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D, b'I', b'H', b'D', b'R', 0, 0, 0,
    1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0x3A, 0x7E, 0x9B, 0x55, 0, 0, 0, 0x0A, b'I', b'D', b'A', b'T',
    0x78, 0x9C, 0x63, 0x68, 0, 0, 0, 0x82, 0, 0x81, 0x77, 0xCD, 0x72, 0xB6, 0, 0, 0, 0, b'I', b'E',
    b'N', b'D', 0xAE, 0x42, 0x60, 0x82,
];

/// A PDF of one blank page.
const DOCUMENT: &[u8] = b"%PDF-1.4\n\
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n\
xref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n\
0000000101 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n";
