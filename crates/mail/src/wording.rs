//! The sentences of every letter, one file a language.
//!
//! A new matter does not build until it has its sentences in all of them.

mod easy;
mod english;
mod japanese;

use std::borrow::Cow;

use chrono::{Datelike as _, NaiveDate};
use kernel::{Instant, Language, Yen};

use crate::{Letter, Matter, Sums, Topic};

/// What a letter says beside what all letters say.
#[derive(Debug, Default)]
pub(crate) struct Wording {
    /// The subject without city and number; also the heading.
    pub(crate) title: String,
    /// Paragraphs before the facts.
    pub(crate) lead: Vec<Cow<'static, str>>,
    /// Labels and values.
    pub(crate) facts: Vec<(&'static str, String)>,
    /// Paragraphs after the facts.
    pub(crate) next: Vec<Cow<'static, str>>,
}

/// The words of a letter that a department can choose: all but the facts and the frame.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LetterWords {
    /// The subject without city and number; also the heading.
    pub title: String,
    /// Paragraphs before the facts.
    pub lead: Vec<String>,
    /// Paragraphs after the facts.
    pub next: Vec<String>,
}

impl LetterWords {
    /// Those that come with the program.
    pub fn shipped(topic: Topic, language: Language) -> Self {
        // They are the same at every moment: what differs is among the facts.
        let example = topic.example(Instant::start_of(NaiveDate::default()));
        let Wording { title, lead, next, .. } = Wording::about(&example, language);
        let owned = |all: Vec<Cow<'static, str>>| all.into_iter().map(Cow::into_owned).collect();
        Self { title, lead: owned(lead), next: owned(next) }
    }
}

/// What all letters of a language say.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) html_lang: &'static str,
    pub(crate) greeting: &'static str,
    pub(crate) procedure: &'static str,
    pub(crate) receipt_number: &'static str,
    pub(crate) colon: &'static str,
    pub(crate) status_link: &'static str,
    pub(crate) status_hint: &'static str,
    pub(crate) desk: &'static str,
    pub(crate) phone: &'static str,
    pub(crate) automatic: &'static str,
    pub(crate) sample: &'static str,
    pub(crate) sample_subject: &'static str,
}

/// The day of the week as it is written behind a date.
pub(crate) fn weekday(day: NaiveDate) -> char {
    japanese::weekday(day.weekday())
}

impl Frame {
    pub(crate) fn of(language: Language) -> Self {
        match language {
            Language::Japanese => japanese::frame(),
            Language::EasyJapanese => easy::frame(),
            Language::English => english::frame(),
        }
    }
}

/// A day as letters of a language say it.
pub fn day_in_words(day: NaiveDate, language: Language) -> String {
    match language {
        Language::Japanese => japanese::day(day),
        Language::EasyJapanese => easy::day(day),
        Language::English => english::day(day),
    }
}

impl Wording {
    pub(crate) fn of(letter: &Letter) -> Self {
        let shipped = Self::about(&letter.matter, letter.language);
        let Some(LetterWords { title, lead, next }) = &letter.words else { return shipped };
        let owned = |all: &[String]| all.iter().cloned().map(Cow::Owned).collect();
        Self { title: title.clone(), lead: owned(lead), next: owned(next), ..shipped }
    }

    fn about(matter: &Matter, language: Language) -> Self {
        match language {
            Language::Japanese => japanese::wording(matter),
            Language::EasyJapanese => easy::wording(matter),
            Language::English => english::wording(matter),
        }
    }

    fn new(title: &str, lead: &[&'static str]) -> Self {
        let lead = lead.iter().copied().map(Cow::Borrowed).collect();
        Self { title: title.to_owned(), lead, ..Self::default() }
    }

    fn fact(mut self, label: &'static str, value: String) -> Self {
        self.facts.push((label, value));
        self
    }

    /// A fact that is told only where it is known.
    fn called(self, label: &'static str, name: Option<&str>) -> Self {
        match name {
            Some(name) => self.fact(label, name.to_owned()),
            None => self,
        }
    }

    /// What was asked for and granted, where that is known.
    fn sums(self, labels: [&'static str; 2], sums: Option<Sums>, yen: fn(Yen) -> String) -> Self {
        let Some(Sums { asked, granted }) = sums else { return self };
        let [of_asked, of_granted] = labels;
        self.fact(of_asked, yen(asked)).fact(of_granted, yen(granted))
    }

    fn next(mut self, paragraph: &'static str) -> Self {
        self.next.push(Cow::Borrowed(paragraph));
        self
    }
}
