//! 教示: what a refusal says about contesting it, from the row that the legal section has confirmed.
//!
//! The words that come with the program stand for 見本: they are printed in demonstrations, and to be
//! confirmed or changed before anything else leaves with them.

use std::collections::BTreeSet;

use documents::{Instruction, Remedy};
use form_engine::{Procedure, ReviewBody};
use kernel::Instant;
use submission_store::instructions::{self, InstructionKey};

use crate::{Casework, Error};

/// Every kind of body, in the words of definitions.
const BODIES: [(ReviewBody, &str); 6] = [
    (ReviewBody::Mayor, "mayor"),
    (ReviewBody::Governor, "governor"),
    (ReviewBody::Board, "board"),
    (ReviewBody::Committee, "committee"),
    (ReviewBody::Enterprise, "enterprise"),
    (ReviewBody::Bureau, "bureau"),
];

/// A row without which refusals are not decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenInstruction {
    /// To whom a review is asked for.
    pub reviewer: String,
    /// Whether it was confirmed once, and its year is over.
    pub is_over: bool,
}

/// Whose row a refusal in this procedure carries; none where it can be contested nowhere.
pub fn instruction_key(procedure: &Procedure) -> Option<InstructionKey> {
    let (_, word) = BODIES.into_iter().find(|(body, _)| *body == procedure.review_body)?;
    let reviewer = procedure.reviewer.clone().unwrap_or_default();
    Some(InstructionKey { body: word.to_owned(), reviewer })
}

impl Casework {
    /// To whom a review is asked for, as papers name them.
    pub fn reviewer_of(&self, key: &InstructionKey) -> String {
        let mayor = format!("{}長", self.inner.city.official_name());
        if key.reviewer.is_empty() { mayor } else { key.reviewer.clone() }
    }

    /// The words that come with the program, a paragraph a line.
    pub fn sample_instruction(&self, key: &InstructionKey) -> String {
        self.sample(key).paragraphs.join("\n")
    }

    fn sample(&self, key: &InstructionKey) -> Instruction {
        let city = self.inner.city.official_name().to_owned();
        let (mayor, reviewer) = (format!("{city}長"), self.reviewer_of(key));
        let body = BODIES.into_iter().find(|(_, word)| *word == key.body).map(|(body, _)| body);
        let (representative, review_first) = match body.unwrap_or_default() {
            ReviewBody::None | ReviewBody::Mayor | ReviewBody::Governor | ReviewBody::Bureau => {
                (mayor, false)
            }
            ReviewBody::Board => (mayor, true),
            // What the law lets such an organ decide, it also answers for in court.
            ReviewBody::Committee | ReviewBody::Enterprise => (reviewer.clone(), false),
        };
        Remedy { reviewer, defendant: city, representative, review_first }.into()
    }

    /// The version that a refusal in this procedure carries on that day: nothing where it carries
    /// none, or the words that come with the program in a demonstration. `Err` names whose row
    /// nobody has confirmed, or not for this year.
    pub async fn instruction_on(
        &self,
        procedure: &Procedure,
        at: Instant,
    ) -> Result<Result<Option<i64>, InstructionKey>, Error> {
        let Some(key) = instruction_key(procedure) else { return Ok(Ok(None)) };
        let (wanted, day) = (key.clone(), at.day());
        let read = self.inner.store.read(move |tx| instructions::in_force(tx, &wanted, day));
        let found = read.await.map_err(|fault: submission_store::StoreError| fault)?;
        Ok(match found {
            Some(instruction) => Ok(Some(instruction.version)),
            None if self.inner.city.demo => Ok(None),
            None => Err(key),
        })
    }

    /// Whose rows the procedures on offer need and nobody has confirmed for that day; none in a
    /// demonstration.
    pub async fn unconfirmed_instructions(
        &self,
        at: Instant,
    ) -> Result<Vec<OpenInstruction>, Error> {
        if self.inner.city.demo {
            return Ok(Vec::new());
        }
        let read = self.inner.store.read(|tx| instructions::list_confirmed(tx));
        let confirmed = read.await.map_err(|fault: submission_store::StoreError| fault)?;
        let all = self.inner.catalogue.procedures();
        let needed: BTreeSet<InstructionKey> =
            all.iter().filter_map(|it| instruction_key(it.form.procedure())).collect();
        let open = needed.iter().filter_map(|key| {
            let until = confirmed.get(key);
            let is_open = until.is_none_or(|until| at.day() > *until);
            let (reviewer, is_over) = (self.reviewer_of(key), until.is_some());
            is_open.then_some(OpenInstruction { reviewer, is_over })
        });
        Ok(open.collect())
    }

    /// What a paper says that took this version.
    pub(crate) async fn instruction(
        &self,
        procedure: &Procedure,
        version: Option<i64>,
    ) -> Result<Option<Instruction>, Error> {
        let Some(key) = instruction_key(procedure) else { return Ok(None) };
        let Some(version) = version else { return Ok(Some(self.sample(&key))) };
        let read = self.inner.store.read(move |tx| instructions::find(tx, &key, version));
        let found = read.await.map_err(|fault: submission_store::StoreError| fault)?;
        let found = found.ok_or_else(|| Error::internal("a paper names no instruction"))?;
        let paragraphs = found.text.lines().map(str::to_owned).collect();
        Ok(Some(Instruction { paragraphs, version: Some(version) }))
    }
}
