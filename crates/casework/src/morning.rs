//! The letter of a morning to a member of staff, in words.

use mail::{MorningLetter, MorningLine, Outgoing, Sender};
use submission_store::mornings::Morning;

use crate::{Casework, Unwritten};

impl Casework {
    /// The letter that a row keeps, to `address`.
    pub fn morning_letter(&self, morning: &Morning, address: &str) -> Result<Outgoing, Unwritten> {
        let lines: Vec<(String, u64, bool)> =
            serde_json::from_str(&morning.counts).map_err(Unwritten::unfit)?;
        let read = |(word, number, more): (String, u64, bool)| {
            let line: MorningLine = word.parse().map_err(Unwritten::unfit)?;
            Ok::<_, Unwritten>((line, number, more))
        };
        let city = self.city();
        let letter = MorningLetter {
            city: city.official_name().to_owned(),
            office: format!("{}/office", city.public_url),
            day: morning.day,
            lines: lines.into_iter().map(read).collect::<Result<_, _>>()?,
            sample: city.demo,
        };
        Ok(Outgoing {
            id: morning.id.clone(),
            from: Sender {
                name: format!("{} オンライン窓口", city.official_name()),
                address: city.mail_from.parse().map_err(Unwritten::unfit)?,
            },
            to: address.parse().map_err(Unwritten::unfit)?,
            written_at: morning.created_at,
            letter: letter.render().map_err(Unwritten::unfit)?,
        })
    }
}

/// What is counted, as a row keeps it; empty where there is nothing to say.
pub fn counts_as_kept(lines: &[(MorningLine, u64, bool)]) -> Result<String, crate::Error> {
    if lines.is_empty() {
        return Ok(String::new());
    }
    let kept: Vec<(&str, u64, bool)> =
        lines.iter().map(|(line, number, more)| (line.word(), *number, *more)).collect();
    serde_json::to_string(&kept).map_err(crate::Error::internal)
}
