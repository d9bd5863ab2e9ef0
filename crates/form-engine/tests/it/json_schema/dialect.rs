//! A schema of the suite written in the dialect: what the dialect asks for is added,
//! nothing is taken away.
//!
//! Three steps, so that each says what it changes: a type for every value (and something
//! to choose from for every list), closed objects, and the definitions of a schema as parts.

use form_engine::Parts;
use serde_json::{Map, Value, json};

/// Which keywords tell the type of a schema that does not name it.
const TELLING: [(&str, &[&str]); 4] = [
    ("number", &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]),
    ("string", &["minLength", "maxLength", "pattern", "format"]),
    (
        "array",
        &[
            "items",
            "minItems",
            "maxItems",
            "uniqueItems",
            "prefixItems",
            "contains",
            "unevaluatedItems",
        ],
    ),
    (
        "object",
        &[
            "properties",
            "required",
            "additionalProperties",
            "patternProperties",
            "propertyNames",
            "minProperties",
            "maxProperties",
            "dependentRequired",
            "dependentSchemas",
            "unevaluatedProperties",
        ],
    ),
];

/// What the items of an untyped list become: the dialect has lists of choices and of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Items {
    /// Choices that are whole numbers.
    Numbers,
    /// Choices that are texts.
    Texts,
    /// Rows with fields.
    Rows,
}

/// How a schema of the suite is written in the dialect.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manner {
    pub(super) items: Items,
    /// Whether `enum` is written as `oneOf` of constants with titles.
    pub(super) titled: bool,
}

impl Manner {
    /// Every way to write a schema.
    pub(super) const ALL: [Self; 4] = [
        Self { items: Items::Numbers, titled: false },
        Self { items: Items::Texts, titled: true },
        Self { items: Items::Rows, titled: false },
        Self { items: Items::Numbers, titled: true },
    ];
}

/// The schema with a type and a title for every value; untyped ones get the type that
/// their keywords are about, or that of the first value that the suite puts there.
pub(super) fn typed(schema: &Value, samples: &[&Value], manner: Manner) -> Value {
    let Value::Object(members) = schema else { return schema.clone() };
    let mut typed = members.clone();
    if !typed.contains_key("$ref") {
        let told = json!(told_type(members, samples));
        let word = typed.entry("type").or_insert(told).clone();
        match word.as_str() {
            Some("array") => add_items(&mut typed, samples, manner),
            Some("object") => add_properties(&mut typed, samples),
            _ if manner.titled => title_choices(&mut typed),
            _ => {}
        }
    }
    typed.entry("title").or_insert(json!("問い"));
    for holder in ["properties", "$defs"] {
        let Some(inside) = typed.get_mut(holder).and_then(Value::as_object_mut) else { continue };
        for (name, below) in inside.iter_mut() {
            let below_samples: Vec<_> = samples.iter().filter_map(|s| s.get(name)).collect();
            *below = self::typed(below, &below_samples, manner);
        }
    }
    if let Some(items) = typed.get_mut("items") {
        let below: Vec<_> = samples.iter().filter_map(|s| s.as_array()).flatten().collect();
        *items = self::typed(items, &below, manner);
        if items.get("enum").is_none() {
            add_choices(items, &below);
        }
    }
    Value::Object(typed)
}

/// Items of a list that names none.
fn add_items(schema: &mut Map<String, Value>, samples: &[&Value], manner: Manner) {
    if schema.contains_key("items") || schema.contains_key("prefixItems") {
        return;
    }
    let below: Vec<&Value> = samples.iter().filter_map(|s| s.as_array()).flatten().collect();
    let word = match manner.items {
        Items::Numbers => "integer",
        Items::Texts => "string",
        Items::Rows => "object",
    };
    let fits = |value: &&&Value| match manner.items {
        Items::Numbers => value.is_i64(),
        Items::Texts => value.is_string(),
        Items::Rows => value.is_object(),
    };
    if below.iter().any(|value| fits(&value)) {
        schema.insert("items".to_owned(), json!({ "type": word }));
    }
}

/// Choices for plain items: everything that the suite puts there.
fn add_choices(items: &mut Value, samples: &[&Value]) {
    let word = items.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
    let fits = |value: &&&Value| match word.as_str() {
        "integer" => value.is_i64(),
        "string" => value.as_str().is_some_and(|text| !text.trim().is_empty()),
        _ => false,
    };
    let mut choices: Vec<&Value> = samples.iter().filter(fits).copied().collect();
    choices.sort_by_key(ToString::to_string);
    choices.dedup();
    if let Some(members) = items.as_object_mut().filter(|_| !choices.is_empty()) {
        members.insert("enum".to_owned(), json!(choices));
    }
}

/// Properties of an object that names none: those that the suite puts there.
fn add_properties(schema: &mut Map<String, Value>, samples: &[&Value]) {
    if schema.contains_key("properties") {
        return;
    }
    let mut properties = Map::new();
    for sample in samples {
        for name in sample.as_object().into_iter().flat_map(Map::keys) {
            properties.insert(name.clone(), json!({}));
        }
    }
    if properties.is_empty() {
        properties.insert("a".to_owned(), json!({}));
    }
    schema.insert("properties".to_owned(), Value::Object(properties));
}

/// `enum` as the dialect writes choices with words.
fn title_choices(schema: &mut Map<String, Value>) {
    if let Some(Value::Array(values)) = schema.get("enum").cloned() {
        schema.shift_remove("enum");
        let titled = |value: &Value| json!({ "const": value, "title": format!("選択肢 {value}") });
        let branches: Vec<Value> = values.iter().map(titled).collect();
        schema.insert("oneOf".to_owned(), json!(branches));
    }
}

fn told_type(schema: &Map<String, Value>, samples: &[&Value]) -> &'static str {
    for (word, keywords) in TELLING {
        if keywords.iter().any(|keyword| schema.contains_key(*keyword)) {
            return word;
        }
    }
    let listed = schema.get("enum").and_then(Value::as_array).and_then(|values| values.first());
    let branch = schema.get("oneOf").and_then(Value::as_array).and_then(|all| all.first());
    let value = schema.get("const").or(listed).or_else(|| branch?.get("const"));
    let value = value.or(schema.get("default")).or(samples.first().copied());
    match value {
        Some(Value::Bool(_)) => "boolean",
        Some(Value::Number(_)) => "number",
        Some(Value::Array(_)) => "array",
        Some(Value::Object(_)) => "object",
        Some(Value::String(_) | Value::Null) | None => "string",
    }
}

/// The schema with every object closed, as the dialect reads it.
pub(super) fn closed(schema: &Value) -> Value {
    let Value::Object(members) = schema else { return schema.clone() };
    let mut closed = members.clone();
    if closed.contains_key("properties") {
        closed.entry("additionalProperties").or_insert(json!(false));
    }
    for holder in ["properties", "$defs"] {
        let Some(inside) = closed.get_mut(holder).and_then(Value::as_object_mut) else { continue };
        for below in inside.values_mut() {
            *below = self::closed(below);
        }
    }
    if let Some(items) = closed.get_mut("items") {
        *items = self::closed(items);
    }
    Value::Object(closed)
}

/// The schema as the root or a property of the smallest definition, and its parts.
pub(super) struct Written {
    pub(super) definition: String,
    pub(super) parts: Parts,
    /// Whether the schema is the root, or the property `v`.
    pub(super) root: bool,
}

/// Writes the definition.
pub(super) fn write(typed: &Value) -> Written {
    let mut schema = typed.clone();
    let definitions = schema.as_object_mut().and_then(|members| members.shift_remove("$defs"));
    let definitions = definitions.as_ref().and_then(Value::as_object).cloned().unwrap_or_default();
    let parts = definitions
        .iter()
        .map(|(name, part)| (format!("parts/{}.json", slug(name)), with_parts(part).to_string()));
    let parts = Parts::new(parts);
    let schema = with_parts(&schema);
    let root = schema.get("type") == Some(&json!("object"));
    let schema = if root {
        schema
    } else {
        json!({ "title": "見本", "type": "object", "properties": { "v": schema } })
    };
    let mut definition = schema.as_object().cloned().unwrap_or_default();
    let names = definition.get("properties").and_then(Value::as_object);
    let names: Vec<&String> = names.into_iter().flat_map(Map::keys).collect();
    let pages = json!([{ "id": "one", "title": "1", "fields": names }]);
    let procedure =
        json!({ "department": "課", "category": "samples", "workflow": "notification" });
    definition.entry("$id").or_insert(json!("sample"));
    definition.insert("x-procedure".to_owned(), procedure);
    definition.insert("x-pages".to_owned(), pages);
    Written { definition: Value::Object(definition).to_string(), parts, root }
}

/// A `$ref` to a definition of the same schema becomes one to a part; others stay.
fn with_parts(schema: &Value) -> Value {
    match schema {
        Value::Object(members) => {
            let moved = members.iter().map(|(name, value)| {
                let local = value.as_str().and_then(|target| target.strip_prefix("#/$defs/"));
                let part = local.filter(|_| name == "$ref");
                let value = part.map_or_else(
                    || with_parts(value),
                    |part| json!(format!("parts/{}.json", slug(part))),
                );
                (name.clone(), value)
            });
            Value::Object(moved.collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(with_parts).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => schema.clone(),
    }
}

fn slug(name: &str) -> String {
    name.replace('_', "-").to_lowercase()
}
