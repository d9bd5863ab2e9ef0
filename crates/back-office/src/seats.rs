//! The sessions of somebody, for themselves and for those who arrange who works here: since
//! when, last used when, from what kind of browser.

use kernel::{Instant, StaffId};
use submission_store::{Digest, Reads, StoreError, sessions};

use crate::{
    BackOffice, Error, Staff,
    people::{Doer, token_name},
};

/// An open session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionView {
    /// What it is called here: the beginning of its hash.
    pub name: String,
    /// When the person signed in.
    pub began: Instant,
    /// When it was last used, to a minute.
    pub last_used: Instant,
    /// From what kind of browser, in two words; empty when not known.
    pub browser: String,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

/// The open sessions of a person, the one that began last first.
pub(crate) fn seats(
    tx: &mut impl Reads,
    person: &StaffId,
    this: Option<&Digest>,
    now: Instant,
) -> Result<Vec<SessionView>, StoreError> {
    let open = sessions::list_of_staff(tx, person, now)?.into_iter();
    Ok(open
        .map(|session| SessionView {
            name: token_name(&session.hash),
            began: session.created_at,
            last_used: session.last_seen,
            browser: session.browser,
            is_this: this == Some(&session.hash),
        })
        .collect())
}

impl BackOffice {
    /// One's own open sessions.
    pub async fn my_sessions(&self, staff: &Staff) -> Result<Vec<SessionView>, Error> {
        let (id, now) = (staff.id().clone(), self.now());
        let this = staff.session.as_ref().map(|seat| seat.hash);
        Ok(self.inner.store.read(move |tx| seats(tx, &id, this.as_ref(), now)).await?)
    }

    /// Ends one of one's own sessions. One that has ended is not there.
    pub async fn end_my_session(&self, staff: &Staff, name: &str) -> Result<(), Error> {
        let (id, name) = (staff.id().clone(), name.to_owned());
        let doer = Doer::oneself(&self.inner.ids, self.now(), &id);
        let ended = self.inner.store.write(move |tx| doer.ends_session(tx, &id, &name)).await?;
        tracing::info!(target: "security", outcome = "session ended", staff = %staff.id());
        if ended { Ok(()) } else { Err(Error::NotFound) }
    }

    /// Ends every session of one's own but this one.
    pub async fn end_my_other_sessions(&self, staff: &Staff) -> Result<(), Error> {
        let id = staff.id().clone();
        let this = staff.session.as_ref().map(|seat| seat.hash);
        let doer = Doer::oneself(&self.inner.ids, self.now(), &id);
        let end = self.inner.store.write(move |tx| doer.ends_sessions(tx, &id, this.as_ref()));
        end.await.map_err(|fault: StoreError| Error::from(fault))?;
        tracing::info!(target: "security", outcome = "other sessions ended", staff = %staff.id());
        Ok(())
    }
}
