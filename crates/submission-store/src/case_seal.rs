//! The key of one case: what is filed, written and issued in it opens with this key alone,
//! and with nothing once the key is destroyed.
//!
//! A sealer comes with the row that was read ([`crate::submissions::Submission::sealer`]), or
//! with a new case; so nobody can seal a value of one case with the key of another.

use std::{fmt, sync::Arc};

use kernel::SubmissionId;

use crate::{
    Digest, Part, Place, Sealed, Sealer, StoreError,
    data_key::DataKey,
    seal::{Wrapped, text_of},
};

/// Seals and opens what belongs to one case. Cheap to clone; use it outside of the writing
/// transaction.
#[derive(Clone)]
pub struct CaseSealer {
    inner: Arc<Inner>,
}

struct Inner {
    town: Sealer,
    case: SubmissionId,
    /// A case from before cases had keys has none: the municipality's key seals it.
    key: Option<(DataKey, Wrapped)>,
}

impl CaseSealer {
    /// With a new key.
    pub(crate) fn begin(town: &Sealer, case: &SubmissionId) -> Self {
        let key = DataKey::draw();
        let wrapped = town.wrap(&key, &path_of(case));
        Self::of(town, case, Some((key, wrapped)))
    }

    /// With the key that was read; `Corrupt` when it was altered or is another case's.
    pub(crate) fn read(
        town: &Sealer,
        case: &SubmissionId,
        wrapped: Option<Wrapped>,
    ) -> Result<Self, StoreError> {
        let damaged = || StoreError::corrupt("case_keys", case.as_str(), "the key does not open");
        let unwrapped = wrapped.map(|wrapped| {
            let key = town.unwrap(&wrapped, &path_of(case)).ok_or_else(damaged)?;
            Ok::<_, StoreError>((key, wrapped))
        });
        Ok(Self::of(town, case, unwrapped.transpose()?))
    }

    fn of(town: &Sealer, case: &SubmissionId, key: Option<(DataKey, Wrapped)>) -> Self {
        Self { inner: Arc::new(Inner { town: town.clone(), case: case.clone(), key }) }
    }

    /// The case that it seals for.
    pub fn case(&self) -> &SubmissionId {
        &self.inner.case
    }

    /// Whether the case has a key that can be destroyed: one from before has none.
    pub fn has_key(&self) -> bool {
        self.inner.key.is_some()
    }

    /// Seals a value of this case.
    pub fn seal(&self, part: Part<'_>, plain: &[u8]) -> Sealed {
        let place = Place::of_case(&self.inner.case, part);
        match self.key() {
            Some(key) => self.inner.town.seal_with(key, place, plain),
            None => self.inner.town.seal(place, plain),
        }
    }

    /// Opens a value of this case; `Corrupt` when it was altered, or is another case's.
    pub fn open(&self, sealed: &Sealed) -> Result<Vec<u8>, StoreError> {
        if sealed.place().case() != Some(&self.inner.case) {
            return Err(sealed.place().damaged("it belongs to another case"));
        }
        match self.key() {
            Some(key) => self.inner.town.open_with(key, sealed),
            None => self.inner.town.open(sealed),
        }
    }

    /// Opens a value that is text.
    pub fn open_text(&self, sealed: &Sealed) -> Result<String, StoreError> {
        text_of(sealed.place(), self.open(sealed)?)
    }

    /// A digest of a value, by the key of this case: without it, nobody can try what stands
    /// there, or see that two places hold the same.
    pub fn fingerprint(&self, part: Part<'_>, plain: &[u8]) -> Digest {
        let place = Place::of_case(&self.inner.case, part);
        self.inner.town.fingerprint(self.key(), &place, plain)
    }

    /// Whether `digest` is that of `plain`; also the plain SHA-256 that was noted before
    /// fingerprints had a key.
    pub(crate) fn knows(&self, part: Part<'_>, plain: &[u8], digest: &Digest) -> bool {
        self.fingerprint(part, plain) == *digest
            || (!self.has_key() && Digest::of(plain) == *digest)
    }

    /// Wraps the key of a file of this case; `None` where the case has no key to wrap with.
    pub(crate) fn wrap_file(&self, key: &DataKey, path: &str) -> Option<Vec<u8>> {
        let (own, town) = (self.key()?, &self.inner.town);
        Some(key.wrapped(&own.cipher(), &town.aad(path)))
    }

    /// Opens what [`Self::wrap_file`] gave.
    pub(crate) fn unwrap_file(&self, wrapped: &[u8], path: &str) -> Option<DataKey> {
        let (own, town) = (self.key()?, &self.inner.town);
        DataKey::unwrap(&own.cipher(), wrapped, &town.aad(path))
    }

    /// The key as it is stored.
    pub(crate) fn wrapped(&self) -> Option<&Wrapped> {
        self.inner.key.as_ref().map(|(_, wrapped)| wrapped)
    }

    fn key(&self) -> Option<&DataKey> {
        self.inner.key.as_ref().map(|(key, _)| key)
    }
}

/// What the wrapping is bound to.
pub(crate) fn path_of(case: &SubmissionId) -> String {
    format!("{case}/case_keys.wrapped")
}

impl fmt::Debug for CaseSealer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "CaseSealer({})", self.inner.case)
    }
}

/// Equal sealers open the same values.
impl PartialEq for CaseSealer {
    fn eq(&self, other: &Self) -> bool {
        self.inner.case == other.inner.case && self.wrapped() == other.wrapped()
    }
}

impl Eq for CaseSealer {}

#[cfg(test)]
mod tests {
    use kernel::{EventId, Instant, LetterId, SystemIds};

    use super::*;
    use crate::seal::Ring;

    fn town(name: &str) -> Sealer {
        let ring = Ring::new([(1, [7; 32])], 1).unwrap();
        Sealer::new(name.parse().unwrap(), ring, [9; 32])
    }

    fn case(name: &str) -> CaseSealer {
        town(name).begin_case(&SubmissionId::new(&SystemIds, Instant::from_millis(1)))
    }

    /// The same ciphertext in the place of `part` of the case of `sealer`.
    fn moved(sealed: &Sealed, to: &CaseSealer, part: Part<'_>) -> Sealed {
        Sealed::read(Place::of_case(to.case(), part), sealed.bytes().to_vec())
    }

    #[test]
    fn a_value_opens_in_its_case_and_column_alone() {
        let (here, next) = (case("sendai"), case("sendai"));
        let sealed = here.seal(Part::Contact, "花子@例".as_bytes());
        assert_eq!(here.open_text(&sealed), Ok("花子@例".to_owned()));
        assert!(next.open(&sealed).is_err(), "another case opens it");
        assert!(next.open(&moved(&sealed, &next, Part::Contact)).is_err());
        assert!(here.open(&moved(&sealed, &here, Part::Applicant)).is_err());
        let event = EventId::new(&SystemIds, Instant::from_millis(1));
        let letter = LetterId::new(&SystemIds, Instant::from_millis(1));
        for part in [Part::Detail, Part::Revision(1), Part::Notice(1), Part::Event(&event)] {
            assert!(here.open(&moved(&sealed, &here, part)).is_err(), "{part:?}");
        }
        for part in [Part::Message(&event), Part::Recipient(&letter), Part::Letter(&letter)] {
            assert!(here.open(&moved(&sealed, &here, part)).is_err(), "{part:?}");
        }
    }

    #[test]
    fn a_key_that_was_moved_does_not_open() {
        let (here, next) = (case("sendai"), case("sendai"));
        let (town, natori) = (town("sendai"), town("natori"));
        let wrapped = here.wrapped().cloned();
        assert_eq!(CaseSealer::read(&town, here.case(), wrapped.clone()).as_ref(), Ok(&here));
        assert!(CaseSealer::read(&town, next.case(), wrapped.clone()).is_err());
        assert!(CaseSealer::read(&natori, here.case(), wrapped.clone()).is_err());
        let mut altered = wrapped.unwrap();
        altered.bytes[40] ^= 1;
        assert!(CaseSealer::read(&town, here.case(), Some(altered)).is_err());
    }

    #[test]
    fn without_its_key_a_case_opens_nothing() {
        let here = case("sendai");
        let sealed = here.seal(Part::Revision(1), b"{}");
        let bare = CaseSealer::read(&town("sendai"), here.case(), None).unwrap();
        assert!(bare.open(&sealed).is_err());
    }

    #[test]
    fn what_was_sealed_before_cases_had_keys_still_opens() {
        let town = town("sendai");
        let id = SubmissionId::new(&SystemIds, Instant::from_millis(1));
        let before = CaseSealer::read(&town, &id, None).unwrap();
        let sealed = before.seal(Part::Contact, b"a");
        assert_eq!(sealed.bytes().first(), Some(&1), "with the municipality's key");
        assert_eq!(before.open(&sealed), Ok(b"a".to_vec()));
        assert!(!before.has_key());
    }

    #[test]
    fn a_fingerprint_tells_neither_the_value_nor_its_twins() {
        let (here, next) = (case("sendai"), case("sendai"));
        let print = here.fingerprint(Part::Notice(1), b"a");
        assert_ne!(print, Digest::of(b"a"));
        assert_ne!(print, here.fingerprint(Part::Notice(2), b"a"));
        assert_ne!(print, next.fingerprint(Part::Notice(1), b"a"));
        assert!(here.knows(Part::Notice(1), b"a", &print));
        assert!(!here.knows(Part::Notice(1), b"b", &print));
        assert!(!here.knows(Part::Notice(1), b"a", &Digest::of(b"a")), "it has a key");
        let before = CaseSealer::read(&here.inner.town, here.case(), None).unwrap();
        assert!(before.knows(Part::Notice(1), b"a", &Digest::of(b"a")), "as noted before");
    }
}
