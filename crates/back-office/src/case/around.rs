//! What the page of a case shows beside the case's own rows, all of it read at one moment.

use std::collections::HashMap;

use casework::{Rows, Subject, words};
use catalogue::Published;
use kernel::{CasePlace, Instant, StaffId, SubmissionId};
use review_workflow::{CommandKind, LetterKind};
use serde_json::Value;
use submission_store::{
    ReadTx, Scope, StoreError, differences,
    outbox::{self, LetterState},
    search::Word,
};

use crate::{
    BackOffice, CaseLabels, Difference, Error, MessageTemplate, Staff,
    finding::{self, OtherCase},
    labels, links,
    log::{self, Told, people_of},
    permission::scope_of,
    previous, sentences, templates,
};

/// What is read.
pub(super) struct Around {
    /// The log, and the names of who is in it.
    pub(super) told: Told,
    /// The cases that findings are about.
    pub(super) others: HashMap<SubmissionId, OtherCase>,
    /// The cases that it has to do with.
    pub(super) links: Vec<links::Linked>,
    /// Other submissions of the same person.
    pub(super) past: Vec<previous::Past>,
    /// The letters that told of messages.
    pub(super) letters: Vec<(Instant, LetterState)>,
    /// Sentences for who may ask for a correction.
    pub(super) sentences: Option<sentences::Nearest>,
    /// Templates for who may write.
    pub(super) templates: Vec<MessageTemplate>,
    /// What it bears, and what may be put on it.
    pub(super) labels: CaseLabels,
    /// What differs about its payments.
    pub(super) differences: Vec<Difference>,
}

/// What is asked for.
struct Asked {
    scope: Scope,
    case: SubmissionId,
    place: CasePlace,
    people: Vec<StaffId>,
    found: Vec<SubmissionId>,
    persons: Vec<Word>,
    is_paid: bool,
    available: Vec<CommandKind>,
}

impl BackOffice {
    /// What stands around a case for who may give these commands.
    pub(super) async fn around(
        &self,
        staff: &Staff,
        rows: &Rows,
        (published, content): (&Published, &Value),
        available: &[CommandKind],
    ) -> Result<Around, Error> {
        let case = &rows.record.case;
        let asked = Asked {
            scope: scope_of(&staff.authority),
            case: case.id.clone(),
            place: rows.record.place.clone(),
            people: people_of(case),
            found: case.findings.iter().filter_map(|finding| finding.other.clone()).collect(),
            persons: words::people(&Subject::searchable(&published.form, content)),
            is_paid: !rows.money.is_empty(),
            available: available.to_vec(),
        };
        let read = self.inner.store.read(move |tx| asked.read(tx));
        read.await.map_err(|fault: StoreError| fault.into())
    }
}

impl Asked {
    fn read(&self, tx: &mut ReadTx<'_>) -> Result<Around, StoreError> {
        let Self { scope, case, place, .. } = self;
        let may = |kind| self.available.contains(&kind);
        Ok(Around {
            told: log::told(tx, case, &self.people)?,
            others: finding::others(tx, scope, &self.found)?,
            links: links::linked_to(tx, scope, case)?,
            past: previous::past(tx, scope, case, &self.persons)?,
            letters: outbox::states_of(tx, case, LetterKind::Message.word())?,
            sentences: if may(CommandKind::RequestCorrection) {
                Some(sentences::nearest(tx, place)?)
            } else {
                None
            },
            templates: if may(CommandKind::Message) {
                templates::ready_at(tx, place)?
            } else {
                Vec::new()
            },
            labels: labels::of_case(tx, case, place, may(CommandKind::Label))?,
            differences: if self.is_paid {
                differences::list_of(tx, &Scope::Worker, case)?
            } else {
                Vec::new()
            },
        })
    }
}
