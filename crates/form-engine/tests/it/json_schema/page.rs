//! `docs/forms/json-schema.md`: what the suite says about the dialect, for people.

use std::{collections::BTreeMap, fmt::Write, fs, path::Path};

use super::Outcome;

/// Why something is refused when a definition is published: how the refusal begins, what
/// the page calls it, and the reason. A refusal without a line here fails the test.
const WHY: [(&str, &str, &str); 20] = [
    (
        r#"the keyword "$id""#,
        "`$id` below the root",
        "a definition has one name; inside it `$ref` reaches parts by their path",
    ),
    (
        r#"the keyword "allOf""#,
        "`allOf`, `anyOf`, `not`",
        "a page cannot say which branch an answer failed; `x-rules` says it in a sentence of its own",
    ),
    (
        r#"the keyword "if""#,
        "`if`, `then`, `else`, `dependentRequired`, `dependentSchemas`",
        "what depends on an answer is hidden by `x-visible`, or checked by `x-rules`",
    ),
    (
        r#"the keyword "contains""#,
        "`contains`, `minContains`, `maxContains`",
        "`x-rules` counts rows with `exists` and `filter`",
    ),
    (
        r#"the keyword "prefixItems""#,
        "`prefixItems`",
        "answers have names, not positions: use an object",
    ),
    (
        r#"the keyword "patternProperties""#,
        "`patternProperties`, `propertyNames`, `minProperties`, `maxProperties`, `unevaluatedProperties`, `unevaluatedItems`",
        "every field is named, and unknown answers are always refused",
    ),
    (
        r#"the keyword "content"#,
        "`contentEncoding`, `contentMediaType`, `contentSchema`",
        "files are uploaded, not written into answers: `format: attachment`",
    ),
    (
        r#"the keyword "at the root""#,
        "a value that is no object",
        "a form is an object: other keywords have no meaning at its root, or in a choice",
    ),
    (
        r#""additionalProperties" is open"#,
        "`additionalProperties` with a schema or true",
        "every field is named, and unknown answers are always refused",
    ),
    (
        "a $ref reaches only",
        "a `$ref` that leaves `parts/`",
        "no network, no file, no recursion: what is inside is fixed when it is published",
    ),
    (
        "there is no readable part",
        "a part that is no object",
        "`true` and `false` as schemas ask nothing",
    ),
    ("this is a boolean", "`true` and `false` as schemas", "a property says what it asks"),
    (
        "an array of this",
        "arrays of plain values, and arrays of arrays",
        "a page asks for choices, rows or files; a list of texts is a list of rows with one field",
    ),
    (
        "the format ",
        "a format that the dialect does not have",
        "it has its own, which are checked: see the definition language",
    ),
    (
        "this cannot be used as a name",
        "names other than letters and digits",
        "a name stands in pointers, in HTML and in expressions",
    ),
    (
        "no meaning for this type",
        "a keyword beside a type that it says nothing about",
        "it would be ignored, so it is a mistake",
    ),
    (
        "does not fit the type",
        "a choice, constant or default of another type",
        "nobody could give that answer",
    ),
    (
        "this cannot be chosen",
        "choices that are no text and no whole number",
        "a choice is posted as text",
    ),
    (
        "this word is not known here",
        "several types at once, and the type `null`",
        "a question has one kind of answer; whether it may be missing says `required`",
    ),
    (
        "too large or too fine",
        "bounds beyond 10^15, steps below 0.0001, patterns with look-around or back-references",
        "numbers are kept exactly, and patterns are matched in linear time",
    ),
];

/// Refusals that say in other words what a line of [`WHY`] says.
const ALSO: [(&str, &str); 34] = [
    (r#"the keyword "anyOf""#, r#"the keyword "allOf""#),
    (r#"the keyword "not""#, r#"the keyword "allOf""#),
    (r#"the keyword "then""#, r#"the keyword "if""#),
    (r#"the keyword "else""#, r#"the keyword "if""#),
    (r#"the keyword "dependent"#, r#"the keyword "if""#),
    (r#"the keyword "minContains""#, r#"the keyword "contains""#),
    (r#"the keyword "maxContains""#, r#"the keyword "contains""#),
    (r#"the keyword "propertyNames""#, r#"the keyword "patternProperties""#),
    (r#"the keyword "minProperties""#, r#"the keyword "patternProperties""#),
    (r#"the keyword "maxProperties""#, r#"the keyword "patternProperties""#),
    (r#"the keyword "unevaluated"#, r#"the keyword "patternProperties""#),
    (r#"the keyword "oneOf""#, r#"the keyword "at the root""#),
    (r#"the keyword "const""#, r#"the keyword "at the root""#),
    (r#"the keyword "enum""#, r#"the keyword "at the root""#),
    (r#"the keyword "type""#, r#"the keyword "at the root""#),
    (r#"the keyword "minLength""#, r#"the keyword "at the root""#),
    (r#"the keyword "$"#, r#"the keyword "$id""#),
    ("this is no slug", r#"the keyword "$id""#),
    ("this name cannot be used", "this cannot be used as a name"),
    ("the name \"", "this cannot be used as a name"),
    ("is required but is no property", "this cannot be used as a name"),
    ("this is empty or holds invisible", "this cannot be used as a name"),
    ("is no property", "an array of this"),
    ("\"items\" is missing", "an array of this"),
    ("this bound is no sensible number", "too large or too fine"),
    ("this number is out of bounds", "too large or too fine"),
    ("this pattern cannot be used", "too large or too fine"),
    ("\"enum\" has no", "no meaning for this type"),
    ("\"const\" has no", "no meaning for this type"),
    ("this constant", "does not fit the type"),
    ("the choice \"", "does not fit the type"),
    ("this default", "does not fit the type"),
    ("\"default\" is larger than", "does not fit the type"),
    ("refers to itself", "a $ref reaches only"),
];

const INTRODUCTION: &str = "\
# JSON Schema: what the dialect takes of the standard

A definition is a JSON Schema (draft 2020-12) with fewer keywords than the standard has. The
[official test suite](https://github.com/json-schema-org/JSON-Schema-Test-Suite) holds the
engine to the standard for those it takes. This page is written by that test
(`crates/form-engine/tests/it/json_schema.rs`) and compared by it.

A group of the suite is a schema with answers. It is written in the dialect without taking
anything away: every value gets a type, a list something to choose from. Then it is either
refused when it is published (second table), or the engine must agree on every answer:

- **agree**: the engine says what the suite says;
- **typed**: the engine says what any JSON Schema validator says about the schema *with* the
  types (the suite lets a text pass where only numbers are bounded);
- **closed**: the same, because unknown answers are always refused;
- **normalised**: answers are normalised before they are checked, and the canonical answer is
  what must fit. Every such test stands below by name.

There is nothing else: a test that is in none of these columns fails.

";

/// Compares the page with what the suite has just said, or writes it.
#[expect(clippy::disallowed_methods, reason = "tests are told here to write the page")]
pub(super) fn compare(outcomes: &BTreeMap<String, Outcome>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/forms/json-schema.md");
    let page = page(outcomes);
    if std::env::var("MADOGUCHI_BLESS").is_ok() {
        fs::write(&path, &page).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == page, "docs/forms/json-schema.md is old: run this test with MADOGUCHI_BLESS=1");
}

fn page(outcomes: &BTreeMap<String, Outcome>) -> String {
    let mut page = INTRODUCTION.to_owned();
    let taken = |outcome: &&Outcome| outcome.asked() > 0;
    let sum = |of: fn(&Outcome) -> usize| outcomes.values().map(of).sum::<usize>();
    let (groups, asked) = (sum(|o| o.groups), sum(Outcome::asked));
    let (tests, agreed) = (sum(Outcome::answered), sum(|o| o.agreed));
    writeln!(
        page,
        "Of {groups} groups {asked} can be published. Of their {tests} tests {agreed} agree, {} are typed, {} closed, {} normalised.\n",
        sum(|o| o.typed),
        sum(|o| o.closed),
        sum(Outcome::count_normalised),
    )
    .unwrap();
    page.push_str("## What is taken\n\n| file of the suite | groups | refused | agree | typed | closed | normalised |\n|---|---|---|---|---|---|---|\n");
    for (file, outcome) in outcomes.iter().filter(|(_, outcome)| taken(outcome)) {
        let Outcome { groups, agreed, typed, closed, .. } = outcome;
        let (refused, normalised) = (groups - outcome.asked(), outcome.count_normalised());
        writeln!(
            page,
            "| {file} | {groups} | {refused} | {agreed} | {typed} | {closed} | {normalised} |"
        )
        .unwrap();
    }
    refusals(&mut page, outcomes);
    normalised(&mut page, outcomes);
    page
}

fn refusals(page: &mut String, outcomes: &BTreeMap<String, Outcome>) {
    page.push_str("\n## What is refused when it is published\n\n| what | groups | in the files | why |\n|---|---|---|---|\n");
    for (line, (_, name, why)) in WHY.iter().enumerate() {
        let mut groups = 0;
        let mut files = Vec::new();
        for (file, outcome) in outcomes {
            let here = outcome.refused.iter().filter(|(what, _)| line_of(what) == line);
            let count: usize = here.map(|(_, count)| count).sum();
            groups += count;
            if count > 0 {
                let all = if outcome.asked() == 0 { "" } else { " (some)" };
                files.push(format!("{file}{all}"));
            }
        }
        assert!(groups > 0, "nothing is refused any more for {name}: remove the line");
        writeln!(page, "| {name} | {groups} | {} | {why} |", files.join(", ")).unwrap();
    }
}

/// The line of [`WHY`] that a refusal belongs to.
fn line_of(what: &str) -> usize {
    let find = |what: &str| WHY.iter().position(|(begin, _, _)| what.contains(begin));
    let also = || ALSO.iter().find(|(words, _)| what.contains(words)).map(|(_, line)| *line);
    find(what)
        .or_else(|| find(also()?))
        .ok_or_else(|| format!("no reason is written down for the refusal: {what}"))
        .unwrap()
}

fn normalised(page: &mut String, outcomes: &BTreeMap<String, Outcome>) {
    page.push_str("\n## What normalisation decides\n");
    let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (reason, tests) in outcomes.values().flat_map(|outcome| &outcome.normalised) {
        reasons.entry(reason).or_default().extend(tests.iter().map(String::as_str));
    }
    for (reason, tests) in reasons {
        write!(page, "\n{reason}:\n\n").unwrap();
        for test in tests {
            writeln!(page, "- {test}").unwrap();
        }
    }
}

impl Outcome {
    /// The groups that can be published.
    fn asked(&self) -> usize {
        self.groups - self.refused.values().sum::<usize>()
    }

    fn count_normalised(&self) -> usize {
        self.normalised.values().map(Vec::len).sum()
    }

    fn answered(&self) -> usize {
        self.agreed + self.typed + self.closed + self.count_normalised()
    }
}
