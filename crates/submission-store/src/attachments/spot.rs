//! Where in its case a file belongs, as the column `pointer` says it: at an answer, by its JSON
//! Pointer, or beside the answers.

use std::{fmt, str::FromStr};

use kernel::EventId;

/// Where a file belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spot {
    /// At the answer that names it: its JSON Pointer.
    Answer(String),
    /// Beside the answers, where a clerk added it.
    Attached,
    /// With a message of the thread.
    Message(EventId),
    /// With the answer of a department that was asked, counted from 1 in the case.
    Consultation(u32),
}

const ATTACHED: &str = "attached";
const MESSAGE: &str = "messages/";
const CONSULTATION: &str = "consultations/";

/// The text names no place in a case.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no place of a file in its case")]
pub struct ParseSpotError;

impl FromStr for Spot {
    type Err = ParseSpotError;

    fn from_str(text: &str) -> Result<Self, ParseSpotError> {
        let spot = if text.starts_with('/') {
            Some(Self::Answer(text.to_owned()))
        } else if text == ATTACHED {
            Some(Self::Attached)
        } else if let Some(message) = text.strip_prefix(MESSAGE) {
            message.parse().ok().map(Self::Message)
        } else {
            let number = text.strip_prefix(CONSULTATION).and_then(|number| number.parse().ok());
            number.map(Self::Consultation)
        };
        spot.ok_or(ParseSpotError)
    }
}

impl Spot {
    /// The pointer of the answer that names it, where one does.
    pub fn answer(&self) -> Option<&str> {
        if let Self::Answer(at) = self { Some(at) } else { None }
    }
}

/// As the column says it, and the log of who looked at the file.
impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answer(at) => f.write_str(at),
            Self::Attached => f.write_str(ATTACHED),
            Self::Message(id) => write!(f, "{MESSAGE}{id}"),
            Self::Consultation(number) => write!(f, "{CONSULTATION}{number}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spot_reads_as_it_was_written() {
        let message = "0193a5c8-7e1b-7c3d-9e4f-00000000e001".parse().unwrap();
        for spot in [
            Spot::Answer("/children/0/card".to_owned()),
            Spot::Attached,
            Spot::Message(message),
            Spot::Consultation(3),
        ] {
            assert_eq!(spot.to_string().parse(), Ok(spot));
        }
        for unknown in ["", "attached/", "messages/1", "consultations/x", "notices/1"] {
            assert_eq!(unknown.parse::<Spot>(), Err(ParseSpotError), "{unknown}");
        }
    }
}
