//! One page of one draft: what was typed, what is said about it, which page comes next.

use chrono::NaiveDate;
use counter::{Counter, Draft, DraftPage, WAITING};
use form_engine::{AnswerGroup, Checked, Form, Page as FormPageDefinition, Problem, Severity};
use kernel::Language;

use super::{consent, external};
use crate::link;
use ::web::{
    fields::{FieldView, FileView, FormPage, ToldStep, lies_in, posted_name, size},
    guard::WebError,
};

/// A draft opened at one of its pages.
pub(super) struct Sheet {
    pub(super) draft: Draft,
    page: usize,
    /// The ids of the pages that the answers make visible.
    steps: Vec<String>,
    hidden: Vec<String>,
    pub(super) checked: Checked,
    /// What another tab has saved here, beside what was typed in this one.
    pub(super) elsewhere: Option<AnswerGroup>,
    /// How far it is that others answer questions, by place.
    told: Vec<(String, ToldStep)>,
    today: NaiveDate,
    language: Language,
}

impl Sheet {
    /// Opens a draft at `page`. There is no such page when the form has none of that name.
    pub(super) fn open(
        shown: DraftPage,
        page: &str,
        counter: &Counter,
        language: Language,
    ) -> Result<Self, WebError> {
        let DraftPage { draft, checked, elsewhere } = shown;
        let mut told = external::steps(counter, &draft);
        told.extend(consent::steps(counter.city(), &draft, language));
        let today = counter.today();
        let form = &draft.published.form;
        let context = draft.context(today).speaking(language);
        let index = form.pages().iter().position(|p| p.id == page).ok_or(WebError::NotFound)?;
        let visible = form.visible_pages(&draft.raw, &context);
        let steps = visible.into_iter().map(|page| page.id.clone()).collect();
        let hidden = form.hidden(&draft.raw, &context);
        let page = index;
        Ok(Self { draft, page, steps, hidden, checked, elsewhere, told, today, language })
    }

    pub(super) fn form(&self) -> &Form {
        &self.draft.published.form
    }

    /// The page's definition.
    pub(super) fn page(&self) -> Result<&FormPageDefinition, WebError> {
        self.form().pages().get(self.page).ok_or(WebError::NotFound)
    }

    /// Whether the answers hide the whole page.
    pub(super) fn is_skipped(&self) -> bool {
        self.position().is_none()
    }

    fn position(&self) -> Option<usize> {
        let id = &self.form().pages().get(self.page)?.id;
        self.steps.iter().position(|step| step == id)
    }

    /// Which page this is, from 1, and of how many.
    pub(super) fn progress(&self) -> (usize, usize) {
        (self.position().map_or(1, |position| position + 1), self.steps.len())
    }

    /// Whether the check page comes next.
    pub(super) fn is_last(&self) -> bool {
        self.neighbour(true).is_none()
    }

    /// Where 次へ leads.
    pub(super) fn next(&self) -> String {
        match self.neighbour(true) {
            Some(page) => link::apply(&self.draft.id, page),
            None => link::check(&self.draft.id),
        }
    }

    /// Where 戻る leads.
    pub(super) fn previous(&self) -> String {
        match self.neighbour(false) {
            Some(page) => link::apply(&self.draft.id, page),
            None => link::procedure(self.form().id()),
        }
    }

    /// Where 確認に戻る leads: to the check page, unless the change has opened questions on
    /// another page.
    pub(super) fn back_to_check(&self) -> String {
        let context = self.draft.context(self.today).speaking(self.language);
        let checked = self.form().check(&self.draft.raw, &context);
        let open = |page: &&FormPageDefinition| {
            self.steps.contains(&page.id) && checked.problems.iter().any(|p| is_open(page, p))
        };
        match self.form().pages().iter().find(open) {
            Some(page) => link::apply_again(&self.draft.id, &page.id, &["opened=1", link::RETURN]),
            None => link::check(&self.draft.id),
        }
    }

    /// The nearest visible page after or before this one, also when this one is hidden.
    fn neighbour(&self, after: bool) -> Option<&str> {
        let pages = self.form().pages();
        let visible = |page: &&FormPageDefinition| self.steps.contains(&page.id);
        let found = if after {
            pages.iter().skip(self.page + 1).find(visible)
        } else {
            pages.iter().take(self.page).rfind(visible)
        };
        found.map(|page| page.id.as_str())
    }

    /// The mistakes that keep the resident on this page.
    pub(super) fn errors(&self) -> impl Iterator<Item = &Problem> {
        self.checked.problems.iter().filter(|problem| problem.severity == Severity::Error)
    }

    /// What is said where there is no place, and they can wait for one.
    pub(super) fn line(&self) -> Option<&str> {
        let line = self.checked.problems.iter().find(|problem| problem.rule == WAITING);
        line.map(|problem| problem.message.as_str())
    }

    /// The places on this page that a condition hides.
    pub(super) fn closed(&self) -> Vec<String> {
        let fields = self.page().map(|page| page.fields.as_slice()).unwrap_or_default();
        let here = |at: &&String| fields.iter().any(|field| lies_in(at, &field.pointer));
        self.hidden.iter().filter(here).cloned().collect()
    }

    /// The places that were `closed` when the page was shown and are open now.
    pub(super) fn opened(&self, closed: &[String]) -> Vec<String> {
        let hidden = |at: &str| self.hidden.iter().any(|hidden| lies_in(at, hidden));
        closed.iter().filter(|at| !hidden(at)).cloned().collect()
    }

    /// The fields of the page as they are shown.
    pub(super) fn fields(&self, show_problems: bool) -> Result<Vec<FieldView>, WebError> {
        let page = self.page()?;
        let files = self.files();
        let known = self.draft.verified.iter().flat_map(|known| known.answers(self.form()));
        let verified: Vec<String> = known.map(|(pointer, _)| pointer).collect();
        let shown = FormPage {
            form: self.form(),
            raw: &self.draft.raw,
            checked: &self.checked,
            show_problems,
            hidden: &self.hidden,
            files: &files,
            upload: Some(format!("{}/file?at=", link::apply(&self.draft.id, &page.id))),
            verified: &verified,
            told: &self.told,
            remarks: &[],
            language: self.language,
        };
        Ok(shown.fields(page))
    }

    /// The files of the draft as they are shown.
    pub(super) fn files(&self) -> Vec<FileView> {
        let view = |file: &counter::UploadedFile| FileView {
            id: file.id.clone(),
            name: file.name.clone(),
            size: size(file.bytes),
            address: link::draft_file(&self.draft.id, &file.id),
        };
        self.draft.uploads.iter().map(view).collect()
    }

    /// Adds a mistake that the engine cannot know of, such as a file that was not taken
    /// or a postal code that nobody has.
    pub(super) fn add_problem(&mut self, field: &str, message: String) {
        self.checked.problems.retain(|problem| posted_name(&problem.at) != field);
        self.checked.problems.push(Problem {
            at: format!("/{field}"),
            also: Vec::new(),
            rule: "counter".into(),
            message,
            severity: Severity::Error,
            confirmed: false,
            repair: None,
        });
    }
}

/// Whether a mistake of this page stops the form.
fn is_open(page: &FormPageDefinition, problem: &Problem) -> bool {
    problem.severity == Severity::Error
        && page.fields.iter().any(|field| lies_in(&problem.at, &field.pointer))
}
