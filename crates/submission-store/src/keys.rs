//! Secrets that follow from the municipality's root secret, one for each purpose.
//!
//! They are computed when needed and never stored; sealing has keys of its own.

use std::sync::Arc;

use chrono::NaiveDate;
use hmac::{Hmac, KeyInit as _, Mac as _};
use kernel::{AccessCode, EventId, SubmissionId};
use sha2::Sha256;

use crate::Digest;

/// Derived secrets of one municipality. Cheap to clone.
#[derive(Clone)]
pub struct Keys {
    inner: Arc<Derived>,
}

struct Derived {
    root: [u8; 32],
    access_code: [u8; 32],
    search: [u8; 32],
    hold: [u8; 32],
    request: [u8; 32],
    notice: [u8; 32],
    sample: [u8; 32],
}

impl Keys {
    pub(crate) fn new(root: [u8; 32]) -> Self {
        let derive = |purpose: &str| mac(&root, purpose.as_bytes());
        let (access_code, search) = (derive("access-code"), derive("search"));
        let (hold, request, notice) = (derive("hold"), derive("request"), derive("notice"));
        let sample = derive("sample");
        let derived = Derived { root, access_code, search, hold, request, notice, sample };
        Self { inner: Arc::new(derived) }
    }

    /// The key of one purpose (`csrf`, `payment-link`, …): HMAC-SHA256 of its name.
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        mac(&self.inner.root, purpose.as_bytes())
    }

    /// The access code of a submission: it follows from the id and from how often the office
    /// gave out a new one, so that it is never stored.
    pub fn access_code(&self, id: &SubmissionId, issue: i64) -> AccessCode {
        let id = id.as_str();
        let what = if issue == 0 { id.to_owned() } else { format!("{id}\n{issue}") };
        AccessCode::from_bytes(&head(mac(&self.inner.access_code, what.as_bytes())))
    }

    /// 検証番号: what tells who has a paper from who guesses its number. It opens nothing.
    pub fn notice_code(&self, case: &SubmissionId, notice: i64) -> AccessCode {
        let what = format!("{}\n{notice}", case.as_str());
        AccessCode::from_bytes(&head(mac(&self.inner.notice, what.as_bytes())))
    }

    /// The key of what a submission holds: a slot of a quota, a person and a period.
    pub fn hold(&self, what: &str) -> Digest {
        Digest::from_bytes(mac(&self.inner.hold, what.as_bytes()))
    }

    /// What is remembered of a request, to know it again: without the key, nobody can try
    /// which request it was.
    pub fn request(&self, request: &[u8]) -> Digest {
        Digest::from_bytes(mac(&self.inner.request, request))
    }

    /// 抜取確認: whether a decision is one of `percent` in a hundred that another person looks at.
    /// It follows from the place of the decision in the log and the day: nobody without the key
    /// can foresee it, and nobody at all can choose it.
    pub fn draws(&self, day: NaiveDate, decision: &EventId, percent: u32) -> bool {
        let of_day = mac(&self.inner.sample, day.to_string().as_bytes());
        let lot = u64::from_be_bytes(head(mac(&of_day, decision.as_str().as_bytes())));
        lot % 100 < u64::from(percent)
    }

    /// The key of the words of one kind, of cases that arrived in one month.
    pub(crate) fn search(&self, field: &str, month: i32) -> [u8; 32] {
        mac(&self.inner.search, format!("{field}\n{month}").as_bytes())
    }
}

/// What stands in the blind index in place of a word.
pub(crate) fn term(key: &[u8; 32], word: &str) -> i64 {
    i64::from_be_bytes(head(mac(key, word.as_bytes())))
}

#[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
pub(crate) fn mac(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any key will do");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

/// The first bytes of a MAC.
fn head<const N: usize>(mac: [u8; 32]) -> [u8; N] {
    std::array::from_fn(|at| mac.get(at).copied().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use kernel::{Instant, SystemIds};

    use super::*;

    #[test]
    fn a_code_follows_from_the_submission_alone() {
        let (keys, again) = (Keys::new([1; 32]), Keys::new([1; 32]));
        let first = SubmissionId::new(&SystemIds, Instant::from_millis(1));
        let second = SubmissionId::new(&SystemIds, Instant::from_millis(1));
        assert_eq!(keys.access_code(&first, 0), again.access_code(&first, 0));
        assert_ne!(keys.access_code(&first, 0), keys.access_code(&second, 0));
        assert_ne!(keys.access_code(&first, 0), Keys::new([2; 32]).access_code(&first, 0));
    }

    #[test]
    fn every_issue_of_a_code_is_another_one() {
        let keys = Keys::new([1; 32]);
        let id = SubmissionId::new(&SystemIds, Instant::from_millis(1));
        let codes: std::collections::BTreeSet<String> =
            (0..5).map(|issue| keys.access_code(&id, issue).reveal().to_owned()).collect();
        assert_eq!(codes.len(), 5);
    }

    #[test]
    fn every_paper_has_a_code_of_its_own_that_opens_no_case() {
        let keys = Keys::new([1; 32]);
        let id = SubmissionId::new(&SystemIds, Instant::from_millis(1));
        let code = keys.notice_code(&id, 1);
        assert_eq!(code, keys.notice_code(&id, 1));
        for other in [keys.notice_code(&id, 2), keys.access_code(&id, 0), keys.access_code(&id, 1)]
        {
            assert_ne!(code, other);
        }
    }

    #[test]
    fn so_many_in_a_hundred_are_drawn_and_others_with_another_key_or_day() {
        let (keys, other) = (Keys::new([1; 32]), Keys::new([2; 32]));
        let day = |day: &str| day.parse::<NaiveDate>().unwrap();
        let (friday, tuesday) = (day("2026-11-20"), day("2026-11-24"));
        let now = Instant::from_millis(1);
        let all: Vec<EventId> = (0..4_000).map(|_| EventId::new(&SystemIds, now)).collect();
        let drawn = |keys: &Keys, day, percent| {
            all.iter().filter(|id| keys.draws(day, id, percent)).collect::<Vec<_>>()
        };
        assert_eq!(drawn(&keys, friday, 0).len(), 0);
        assert_eq!(drawn(&keys, friday, 100).len(), all.len());
        let picked = drawn(&keys, friday, 5);
        assert!((120..=280).contains(&picked.len()), "{}", picked.len());
        assert_eq!(picked, drawn(&keys, friday, 5), "it is the same whenever it is asked");
        assert_ne!(picked, drawn(&keys, tuesday, 5));
        assert_ne!(picked, drawn(&other, friday, 5));
    }

    #[test]
    fn purposes_do_not_share_a_key() {
        let keys = Keys::new([1; 32]);
        assert_ne!(keys.derive("csrf"), keys.derive("payment-link"));
    }
}
