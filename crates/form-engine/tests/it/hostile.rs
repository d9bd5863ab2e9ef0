//! Definitions that are broken, or written to do harm, and what must become of each.
//!
//! Those that can be written down stand in `hostile.json`; those that are large are made
//! here. The tests ask for the words of each fault, the bench for its time and memory.

#![expect(
    clippy::unwrap_used,
    clippy::too_many_lines,
    reason = "a test that cannot go on fails, and the cases are tables"
)]

use form_engine::{Context, DefinitionFault, Form, Parts, Source};
use kernel::Language;
use serde_json::{Map, Value, json};

/// A definition of which nothing good is expected.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) overlay: Option<String>,
    pub(crate) parts: Vec<(String, String)>,
    pub(crate) end: End,
}

/// What must become of it.
pub(crate) enum End {
    /// It is refused with these words at this pointer, and at this place if one is named.
    Refused { pointer: String, words: String, place: Option<String> },
    /// Its own examples tell.
    Example(String),
    /// It can be used, and these answers do no harm.
    Used(Value),
}

impl Case {
    /// Compiles it.
    pub(crate) fn compile(&self) -> Result<Form, Vec<DefinitionFault>> {
        let parts = Parts::new(self.parts.iter().map(|(path, text)| (path.clone(), text.clone())));
        let overlay = self.overlay.as_deref().map(|text| (Language::English, text));
        let overlays: Vec<_> = overlay.into_iter().collect();
        let source = Source { file: "hostile.json", text: &self.text, overlays: &overlays };
        Form::compile(&source, &parts)
    }

    /// Does with it everything that a server would do.
    pub(crate) fn run(&self) {
        let Ok(form) = self.compile() else { return };
        let (answers, context) = (self.answers(), Context::on("2026-04-01".parse().unwrap()));
        form.check(&answers, &context);
        form.hidden(&answers, &context);
        form.run_examples();
    }

    /// The answers that it is asked with; none where nothing is asked.
    pub(crate) fn answers(&self) -> Value {
        match &self.end {
            End::Used(answers) => answers.clone(),
            End::Refused { .. } | End::Example(_) => Value::Null,
        }
    }

    fn refused(name: &str, text: String, pointer: &str, words: &str) -> Self {
        let (pointer, words) = (pointer.to_owned(), words.to_owned());
        let end = End::Refused { pointer, words, place: None };
        Self { name: name.to_owned(), text, overlay: None, parts: Vec::new(), end }
    }

    fn used(name: &str, text: String, answers: Value) -> Self {
        let end = End::Used(answers);
        Self { name: name.to_owned(), text, overlay: None, parts: Vec::new(), end }
    }
}

/// Every case.
pub(crate) fn cases() -> Vec<Case> {
    let mut cases = written();
    cases.extend(broken_texts());
    cases.extend(large_documents());
    cases.extend(large_keys());
    cases.extend(many_fields());
    cases.extend(costly_expressions());
    cases.extend(costly_rules());
    cases.extend(hostile_answers());
    cases
}

fn base() -> Value {
    json!({
        "$id": "hostile", "title": "見本", "type": "object",
        "x-procedure": { "department": "課", "category": "samples", "workflow": "notification" },
        "x-pages": [{ "id": "one", "title": "1", "fields": ["a", "n", "rows"] }],
        "properties": {
            "a": { "title": "あ", "type": "string", "maxLength": 20_000 },
            "n": { "title": "数", "type": "integer" },
            "rows": { "title": "行", "type": "array", "maxItems": 200, "items": { "type": "object", "properties": {
                "b": { "title": "い", "type": "string" }, "c": { "title": "う", "type": "integer" } } } }
        },
        "x-examples": [{ "name": "x", "today": "2026-04-01", "data": { "a": "x" }, "feeYen": 0 }]
    })
}

/// Puts a value at a pointer; behind the last item of a list it is added.
fn set(definition: &mut Value, pointer: &str, value: Value) {
    let (above, name) = pointer.rsplit_once('/').unwrap();
    match definition.pointer_mut(above) {
        Some(Value::Object(members)) => {
            members.insert(name.replace("~1", "/"), value);
        }
        Some(Value::Array(items)) => match items.get_mut(name.parse::<usize>().unwrap()) {
            Some(item) => *item = value,
            None => items.push(value),
        },
        other => assert!(other.is_some(), "{pointer} is not there"),
    }
}

fn with(changes: impl IntoIterator<Item = (&'static str, Value)>) -> String {
    let mut definition = base();
    for (pointer, value) in changes {
        set(&mut definition, pointer, value);
    }
    definition.to_string()
}

fn rule(check: &str) -> Value {
    json!([{ "id": "r", "at": ["/a"], "check": check, "message": "だめです。" }])
}

/// The cases of `hostile.json`.
fn written() -> Vec<Case> {
    let cases: Vec<Value> = serde_json::from_str(include_str!("hostile.json")).unwrap();
    cases.iter().map(read).collect()
}

fn read(case: &Value) -> Case {
    let text = |name: &str| case.get(name).and_then(Value::as_str).map(str::to_owned);
    let members = |name: &str| case.get(name).and_then(Value::as_object).cloned();
    let mut definition = base();
    for (pointer, value) in members("set").unwrap_or_default() {
        set(&mut definition, &pointer, value);
    }
    if let Some(changes) = members("rule") {
        let mut written = rule("true");
        for (name, value) in changes {
            set(&mut written, &format!("/0/{name}"), value);
        }
        set(&mut definition, "/x-rules", written);
    }
    let parts = members("parts").unwrap_or_default();
    let told = |place: usize| case.pointer(&format!("/fault/{place}")).and_then(Value::as_str);
    let end = match text("example") {
        Some(words) => End::Example(words),
        None => End::Refused {
            pointer: told(0).unwrap().to_owned(),
            words: told(1).unwrap().to_owned(),
            place: text("place"),
        },
    };
    Case {
        name: text("name").unwrap(),
        text: definition.to_string(),
        overlay: text("overlay"),
        parts: parts.into_iter().map(|(p, t)| (p, t.as_str().unwrap().to_owned())).collect(),
        end,
    }
}

/// Texts that are no JSON, or JSON that readers do not agree about.
fn broken_texts() -> Vec<Case> {
    let refused =
        |name: &str, text: &str, words: &str| Case::refused(name, text.to_owned(), "", words);
    let within = |inside: &str| format!("{{\n  \"title\": {inside}\n}}");
    let title = |name: &str, inside: &str, words: &str| {
        Case::refused(name, within(inside), "/title", words)
    };
    vec![
        refused("nothing", "", "the document ends too early"),
        refused("a list", "[]", "this is an array"),
        refused("a byte order mark", "\u{FEFF}{}", "\"$id\" is missing"),
        refused("two documents", "{} {}", "something follows the end"),
        refused("a comment", "// here\n{}", "JSON has no comments"),
        refused("a trailing comma", "{\"$id\": \"x\",}", "there is a comma after the last one"),
        refused("single quotes", "{'a': 1}", "this stands in single quotes"),
        refused("the replacement of bytes that were no text", "{\u{FFFD}}", "here should be a key"),
        title("half a surrogate pair", "\"\\ud800\"", "a string holds a wrong escape"),
        title(
            "surrogates the wrong way round",
            "\"\\udc00\\ud800\"",
            "a string holds a wrong escape",
        ),
        title("an unknown escape", "\"\\x41\"", "a string holds a wrong escape"),
        title("a bare control character", "\"a\u{1}\"", "a bare control character"),
        title("an open string", "\"a", "this text is not closed"),
        title("no number", "NaN", "NaN is no value of JSON"),
        title("a number too large", "1e999999999", "this is no number, or one that is too large"),
        title("a number with a plus", "+1", "+1 is no value of JSON"),
        Case::refused(
            "a key twice",
            r#"{ "title": "安全", "title": "危険" }"#.to_owned(),
            "/title",
            "this key stands here twice",
        ),
        Case::refused(
            "a key twice, once escaped",
            r#"{ "title": "安全", "t\u0069tle": "危険" }"#.to_owned(),
            "/title",
            "this key stands here twice",
        ),
    ]
}

/// As many brackets, items, members and digits as fit.
fn large_documents() -> Vec<Case> {
    let brackets = |open: &str, n: usize| {
        Case::refused(
            &format!("{n} times {open}"),
            open.repeat(n),
            "",
            "brackets are nested more than 48 deep",
        )
    };
    let members = |n: usize| (0..n).map(|n| format!("\"k{n}\":1")).collect::<Vec<_>>().join(",");
    let twice = vec!["\"a\":1"; 25_000].join(",");
    let long_key = "k".repeat(100_000);
    let translated = format!(
        "{{{}}}",
        (0..80_000).map(|n| format!("\"/z{n}\":\"x\"")).collect::<Vec<_>>().join(",")
    );
    let mut overlay =
        Case::refused("a translation of 80,000 lines of nothing", with([]), "", "more than 20000");
    overlay.overlay = Some(translated);
    let mut deep = Case::refused(
        "a translation that is deep",
        with([]),
        "",
        "brackets are nested more than 48 deep",
    );
    deep.overlay = Some("[".repeat(500_000));
    vec![
        brackets("[", 200_000),
        Case::refused(
            "objects in objects",
            "{\"a\":".repeat(40_000),
            &"/a".repeat(48),
            "brackets are nested",
        ),
        Case::refused(
            "20,000 members",
            format!("{{{}}}", members(20_000)),
            "/k0",
            "is not known here",
        ),
        Case::refused(
            "120,000 members beside translations",
            format!("{{\"x-overlays\":{{}},{}}}", members(120_000)),
            "",
            "more than 100000 values",
        ),
        Case::refused(
            "a key 25,000 times",
            format!("{{{twice}}}"),
            "/a",
            "this key stands here twice",
        ),
        Case::refused(
            "keys twice below a long key",
            format!("{{\"{long_key}\":{{{twice}}}}}"),
            "",
            "key",
        ),
        Case::refused(
            "a table of 20,000 entries",
            with([
                (
                    "/x-tables",
                    json!({ "t": serde_json::from_str::<Value>(&format!("{{{}}}", members(20_000))).unwrap() }),
                ),
                ("/x-rules", rule("tables.z == 1")),
            ]),
            "/x-rules/0/check",
            "there is no table",
        ),
        Case::refused(
            "90,000 choices",
            with([("/properties/a/enum", json!(vec![1; 90_000]))]),
            "/properties/a/enum/1",
            "stands here twice",
        ),
        Case::refused(
            "90,000 pages",
            with([("/x-pages", json!(vec![1; 90_000]))]),
            "/x-pages/0",
            "this is a number",
        ),
        Case::refused(
            "a title of 250,000 bytes",
            with([("/title", json!("x".repeat(250_000)))]),
            "/title",
            "more than 2000 characters",
        ),
        Case::refused(
            "300 KiB",
            with([("/title", json!("x".repeat(300_000)))]),
            "",
            "more than 262144",
        ),
        Case::refused(
            "5 MiB",
            with([("/title", json!("x".repeat(5_000_000)))]),
            "",
            "more than 262144",
        ),
        Case::refused(
            "a number of 100,000 digits",
            format!("{{\n\"title\": {}}}", "1".repeat(100_000)),
            "/title",
            "this is no number, or one that is too large",
        ),
        overlay,
        deep,
    ]
}

/// Long keys make long pointers, and everything has one.
fn large_keys() -> Vec<Case> {
    let key = "k".repeat(60_000);
    let items = vec!["1"; 60_000].join(",");
    let long_name =
        format!(r#""properties":{{"{key}":{{"title":"x","type":"string","enum":[{items}]}}}}"#);
    let list = format!(r#""x-lists":{{"{key}":{{"items":[{items}]}}}}"#);
    let words = "this key has more than";
    vec![
        Case::refused(
            "a choice list below a long name",
            format!("{{{long_name}}}"),
            "/properties",
            words,
        ),
        Case::refused("a list of a long name", format!("{{{list}}}"), "/x-lists", words),
    ]
}

/// The most fields, choices, patterns and parts.
fn many_fields() -> Vec<Case> {
    let fields = |property: &dyn Fn(usize) -> Value| {
        let properties: Map<String, Value> =
            (0..300).map(|n| (format!("f{n}"), property(n))).collect();
        let names: Vec<String> = properties.keys().cloned().collect();
        [
            ("/properties", Value::Object(properties)),
            ("/x-pages/0/fields", json!(names)),
            ("/x-examples", json!([])),
        ]
    };
    let answers: Map<String, Value> =
        (0..300).map(|n| (format!("f{n}"), json!("x".repeat(3_000)))).collect();
    let pattern = |n: usize| json!({ "title": "あ", "type": "string", "pattern": format!("^[ぁ-んァ-ヶ]{{20}}{n}$") });
    let letters = |n: usize| json!({ "title": "あ", "type": "string", "pattern": format!("^\\p{{L}}{{9}}{n}$") });
    let items: Vec<Value> = (0..2_000).map(|n| json!({ "const": format!("v{n}") })).collect();
    let mut listed =
        fields(&|_| json!({ "title": "あ", "type": "string", "x-options": { "list": "l" } }))
            .to_vec();
    listed.push(("/x-lists", json!({ "l": { "items": items } })));
    let every: Vec<String> = (0..12).map(|n| format!("form.f{n} == 'x'")).collect();
    let chained = |n: usize| json!({ "title": "あ", "type": "string", "x-visible": if n < 12 { "true".to_owned() } else { format!("{} || form.f{} == 'x'", every.join(" || "), n - 1) } });
    let mut doubling = Case::refused(
        "parts that double",
        with([("/properties/a", json!({ "$ref": "parts/p0.json" }))]),
        "",
        "",
    );
    doubling.end = End::Refused { pointer: String::new(), words: "parts".to_owned(), place: None };
    doubling.parts = (0..30)
        .map(|n| {
            let next = json!({ "$ref": format!("parts/p{}.json", n + 1) });
            let part =
                json!({ "title": "x", "type": "object", "properties": { "l": next, "r": next } });
            (format!("parts/p{n}.json"), part.to_string())
        })
        .collect();
    let big: Map<String, Value> =
        (0..290).map(|n| (format!("g{n}"), json!({ "title": "x", "type": "string" }))).collect();
    let mut fan = Case::refused(
        "300 times a large part",
        with(fields(&|_| json!({ "title": "x", "$ref": "parts/big.json" }))),
        "",
        "more than",
    );
    fan.parts = vec![(
        "parts/big.json".to_owned(),
        json!({ "type": "object", "properties": big }).to_string(),
    )];
    vec![
        Case::refused(
            "300 patterns of thousands of states",
            with(fields(&pattern)),
            "/properties/f100/pattern",
            "more than 100 patterns",
        ),
        Case::refused(
            "300 patterns of any letters",
            with(fields(&letters)),
            "/properties/f10/pattern",
            "patterns are large",
        ),
        Case::refused("300 times a list of 2,000 choices", with(listed), "", "choices"),
        Case::used(
            "300 conditions that need each other",
            with(fields(&chained)),
            Value::Object(answers),
        ),
        doubling,
        fan,
    ]
}

/// Expressions that are deep, long or costly to read.
fn costly_expressions() -> Vec<Case> {
    let refused = |name: &str, check: String, words: &str| {
        Case::refused(name, with([("/x-rules", rule(&check))]), "/x-rules/0/check", words)
    };
    let used = |name: &str, check: String| {
        Case::used(name, with([("/x-rules", rule(&check))]), full_rows())
    };
    vec![
        refused(
            "an expression of 3 KiB",
            format!("form.a == '{}'", "x".repeat(3_000)),
            "more than 2048 bytes",
        ),
        refused(
            "900 brackets",
            format!("{}true{}", "(".repeat(900), ")".repeat(900)),
            "is nested more than 32 deep",
        ),
        refused(
            "900 lists",
            format!("{}1{} == 1", "[".repeat(900), "]".repeat(900)),
            "is nested more than 32 deep",
        ),
        refused("2,000 negations", format!("{}true", "!".repeat(2_000)), "nested"),
        used("900 minus signs", format!("{}1 == 1", "- ".repeat(900))),
        refused(
            "600 conditions in conditions",
            format!("{}true", "true?true:".repeat(180)),
            "nested",
        ),
        used("200 fields of fields", format!("{}true", "form.a==''||".repeat(120))),
        refused("500 indices", format!("form.rows{} == 1", "[0]".repeat(500)), "nested"),
        refused("a sum of 400 numbers", format!("{}0 == 0", "1+".repeat(400)), "nested too deep"),
    ]
}

fn full_rows() -> Value {
    let row = json!({ "b": "x".repeat(1_900), "c": 1 });
    json!({ "a": "x".repeat(20_000), "n": 3, "rows": vec![row; 200] })
}

/// Rules that would run long, or make much of little, if nothing counted their steps.
fn costly_rules() -> Vec<Case> {
    let used =
        |name: &str, check: &str| Case::used(name, with([("/x-rules", rule(check))]), full_rows());
    let rules = |count: usize, check: &str| {
        let one = |n: usize| json!({ "id": format!("r{n}"), "at": ["/a"], "check": check, "message": "だめです。" });
        with([("/x-rules", (0..count).map(one).collect())])
    };
    let many =
        |name: &str, count: usize, check: &str| Case::used(name, rules(count, check), full_rows());
    let matching: Vec<String> =
        (0..40).map(|n| format!("form.a.matches('[ぁ-ん]{{20}}{n}')")).collect();
    let base = "x".repeat(100_000);
    let likes =
        (0..3_000).map(|n| json!({ "name": format!("e{n}"), "like": "x", "change": { "n": n } }));
    let first = json!({ "name": "x", "today": "2026-04-01", "data": { "a": base } });
    let copies: Vec<Value> = std::iter::once(first).chain(likes).collect();
    vec![
        used(
            "rows of rows of rows",
            "form.rows.all(x, form.rows.all(y, form.rows.all(z, x.c + y.c + z.c > 0)))",
        ),
        used(
            "lists of rows of rows",
            "size(form.rows.map(x, form.rows.map(y, form.rows.map(z, z)))) > 0",
        ),
        used(
            "texts that are joined",
            "form.rows.all(x, form.rows.all(y, form.rows.all(z, size(x.b + y.b + z.b) > 0)))",
        ),
        used("texts that are kept", "size(form.rows.map(x, form.rows.map(y, x.b + y.b))) > 0"),
        used(
            "patterns over long texts",
            "form.rows.all(x, form.rows.all(y, form.a.matches('(x+x+)+y|x*z') || true))",
        ),
        used(
            "searches in long texts",
            "form.rows.all(x, form.rows.all(y, form.a.contains(x.b + 'y') || true))",
        ),
        used(
            "equal lists of rows",
            "form.rows.all(x, form.rows.all(y, form.rows.all(z, form.rows == form.rows)))",
        ),
        used("a row in the rows", "form.rows.all(x, form.rows.all(y, y in form.rows))"),
        used("lengths of long texts", "form.rows.all(x, form.rows.all(y, size(form.a) > 0))"),
        used("sums of sums", "form.rows.all(x, form.rows.all(y, sum(form.rows, 'c') > 0))"),
        used("no row twice", "form.rows.all(x, unique(form.rows))"),
        used(
            "years of business days",
            "form.rows.all(x, form.rows.all(y, business_days_between('1900-01-01', '2100-01-01') > 0))",
        ),
        used(
            "holders of long names",
            "form.rows.all(x, form.rows.all(y, holder_matches(form.a, x.b) || true))",
        ),
        many(
            "200 rules over rows of rows",
            200,
            "form.rows.all(x, form.rows.all(y, x.c + y.c > 0))",
        ),
        many("100 patterns over a long text", 100, "form.a.matches('(x+x+)+y') || true"),
        Case::refused(
            "6,000 patterns in rules",
            rules(150, &matching.join(" || ")),
            "/x-rules/2/check",
            "more than 100 patterns",
        ),
        Case::refused(
            "3,000 examples like a large one",
            with([("/x-examples", json!(copies))]),
            "/x-examples/99",
            "examples",
        ),
    ]
}

/// Answers of every wrong kind to a harmless form.
fn hostile_answers() -> Vec<Case> {
    let used = |name: &str, answers: Value| Case::used(name, with([]), answers);
    let mut deep = json!({});
    for _ in 0..100 {
        deep = json!({ "a": deep, "rows": [deep] });
        if deep.to_string().len() > 100_000 {
            break;
        }
    }
    let unknown: Map<String, Value> = (0..60_000).map(|n| (format!("k{n}"), json!(n))).collect();
    vec![
        used("60,000 unknown answers", Value::Object(unknown.clone())),
        used(
            "rows of unknown answers",
            json!({ "rows": vec![Value::Object(unknown.into_iter().take(200).collect()); 200] }),
        ),
        used("a million rows", json!({ "rows": vec![Value::Null; 250_000] })),
        used("answers in answers", deep),
        used("a text of 2 MiB", json!({ "a": "x".repeat(2_000_000) })),
        used("a text of nothing visible", json!({ "a": "\u{200B}".repeat(200_000) })),
        used(
            "an answer named as a prototype",
            json!({ "__proto__": { "a": 1 }, "constructor": 1 }),
        ),
        used(
            "numbers of every kind",
            json!({ "n": "9".repeat(100_000), "rows": [{ "c": 1e308 }, { "c": "-0" }, { "c": "1e400" }] }),
        ),
        used("no object at all", json!([[[]]])),
    ]
}
