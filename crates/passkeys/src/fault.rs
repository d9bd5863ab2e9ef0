//! Why a passkey proves nothing.

/// Why a passkey proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasskeyFault {
    /// It cannot be read.
    #[error("what the browser sent cannot be read")]
    Malformed,
    /// It was made for registering, or for signing in, and not for this.
    #[error("made for another ceremony")]
    OtherCeremony,
    /// It answers another challenge.
    #[error("answers another challenge")]
    OtherChallenge,
    /// It was made on another page, or inside of one.
    #[error("made at another origin")]
    OtherOrigin,
    /// It was made for another site.
    #[error("made for another site")]
    OtherSite,
    /// Nobody touched the authenticator.
    #[error("nobody was present")]
    NobodyPresent,
    /// The key is of a kind that we do not know.
    #[error("a key of an unknown kind")]
    UnknownKey,
    /// The signature is not of this key.
    #[error("the signature does not fit")]
    OtherSignature,
    /// It signed fewer times than it did before: there is a copy of it.
    #[error("the counter went back")]
    CounterWentBack,
}
