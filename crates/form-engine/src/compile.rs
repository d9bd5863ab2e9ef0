//! From a definition that was read to a form that can be asked: expressions are
//! compiled, and conditions put into the order in which they need each other.

mod choices;
mod comparing;
mod consent;
mod mending;
mod order;

use japanese_values::Term;

use crate::Identity;
use crate::branch::Row;
use crate::claim::{Once, Quota, Waiting};
use crate::decision::LevelRow;
use crate::definition::{
    self, Branch, MAX_PATTERNS, WrittenDraw, WrittenLevel, WrittenOnce, WrittenPrice, WrittenQuota,
    WrittenSame, WrittenStep, WrittenWaiting,
};
use crate::definition::{
    DEFAULT_ITEMS, Definition, Kind, Place, Property, Report, Snippet, WrittenRule,
};
use crate::draw::Draw;
use crate::expression::{Inside, Program, Vocabulary, lower};
use crate::guide;
use crate::pipeline::{self, Amount, Hop, Price, Rule, Spot, Step, Target};
use crate::pointer::lies_in;
use crate::prefill::Sources;
use crate::same::SameRule;

/// How many answers a submission can have when every list is full.
pub(crate) const MAX_ANSWERS: u64 = 20_000;

/// The compiled expressions of a form.
pub(crate) struct Compiled {
    pub(crate) steps: Vec<Step>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) prices: Vec<Price>,
    pub(crate) quota: Option<Quota>,
    pub(crate) once: Option<Once>,
    pub(crate) same: Vec<SameRule>,
    pub(crate) pay_by: Option<Program>,
    pub(crate) ward: Option<Program>,
    pub(crate) identity: Vec<Row<Identity>>,
    pub(crate) processing: Vec<Row<Option<Term>>>,
    pub(crate) prefills: Vec<Sources>,
    pub(crate) levels: Vec<LevelRow>,
    pub(crate) auto: Option<Program>,
    pub(crate) draw: Option<Draw>,
    pub(crate) guide: Option<Vec<guide::Step>>,
}

/// Compiles every expression of a definition, noting what is wrong with them.
pub(crate) fn compile(definition: &Definition, report: &mut Report) -> Compiled {
    let answers = answers(&definition.properties);
    if answers > MAX_ANSWERS {
        let what = format!("full lists would hold {answers} answers, more than {MAX_ANSWERS}");
        let start = Place { file: 0, offset: 0 };
        report.fault(start, "", what, "lower the maxItems of the lists");
    }
    let mut compiler = Compiler { definition, report, nodes: Vec::new() };
    compiler.pages();
    compiler.properties(&definition.properties, &[], None, None);
    let mut rules: Vec<Rule> =
        definition.rules.iter().filter_map(|rule| compiler.rule(rule)).collect();
    rules.shrink_to_fit();
    let prices = definition.prices.iter().filter_map(|price| compiler.price(price)).collect();
    let quota = definition.limits.quota.as_ref().and_then(|quota| compiler.quota(quota));
    let once = definition.limits.once.as_ref().and_then(|once| compiler.once(once));
    let same = definition.same.iter().filter_map(|rule| compiler.same(rule)).collect();
    let pay_by = definition.limits.pay_by.as_ref().and_then(|by| compiler.of_the_whole(by));
    let ward = definition.ward.as_ref().and_then(|ward| compiler.of_the_whole(ward));
    let identity = definition.identity.iter().filter_map(|row| compiler.row(row)).collect();
    let processing = definition.processing.iter().filter_map(|row| compiler.row(row)).collect();
    let prefills = compiler.prefills(&definition.properties);
    let levels = definition.levels.iter().map(|level| compiler.level(level)).collect();
    let auto = definition.auto.as_ref().and_then(|when| compiler.of_the_whole(when));
    let draw = definition.draw.as_ref().and_then(|draw| compiler.draw(draw));
    let guide = definition
        .steps
        .as_ref()
        .map(|steps| steps.iter().filter_map(|step| compiler.guide_step(step)).collect());
    compiler.choices(&definition.properties);
    compiler.comparisons(&definition.properties);
    compiler.consents(&definition.properties);
    let steps = order::order(compiler.nodes, report);
    let whole = Compiled {
        steps,
        rules,
        prices,
        quota,
        once,
        same,
        pay_by,
        ward,
        identity,
        processing,
        prefills,
        levels,
        auto,
        draw,
        guide,
    };
    mending::forbid_what_decides(&definition.properties, &whole, report);
    whole
}

/// How many answers there are when every list is full: what a check can cost.
fn answers(properties: &[Property]) -> u64 {
    let one = |property: &Property| {
        let below = answers(property.children());
        let rows = match property.kind {
            Kind::Rows(_) => property.field.max_items.unwrap_or(DEFAULT_ITEMS),
            Kind::Text
            | Kind::Attachment
            | Kind::Attachments
            | Kind::Integer
            | Kind::Number
            | Kind::Boolean
            | Kind::Choices
            | Kind::Group(_) => 1,
        };
        below.saturating_mul(rows).saturating_add(1)
    };
    properties.iter().map(one).fold(0, u64::saturating_add)
}

/// A step with what the order must know of it.
struct Node {
    step: Step,
    /// The fields that the step decides about.
    owns: Vec<String>,
    place: Place,
    pointer: String,
}

struct Compiler<'d> {
    definition: &'d Definition,
    report: &'d mut Report,
    nodes: Vec<Node>,
}

impl<'d> Compiler<'d> {
    fn vocabulary(&self, item: Option<Inside<'d>>, row: Option<Inside<'d>>) -> Vocabulary<'d> {
        let Definition { properties, tables, unread, .. } = self.definition;
        let is_opening = self.report.is_opening();
        let form = Some(properties.as_slice());
        Vocabulary { form, tables, item, row, unread, is_opening, decides: false }
    }

    fn program(&mut self, snippet: &Snippet, vocabulary: &Vocabulary<'_>) -> Option<Program> {
        if self.report.count_patterns(0) > MAX_PATTERNS {
            // The definition is refused already.
            return None;
        }
        match lower(&snippet.text, &snippet.pointer, vocabulary) {
            Ok(program) => {
                if self.report.count_patterns(program.patterns) > MAX_PATTERNS {
                    let what = format!("more than {MAX_PATTERNS} patterns");
                    let mend = "use formats where there are some";
                    self.report.fault(snippet.place, &snippet.pointer, what, mend);
                }
                Some(program)
            }
            Err(fault) => {
                self.report.fault(snippet.place, &snippet.pointer, fault.what, fault.mend);
                None
            }
        }
    }

    /// An expression that is asked of the whole form.
    fn of_the_whole(&mut self, snippet: &Snippet) -> Option<Program> {
        let vocabulary = self.vocabulary(None, None);
        self.program(snippet, &vocabulary)
    }

    fn row<T: Clone>(&mut self, written: &Branch<T>) -> Option<Row<T>> {
        let when = match &written.when {
            Some(snippet) => Some(self.of_the_whole(snippet)?),
            None => None,
        };
        Some(Row { when, says: written.says.clone() })
    }

    fn prefills(&mut self, properties: &[Property]) -> Vec<Sources> {
        let mut found = Vec::new();
        for property in properties {
            let rows: Vec<_> =
                property.prefills.iter().filter_map(|branch| self.row(branch)).collect();
            let pointer = property.field.pointer.clone();
            found.extend((!rows.is_empty()).then_some(Sources { pointer, rows }));
            found.extend(self.prefills(property.children()));
        }
        found
    }

    fn level(&mut self, written: &WrittenLevel) -> LevelRow {
        let WrittenLevel { verdicts, when, level } = written;
        let vocabulary = Vocabulary { decides: true, ..self.vocabulary(None, None) };
        let when = when.as_ref().and_then(|when| self.program(when, &vocabulary));
        LevelRow { verdicts: verdicts.clone(), when, level: level.clone() }
    }

    fn pages(&mut self) {
        for (index, page) in self.definition.pages.iter().enumerate() {
            let Some(snippet) = &page.visible else { continue };
            let visible = self.program(snippet, &self.vocabulary(None, None));
            let owns = page.fields.iter().map(|name| format!("/{name}")).collect();
            let target = Target::Page { index, fields: page.fields.clone() };
            self.nodes.push(Node {
                step: Step { target, visible, compute: None },
                owns,
                place: snippet.place,
                pointer: snippet.pointer.clone(),
            });
        }
    }

    fn properties(
        &mut self,
        properties: &'d [Property],
        way: &[Hop],
        item: Option<Inside<'d>>,
        row: Option<Inside<'d>>,
    ) {
        for property in properties {
            self.step(property, way, item, row);
            let pointer = property.field.pointer.as_str();
            let mut below = way.to_vec();
            below.push(Hop::Key(property.field.name.clone()));
            match &property.kind {
                Kind::Group(children) => {
                    let inside = Inside { properties: children, pointer };
                    self.properties(children, &below, Some(inside), row);
                }
                Kind::Rows(children) => {
                    below.push(Hop::Each);
                    let inside = Some(Inside { properties: children, pointer });
                    self.properties(children, &below, inside, inside);
                }
                Kind::Text
                | Kind::Attachment
                | Kind::Attachments
                | Kind::Integer
                | Kind::Number
                | Kind::Boolean
                | Kind::Choices => {}
            }
        }
    }

    fn step(
        &mut self,
        property: &Property,
        way: &[Hop],
        item: Option<Inside<'d>>,
        row: Option<Inside<'d>>,
    ) {
        let snippet = property.visible.as_deref().or(property.compute.as_deref());
        let Some(Snippet { place, pointer, .. }) = snippet.cloned() else { return };
        let vocabulary = self.vocabulary(item, row);
        let visible = property.visible.as_ref().and_then(|s| self.program(s, &vocabulary));
        let compute = property.compute.as_ref().and_then(|s| self.program(s, &vocabulary));
        let target = Target::Field { way: way.to_vec(), name: property.field.name.clone() };
        let owns = vec![property.field.pointer.clone()];
        self.nodes.push(Node { step: Step { target, visible, compute }, owns, place, pointer });
    }

    fn rule(&mut self, written: &'d WrittenRule) -> Option<Rule> {
        let mut way = Vec::new();
        let (mut item, mut row) = (None, None);
        if let Some(each) = &written.each {
            let found = pipeline::find(&self.definition.properties, &each.text);
            if self.is_unread(&each.text) {
                return None;
            }
            let Some(object) = found.filter(|property| !property.children().is_empty()) else {
                let what = format!("{} is no group and no list of rows", each.text);
                let mend = self.meant_pointer(
                    &each.text,
                    "point to one without indices, such as \"/children\"",
                );
                self.report.fault(each.place, &each.pointer, what, mend);
                return None;
            };
            way = self.way_into(&each.text);
            let inside = Inside { properties: object.children(), pointer: &object.field.pointer };
            item = Some(inside);
            row = way.contains(&Hop::Each).then_some(inside);
        }
        let base = written.each.as_ref().map_or("", |each| each.text.as_str());
        let at = written.at.iter().filter_map(|at| self.spot(at, base)).collect();
        let vocabulary = self.vocabulary(item, row);
        let when = written.when.as_ref().map(|snippet| self.program(snippet, &vocabulary));
        let check = self.program(written.check.as_ref()?, &vocabulary)?;
        Some(Rule {
            id: written.id.clone(),
            way,
            at,
            when: match when {
                Some(program) => Some(program?),
                None => None,
            },
            check,
            message: written.message.clone(),
            severity: written.severity,
        })
    }

    /// Whether a field that could not be read lies there, which is told already.
    fn is_unread(&self, pointer: &str) -> bool {
        self.definition.unread.iter().any(|unread| lies_in(pointer, unread))
    }

    fn meant_pointer(&self, said: &str, otherwise: &str) -> String {
        let meant = definition::meant_pointer(&self.definition.properties, said);
        let near = meant.filter(|near| near != said);
        near.map_or_else(|| otherwise.to_owned(), |near| format!("did you mean \"{near}\"?"))
    }

    fn way_into(&self, pointer: &str) -> Vec<Hop> {
        let mut way = Vec::new();
        let mut properties = self.definition.properties.as_slice();
        for name in pointer.split('/').skip(1) {
            let Some(property) = properties.iter().find(|p| p.field.name == name) else { break };
            way.push(Hop::Key(name.to_owned()));
            if matches!(property.kind, Kind::Rows(_)) {
                way.push(Hop::Each);
            }
            properties = property.children();
        }
        way
    }

    /// The way into the innermost rows in which a field lies; none outside of rows.
    fn rows_around(&self, pointer: &str) -> Vec<Hop> {
        let way = self.way_into(pointer);
        let last = way.iter().rposition(|hop| *hop == Hop::Each);
        way.into_iter().take(last.map_or(0, |last| last + 1)).collect()
    }

    fn spot(&mut self, at: &Snippet, base: &str) -> Option<Spot> {
        let Snippet { text, place, pointer } = at;
        if self.is_unread(text) {
            return None;
        }
        if pipeline::find(&self.definition.properties, text).is_none() {
            let what = format!("{text} is no field of the form");
            let mend = self
                .meant_pointer(text, "write its pointer without indices, such as \"/birthDate\"");
            self.report.fault(*place, pointer, what, mend);
            return None;
        }
        let inside = text.strip_prefix(base).filter(|_| !base.is_empty()).map(str::to_owned);
        let way = self.way_into(text);
        let passes_rows = way.contains(&Hop::Each) && way.last() != Some(&Hop::Each);
        if inside.is_none() && passes_rows {
            let what = format!("{text} lies in a row, but the rule is asked of the whole form");
            let mend = "add \"each\" with the pointer of the list";
            self.report.fault(*place, pointer, what, mend);
            return None;
        }
        Some(Spot { pointer: text.clone(), inside })
    }

    fn price(&mut self, written: &WrittenPrice) -> Option<Price> {
        let vocabulary = self.vocabulary(None, None);
        let unit = self.amount(&written.unit, &vocabulary);
        let quantity = self.amount(&written.quantity, &vocabulary);
        let when = match &written.when {
            Some(snippet) => Some(self.program(snippet, &vocabulary)?),
            None => None,
        };
        Some(Price { label: written.label.clone(), unit: unit?, quantity: quantity?, when })
    }

    fn quota(&mut self, written: &WrittenQuota) -> Option<Quota> {
        let vocabulary = self.vocabulary(None, None);
        let slot = match &written.slot {
            Some(snippet) => Some(self.program(snippet, &vocabulary)?),
            None => None,
        };
        let places = self.amount(&written.places, &vocabulary)?;
        let units = self.amount(&written.units, &vocabulary)?;
        let waiting = match &written.waiting {
            Some(WrittenWaiting { most, until }) => {
                Some(Waiting { most: *most, until: self.program(until, &vocabulary)? })
            }
            None => None,
        };
        Some(Quota { places, slot, units, full: written.full.clone(), waiting })
    }

    fn draw(&mut self, written: &WrittenDraw) -> Option<Draw> {
        let mut asked = |snippet: &Option<Snippet>| match snippet {
            Some(snippet) => self.of_the_whole(snippet).map(Some),
            None => Some(None),
        };
        let (when, group) = (asked(&written.when)?, asked(&written.group)?);
        let ranks = written.ranking.iter().map(|rank| self.of_the_whole(rank));
        let ranking = ranks.collect::<Option<_>>()?;
        let places = self.amount(&written.places, &self.vocabulary(None, None))?;
        Some(Draw { when, group, places, ranking })
    }

    fn once(&mut self, written: &WrittenOnce) -> Option<Once> {
        let key = self.program(&written.key, &self.vocabulary(None, None))?;
        Some(Once { key, period: written.period, message: written.message.clone() })
    }

    fn same(&mut self, written: &WrittenSame) -> Option<SameRule> {
        let WrittenSame { id, kind, key, days, message } = written;
        let key: Vec<Program> =
            key.iter().map(|part| self.of_the_whole(part)).collect::<Option<_>>()?;
        let (id, message) = (id.clone(), message.clone());
        Some(SameRule { id, kind: *kind, key, days: *days, message })
    }

    fn guide_step(&mut self, written: &WrittenStep) -> Option<guide::Step> {
        let vocabulary = self.vocabulary(None, None);
        let when = written.when.as_ref().map(|snippet| self.program(snippet, &vocabulary));
        let by = written.by.as_ref().map(|snippet| self.program(snippet, &vocabulary));
        Some(guide::Step {
            what: written.what.clone(),
            when: when.map_or(Some(None), |program| program.map(Some))?,
            by: by.map_or(Some(None), |program| program.map(Some))?,
            note: written.note.clone(),
        })
    }

    fn amount(
        &mut self,
        written: &definition::Amount,
        vocabulary: &Vocabulary<'_>,
    ) -> Option<Amount> {
        match written {
            definition::Amount::Fixed(number) => Some(Amount::Fixed(*number)),
            definition::Amount::Computed(snippet) => {
                self.program(snippet, vocabulary).map(Amount::Computed)
            }
        }
    }
}
