//! What a template is told about one field: no decisions are left to it but *is it there*.

use askama::{Template, filters::HtmlSafe};

use super::{files::FileView, says::Line};
use crate::wording::Wording;

/// One field, ready to be shown.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/field.html")]
pub(crate) struct FieldView {
    /// The place in the data.
    pub(crate) at: String,
    /// The id of the element that a mistake's link leads to.
    pub(crate) id: String,
    /// The name it is posted under.
    pub(crate) name: String,
    /// The question.
    pub(crate) label: String,
    /// A sentence below the question.
    pub(crate) help: Vec<String>,
    /// The word after the answer.
    pub(crate) unit: String,
    /// Whether and how the need for an answer is marked.
    pub(crate) need: Need,
    /// Whether a condition hides it at the moment.
    pub(crate) hidden: bool,
    /// What the office wrote about it.
    pub(crate) remark: Option<String>,
    /// What is wrong, to look at again, or was mended.
    pub(crate) says: Vec<Line>,
    /// The control.
    pub(crate) control: Control,
    /// The words around it.
    pub(crate) w: Wording,
}

/// How the need for an answer is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// 必須
    Must,
    /// 任意
    May,
    /// Groups and computed values: nothing to say.
    Unsaid,
}

/// The control of a field with what stands in it.
#[derive(Debug, Clone)]
pub(crate) enum Control {
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

/// A list to choose one of, which the script makes searchable when it is long.
#[derive(Debug, Clone)]
pub(crate) struct SelectControl {
    /// The choices: under headings while another answer has yet to narrow them.
    pub(crate) groups: Vec<PickGroup>,
    /// The posted name of the control on this page that narrows the list, empty for none.
    pub(crate) narrowed_by: String,
    /// Whether the list is long enough to be searched.
    pub(crate) long: bool,
    /// HTML's `autocomplete` token, empty for none.
    pub(crate) autocomplete: String,
}

/// Choices under a heading.
#[derive(Debug, Clone)]
pub(crate) struct PickGroup {
    /// The heading, empty for choices without one.
    pub(crate) heading: String,
    /// What the narrowing answer must be.
    pub(crate) value: String,
    /// The choices.
    pub(crate) picks: Vec<Pick>,
}

/// One line of text.
#[derive(Debug, Clone)]
pub(crate) struct LineControl {
    /// What was typed.
    pub(crate) value: String,
    /// HTML's `inputmode`, empty for none.
    pub(crate) inputmode: &'static str,
    /// HTML's `autocomplete` token, empty for none.
    pub(crate) autocomplete: String,
    /// The class that makes it as wide as its answer.
    pub(crate) width: &'static str,
    /// What is looked up while somebody types: `bank`, `branch`, or nothing.
    pub(crate) looks_up: &'static str,
    /// What can be chosen instead of being typed.
    pub(crate) offered: Vec<&'static str>,
    /// Whether it is a postal code beside the fields that it can fill.
    pub(crate) postal: bool,
}

/// The boxes of a date.
#[derive(Debug, Clone)]
pub(crate) struct DateControl {
    /// The eras.
    pub(crate) eras: Vec<Pick>,
    /// The year as typed.
    pub(crate) year: String,
    /// The month as typed.
    pub(crate) month: String,
    /// The day as typed.
    pub(crate) day: String,
    /// Whether it is the birthday of the person who types.
    pub(crate) birthday: bool,
}

/// Files of one field.
#[derive(Debug, Clone)]
pub(crate) struct FilesControl {
    /// The files that are there.
    pub(crate) files: Vec<FileView>,
    /// HTML's `accept`.
    pub(crate) accept: String,
    /// Whether several can be given.
    pub(crate) several: bool,
    /// Whether there is room for another.
    pub(crate) room: bool,
    /// The largest file in bytes.
    pub(crate) most: u64,
    /// Where the script sends a file, empty where it does not.
    pub(crate) upload: String,
}

/// One thing to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pick {
    /// The element's id.
    pub(crate) id: String,
    /// The posted value.
    pub(crate) value: String,
    /// The words.
    pub(crate) label: String,
    /// How it is read, empty when nobody has said.
    pub(crate) kana: String,
    /// Whether it is chosen.
    pub(crate) chosen: bool,
}

impl FieldView {
    /// Whether something stops the form here.
    pub(crate) fn wrong(&self) -> bool {
        self.says.iter().any(Line::is_error)
    }

    /// The ids that explain the control, for `aria-describedby`.
    pub(crate) fn described_by(&self) -> String {
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
    pub(crate) fn is_fieldset(&self) -> bool {
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
    pub(crate) fn is_box(&self) -> bool {
        matches!(self.control, Control::Group { .. })
    }

    /// The fields inside, for looking through all of them.
    pub(crate) fn inside(&self) -> &[Self] {
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

    /// Whether it asks for files, itself or inside.
    pub(crate) fn has_files(&self) -> bool {
        matches!(self.control, Control::Files(_)) || self.inside().iter().any(Self::has_files)
    }
}

/// The template escapes what it is given.
impl HtmlSafe for FieldView {}
