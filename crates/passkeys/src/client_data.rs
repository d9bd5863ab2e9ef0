//! What the browser says of a ceremony: which, for which challenge, on whose page.

use data_encoding::BASE64URL_NOPAD;
use serde::Deserialize;

use crate::{Challenge, PasskeyFault, Site};

pub(crate) const CREATE: &str = "webauthn.create";
pub(crate) const GET: &str = "webauthn.get";

#[derive(Deserialize)]
struct ClientData {
    r#type: String,
    challenge: String,
    origin: String,
    #[serde(rename = "crossOrigin", default)]
    cross_origin: bool,
}

/// Whether `json` tells of this ceremony, for this challenge, on a page of ours.
pub(crate) fn check(
    json: &[u8],
    ceremony: &str,
    challenge: &Challenge,
    site: &Site,
) -> Result<(), PasskeyFault> {
    let told: ClientData =
        serde_json::from_slice(json).map_err(|_quotes_it| PasskeyFault::Malformed)?;
    if told.r#type != ceremony {
        return Err(PasskeyFault::OtherCeremony);
    }
    if told.challenge != BASE64URL_NOPAD.encode(challenge) {
        return Err(PasskeyFault::OtherChallenge);
    }
    if !site.is_origin(&told.origin) || told.cross_origin {
        return Err(PasskeyFault::OtherOrigin);
    }
    Ok(())
}
