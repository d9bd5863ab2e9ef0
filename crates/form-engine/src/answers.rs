//! Answers as people read them: on the check page, on the clerk's page and on paper.
//!
//! Whether a sensitive value may be shown is decided by whoever shows it.

use serde_json::Value;

use kernel::Language;

use crate::{Form, Sensitivity};

/// The answers of one page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerGroup {
    /// The page's id.
    pub page: String,
    /// The page's heading.
    pub title: String,
    /// Its answers in order.
    pub answers: Vec<Answer>,
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The JSON Pointer in the data: `/children/0/name`.
    pub at: String,
    /// The question.
    pub label: String,
    /// What was answered.
    pub shown: Shown,
    /// Whether it needs its own permission.
    pub sensitive: Option<Sensitivity>,
}

/// What was answered, as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// Nothing, although the question was asked.
    Nothing,
    /// A value in words: `2026年4月1日（令和8年）`, `3通`, `金融機関`.
    Text(String),
    /// Several choices.
    List(Vec<String>),
    /// The ids of uploaded files.
    Attachments(Vec<String>),
    /// Answers that belong together.
    Group(Vec<Answer>),
    /// The answers of each row.
    Rows(Vec<Vec<Answer>>),
}

impl Form {
    /// The answers as people read them, page by page. Conditional questions
    /// without an answer are left out: they were not asked.
    pub fn answers(&self, data: &Value, language: Language) -> Vec<AnswerGroup> {
        unimplemented!("{data:?} {language:?}")
    }
}
