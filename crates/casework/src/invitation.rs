//! The link by which somebody of the office chooses a password, and the letter that brings it.
//!
//! What stands in the link is reckoned from the municipality's key, so that the letter can be
//! written again and nothing that is kept opens anything.

use kernel::{InvitationId, Language};
use mail::{Outgoing, StaffLetter};
use submission_store::{Digest, Store, invitations::Invitation};

use crate::{Casework, Unwritten};

/// What stands in the link of an invitation: 256 bits, in hex.
pub fn invitation_secret(store: &Store, id: &InvitationId) -> String {
    Digest::from_bytes(store.keys().derive(&format!("invitation\n{id}"))).hex()
}

impl Casework {
    /// The letter that brings a link to `email`. It leads to the configured address, whatever a
    /// browser has said.
    pub fn invitation_letter(
        &self,
        invitation: &Invitation,
        email: &str,
    ) -> Result<Outgoing, Unwritten> {
        let city = &self.inner.city;
        let secret = invitation_secret(&self.inner.store, &invitation.id);
        let letter = StaffLetter {
            city: city.official_name().to_owned(),
            link: format!("{}/office/invitations/{secret}", city.public_url),
            until: invitation.expires_at,
            contact: city.contact.get(Language::Japanese).to_owned(),
            sample: city.demo,
        };
        Ok(Outgoing {
            // One mail for each link, so that its id names the mail as well.
            id: invitation.id.as_str().parse().map_err(Unwritten::unfit)?,
            from: self.sender_of_letters()?,
            to: email.parse().map_err(Unwritten::unfit)?,
            written_at: invitation.created_at,
            letter: letter.render().map_err(Unwritten::unfit)?,
        })
    }
}
