//! Synthetic submissions through the real path, made from the forms' own valid examples.

mod names;

use std::{collections::HashSet, sync::Arc};

use casework::{Filer, Filing, Told, Upload, named};
use catalogue::Published;
use chrono::{Datelike as _, Duration, NaiveDate};
use form_engine::{Checked, Severity};
use kernel::{Instant, Language};
use serde_json::Value;
use submission_store::{StoreError, audit, cases, submissions::Source};
use tokio::task::JoinSet;

use crate::{Caller, Counter, Error, Stranger};

/// Filings under way at once: they share commits, as those of a busy morning do, and those whose
/// files are being written leave the writer enough of the others.
const AT_ONCE: usize = 256;

/// With lives, files come with one round of the examples in so many: a million cases would fill
/// the disk with what is measured elsewhere.
const ROUNDS_PER_FILES: usize = 8;

/// An example that can be filed again and again.
struct Sample {
    /// Its place among all valid examples.
    place: usize,
    published: Arc<Published>,
    data: Value,
    has_files: bool,
}

/// What became of one filing.
enum Outcome {
    Filed,
    /// Others came first: this example finds no place any more.
    Taken,
    /// It does not fit the day of its arrival.
    Unfit(String),
}

/// What is filed, and when it arrives.
struct Seeding {
    key: String,
    arrival: Instant,
    /// Under which of the common names; that of the example where none is said.
    name: Option<usize>,
}

/// Whose turn it is: the same numbers give the same examples, whatever finds no place.
#[derive(Default)]
struct Rota {
    /// Files come with few rounds.
    lean: bool,
    number: usize,
    month: Option<(i32, u32)>,
    samples: Vec<Arc<Sample>>,
    taken: HashSet<usize>,
    passed: HashSet<usize>,
}

impl Rota {
    /// What fits is asked anew with every month.
    fn turn_to(&mut self, day: NaiveDate, samples: impl FnOnce(NaiveDate) -> Vec<Arc<Sample>>) {
        let month = Some((day.year(), day.month()));
        if self.month != month {
            self.month = month;
            self.samples = samples(day);
            let places = self.samples.iter().map(|sample| sample.place);
            self.passed = places.filter(|place| self.taken.contains(place)).collect();
        }
    }

    fn next(&mut self) -> Option<(usize, Arc<Sample>)> {
        while self.passed.len() < self.samples.len() {
            let (number, all) = (self.number, self.samples.len());
            let sample = self.samples.get(number % all)?;
            self.number += 1;
            let bare = self.lean && !(number / all).is_multiple_of(ROUNDS_PER_FILES);
            let skipped = bare && sample.has_files || self.passed.contains(&sample.place);
            if !skipped {
                return Some((number, Arc::clone(sample)));
            }
        }
        None
    }

    /// Passes an example over: for ever where it is taken, else for this month.
    fn pass(&mut self, place: usize, taken: bool) {
        if taken {
            self.taken.insert(place);
        }
        if self.samples.iter().any(|sample| sample.place == place) {
            self.passed.insert(place);
        }
    }
}

impl Counter {
    /// Files `count` submissions; the same `seed` files each of them once. Gives how many
    /// there are now. They arrive now, or one after the other `over` a time until now, from people
    /// of many names. Examples that do not fit the day of arrival are passed over, and so are
    /// those that find no place or would be the second filing of a person.
    pub async fn seed(&self, count: u32, seed: u64, over: Option<Duration>) -> Result<u32, Error> {
        let until = self.now();
        let since = over.map(|over| until.plus(-over));
        if let Some(since) = since {
            self.is_new(since, until).await?;
        }
        let mut rota = Rota { lean: since.is_some(), ..Rota::default() };
        let mut filed = 0_u32;
        let mut under_way = JoinSet::new();
        loop {
            while under_way.len() < AT_ONCE {
                let nth = filed + u32::try_from(under_way.len()).unwrap_or(u32::MAX);
                if nth >= count {
                    break;
                }
                let past = since.map(|since| nth_moment(since, until, nth, count));
                let arrival = past.unwrap_or_else(|| self.now());
                rota.turn_to(arrival.day(), |day| self.samples(day));
                let Some((number, sample)) = rota.next() else { break };
                let desk = self.clone();
                // Who seeds lives first still gets cases of today.
                let kind = if since.is_some() { "life" } else { "seed" };
                let key = format!("{kind} {seed} {number}");
                let seeding = Seeding { key, arrival, name: since.map(|_| number) };
                under_way
                    .spawn(async move { (sample.place, desk.file_sample(&sample, seeding).await) });
            }
            let Some(done) = under_way.join_next().await else { break };
            let (place, outcome) = done.map_err(Error::internal)?;
            match outcome? {
                Outcome::Filed => filed += 1,
                Outcome::Taken => rota.pass(place, true),
                Outcome::Unfit(_) if since.is_some() => rota.pass(place, false),
                Outcome::Unfit(why) => {
                    let what = format!("an example that fits the day was refused: {why}");
                    return Err(Error::internal(what));
                }
            }
        }
        if filed == 0 && count > 0 {
            return Err(Error::internal("no form has an example that is valid today"));
        }
        Ok(filed)
    }

    /// Whether nobody waits here, whose real case would be led through a life that was made up,
    /// and no day since then is closed.
    async fn is_new(&self, since: Instant, now: Instant) -> Result<(), Error> {
        let found = self.casework.store().read(move |tx| {
            let waiting = !cases::list_untouched(tx, now, None, 1)?.is_empty();
            Ok::<_, StoreError>((waiting, audit::last_day_head(tx)?))
        });
        match found.await? {
            (false, head) if head.as_ref().is_none_or(|head| head.day < since.day()) => Ok(()),
            _ => Err(Error::internal(
                "lives are seeded into a new database: cases wait here, or days since then are closed",
            )),
        }
    }

    async fn file_sample(&self, sample: &Sample, seeding: Seeding) -> Result<Outcome, Error> {
        let Seeding { key, arrival, name } = seeding;
        let published = &sample.published;
        let caller = Caller::Anonymous(Stranger::with_token(&key));
        let mut data = sample.data.clone();
        if let Some(name) = name {
            names::rename(&published.form, &mut data, name);
        }
        let data = self.with_files(published, data, &caller).await?;
        let filing = Filing {
            procedure: published.form.id().to_owned(),
            version: Some(published.number),
            data,
            email: None,
            confirmed: every_rule(published),
            signature: None,
            verified: None,
            told: Told::default(),
            // Nobody signs for what is made up.
            filer: Filer { source: Source::Seed, ..caller.filer() },
            idempotency_key: key,
            language: Language::Japanese,
            quietly: name.is_some(),
        };
        match self.casework.file(filing, arrival).await {
            // Filed by an earlier run, with files of its own.
            Ok(_) | Err(Error::IdempotencyMismatch) => Ok(Outcome::Filed),
            Err(Error::Problems(checked)) if is_taken(&checked) => Ok(Outcome::Taken),
            Err(Error::Problems(checked)) => Ok(Outcome::Unfit(told(published, &checked))),
            Err(Error::Closed) => Ok(Outcome::Unfit(published.form.id().to_owned())),
            Err(fault) => Err(fault),
        }
    }

    /// The valid examples that are valid on that day as well.
    fn samples(&self, day: NaiveDate) -> Vec<Arc<Sample>> {
        let context = form_engine::Context::on(day);
        let fits = |sample: &Sample| {
            let checked = sample.published.form.check(&sample.data, &context);
            checked.problems.iter().all(|problem| problem.severity == Severity::Warning)
        };
        let procedures = self.catalogue().procedures();
        let examples = procedures.iter().flat_map(|published| {
            published.form.valid_examples().map(|data| (Arc::clone(published), data))
        });
        let samples = examples.enumerate().map(|(place, (published, data))| {
            let has_files = !named(&published.form, &data).is_empty();
            Sample { place, published, data, has_files }
        });
        samples.filter(fits).map(Arc::new).collect()
    }

    /// The example with a real small file wherever it names one, of a kind that is taken there.
    async fn with_files(
        &self,
        published: &Published,
        mut data: Value,
        caller: &Caller,
    ) -> Result<Value, Error> {
        let named = named(&published.form, &data).into_iter();
        let places: Vec<(String, String, bool)> = named
            .map(|file| (file.at, file.id.to_string(), file.field.accepts("image/png")))
            .collect();
        for (place, example, takes_pictures) in places {
            let (name, bytes) =
                if takes_pictures { ("sample.png", PICTURE) } else { ("sample.pdf", DOCUMENT) };
            let upload = Upload { file_name: name.to_owned(), bytes: bytes.to_vec(), sender: None };
            let stored = self.upload(caller, upload).await?;
            if let Some(slot) = data.pointer_mut(&place) {
                let id = Value::from(stored.id.to_string());
                if !slot.is_array() {
                    *slot = id;
                } else if let Some(file) = slot
                    .as_array_mut()
                    .and_then(|files| files.iter_mut().find(|file| **file == *example))
                {
                    *file = id;
                }
            }
        }
        Ok(data)
    }
}

/// The moment of the `nth` of `count` arrivals.
fn nth_moment(since: Instant, until: Instant, nth: u32, count: u32) -> Instant {
    let span = until.since(since).num_milliseconds();
    since.plus(Duration::milliseconds(span / i64::from(count.max(1)) * i64::from(nth)))
}

/// Whether the only thing wrong is that others came first.
fn is_taken(checked: &Checked) -> bool {
    let mut open = checked.problems.iter().filter(|problem| !problem.confirmed);
    open.all(|problem| matches!(problem.rule.as_str(), "once" | "quota" | "waiting"))
}

/// The procedure, and the places and rules of what is wrong: no answers.
fn told(published: &Published, checked: &Checked) -> String {
    let open = checked.problems.iter().filter(|problem| !problem.confirmed);
    let wrong = open.map(|problem| format!("{} {}", problem.at, problem.rule));
    format!("{}: {}", published.form.id(), wrong.collect::<Vec<_>>().join(", "))
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
