//! What a template is told about one field: no decisions are left to it but *is it there*.

use askama::{Template, filters::HtmlSafe};

use super::{files::FileView, says::Line};
use crate::{square::Square, wording::HouseWords};

/// One field, ready to be shown.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/field.html")]
pub struct FieldView {
    /// The place in the data.
    pub at: String,
    /// The id of the element that a mistake's link leads to.
    pub id: String,
    /// The name it is posted under.
    pub name: String,
    /// The question.
    pub label: String,
    /// A sentence below the question.
    pub help: Vec<String>,
    /// The word after the answer.
    pub unit: String,
    /// Whether and how the need for an answer is marked.
    pub need: Need,
    /// Whether a condition hides it at the moment.
    pub hidden: bool,
    /// What the office wrote about it.
    pub remark: Option<String>,
    /// What is wrong, to look at again, or was mended.
    pub says: Vec<Line>,
    /// The control.
    pub control: Control,
    /// The words around it.
    pub w: HouseWords,
}

/// How the need for an answer is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// 必須
    Must,
    /// 任意
    May,
    /// Groups and computed values: nothing to say.
    Unsaid,
}

/// The control of a field with what stands in it.
#[derive(Debug, Clone)]
pub enum Control {
    /// One line.
    Line(LineControl),
    /// Several lines.
    Area {
        /// What was typed.
        value: String,
    },
    /// Era, year, month and day.
    Date(DateControl),
    /// One of a few.
    Radio(Vec<Pick>),
    /// One of many.
    Select(SelectControl),
    /// Any of several.
    Checkboxes(Vec<Pick>),
    /// Yes or nothing.
    Checkbox {
        /// Whether it is ticked.
        checked: bool,
    },
    /// Files.
    Files(FilesControl),
    /// Fields that belong together.
    Group {
        /// The fields.
        fields: Vec<FieldView>,
        /// Whether the postal code among them can fill the others.
        fills_address: bool,
        /// The row's place, when it is a row that can be removed.
        removable: bool,
        /// How far it is that others answer them.
        told: Option<ToldStep>,
    },
    /// The same fields several times.
    Rows {
        /// A group each.
        rows: Vec<FieldView>,
        /// Whether there is room for another row.
        room: bool,
    },
    /// A value that the server reckons.
    Computed {
        /// The value, empty while answers are missing.
        text: String,
    },
}

/// How far it is that others answer a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ToldStep {
    /// A service outside.
    External(ExternalStep),
    /// Another person, who agrees.
    Consent(ConsentStep),
}

/// How far asking for a consent is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConsentStep {
    /// Nobody was asked.
    Open,
    /// Somebody was asked.
    Asked(ConsentDoor),
    /// They agreed.
    Agreed,
    /// They agreed, and what they were shown has changed since.
    Lapsed,
    /// They do not agree.
    Refused,
}

/// How whoever is asked comes to the page that asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentDoor {
    /// The address of that page.
    pub address: String,
    /// The same as a letter that waits to be sent: `mailto:`.
    pub mail: String,
    /// The same as a square for the camera.
    pub square: Option<Square>,
}

/// How far an external step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExternalStep {
    /// It cannot be done here.
    NotHere,
    /// It is to be done.
    Open,
    /// Somebody came back without having done it.
    Cancelled,
    /// The service refused.
    Refused,
    /// The service has told.
    Done,
}

/// A list to choose one of, which the script makes searchable when it is long.
#[derive(Debug, Clone)]
pub struct SelectControl {
    /// The choices: under headings while another answer has yet to narrow them.
    pub groups: Vec<PickGroup>,
    /// The posted name of the control on this page that narrows the list, empty for none.
    pub narrowed_by: String,
    /// Whether the list is long enough to be searched.
    pub long: bool,
    /// HTML's `autocomplete` token, empty for none.
    pub autocomplete: String,
}

/// Choices under a heading.
#[derive(Debug, Clone)]
pub struct PickGroup {
    /// The heading, empty for choices without one.
    pub heading: String,
    /// What the narrowing answer must be.
    pub value: String,
    /// The choices.
    pub picks: Vec<Pick>,
}

/// One line of text.
#[derive(Debug, Clone)]
pub struct LineControl {
    /// What was typed.
    pub value: String,
    /// HTML's `inputmode`, empty for none.
    pub inputmode: &'static str,
    /// HTML's `autocomplete` token, empty for none.
    pub autocomplete: String,
    /// The class that makes it as wide as its answer.
    pub width: &'static str,
    /// What is looked up while somebody types: `bank`, `branch`, or nothing.
    pub looks_up: &'static str,
    /// What can be chosen instead of being typed.
    pub offered: Vec<&'static str>,
    /// Whether it is a postal code beside the fields that it can fill.
    pub postal: bool,
}

/// The boxes of a date.
#[derive(Debug, Clone)]
pub struct DateControl {
    /// The eras.
    pub eras: Vec<Pick>,
    /// The year as typed.
    pub year: String,
    /// The month as typed.
    pub month: String,
    /// The day as typed.
    pub day: String,
    /// Whether it is the birthday of the person who types.
    pub birthday: bool,
}

/// Files of one field.
#[derive(Debug, Clone)]
pub struct FilesControl {
    /// The files that are there.
    pub files: Vec<FileView>,
    /// HTML's `accept`.
    pub accept: String,
    /// Whether several can be given.
    pub several: bool,
    /// Whether there is room for another.
    pub room: bool,
    /// The largest file in bytes.
    pub most: u64,
    /// Where the script sends a file, empty where it does not.
    pub upload: String,
}

/// One thing to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pick {
    /// The element's id.
    pub id: String,
    /// The posted value.
    pub value: String,
    /// The words.
    pub label: String,
    /// How it is read, empty when nobody has said.
    pub kana: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

impl FieldView {
    /// Whether something stops the form here.
    pub fn wrong(&self) -> bool {
        self.says.iter().any(Line::is_error)
    }

    /// The ids that explain the control, for `aria-describedby`.
    pub fn described_by(&self) -> String {
        let mut ids = Vec::new();
        if !self.help.is_empty() {
            ids.push(format!("{}-help", self.id));
        }
        if self.remark.is_some() {
            ids.push(format!("{}-remark", self.id));
        }
        ids.push(format!("{}-says", self.id));
        ids.join(" ")
    }

    /// Whether the whole is a group of controls under one legend.
    pub fn is_fieldset(&self) -> bool {
        match &self.control {
            Control::Date(_)
            | Control::Radio(_)
            | Control::Checkboxes(_)
            | Control::Group { .. }
            | Control::Rows { .. } => true,
            Control::Line(_)
            | Control::Area { .. }
            | Control::Select(_)
            | Control::Checkbox { .. }
            | Control::Files(_)
            | Control::Computed { .. } => false,
        }
    }

    /// Whether it is drawn as a box around its fields.
    pub fn is_box(&self) -> bool {
        matches!(self.control, Control::Group { .. })
    }

    /// The fields inside, for looking through all of them.
    pub fn inside(&self) -> &[Self] {
        match &self.control {
            Control::Group { fields, .. } => fields,
            Control::Rows { rows, .. } => rows,
            Control::Line(_)
            | Control::Area { .. }
            | Control::Date(_)
            | Control::Radio(_)
            | Control::Select(_)
            | Control::Checkboxes(_)
            | Control::Checkbox { .. }
            | Control::Files(_)
            | Control::Computed { .. } => &[],
        }
    }

    /// Whether an answer that others tell is shown: it is told, or missed.
    pub(super) fn is_told(&mut self, w: HouseWords) -> bool {
        let wrong = self.wrong();
        let Control::Computed { text } = &mut self.control else { return true };
        let is_missed = text.is_empty() && wrong;
        if is_missed {
            *text = w.external_yet().plain();
        }
        !text.is_empty()
    }

    /// Whether it asks for files, itself or inside.
    pub fn has_files(&self) -> bool {
        matches!(self.control, Control::Files(_)) || self.inside().iter().any(Self::has_files)
    }
}

/// The template escapes what it is given.
impl HtmlSafe for FieldView {}
