//! Words that somebody of the office looks for. They name residents, so they stand in no address,
//! no history and no proxy's log: an address carries the name of what is kept here, sealed, for
//! the person who typed it.

use casework::Error;
use chrono::Duration;
use submission_store::{Digest, Place, unsent};

use crate::{BackOffice, Staff};

/// A working day: a list can be gone back to until then.
const KEPT: Duration = Duration::hours(8);

impl BackOffice {
    /// More letters are no search.
    pub const SEARCHED: usize = 100;

    /// Keeps what this person looks for; gives the name under which it is found again.
    pub async fn keep_search(&self, staff: &Staff, words: &str) -> Result<String, Error> {
        let mut drawn = [0_u8; 16];
        self.inner.ids.fill(&mut drawn);
        let name = Digest::of(&drawn).hex();
        let (owner, page) = (self.searcher(staff), page_of(&name));
        let words: String = words.chars().take(Self::SEARCHED).collect();
        let store = &self.inner.store;
        let sealed = store.sealer().seal(Place::unsent(&owner, &page), words.as_bytes());
        let until = self.now().plus(KEPT);
        store.write(move |tx| unsent::put(tx, &owner, &page, &sealed, until)).await?;
        Ok(name)
    }

    /// What this person looked for under that name; nothing once it is forgotten, and nothing
    /// for anybody else.
    pub async fn words_of(&self, staff: &Staff, name: &str) -> Result<Option<String>, Error> {
        let (owner, page, now) = (self.searcher(staff), page_of(name), self.now());
        let store = &self.inner.store;
        let found = store.read(move |tx| unsent::find(tx, &owner, &page, now)).await?;
        let Some(sealed) = found else { return Ok(None) };
        String::from_utf8(store.sealer().open(&sealed)?).map(Some).map_err(Error::internal)
    }

    fn searcher(&self, staff: &Staff) -> Digest {
        Digest::from_bytes(self.casework.derived_key(&format!("searches of\n{}", staff.id())))
    }
}

fn page_of(name: &str) -> String {
    format!("search {name}")
}
