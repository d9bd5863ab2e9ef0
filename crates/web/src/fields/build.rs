//! From definition, typed answers and check to what a page shows.

use std::sync::Arc;

use form_engine::{Change, Checked, Field, Form, Page, Problem, Widget, date_boxes};
use japanese_values::bank;
use kernel::{AttachmentId, Language};
use serde_json::Value;

use super::{
    choose::{eras, typed, typed_list},
    control::{Control, DateControl, FieldView, FilesControl, LineControl, Need, ToldStep},
    files::{FileView, kinds, size},
    pointer::{element_id, lies_in, posted_name},
    says::{Line, change_line, is_tidied},
};
use crate::{postal::address_of, shown, wording::HouseWords};

/// As many towns as a sentence can name.
const TOLD: usize = 8;

/// What the script looks up.
const BANK: &str = "bank";
const BRANCH: &str = "branch";

/// Everything that the fields of one page are made of.
pub struct FormPage<'a> {
    /// The definition.
    pub form: &'a Form,
    /// What was typed.
    pub raw: &'a Value,
    /// What is said about it.
    pub checked: &'a Checked,
    /// Whether mistakes are shown: not before somebody has tried to go on.
    pub show_problems: bool,
    /// The places that conditions hide.
    pub hidden: &'a [String],
    /// The files that answers name.
    pub files: &'a [FileView],
    /// Where the script sends files for a field, followed by the field's posted name.
    pub upload: Option<String>,
    /// The places whose answers a provider of identities gave: they are read, not typed.
    pub verified: &'a [String],
    /// How far it is that others answer questions, by place.
    pub told: &'a [(String, ToldStep)],
    /// What the office wrote, by place.
    pub remarks: &'a [(String, String)],
    /// The language of the page.
    pub language: Language,
}

impl FormPage<'_> {
    /// The fields of `page`.
    pub fn fields(&self, page: &Page) -> Vec<FieldView> {
        page.fields.iter().map(|field| self.field(field, &field.pointer)).collect()
    }

    /// `field` at the instance pointer `at`.
    pub fn field(&self, field: &Field, at: &str) -> FieldView {
        let says = self.says(field, at);
        FieldView {
            at: at.to_owned(),
            id: element_id(at),
            name: posted_name(at),
            label: field.title(self.language).to_owned(),
            help: self.help(field, at),
            unit: field.unit.get(self.language).to_owned(),
            need: if self.is_verified(at) { Need::Unsaid } else { need(field) },
            hidden: self.hidden.iter().any(|hidden| lies_in(at, hidden)),
            remark: self.remark(at),
            control: self.control(field, at),
            says,
            w: self.words(),
        }
    }

    /// The field at an instance pointer on its own, its question named with those around it.
    pub fn field_at(&self, at: &str) -> Option<FieldView> {
        let field = self.form.field(at)?;
        let last = at.rsplit('/').next().and_then(|name| name.parse::<usize>().ok());
        let mut view = match (field.widget, last) {
            (Widget::Repeat, Some(row)) => self.row(field, at.rsplit_once('/')?.0, row, false),
            _ => self.field(field, at),
        };
        view.remark = self.remark(at);
        view.label = self.whole_label(at, &view.label);
        Some(view)
    }

    /// `児童（2）／氏名`: the questions around a field and its own.
    fn whole_label(&self, at: &str, own: &str) -> String {
        let mut labels = Vec::new();
        let ends = at.match_indices('/').map(|(end, _)| end).filter(|end| *end > 0);
        for around in ends.filter_map(|end| at.get(..end)) {
            let Some(field) = self.form.field(around) else { continue };
            let title = field.title(self.language).to_owned();
            match around.rsplit('/').next().and_then(|name| name.parse::<usize>().ok()) {
                Some(row) => {
                    labels.pop();
                    labels.push(self.words().row_of(title, row + 1).plain());
                }
                None => labels.push(title),
            }
        }
        if !at.ends_with(|c: char| c.is_ascii_digit()) || labels.is_empty() {
            labels.push(own.to_owned());
        } else if let Some(last) = labels.last_mut() {
            own.clone_into(last);
        }
        labels.join(match self.language {
            Language::Japanese | Language::EasyJapanese => "／",
            Language::English => " / ",
        })
    }

    fn is_verified(&self, at: &str) -> bool {
        self.verified.iter().any(|known| known == at)
    }

    fn remark(&self, at: &str) -> Option<String> {
        self.remarks.iter().find(|(place, _)| place == at).map(|(_, text)| text.clone())
    }

    pub(super) fn words(&self) -> HouseWords {
        HouseWords::new(self.language)
    }

    /// Problems and changes at exactly this place.
    fn says(&self, field: &Field, at: &str) -> Vec<Line> {
        let mut lines: Vec<Line> = self.problems_at(at).map(Line::of).collect();
        if lines.is_empty() {
            let change =
                self.change_at(at).and_then(|change| change_line(field, change, self.words()));
            lines.extend(change.map(Line::Mended));
        }
        lines
    }

    fn problems_at<'s>(&'s self, at: &'s str) -> impl Iterator<Item = &'s Problem> + 's {
        let shown = self.show_problems.then_some(&self.checked.problems);
        shown.into_iter().flatten().filter(move |problem| problem.at == at && !problem.confirmed)
    }

    fn change_at(&self, at: &str) -> Option<&Change> {
        let broken = self.checked.problems.iter().any(|problem| problem.at == at);
        self.checked.changes.iter().find(|change| change.at == at).filter(|_| !broken)
    }

    fn help(&self, field: &Field, at: &str) -> Vec<String> {
        let w = self.words();
        if self.is_verified(at) {
            return vec![w.verified_answer().plain()];
        }
        let own = field.help.get(self.language);
        let mut lines = Vec::new();
        lines.extend((!own.is_empty()).then(|| own.to_owned()));
        if field.computed {
            return lines;
        }
        lines.extend(self.example(field).map(|example| w.example(example).plain()));
        lines.extend(self.towns_told(at));
        lines.extend(self.nothing_offered(field, at));
        match field.widget {
            Widget::Date => lines.extend(own.is_empty().then(|| w.date_help().plain())),
            Widget::Checkboxes => lines.push(w.choose_any().plain()),
            Widget::TextArea => {
                lines.extend(field.max_length.map(|most| w.up_to_characters(most).plain()));
            }
            Widget::Attachment => {
                let limit = field.max_bytes.map(size).unwrap_or_default();
                lines.push(w.file_kinds(kinds(&field.accept, w), limit).plain());
                lines.extend((field.max_files > 1).then(|| w.file_count(field.max_files).plain()));
            }
            Widget::Text
            | Widget::Integer
            | Widget::Radio
            | Widget::Select
            | Widget::Checkbox
            | Widget::Group
            | Widget::Repeat => {}
        }
        lines
    }

    /// The example as it would be typed: of a date its boxes.
    fn example(&self, field: &Field) -> Option<String> {
        let example = field.example.get(self.language);
        match (field.widget, example.parse()) {
            (Widget::Date, Ok(day)) => Some(shown::plain_day(day, self.language)),
            _ => (!example.is_empty()).then(|| example.to_owned()),
        }
    }

    fn control(&self, field: &Field, at: &str) -> Control {
        let id = element_id(at);
        let value = self.raw.pointer(at);
        if field.computed || self.is_verified(at) {
            return Control::Computed { text: self.computed(field, at) };
        }
        match field.widget {
            Widget::Text | Widget::Integer => Control::Line(self.line(field, at, value)),
            Widget::TextArea => Control::Area { value: typed(value) },
            Widget::Date => self.date(field, &id, value),
            Widget::Radio => Control::Radio(self.offered(field, at, value)),
            Widget::Select => self.one_of_many(field, at, value),
            Widget::Checkboxes => Control::Checkboxes(self.offered(field, at, value)),
            Widget::Checkbox => Control::Checkbox { checked: value == Some(&Value::Bool(true)) },
            Widget::Attachment => self.attachment(field, at, value),
            Widget::Group => self.group(field, at, false),
            Widget::Repeat => self.rows(field, at),
        }
    }

    /// A value that the server reckons, in words.
    fn computed(&self, field: &Field, at: &str) -> String {
        let value = self.checked.data.pointer(at);
        value.map(|value| field.in_words(value, self.language)).unwrap_or_default()
    }

    fn line(&self, field: &Field, at: &str, value: Option<&Value>) -> LineControl {
        let change = self.change_at(at).filter(|change| !is_tidied(change));
        let mended = change.map(|change| change.to.clone());
        LineControl {
            value: self.institution(field, at).or(mended).unwrap_or_else(|| typed(value)),
            looks_up: looks_up(field),
            inputmode: field.inputmode.unwrap_or_default(),
            autocomplete: field.autocomplete.clone().unwrap_or_default(),
            width: width(field),
            offered: self.towns(at),
            postal: field.format.as_deref() == Some("jp-postal-code"),
        }
    }

    /// The towns to choose from, where the postal code beside stands for several.
    fn towns(&self, at: &str) -> Vec<&'static str> {
        let code = at.strip_suffix("/town").and_then(|address| {
            self.raw.pointer(&format!("{address}/postal")).and_then(Value::as_str)
        });
        code.and_then(address_of).map(|address| address.towns).unwrap_or_default()
    }

    /// A sentence with those towns, while none is typed and they are few enough to be read.
    fn towns_told(&self, at: &str) -> Option<String> {
        let towns = self.towns(at);
        let wanted = typed(self.raw.pointer(at)).is_empty() && (1..=TOLD).contains(&towns.len());
        wanted.then(|| self.words().towns_to_choose(towns.join(self.words().dot())).plain())
    }

    /// The bank or branch that a code means: nobody recognises 0125.
    fn institution(&self, field: &Field, at: &str) -> Option<String> {
        let code = self.checked.data.pointer(at)?.as_str()?;
        match looks_up(field) {
            BANK => bank::by_code(code).map(|bank| bank.to_string()),
            BRANCH => {
                let group = at.rsplit_once('/')?.0;
                let mut beside = self.form.field(group)?.children.iter();
                let bank = &beside.find(|field| looks_up(field) == BANK)?.name;
                let bank = self.checked.data.pointer(&format!("{group}/{bank}"))?.as_str()?;
                bank::branch_by_code(bank, code).map(|branch| branch.to_string())
            }
            _ => None,
        }
    }

    fn date(&self, field: &Field, id: &str, value: Option<&Value>) -> Control {
        let boxes = date_boxes(&typed(value));
        Control::Date(DateControl {
            eras: eras(id, &boxes, self.language),
            birthday: field.autocomplete.as_deref() == Some("bday"),
            year: boxes.year,
            month: boxes.month,
            day: boxes.day,
        })
    }

    fn attachment(&self, field: &Field, at: &str, value: Option<&Value>) -> Control {
        let ids: Vec<AttachmentId> =
            typed_list(value).iter().filter_map(|id| id.parse().ok()).collect();
        let there = self.files.iter().filter(|file| ids.contains(&file.id)).cloned();
        let files: Vec<FileView> = there.collect();
        let several = field.max_files > 1 || field.max_items.is_some();
        let room = u64::try_from(files.len()).is_ok_and(|count| count < field.max_files);
        Control::Files(FilesControl {
            // One file can always be replaced by another.
            room: room || !several,
            accept: field.accept.join(","),
            several,
            most: field.max_bytes.unwrap_or(u64::MAX),
            upload: self
                .upload
                .as_ref()
                .map(|to| format!("{to}{}", posted_name(at)))
                .unwrap_or_default(),
            files,
        })
    }

    fn group(&self, field: &Field, at: &str, removable: bool) -> Control {
        let inside = |child: &Arc<Field>| self.field(child, &format!("{at}/{}", child.name));
        let names = |name: &str| field.child(name).is_some();
        let told = self.told.iter().find(|(place, _)| place == at).map(|(_, step)| step.clone());
        let mut fields: Vec<FieldView> = field.children.iter().map(inside).collect();
        if told.is_some() {
            fields.retain_mut(|field| field.is_told(self.words()));
        }
        Control::Group { fills_address: names("postal") && names("town"), fields, removable, told }
    }

    fn rows(&self, field: &Field, at: &str) -> Control {
        let typed = self.raw.pointer(at).and_then(Value::as_array).map_or(0, Vec::len);
        let fewest = field.fewest_rows();
        let most = field.max_items.and_then(|most| usize::try_from(most).ok());
        let count = typed.max(fewest);
        Control::Rows {
            rows: (0..count).map(|row| self.row(field, at, row, count > fewest)).collect(),
            room: most.is_none_or(|most| count < most),
        }
    }

    fn row(&self, field: &Field, at: &str, row: usize, removable: bool) -> FieldView {
        let at = format!("{at}/{row}");
        let w = self.words();
        FieldView {
            id: element_id(&at),
            name: posted_name(&at),
            label: w.row_of(field.title(self.language), row + 1).plain(),
            help: Vec::new(),
            unit: String::new(),
            need: Need::Unsaid,
            hidden: false,
            remark: None,
            says: self.problems_at(&at).map(Line::of).collect(),
            control: self.group(field, &at, removable),
            at,
            w,
        }
    }
}

fn looks_up(field: &Field) -> &'static str {
    match field.format.as_deref() {
        Some("jp-bank-code") => BANK,
        Some("jp-branch-code") => BRANCH,
        _ => "",
    }
}

fn need(field: &Field) -> Need {
    let asks = !field.computed && !matches!(field.widget, Widget::Group | Widget::Repeat);
    match (asks, field.required) {
        (false, _) => Need::Unsaid,
        (true, true) => Need::Must,
        (true, false) => Need::May,
    }
}

/// A control as wide as its answer: what is short looks short.
fn width(field: &Field) -> &'static str {
    let longest = field.max_length.unwrap_or(u64::MAX);
    match (field.widget, field.format.as_deref()) {
        (_, Some("jp-money")) => "w-m",
        (Widget::Integer, _) if field.maximum.is_none_or(|most| most > 99_999.into()) => "w-m",
        (Widget::Integer, _) => "w-s",
        (_, Some("jp-postal-code" | "jp-phone" | "jp-digits" | "jp-my-number")) => "w-m",
        _ if longest <= 20 => "w-m",
        _ => "",
    }
}
