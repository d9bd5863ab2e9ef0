//! What the server acknowledged, written down outside of it.

/// One acknowledged submission.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// The idempotency key it was filed with.
    pub(crate) key: String,
    /// The body it was filed with.
    pub(crate) body: String,
    /// The receipt number of the acknowledgement.
    pub(crate) receipt_number: String,
    /// The access code of the acknowledgement.
    pub(crate) access_code: String,
    /// The digest of the acknowledgement.
    pub(crate) digest: String,
    /// The ids of the files that were acknowledged before.
    pub(crate) attachments: Vec<String>,
    /// The cookie that the files belong to, if the server gave one.
    pub(crate) cookie: Option<String>,
}

/// All acknowledgements, and the promises that were seen broken on the way.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    entries: Vec<Entry>,
    broken: Vec<String>,
}

impl Ledger {
    /// Writes down an acknowledgement.
    pub(crate) fn enter(&mut self, entry: Entry) {
        self.entries.push(entry);
    }

    /// Writes down a promise that was broken.
    pub(crate) fn complain(&mut self, promise: String) {
        self.broken.push(promise);
    }

    /// Adds another ledger's entries.
    pub(crate) fn take(&mut self, mut other: Self) {
        self.entries.append(&mut other.entries);
        self.broken.append(&mut other.broken);
    }

    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub(crate) fn broken(&self) -> &[String] {
        &self.broken
    }
}
