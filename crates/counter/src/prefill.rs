//! Where an answer that is known already goes in a form, by what it means.
//!
//! A form says with `x-prefill` what a question asks for; `resident.address` is where
//! somebody lives now, before any move, and never the home that they are moving to. What is
//! only there because of a move (`formerAddress`), or comes to the same without one (`home`),
//! is told from the answers here, so that no form has to know whether somebody moves.

use std::sync::Arc;

use form_engine::{Context, Field, Form, Widget};
use japanese_values::{PostalCode, address, postal, search, wareki};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::draft_page::is_blank;

/// Where somebody lives now; with a move under way, the home that they leave.
const ADDRESS: &str = "resident.address";
/// The home that somebody moves to.
const NEW: &str = "resident.newAddress";
/// The home that somebody leaves; there is none without a move.
const FORMER: &str = "resident.formerAddress";
/// Where somebody lives when all is done.
const HOME: &str = "resident.home";
/// Where a business that applies has its seat.
const SEAT: &str = "applicant.address";
/// Whether, and over which border, somebody moves.
const MOVING: &str = "resident.moving";
/// Somebody who does not move.
const STAYS: &str = "no";

/// What is told of one person or one business together: first what tells it from another.
const PARTIES: [(&[&str], &[&str]); 3] = [
    (&["resident.name", "resident.kana", "resident.birthDate"], &[]),
    (&["applicant.name", "applicant.kana", "applicant.birthDate"], &[]),
    (
        &["applicant.organisation", "applicant.corporateNumber"],
        &["applicant.organisationKana", "applicant.representative", SEAT],
    ),
];

/// Known answers by their sources. Where one source has several, the first that fits counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Known(Vec<(String, Value)>);

impl Known {
    /// Where somebody lives whose address a provider of identities tells in one line. One that
    /// cannot be taken apart tells nothing.
    pub(crate) fn living_at(line: &str) -> Self {
        Self::at(line, &[ADDRESS, HOME])
    }

    /// The same of a business, where nobody lives.
    pub(crate) fn seated_at(line: &str) -> Self {
        Self::at(line, &[SEAT])
    }

    fn at(line: &str, sources: &[&str]) -> Self {
        let Ok(line) = address::parse(line) else { return Self::default() };
        let lives = address::structure(&line);
        if [&lives.prefecture, &lives.city, &lives.town, &lives.block]
            .iter()
            .any(|it| it.is_empty())
        {
            return Self::default();
        }
        let code = postal::of_town(&lives.prefecture, &lives.city, &lives.town);
        let code = code.map(|code| code.to_string()).unwrap_or_default();
        let parts = [
            ("postal", code),
            ("prefecture", lives.prefecture),
            ("city", lives.city),
            ("town", lives.town),
            ("block", lives.block),
            ("building", lives.building),
        ];
        let told = parts.into_iter().filter(|(_, part)| !part.is_empty());
        let place: Map<_, _> = told.map(|(name, part)| (name.to_owned(), part.into())).collect();
        let told = |source: &&str| ((*source).to_owned(), Value::Object(place.clone()));
        Self(sources.iter().map(told).collect())
    }

    /// What a submission of before tells of the same person now, without what is sealed: they live
    /// where they lived when all was done.
    pub(crate) fn since(asked: &Form, answers: &Value) -> Self {
        let mut known = Self::told(asked, answers, is_open);
        let home = known.first(HOME);
        let moves = [ADDRESS, NEW, FORMER, HOME, MOVING];
        known.0.retain(|(source, _)| !moves.contains(&source.as_str()));
        let lives = |home: Value| [ADDRESS, HOME].map(|source| (source.to_owned(), home.clone()));
        known.0.extend(home.into_iter().flat_map(lives));
        known
    }

    /// The same without what is told of somebody where `typed` into `form` names another: half a person
    /// would be a wrong answer that looks right, and so would the number of another business.
    pub(crate) fn of_whom(mut self, form: &Form, typed: &Value) -> Self {
        let typed = Self::of(form, typed);
        for (telling, others) in PARTIES {
            let differs = |source: &&str| {
                let told = |known: &Self| known.first(source).map(|value| levelled(&value));
                told(&typed).is_some_and(|typed| told(&self).is_some_and(|known| known != typed))
            };
            if telling.iter().any(differs) {
                let theirs = |source: &str| telling.contains(&source) || others.contains(&source);
                self.0.retain(|(source, _)| !theirs(source));
            }
        }
        self
    }

    /// What `answers` to the questions of `asked` tell.
    pub(crate) fn of(asked: &Form, answers: &Value) -> Self {
        Self::told(asked, answers, |_any| true)
    }

    fn told(asked: &Form, answers: &Value, counts: fn(&Field) -> bool) -> Self {
        let mut told = Vec::new();
        for field in asked.pages().iter().flat_map(|page| &page.fields) {
            collect(field, answers, counts, &mut told);
        }
        let mut known = Self(told);
        let (here, there) = (known.first(ADDRESS), known.first(NEW));
        let moves = known.first(MOVING).is_some_and(|moving| moving != STAYS);
        known.0.extend(here.clone().filter(|_| moves).map(|left| (FORMER.to_owned(), left)));
        known.0.extend(there.into_iter().chain(here).map(|home| (HOME.to_owned(), home)));
        known
    }

    fn first(&self, source: &str) -> Option<Value> {
        self.of_source(source).next().cloned()
    }

    fn of_source<'a>(&'a self, source: &'a str) -> impl Iterator<Item = &'a Value> {
        self.0.iter().filter(move |(known, _)| known == source).map(|(_, value)| value)
    }

    /// What is known of the sources that hang on answers in `form`.
    pub(crate) fn by_answers(&self, form: &Form) -> Self {
        let mut sources = Vec::new();
        let fields = form.pages().iter().flat_map(|page| &page.fields);
        fields.for_each(|field| collect_branches(field, &mut sources));
        let asked = self.0.iter().filter(|(source, _)| sources.contains(source));
        Self(asked.cloned().collect())
    }

    /// The same, and what `others` tell of what this says nothing about.
    pub(crate) fn or(mut self, others: &Self) -> Self {
        self.0.extend(others.0.iter().cloned());
        self
    }

    /// Whether nothing is known.
    pub(crate) const fn is_nothing(&self) -> bool {
        self.0.is_empty()
    }

    /// What stands in `field`, if it is known and fits there.
    fn answer(&self, field: &Field, source: Option<&str>, city: &str) -> Option<Value> {
        let source = source?;
        self.of_source(source).find_map(|value| fitted(field, value, city))
    }
}

/// The sources that have to be asked for so that `source` can be told.
pub(crate) fn asked_for(source: &str) -> &[&str] {
    match source {
        NEW => &[NEW, MOVING],
        FORMER => &[ADDRESS, NEW, MOVING],
        HOME => &[ADDRESS],
        _ => &[],
    }
}

/// Every source that `form` takes an answer from.
pub(crate) fn sources_of(form: &Form) -> Vec<String> {
    fn collect(field: &Field, into: &mut Vec<String>) {
        into.extend(field.prefill.iter().chain(&field.prefills).cloned());
        field.children.iter().for_each(|child| collect(child, into));
    }
    let mut sources = Vec::new();
    form.pages().iter().flat_map(|page| &page.fields).for_each(|f| collect(f, &mut sources));
    sources
}

/// Whether nothing of an answer is sealed.
fn is_open(field: &Field) -> bool {
    field.sensitive.is_none() && field.children.iter().all(|child| is_open(child))
}

/// Whether two answers say the same, however they are typed: an empty part says nothing.
fn alike(one: &Value, other: &Value) -> bool {
    let (Some(one), Some(other)) = (one.as_object(), other.as_object()) else {
        return levelled(one) == levelled(other);
    };
    let part =
        |of: &Map<String, Value>, name: &String| of.get(name).map_or_else(String::new, levelled);
    one.keys().chain(other.keys()).all(|name| part(one, name) == part(other, name))
}

/// An answer as it is compared, however it is typed.
fn levelled(value: &Value) -> String {
    let Some(text) = value.as_str() else { return value.to_string() };
    let day = wareki::parse(text).ok().map(|day| day.to_string());
    let code = || PostalCode::parse(text).ok().map(|code| code.to_string());
    day.or_else(code).unwrap_or_else(|| search::key(text))
}

fn collect(
    field: &Field,
    answers: &Value,
    counts: fn(&Field) -> bool,
    into: &mut Vec<(String, Value)>,
) {
    let told = field.prefill.as_ref().filter(|_| counts(field));
    if let Some((source, value)) = told.zip(answers.pointer(&field.pointer)) {
        into.push((source.clone(), value.clone()));
    }
    field.children.iter().for_each(|child| collect(child, answers, counts, into));
}

fn collect_branches(field: &Field, into: &mut Vec<String>) {
    into.extend(field.prefills.iter().cloned());
    field.children.iter().for_each(|child| collect_branches(child, into));
}

/// A form as it is answered: what its questions ask for.
pub(crate) struct Asking<'f> {
    form: &'f Form,
    answers: Value,
    context: &'f Context,
    city: &'f str,
}

impl<'f> Asking<'f> {
    /// `raw` as it is typed. Only where a source hangs on the answers are they looked at.
    pub(crate) fn of(form: &'f Form, raw: &Value, context: &'f Context, city: &'f str) -> Self {
        let by_answers = form.prefills_by_answers();
        let answers = if by_answers { form.check(raw, context).data } else { Value::Null };
        Self { form, answers, context, city }
    }

    fn source<'a>(&'a self, field: &'a Field) -> Option<&'a str> {
        self.form.prefill(field, &self.answers, self.context)
    }
}

/// A draft with what is known: where nothing stands yet, and where still stands what was
/// known `before`. What somebody typed stays.
pub(crate) fn prefilled(asking: &Asking<'_>, raw: &Value, known: &Known, before: &Known) -> Value {
    let mut data = raw.as_object().cloned().unwrap_or_default();
    for field in asking.form.pages().iter().flat_map(|page| &page.fields) {
        fill(field, known, before, asking, &mut data);
    }
    Value::Object(data)
}

fn fill(
    field: &Field,
    known: &Known,
    before: &Known,
    asking: &Asking<'_>,
    data: &mut Map<String, Value>,
) {
    if field.prefill.is_some() || !field.prefills.is_empty() {
        let source = asking.source(field);
        let put = before.answer(field, source, asking.city);
        put_anew(field, put, known.answer(field, source, asking.city), data);
    } else if field.widget == Widget::Group {
        inside(field, data, |child, data| fill(child, known, before, asking, data));
    }
}

/// What is known in the place of nothing, or of what was `put` there.
fn put_anew(
    field: &Field,
    put: Option<Value>,
    known: Option<Value>,
    data: &mut Map<String, Value>,
) {
    let there = data.get(&field.name);
    let ours = there.is_none_or(|there| put.is_some_and(|put| alike(there, &put)));
    if ours && let Some(value) = known {
        data.insert(field.name.clone(), value);
    } else if ours {
        // What was known does not hold any more, such as the new home of a move called off.
        data.remove(&field.name);
    }
}

fn inside(
    group: &Field,
    data: &mut Map<String, Value>,
    fill: impl Fn(&Field, &mut Map<String, Value>),
) {
    let there = data.get(&group.name).and_then(Value::as_object).cloned();
    let mut inside = there.unwrap_or_default();
    for child in &group.children {
        fill(child, &mut inside);
    }
    if !inside.is_empty() {
        data.insert(group.name.clone(), Value::Object(inside));
    }
}

/// A draft whose answers were others a moment ago: what is `known` of a source that only now holds
/// stands where nothing stands yet, and what one told that holds no more is taken back.
pub(crate) fn followed(
    before: &Asking<'_>,
    asking: &Asking<'_>,
    raw: &Value,
    known: &Known,
) -> Value {
    let mut data = raw.as_object().cloned().unwrap_or_default();
    for field in asking.form.pages().iter().flat_map(|page| &page.fields) {
        follow(field, before, asking, known, &mut data);
    }
    Value::Object(data)
}

fn follow(
    field: &Field,
    before: &Asking<'_>,
    asking: &Asking<'_>,
    known: &Known,
    data: &mut Map<String, Value>,
) {
    if !field.prefills.is_empty() {
        let (was, is) = (before.source(field), asking.source(field));
        if was == is {
            return;
        }
        if data.get(&field.name).is_some_and(is_blank) {
            data.remove(&field.name);
        }
        let answer = |source| known.answer(field, source, asking.city);
        put_anew(field, answer(was), answer(is), data);
    } else if field.widget == Widget::Group {
        inside(field, data, |child, data| follow(child, before, asking, known, data));
    }
}

/// A value as the question wants it: an address with the ward alone where only places in the
/// city are asked for, and none with it where places anywhere are. One that lies elsewhere does not fit there at all: half of it, in a
/// ward of the same name, would be a wrong answer that looks right.
fn fitted(field: &Field, value: &Value, city: &str) -> Option<Value> {
    let Some(address) = value.as_object() else { return Some(value.clone()) };
    let Some(ward) = field.child("ward") else {
        return match address.get("ward") {
            Some(ward) => anywhere(field, address, &format!("{city}{}", ward.as_str()?)),
            None => Some(value.clone()),
        };
    };
    let place = match (address.get("ward"), address.get("city")) {
        (Some(ward), _) => ward.as_str()?,
        (None, whole) => whole.and_then(Value::as_str)?.strip_prefix(city)?,
    };
    let choice = ward.choices.iter().find(|choice| choice.value == place)?;
    let mut fitted = parts(field, address);
    fitted.insert("ward".to_owned(), choice.data.clone());
    Some(Value::Object(fitted))
}

/// An address in a ward as one anywhere: in the prefecture that its postal code tells, where that
/// lies in the same city.
fn anywhere(field: &Field, address: &Map<String, Value>, city: &str) -> Option<Value> {
    let code = PostalCode::parse(address.get("postal")?.as_str()?).ok()?;
    let place = postal::places(code).into_iter().find(|place| place.city == city)?;
    let mut fitted = parts(field, address);
    for (name, told) in [("prefecture", place.prefecture), ("city", place.city)] {
        field.child(name)?;
        fitted.insert(name.to_owned(), Value::from(told));
    }
    Some(Value::Object(fitted))
}

/// The parts of an address that a question asks for.
fn parts(field: &Field, address: &Map<String, Value>) -> Map<String, Value> {
    let part = |child: &Arc<Field>| {
        address.get(&child.name).map(|part| (child.name.clone(), part.clone()))
    };
    field.children.iter().filter_map(part).collect()
}

#[cfg(test)]
mod tests {
    use form_engine::{Parts, Source};
    use serde_json::json;

    use super::*;

    const CITY: &str = "仙台市";

    fn prefilled(form: &Form, raw: &Value, known: &Known, before: &Known, city: &str) -> Value {
        let context = Context::on("2026-11-25".parse().unwrap());
        super::prefilled(&Asking::of(form, raw, &context, city), raw, known, before)
    }

    fn form(properties: &Value) -> Form {
        let fields: Vec<&String> = properties.as_object().unwrap().keys().collect();
        let text = json!({
            "$id": "sample", "title": "見本", "type": "object",
            "x-procedure": { "department": "課", "category": "samples", "workflow": "notification" },
            "x-pages": [{ "id": "one", "title": "1", "fields": fields }],
            "properties": properties,
        });
        let source = Source { file: "f.json", text: &text.to_string(), overlays: &[] };
        Form::compile(&source, &Parts::default()).unwrap()
    }

    fn group(source: &str, parts: &[&str]) -> Value {
        let ward =
            json!({ "title": "区", "type": "string", "enum": ["青葉区", "泉区", "仙台市以外"] });
        let properties: Map<String, Value> = parts
            .iter()
            .map(|part| match *part {
                "ward" => ("ward".to_owned(), ward.clone()),
                other => (other.to_owned(), json!({ "title": other, "type": "string" })),
            })
            .collect();
        json!({ "title": source, "type": "object", "x-prefill": source, "properties": properties })
    }

    /// What the common questions tell when they are answered so.
    fn told(answers: &Value) -> Known {
        let whole = ["prefecture", "city", "town"];
        let asked = json!({
            "name": { "title": "氏名", "type": "string", "x-prefill": "resident.name" },
            "moving": { "title": "引越し", "type": "string", "x-prefill": MOVING },
            "address": group(ADDRESS, &whole),
            "newAddress": group(NEW, &whole),
        });
        Known::of(&form(&asked), answers)
    }

    fn home(city: &str, town: &str) -> Value {
        json!({ "prefecture": "宮城県", "city": city, "town": town })
    }

    fn filled(question: &Value, known: &Known) -> Value {
        prefilled(&form(&json!({ "q": question })), &json!({}), known, &Known::default(), CITY)
    }

    #[test]
    fn known_answers_go_where_nothing_was_typed() {
        let form = form(&json!({ "contact": { "title": "連絡先", "type": "object", "properties": {
            "name": { "title": "氏名", "type": "string", "x-prefill": "resident.name" } } } }));
        let known = told(&json!({ "name": "山田 花子" }));
        let nobody = Known::default();
        let filled = prefilled(&form, &json!({}), &known, &nobody, CITY);
        assert_eq!(filled, json!({ "contact": { "name": "山田 花子" } }));
        let typed = json!({ "contact": { "name": "山田 太郎" } });
        assert_eq!(prefilled(&form, &typed, &known, &nobody, CITY), typed);
    }

    #[test]
    fn what_is_known_follows_the_answers_that_say_whose_it_is() {
        let mut asked = group(HOME, &["prefecture", "city", "town"]);
        asked["x-prefill"] = json!([{ "when": "form.by == 'self'", "from": HOME }]);
        let form = form(&json!({
            "by": { "title": "申請する方", "type": "string", "enum": ["self", "other"] },
            "home": asked,
        }));
        let at = home("仙台市", "国分町");
        let known = told(&json!({ "address": at }));
        let context = Context::on("2026-11-25".parse().unwrap());
        let follow = |before: &Value, raw: &Value| {
            let asking = |raw| Asking::of(&form, raw, &context, CITY);
            followed(&asking(before), &asking(raw), raw, &known)
        };
        let (nothing, own) = (json!({}), json!({ "by": "self" }));
        let nobody = Known::default();
        assert_eq!(prefilled(&form, &nothing, &known, &nobody, CITY), nothing);
        let filled = json!({ "by": "self", "home": at });
        assert_eq!(prefilled(&form, &own, &known, &nobody, CITY), filled);
        assert_eq!(follow(&nothing, &own), filled);
        // Who empties it means it.
        assert_eq!(follow(&own, &own), own);
        let another = json!({ "by": "other", "home": at });
        assert_eq!(follow(&filled, &another), json!({ "by": "other" }));
        let typed = json!({ "by": "other", "home": home("仙台市", "上杉") });
        assert_eq!(follow(&filled, &typed), typed);
        assert_eq!(known.by_answers(&form), Known(vec![(HOME.to_owned(), at)]));
    }

    #[test]
    fn a_known_answer_that_is_corrected_is_corrected_where_it_was_put() {
        let form = form(&json!({
            "name": { "title": "氏名", "type": "string", "x-prefill": "resident.name" } }));
        let (wrong, right) = (told(&json!({ "name": "山口" })), told(&json!({ "name": "山田" })));
        let put = prefilled(&form, &json!({}), &wrong, &Known::default(), CITY);
        assert_eq!(prefilled(&form, &put, &right, &wrong, CITY), json!({ "name": "山田" }));
        let typed = json!({ "name": "山口 太郎" });
        assert_eq!(prefilled(&form, &typed, &right, &wrong, CITY), typed);
        let nobody = told(&json!({}));
        assert_eq!(prefilled(&form, &put, &nobody, &wrong, CITY), json!({}));
    }

    #[test]
    fn a_move_has_an_address_before_and_one_after() {
        let (old, new) = (home("仙台市青葉区", "上杉"), home("名取市", "増田"));
        let moves = told(&json!({ "moving": "japan", "address": old, "newAddress": new }));
        let anywhere =
            |source| filled(&group(source, &["city", "town"]), &moves)["q"]["city"].clone();
        assert_eq!(anywhere(ADDRESS), "仙台市青葉区");
        assert_eq!(anywhere(FORMER), "仙台市青葉区");
        assert_eq!(anywhere(NEW), "名取市");
        assert_eq!(anywhere(HOME), "名取市");
        let within = |source| filled(&group(source, &["ward", "town"]), &moves)["q"].clone();
        assert_eq!(
            within(HOME),
            json!({ "ward": "青葉区", "town": "上杉" }),
            "the one in the city"
        );
        assert_eq!(within(NEW), Value::Null);
    }

    #[test]
    fn who_filed_before_lives_where_they_lived_when_all_was_done() {
        let whole = ["prefecture", "city", "town"];
        let asked = form(&json!({
            "moving": { "title": "引越し", "type": "string", "x-prefill": MOVING },
            "address": group(ADDRESS, &whole),
            "newAddress": group(NEW, &whole),
        }));
        let (old, new) = (home("仙台市青葉区", "上杉"), home("名取市", "増田"));
        let moved = json!({ "moving": "japan", "address": old, "newAddress": new });
        let moved = Known::since(&asked, &moved);
        let city = |source| filled(&group(source, &["city", "town"]), &moved)["q"]["city"].clone();
        assert_eq!((city(ADDRESS), city(HOME)), (json!("名取市"), json!("名取市")));
        assert_eq!((city(NEW), city(FORMER)), (Value::Null, Value::Null), "that move is over");
    }

    #[test]
    fn an_address_in_one_line_goes_where_its_parts_are_asked_for() {
        let city = form(&json!({
            "home": group(HOME, &["postal", "ward", "town", "block", "building"]),
            "leaves": group(FORMER, &["postal", "ward", "town", "block"]),
        }));
        let put = |line: &str| {
            prefilled(&city, &json!({}), &Known::living_at(line), &Known::default(), CITY)
        };
        let home = json!({ "postal": "980-0803", "ward": "青葉区", "town": "国分町三丁目",
                           "block": "7番1号", "building": "コーポサンライズ201号" });
        let told = "宮城県仙台市青葉区国分町三丁目７番１号　コーポサンライズ２０１号";
        assert_eq!(put(told), json!({ "home": home }));
        for line in ["", "青葉区国分町", "宮城県仙台市青葉区", "宮城県名取市増田1番1号"]
        {
            assert_eq!(put(line), json!({}), "{line}");
        }
        let typed = json!({ "home": { "town": "本町" } });
        let known = Known::living_at(told);
        assert_eq!(prefilled(&city, &typed, &known, &Known::default(), CITY), typed);
    }

    #[test]
    fn nothing_that_is_sealed_is_told_of_a_submission_of_before() {
        let number = json!({ "title": "口座番号", "type": "string", "x-sensitive": "bank" });
        let account = json!({ "title": "口座", "type": "object", "x-prefill": "resident.account",
                              "properties": { "number": number } });
        let asked = form(&json!({ "account": account }));
        let sent = json!({ "account": { "number": "0012345" } });
        assert_ne!(Known::of(&asked, &sent), Known::default(), "filing together knows it");
        assert_eq!(Known::since(&asked, &sent), Known::default());
    }

    #[test]
    fn of_somebody_else_nothing_is_put_in_that_is_a_persons_own() {
        let text = |source| json!({ "title": source, "type": "string", "x-prefill": source });
        let asked = form(&json!({
            "name": text("resident.name"), "kana": text("resident.kana"),
            "birthDate": text("resident.birthDate"), "phone": text("resident.phone"),
        }));
        let sent = json!({ "name": "鈴木　太郎", "kana": "スズキ　タロウ",
                           "birthDate": "1988-02-29", "phone": "08023456789" });
        let put = |typed: &Value| {
            let known = Known::since(&asked, &sent).of_whom(&asked, typed);
            prefilled(&asked, typed, &known, &Known::default(), CITY)
        };
        let other = json!({ "name": "鈴木 花子" });
        assert_eq!(put(&other), json!({ "name": "鈴木 花子", "phone": "08023456789" }));
        let born = put(&json!({ "birthDate": "平成2年3月9日" }));
        assert_eq!(born, json!({ "birthDate": "平成2年3月9日", "phone": "08023456789" }));
        let same = put(&json!({ "name": "鈴木太郎", "birthDate": "昭和63年2月29日" }));
        assert_eq!(same["kana"], "スズキ　タロウ", "the same person, typed otherwise");
    }

    #[test]
    fn an_address_in_a_ward_is_one_anywhere_by_its_postal_code() {
        let asked = form(&json!({ "address": group(HOME, &["postal", "ward", "town"]) }));
        let told = |postal, ward| {
            let address = json!({ "postal": postal, "ward": ward, "town": "国分町" });
            let known = Known::since(&asked, &json!({ "address": address }));
            let anywhere = ["postal", "prefecture", "city", "town"];
            let inside = filled(&group(ADDRESS, &["ward", "town"]), &known)["q"].clone();
            (filled(&group(HOME, &anywhere), &known)["q"].clone(), inside)
        };
        let (anywhere, inside) = told("980-0803", "青葉区");
        let whole = json!({ "postal": "980-0803", "prefecture": "宮城県", "city": "仙台市青葉区", "town": "国分町" });
        assert_eq!(anywhere, whole);
        assert_eq!(inside, json!({ "ward": "青葉区", "town": "国分町" }));
        assert_eq!(told("980-0803", "泉区").0, Value::Null, "the two contradict each other");
    }

    #[test]
    fn who_stays_leaves_nothing_and_has_one_home() {
        let stays = told(&json!({ "moving": "no", "address": home("仙台市泉区", "桂") }));
        let asked = |source| filled(&group(source, &["ward", "town"]), &stays)["q"]["town"].clone();
        assert_eq!((asked(ADDRESS), asked(HOME)), (json!("桂"), json!("桂")));
        assert_eq!((asked(FORMER), asked(NEW)), (Value::Null, Value::Null));
    }

    #[test]
    fn an_address_elsewhere_is_no_address_in_the_city() {
        for elsewhere in ["名取市", "横浜市泉区", "泉区", "仙台市以外"] {
            let known = told(&json!({ "address": home(elsewhere, "中央") }));
            assert_eq!(
                filled(&group(ADDRESS, &["ward", "town"]), &known),
                json!({}),
                "{elsewhere}"
            );
        }
    }
}
