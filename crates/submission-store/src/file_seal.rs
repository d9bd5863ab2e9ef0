//! The key of one uploaded file. It is wrapped for the municipality until the file is filed,
//! and then for its case: the bytes are sealed once, and never again.

use std::{fmt, sync::Arc};

use kernel::AttachmentId;

use crate::{
    CaseSealer, Digest, Place, Sealed, Sealer, StoreError,
    attachments::TABLE,
    data_key::DataKey,
    seal::{Wrapped, text_of},
};

/// Seals and opens one file and its name. Cheap to clone.
#[derive(Clone)]
pub struct FileSealer {
    inner: Arc<Inner>,
}

struct Inner {
    town: Sealer,
    file: AttachmentId,
    /// A file from before files had keys has none: the municipality's key seals it.
    key: Option<(DataKey, WrappedFor)>,
}

/// The key of a file as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum WrappedFor {
    /// Nobody has filed it yet.
    Town(Wrapped),
    /// Wrapped by the key of the case that it was filed with.
    Case(Vec<u8>),
}

impl FileSealer {
    /// With a new key, for the municipality.
    pub(crate) fn begin(town: &Sealer, file: &AttachmentId) -> Self {
        let key = DataKey::draw();
        let wrapped = WrappedFor::Town(town.wrap(&key, &path_of(file)));
        Self::of(town, file, Some((key, wrapped)))
    }

    /// With the key that was read, of a file that is not filed or was filed with `case`;
    /// `Corrupt` when the key was altered, or is another file's.
    pub(crate) fn read(
        town: &Sealer,
        case: Option<&CaseSealer>,
        file: &AttachmentId,
        wrapped: Option<WrappedFor>,
    ) -> Result<Self, StoreError> {
        let path = path_of(file);
        let unwrapped = wrapped.map(|wrapped| {
            let key = match &wrapped {
                WrappedFor::Town(wrapped) => town.unwrap(wrapped, &path),
                WrappedFor::Case(bytes) => case.and_then(|case| case.unwrap_file(bytes, &path)),
            };
            let damaged = || StoreError::corrupt(TABLE, file.as_str(), "its key does not open");
            Ok::<_, StoreError>((key.ok_or_else(damaged)?, wrapped))
        });
        Ok(Self::of(town, file, unwrapped.transpose()?))
    }

    fn of(town: &Sealer, file: &AttachmentId, key: Option<(DataKey, WrappedFor)>) -> Self {
        Self { inner: Arc::new(Inner { town: town.clone(), file: file.clone(), key }) }
    }

    /// The file that it seals.
    pub fn file(&self) -> &AttachmentId {
        &self.inner.file
    }

    /// Seals the name of the file.
    pub fn seal_name(&self, name: &str) -> Sealed {
        self.seal(Place::attachment_name(&self.inner.file), name.as_bytes())
    }

    /// Opens the name of the file.
    pub fn open_name(&self, sealed: &Sealed) -> Result<String, StoreError> {
        text_of(sealed.place(), self.open(sealed)?)
    }

    /// Seals the bytes of the file.
    pub(crate) fn seal_content(&self, content: &[u8]) -> Sealed {
        self.seal(self.content(), content)
    }

    /// Opens the bytes of the file.
    pub(crate) fn open_content(&self, bytes: Vec<u8>) -> Result<Vec<u8>, StoreError> {
        self.open(&Sealed::read(self.content(), bytes))
    }

    /// The keyed digest of the content.
    pub(crate) fn fingerprint(&self, content: &[u8]) -> Digest {
        self.inner.town.fingerprint(self.key(), &self.content(), content)
    }

    /// Whether `digest` is that of `content`; also the plain SHA-256 that was noted before
    /// fingerprints had a key.
    pub(crate) fn knows(&self, content: &[u8], digest: &Digest) -> bool {
        self.fingerprint(content) == *digest || (!self.has_key() && Digest::of(content) == *digest)
    }

    /// Whether the file has a key of its own: one from before has none.
    pub(crate) fn has_key(&self) -> bool {
        self.inner.key.is_some()
    }

    /// The key wrapped by that of `case`, where both have one.
    pub(crate) fn wrapped_for(&self, case: &CaseSealer) -> Option<WrappedFor> {
        let wrapped = case.wrap_file(self.key()?, &path_of(&self.inner.file));
        wrapped.map(WrappedFor::Case).or_else(|| self.wrapped().cloned())
    }

    /// The key as it is stored.
    pub(crate) fn wrapped(&self) -> Option<&WrappedFor> {
        self.inner.key.as_ref().map(|(_, wrapped)| wrapped)
    }

    fn content(&self) -> Place {
        Place::attachment(&self.inner.file)
    }

    fn key(&self) -> Option<&DataKey> {
        self.inner.key.as_ref().map(|(key, _)| key)
    }

    fn seal(&self, place: Place, plain: &[u8]) -> Sealed {
        match self.key() {
            Some(key) => self.inner.town.seal_with(key, place, plain),
            None => self.inner.town.seal(place, plain),
        }
    }

    fn open(&self, sealed: &Sealed) -> Result<Vec<u8>, StoreError> {
        match self.key() {
            Some(key) => self.inner.town.open_with(key, sealed),
            None => self.inner.town.open(sealed),
        }
    }
}

impl WrappedFor {
    /// The number of the municipality's key, where one wraps it, and the bytes.
    pub(crate) fn columns(&self) -> (Option<i64>, &[u8]) {
        match self {
            Self::Town(wrapped) => (Some(i64::from(wrapped.by)), &wrapped.bytes),
            Self::Case(bytes) => (None, bytes),
        }
    }
}

/// What the wrapping is bound to.
pub(crate) fn path_of(file: &AttachmentId) -> String {
    format!("{file}/attachments.wrapped")
}

impl fmt::Debug for FileSealer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "FileSealer({})", self.inner.file)
    }
}

/// Equal sealers open the same file.
impl PartialEq for FileSealer {
    fn eq(&self, other: &Self) -> bool {
        self.inner.file == other.inner.file && self.wrapped() == other.wrapped()
    }
}

impl Eq for FileSealer {}
