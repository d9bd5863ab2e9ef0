//! A form as plain JSON Schema (draft 2020-12), for validators that know nothing of the dialect.
//!
//! It describes answers as they are sent, before anything is normalised. The promise: what it
//! refuses, [`Form::check`] refuses too. So it leaves out what only the engine can say, and
//! tells so in a `$comment`: rules, formats, what depends on today, and every bound of a hidden
//! answer, which the engine takes away unread.

use kernel::Language;
use serde_json::{Map, Value, json};

use crate::Form;
use crate::body::Body;
use crate::definition::{Kind, Property};
use crate::expression::{Certain, Program, Seen, Surroundings, both};
use crate::pipeline::{Hop, Target};

/// White space as the engine takes it away around an answer.
const SPACE: &str = r"[\u0009-\u000d \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\u200b\u2060\ufeff\u00ad]";

const COMMENT: &str = "Answers as they are sent. What this schema refuses is refused; what it \
    accepts is checked further by POST /api/v1/procedures/{id}/check: formats, lengths and \
    patterns of normalised text, rules across answers, choices that another answer narrows, \
    days relative to today, uploaded files, and what is asked under conditions that JSON Schema \
    cannot say.";

impl Form {
    /// The plain schema, with titles and descriptions in `language`.
    pub fn plain_schema(&self, language: Language) -> Value {
        let body = self.body();
        let top = Object { body, language, properties: &body.properties, way: &[], must: true };
        let mut schema = Map::new();
        schema.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
        schema.insert("title".to_owned(), json!(self.title(language)));
        schema.insert("description".to_owned(), json!(self.description(language)));
        schema.insert("$comment".to_owned(), json!(COMMENT));
        schema.extend(top.schema());
        schema.insert("type".to_owned(), json!("object"));
        // One that is typed with spaces around it, or only spaces.
        let untrimmed = format!("^{SPACE}|{SPACE}$|^$");
        schema.insert(
            "$defs".to_owned(),
            json!({ "untrimmed": { "type": ["string", "null"], "pattern": untrimmed } }),
        );
        Value::Object(schema)
    }
}

/// The form, a group or a row.
struct Object<'f> {
    body: &'f Body,
    language: Language,
    properties: &'f [Property],
    /// The way to it.
    way: &'f [Hop],
    /// Whether its required answers must be there: not so in a group that may be left empty.
    must: bool,
}

impl<'f> Object<'f> {
    fn schema(&self) -> Map<String, Value> {
        let (mut inside, mut required, mut cases) = (Map::new(), Vec::new(), Vec::new());
        for property in self.properties {
            let name = &property.field.name;
            let mut described = self.describe(property);
            let conditions = self.conditions(name, self.way);
            let must = self.must && self.needs(property);
            if property.field.computed {
                described.insert("readOnly".to_owned(), json!(true));
            } else if conditions.is_empty() {
                described.extend(self.bounds(property));
                required.extend(must.then_some(name));
            } else if let Some(shown) = self.when(&conditions, Certain::True) {
                let mut then = json!({ "properties": { name: self.bounds(property) } });
                if let (true, Some(then)) = (must, then.as_object_mut()) {
                    then.insert("required".to_owned(), json!([name]));
                }
                cases.push(json!({ "if": shown, "then": then }));
            } else {
                let unsaid: Vec<&str> = conditions.iter().map(|c| c.pointer.as_str()).collect();
                let comment = format!("asked only if {} holds", unsaid.join(" and "));
                described.insert("$comment".to_owned(), json!(comment));
            }
            inside.insert(name.clone(), Value::Object(described));
        }
        let mut schema = Map::new();
        schema.insert("type".to_owned(), json!(["object", "null"]));
        schema.insert("properties".to_owned(), Value::Object(inside));
        schema.insert("additionalProperties".to_owned(), json!(false));
        if !required.is_empty() {
            schema.insert("required".to_owned(), json!(required));
        }
        if !cases.is_empty() {
            schema.insert("allOf".to_owned(), json!(cases));
        }
        schema
    }

    fn describe(&self, property: &Property) -> Map<String, Value> {
        let mut schema = Map::new();
        for (keyword, text) in
            [("title", &property.field.title), ("description", &property.field.help)]
        {
            let text = text.get(self.language);
            if !text.is_empty() {
                schema.insert(keyword.to_owned(), json!(text));
            }
        }
        schema
    }

    /// Whether there must be an answer when it is shown. A group that is left out counts as an
    /// empty one: only what it needs makes it needed.
    fn needs(&self, property: &Property) -> bool {
        let field = &property.field;
        let asks = field.required && !field.computed;
        let Kind::Group(children) = &property.kind else { return asks };
        let way = below(self.way, property);
        let certain = |child: &Property| self.conditions(&child.field.name, &way).is_empty();
        let inner = Object { properties: children, way: &way, ..*self };
        asks && children.iter().any(|child| certain(child) && inner.needs(child))
    }

    /// What an answer must be when it is shown.
    fn bounds(&self, property: &Property) -> Map<String, Value> {
        let field = &property.field;
        let must = self.must && field.required;
        let mut schema = Map::new();
        let mut say = |keyword: &str, value: Value| {
            schema.insert(keyword.to_owned(), value);
        };
        match &property.kind {
            Kind::Group(_) | Kind::Rows(_) => return self.nested(property),
            Kind::Text | Kind::Integer | Kind::Number if !field.choices.is_empty() => {
                say("anyOf", Value::Array(self.choices(property)));
            }
            // A code of digits may be sent as a number.
            Kind::Text if field.reckoned.is_some() => {
                say("type", kinds(&["string", "number"], must));
            }
            Kind::Text | Kind::Attachment => say("type", kinds(&["string"], must)),
            Kind::Integer | Kind::Number => {
                let whole = matches!(property.kind, Kind::Integer);
                let number = if whole { "integer" } else { "number" };
                say("type", kinds(&[number, "string"], must));
                let mut bounds = property.bounds.to_schema();
                // Steps of a fraction are not exact in every validator; a constant would also
                // refuse the number that is typed as text.
                bounds.retain(|word, _| word != "const" && (whole || word != "multipleOf"));
                schema.extend(bounds);
            }
            Kind::Boolean => {
                say("type", kinds(&["boolean", "string"], must));
                if must || property.bounds.get("const") == Some(&json!(true)) {
                    say("not", json!({ "const": false }));
                }
            }
            Kind::Choices | Kind::Attachments => {
                let mut one = vec![json!({ "type": ["string", "null"] })];
                if field.reckoned.is_some() {
                    one = vec![json!({ "type": ["string", "number", "null"] })];
                } else if matches!(property.kind, Kind::Choices) {
                    one = self.choices(property);
                }
                let mut several = json!({ "type": "array", "items": { "anyOf": one } });
                if let Some(several) = several.as_object_mut() {
                    several
                        .extend(field.max_items.map(|most| ("maxItems".to_owned(), json!(most))));
                    let least = field.min_items.unwrap_or(1).max(1);
                    several.extend(must.then(|| ("minItems".to_owned(), json!(least))));
                }
                one.push(several);
                one.push(json!({ "type": "null" }));
                say("anyOf", Value::Array(one));
            }
        }
        schema
    }

    fn nested(&self, property: &Property) -> Map<String, Value> {
        let mut way = below(self.way, property);
        let rows = matches!(property.kind, Kind::Rows(_));
        let must = rows || (self.must && property.field.required);
        if rows {
            way.push(Hop::Each);
        }
        let inner = Object { properties: property.children(), way: &way, must, ..*self };
        if !rows {
            return inner.schema();
        }
        let mut schema = property.bounds.to_schema();
        schema.insert("type".to_owned(), kinds(&["array"], self.must && property.field.required));
        schema.insert("items".to_owned(), Value::Object(inner.schema()));
        schema
    }

    /// Each choice with its words, as it is kept and as a page posts it, and what is trimmed.
    fn choices(&self, property: &Property) -> Vec<Value> {
        let mut schemas = Vec::new();
        let mut numbers = false;
        for choice in &property.field.choices {
            let title = choice.title.get(self.language);
            schemas.push(json!({ "const": choice.data, "title": title }));
            if choice.data != json!(choice.value) {
                schemas.push(json!({ "const": choice.value, "title": title }));
            }
            numbers |= choice.value.parse::<f64>().is_ok();
        }
        // A code of digits may be sent as a number.
        schemas.extend(numbers.then(|| json!({ "type": "number" })));
        schemas.push(json!({ "$ref": "#/$defs/untrimmed" }));
        schemas
    }

    /// The conditions of a field of the object at the end of a way, its page's included.
    fn conditions(&self, name: &str, way: &[Hop]) -> Vec<&'f Program> {
        let about = |target: &Target| match target {
            Target::Page { fields, .. } => way.is_empty() && fields.iter().any(|f| f == name),
            Target::Field { way: its, name: own } => its == way && own == name,
        };
        let steps = self.body.compiled.steps.iter().filter(|step| about(&step.target));
        steps.filter_map(|step| step.visible.as_ref()).collect()
    }

    fn when(&self, conditions: &[&Program], certain: Certain) -> Option<Value> {
        let around = Surroundings {
            is_form: self.way.is_empty(),
            is_row: self.way.last() == Some(&Hop::Each),
            see: &|path| self.see(path),
        };
        let mut each = conditions.iter().map(|program| program.certain(certain, &around));
        if certain == Certain::True {
            return each.try_fold(json!(true), |all, one| both(Some(all), one));
        }
        let any: Vec<Value> = each.flatten().collect();
        (!any.is_empty()).then(|| json!({ "anyOf": any }))
    }

    fn see(&self, path: &[&str]) -> Option<Seen<'f>> {
        let (first, rest) = path.split_first()?;
        let named = |all: &'f [Property], name: &str| all.iter().find(|p| p.field.name == name);
        let mut property = named(self.properties, first)?;
        let conditions = self.conditions(first, self.way);
        let mut shown = self.when(&conditions, Certain::True);
        let hidden = self.when(&conditions, Certain::NotTrue);
        let mut way = self.way.to_vec();
        for name in rest {
            let Kind::Group(children) = &property.kind else { return None };
            way.push(Hop::Key(property.field.name.clone()));
            property = named(children, name)?;
            if !self.conditions(name, &way).is_empty() {
                shown = None;
            }
        }
        (!property.field.computed).then_some(Seen { property, shown, hidden })
    }
}

fn below(way: &[Hop], property: &Property) -> Vec<Hop> {
    let mut way = way.to_vec();
    way.push(Hop::Key(property.field.name.clone()));
    way
}

/// The types of an answer; `null` is none.
fn kinds(words: &[&str], must: bool) -> Value {
    json!(words.iter().chain((!must).then_some(&"null")).collect::<Vec<_>>())
}
