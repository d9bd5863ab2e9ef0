//! 封入を数える: what was enclosed against what is in the batch, by the codes on the envelopes.

use std::collections::BTreeMap;

use super::batch::{BatchLine, BatchStanding};
use crate::{BackOffice, Error, Staff};

/// What came of counting.
#[derive(Debug)]
pub enum Counting {
    /// Everything is there, once. It is kept that the batch was counted.
    Whole,
    /// Something is not as it should be. Nothing is kept.
    Differs(BatchCount),
    /// There is nothing to count.
    Nothing,
}

/// What is not as it should be: places and names.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct BatchCount {
    /// In the batch and not enclosed.
    pub missing: Vec<(i64, String)>,
    /// Enclosed more than once.
    pub double: Vec<(i64, String)>,
    /// Enclosed, and not to be posted any more.
    pub left_out: Vec<(i64, String)>,
    /// Codes of another batch, or of none.
    pub foreign: Vec<String>,
}

impl BackOffice {
    /// Holds the codes that were typed or scanned, one in a line or between blanks, against a
    /// batch.
    pub async fn count_batch(
        &self,
        staff: &Staff,
        number: i64,
        typed: &str,
    ) -> Result<Counting, Error> {
        let now = self.now();
        let held = self.held(staff, number, now).await?;
        let lines = self.batch_lines(staff, held.papers, false).await?;
        let waits = lines.iter().any(|it| it.standing == BatchStanding::Waiting);
        if !waits || typed.trim().is_empty() {
            return Ok(Counting::Nothing);
        }
        let count = against(number, &lines, typed);
        if count != BatchCount::default() {
            return Ok(Counting::Differs(count));
        }
        let by = staff.id().clone();
        let store = &self.inner.store;
        store.write(move |tx| submission_store::batches::count(tx, number, &by, now)).await?;
        Ok(Counting::Whole)
    }
}

fn against(number: i64, lines: &[BatchLine], typed: &str) -> BatchCount {
    let mut count = BatchCount::default();
    let mut enclosed: BTreeMap<i64, usize> = BTreeMap::new();
    for code in typed.split(|c: char| c.is_whitespace() || matches!(c, ',' | '、')) {
        match read(code) {
            Some((batch, place)) if batch == number && lines.iter().any(|it| it.place == place) => {
                *enclosed.entry(place).or_default() += 1;
            }
            Some(_) | None if code.is_empty() => {}
            Some(_) | None => count.foreign.push(code.to_owned()),
        }
    }
    for line in lines {
        let times = enclosed.get(&line.place).copied().unwrap_or(0);
        let name = line.paper.as_ref().map(|it| it.addressee.clone()).unwrap_or_default();
        let told = (line.place, name);
        if line.standing != BatchStanding::Waiting {
            if times > 0 {
                count.left_out.push(told);
            }
        } else if times == 0 {
            count.missing.push(told);
        } else if times > 1 {
            count.double.push(told);
        }
    }
    count
}

/// `12-3`, as a scanner gives it or a hand types it.
fn read(code: &str) -> Option<(i64, i64)> {
    let plain = |c: char| match c {
        '０'..='９' => char::from_digit(u32::from(c).checked_sub(u32::from('０'))?, 10),
        '－' | '‐' | '−' | 'ー' => Some('-'),
        _ => Some(c),
    };
    let code: String = code.chars().map(plain).collect::<Option<_>>()?;
    let (batch, place) = code.split_once('-')?;
    Some((batch.parse().ok()?, place.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines() -> Vec<BatchLine> {
        use BatchStanding::{Void, Waiting};
        let line = |(place, standing)| BatchLine {
            place,
            standing,
            paper: None,
            without_type: Vec::new(),
        };
        [(1, Waiting), (2, Waiting), (3, Void)].map(line).into()
    }

    #[test]
    fn what_is_missing_double_or_foreign_is_told() {
        let places = |told: &[(i64, String)]| told.iter().map(|it| it.0).collect::<Vec<_>>();
        for (typed, missing, double, left_out, foreign) in [
            ("12-1\r\n12-2", vec![], vec![], vec![], vec![]),
            (" １２－２、12-1 ", vec![], vec![], vec![], vec![]),
            ("12-1\n", vec![2], vec![], vec![], vec![]),
            ("12-1 12-2 12-1", vec![], vec![1], vec![], vec![]),
            ("12-1 12-2 12-3", vec![], vec![], vec![3], vec![]),
            ("12-1 13-2 12-9 x", vec![2], vec![], vec![], vec!["13-2", "12-9", "x"]),
        ] {
            let count = against(12, &lines(), typed);
            let told = (places(&count.missing), places(&count.double), places(&count.left_out));
            assert_eq!(told, (missing, double, left_out), "{typed}");
            assert_eq!(count.foreign, foreign, "{typed}");
        }
    }
}
