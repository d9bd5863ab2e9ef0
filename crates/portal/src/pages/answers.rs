//! Answers as lists: on the check page, with links to change them, and after sending.

use askama::{Template, filters::HtmlSafe};
use form_engine::{Answer, AnswerGroup, Shown};

use crate::wording::Wording;
use ::web::fields::FileView;

/// The answers of one page of the form.
pub(super) struct AnswersView {
    pub(super) title: String,
    pub(super) answers: Vec<AnswerView>,
}

/// One answer, ready to be shown.
#[derive(Template)]
#[template(path = "parts/answer.html")]
pub(super) struct AnswerView {
    label: String,
    /// Whether the heading above says the same.
    named_above: bool,
    shown: ShownView,
    /// Where it can be changed.
    change: Option<String>,
    w: Wording,
}

enum ShownView {
    Nothing,
    Text(String),
    List(Vec<String>),
    Files(Vec<FileView>),
    Group(Vec<AnswerView>),
    Rows(Vec<Vec<AnswerView>>),
}

/// How answers become views.
pub(super) struct AnswersFor<'a> {
    /// The files that answers name.
    pub(super) files: &'a [FileView],
    /// Where an answer can be changed; `None` where nothing can.
    pub(super) change: Option<&'a dyn Fn(&str) -> String>,
    pub(super) w: Wording,
}

impl AnswersFor<'_> {
    pub(super) fn groups(&self, groups: Vec<AnswerGroup>) -> Vec<AnswersView> {
        groups
            .into_iter()
            .filter(|group| !group.answers.is_empty())
            .map(|group| self.group(group))
            .collect()
    }

    /// The only answer of a page that is called like it is not named twice.
    fn group(&self, group: AnswerGroup) -> AnswersView {
        let mut answers = self.all(group.answers, true);
        if let [only] = answers.as_mut_slice() {
            only.named_above = only.label == group.title;
        }
        AnswersView { title: group.title, answers }
    }

    /// Only outer answers carry a link: one for each question, not for each part of an address.
    pub(super) fn all(&self, answers: Vec<Answer>, outer: bool) -> Vec<AnswerView> {
        answers.into_iter().map(|answer| self.view(answer, outer)).collect()
    }

    fn view(&self, answer: Answer, outer: bool) -> AnswerView {
        AnswerView {
            change: self
                .change
                .filter(|_| outer && !answer.computed)
                .map(|address| address(&answer.at)),
            label: answer.label,
            named_above: false,
            shown: self.shown(answer.shown),
            w: self.w,
        }
    }

    fn shown(&self, shown: Shown) -> ShownView {
        match shown {
            Shown::Nothing => ShownView::Nothing,
            Shown::Text(text) => ShownView::Text(text),
            Shown::List(items) => ShownView::List(items),
            Shown::Attachments(ids) => ShownView::Files(self.named(&ids)),
            Shown::Group(answers) => ShownView::Group(self.all(answers, false)),
            Shown::Rows(rows) => {
                ShownView::Rows(rows.into_iter().map(|row| self.all(row, false)).collect())
            }
        }
    }

    fn named(&self, ids: &[String]) -> Vec<FileView> {
        let named = |id: &String| self.files.iter().find(|file| file.id.as_str() == id).cloned();
        ids.iter().filter_map(named).collect()
    }
}

/// The template escapes what it is given.
impl HtmlSafe for AnswerView {}
