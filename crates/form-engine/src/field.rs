//! What a page shows for one answer: which control, which words, which bounds.
//!
//! Nothing here is HTML and nothing here checks; the page that shows a field and
//! the engine that checks it read the same definition, so they never disagree.

use std::{borrow::Cow, sync::Arc};

use chrono::NaiveDate;
use kernel::Language;
use rust_decimal::Decimal;
use serde_json::Value;
use strum::IntoStaticStr;

use crate::definition::MOST_RADIO_BUTTONS;
use crate::pointer::beside;
use crate::{Reckoned, Text};

/// One question of a form.
#[expect(clippy::struct_excessive_bools, reason = "each is a keyword of its own")]
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Field {
    /// Where the field lies in the data, without array indices: `/children/name`.
    pub pointer: String,
    /// The property's name: `name`.
    pub name: String,
    /// The control that asks for it.
    pub widget: Widget,
    /// The question.
    pub title: Text,
    /// A sentence below the title, empty when there is none.
    pub help: Text,
    /// An example of an answer, empty when there is none.
    pub example: Text,
    /// The word after the number: 通, 円, 人.
    pub unit: Text,
    /// Whether it must be answered whenever it is visible.
    pub required: bool,
    /// Whether a condition decides if it is shown (its own, its page's or an ancestor's).
    pub conditional: bool,
    /// The format's name, such as `jp-postal-code`.
    pub format: Option<String>,
    /// HTML's `autocomplete` token; only of what is the applicant's own.
    pub autocomplete: Option<String>,
    /// HTML's `inputmode` token.
    pub inputmode: Option<&'static str>,
    /// The smallest number allowed.
    pub minimum: Option<Decimal>,
    /// The largest number allowed.
    pub maximum: Option<Decimal>,
    /// The fewest characters allowed.
    pub min_length: Option<u64>,
    /// The most characters allowed.
    pub max_length: Option<u64>,
    /// The fewest rows, choices or files allowed.
    pub min_items: Option<u64>,
    /// The most rows, choices or files allowed.
    pub max_items: Option<u64>,
    /// What can be chosen, as far as the definition writes it down.
    pub choices: Vec<Choice>,
    /// Where choices come from that it does not write down.
    pub reckoned: Option<Box<Reckoned>>,
    /// Whether a choice has a closing day.
    pub closes: bool,
    /// The pointer, without indices, of the answer that a choice's group must equal.
    pub narrowed_by: Option<String>,
    /// The fields of a group or of one row.
    pub children: Vec<Arc<Field>>,
    /// The media types that may be uploaded.
    pub accept: Vec<String>,
    /// The largest file in bytes.
    pub max_bytes: Option<u64>,
    /// The most files; 1 means that the value is one id, more that it is an array.
    pub max_files: u64,
    /// Who may see it, and how it is masked.
    pub sensitive: Option<Sensitivity>,
    /// Whether it tells where somebody lives, or how they are reached.
    pub locates: bool,
    /// Whether staff may mend a slip in it (職権で直す).
    pub staff_editable: bool,
    /// As what the office finds a case by it, if it does.
    pub searched: Option<Searched>,
    /// Whether lists of this procedure show it.
    pub column: bool,
    /// 見比べる: the pointers, without indices, of the answers that a clerk compares with the file.
    pub compared: Vec<String>,
    /// Whether nobody types it: the server computes it, or a service or another person tells it.
    pub computed: bool,
    /// The service that tells the answers of this group, such as `bank-debit`.
    pub external: Option<String>,
    /// Where another person answers this group by agreeing: the pointers of the answers that they
    /// are shown.
    pub consent: Option<Vec<String>>,
    /// Where a known value comes from, such as `resident.name`.
    pub prefill: Option<String>,
    /// Where it may come from where that hangs on the answers, see [`crate::Form::prefill`].
    pub prefills: Vec<String>,
    /// What stands in the control at first.
    pub default: Option<Value>,
}

impl Field {
    /// The question in `language`.
    pub fn title(&self, language: Language) -> &str {
        self.title.get(language)
    }

    /// What can be chosen at the instance pointer `at` on a day next to these answers: with
    /// [`Field::narrowed_by`] only what fits that answer, or everything until there is one.
    pub fn offered<'f>(
        &'f self,
        at: &str,
        answers: &Value,
        today: NaiveDate,
    ) -> impl Iterator<Item = Cow<'f, Choice>> + use<'f> {
        let other = self.narrowed_by.as_ref().and_then(|from| {
            let other = answers.pointer(&beside(from, at))?.as_str()?;
            (!other.is_empty()).then(|| other.to_owned())
        });
        let fits = move |choice: &&Choice| {
            other.as_ref().is_none_or(|other| choice.group.as_ref() == Some(other))
        };
        let reckoned = self.reckoned.iter().flat_map(|r| r.choices(answers, today));
        let reckoned: Vec<Choice> = reckoned.collect();
        let written = self.open_on(today).filter(fits).map(Cow::Borrowed);
        written.chain(reckoned.into_iter().map(Cow::Owned))
    }

    /// What can be chosen of the written choices on a day, whatever else is answered.
    pub fn open_on(&self, today: NaiveDate) -> impl Iterator<Item = &Choice> {
        self.choices.iter().filter(move |choice| choice.closes.is_none_or(|last| today <= last))
    }

    /// Whether a list holds so few choices now that all of them can be seen at once. An answer
    /// that may be left out keeps the list, for there it can be taken back.
    pub fn is_few(&self, offered: usize) -> bool {
        let narrowed = offered < self.choices.len() && offered <= MOST_RADIO_BUTTONS;
        narrowed && offered > 0 && self.required
    }

    /// The words of an answer that was chosen, whatever can be chosen now.
    pub(crate) fn chosen(&self, value: &Value, language: Language) -> Option<String> {
        let known = self.choices.iter().find(|choice| choice.data == *value);
        let title = known.map(|choice| choice.title.get(language).to_owned());
        let reckoned = || self.reckoned.as_ref()?.words(value);
        title.or_else(|| reckoned().map(|title| title.get(language).to_owned()))
    }

    /// The field below this one with that name.
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().map(Arc::as_ref).find(|child| child.name == name)
    }
}

/// The kinds of controls. Derived from the schema, see `docs` of the definition language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Widget {
    /// One line.
    Text,
    /// Several lines.
    TextArea,
    /// A number, typed with the numeric keyboard.
    Integer,
    /// Boxes for era, year, month and day.
    Date,
    /// One of up to seven choices.
    Radio,
    /// One of many choices.
    Select,
    /// Any of several choices.
    Checkboxes,
    /// Yes or nothing.
    Checkbox,
    /// Files.
    Attachment,
    /// Fields that belong together.
    Group,
    /// The same fields several times.
    Repeat,
}

/// One thing that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Choice {
    /// The value as a page posts it.
    pub value: String,
    /// The value in the data: a string, an integer or a boolean.
    pub data: Value,
    /// The words next to it.
    pub title: Text,
    /// How it is read, for the search in long lists; empty when nobody has said.
    pub kana: String,
    /// What [`Field::narrowed_by`] must be answered with.
    pub group: Option<String>,
    /// The last day on which it can be chosen.
    pub closes: Option<NaiveDate>,
}

/// What a case is found by, beside what every case is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Searched {
    /// The answer as it is.
    Answer,
    /// The name of somebody whom the case is about too, or its reading.
    Person,
}

/// Why a value needs its own permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Sensitivity {
    /// 個人番号 (番号法).
    MyNumber,
    /// 口座.
    Bank,
    /// 健康.
    Health,
    /// 世帯の状況.
    Household,
    /// 本人確認書類.
    Identity,
    /// 支援措置: where a protected person is. No definition names it: what tells it
    /// ([`Field::locates`]) is of this kind for as long as a case is protected.
    Whereabouts,
}

impl Sensitivity {
    /// Every kind that a definition names.
    pub const ALL: [Self; 5] =
        [Self::MyNumber, Self::Bank, Self::Health, Self::Household, Self::Identity];

    /// The word in definitions and permissions.
    pub fn word(self) -> &'static str {
        self.into()
    }

    /// The kind that a definition names.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// One page of a form.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The page's name in addresses.
    pub id: String,
    /// The heading.
    pub title: Text,
    /// A sentence below the heading, empty when there is none.
    pub help: Text,
    /// Whether a condition decides if it is shown.
    pub conditional: bool,
    /// What it asks, in order.
    pub fields: Vec<Arc<Field>>,
}

impl Page {
    /// The heading in `language`.
    pub fn title(&self, language: Language) -> &str {
        self.title.get(language)
    }
}
