//! Sealing at rest: a stored value opens only with its key, and only in the place that it
//! was sealed for.
//!
//! What belongs to a case is sealed with the key of that case ([`CaseSealer`]), a file with
//! its own ([`crate::FileSealer`]); only what expires by itself is sealed with the key of the
//! municipality. A ciphertext is `2 ‖ nonce (24) ‖ XChaCha20-Poly1305`, or `1 ‖ number of the
//! municipality's key (4 bytes) ‖ nonce ‖ …`, bound to `municipality/owner/table.column` as
//! associated data. Values of cases from before they had keys are of the second kind.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
};

use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use kernel::{
    AttachmentId, BulkJobId, BundleId, DraftId, EventId, IdSource as _, LetterId, MunicipalityId,
    PaymentId, SubmissionId, SystemIds,
};

use crate::{CaseSealer, Digest, FileSealer, StoreError, data_key::DataKey, keys::mac};

/// Sealed with the municipality's key.
const BY_TOWN: u8 = 1;
/// Sealed with the key of its case or file.
const BY_OWN_KEY: u8 = 2;
const KEY_NUMBER_AT: usize = 1;
const NONCE_AT: usize = 5;
/// What stands before the ciphertext of the first kind.
const BODY_AT: usize = 29;
/// What stands before the ciphertext of the second kind.
const OWN_BODY_AT: usize = 25;
/// What Poly1305 adds at the end.
const TAG: usize = 16;

/// The one place that a ciphertext belongs to. One that was moved to another row,
/// column or municipality does not open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    table: &'static str,
    /// The case whose key seals it, where it belongs to one.
    case: Option<SubmissionId>,
    /// `owner/table.column`, and a number where the owner has several.
    path: String,
}

/// A value of a case, by the column that it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'a> {
    /// How to reach the applicant.
    Contact,
    /// The applicant's name and kana, for lists.
    Applicant,
    /// Proposal, decision and correction.
    Detail,
    /// The content of a revision, by its number.
    Revision(i64),
    /// The signature of a revision, by its number.
    Signature(i64),
    /// Who gave the answers of a revision, as a provider of identities said, by its number.
    Verified(i64),
    /// A document that was issued, by its number.
    Notice(i64),
    /// What an event says.
    Event(&'a EventId),
    /// A message between resident and office.
    Message(&'a EventId),
    /// The address of a letter.
    Recipient(&'a LetterId),
    /// What a letter says beyond its kind.
    Letter(&'a LetterId),
    /// Why a case is held back, by the number of the hold.
    HoldReason(i64),
    /// What the lines of a bill are for.
    Labels(&'a PaymentId),
    /// The terms under which a search finds it.
    SearchTerms,
}

impl Place {
    /// The answers that several procedures have in common.
    pub fn bundle(id: &BundleId) -> Self {
        Self::of_town("bundles", format!("{id}/bundles.data"))
    }

    /// What somebody wants done with many cases.
    pub fn bulk(id: &BulkJobId) -> Self {
        Self::of_town("bulk_jobs", format!("{id}/bulk_jobs.sealed"))
    }

    /// What a browser typed on a page that was not taken.
    pub fn unsent(owner: &Digest, page: &str) -> Self {
        Self::of_town("unsent", format!("{owner}/unsent.data/{page}"))
    }

    /// A draft's answers.
    pub fn draft(id: &DraftId) -> Self {
        Self::of_town("drafts", format!("{id}/drafts.data"))
    }

    /// The bytes of an uploaded file.
    pub(crate) fn attachment(id: &AttachmentId) -> Self {
        Self::of_town("attachments", format!("{id}/attachments.file"))
    }

    /// The name of an uploaded file.
    pub(crate) fn attachment_name(id: &AttachmentId) -> Self {
        Self::of_town("attachments", format!("{id}/attachments.name"))
    }

    /// A value of a case.
    pub(crate) fn of_case(case: &SubmissionId, part: Part<'_>) -> Self {
        let (table, path) = match part {
            Part::Contact => ("submissions", format!("{case}/submissions.contact")),
            Part::Applicant => ("submissions", format!("{case}/submissions.applicant")),
            Part::Detail => ("cases", format!("{case}/cases.detail")),
            Part::Revision(number) => ("revisions", format!("{case}/revisions.content/{number}")),
            Part::Signature(number) => {
                ("revisions", format!("{case}/revisions.signature/{number}"))
            }
            Part::Verified(number) => ("revisions", format!("{case}/revisions.verified/{number}")),
            Part::Notice(number) => ("notices", format!("{case}/notices.document/{number}")),
            Part::Event(id) => ("events", format!("{case}/events.payload/{id}")),
            Part::Message(id) => ("messages", format!("{case}/messages.text/{id}")),
            Part::Recipient(id) => ("outbox", format!("{id}/outbox.recipient")),
            Part::Letter(id) => ("outbox", format!("{id}/outbox.detail")),
            Part::HoldReason(number) => {
                ("legal_holds", format!("{case}/legal_holds.reason/{number}"))
            }
            Part::Labels(id) => ("payments", format!("{case}/payments.labels/{id}")),
            Part::SearchTerms => ("search_cases", format!("{case}/search_cases.terms")),
        };
        Self { table, case: Some(case.clone()), path }
    }

    fn of_town(table: &'static str, path: String) -> Self {
        Self { table, case: None, path }
    }

    /// The case that it belongs to.
    pub(crate) const fn case(&self) -> Option<&SubmissionId> {
        self.case.as_ref()
    }

    /// A complaint about what stands there.
    pub(crate) fn damaged(&self, what: &'static str) -> StoreError {
        StoreError::corrupt(self.table, &self.path, what)
    }
}

/// A ciphertext, and the place where it stands or is to stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    place: Place,
    bytes: Vec<u8>,
}

impl Sealed {
    /// What was read from `place`.
    pub(crate) const fn read(place: Place, bytes: Vec<u8>) -> Self {
        Self { place, bytes }
    }

    /// Where it belongs.
    pub(crate) const fn place(&self) -> &Place {
        &self.place
    }

    /// The bytes to be written; refused when they were sealed for another place.
    pub(crate) fn bytes_for(&self, place: &Place) -> Result<&[u8], StoreError> {
        if self.place == *place {
            Ok(&self.bytes)
        } else {
            Err(place.damaged("sealed for another place"))
        }
    }

    /// The bytes as they are stored.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The number of the municipality's key that seals it.
    fn key_number(&self) -> Option<u32> {
        let number = self.bytes.get(KEY_NUMBER_AT..NONCE_AT)?;
        (self.bytes.first() == Some(&BY_TOWN) && self.bytes.len() > BODY_AT)
            .then(|| number.try_into().ok().map(u32::from_be_bytes))?
    }
}

/// The keys of one municipality: they seal what expires by itself, and wrap the keys of cases
/// and files. Cheap to clone; use it outside of the writing transaction.
#[derive(Clone)]
pub struct Sealer {
    town: Arc<Town>,
}

struct Town {
    municipality: MunicipalityId,
    /// The key of fingerprints.
    fingerprint: [u8; 32],
    /// Replaced as a whole when keys are added or taken away while the server runs.
    ring: RwLock<Arc<Ring>>,
}

/// Keys by their number.
pub(crate) struct Ring {
    keys: BTreeMap<u32, XChaCha20Poly1305>,
    /// The key that seals; the others only open.
    sealing: (u32, XChaCha20Poly1305),
}

impl Ring {
    /// Every key of a municipality, the number of the one that seals among them.
    pub(crate) fn new(
        keys: impl IntoIterator<Item = (u32, [u8; 32])>,
        sealing: u32,
    ) -> Option<Self> {
        let keys: BTreeMap<u32, XChaCha20Poly1305> =
            keys.into_iter().map(|(number, key)| (number, cipher(&key))).collect();
        let sealing = (sealing, keys.get(&sealing)?.clone());
        Some(Self { keys, sealing })
    }

    fn key(&self, number: u32) -> Option<&XChaCha20Poly1305> {
        self.keys.get(&number)
    }

    /// The numbers of its keys, and that of the one that seals.
    pub(crate) fn numbers(&self) -> (Vec<u32>, u32) {
        (self.keys.keys().copied().collect(), self.sealing.0)
    }
}

/// A key as it is stored: wrapped by a key of the municipality.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wrapped {
    /// The number of the municipality's key.
    pub(crate) by: u32,
    pub(crate) bytes: Vec<u8>,
}

impl Sealer {
    /// A sealer with the keys of a municipality.
    pub(crate) fn new(municipality: MunicipalityId, ring: Ring, fingerprint: [u8; 32]) -> Self {
        let ring = RwLock::new(Arc::new(ring));
        Self { town: Arc::new(Town { municipality, fingerprint, ring }) }
    }

    /// Takes up other keys, here and in every clone.
    pub(crate) fn take_up(&self, ring: Ring) {
        *self.town.ring.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(ring);
    }

    /// The keys of this moment.
    pub(crate) fn ring(&self) -> Arc<Ring> {
        Arc::clone(&self.town.ring.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The sealer of a new case, with a key that it has just drawn.
    pub fn begin_case(&self, case: &SubmissionId) -> CaseSealer {
        CaseSealer::begin(self, case)
    }

    /// The sealer of a new file, with a key that it has just drawn.
    pub fn begin_file(&self, file: &AttachmentId) -> FileSealer {
        FileSealer::begin(self, file)
    }

    /// Seals `plain` for `place`. What belongs to a case or a file is sealed by its own
    /// sealer: its places cannot be named here.
    pub fn seal(&self, place: Place, plain: &[u8]) -> Sealed {
        let ring = self.ring();
        let (number, cipher) = &ring.sealing;
        let mut bytes = Vec::with_capacity(BODY_AT + plain.len() + TAG);
        bytes.push(BY_TOWN);
        bytes.extend_from_slice(&number.to_be_bytes());
        let aad = self.aad(&place.path);
        seal_into(cipher, &mut bytes, plain, aad.as_bytes());
        Sealed { place, bytes }
    }

    /// Opens a value that was read; `Corrupt` when it was altered or moved.
    pub fn open(&self, sealed: &Sealed) -> Result<Vec<u8>, StoreError> {
        let place = &sealed.place;
        let number = sealed.key_number().ok_or_else(|| place.damaged("not a sealed value"))?;
        let ring = self.ring();
        let cipher = ring.key(number).ok_or_else(|| place.damaged("its key is not here"))?;
        let body = sealed.bytes.get(NONCE_AT..).unwrap_or_default();
        open_from(cipher, body, self.aad(&place.path).as_bytes())
            .ok_or_else(|| place.damaged("altered, or moved from another place"))
    }

    /// Seals with the key of a case or file.
    pub(crate) fn seal_with(&self, key: &DataKey, place: Place, plain: &[u8]) -> Sealed {
        let mut bytes = Vec::with_capacity(OWN_BODY_AT + plain.len() + TAG);
        bytes.push(BY_OWN_KEY);
        seal_into(&key.cipher(), &mut bytes, plain, self.aad(&place.path).as_bytes());
        Sealed { place, bytes }
    }

    /// Opens what [`Self::seal_with`] sealed.
    pub(crate) fn open_with(&self, key: &DataKey, sealed: &Sealed) -> Result<Vec<u8>, StoreError> {
        let place = &sealed.place;
        let body = sealed.bytes.strip_prefix(&[BY_OWN_KEY]);
        let body = body.ok_or_else(|| place.damaged("not sealed with its own key"))?;
        open_from(&key.cipher(), body, self.aad(&place.path).as_bytes())
            .ok_or_else(|| place.damaged("altered, or moved from another place"))
    }

    /// Wraps the key of the thing at `path` with the key that seals now.
    pub(crate) fn wrap(&self, key: &DataKey, path: &str) -> Wrapped {
        let ring = self.ring();
        let (by, cipher) = &ring.sealing;
        Wrapped { by: *by, bytes: key.wrapped(cipher, &self.aad(path)) }
    }

    /// Opens a wrapped key; `None` when it was altered, moved, or its key is not here.
    pub(crate) fn unwrap(&self, wrapped: &Wrapped, path: &str) -> Option<DataKey> {
        let ring = self.ring();
        DataKey::unwrap(ring.key(wrapped.by)?, &wrapped.bytes, &self.aad(path))
    }

    /// A digest of what stands at `place`, by a key of ours: without it, nobody can try what
    /// stands there, or see that two places hold the same.
    pub(crate) fn fingerprint(&self, key: Option<&DataKey>, place: &Place, plain: &[u8]) -> Digest {
        let aad = self.aad(&place.path);
        let placed = [aad.as_bytes(), &[0], Digest::of(plain).as_bytes()].concat();
        match key {
            Some(key) => key.fingerprint(&placed),
            None => Digest::from_bytes(mac(&self.town.fingerprint, &placed)),
        }
    }

    /// The associated data of what stands at `path`.
    pub(crate) fn aad(&self, path: &str) -> String {
        format!("{}/{path}", self.town.municipality)
    }
}

/// What was opened, where it is text.
pub(crate) fn text_of(place: &Place, plain: Vec<u8>) -> Result<String, StoreError> {
    String::from_utf8(plain).ok().ok_or_else(|| place.damaged("not text"))
}

/// How values begin that this key of the municipality seals.
pub(crate) fn town_prefix(number: u32) -> [u8; NONCE_AT] {
    let [a, b, c, d] = number.to_be_bytes();
    [BY_TOWN, a, b, c, d]
}

/// How long sealing makes a value of `plain` bytes, with a key of its own or with the
/// municipality's; `None` for what is no length.
pub(crate) fn sealed_len(plain: i64, own_key: bool) -> Option<i64> {
    let before = if own_key { OWN_BODY_AT } else { BODY_AT };
    let around = i64::try_from(before + TAG).ok()?;
    (plain >= 0).then_some(plain)?.checked_add(around)
}

pub(crate) fn cipher(key: &[u8; 32]) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(key.into())
}

/// Appends nonce and ciphertext to `out`.
#[expect(
    clippy::expect_used,
    reason = "encryption fails only beyond 256 GiB; storing the text in clear instead is no answer"
)]
pub(crate) fn seal_into(cipher: &XChaCha20Poly1305, out: &mut Vec<u8>, plain: &[u8], aad: &[u8]) {
    let mut nonce = [0_u8; 24];
    SystemIds.fill(&mut nonce);
    let payload = Payload { msg: plain, aad };
    let body = cipher.encrypt(&XNonce::from(nonce), payload).expect("the value is not too long");
    out.extend_from_slice(&nonce);
    out.extend_from_slice(&body);
}

/// Opens nonce and ciphertext.
pub(crate) fn open_from(cipher: &XChaCha20Poly1305, bytes: &[u8], aad: &[u8]) -> Option<Vec<u8>> {
    let (nonce, body) = bytes.split_first_chunk::<24>()?;
    cipher.decrypt(&XNonce::from(*nonce), Payload { msg: body, aad }).ok()
}

#[cfg(test)]
mod tests {
    use kernel::Instant;

    use super::*;

    fn sealer(town: &str) -> Sealer {
        let ring = Ring::new([(1, [7; 32]), (2, [8; 32])], 2).unwrap();
        Sealer::new(town.parse().unwrap(), ring, [9; 32])
    }

    fn draft() -> Place {
        Place::draft(&DraftId::new(&SystemIds, Instant::from_millis(1)))
    }

    #[test]
    fn a_value_opens_where_it_was_sealed_for() {
        let (town, place) = (sealer("sendai"), draft());
        let sealed = town.seal(place.clone(), "花子@例".as_bytes());
        assert_eq!(town.open(&sealed), Ok("花子@例".as_bytes().to_vec()));
        assert_eq!(sealed.key_number(), Some(2), "one key seals");
        let empty = town.seal(place, b"");
        assert_eq!(town.open(&empty), Ok(Vec::new()));
    }

    #[test]
    fn a_moved_value_does_not_open() {
        let (here, elsewhere) = (sealer("sendai"), sealer("natori"));
        let sealed = here.seal(draft(), b"a");
        let moved = Sealed::read(draft(), sealed.bytes.clone());
        assert!(matches!(here.open(&moved), Err(StoreError::Corrupt { .. })));
        assert!(matches!(elsewhere.open(&sealed), Err(StoreError::Corrupt { .. })));
        assert!(sealed.bytes_for(&draft()).is_err());
    }

    #[test]
    fn an_altered_value_does_not_open() {
        let town = sealer("sendai");
        let sealed = town.seal(draft(), b"hanako");
        for at in 0..sealed.bytes.len() {
            let mut altered = sealed.clone();
            altered.bytes[at] ^= 1;
            assert!(town.open(&altered).is_err(), "byte {at}");
            altered.bytes.truncate(at);
            assert!(town.open(&altered).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn keys_are_taken_up_while_others_still_open() {
        let town = sealer("sendai");
        let other = town.clone();
        let before = town.seal(draft(), b"a");
        other.take_up(Ring::new([(2, [8; 32]), (3, [4; 32])], 3).unwrap());
        let after = town.seal(draft(), b"a");
        assert_eq!(after.key_number(), Some(3));
        assert!(after.bytes.starts_with(&town_prefix(3)));
        assert_eq!(town.open(&before), Ok(b"a".to_vec()));
        other.take_up(Ring::new([(3, [4; 32])], 3).unwrap());
        assert!(town.open(&before).is_err(), "its key was taken away");
    }

    #[test]
    fn equal_values_do_not_look_equal() {
        let (sealer, place) = (sealer("sendai"), draft());
        assert_ne!(sealer.seal(place.clone(), b"a").bytes, sealer.seal(place, b"a").bytes);
    }
}
