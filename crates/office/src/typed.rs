//! What somebody typed on a case, and why it may not be understood.

use std::borrow::Cow;

use back_office::{OfferedSentence, OfferedTemplate};
use review_workflow::RemarkCode;

/// The name of a remark's field before the pointer it is about: `remark:/kana`.
pub(super) const REMARK: &str = "remark:";

/// The same of the reason for one: `why:/kana`.
pub(super) const WHY: &str = "why:";

/// The fields of a posted form.
#[derive(Default)]
pub(super) struct Typed(Vec<(String, String)>);

/// Why a posted form is no command.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Misread {
    /// It is no form of ours.
    Form,
    /// The person has to say or tick something first.
    Mend(Cow<'static, str>),
}

impl Misread {
    pub(super) fn mend(sentence: impl Into<Cow<'static, str>>) -> Self {
        Self::Mend(sentence.into())
    }
}

impl Typed {
    pub(super) fn new(fields: Vec<(String, String)>) -> Self {
        Self(fields)
    }

    /// The first value of a field, empty when it is not there.
    pub(super) fn value(&self, name: &str) -> &str {
        self.found(name).unwrap_or_default()
    }

    /// The first value of a field that is there.
    pub(super) fn found(&self, name: &str) -> Option<&str> {
        self.all().find(|(found, _)| *found == name).map(|(_, value)| value)
    }

    /// Every value of a field.
    pub(super) fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        self.all().filter(move |(found, _)| *found == name).map(|(_, value)| value)
    }

    /// The same with more fields.
    pub(super) fn and(mut self, more: Vec<(String, String)>) -> Self {
        self.0.extend(more);
        self
    }

    /// The value of a field, if it belongs to the form of `kind`.
    pub(super) fn of(&self, kind: &str, name: &str) -> &str {
        if self.value("type") == kind { self.value(name) } else { "" }
    }

    /// The same with the sentences of the chosen reasons where nothing was written.
    pub(super) fn filled(self, sentences: &[OfferedSentence]) -> Self {
        let chosen = |at: &str| self.value(&format!("{WHY}{at}"));
        let ready = |at: &str| {
            let is_index = |part: &&str| !part.starts_with(|c: char| c.is_ascii_digit());
            let field = at.split('/').filter(is_index).collect::<Vec<_>>().join("/");
            let of = |field: &str| {
                let mut all = sentences.iter();
                all.find(|it| it.code.word() == chosen(at) && it.field == field)
            };
            of(&field).or_else(|| of("")).map(|it| it.text.clone())
        };
        let fill = |(name, value): (&str, &str)| {
            let blank = name.strip_prefix(REMARK).filter(|_| value.trim().is_empty());
            let text = blank.and_then(ready).unwrap_or_else(|| value.to_owned());
            (name.to_owned(), text)
        };
        Self(self.all().filter(|(name, _)| *name != "fill").map(fill).collect())
    }

    /// The same with a correction begun, where somebody pressed that an answer is another on a file or
    /// that it is the wrong one; a reason that was chosen stays.
    pub(super) fn differing(&self) -> Option<Self> {
        let pressed =
            [("differs", RemarkCode::DiffersFromRegister), ("wrong", RemarkCode::WrongDocument)];
        let (at, code) = pressed.iter().find_map(|(name, code)| Some((self.found(name)?, code)))?;
        let why = format!("{WHY}{at}");
        let chosen = Some(self.value(&why)).filter(|word| !word.is_empty());
        let chosen = (why.clone(), chosen.unwrap_or_else(|| code.word()).to_owned());
        let gone = ["differs", "wrong", why.as_str()];
        let kept = self.all().filter(|(name, _)| !gone.contains(name));
        let kept = kept.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Some(Self(kept.chain([chosen]).collect()))
    }

    /// The same with `text` in the message: in the place of what stands there where that is nothing
    /// but the text of a template, else behind it.
    pub(super) fn inserted(&self, text: &str, offered: &[OfferedTemplate]) -> Self {
        let written = self.value("text").replace("\r\n", "\n");
        let written = written.trim();
        let of_a_template = |it: &OfferedTemplate| it.text == written || it.easy == written;
        let whole = if written.is_empty() || offered.iter().any(of_a_template) {
            text.to_owned()
        } else {
            format!("{written}\n\n{text}")
        };
        let kept = self.all().filter(|(name, _)| !["text", "fill"].contains(name));
        let kept = kept.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self(kept.chain([("text".to_owned(), whole)]).collect())
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// What leaves the house is confirmed first.
pub(super) fn sure(typed: &Typed) -> Result<(), Misread> {
    match typed.value("sure") {
        "yes" => Ok(()),
        _ => Err(Misread::mend("内容を確かめて、確認のチェックを入れてください。")),
    }
}
