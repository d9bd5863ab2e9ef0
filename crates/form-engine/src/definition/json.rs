//! A JSON document that remembers where each value stands.
//!
//! `serde_json` gives values without places and silently keeps the last of two
//! equal keys; whoever writes definitions needs the line, and both keys refused.

use std::{borrow::Cow, collections::HashSet, ops::Range};

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Number, Value};

use super::slips::{self, Expected, Slip};

/// How deep brackets may be nested in any document of a definition.
const MAX_NESTING: usize = 48;
/// How long a key may be, in bytes: everything below it has it in its pointer.
const MAX_KEY: usize = 600;
/// How many values a document may have.
pub(crate) const MAX_VALUES: usize = 100_000;
/// Nobody mends more mistakes at a time.
const MAX_MISTAKES: usize = 200;

/// A place in one of the files of a definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// The file's number in the report.
    pub(crate) file: usize,
    /// The byte where the value starts.
    pub(crate) offset: usize,
}

/// A value and its place.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) place: Place,
    pub(crate) json: Json,
}

/// A JSON value.
#[derive(Debug, Clone)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    List(Vec<Node>),
    Object(Vec<Member>),
}

/// A key with its value.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) place: Place,
    pub(crate) node: Node,
}

impl Node {
    /// The text, if it is one.
    pub(crate) fn text(&self) -> Option<&str> {
        if let Json::Text(text) = &self.json { Some(text) } else { None }
    }

    /// The members of an object, nothing for other values.
    pub(crate) fn members(&self) -> &[Member] {
        if let Json::Object(members) = &self.json { members } else { &[] }
    }

    /// The value of a key.
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        self.members().iter().find(|member| member.name == name).map(|member| &member.node)
    }

    /// The items of a list.
    pub(crate) fn list(&self) -> Option<&[Self]> {
        if let Json::List(items) = &self.json { Some(items) } else { None }
    }

    /// The value at a pointer below.
    pub(crate) fn at(&self, pointer: &str) -> Option<&Self> {
        pointer.split('/').skip(1).try_fold(self, |node, segment| {
            let name = if segment.contains('~') {
                Cow::Owned(segment.replace("~1", "/").replace("~0", "~"))
            } else {
                Cow::Borrowed(segment)
            };
            match &node.json {
                Json::List(items) => items.get(name.parse::<usize>().ok()?),
                Json::Object(_) => node.get(&name),
                Json::Null | Json::Bool(_) | Json::Number(_) | Json::Text(_) => None,
            }
        })
    }

    /// The same value in another file.
    pub(crate) fn in_file(&self, file: usize) -> Self {
        let json = match &self.json {
            Json::List(items) => Json::List(items.iter().map(|item| item.in_file(file)).collect()),
            Json::Object(members) => Json::Object(
                members
                    .iter()
                    .map(|member| Member {
                        name: member.name.clone(),
                        place: Place { file, ..member.place },
                        node: member.node.in_file(file),
                    })
                    .collect(),
            ),
            plain @ (Json::Null | Json::Bool(_) | Json::Number(_) | Json::Text(_)) => plain.clone(),
        };
        Self { place: Place { file, ..self.place }, json }
    }

    /// The value without places.
    pub(crate) fn to_value(&self) -> Value {
        match &self.json {
            Json::Null => Value::Null,
            Json::Bool(truth) => Value::Bool(*truth),
            Json::Number(number) => Value::Number(number.clone()),
            Json::Text(text) => Value::String(text.clone()),
            Json::List(items) => Value::Array(items.iter().map(Self::to_value).collect()),
            Json::Object(members) => Value::Object(
                members.iter().map(|m| (m.name.clone(), m.node.to_value())).collect::<Map<_, _>>(),
            ),
        }
    }

    /// What kind of value it is, for faults.
    pub(crate) fn kind(&self) -> &'static str {
        match &self.json {
            Json::Null => "null",
            Json::Bool(_) => "a boolean",
            Json::Number(_) => "a number",
            Json::Text(_) => "a string",
            Json::List(_) => "an array",
            Json::Object(_) => "an object",
        }
    }
}

/// The value as JSON, without a detour over `serde_json`'s own values.
impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.json {
            Json::Null => serializer.serialize_unit(),
            Json::Bool(truth) => serializer.serialize_bool(*truth),
            Json::Number(number) => number.serialize(serializer),
            Json::Text(text) => serializer.serialize_str(text),
            Json::List(items) => serializer.collect_seq(items),
            Json::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for member in members {
                    map.serialize_entry(&member.name, &member.node)?;
                }
                map.end()
            }
        }
    }
}

/// What is wrong with a document, where.
#[derive(Debug, Clone)]
pub(crate) struct Mistake {
    pub(crate) place: Place,
    pub(crate) pointer: String,
    pub(crate) what: String,
    pub(crate) mend: String,
}

/// Reads a document. Equal keys do not end the reading, other mistakes do.
pub(crate) fn read(text: &str, file: usize) -> (Option<Node>, Vec<Mistake>) {
    read_as(text, file, Slips::Named)
}

/// Whether mistakes are given names, which means to try what the text reads like when mended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Slips {
    Named,
    Bare,
}

fn read_as(text: &str, file: usize, slips: Slips) -> (Option<Node>, Vec<Mistake>) {
    let mut reader = Reader {
        text,
        file,
        slips,
        offset: 0,
        nesting: 0,
        values: 0,
        path: Vec::new(),
        mistakes: Vec::new(),
    };
    let node = reader.document();
    if node.is_none() && reader.mistakes.is_empty() {
        reader.mistake("this is no JSON", CORRECT);
    }
    (node, reader.mistakes)
}

const CORRECT: &str = "correct the JSON there";

/// Whether a mended text reads beyond an offset.
fn passes(text: &str, offset: usize) -> bool {
    let (_, mistakes) = read_as(text, 0, Slips::Bare);
    mistakes.iter().all(|mistake| mistake.place.offset > offset)
}

/// Adds one escaped segment to a JSON Pointer.
pub(crate) fn push_segment(pointer: &mut String, name: &str) {
    pointer.push('/');
    for c in name.chars() {
        match c {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            other => pointer.push(other),
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    file: usize,
    slips: Slips,
    offset: usize,
    nesting: usize,
    values: usize,
    path: Vec<Step>,
    mistakes: Vec<Mistake>,
}

/// The keys of an object, to find those that stand there twice. Most objects are so small
/// that looking through their members is quicker than keeping a set.
#[derive(Default)]
struct Names(HashSet<String>);

impl Names {
    const FEW: usize = 16;

    /// Whether a new key is among the members already.
    fn has(&mut self, members: &[Member], name: &str) -> bool {
        if members.len() < Self::FEW {
            return members.iter().any(|member| member.name == name);
        }
        if self.0.is_empty() {
            self.0.extend(members.iter().map(|member| member.name.clone()));
        }
        !self.0.insert(name.to_owned())
    }
}

/// One step of the path to the value that is read. Names stay in the text: they
/// are needed only for mistakes.
enum Step {
    Key(Range<usize>),
    Item(usize),
}

/// `None` means that a mistake has been noted and reading cannot go on.
impl Reader<'_> {
    fn document(&mut self) -> Option<Node> {
        // Some editors begin every file with a byte order mark.
        if self.text.starts_with('\u{FEFF}') {
            self.offset = '\u{FEFF}'.len_utf8();
        }
        let node = self.value()?;
        self.skip_space();
        if self.offset == self.text.len() { Some(node) } else { self.slip(Expected::Nothing) }
    }

    fn value(&mut self) -> Option<Node> {
        self.skip_space();
        let place = self.here();
        self.values += 1;
        if self.values > MAX_VALUES {
            return self.fail(&format!("there are more than {MAX_VALUES} values"));
        }
        let json = match self.peek() {
            Some(b'{') => self.nested(Self::object)?,
            Some(b'[') => self.nested(Self::array)?,
            Some(b'"') => Json::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't') => self.literal("true", Json::Bool(true))?,
            Some(b'f') => self.literal("false", Json::Bool(false))?,
            Some(b'n') => self.literal("null", Json::Null)?,
            Some(_) | None => return self.slip(Expected::Value),
        };
        Some(Node { place, json })
    }

    fn nested(&mut self, inside: impl Fn(&mut Self) -> Option<Json>) -> Option<Json> {
        if self.nesting == MAX_NESTING {
            return self.fail(&format!("brackets are nested more than {MAX_NESTING} deep"));
        }
        self.nesting += 1;
        self.offset += 1;
        let json = inside(self);
        self.nesting -= 1;
        json
    }

    fn object(&mut self) -> Option<Json> {
        let mut members: Vec<Member> = Vec::new();
        let mut names = Names::default();
        if self.eat(b'}') {
            return Some(Json::Object(members));
        }
        loop {
            self.skip_space();
            let place = self.here();
            if self.peek() != Some(b'"') {
                return self.slip(Expected::Key);
            }
            let name = self.string()?;
            let quoted = place.offset..self.offset;
            if name.len() > MAX_KEY {
                self.offset = place.offset;
                return self.fail(&format!("this key has more than {MAX_KEY} bytes"));
            }
            if !self.eat(b':') {
                return self.slip(Expected::Colon);
            }
            self.path.push(Step::Key(quoted));
            let twice = names.has(&members, &name);
            if twice {
                self.mistake_at(place, "this key stands here twice", "remove one");
            }
            let node = self.value()?;
            self.path.pop();
            if !twice {
                members.push(Member { name, place, node });
            }
            if self.eat(b'}') {
                return Some(Json::Object(members));
            }
            if !self.eat(b',') {
                return self.slip(Expected::Comma('}'));
            }
        }
    }

    fn array(&mut self) -> Option<Json> {
        let mut items = Vec::new();
        if self.eat(b']') {
            return Some(Json::List(items));
        }
        loop {
            self.path.push(Step::Item(items.len()));
            items.push(self.value()?);
            self.path.pop();
            if self.eat(b']') {
                return Some(Json::List(items));
            }
            if !self.eat(b',') {
                return self.slip(Expected::Comma(']'));
            }
        }
    }

    fn string(&mut self) -> Option<String> {
        let start = self.offset;
        let mut escaped = false;
        self.offset += 1;
        loop {
            let rest = self.text.as_bytes().get(self.offset..).unwrap_or_default();
            let special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..=0x1F);
            self.offset += rest.iter().position(special).unwrap_or(rest.len());
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    escaped = true;
                    self.offset += 2;
                }
                Some(b'\n' | b'\r') | None => {
                    return self.note(start, |text| slips::not_closed(text, start, passes));
                }
                Some(_) => {
                    let mend = "remove it; a tab inside of a text is \\t";
                    return self.fail_with("a string holds a bare control character", mend);
                }
            }
        }
        self.offset += 1;
        if !escaped {
            return self.text.get(start + 1..self.offset - 1).map(str::to_owned);
        }
        let quoted = self.text.get(start..self.offset).unwrap_or_default();
        if let Ok(text) = serde_json::from_str::<String>(quoted) {
            return Some(text);
        }
        self.note(start, |text| slips::wrong_escape(text, start, passes))
    }

    fn number(&mut self) -> Option<Json> {
        let start = self.offset;
        while matches!(self.peek(), Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')) {
            self.offset += 1;
        }
        let digits = self.text.get(start..self.offset).unwrap_or_default();
        if let Ok(number) = serde_json::from_str::<Number>(digits) {
            return Some(Json::Number(number));
        }
        self.offset = start;
        let mend =
            "write digits alone; what begins with 0 or has hyphens is a text in double quotes";
        self.fail_with("this is no number, or one that is too large", mend)
    }

    fn literal(&mut self, word: &str, json: Json) -> Option<Json> {
        if self.text.get(self.offset..).is_some_and(|rest| rest.starts_with(word)) {
            self.offset += word.len();
            return Some(json);
        }
        self.slip(Expected::Value)
    }

    fn eat(&mut self, wanted: u8) -> bool {
        self.skip_space();
        let found = self.peek() == Some(wanted);
        if found {
            self.offset += 1;
        }
        found
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.offset += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.offset).copied()
    }

    fn here(&self) -> Place {
        Place { file: self.file, offset: self.offset }
    }

    fn fail<T>(&mut self, what: &str) -> Option<T> {
        self.fail_with(what, CORRECT)
    }

    fn fail_with<T>(&mut self, what: &str, mend: &str) -> Option<T> {
        self.mistake(what, mend);
        None
    }

    /// Something else stands here than what was expected.
    fn slip<T>(&mut self, expected: Expected) -> Option<T> {
        let offset = self.offset;
        self.note(offset, |text| slips::slip(text, offset, expected, passes))
    }

    fn note<T>(&mut self, offset: usize, name: impl Fn(&str) -> Slip) -> Option<T> {
        if self.slips == Slips::Bare {
            self.offset = offset;
            return self.fail(CORRECT);
        }
        let Slip { offset, what, mend } = name(self.text);
        self.mistake_at(Place { file: self.file, offset }, &what, &mend);
        None
    }

    fn mistake(&mut self, what: &str, mend: &str) {
        self.mistake_at(self.here(), what, mend);
    }

    fn mistake_at(&mut self, place: Place, what: &str, mend: &str) {
        if self.mistakes.len() == MAX_MISTAKES {
            return;
        }
        let (pointer, what, mend) = (self.pointer(), what.to_owned(), mend.to_owned());
        self.mistakes.push(Mistake { place, pointer, what, mend });
    }

    fn pointer(&self) -> String {
        let mut pointer = String::new();
        for step in &self.path {
            match step {
                Step::Key(quoted) => {
                    let quoted = self.text.get(quoted.clone()).unwrap_or_default();
                    let name = serde_json::from_str::<String>(quoted).unwrap_or_default();
                    push_segment(&mut pointer, &name);
                }
                Step::Item(index) => push_segment(&mut pointer, &index.to_string()),
            }
        }
        pointer
    }
}

#[cfg(test)]
mod tests;
