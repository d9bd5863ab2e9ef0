//! A compiled form: immutable, shared, and the one place that knows a definition.

use std::{fmt, sync::Arc};

use kernel::Language;
use sha2::{Digest, Sha256};

use crate::body::Body;
use crate::definition::{self, Purpose, Report};
use crate::folded::Folded;
use crate::pipeline;
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

/// A compiled definition: what lists show of it, and the body that answers are checked with.
pub struct Form {
    id: String,
    title: Text,
    description: Text,
    published: String,
    untranslated: [Vec<String>; 2],
    pub(crate) procedure: Procedure,
    eligibility: Vec<EligibilityQuestion>,
    is_guide: bool,
    minutes: u32,
    content: Content,
}

enum Content {
    Whole(Box<Body>),
    Folded(Folded),
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
        pipeline::validator(&self.body().properties).map(drop)
    }

    /// The same form without its body, which is nine tenths of it: it is compiled again from
    /// `document`, the one that this form was opened with, when something asks for it. Those
    /// that are folded with the same `parts` share what their bodies have in common.
    #[must_use]
    pub fn folded(&self, document: &str, parts: &Parts) -> Self {
        Self {
            id: self.id.clone(),
            title: self.title.clone(),
            description: self.description.clone(),
            published: String::new(),
            untranslated: self.untranslated.clone(),
            procedure: self.procedure.clone(),
            eligibility: self.eligibility.clone(),
            is_guide: self.is_guide,
            minutes: self.minutes,
            content: Content::Folded(Folded::of(document, parts)),
        }
    }

    /// Whether it was folded, be its body compiled again or not.
    pub const fn is_folded(&self) -> bool {
        matches!(self.content, Content::Folded(_))
    }

    /// What answers are checked with.
    pub(crate) fn body(&self) -> &Body {
        match &self.content {
            Content::Whole(body) => body,
            Content::Folded(folded) => folded.body(),
        }
    }

    fn read(
        source: &Source<'_>,
        parts: &Parts,
        purpose: Purpose,
    ) -> Result<Self, Vec<DefinitionFault>> {
        let (definition, body) = Body::read(source, parts, purpose)?;
        let measured = definition.procedure.estimated_minutes;
        Ok(Self {
            id: definition.id,
            title: definition.title,
            description: definition.description,
            published: definition.published,
            untranslated: definition.untranslated,
            procedure: definition.procedure,
            eligibility: definition.eligibility,
            is_guide: body.compiled.guide.is_some(),
            minutes: measured.unwrap_or_else(|| minutes(&body.pages)),
            content: Content::Whole(Box::new(body)),
        })
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
        &self.body().pages
    }

    /// A line of the fee in `language`, by what bills call it, which is Japanese. A line that
    /// the office wrote has one language.
    pub fn fee_line_in<'a>(&'a self, billed: &'a str, language: Language) -> &'a str {
        let labels = self.body().compiled.prices.iter().map(|price| &price.label);
        let mut meant = labels.filter(|label| label.get(Language::Japanese) == billed);
        meant.next().map_or(billed, |label| label.get(language))
    }

    /// Whether this is the guide of a life event and no procedure.
    pub const fn is_guide(&self) -> bool {
        self.is_guide
    }

    /// The field at a pointer, with or without array indices: `/children/name`, `/children/0/name`.
    pub fn field(&self, pointer: &str) -> Option<&Field> {
        let pointer = without_indices(pointer);
        let mut names = pointer.split('/').skip(1);
        let first = names.next()?;
        let top = self.pages().iter().flat_map(|page| &page.fields).find(|f| f.name == first)?;
        names.try_fold(top.as_ref(), |field, name| field.child(name))
    }

    /// The page on which the answer at a pointer is given.
    pub fn page_of(&self, pointer: &str) -> Option<&Page> {
        self.page_position(pointer).and_then(|position| self.pages().get(position))
    }

    /// The document as published. It is as large as everything else here, so whoever stores
    /// it takes it away, and with it the examples that fail.
    pub fn take_document(&mut self) -> Document {
        self.leave_failing_examples();
        let json = std::mem::take(&mut self.published);
        Document { content_hash: hash(&json), json }
    }

    fn leave_failing_examples(&mut self) {
        if let Content::Whole(body) = &mut self.content {
            body.leave_failing_examples();
        }
    }

    /// The minutes that filling in takes, for the page before the start: what the
    /// department has measured, or a guess from the questions that are always asked.
    pub const fn estimated_minutes(&self) -> u32 {
        self.minutes
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
        self.body().compiled.rules.iter().map(move |rule| (rule.id.as_str(), rule.words(language)))
    }

    /// The position of the page on which the answer at a pointer is given.
    pub(crate) fn page_position(&self, pointer: &str) -> Option<usize> {
        let name = pointer.split('/').nth(1)?;
        self.pages().iter().position(|page| page.fields.iter().any(|field| field.name == name))
    }

    /// Where an answer stands when people read the form, for the order of problems.
    pub(crate) fn place_of(&self, pointer: &str) -> Vec<usize> {
        let mut place = vec![self.page_position(pointer).map_or(0, |page| page + 1)];
        let mut fields: Vec<&Arc<Field>> =
            self.pages().iter().flat_map(|page| &page.fields).collect();
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

/// How long it takes to answer what is always asked, in minutes.
fn minutes(pages: &[Page]) -> u32 {
    let always = pages.iter().filter(|page| !page.conditional);
    let fields = always.flat_map(|page| &page.fields);
    1 + fields.map(|field| seconds(field)).sum::<u32>().div_ceil(60)
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
