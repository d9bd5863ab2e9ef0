//! Counters and durations of requests, in the text format that Prometheus reads.
//!
//! A fixed table of atomics: counting takes a few nanoseconds and never allocates.

use std::{
    fmt::Write as _,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use actix_web::http::StatusCode;

/// The part of the house that answered. Addresses themselves name drafts and receipts, so
/// they never become a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    const ALL: [Self; 6] =
        [Self::Submissions, Self::Api, Self::Office, Self::Assets, Self::Operations, Self::Pages];

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
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Submissions => "submissions",
            Self::Api => "api",
            Self::Office => "office",
            Self::Assets => "assets",
            Self::Operations => "operations",
            Self::Pages => "pages",
        }
    }
}

/// Upper bounds in microseconds: from what a page should take to what nobody waits for.
const BOUNDS: [(u64, &str); 9] = [
    (1_000, "0.001"),
    (2_500, "0.0025"),
    (5_000, "0.005"),
    (10_000, "0.01"),
    (25_000, "0.025"),
    (60_000, "0.06"),
    (250_000, "0.25"),
    (1_000_000, "1"),
    (5_000_000, "5"),
];

const CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];

#[derive(Default)]
struct Tally {
    answers: [AtomicU64; CLASSES.len()],
    within: [AtomicU64; BOUNDS.len()],
    count: AtomicU64,
    micros: AtomicU64,
}

/// All counters of one portal.
#[derive(Default)]
pub(crate) struct Metrics {
    areas: [Tally; Area::ALL.len()],
}

impl Metrics {
    /// Counts one answer.
    pub(crate) fn count(&self, area: Area, status: StatusCode, took: Duration) {
        let Some((tally, _)) = self.tallies().find(|(_, other)| *other == area) else {
            return;
        };
        let class = usize::from(status.as_u16() / 100).saturating_sub(1);
        if let Some(answers) = tally.answers.get(class) {
            answers.fetch_add(1, Ordering::Relaxed);
        }
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let bucket = BOUNDS.iter().position(|(bound, _)| micros <= *bound);
        if let Some(within) = bucket.and_then(|bucket| tally.within.get(bucket)) {
            within.fetch_add(1, Ordering::Relaxed);
        }
        tally.count.fetch_add(1, Ordering::Relaxed);
        tally.micros.fetch_add(micros, Ordering::Relaxed);
    }

    /// The text that Prometheus reads.
    pub(crate) fn exposition(&self, letters: &[(&str, i64)]) -> String {
        let mut text = String::with_capacity(8 * 1024);
        text.push_str("# HELP madoguchi_http_answers_total Answers by area and class of status.\n");
        text.push_str("# TYPE madoguchi_http_answers_total counter\n");
        for (tally, area) in self.tallies() {
            for (answers, class) in tally.answers.iter().zip(CLASSES) {
                let (area, count) = (area.word(), answers.load(Ordering::Relaxed));
                line(
                    &mut text,
                    format_args!(
                        "madoguchi_http_answers_total{{area=\"{area}\",status=\"{class}\"}} {count}"
                    ),
                );
            }
        }
        text.push_str(
            "# HELP madoguchi_http_seconds Time from the head of a request to its answer.\n",
        );
        text.push_str("# TYPE madoguchi_http_seconds histogram\n");
        for (tally, area) in self.tallies() {
            tally.histogram(&mut text, area.word());
        }
        text.push_str("# HELP madoguchi_letters Letters by state; dead ones were given up.\n");
        text.push_str("# TYPE madoguchi_letters gauge\n");
        for (state, count) in letters {
            line(&mut text, format_args!("madoguchi_letters{{state=\"{state}\"}} {count}"));
        }
        text
    }

    fn tallies(&self) -> impl Iterator<Item = (&Tally, Area)> {
        self.areas.iter().zip(Area::ALL)
    }
}

impl Tally {
    fn histogram(&self, text: &mut String, area: &str) {
        let mut sum = 0;
        for (within, (_, bound)) in self.within.iter().zip(BOUNDS) {
            sum += within.load(Ordering::Relaxed);
            line(
                text,
                format_args!(
                    "madoguchi_http_seconds_bucket{{area=\"{area}\",le=\"{bound}\"}} {sum}"
                ),
            );
        }
        let count = self.count.load(Ordering::Relaxed);
        let micros = self.micros.load(Ordering::Relaxed);
        line(
            text,
            format_args!("madoguchi_http_seconds_bucket{{area=\"{area}\",le=\"+Inf\"}} {count}"),
        );
        let (seconds, rest) = (micros / 1_000_000, micros % 1_000_000);
        line(
            text,
            format_args!("madoguchi_http_seconds_sum{{area=\"{area}\"}} {seconds}.{rest:06}"),
        );
        line(text, format_args!("madoguchi_http_seconds_count{{area=\"{area}\"}} {count}"));
    }
}

fn line(text: &mut String, content: std::fmt::Arguments<'_>) {
    // Writing into a String cannot fail.
    _ = writeln!(text, "{content}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_counted_by_area_and_class() {
        let metrics = Metrics::default();
        metrics.count(Area::Submissions, StatusCode::CREATED, Duration::from_micros(900));
        metrics.count(Area::Submissions, StatusCode::CREATED, Duration::from_millis(30));
        metrics.count(Area::Submissions, StatusCode::CONFLICT, Duration::from_secs(9));
        let text = metrics.exposition(&[("dead", 2)]);
        for expected in [
            "madoguchi_http_answers_total{area=\"submissions\",status=\"2xx\"} 2",
            "madoguchi_http_answers_total{area=\"submissions\",status=\"4xx\"} 1",
            "madoguchi_http_answers_total{area=\"office\",status=\"2xx\"} 0",
            "madoguchi_http_seconds_bucket{area=\"submissions\",le=\"0.001\"} 1",
            "madoguchi_http_seconds_bucket{area=\"submissions\",le=\"0.06\"} 2",
            "madoguchi_http_seconds_bucket{area=\"submissions\",le=\"+Inf\"} 3",
            "madoguchi_http_seconds_sum{area=\"submissions\"} 9.030900",
            "madoguchi_letters{state=\"dead\"} 2",
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
