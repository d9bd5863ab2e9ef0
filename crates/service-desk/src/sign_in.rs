//! Staff at the door: sessions by password, tokens for systems.

use crate::{Desk, DeskError, Staff};

/// A session that just began.
#[derive(Debug)]
pub struct SignedIn {
    /// The secret for the cookie; only its hash is stored.
    pub token: String,
    /// Who signed in.
    pub staff: Staff,
}

impl Desk {
    /// Signs a member of staff in. Unknown addresses cost as much time as wrong passwords.
    pub async fn sign_in(&self, _email: &str, _password: &str) -> Result<SignedIn, DeskError> {
        unimplemented!()
    }

    /// Whose session it is; `None` when it ended. Idle for 30 minutes or ten hours old, it has.
    pub async fn staff_of_session(&self, _token: &str) -> Result<Option<Staff>, DeskError> {
        unimplemented!()
    }

    /// Ends a session.
    pub async fn sign_out(&self, _token: &str) -> Result<(), DeskError> {
        unimplemented!()
    }

    /// Whose API token it is; `None` when it is unknown or expired.
    pub async fn staff_of_token(&self, _token: &str) -> Result<Option<Staff>, DeskError> {
        unimplemented!()
    }
}
