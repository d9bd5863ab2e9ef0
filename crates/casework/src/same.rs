//! Which other submissions are of the same thing, as a definition says it (`x-procedure.sameAs`), which
//! are of the same people and protected (支援措置), and by what the same people are told at all.
//!
//! A match decides nothing: it is a finding, for a person to look at.

use std::collections::BTreeSet;

use catalogue::Published;
use chrono::{Days, NaiveDate};
use form_engine::{Context, SameKind};
use kernel::{Instant, SubmissionId};
use review_workflow::{Finding, FindingKind};
use serde_json::Value;
use submission_store::{
    Digest, Reads, StoreError, WriteTx,
    likenesses::{self, Likeness},
    protected,
};

use crate::{
    Casework,
    words::{person, persons},
};

/// For what a person is told: the same one is another digest for something else.
const PROTECTED: &str = "a protected person";
const OWN: &str = "somebody of the office or their family";

/// By what a submission is compared with others.
#[derive(Debug, Clone, Default)]
pub(crate) struct Likenesses {
    rules: Vec<(FindingKind, String, Likeness)>,
    /// Those whom it is about: another case of theirs may be protected.
    people: Vec<Digest>,
}

impl Casework {
    /// By what canonical answers are compared, with their words hashed. What cannot be told is
    /// compared with nothing, and stops nobody.
    pub(crate) fn likenesses(
        &self,
        published: &Published,
        data: &Value,
        arrived_at: Instant,
    ) -> Likenesses {
        let context = Context::on(arrived_at.day());
        let same = published.form.same_as(data, &context).unwrap_or_else(|defect| {
            tracing::warn!(procedure = published.form.id(), expression = %defect.expression, what = %defect.what, "what is the same could not be computed");
            Vec::new()
        });
        let keys = self.inner.store.keys();
        let rules = same.into_iter().map(|same| {
            let kind = match same.kind {
                SameKind::Duplicate => FindingKind::Duplicate,
                SameKind::Household => FindingKind::Household,
            };
            let until = arrived_at.day().checked_add_days(Days::new(u64::from(same.days)));
            let until = until.unwrap_or(NaiveDate::MAX);
            let key = keys.hold(&format!("the same as\n{}", same.key));
            (kind, same.rule, Likeness { key, until })
        });
        let people = self.people_as(PROTECTED, published, data);
        Likenesses { rules: rules.collect(), people }
    }

    /// By what those are told whom a case is about, where it is protected.
    pub fn protected_people(&self, published: &Published, data: &Value) -> Vec<Digest> {
        self.people_as(PROTECTED, published, data)
    }

    /// By what those are told whom a case is about, for who keeps away from their matters (除斥).
    pub fn own_people(&self, published: &Published, data: &Value) -> Vec<Digest> {
        self.people_as(OWN, published, data)
    }

    /// By what one of them is told, however the name is typed.
    pub fn own_person(&self, name: &str, birth_date: NaiveDate) -> Digest {
        self.person_as(OWN, &person(name, &birth_date.to_string()))
    }

    fn people_as(&self, what: &str, published: &Published, data: &Value) -> Vec<Digest> {
        let people = persons(&published.form, data).into_iter();
        people.map(|person| self.person_as(what, &person)).collect()
    }

    fn person_as(&self, what: &str, person: &str) -> Digest {
        self.inner.store.keys().hold(&format!("{what}\n{person}"))
    }
}

impl Likenesses {
    /// Nobody else looks for the same before this is written.
    pub(crate) fn hold(&self, tx: &mut WriteTx<'_>) -> Result<(), StoreError> {
        likenesses::hold(tx, &self.all())
    }

    /// The others that are there on the day of `now`.
    pub(crate) fn found(
        &self,
        tx: &mut impl Reads,
        of: &SubmissionId,
        now: Instant,
    ) -> Result<Vec<Finding>, StoreError> {
        let mut found = Vec::new();
        for (kind, rule, likeness) in &self.rules {
            let others = likenesses::others(tx, &likeness.key, of, now.day())?;
            found.extend(others.into_iter().map(|other| Finding::alike(*kind, rule, other)));
        }
        let mut protected = BTreeSet::new();
        for person in &self.people {
            protected.extend(protected::of_person(tx, person, of, now.day())?);
        }
        found.extend(protected.into_iter().map(Finding::protected));
        Ok(found)
    }

    pub(crate) fn write(&self, tx: &mut WriteTx<'_>, of: &SubmissionId) -> Result<(), StoreError> {
        likenesses::insert(tx, of, &self.all())
    }

    fn all(&self) -> Vec<Likeness> {
        self.rules.iter().map(|(_, _, likeness)| *likeness).collect()
    }
}
