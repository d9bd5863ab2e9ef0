//! What somebody has to look at in a case, in sentences.

use std::collections::HashMap;

use form_engine::{Form, Problem};
use kernel::{Instant, Language, ReceiptNumber, StaffId, SubmissionId};
use review_workflow::{Case, Finding, FindingKind, State};
use submission_store::{Reads, Scope, StoreError};

use crate::beside::seen;

/// One thing to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingView {
    /// Its place among the findings of the case, from 0.
    pub place: usize,
    /// What kind it is.
    pub kind: FindingKind,
    /// The answer it is about, as a JSON pointer; empty for the whole of them.
    pub at: String,
    /// What is to be looked at; nothing where the form says it no more.
    pub text: Option<String>,
    /// The rule that found it, or the part that differs.
    pub rule: String,
    /// The other case that it is about, where the person may see that one.
    pub other: Option<OtherCase>,
    /// Who looked at it, and when.
    pub checked: Option<(String, Instant)>,
}

/// A case that another one is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherCase {
    /// Its id.
    pub id: SubmissionId,
    /// 受付番号
    pub receipt_number: ReceiptNumber,
    /// Where it stands.
    pub state: State,
}

/// The other cases that findings are about, as far as they may be seen.
pub(crate) fn others(
    tx: &mut impl Reads,
    scope: &Scope,
    ids: &[SubmissionId],
) -> Result<HashMap<SubmissionId, OtherCase>, StoreError> {
    let mut others = HashMap::new();
    for id in ids {
        if let Some((submission, case)) = seen(tx, scope, id)? {
            let (receipt_number, state) = (submission.receipt_number, case.state);
            others.insert(id.clone(), OtherCase { id: id.clone(), receipt_number, state });
        }
    }
    Ok(others)
}

/// The findings of a case, with what the form says of its answers.
pub(crate) fn findings_of(
    case: &Case,
    (form, said): (&Form, &[Problem]),
    others: &HashMap<SubmissionId, OtherCase>,
    people: &HashMap<StaffId, String>,
) -> Vec<FindingView> {
    let view = |(place, finding): (usize, &Finding)| FindingView {
        place,
        kind: finding.kind,
        at: finding.at.clone(),
        text: sentence(form, said, finding),
        rule: finding.rule.clone(),
        other: finding.other.as_ref().and_then(|id| others.get(id).cloned()),
        checked: finding
            .checked
            .as_ref()
            .map(|checked| (people.get(&checked.by).cloned().unwrap_or_default(), checked.at)),
    };
    let mut views: Vec<FindingView> = case.findings.iter().enumerate().map(view).collect();
    tell_apart(form, &mut views);
    views
}

/// Rows of a list may be warned of in the same words: then each says which row it is.
fn tell_apart(form: &Form, views: &mut [FindingView]) {
    let mut said: HashMap<String, usize> = HashMap::new();
    for text in views.iter().filter_map(|view| view.text.clone()) {
        *said.entry(text).or_default() += 1;
    }
    for view in views {
        let Some(text) = &mut view.text else { continue };
        if said.get(text).is_some_and(|times| *times > 1)
            && let Some(row) = row_of(form, &view.at)
        {
            text.push_str(&row);
        }
    }
}

/// `（必要な予診票の2件目）` of an answer in a row.
fn row_of(form: &Form, at: &str) -> Option<String> {
    let segments: Vec<&str> = at.split('/').collect();
    let place = segments.iter().position(|segment| segment.parse::<usize>().is_ok())?;
    let number = segments.get(place)?.parse::<usize>().ok()? + 1;
    let list = form.field(&segments.get(..place)?.join("/"))?;
    Some(format!("（{}の{number}件目）", list.title.get(Language::Japanese)))
}

fn sentence(form: &Form, said: &[Problem], finding: &Finding) -> Option<String> {
    if finding.other.is_some() {
        return form.same_message(&finding.rule).map(str::to_owned);
    }
    let same = |problem: &&Problem| problem.rule == finding.rule && problem.at == finding.at;
    said.iter().find(same).map(|problem| problem.message.clone())
}

#[cfg(test)]
mod tests {
    use form_engine::{Parts, Source};
    use serde_json::json;

    use super::*;

    fn form() -> Form {
        let text = json!({
            "$id": "f", "title": "見本", "type": "object",
            "x-procedure": { "department": "課", "category": "samples", "workflow": "notification" },
            "x-pages": [{ "id": "one", "title": "1", "fields": ["rows", "day"] }],
            "properties": {
                "rows": { "title": "必要な予診票", "type": "array", "items": { "type": "object", "properties": {
                    "vaccine": { "title": "ワクチン", "type": "string" } } } },
                "day": { "title": "予定の日", "type": "string", "format": "date" },
            },
        });
        let source = Source { file: "f.json", text: &text.to_string(), overlays: &[] };
        Form::compile(&source, &Parts::default()).unwrap()
    }

    #[test]
    fn the_same_sentence_of_several_rows_says_of_which() {
        let view = |at: &str, text: &str| FindingView {
            place: 0,
            kind: FindingKind::Confirmed,
            at: at.to_owned(),
            text: Some(text.to_owned()),
            rule: "r".to_owned(),
            other: None,
            checked: None,
        };
        let mut views = [
            view("/rows/0/vaccine", "まだ先です。"),
            view("/rows/2/vaccine", "まだ先です。"),
            view("/rows/1/vaccine", "一度だけの文です。"),
            view("/day", "間に合いません。"),
        ];
        tell_apart(&form(), &mut views);
        let texts: Vec<&str> = views.iter().filter_map(|view| view.text.as_deref()).collect();
        let told = [
            "まだ先です。（必要な予診票の1件目）",
            "まだ先です。（必要な予診票の3件目）",
            "一度だけの文です。",
            "間に合いません。",
        ];
        assert_eq!(texts, told);
    }
}
