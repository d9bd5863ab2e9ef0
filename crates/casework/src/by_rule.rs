//! 自動決定: whether the rule of its definition decides a case, and what is written then.
//!
//! Deliberately not here: when the house asks.

use form_engine::{AutoVerdict, Form};
use kernel::{Instant, SubmissionId};
use review_workflow::{Event, Rule, RuleVerdict, decide_by_rule};
use submission_store::{
    Scope, StoreError, WriteTx,
    leases::{self, Lease},
    rules,
};

use crate::{Casework, Error, Rows, SYSTEM, Verified, policy_for};

/// Which way the rule of a definition decides.
const fn rule_verdict(verdict: AutoVerdict) -> RuleVerdict {
    match verdict {
        AutoVerdict::Approve => RuleVerdict::Approve,
        AutoVerdict::Record => RuleVerdict::Record,
    }
}

/// The rule of a definition in this version, where it has one.
pub fn rule_of(form: &Form, version: u32) -> Option<Rule> {
    let terms = form.procedure().auto.as_ref()?;
    Some(Rule { verdict: rule_verdict(terms.verdict), when: terms.when.clone(), version })
}

/// What stands on the paper of a decision that nobody took.
pub(crate) fn on_paper(rule: &Rule) -> String {
    format!("自動で決定（手続の定義 第{}版の条件：{}）", rule.version, rule.when)
}

impl Casework {
    /// Asks whether the rule of its definition decides a case, and keeps that it was asked; both as
    /// long as `lease` is held. False where the rule leaves it to people, or somebody was faster.
    pub async fn ask_rule(
        &self,
        id: &SubmissionId,
        lease: Lease,
        now: Instant,
    ) -> Result<bool, Error> {
        let rows = self.rows(Scope::Worker, id).await?;
        let Some(fact) = self.decided_by_rule(&rows, now).await? else {
            return self.leave_to_people(id, lease).await.map(|()| false);
        };
        let numbering = rows.numbering(std::slice::from_ref(&fact));
        let facts = [fact];
        let case = rows.record.case.clone();
        let step = self.prepare_move(case, &facts, SYSTEM, &rows.submission)?;
        let dispatches = rows.dispatched(&facts, numbering.as_ref());
        let is_numbered = numbering.is_some();
        let step = step.dispatching(dispatches).numbering(numbering);
        let (case, place) = (id.clone(), rows.record.place.procedure.clone());
        let [Event::DecidedByRule { rule, .. }] = facts else {
            return Err(Error::internal("a rule made another fact"));
        };
        let arrived_at = rows.submission.arrived_at;
        let written = self.write_if(step, move |tx| {
            leases::hold(tx, &lease)?;
            // Whoever switched it off meanwhile stops it at this very case.
            let switch = rules::open(tx, &place)?;
            if !switch.is_some_and(|it| it.lets(rule.verdict, &rule.when, arrived_at)) {
                return Err(Error::Conflict { by: None, at: None });
            }
            Ok(rules::asked(tx, &case)?)
        });
        match written.await {
            Ok(()) => {}
            // Asked again in the next round, when the switch is off or the case is somebody's.
            Err(Error::Conflict { .. }) => return Ok(false),
            Err(fault) => return Err(fault),
        }
        if is_numbered {
            self.set_notices_of(id).await;
        }
        Ok(true)
    }

    /// What the rule makes of a case, where the city lets it, and it holds.
    async fn decided_by_rule(&self, rows: &Rows, now: Instant) -> Result<Option<Event>, Error> {
        let published = self.form_of(&rows.submission).await?;
        let Some(rule) = rule_of(&published.form, published.number) else { return Ok(None) };
        let procedure = rows.record.place.procedure.clone();
        let open = self.inner.store.read(move |tx| rules::open(tx, &procedure));
        let open: Option<rules::Switch> = open.await.map_err(|fault: StoreError| fault)?;
        let arrived_at = rows.submission.arrived_at;
        if !open.is_some_and(|switch| switch.lets(rule.verdict, &rule.when, arrived_at)) {
            return Ok(None);
        }
        let answers = rows.latest_content()?;
        let context = Verified::context(rows.verified()?.as_ref(), now.day());
        if !published.form.decides_by_rule(&answers, &context) {
            return Ok(None);
        }
        let policy = policy_for(&published.form, rows, &answers, None, now)?;
        Ok(decide_by_rule(&rows.record.case, rule, &policy, now).ok())
    }

    /// Keeps that people decide a case, whatever the rule says of it.
    pub async fn leave_to_people(&self, id: &SubmissionId, lease: Lease) -> Result<(), Error> {
        let id = id.clone();
        let written = self.inner.store.write(move |tx: &mut WriteTx<'_>| {
            leases::hold(tx, &lease)?;
            rules::asked(tx, &id)
        });
        written.await.map_err(|fault: StoreError| fault.into())
    }
}
