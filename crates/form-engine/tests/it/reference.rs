//! `docs/forms/reference.md` says what the code does: it is written by this test.
//!
//! After a change of the language: `BLESS=1 cargo test -p form-engine --test it reference`.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that cannot go on fails; who blesses says so in the environment"
)]

mod formats;

use std::{collections::BTreeSet, env, fmt::Write as _, fs, path::Path};

use form_engine::{Context, Word};
use japanese_values::Format;
use serde_json::{Value, json};

use crate::docs::{minimal, with_property};

const HEAD: &str = "\
# 定義の言語の早見表 / Reference of the definition language

この文書はプログラムから作られます。手で直さないでください。
This document is written from the code. Do not edit it by hand.

[目次 / contents](README.md) · [質問別の書き方](ja/cookbook.md) · [cookbook](en/cookbook.md)

";

fn root() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn the_reference_is_what_the_code_says() {
    let path = root().join("docs/forms/reference.md");
    let mut told = HEAD.to_owned();
    keywords(&mut told);
    formats(&mut told);
    expressions(&mut told);
    widgets(&mut told);
    parts(&mut told);
    limits(&mut told);
    if env::var("BLESS").is_ok() {
        fs::write(&path, &told).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    let first = written.lines().zip(told.lines()).find(|(written, told)| written != told);
    assert!(written == told, "run again with BLESS=1; the first difference: {first:#?}");
}

/// What definitions share, with the names by which expressions and examples reach inside.
fn parts(into: &mut String) {
    let columns = ["`$ref`", "題 / title", "中の質問（式と例に書く名前） / questions inside"];
    head(into, "##", "共通の部品 / Shared parts", &columns);
    let folder = root().join("forms/parts");
    let names = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name());
    let names: BTreeSet<String> = names.map(|name| name.into_string().unwrap()).collect();
    for name in names.iter().filter(|name| name.matches('.').count() == 1) {
        let part: Value = serde_json::from_slice(&fs::read(folder.join(name)).unwrap()).unwrap();
        let Some(title) = part["title"].as_str() else { continue };
        let inside = part["properties"].as_object().or(part["items"]["properties"].as_object());
        let called = |(name, field): (&String, &Value)| match field["title"].as_str() {
            Some(title) => format!("`{name}` {title}"),
            None => format!("`{name}`"),
        };
        let inside: Vec<String> = inside.into_iter().flatten().map(called).collect();
        row(into, &[&format!("`parts/{name}`"), title, &inside.join("、")]);
    }
    into.push('\n');
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

fn row(into: &mut String, cells: &[&str]) {
    let cells: Vec<String> = cells.iter().map(|text| cell(text)).collect();
    writeln!(into, "| {} |", cells.join(" | ")).unwrap();
}

fn head(into: &mut String, level: &str, title: &str, columns: &[&str]) {
    writeln!(into, "{level} {title}\n").unwrap();
    row(into, columns);
    writeln!(into, "|{}", "---|".repeat(columns.len())).unwrap();
}

// Keywords.

fn keywords(into: &mut String) {
    let text = fs::read_to_string(root().join("forms/form.schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&text).unwrap();
    into.push_str("## 語 / Keywords\n\n");
    into.push_str(
        "`*` は必ず書く語です。編集ソフトは `forms/form.schema.json` から同じ説明を示します。\n",
    );
    into.push_str("`*` marks what must be written. Editors show the same words from `forms/form.schema.json`.\n\n");
    for (title, pointer) in [
        ("いちばん外側 / The root", ""),
        ("手続 / x-procedure", "/$defs/procedure"),
        ("ページ / x-pages", "/$defs/page"),
        ("質問 / A property", "/$defs/property"),
        ("選択肢 / oneOf", "/$defs/choice"),
        ("一覧 / x-lists", "/$defs/list"),
        ("申請の前の質問 / x-eligibility", "/$defs/eligibility"),
        ("規則 / x-rules", "/$defs/rule"),
        ("例 / x-examples", "/$defs/example"),
        ("案内の一歩 / x-steps", "/$defs/step"),
    ] {
        head(into, "###", title, &["語 / keyword", "値 / value", "意味", "meaning"]);
        object(into, &schema, schema.pointer(pointer).unwrap(), "");
        into.push('\n');
    }
    let shared = |name: &str| {
        let description = schema.pointer(&format!("/$defs/{name}/description")).unwrap();
        description.as_str().unwrap().to_owned()
    };
    for name in ["expression", "sensitivity", "messages"] {
        writeln!(into, "- **{name}**: {}", shared(name)).unwrap();
    }
    into.push('\n');
}

/// The keywords of an object, and of the objects in it that have no table of their own.
fn object(into: &mut String, schema: &Value, node: &Value, above: &str) {
    let required: Vec<&str> =
        node["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    for (name, keyword) in node["properties"].as_object().unwrap() {
        if matches!(name.as_str(), "$comment" | "x-confirm") && !above.is_empty() {
            continue;
        }
        let target = resolved(schema, keyword);
        let description = keyword.get("description").or(target.get("description"));
        let path = format!("{above}{name}");
        let description = description.and_then(Value::as_str);
        let description = description.unwrap_or_else(|| panic!("{path} has no description"));
        let (japanese, english) = description
            .split_once(" / ")
            .unwrap_or_else(|| panic!("the description of {path} is not \"Japanese / English\""));
        let star = if required.contains(&name.as_str()) { " *" } else { "" };
        row(into, &[&format!("`{path}`{star}"), &value_of(keyword, target), japanese, english]);
        let own_table = keyword.get("$ref").is_some();
        let item = keyword.get("items").filter(|item| item.get("properties").is_some());
        let variant = keyword["oneOf"].as_array().and_then(|all| all.last());
        let variant = variant.filter(|variant| variant.get("properties").is_some());
        if !own_table && keyword.get("properties").is_some() {
            object(into, schema, keyword, &format!("{path}."));
        } else if let Some(item) = item {
            object(into, schema, item, &format!("{path}[]."));
        } else if let Some(variant) = variant {
            object(into, schema, variant, &format!("{path}."));
        }
    }
}

fn resolved<'s>(schema: &'s Value, node: &'s Value) -> &'s Value {
    let reference = node.get("$ref").and_then(Value::as_str);
    reference.map_or(node, |reference| schema.pointer(reference.trim_start_matches('#')).unwrap())
}

fn value_of(keyword: &Value, target: &Value) -> String {
    let words = |list: &Value| {
        let words = list.as_array().into_iter().flatten();
        let word = |word: &Value| match word.as_str() {
            Some(text) => format!("`{text}`"),
            None => format!("`{word}`"),
        };
        words.map(word).collect::<Vec<_>>().join(" ")
    };
    let reference = keyword.get("$ref").and_then(Value::as_str).unwrap_or_default();
    if reference.ends_with("/expression") {
        return "式 / expression".to_owned();
    }
    if let Some(list) = target.get("enum") {
        let many = list.as_array().unwrap().len() > 10;
        return if many { "下の表 / see below".to_owned() } else { words(list) };
    }
    if let Some(list) = target.pointer("/items/enum") {
        return format!("[{}]", words(list));
    }
    if let Some(fixed) = target.get("const") {
        return format!("`{fixed}`");
    }
    if let Some(variants) = target.get("oneOf").filter(|_| target.get("type").is_none()) {
        let has = |kind: &str| variants.as_array().unwrap().iter().any(|one| one["type"] == kind);
        let first = variants[0]["$ref"].as_str().unwrap_or_default();
        return match (has("integer"), has("array"), has("string")) {
            (false, true, _) if first.ends_with("/expression") => "式 / expression, [ ]",
            (true, ..) => "数か式 / number or expression",
            (false, true, true) => "文字 / text, [ ]",
            (false, true, false) => "{ }, [ ]",
            (false, false, _) => "`\"none\"` / { }",
        }
        .to_owned();
    }
    let bounds = match (target["minimum"].as_u64(), target["maximum"].as_u64()) {
        (Some(least), Some(most)) => format!(" {least}–{most}"),
        (Some(least), None) => format!(" {least}–"),
        _ => String::new(),
    };
    match target["type"].as_str() {
        Some("string") if target["format"] == "date" => "YYYY-MM-DD".to_owned(),
        Some("string") => "文字 / text".to_owned(),
        Some("integer") => format!("整数 / integer{bounds}"),
        Some("number") => "数 / number".to_owned(),
        Some("boolean") => "true, false".to_owned(),
        Some("array") => "[ ]".to_owned(),
        Some("object") => "{ }".to_owned(),
        _ if target["type"].is_array() => "true, false, [ ]".to_owned(),
        _ => "値 / value".to_owned(),
    }
}

// Formats.

fn formats(into: &mut String) {
    let columns =
        ["format", "受け取るもの", "accepts", "打った文字 / typed", "記録 / kept", "表示 / shown"];
    head(into, "##", "書き方 / Formats", &columns);
    for words in &formats::FORMATS {
        let (kept, shown) = read(words.name, words.typed);
        let name = format!("`{}`", words.name);
        let typed = format!("`{}`", words.typed);
        row(into, &[&name, words.japanese, words.english, &typed, &format!("`{kept}`"), &shown]);
    }
    row(into, &["`attachment`", "ファイル（写真、PDF）", "a file: photograph or PDF", "", "", ""]);
    into.push_str("\n試すには / to try one: `madoguchi forms format jp-phone 090-1234-5678`\n\n");
}

/// What is kept of something typed, and how people read it.
fn read(name: &str, typed: &str) -> (String, String) {
    if let Some(format) = Format::named(name) {
        let kept = format.read(typed).unwrap_or_else(|fault| panic!("{name}: {fault:?}"));
        let shown = format.display(&kept);
        return (kept, shown);
    }
    let form = minimal(&with_property(&json!({ "type": "string", "format": name })));
    let today = "2026-04-01".parse().unwrap();
    let checked = form.check(&json!({ "asked": typed }), &Context::on(today));
    let kept = checked.data["asked"].as_str().unwrap().to_owned();
    (kept.clone(), kept)
}

#[test]
fn the_reference_knows_every_format() {
    let told: BTreeSet<&str> = formats::FORMATS.iter().map(|words| words.name).collect();
    let known: BTreeSet<&str> =
        Format::ALL.iter().map(|format| format.name()).chain(["jp-digits"]).collect();
    assert_eq!(told, known);
}

// Expressions.

fn expressions(into: &mut String) {
    into.push_str("## 式（CEL） / Expressions\n\n");
    into.push_str("演算子 / operators: `+ - * / %`, `== != < <= > >=`, `&& || !`, `a ? b : c`, `x in [1, 2]`, `list[0]`, `map['key']`。\n");
    into.push_str("無い答えは null です。null との `==` と `!=` は決まり、大小の比較や計算は null のまま（まだ分からない）です。\n");
    into.push_str("式の結果が null のとき、`x-visible` は隠し、規則は黙り、料金の行は入りません。日付は `'2026-04-01'` の形の文字で、そのまま比べられます。\n\n");
    into.push_str("A missing answer is null. `==` and `!=` decide; comparisons and sums with null stay null (not known yet).\n");
    into.push_str("With null `x-visible` hides, a rule keeps silent, and a line of the fee is left out. Days are texts such as `'2026-04-01'` and compare as they are.\n\n");
    let columns = ["", "意味", "meaning", "例 / example (2026-04-01)"];
    for (title, words) in [
        ("名前 / Names", form_engine::NAMES.iter().collect::<Vec<_>>()),
        ("関数 / Functions", form_engine::functions().collect()),
        ("一覧の操作など / Lists and patterns", form_engine::MACROS.iter().collect()),
    ] {
        head(into, "###", title, &columns);
        for word in words {
            let call = match word.arguments {
                "" => format!("`{}`", word.name),
                arguments => format!("`{}({arguments})`", word.name),
            };
            row(into, &[&call, word.japanese, word.english, &example(word)]);
        }
        into.push('\n');
    }
    into.push_str(
        "試すには / to try one: `madoguchi forms eval \"age('2011-04-02', '2026-04-01')\"`\n\n",
    );
}

fn example(word: &Word) -> String {
    if matches!(word.example, "" | "form" | "applicant") {
        return String::new();
    }
    let today = "2026-04-01".parse().unwrap();
    let value = form_engine::evaluate(word.example, &json!({}), today);
    let value = value.unwrap_or_else(|fault| panic!("{}: {fault}", word.example));
    format!("`{}` → `{value}`", word.example)
}

// Widgets.

fn widgets(into: &mut String) {
    let choices = |count: usize| -> Vec<Value> {
        (0..count).map(|n| json!({ "const": n.to_string(), "title": n.to_string() })).collect()
    };
    let row_of =
        json!({ "type": "object", "properties": { "a": { "title": "a", "type": "string" } } });
    let columns = ["書いたもの / written", "欄 / control", "画面 / page"];
    head(into, "##", "欄の形 / Controls", &columns);
    for (written, property) in [
        ("`\"type\": \"string\"`", json!({ "type": "string" })),
        (
            "`\"type\": \"string\", \"maxLength\": 120`",
            json!({ "type": "string", "maxLength": 120 }),
        ),
        (
            "`\"type\": \"string\", \"maxLength\": 121`",
            json!({ "type": "string", "maxLength": 121 }),
        ),
        (
            "`\"type\": \"string\", \"format\": \"date\"`",
            json!({ "type": "string", "format": "date" }),
        ),
        (
            "`\"type\": \"string\", \"format\": \"jp-phone\"`",
            json!({ "type": "string", "format": "jp-phone" }),
        ),
        ("`\"type\": \"integer\"`, `\"number\"`", json!({ "type": "integer" })),
        ("`oneOf` / `enum` / `x-options`: 7", json!({ "type": "string", "oneOf": choices(7) })),
        ("`oneOf` / `enum` / `x-options`: 8", json!({ "type": "string", "oneOf": choices(8) })),
        ("`\"type\": \"boolean\"`", json!({ "type": "boolean" })),
        (
            "`\"type\": \"array\"`, `items` = 選択肢 / choices",
            json!({ "type": "array", "items": { "type": "string", "oneOf": choices(3) } }),
        ),
        ("`\"type\": \"array\"`, `items` = `object`", json!({ "type": "array", "items": row_of })),
        ("`\"type\": \"object\"`", row_of.clone()),
        ("`\"format\": \"attachment\"`", json!({ "type": "string", "format": "attachment" })),
        ("`\"x-widget\": \"textarea\"`", json!({ "type": "string", "x-widget": "textarea" })),
    ] {
        let form = minimal(&with_property(&property));
        let widget = form.field("/asked").unwrap().widget;
        row(into, &[written, &format!("{widget:?}"), page_of(widget)]);
    }
    into.push_str(
        "\n`where` で絞る一覧は Select です。絞る質問が前のページにあり、必須で、残りが7つまでのとき、ページではラジオボタンになります。 / \
         A list that is narrowed by `where` is a Select. \
         Where the question that narrows it stands on an earlier page, an answer is required and \
         at most 7 are left, the page shows radio buttons.\n\n",
    );
}

fn page_of(widget: form_engine::Widget) -> &'static str {
    use form_engine::Widget;
    match widget {
        Widget::Text => "1行の欄 / one line",
        Widget::TextArea => "複数行の欄 / several lines",
        Widget::Integer => "数字の欄 / a number",
        Widget::Date => "年・月・日の欄、西暦も和暦も / boxes for year, month and day",
        Widget::Radio => "ラジオボタン / radio buttons",
        Widget::Select => "一覧から選ぶ / a list",
        Widget::Checkboxes => "いくつも選べる印 / checkboxes",
        Widget::Checkbox => "1つの印 / one checkbox",
        Widget::Attachment => "ファイルを付ける / upload",
        Widget::Group => "まとまり / a group",
        Widget::Repeat => "増やせる行 / rows that can be added",
    }
}

// Limits.

fn limits(into: &mut String) {
    head(into, "##", "上限 / Limits", &["何の", "of what", "上限 / most", "単位 / unit"]);
    for limit in form_engine::limits() {
        row(into, &[limit.japanese, limit.english, &grouped(limit.most), limit.unit]);
    }
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut shown = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}
