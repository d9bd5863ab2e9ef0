//! How far a picture is turned for whoever looks at it; the file stays as it came.

use std::str::FromStr;

use diesel::prelude::*;
use kernel::{AttachmentId, SubmissionId};

use super::TABLE;
use crate::{StoreError, WriteTx, engine::update, schema::attachments, transaction::Door as _};

/// How far, to the right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Turn {
    /// As it came.
    #[default]
    None,
    /// A quarter.
    Right,
    /// Half around.
    Around,
    /// Three quarters.
    Left,
}

/// The text names no turn.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such turn; they are 0, 90, 180, 270")]
pub struct ParseTurnError;

impl Turn {
    /// Every turn, each a quarter further.
    pub const ALL: [Self; 4] = [Self::None, Self::Right, Self::Around, Self::Left];

    /// Degrees to the right.
    pub const fn degrees(self) -> u16 {
        match self {
            Self::None => 0,
            Self::Right => 90,
            Self::Around => 180,
            Self::Left => 270,
        }
    }

    /// A quarter further to the right.
    #[must_use]
    pub const fn to_the_right(self) -> Self {
        match self {
            Self::None => Self::Right,
            Self::Right => Self::Around,
            Self::Around => Self::Left,
            Self::Left => Self::None,
        }
    }

    /// A quarter further to the left.
    #[must_use]
    pub const fn to_the_left(self) -> Self {
        self.to_the_right().to_the_right().to_the_right()
    }

    pub(super) fn of(degrees: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|turn| i64::from(turn.degrees()) == degrees)
    }
}

impl FromStr for Turn {
    type Err = ParseTurnError;

    fn from_str(degrees: &str) -> Result<Self, ParseTurnError> {
        Self::ALL
            .into_iter()
            .find(|turn| turn.degrees().to_string() == degrees)
            .ok_or(ParseTurnError)
    }
}

/// Turns the picture of a file of a case for everybody. False when the case has no such file.
pub fn turn(
    tx: &mut WriteTx<'_>,
    case: &SubmissionId,
    id: &AttachmentId,
    turn: Turn,
) -> Result<bool, StoreError> {
    let changed = tx.run(TABLE, |conn, here| {
        let filed = attachments::table
            .filter(attachments::id.eq(id.as_str()))
            .filter(attachments::municipality.eq(here))
            .filter(attachments::submission_id.eq(case.as_str()));
        update(filed, attachments::turn.eq(i64::from(turn.degrees()))).execute(conn)
    })?;
    Ok(changed == 1)
}
