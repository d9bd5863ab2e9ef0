//! `/procedures/{id}`: everything to know before starting, and the button that starts.

use std::sync::Arc;

use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::NaiveDate;
use counter::{Counter, Published};
use form_engine::{
    Applicant, FeeDue, FeeTerm, Identity, Opening, Procedure, Severity, Visit as Coming,
};
use japanese_values::Term;
use kernel::Language;
use serde::Deserialize;

use crate::{
    link,
    rule::{PUBLIC, PUBLIC_FORM},
    visit::Visit,
    wording::Wording,
};
use ::web::{
    guard::{Guarded, WebError},
    page::{Page, see_other},
    shown,
    table::Table,
    wording::{Callable, Phrase},
};

pub(super) fn routes(table: &mut Table) {
    table.get("/procedures/{id}", PUBLIC, show).post("/procedures/{id}", PUBLIC_FORM, start);
}

#[derive(Template)]
#[template(path = "resident/procedure.html")]
struct ProcedurePage {
    visit: Visit,
    w: Wording,
    published: Arc<Published>,
    /// The name of the department that answers for it.
    department: String,
    closed: Option<Phrase>,
    /// Why nobody can file it any more, whoever they are.
    full: Option<String>,
    /// That there is no place, and how they can wait for one.
    line: Option<String>,
    /// The draft that this browser has begun: where it goes on, and how far it is.
    begun: Option<(String, Phrase)>,
    /// What this browser has sent: its receipt, and when.
    sent: Option<(String, Phrase)>,
    /// Whether one can sign with a card here.
    signs: bool,
    today: NaiveDate,
}

async fn show(
    counter: web::Data<Counter>,
    visit: Visit,
    id: web::Path<String>,
) -> Result<Page<ProcedurePage>, WebError> {
    let published = counter.catalogue().procedure(&id).ok_or(WebError::NotFound)?;
    let w = visit.words();
    let today = counter.today();
    let closed = closed(published.form.procedure(), today, &visit);
    let gone = counter.is_full(&published, visit.language).await?;
    let (full, line) = match gone {
        Some(gone) if gone.severity == Severity::Error => (Some(gone.message), None),
        gone => (None, gone.map(|gone| gone.message)),
    };
    let begun = begun(&counter, &visit, &id).await?;
    let sent = sent(&counter, &visit, &id).await?;
    let department =
        counter.catalogue().department_name(&published.form.procedure().department, visit.language);
    let signs = counter.takes_signatures();
    let page = ProcedurePage {
        visit,
        w,
        published,
        department,
        closed,
        full,
        line,
        begun,
        sent,
        signs,
        today,
    };
    Ok(Page::ok(page))
}

/// The latest draft of this browser, so that nobody fills the same form in twice.
async fn begun(
    counter: &Counter,
    visit: &Visit,
    procedure: &str,
) -> Result<Option<(String, Phrase)>, WebError> {
    let drafts = counter.drafts_of(&visit.visitor()).await?;
    let draft = drafts.iter().find(|draft| draft.published.form.id() == procedure);
    Ok(draft.map(|draft| {
        let when = shown::moment(draft.updated_at, counter.today(), visit.language);
        let note = match draft.pages_left {
            0 => visit.words().draft_saved_done(when),
            left => visit.words().draft_saved(when, left),
        };
        (link::draft(&draft.id), note)
    }))
}

/// The latest submission of this browser.
async fn sent(
    counter: &Counter,
    visit: &Visit,
    procedure: &str,
) -> Result<Option<(String, Phrase)>, WebError> {
    let sent = counter.sent_by(&visit.visitor()).await?;
    let sent = sent.iter().find(|sent| sent.procedure == procedure);
    Ok(sent.map(|sent| {
        let when = shown::moment(sent.sent_at, counter.today(), visit.language);
        (link::receipt(&sent.receipt_number), visit.words().sent_before(when))
    }))
}

/// Whether somebody who has begun wants to begin anew.
#[derive(Default, Deserialize)]
struct Start {
    #[serde(default)]
    anew: Option<String>,
}

async fn start(
    counter: web::Data<Counter>,
    visit: Visit,
    id: web::Path<String>,
    posted: Guarded<Start>,
) -> Result<HttpResponse, WebError> {
    let published = counter.catalogue().procedure(&id).ok_or(WebError::NotFound)?;
    if posted.anew.is_none() && begun(&counter, &visit, &id).await?.is_some() {
        return Ok(see_other(&format!("{}#begun", link::procedure(&id))));
    }
    if !published.form.eligibility().is_empty() {
        return Ok(see_other(&link::eligible(&id)));
    }
    let draft = counter.start_draft(&visit.visitor(), &id, visit.language).await?;
    Ok(see_other(&link::draft(&draft)))
}

/// Why it cannot be started today.
fn closed(procedure: &Procedure, today: NaiveDate, visit: &Visit) -> Option<Phrase> {
    let opening: Opening = procedure.opening.filter(|opening| !opening.contains(today))?;
    let w = visit.words();
    let shown = |day| shown::day(day, today, visit.language);
    match (opening.from, opening.until) {
        (Some(from), _) if today < from => Some(w.opens_on(shown(from))),
        (_, until) => until.map(|until| w.closed_since(shown(until))),
    }
}

impl ProcedurePage {
    fn procedure(&self) -> &Procedure {
        self.published.form.procedure()
    }

    fn language(&self) -> Language {
        self.visit.language
    }

    fn minutes(&self) -> Phrase {
        self.w.minutes(self.published.form.estimated_minutes())
    }

    /// The days on which it can be filed, when it is not always.
    fn opening(&self) -> Option<Phrase> {
        let Opening { from, until } = self.procedure().opening?;
        let shown = |day: NaiveDate| shown::day(day, self.today, self.language());
        match (from.map(shown), until.map(shown)) {
            (Some(from), Some(until)) => Some(self.w.open_between(from, until)),
            (Some(from), None) => Some(self.w.open_from(from)),
            (None, Some(until)) => Some(self.w.open_until(until)),
            (None, None) => None,
        }
    }

    /// Until when it must be filed, and what happens afterwards.
    fn deadline(&self) -> Option<(Phrase, Phrase)> {
        let deadline = self.procedure().deadline.as_ref()?;
        let from = inside_a_sentence(deadline.from.get(self.language()));
        let span = self.w.span(deadline.term);
        let until = if deadline.before {
            self.w.deadline_before(span, from)
        } else {
            self.w.deadline_within(span, from)
        };
        let after =
            if deadline.strict { self.w.deadline_strict() } else { self.w.deadline_fault() };
        Some((until, after))
    }

    /// The department's own sentence, or else the kinds of applicants.
    fn who(&self) -> Vec<Phrase> {
        let procedure = self.procedure();
        if !procedure.who_can_apply.is_empty() {
            return vec![Phrase::new(procedure.who_can_apply.get(self.language()).to_owned())];
        }
        let name = |applicant: &Applicant| match applicant {
            Applicant::Individual => self.w.individuals(),
            Applicant::Corporate => self.w.corporations(),
        };
        procedure.applicants.iter().map(name).collect()
    }

    /// The facts that a department may tell or leave out.
    fn further_facts(&self) -> Vec<(Phrase, &str)> {
        let (procedure, language, w) = (self.procedure(), self.language(), self.w);
        let facts = [
            (w.result(), &procedure.result),
            (w.offline_way(), &procedure.offline),
            (w.privacy(), &procedure.privacy),
            (w.legal_basis(), &procedure.legal_basis),
        ];
        let told = facts.into_iter().filter(|(_, text)| !text.is_empty());
        told.map(|(label, text)| (label, text.get(language))).collect()
    }

    fn fee_line(&self, line: &FeeTerm) -> String {
        let price = match line.unit.map(|unit| shown::yen(unit, self.language())) {
            Some(unit) if line.counted => self.w.fee_each(unit).plain(),
            Some(whole) => whole,
            None => self.w.fee_depends().plain(),
        };
        let mut text = self.w.listed(line.label.get(self.language()), price).plain();
        if line.conditional {
            text.push_str(&self.w.fee_if_applicable().plain());
        }
        text
    }

    fn fee_due(&self) -> Phrase {
        match self.procedure().fee.due {
            FeeDue::AtSubmission => self.w.fee_at_submission(),
            FeeDue::AfterReview => self.w.fee_after_review(),
            FeeDue::AtCounter => self.w.fee_at_counter(),
        }
    }

    fn how_long(&self) -> Phrase {
        match self.procedure().processing {
            Some(Term::OpenDays(days)) => self.w.open_days(days),
            Some(term) => self.w.within(self.w.span(term)),
            None => self.w.at_once(),
        }
    }

    fn other_periods(&self) -> String {
        self.w.other_periods(&self.procedure().processing_branches)
    }

    /// What everybody is told, unless the department says it better for those who need no proof.
    fn identity(&self) -> Vec<Phrase> {
        let procedure = self.procedure();
        let own = Some(procedure.identity_without_card.get(self.language()).to_owned())
            .filter(|own| !own.is_empty())
            .map(Phrase::new);
        match (procedure.identity, own) {
            (Identity::Signature, own) => {
                let signs = self.w.identity_signature();
                let how = if self.signs { signs } else { self.w.identity_signature_elsewhere() };
                std::iter::once(how).chain(own).collect()
            }
            (Identity::Verified, own) => {
                std::iter::once(self.w.identity_verified()).chain(own).collect()
            }
            (Identity::None | Identity::Account, Some(own)) => vec![own],
            (Identity::None, None) => vec![self.w.identity_none()],
            (Identity::Account, None) => vec![self.w.identity_account()],
        }
    }

    /// Whom to ask where the department has no telephone of its own.
    fn city_contact(&self) -> Callable {
        self.visit.contact()
    }

    /// What somebody still has to come for.
    fn coming(&self) -> Option<&str> {
        match &self.procedure().visit {
            Coming::None => None,
            Coming::Remains(what) => Some(what.get(self.language())),
        }
    }
}

/// `The day you moved` as it reads after other words; Japanese stays as it is.
fn inside_a_sentence(text: &str) -> String {
    match text.strip_prefix("The ") {
        Some(rest) => format!("the {rest}"),
        None => text.to_owned(),
    }
}
