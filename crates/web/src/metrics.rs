//! Counters and durations of requests, in the text format that Prometheus reads.

use std::{fmt, sync::atomic::AtomicU64, time::Duration};

use actix_web::http::StatusCode;
use chores::Workings;
use prometheus_client::{
    encoding::text::encode,
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::Registry,
};
use strum::{IntoStaticStr, VariantArray};

use crate::limits::Rate;

/// The part of the house that answered. Addresses themselves name drafts and receipts, so
/// they never become a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub(crate) enum Area {
    /// `POST /api/v1/submissions`, the path that deadlines depend on.
    Submissions,
    /// The rest of the API.
    Api,
    /// Clerks' pages.
    Office,
    /// Styles, scripts and pictures.
    Assets,
    /// Health and metrics.
    Operations,
    /// Residents' pages.
    Pages,
}

impl Area {
    /// The area of a path.
    pub(crate) fn of(path: &str) -> Self {
        match path {
            "/api/v1/submissions" => Self::Submissions,
            "/healthz" | "/readyz" | "/metrics" => Self::Operations,
            _ if path.starts_with("/api") => Self::Api,
            _ if path.starts_with("/office") => Self::Office,
            _ if path.starts_with("/assets") => Self::Assets,
            _ => Self::Pages,
        }
    }

    /// The word in logs and labels.
    pub(crate) fn word(self) -> &'static str {
        self.into()
    }
}

/// Upper bounds in seconds: from what a page should take to what nobody waits for.
const BOUNDS: [f64; 9] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.06, 0.25, 1.0, 5.0];

const CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];

type Labels<const N: usize> = [(&'static str, &'static str); N];

/// All counters of one portal.
pub(crate) struct Metrics {
    registry: Registry,
    answers: Family<Labels<2>, Counter>,
    seconds: Family<Labels<1>, Histogram>,
    limited: Family<Labels<1>, Counter>,
    work: Work,
}

/// How the house's own work stands. A job whose last round is long past is stalled.
#[derive(Default)]
struct Work {
    letters: Family<Labels<1>, Gauge>,
    oldest_letter: Gauge,
    stuck_cases: Gauge,
    payment_differences: Gauge,
    late_papers: Gauge,
    unconfirmed_instructions: Gauge,
    generation: Gauge,
    broken: Gauge,
    clocks_apart: Gauge<f64, AtomicU64>,
    last_round: Family<Labels<1>, Gauge>,
    failures: Family<Labels<1>, Counter>,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut metrics = Self {
            registry: Registry::default(),
            answers: Family::default(),
            seconds: Family::new_with_constructor(|| Histogram::new(BOUNDS)),
            limited: Family::default(),
            work: Work::default(),
        };
        metrics.register();
        metrics.show_what_is_nought();
        metrics
    }
}

impl Metrics {
    fn register(&mut self) {
        let Self { registry, answers, seconds, limited, work } = self;
        registry.register(
            "madoguchi_http_answers",
            "Answers by area and class of status",
            answers.clone(),
        );
        registry.register(
            "madoguchi_http_seconds",
            "Time from the head of a request to its answer",
            seconds.clone(),
        );
        registry.register(
            "madoguchi_limited",
            "Requests refused because one network or person asked too often",
            limited.clone(),
        );
        work.register(registry);
    }

    /// An alarm over a counter that is not there never rings.
    fn show_what_is_nought(&self) {
        for area in Area::VARIANTS {
            drop(self.seconds.get_or_create(&[("area", area.word())]));
            for class in CLASSES {
                drop(self.answers.get_or_create(&[("area", area.word()), ("status", class)]));
            }
        }
        for rate in Rate::ALL {
            drop(self.limited.get_or_create(&[("limit", rate.word())]));
        }
    }

    /// Counts one answer.
    pub(crate) fn count(&self, area: Area, status: StatusCode, took: Duration) {
        let class = usize::from(status.as_u16() / 100).checked_sub(1);
        if let Some(class) = class.and_then(|class| CLASSES.get(class)) {
            self.answers.get_or_create(&[("area", area.word()), ("status", class)]).inc();
        }
        self.seconds.get_or_create(&[("area", area.word())]).observe(took.as_secs_f64());
    }

    /// Counts one request that a limit refused.
    pub(crate) fn count_limited(&self, rate: Rate) {
        self.limited.get_or_create(&[("limit", rate.word())]).inc();
    }

    /// How the house's own work stands now.
    pub(crate) fn show_workings(&self, workings: &Workings) {
        self.work.show(workings);
    }

    /// The text that Prometheus reads.
    pub(crate) fn exposition(&self) -> Result<String, fmt::Error> {
        let mut text = String::with_capacity(16 * 1024);
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

impl Work {
    fn register(&self, registry: &mut Registry) {
        let mut gauge = |name, help, gauge: &Gauge| registry.register(name, help, gauge.clone());
        gauge(
            "madoguchi_letters_oldest_waiting_seconds",
            "How long the oldest waiting letter has waited",
            &self.oldest_letter,
        );
        gauge("madoguchi_cases_stuck", "Cases that are due and cannot be moved", &self.stuck_cases);
        gauge(
            "madoguchi_payment_differences",
            "Differences between the payment provider's book and ours that nobody dealt with",
            &self.payment_differences,
        );
        gauge(
            "madoguchi_papers_late",
            "Papers that were decided more than a quarter of an hour ago and are not set",
            &self.late_papers,
        );
        gauge(
            "madoguchi_instructions_unconfirmed",
            "Rows of the instruction on remedies without which no refusal is decided",
            &self.unconfirmed_instructions,
        );
        gauge(
            "madoguchi_catalogue_generation",
            "The act of publishing that is served",
            &self.generation,
        );
        gauge(
            "madoguchi_catalogue_broken",
            "Published versions that this program cannot compile",
            &self.broken,
        );
        registry.register(
            "madoguchi_clock_offset_seconds",
            "How far the clocks of this machine and of the database are apart",
            self.clocks_apart.clone(),
        );
        registry.register(
            "madoguchi_letters",
            "Letters by state; dead ones were given up",
            self.letters.clone(),
        );
        registry.register(
            "madoguchi_job_last_round_timestamp_seconds",
            "When a round of the job ended well here",
            self.last_round.clone(),
        );
        registry.register(
            "madoguchi_job_failures",
            "Rounds that failed, panicked or hung",
            self.failures.clone(),
        );
    }

    fn show(&self, workings: &Workings) {
        for (state, count) in &workings.letters {
            self.letters.get_or_create(&[("state", state.word())]).set(*count);
        }
        self.oldest_letter.set(workings.oldest_letter_seconds);
        self.stuck_cases.set(i64::try_from(workings.stuck_cases).unwrap_or(i64::MAX));
        self.payment_differences.set(workings.payment_differences);
        self.late_papers.set(workings.late_papers);
        let unconfirmed = workings.unconfirmed_instructions;
        self.unconfirmed_instructions.set(i64::try_from(unconfirmed).unwrap_or(i64::MAX));
        self.generation.set(workings.catalogue_generation);
        self.broken.set(i64::try_from(workings.broken_versions).unwrap_or(i64::MAX));
        let apart = Duration::from_millis(workings.clock_ahead_millis.unsigned_abs());
        self.clocks_apart.set(apart.as_secs_f64());
        for (job, standing) in &workings.jobs {
            let at = standing.last_round_at.map_or(0, |at| at.millis() / 1_000);
            self.last_round.get_or_create(&[("job", *job)]).set(at);
            let failures = self.failures.get_or_create(&[("job", *job)]);
            failures.inc_by(standing.failures.saturating_sub(failures.get()));
        }
    }
}

#[cfg(test)]
mod tests {
    use chores::{JobStanding, LetterState};
    use kernel::Instant;

    use super::*;

    #[test]
    fn answers_are_counted_by_area_and_class() {
        let metrics = Metrics::default();
        metrics.count(Area::Submissions, StatusCode::CREATED, Duration::from_micros(900));
        metrics.count(Area::Submissions, StatusCode::CREATED, Duration::from_millis(30));
        metrics.count(Area::Submissions, StatusCode::CONFLICT, Duration::from_secs(9));
        metrics.count_limited(Rate::Paper);
        let standing = JobStanding {
            last_round_at: Some(Instant::from_millis(7_500)),
            failures: 3,
            due_by: None,
        };
        metrics.show_workings(&Workings {
            letters: [(LetterState::Waiting, 1), (LetterState::Dead, 2)],
            oldest_letter_seconds: 90,
            jobs: [("terms", standing)].into(),
            payment_differences: 7,
            late_papers: 8,
            unconfirmed_instructions: 9,
            stuck_cases: 4,
            catalogue_generation: 5,
            broken_versions: 6,
            clock_ahead_millis: -1_500,
        });
        let text = metrics.exposition().unwrap();
        for expected in [
            "madoguchi_http_answers_total{area=\"submissions\",status=\"2xx\"} 2",
            "madoguchi_http_answers_total{area=\"submissions\",status=\"4xx\"} 1",
            "madoguchi_http_answers_total{area=\"office\",status=\"2xx\"} 0",
            "madoguchi_http_seconds_bucket{le=\"0.001\",area=\"submissions\"} 1",
            "madoguchi_http_seconds_bucket{le=\"0.06\",area=\"submissions\"} 2",
            "madoguchi_http_seconds_bucket{le=\"+Inf\",area=\"submissions\"} 3",
            "madoguchi_http_seconds_count{area=\"submissions\"} 3",
            "madoguchi_limited_total{limit=\"paper\"} 1",
            "madoguchi_limited_total{limit=\"code\"} 0",
            "madoguchi_letters{state=\"dead\"} 2",
            "madoguchi_letters_oldest_waiting_seconds 90",
            "madoguchi_cases_stuck 4",
            "madoguchi_payment_differences 7",
            "madoguchi_papers_late 8",
            "madoguchi_instructions_unconfirmed 9",
            "madoguchi_catalogue_generation 5",
            "madoguchi_catalogue_broken 6",
            "madoguchi_clock_offset_seconds 1.5",
            "madoguchi_job_last_round_timestamp_seconds{job=\"terms\"} 7",
            "madoguchi_job_failures_total{job=\"terms\"} 3",
            "# EOF",
        ] {
            assert!(text.lines().any(|line| line == expected), "{expected}\n{text}");
        }
    }

    #[test]
    fn an_address_never_becomes_a_label() {
        for (path, area) in [
            ("/receipts/2611-7K3M-92QC", Area::Pages),
            ("/apply/0193a5c8/check", Area::Pages),
            ("/office/cases/0193a5c8", Area::Office),
            ("/api/v1/submissions/2611-7K3M-92QC", Area::Api),
            ("/api/v1/submissions", Area::Submissions),
            ("/healthz", Area::Operations),
        ] {
            assert_eq!(Area::of(path), area, "{path}");
        }
    }
}
