//! A compiled form: immutable, shared, and the one place that knows a definition.

use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use jsonschema::Validator;
use kernel::Language;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::claim::{Once, Quota};
use crate::compile::{Compiled, compile};
use crate::decision::LevelRow;
use crate::definition::{
    self, Definition, Kind, Property, Purpose, Reading, Report, WrittenExample, WrittenPage,
};
use crate::expression::Program;
use crate::guide;
use crate::pipeline::{self, Price, Rule, Step};
use crate::pointer::without_indices;
use crate::{
    DefinitionFault, EligibilityQuestion, Field, Page, Parts, Procedure, Source, Text, Widget,
};

/// A definition as it is published: one line of JSON with parts and translations inside, so
/// that a stored version needs nothing else to be compiled again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The JSON text.
    pub json: String,
    /// SHA-256 of the text, in hexadecimal.
    pub content_hash: String,
}

/// A compiled definition.
pub struct Form {
    id: String,
    title: Text,
    description: Text,
    pub(crate) pages: Vec<Page>,
    published: String,
    untranslated: [Vec<String>; 2],
    pub(crate) procedure: Procedure,
    pub(crate) properties: Vec<Property>,
    pub(crate) steps: Vec<Step>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) prices: Vec<Price>,
    pub(crate) quota: Option<Quota>,
    pub(crate) once: Option<Once>,
    pub(crate) pay_by: Option<Program>,
    pub(crate) ward: Option<Program>,
    pub(crate) levels: Vec<LevelRow>,
    pub(crate) guide: Option<Vec<guide::Step>>,
    eligibility: Vec<EligibilityQuestion>,
    pub(crate) tables: Value,
    /// Built with the first answers that are checked: a form that nobody fills in holds none.
    pub(crate) validator: OnceLock<Validator>,
    pub(crate) examples: Vec<WrittenExample>,
}

/// The whole definition would be noise in a log.
impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Form({})", self.id)
    }
}

impl Form {
    /// Compiles a definition, or tells every fault of it.
    pub fn compile(source: &Source<'_>, parts: &Parts) -> Result<Self, Vec<DefinitionFault>> {
        let form = Self::read(source, parts, Purpose::Publishing)?;
        form.try_bounds().map_err(|what| {
            let start = definition::Place { file: 0, offset: 0 };
            let mut report = Report::default();
            report.read_file(source.file, source.text);
            report.fault(start, "", what, "correct the bounds of the fields");
            report.into_faults()
        })?;
        Ok(form)
    }

    /// Opens a document as it was published, which its store keeps: it is not written down a
    /// second time, and has no examples that fail. What [`Form::compile`] asks last is left for
    /// [`Form::try_bounds`].
    pub fn open(source: &Source<'_>, parts: &Parts) -> Result<Self, Vec<DefinitionFault>> {
        let mut form = Self::read(source, parts, Purpose::Opening)?;
        form.leave_failing_examples();
        Ok(form)
    }

    /// Whether answers can be held against the bounds of the fields, or why not.
    pub fn try_bounds(&self) -> Result<(), String> {
        pipeline::validator(&self.properties).map(drop)
    }

    fn read(
        source: &Source<'_>,
        parts: &Parts,
        purpose: Purpose,
    ) -> Result<Self, Vec<DefinitionFault>> {
        let Reading { definition, mut report } = definition::read(source, parts, purpose);
        let Some(definition) = definition else { return Err(report.into_faults()) };
        let compiled = compile(&definition, &mut report);
        if report.len() > 0 {
            return Err(report.into_faults());
        }
        Ok(Self::assemble(definition, compiled, parts))
    }

    fn assemble(mut definition: Definition, compiled: Compiled, parts: &Parts) -> Self {
        let Compiled { steps, rules, prices, quota, once, pay_by, ward, levels, guide } = compiled;
        let properties = &mut definition.properties;
        Self {
            pages: definition.pages.iter().map(|page| show_page(page, properties, parts)).collect(),
            id: definition.id,
            title: definition.title,
            description: definition.description,
            published: definition.published,
            untranslated: definition.untranslated,
            procedure: definition.procedure,
            properties: definition.properties,
            steps,
            rules,
            prices,
            quota,
            once,
            pay_by,
            ward,
            levels,
            guide,
            eligibility: definition.eligibility,
            tables: definition.tables,
            validator: OnceLock::new(),
            examples: definition.examples,
        }
    }

    /// The name of the procedure in addresses: `juminhyo-utsushi`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The title.
    pub fn title(&self, language: Language) -> &str {
        self.title.get(language)
    }

    /// A sentence or two about the procedure, empty when there are none.
    pub fn description(&self, language: Language) -> &str {
        self.description.get(language)
    }

    /// What the procedure is.
    pub fn procedure(&self) -> &Procedure {
        &self.procedure
    }

    /// The questions before the form; none when everybody may start.
    pub fn eligibility(&self) -> &[EligibilityQuestion] {
        &self.eligibility
    }

    /// The pages in order, also those that a condition may hide.
    pub fn pages(&self) -> &[Page] {
        &self.pages
    }

    /// The field at a pointer, with or without array indices: `/children/name`, `/children/0/name`.
    pub fn field(&self, pointer: &str) -> Option<&Field> {
        let pointer = without_indices(pointer);
        let mut names = pointer.split('/').skip(1);
        let first = names.next()?;
        let top = self.pages.iter().flat_map(|page| &page.fields).find(|f| f.name == first)?;
        names.try_fold(top.as_ref(), |field, name| field.child(name))
    }

    /// The page on which the answer at a pointer is given.
    pub fn page_of(&self, pointer: &str) -> Option<&Page> {
        self.page_position(pointer).and_then(|position| self.pages.get(position))
    }

    /// The document as published. It is as large as everything else here, so whoever stores
    /// it takes it away, and with it the examples that fail.
    pub fn take_document(&mut self) -> Document {
        self.leave_failing_examples();
        let json = std::mem::take(&mut self.published);
        Document { content_hash: hash(&json), json }
    }

    /// They only say whether a definition may be published.
    fn leave_failing_examples(&mut self) {
        self.examples.retain(WrittenExample::is_valid);
        self.examples.shrink_to_fit();
    }

    /// The minutes that filling in takes, for the page before the start: what the
    /// department has measured, or a guess from the questions that are always asked.
    pub fn estimated_minutes(&self) -> u32 {
        self.procedure.estimated_minutes.unwrap_or_else(|| {
            let always = self.pages.iter().filter(|page| !page.conditional);
            let fields = always.flat_map(|page| &page.fields);
            let seconds: u32 = fields.map(|field| seconds(field)).sum();
            1 + seconds.div_ceil(60)
        })
    }

    /// The pointers of the texts that nobody has translated into `language`.
    pub fn missing_translations(&self, language: Language) -> &[String] {
        let [easy, english] = &self.untranslated;
        match language {
            Language::Japanese => &[],
            Language::EasyJapanese => easy,
            Language::English => english,
        }
    }

    /// The ids of the rules with what they say when they fail.
    pub fn rules(&self, language: Language) -> impl Iterator<Item = (&str, &str)> {
        self.rules.iter().map(move |rule| (rule.id.as_str(), rule.words(language)))
    }

    /// The position of the page on which the answer at a pointer is given.
    pub(crate) fn page_position(&self, pointer: &str) -> Option<usize> {
        let name = pointer.split('/').nth(1)?;
        self.pages.iter().position(|page| page.fields.iter().any(|field| field.name == name))
    }

    /// Where an answer stands when people read the form, for the order of problems.
    pub(crate) fn place_of(&self, pointer: &str) -> Vec<usize> {
        let mut place = vec![self.page_position(pointer).map_or(0, |page| page + 1)];
        let mut fields: Vec<&Arc<Field>> =
            self.pages.iter().flat_map(|page| &page.fields).collect();
        for segment in pointer.split('/').skip(1) {
            if let Ok(index) = segment.parse::<usize>() {
                place.push(index);
            } else if let Some(at) = fields.iter().position(|field| field.name == segment) {
                place.push(at);
                fields = fields.get(at).map(|f| f.children.iter().collect()).unwrap_or_default();
            }
        }
        place
    }
}

fn hash(source: &str) -> String {
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(source.as_bytes()) {
        for half in [byte >> 4, byte & 15] {
            hex.extend(char::from_digit(u32::from(half), 16));
        }
    }
    hex
}

fn show_page(page: &WrittenPage, properties: &mut [Property], parts: &Parts) -> Page {
    let conditional = page.visible.is_some();
    let fields = page.fields.iter().filter_map(|name| {
        let property = properties.iter_mut().find(|property| property.field.name == *name)?;
        Some(show_field(property, conditional, parts))
    });
    Page {
        id: page.id.clone(),
        title: page.title.clone(),
        help: page.help.clone(),
        conditional,
        fields: fields.collect(),
    }
}

/// The field with what lies above and below it; pages and properties share it, and other forms
/// that have the same.
fn show_field(property: &mut Property, above: bool, parts: &Parts) -> Arc<Field> {
    let conditional = above || property.field.conditional;
    let children = match &mut property.kind {
        Kind::Group(children) | Kind::Rows(children) => children.as_mut_slice(),
        Kind::Text
        | Kind::Attachment
        | Kind::Attachments
        | Kind::Integer
        | Kind::Number
        | Kind::Boolean
        | Kind::Choices => &mut [],
    };
    let below = children.iter_mut().map(|child| show_field(child, conditional, parts)).collect();
    let field = Arc::make_mut(&mut property.field);
    (field.conditional, field.children) = (conditional, below);
    parts.share(&mut property.field);
    Arc::clone(&property.field)
}

/// How long a question takes, in seconds: writing, choosing, looking for a document.
fn seconds(field: &Field) -> u32 {
    if field.conditional || field.computed {
        return 0;
    }
    let below = || field.children.iter().map(|child| seconds(child)).sum();
    match field.widget {
        Widget::Text | Widget::Integer | Widget::Date => 15,
        Widget::TextArea | Widget::Attachment => 60,
        Widget::Radio | Widget::Select | Widget::Checkboxes | Widget::Checkbox => 8,
        Widget::Group | Widget::Repeat => below(),
    }
}
