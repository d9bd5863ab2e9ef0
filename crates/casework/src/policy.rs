//! From a form's definition to the office's rules for its cases.

use form_engine::{Context, DecisionVerdict, FeeDue, Form, Workflow};
use kernel::{CasePlace, Instant, Language, Yen};
use review_workflow::{Case, Policy, Shape, Verdict};
use serde_json::Value;

use crate::{Error, Rows};

/// The rules for a case of this form that belongs there, with these canonical `answers` as they are
/// checked in the `context` of its arrival; whoever decides it.
pub fn policy_of(form: &Form, place: &CasePlace, answers: &Value, context: &Context) -> Policy {
    let procedure = form.procedure();
    let mut policy = Policy::new(shape(procedure.workflow), place.clone());
    policy.processing = form.processing(answers, context);
    policy.sample = procedure.sample;
    policy.fee_after_review = procedure.fee.due == FeeDue::AfterReview;
    // Who files on the last day takes part as well.
    let until = procedure.opening.and_then(|opening| opening.until);
    policy.closes_at = until.and_then(|until| until.succ_opt()).map(Instant::start_of);
    policy
}

impl Rows {
    /// The rules for this case as its answers stand, whoever decides it.
    pub fn policy(&self, form: &Form) -> Result<Policy, Error> {
        Ok(policy_of(form, &self.record.place, &self.latest_content()?, &self.arrival()?))
    }
}

/// The rules for a case whose canonical `answers` are these: who decides it depends on them, and on
/// how much is `granted` where that is known.
pub fn policy_for(
    form: &Form,
    rows: &Rows,
    answers: &Value,
    granted: Option<Yen>,
    now: Instant,
) -> Result<Policy, Error> {
    let context = Context::on(now.day());
    let level = |verdict| form.level(verdict, answers, &context, granted);
    let in_favour = match form.procedure().workflow {
        Workflow::Notification => DecisionVerdict::Record,
        Workflow::Certificate
        | Workflow::Standard
        | Workflow::Approval
        | Workflow::LotteryOrQuota => DecisionVerdict::Approve,
    };
    Ok(Policy {
        approval: level(in_favour),
        part: level(DecisionVerdict::ApproveInPart),
        refusal: level(DecisionVerdict::Refuse),
        dismissal: level(DecisionVerdict::Dismiss),
        by_lot: form.is_drawn(answers, &context),
        ..policy_of(form, &rows.record.place, answers, &rows.arrival()?)
    })
}

/// What is granted by what was decided, or else is proposed, about a case.
pub fn granted_of(case: &Case) -> Option<Yen> {
    let decided = case.decision.as_ref().and_then(|decision| decision.terms.as_ref());
    let proposed = || case.proposal.as_ref().and_then(|proposal| proposal.terms.as_ref());
    decided.or_else(proposed)?.granted()
}

/// What the procedure calls a verdict (許可, 支給 …), where it calls it otherwise than usual.
pub fn verdict_word(form: &Form, verdict: Verdict, language: Language) -> Option<&str> {
    let named = match verdict {
        Verdict::Approve => DecisionVerdict::Approve,
        Verdict::ApproveInPart => DecisionVerdict::ApproveInPart,
        Verdict::Refuse => DecisionVerdict::Refuse,
        Verdict::Dismiss => DecisionVerdict::Dismiss,
    };
    form.procedure().verdict_word(named, language)
}

/// The shape of the office's work on cases of such a form.
pub(crate) const fn shape(workflow: Workflow) -> Shape {
    match workflow {
        Workflow::Notification => Shape::Notification,
        Workflow::Certificate => Shape::Certificate,
        Workflow::Standard => Shape::Standard,
        Workflow::Approval => Shape::Approval,
        Workflow::LotteryOrQuota => Shape::LotteryOrQuota,
    }
}

#[cfg(test)]
mod tests {
    use form_engine::{Parts, Source};
    use japanese_values::Term;
    use kernel::DepartmentId;
    use serde_json::json;

    use super::*;

    #[test]
    fn how_long_it_takes_is_told_by_what_was_answered() {
        let text = json!({
            "$id": "records", "title": "見本", "type": "object",
            "x-procedure": { "department": "課", "category": "samples", "workflow": "approval",
                "processing": [{ "when": "form.a == 'own'", "label": "個人情報", "days": 30 },
                               { "days": 14 }] },
            "x-pages": [{ "id": "one", "title": "1", "fields": ["a"] }],
            "properties": { "a": { "title": "あ", "type": "string", "enum": ["own", "papers"] } }
        })
        .to_string();
        let source = Source { file: "records.json", text: &text, overlays: &[] };
        let form = Form::compile(&source, &Parts::default()).unwrap();
        let department = DepartmentId::city();
        let place =
            CasePlace { department, desk: None, procedure: "records".to_owned(), ward: None };
        let context = Context::on("2026-11-25".parse().unwrap());
        let days = |a: &str| policy_of(&form, &place, &json!({ "a": a }), &context).processing;
        assert_eq!((days("own"), days("papers")), (Some(Term::Days(30)), Some(Term::Days(14))));
    }

    #[test]
    fn a_lottery_closes_when_its_last_day_is_over() {
        let text = json!({
            "$id": "lottery", "title": "見本", "type": "object",
            "x-procedure": { "department": "課", "category": "samples", "workflow": "lottery-or-quota",
                             "opening": { "from": "2026-11-02", "until": "2026-11-30" } },
            "x-pages": [{ "id": "one", "title": "1", "fields": ["a"] }],
            "properties": { "a": { "title": "あ", "type": "string" } }
        })
        .to_string();
        let source = Source { file: "lottery.json", text: &text, overlays: &[] };
        let form = Form::compile(&source, &Parts::default()).unwrap();
        let december = Instant::parse_rfc3339("2026-12-01T00:00:00+09:00").unwrap();
        let place = CasePlace {
            department: DepartmentId::city(),
            desk: None,
            procedure: "lottery".to_owned(),
            ward: None,
        };
        let context = Context::on(december.day());
        assert_eq!(policy_of(&form, &place, &json!({}), &context).closes_at, Some(december));
    }
}
