//! What entries can be called, in one text: a search for a string finds all that have it.

use super::ending::{self, Ending};

/// The lines of all entries in the order of the register.
pub(super) struct Lines {
    text: String,
    /// Where the lines of each entry end.
    ends: Vec<usize>,
}

impl Lines {
    /// The lines of each entry begin and end with a line end.
    pub(super) fn new(entries: impl Iterator<Item = String>) -> Self {
        let (mut text, mut ends) = (String::new(), Vec::new());
        for lines in entries {
            text.push_str(&lines);
            ends.push(text.len());
        }
        text.shrink_to_fit();
        ends.shrink_to_fit();
        Self { text, ends }
    }

    pub(super) fn of(&self, place: usize) -> &str {
        let start = place.checked_sub(1).and_then(|before| self.ends.get(before)).unwrap_or(&0);
        let lines = self.ends.get(place).and_then(|end| self.text.get(*start..*end));
        lines.unwrap_or_default()
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|place| self.of(place))
    }

    /// The places of the entries that have a string in their lines; again for each time.
    pub(super) fn with<'a>(&'a self, sought: &'a str) -> impl Iterator<Item = usize> + 'a {
        let found = self.text.match_indices(sought);
        found.map(|(at, _)| self.ends.partition_point(|&end| end <= at))
    }

    #[cfg(test)]
    pub(super) fn memory(&self) -> usize {
        self.text.capacity() + self.ends.capacity() * size_of::<usize>()
    }
}

/// The lines of one entry in the making, each once.
pub(super) struct Draft(String);

impl Draft {
    pub(super) fn of(name: &str) -> Self {
        Self(format!("\n{name}\n"))
    }

    pub(super) fn done(self) -> String {
        self.0
    }

    pub(super) fn add(&mut self, parts: &[&str]) {
        let line = parts.concat();
        if !self.0.split('\n').any(|known| known == line) {
            self.0.push_str(&line);
            self.0.push('\n');
        }
    }

    /// Name and reading, each without ending and with every way to write it.
    pub(super) fn add_readings(&mut self, name: &str, kana: &str, endings: &'static [Ending]) {
        self.add(&[kana]);
        let Some((stem, ending)) = ending::parted(name, endings) else { return };
        let reading = ending::parted(kana, endings).map_or(kana, |(reading, _)| reading);
        for stem in [stem, reading] {
            // 信金 alone is not 信金中央金庫.
            if !ending::is_one(stem, endings) {
                self.add(&[stem]);
            }
            for end in [ending.full, ending.short].into_iter().filter(|end| !end.is_empty()) {
                self.add(&[stem, end]);
            }
            if let Some(front) = ending.fronts.first() {
                self.add(&[front, stem]);
            }
        }
        for end in ending.readings.into_iter().filter(|end| !end.is_empty()) {
            self.add(&[reading, end]);
        }
    }
}
