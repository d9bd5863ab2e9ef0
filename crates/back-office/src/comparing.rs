//! 見比べる: the answers that stand beside a file, as the form names them, and who found them to be the
//! same.

use std::collections::HashMap;

use casework::Rows;
use catalogue::Published;
use form_engine::{Answer, AnswerGroup, Form, Shown, beside};
use kernel::{Instant, Language, StaffId};
use review_workflow::{Case, Command, CommandKind, LineRefusal, Refusal};
use serde_json::Value;

use crate::{AttachedFile, BackOffice, Error, Staff};

/// The answers beside the files of one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The question of the files, as a JSON pointer.
    pub file: String,
    /// What is compared with them.
    pub fields: Vec<ComparedField>,
}

/// One answer beside a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparedField {
    /// Where it lies, as a JSON pointer.
    pub at: String,
    /// The question, with those around it below the one that the form names.
    pub label: String,
    /// What was answered, masked where it is sensitive.
    pub shown: String,
    /// Who found it to be the same, and when.
    pub same: Option<(String, Instant)>,
}

/// What stands beside the files that somebody may open.
pub(crate) fn comparisons(
    (form, answers): (&Form, &[AnswerGroup]),
    files: &[AttachedFile],
    case: &Case,
    people: &HashMap<StaffId, String>,
) -> Vec<Comparison> {
    let mut found: Vec<Comparison> = Vec::new();
    for file in files.iter().filter(|file| !file.is_withheld) {
        if found.iter().any(|known| known.file == file.at) {
            continue;
        }
        let named = form.field(&file.at).map(|field| field.compared.as_slice()).unwrap_or_default();
        let mut fields: Vec<ComparedField> = Vec::new();
        for pointer in named {
            let all = answers.iter().flat_map(|group| &group.answers);
            let Some(answer) = lying_at(all, &beside(pointer, &file.at)) else { continue };
            collect(answer, "", &mut fields);
        }
        for field in &mut fields {
            let said = case.compared(&file.at, &field.at);
            let name = |by: &StaffId| people.get(by).cloned().unwrap_or_default();
            field.same = said.map(|said| (name(&said.by), said.at));
        }
        if !fields.is_empty() {
            found.push(Comparison { file: file.at.clone(), fields });
        }
    }
    found
}

/// Where nothing is left to compare, nothing is offered.
pub(crate) fn leave_out(available: &mut Vec<CommandKind>, comparisons: &[Comparison]) {
    let is_open = comparisons.iter().flat_map(|it| &it.fields).any(|field| field.same.is_none());
    available.retain(|command| *command != CommandKind::Compare || is_open);
}

/// Answers are compared with a file beside which they stand, by somebody who may open it.
pub(crate) fn stand_beside(
    staff: &Staff,
    (rows, published, content, now): (&Rows, &Published, &Value, Instant),
    command: &Command,
) -> Result<(), Error> {
    let Command::Compare { file, fields } = command else { return Ok(()) };
    let files = BackOffice::answer_files(staff, rows, (published, now))?;
    let answers = published.form.answers(content, Language::Japanese);
    let case = &rows.record.case;
    let all = comparisons((&published.form, &answers), &files, case, &HashMap::new());
    let here = all.iter().filter(|it| it.file == *file).flat_map(|it| &it.fields);
    let known: Vec<&str> = here.map(|field| field.at.as_str()).collect();
    let is_known = fields.iter().all(|field| known.contains(&field.as_str()));
    if is_known { Ok(()) } else { Err(Refusal::from(LineRefusal::NothingToCompare).into()) }
}

fn lying_at<'a>(answers: impl IntoIterator<Item = &'a Answer>, at: &str) -> Option<&'a Answer> {
    answers.into_iter().find_map(|answer| {
        if answer.at == at {
            return Some(answer);
        }
        match &answer.shown {
            Shown::Group(parts) => lying_at(parts, at),
            Shown::Rows(rows) => lying_at(rows.iter().flatten(), at),
            Shown::Nothing | Shown::Text(_) | Shown::List(_) | Shown::Attachments(_) => None,
        }
    })
}

/// Every answer in words of what is named: a group is compared part by part, and what was not
/// answered is not compared.
fn collect(answer: &Answer, path: &str, found: &mut Vec<ComparedField>) {
    let label = format!("{path}{}", answer.label);
    let shown = match &answer.shown {
        Shown::Group(parts) => {
            let path = format!("{label} › ");
            for part in parts {
                collect(part, &path, found);
            }
            return;
        }
        Shown::Text(text) => text.clone(),
        Shown::List(items) => items.join("、"),
        Shown::Nothing | Shown::Attachments(_) | Shown::Rows(_) => return,
    };
    if found.iter().all(|known| known.at != answer.at) {
        found.push(ComparedField { at: answer.at.clone(), label, shown, same: None });
    }
}
