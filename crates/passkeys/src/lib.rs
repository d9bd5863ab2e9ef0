//! What a passkey proves: the two ceremonies of WebAuthn (W3C, Level 2), as a site checks them.
//!
//! Registering takes the key that the browser tells, without attestation: which make of
//! authenticator it is, nobody asks. Signing in checks challenge, origin, site, presence,
//! counter and signature. Deliberately not here: where challenges come from, whether one was
//! used before, and whose a key is.

mod client_data;
mod fault;
mod key;
mod said;
mod site;

#[cfg(test)]
mod tests;

pub use fault::PasskeyFault;
pub use key::PublicKey;
pub use said::{Assertion, Attestation};
pub use site::Site;

/// The bytes of a challenge.
pub type Challenge = [u8; 32];

/// A passkey that has just been made for us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// How the authenticator names it; at most 1,023 bytes.
    pub id: Vec<u8>,
    /// The key with which it proves itself.
    pub key: PublicKey,
    /// How often it signed; 0 for ever of those that do not count.
    pub counter: u32,
}

/// A passkey that has proved itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proved {
    /// How often it signed.
    pub counter: u32,
    /// Whether the person was recognised by the authenticator, by a finger or a PIN: then it is
    /// two factors in one.
    pub is_verified: bool,
}

impl Site {
    /// Takes a new passkey that was made for `challenge`.
    pub fn registered(
        &self,
        challenge: &Challenge,
        told: &Attestation,
    ) -> Result<Registered, PasskeyFault> {
        client_data::check(&told.client_data, client_data::CREATE, challenge, self)?;
        let said = said::Authenticator::read(&told.authenticator_data)?;
        said.is_for(self)?;
        let id = said.new_id.ok_or(PasskeyFault::Malformed)?.to_vec();
        let key = PublicKey::from_spki(&told.public_key)?;
        Ok(Registered { id, key, counter: said.counter })
    }

    /// Checks that the passkey with `key`, which had signed `counter` times, signed `challenge`.
    pub fn proved(
        &self,
        challenge: &Challenge,
        key: &PublicKey,
        counter: u32,
        told: &Assertion,
    ) -> Result<Proved, PasskeyFault> {
        client_data::check(&told.client_data, client_data::GET, challenge, self)?;
        let said = said::Authenticator::read(&told.authenticator_data)?;
        said.is_for(self)?;
        key.verify(&told.authenticator_data, &told.client_data, &told.signature)?;
        // One that counts has signed more often than ever; else there are two of it.
        if (counter != 0 || said.counter != 0) && said.counter <= counter {
            return Err(PasskeyFault::CounterWentBack);
        }
        Ok(Proved { counter: said.counter, is_verified: said.is_verified })
    }
}
