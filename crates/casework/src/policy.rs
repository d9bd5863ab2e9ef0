//! From a form's definition to the office's rules for its cases.

use form_engine::{Context, DecisionVerdict, FeeDue, Form, Workflow};
use kernel::{CasePlace, Instant};
use review_workflow::{Policy, Shape};
use serde_json::Value;

/// The rules for a case of this form that belongs there, whatever its answers are.
pub fn policy_of(form: &Form, place: &CasePlace) -> Policy {
    let procedure = form.procedure();
    let mut policy = Policy::new(shape(procedure.workflow), place.clone());
    policy.processing = procedure.processing;
    policy.sample = procedure.sample;
    policy.fee_after_review = procedure.fee.due == FeeDue::AfterReview;
    // Who files on the last day takes part as well.
    let until = procedure.opening.and_then(|opening| opening.until);
    policy.closes_at = until.and_then(|until| until.succ_opt()).map(Instant::start_of);
    policy
}

/// The rules for a case whose canonical `answers` are these: who decides it depends on them.
pub fn policy_for(form: &Form, place: &CasePlace, answers: &Value, now: Instant) -> Policy {
    let context = Context::on(now.day());
    let level = |verdict| form.level(verdict, answers, &context);
    let in_favour = match form.procedure().workflow {
        Workflow::Notification => DecisionVerdict::Record,
        Workflow::Certificate
        | Workflow::Standard
        | Workflow::Approval
        | Workflow::LotteryOrQuota => DecisionVerdict::Approve,
    };
    Policy {
        approval: level(in_favour),
        refusal: level(DecisionVerdict::Refuse),
        by_lot: form.is_drawn(answers, &context),
        ..policy_of(form, place)
    }
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
    use kernel::DepartmentId;
    use serde_json::json;

    use super::*;

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
        assert_eq!(policy_of(&form, &place).closes_at, Some(december));
    }
}
