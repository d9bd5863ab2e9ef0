//! `/verify`: whether a paper is one of ours and still holds, for whoever has it in their hands.
//!
//! Its number and its code tell kind, day and department. Never whom it is about, nor what it says;
//! a wrong code and a number that nobody took are told alike.

use casework::{Standing, told_by};
use chrono::NaiveDate;
use kernel::{AccessCode, Language};
use review_workflow::Verdict;
use submission_store::{
    Part, Scope, StoreError, notices,
    registers::{self, Numbered, read_number},
};

use crate::{Counter, Error};

/// What is told of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// 文書番号
    pub number: String,
    /// What it tells.
    pub verdict: Verdict,
    /// The day that stands on it.
    pub day: NaiveDate,
    /// The department that issued it.
    pub department: String,
    /// Whether it still says what holds.
    pub standing: Standing,
    /// Whether the file is the paper that was issued, byte for byte; nothing where none was given,
    /// or where the case is erased.
    pub is_same: Option<bool>,
}

impl Counter {
    /// What is told of the paper with this number and code, and of the file that is said to be it.
    pub async fn verify(
        &self,
        number: &str,
        code: &AccessCode,
        file: Option<Vec<u8>>,
        language: Language,
    ) -> Result<Verified, Error> {
        let (named, figure) = read_number(number).ok_or(Error::NotFound)?;
        let read = self.inner.store.read(move |tx| registers::find_all(tx, &named, figure));
        let found: Vec<Numbered> = read.await.map_err(|fault: StoreError| fault)?;
        let keys = self.inner.store.keys();
        let is_meant = |it: &Numbered| {
            let paper = &it.paper;
            !it.is_waiting() && keys.notice_code(&paper.case, paper.notice) == *code
        };
        let found = found.into_iter().find(is_meant).ok_or(Error::NotFound)?;
        let (standing, is_same) = self.stands(&found, file).await?;
        let department = found.paper.department.as_str();
        Ok(Verified {
            number: found.text(),
            verdict: told_by(&found.paper.kind),
            day: found.paper.at.day(),
            department: self.catalogue().department_name(department, language),
            standing,
            is_same,
        })
    }

    /// Whether a paper holds, and whether these are its bytes: nothing of them once the key of its
    /// case is gone, and of an erased case what the register knows.
    async fn stands(
        &self,
        number: &Numbered,
        file: Option<Vec<u8>>,
    ) -> Result<(Standing, Option<bool>), Error> {
        let paper = &number.paper;
        let rows = match self.casework.rows(Scope::Worker, &paper.case).await {
            Ok(rows) => rows,
            Err(Error::NotFound | Error::Erased) => {
                let void = number.void.as_ref().map(|void| Standing::Void(void.reason));
                return Ok((void.unwrap_or(Standing::InForce), None));
            }
            Err(fault) => return Err(fault),
        };
        let standing = rows.standing(paper.notice, paper.at);
        let Some(file) = file else { return Ok((standing, None)) };
        let (case, notice) = (paper.case.clone(), paper.notice);
        let read =
            self.inner.store.read(move |tx| notices::find(tx, &Scope::Worker, &case, notice));
        let issued: Option<notices::Notice> = read.await.map_err(|fault: StoreError| fault)?;
        let is_same = issued.map(|issued| {
            rows.sealer().fingerprint(Part::Notice(notice), &file) == issued.entry.fingerprint
        });
        Ok((standing, is_same))
    }
}
