//! Sealing at rest: a stored value opens only with the municipality's key, and only
//! in the place that it was sealed for.
//!
//! A ciphertext is `1 ‖ key number (4 bytes) ‖ nonce (24) ‖ XChaCha20-Poly1305`, bound
//! to `municipality/owner/table.column` as associated data.

use std::{collections::BTreeMap, sync::Arc};

use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use kernel::{
    AttachmentId, BundleId, DraftId, EventId, IdSource as _, LetterId, MunicipalityId,
    SubmissionId, SystemIds,
};

use crate::{Digest, StoreError, keys::mac};

const FORMAT: u8 = 1;
const KEY_NUMBER_AT: usize = 1;
const NONCE_AT: usize = 5;
const BODY_AT: usize = 29;
/// What Poly1305 adds at the end.
const TAG: usize = 16;

/// The one place that a ciphertext belongs to. One that was moved to another row,
/// column or municipality does not open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    table: &'static str,
    /// `owner/table.column`, and a number where the owner has several.
    path: String,
}

impl Place {
    /// The answers that several procedures have in common.
    pub fn bundle(id: &BundleId) -> Self {
        Self::of("bundles", format!("{id}/bundles.data"))
    }

    /// What a browser typed on a page that was not taken.
    pub fn unsent(owner: &Digest, page: &str) -> Self {
        Self::of("unsent", format!("{owner}/unsent.data/{page}"))
    }

    /// A draft's answers.
    pub fn draft(id: &DraftId) -> Self {
        Self::of("drafts", format!("{id}/drafts.data"))
    }

    /// The canonical content of a revision.
    pub fn revision(id: &SubmissionId, number: i64) -> Self {
        Self::of("revisions", format!("{id}/revisions.content/{number}"))
    }

    /// How to reach the applicant.
    pub fn contact(id: &SubmissionId) -> Self {
        Self::of("submissions", format!("{id}/submissions.contact"))
    }

    /// The applicant's name and kana, for lists.
    pub fn applicant(id: &SubmissionId) -> Self {
        Self::of("submissions", format!("{id}/submissions.applicant"))
    }

    /// What an event says.
    pub fn event(case: &SubmissionId, id: &EventId) -> Self {
        Self::of("events", format!("{case}/events.payload/{id}"))
    }

    /// The bytes of an uploaded file.
    pub fn attachment(id: &AttachmentId) -> Self {
        Self::of("attachments", format!("{id}/attachments.file"))
    }

    /// The name of an uploaded file.
    pub fn attachment_name(id: &AttachmentId) -> Self {
        Self::of("attachments", format!("{id}/attachments.name"))
    }

    /// The address of a letter.
    pub fn recipient(id: &LetterId) -> Self {
        Self::of("outbox", format!("{id}/outbox.recipient"))
    }

    /// What a letter says beyond its kind.
    pub fn letter(id: &LetterId) -> Self {
        Self::of("outbox", format!("{id}/outbox.detail"))
    }

    /// A document issued for a case.
    pub fn notice(case: &SubmissionId, number: i64) -> Self {
        Self::of("notices", format!("{case}/notices.document/{number}"))
    }

    /// A message between resident and office.
    pub fn message(case: &SubmissionId, id: &EventId) -> Self {
        Self::of("messages", format!("{case}/messages.text/{id}"))
    }

    /// Proposal, decision and correction of a case.
    pub(crate) fn case(id: &str) -> Self {
        Self::of("cases", format!("{id}/cases.detail"))
    }

    fn of(table: &'static str, path: String) -> Self {
        Self { table, path }
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

    /// The bytes to be written; refused when they were sealed for another place.
    pub(crate) fn bytes_for(&self, place: &Place) -> Result<&[u8], StoreError> {
        if self.place == *place {
            Ok(&self.bytes)
        } else {
            Err(StoreError::corrupt(place.table, &place.path, "sealed for another place"))
        }
    }

    /// The bytes as they are stored.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The number of the key that seals it.
    pub(crate) fn key_number(&self) -> Option<u32> {
        let number = self.bytes.get(KEY_NUMBER_AT..NONCE_AT)?;
        (self.bytes.first() == Some(&FORMAT) && self.bytes.len() > BODY_AT)
            .then(|| number.try_into().ok().map(u32::from_be_bytes))?
    }
}

/// Seals and opens the values of one municipality. Cheap to clone; use it outside of
/// the writing transaction.
#[derive(Clone)]
pub struct Sealer {
    ring: Arc<Ring>,
}

struct Ring {
    municipality: MunicipalityId,
    keys: BTreeMap<u32, XChaCha20Poly1305>,
    /// The key that seals; the others only open.
    newest: (u32, XChaCha20Poly1305),
    /// The key of fingerprints.
    fingerprint: [u8; 32],
}

impl Sealer {
    /// A sealer with every key of a municipality; `None` without any.
    pub(crate) fn new(
        municipality: MunicipalityId,
        keys: impl IntoIterator<Item = (u32, [u8; 32])>,
        fingerprint: [u8; 32],
    ) -> Option<Self> {
        let keys: BTreeMap<u32, XChaCha20Poly1305> =
            keys.into_iter().map(|(number, key)| (number, cipher(&key))).collect();
        let newest = keys.last_key_value().map(|(number, cipher)| (*number, cipher.clone()))?;
        Some(Self { ring: Arc::new(Ring { municipality, keys, newest, fingerprint }) })
    }

    /// Seals `plain` for `place`.
    pub fn seal(&self, place: Place, plain: &[u8]) -> Sealed {
        let (number, cipher) = &self.ring.newest;
        let mut bytes = Vec::with_capacity(BODY_AT + plain.len() + TAG);
        bytes.push(FORMAT);
        bytes.extend_from_slice(&number.to_be_bytes());
        let aad = self.aad(&place);
        seal_into(cipher, &mut bytes, plain, aad.as_bytes());
        Sealed { place, bytes }
    }

    /// A digest of what stands at `place`, by a key of ours: without it, nobody can try what
    /// stands there, or see that two places hold the same.
    pub fn fingerprint(&self, place: &Place, plain: &[u8]) -> Digest {
        let aad = self.aad(place);
        let placed = [aad.as_bytes(), &[0], Digest::of(plain).as_bytes()].concat();
        Digest::from_bytes(mac(&self.ring.fingerprint, &placed))
    }

    /// Whether `digest` is that of `plain`; also the plain SHA-256 that was noted before
    /// fingerprints had a key.
    pub(crate) fn knows(&self, place: &Place, plain: &[u8], digest: &Digest) -> bool {
        self.fingerprint(place, plain) == *digest || Digest::of(plain) == *digest
    }

    /// Opens a value that was read; `Corrupt` when it was altered or moved.
    pub fn open(&self, sealed: &Sealed) -> Result<Vec<u8>, StoreError> {
        let place = &sealed.place;
        let damaged = |what| StoreError::corrupt(place.table, &place.path, what);
        let number = sealed.key_number().ok_or_else(|| damaged("not a sealed value"))?;
        let cipher = self.ring.keys.get(&number).ok_or_else(|| damaged("its key is not here"))?;
        let body = sealed.bytes.get(NONCE_AT..).unwrap_or_default();
        open_from(cipher, body, self.aad(place).as_bytes())
            .ok_or_else(|| damaged("altered, or moved from another place"))
    }

    /// Opens a value that is text.
    pub fn open_text(&self, sealed: &Sealed) -> Result<String, StoreError> {
        let place = &sealed.place;
        String::from_utf8(self.open(sealed)?)
            .ok()
            .ok_or_else(|| StoreError::corrupt(place.table, &place.path, "not text"))
    }

    fn aad(&self, place: &Place) -> String {
        format!("{}/{}", self.ring.municipality, place.path)
    }
}

/// How long [`Sealer::seal`] makes a value of `plain` bytes; `None` for what is no length.
pub(crate) fn sealed_len(plain: i64) -> Option<i64> {
    let around = i64::try_from(BODY_AT + TAG).ok()?;
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
        Sealer::new(town.parse().unwrap(), [(1, [7; 32]), (2, [8; 32])], [9; 32]).unwrap()
    }

    fn id() -> SubmissionId {
        SubmissionId::new(&SystemIds, Instant::from_millis(1))
    }

    #[test]
    fn a_value_opens_where_it_was_sealed_for() {
        let (town, place) = (sealer("sendai"), Place::contact(&id()));
        let sealed = town.seal(place.clone(), "花子@例".as_bytes());
        assert_eq!(town.open_text(&sealed), Ok("花子@例".to_owned()));
        assert_eq!(sealed.key_number(), Some(2), "the newest key seals");
        let empty = town.seal(place, b"");
        assert_eq!(town.open(&empty), Ok(Vec::new()));
    }

    #[test]
    fn a_moved_value_does_not_open() {
        let (here, elsewhere, id) = (sealer("sendai"), sealer("natori"), id());
        let sealed = here.seal(Place::contact(&id), b"a");
        let moved = Sealed::read(Place::applicant(&id), sealed.bytes.clone());
        assert!(matches!(here.open(&moved), Err(StoreError::Corrupt { .. })));
        assert!(matches!(elsewhere.open(&sealed), Err(StoreError::Corrupt { .. })));
        assert!(sealed.bytes_for(&Place::applicant(&id)).is_err());
    }

    #[test]
    fn an_altered_value_does_not_open() {
        let town = sealer("sendai");
        let sealed = town.seal(Place::contact(&id()), b"hanako");
        for at in 0..sealed.bytes.len() {
            let mut altered = sealed.clone();
            altered.bytes[at] ^= 1;
            assert!(town.open(&altered).is_err(), "byte {at}");
            altered.bytes.truncate(at);
            assert!(town.open(&altered).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn a_fingerprint_tells_neither_the_value_nor_its_twins() {
        let (here, elsewhere, id) = (sealer("sendai"), sealer("natori"), id());
        let (one, other) = (Place::notice(&id, 1), Place::notice(&id, 2));
        let print = here.fingerprint(&one, b"a");
        assert_ne!(print, Digest::of(b"a"));
        assert_ne!(print, here.fingerprint(&other, b"a"));
        assert_ne!(print, elsewhere.fingerprint(&one, b"a"));
        assert!(here.knows(&one, b"a", &print) && !here.knows(&one, b"b", &print));
        assert!(here.knows(&one, b"a", &Digest::of(b"a")), "as it was noted before");
    }

    #[test]
    fn equal_values_do_not_look_equal() {
        let (sealer, place) = (sealer("sendai"), Place::contact(&id()));
        assert_ne!(sealer.seal(place.clone(), b"a").bytes, sealer.seal(place, b"a").bytes);
    }
}
