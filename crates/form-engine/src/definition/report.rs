//! The list of a definition's faults, each with file, line and column.

use std::{cell::OnceCell, sync::Arc};

use kernel::Language;

use super::city::{self, City};
use super::json::{Mistake, Node, Place, read};
use super::parts::Part;
use crate::DefinitionFault;

/// Nobody mends more at a time.
pub(crate) const MAX_FAULTS: usize = 200;

/// The files of a definition and what is wrong in them.
#[derive(Debug, Default)]
pub(crate) struct Report {
    files: Vec<File>,
    faults: Vec<DefinitionFault>,
    /// How many choices the fields read so far have together.
    choices: usize,
    /// How many patterns fields and expressions have.
    patterns: usize,
    /// How many of them are not small.
    large_patterns: usize,
    /// The pointers of fields that could not be read: what rests on them is no fault of its own.
    unread: Vec<String>,
    /// The pointers of keywords that were meant by others: what lacks them is told already.
    meant: Vec<String>,
    /// Whether a document is opened that its store keeps: what was no fault when it was published is
    /// none now.
    is_opening: bool,
}

#[derive(Debug)]
struct File {
    name: String,
    text: Arc<str>,
    /// Where each line starts, once a place in the file is asked for.
    lines: OnceCell<Vec<usize>>,
}

impl Report {
    /// For a document that its store keeps.
    pub(crate) fn of_opening() -> Self {
        Self { is_opening: true, ..Self::default() }
    }

    /// Whether a document is opened that its store keeps, and that younger checks let through.
    pub(crate) const fn is_opening(&self) -> bool {
        self.is_opening
    }

    /// Reads a file into nodes, noting what is wrong with its JSON.
    pub(crate) fn read_file(&mut self, name: &str, text: &str) -> Option<Node> {
        let file = self.add_file(name, text.into());
        let (node, mistakes) = read(text, file);
        self.note_mistakes(file, &mistakes);
        node
    }

    /// The same of a file as authors write it, with words of the city in it.
    pub(crate) fn read_written(
        &mut self,
        name: &str,
        text: &str,
        city: &City,
        language: Language,
    ) -> Option<Node> {
        let file = self.add_file(name, text.into());
        let (node, mistakes) = city::read(text, file, city, language);
        self.note_mistakes(file, &mistakes);
        node
    }

    /// Notes what is wrong with the words of the city.
    pub(crate) fn note_city(&mut self, city: &City) {
        if !city.mistakes.is_empty() {
            let file = self.add_file(city::FILE, Arc::clone(&city.text));
            self.note_mistakes(file, &city.mistakes);
        }
    }

    /// Adds a shared document to the files, with what is wrong with its JSON.
    pub(crate) fn add_part(&mut self, name: &str, part: &Part) -> usize {
        let file = self.add_file(name, Arc::clone(&part.text));
        self.note_mistakes(file, part.mistakes());
        file
    }

    fn add_file(&mut self, name: &str, text: Arc<str>) -> usize {
        self.files.push(File { name: name.to_owned(), text, lines: OnceCell::new() });
        self.files.len() - 1
    }

    fn note_mistakes(&mut self, file: usize, mistakes: &[Mistake]) {
        for Mistake { place, pointer, what, mend } in mistakes {
            let place = Place { file, ..*place };
            self.fault(place, pointer, what, mend);
        }
    }

    /// Notes one fault.
    pub(crate) fn fault(
        &mut self,
        place: Place,
        pointer: &str,
        what: impl Into<String>,
        mend: impl Into<String>,
    ) {
        if !self.is_full() {
            let (line, column) = self.line_and_column(place);
            let file = self.file_name(place.file).to_owned();
            let (what, mend) = (what.into(), mend.into());
            let pointer = pointer.to_owned();
            self.faults.push(DefinitionFault { file, line, column, pointer, what, mend });
        }
    }

    /// The name of a file.
    pub(crate) fn file_name(&self, file: usize) -> &str {
        self.files.get(file).map_or("", |file| &file.name)
    }

    /// Line and column of a place, from 1, in characters.
    pub(crate) fn line_and_column(&self, place: Place) -> (usize, usize) {
        let Some(file) = self.files.get(place.file) else { return (1, 1) };
        let lines = file.lines.get_or_init(|| {
            let starts = file.text.match_indices('\n').map(|(newline, _)| newline + 1);
            std::iter::once(0).chain(starts).collect()
        });
        let line = lines.partition_point(|start| *start <= place.offset);
        let start = lines.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let before = file.text.get(start..place.offset).unwrap_or_default();
        let column = before.trim_start_matches('\u{FEFF}').chars().count();
        (line, column + 1)
    }

    /// Counts the choices of one more field, and tells how many there are by now.
    pub(crate) fn count_choices(&mut self, more: usize) -> usize {
        self.choices += more;
        self.choices
    }

    /// Counts more patterns, and tells how many there are by now.
    pub(crate) fn count_patterns(&mut self, more: usize) -> usize {
        self.patterns += more;
        self.patterns
    }

    /// Counts one more pattern that is not small, and tells how many there are by now.
    pub(crate) fn count_large_pattern(&mut self) -> usize {
        self.large_patterns += 1;
        self.large_patterns
    }

    /// How many patterns so far are not small.
    pub(crate) fn large_patterns(&self) -> usize {
        self.large_patterns
    }

    /// Notes that a field could not be read.
    pub(crate) fn note_unread(&mut self, pointer: &str) {
        self.unread.push(pointer.to_owned());
    }

    /// The pointers of the fields that could not be read.
    pub(crate) fn unread(&self) -> &[String] {
        &self.unread
    }

    /// Notes that the keyword at a pointer was meant by another one.
    pub(crate) fn note_meant(&mut self, pointer: String) {
        self.meant.push(pointer);
    }

    /// Whether another keyword probably stands for the one at a pointer.
    pub(crate) fn is_meant(&self, pointer: &str) -> bool {
        self.meant.iter().any(|meant| meant == pointer)
    }

    /// Whether nothing more is noted.
    pub(crate) fn is_full(&self) -> bool {
        self.faults.len() >= MAX_FAULTS
    }

    /// How many faults there are.
    pub(crate) fn len(&self) -> usize {
        self.faults.len()
    }

    /// The faults in the order of the files, if there are any.
    pub(crate) fn into_faults(mut self) -> Vec<DefinitionFault> {
        let order: Vec<String> = self.files.into_iter().map(|file| file.name).collect();
        let rank = |file: &str| order.iter().position(|name| name == file);
        self.faults.sort_by_key(|fault| (rank(&fault.file), fault.line, fault.column));
        self.faults.dedup();
        self.faults
    }
}

/// Where the value of a pointer stands in a text: line and column, from 1.
pub(crate) fn place_in(text: &str, pointer: &str) -> Option<(usize, usize)> {
    let mut report = Report::default();
    let root = report.read_file("", text)?;
    Some(report.line_and_column(root.at(pointer)?.place))
}
