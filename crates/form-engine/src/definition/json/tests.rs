//! What is read of JSON, and what is said of its mistakes.

use proptest::prelude::*;

use super::*;

#[track_caller]
fn check(text: &str, expected: Result<Value, &str>) {
    let (node, mistakes) = read(text, 0);
    match expected {
        Ok(value) => {
            assert!(mistakes.is_empty(), "{mistakes:?}");
            assert_eq!(node.unwrap().to_value(), value);
        }
        Err(what) => assert_eq!(mistakes[0].what, what, "{text}"),
    }
}

#[test]
fn documents_read_as_serde_reads_them() {
    for text in [
        "null",
        " [1, -2.5e3, true, false, null, \"あ\\u3042\\n\"] ",
        "{\"a\": {\"b/~\": []}, \"c\": {}}",
        "\"\\ud83d\\ude00\"",
    ] {
        check(text, Ok(serde_json::from_str(text).unwrap()));
    }
}

#[test]
fn mistakes_are_named() {
    check("{\"a\":1,\"a\":2}", Err("this key stands here twice"));
    check("[1,]", Err("there is a comma after the last one"));
    check("{\"a\" 1}", Err("here should be a colon"));
    check("[1 \"b\"]", Err("here is no comma"));
    check("\"a", Err("this text is not closed on its line"));
    check("\"\\ud800\"", Err("a string holds a wrong escape"));
    check("1e400", Err("this is no number, or one that is too large"));
    check("{} x", Err("something follows the end of the document"));
    check("", Err("the document ends too early"));
    check(&"[".repeat(100_000), Err("brackets are nested more than 48 deep"));
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in ".{0,200}") {
        let (node, mistakes) = read(&text, 0);
        prop_assert_eq!(node.is_none(), !mistakes.is_empty());
    }
}
