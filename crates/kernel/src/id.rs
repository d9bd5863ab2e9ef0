//! Ids: hyphenated lower-case UUIDs as text, one type for each kind of thing.
//!
//! The same string stands in the URL, the log and the SQL console.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{IdSource, Instant};

/// The text is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a {kind} id")]
pub struct ParseIdError {
    kind: &'static str,
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $kind:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// A new id that sorts by `now`.
            pub fn new(ids: &dyn IdSource, now: Instant) -> Self {
                Self(ids.uuid(now).hyphenated().to_string())
            }

            /// The id as it is stored and shown.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = ParseIdError;

            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                match Uuid::try_parse(text) {
                    Ok(uuid) if uuid.hyphenated().to_string() == text => Ok(Self(text.to_owned())),
                    _ => Err(ParseIdError { kind: $kind }),
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = ParseIdError;

            fn try_from(text: String) -> Result<Self, ParseIdError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id!(
    /// One submission and the case that the office keeps about it.
    SubmissionId,
    "submission"
);
id!(
    /// A resident's unfinished answers.
    DraftId,
    "draft"
);
id!(
    /// Several procedures that are filled in together.
    BundleId,
    "bundle"
);
id!(
    /// One uploaded file.
    AttachmentId,
    "attachment"
);
id!(
    /// A member of staff.
    StaffId,
    "staff"
);
id!(
    /// One entry of a case's log.
    EventId,
    "event"
);
id!(
    /// One look of a member of staff at what is kept here.
    LookId,
    "look"
);
id!(
    /// Something that stands out among the looks of a day.
    AnomalyId,
    "anomaly"
);
id!(
    /// A view of the queue that somebody keeps.
    ViewId,
    "view"
);
id!(
    /// A label that a department puts on its cases.
    LabelId,
    "label"
);
id!(
    /// A template of messages that a department keeps.
    TemplateId,
    "template"
);
id!(
    /// Something that somebody has done with many cases.
    BulkJobId,
    "bulk job"
);
id!(
    /// Something that was changed about the people of the office.
    OfficeEventId,
    "office event"
);
id!(
    /// Something about a person of the office that waits for a second one.
    StaffRequestId,
    "staff request"
);
id!(
    /// A link by which somebody of the office chooses a password.
    InvitationId,
    "invitation"
);
id!(
    /// A letter waiting in the outbox.
    LetterId,
    "letter"
);
id!(
    /// One bill of one submission.
    PaymentId,
    "payment"
);
id!(
    /// One giving back of money.
    RefundId,
    "refund"
);
id!(
    /// One difference between the provider's book and ours.
    DifferenceId,
    "difference"
);

macro_rules! slug {
    ($(#[$doc:meta])* $name:ident, $kind:literal, $longest:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The id as it is stored.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = ParseIdError;

            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
                if (1..=$longest).contains(&text.len()) && text.chars().all(fits) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(ParseIdError { kind: $kind })
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = ParseIdError;

            fn try_from(text: String) -> Result<Self, ParseIdError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

slug!(
    /// The municipality that a fact belongs to: a short slug such as `sendai`.
    MunicipalityId,
    "municipality",
    40
);
slug!(
    /// A department of the municipality: a short slug such as `hoken-nenkin`.
    DepartmentId,
    "department",
    60
);
slug!(
    /// A ward of the municipality: a short slug such as `aoba`.
    WardId,
    "ward",
    40
);

impl DepartmentId {
    /// The municipality itself, of which every other department is a part.
    pub fn city() -> Self {
        Self("city".to_owned())
    }
}

impl WardId {
    /// 市外: where who lives outside the municipality belongs.
    pub fn outside() -> Self {
        Self("outside".to_owned())
    }

    /// The word of filters for what has no ward; no case carries it.
    pub fn unknown() -> Self {
        Self("unknown".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SystemIds;

    #[test]
    fn ids_read_back_as_they_were_written() {
        let id = SubmissionId::new(&SystemIds, Instant::from_millis(1_700_000_000_000));
        assert_eq!(id.as_str().parse(), Ok(id.clone()));
    }

    #[test]
    fn ids_sort_by_time() {
        let earlier = SubmissionId::new(&SystemIds, Instant::from_millis(1));
        let later = SubmissionId::new(&SystemIds, Instant::from_millis(2));
        assert!(earlier < later);
    }

    #[test]
    fn other_spellings_of_a_uuid_are_refused() {
        for text in
            ["", "1", "0193A5C8-7E1B-7C3D-9E4F-000000000000", "0193a5c87e1b7c3d9e4f000000000000"]
        {
            assert!(text.parse::<SubmissionId>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_municipality_is_a_short_slug() {
        assert!("sendai".parse::<MunicipalityId>().is_ok());
        assert!("仙台".parse::<MunicipalityId>().is_err());
        assert!("".parse::<MunicipalityId>().is_err());
        assert_eq!("city".parse(), Ok(DepartmentId::city()));
    }
}
