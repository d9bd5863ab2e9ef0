//! What a department does at a terminal, tried on the program itself.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Output, Stdio},
};

fn madoguchi() -> Command {
    Command::new(env!("CARGO_BIN_EXE_madoguchi"))
}

fn run(arguments: &[&str]) -> Output {
    madoguchi().args(arguments).output().expect("the program runs")
}

fn starting_point(folder: &Path) -> String {
    let printed = run(&["forms", "new", "jishu-bosai"]);
    assert!(printed.status.success(), "{printed:?}");
    let file = folder.join("jishu-bosai.json");
    fs::write(&file, &printed.stdout).expect("the file is written");
    file.display().to_string()
}

#[test]
fn a_starting_point_is_a_whole_definition() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = starting_point(folder.path());
    for (language, told) in
        [("ja", "手続 1件、案内 0件、誤り 0件"), ("en", "1 procedures, 0 guides, 0 faults")]
    {
        let checked = run(&["forms", "check", &file, "--lang", language]);
        assert!(checked.status.success(), "{checked:?}");
        let talk = String::from_utf8_lossy(&checked.stderr);
        assert_eq!(talk.trim(), told, "nothing is untranslated");
    }
}

#[test]
fn files_are_laid_out_in_their_places_and_say_what_they_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = starting_point(folder.path());
    let text = fs::read_to_string(&file).expect("the file");
    let told = run(&["forms", "fmt", "--check", &file]);
    assert!(told.status.success(), "a starting point is laid out: {told:?}");

    let said: serde_json::Value = serde_json::from_str(&text).expect("a document");
    fs::write(&file, format!("\u{feff}{said}")).expect("it is saved on one line");
    let checked = run(&["forms", "fmt", "--check", "--lang", "en", &file]);
    assert_eq!(checked.status.code(), Some(1), "{checked:?}");
    assert_eq!(String::from_utf8_lossy(&checked.stdout).trim(), file);
    assert!(run(&["forms", "fmt", &folder.path().display().to_string()]).status.success());
    let laid = fs::read_to_string(&file).expect("the file");
    assert!(laid.starts_with("{\n  \"$schema\""), "{laid}");
    assert_eq!(serde_json::from_str::<serde_json::Value>(&laid).expect("a document"), said);

    let slip = laid.replacen("\"title\":", "“title”:", 1);
    fs::write(&file, &slip).expect("a slip is saved");
    let refused = run(&["forms", "fmt", "--lang", "ja", &file]);
    assert_eq!(refused.status.code(), Some(1), "{refused:?}");
    assert!(String::from_utf8_lossy(&refused.stdout).contains("jishu-bosai.json:"), "{refused:?}");
    assert_eq!(fs::read_to_string(&file).expect("the file"), slip, "it stays as it was");
}

#[test]
fn every_file_of_the_catalogue_is_laid_out() {
    let told = run(&["forms", "fmt", "--check", FORMS, TOWN]);
    assert!(told.status.success(), "madoguchi forms fmt: {told:?}");
}

#[test]
fn faults_are_told_in_the_language_of_the_locale_at_the_same_places() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = starting_point(folder.path());
    let text = fs::read_to_string(&file).expect("the file");
    fs::write(&file, text.replace("\"standard\"", "\"standart\"")).expect("a slip is saved");
    let told_in = |locale: &str| {
        let mut command = madoguchi();
        command.args(["forms", "check", &file]).env_remove("LC_ALL").env_remove("LC_MESSAGES");
        let checked = command.env("LANG", locale).output().expect("the program runs");
        assert_eq!(checked.status.code(), Some(1), "{checked:?}");
        let told = String::from_utf8(checked.stdout).expect("a text");
        let (place, said) = told.split_once(": /x-procedure/workflow: ").expect("a fault");
        (place.to_owned(), said.to_owned())
    };
    let (japanese, english) = (told_in("ja_JP.UTF-8"), told_in("en_US.UTF-8"));
    assert_eq!(japanese.0, english.0, "machines read the place");
    assert!(japanese.1.starts_with("ここでは使えない語です。"), "{japanese:?}");
    assert!(
        english.1.starts_with("this word is not known here; did you mean \"standard\"?"),
        "{english:?}"
    );
    assert_eq!(told_in("C.UTF-8"), japanese, "a server's locale names no language");
}

#[test]
fn what_is_tried_is_told_in_the_wanted_language() {
    let tried = |arguments: &[&str], language: &str| {
        let output = run(&[&["forms"], arguments, &["--lang", language]].concat());
        assert_ne!(output.status.code(), Some(0), "{output:?}");
        let told =
            [output.stdout, output.stderr].map(|told| String::from_utf8(told).expect("a text"));
        told.concat()
    };
    for (arguments, japanese, english) in [
        (&["eval", "1 = 2"][..], "「1 == 2」と書いてください。", "write: 1 == 2"),
        (&["eval", "1 / 0"], "表せない数", "cannot be represented"),
        (&["format", "jp-phone", "abc"], "してください", "Enter"),
        (
            &["format", "jp-phon", "1"],
            "書式 `jp-phon` はありません",
            "there is no format `jp-phon`",
        ),
    ] {
        let (ja, en) = (tried(arguments, "ja"), tried(arguments, "en"));
        assert!(ja.contains(japanese) && !ja.contains(english), "{ja}");
        assert!(en.contains(english) && !en.contains(japanese), "{en}");
    }
}

#[test]
fn an_id_that_cannot_be_is_refused_in_words() {
    for id in ["", "Bosai", "自主防災", "../x"] {
        let refused = run(&["forms", "new", id]);
        assert_eq!(refused.status.code(), Some(2), "{id}");
        assert!(String::from_utf8_lossy(&refused.stderr).contains("cannot be an id"), "{id}");
    }
}

/// Ended when the test ends, however it ends.
struct Preview(Child);

impl Drop for Preview {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

#[test]
fn a_preview_shows_what_is_saved_and_keeps_the_last_good_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = starting_point(folder.path());
    let mut command = madoguchi();
    command.args(["forms", "preview", &file, "--listen", "127.0.0.1:0"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut preview = Preview(child.expect("the preview starts"));
    let out = BufReader::new(preview.0.stdout.take().expect("a pipe"));
    let mut talk = BufReader::new(preview.0.stderr.take().expect("a pipe")).lines();
    let mut hears = |words: &str| {
        let heard = talk.by_ref().map_while(Result::ok).any(|line| line.contains(words));
        assert!(heard, "{words}");
    };
    let line = out.lines().next().expect("a line").expect("a text");
    let address = line.strip_prefix("listening on http://").expect("an address");
    assert!(page(address).contains("（手続の名前）"));

    let text = fs::read_to_string(&file).expect("the file");
    fs::write(&file, text.replace("\"standard\"", "\"standart\"")).expect("a slip is saved");
    hears("/x-procedure/workflow");
    assert!(page(address).contains("（手続の名前）"), "the last good one stays");

    fs::write(&file, text.replace("（手続の名前）", "自主防災組織の届出")).expect("it is mended");
    hears("/procedures/jishu-bosai");
    assert!(page(address).contains("自主防災組織の届出"), "{}", page(address));
}

/// The page at `host/path`.
fn page(address: &str) -> String {
    let (host, path) = address.split_once('/').expect("a path");
    let mut answer = Vec::new();
    if let Ok(mut stream) = TcpStream::connect(host) {
        let asked = format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        drop(stream.write_all(asked.as_bytes()));
        drop(stream.read_to_end(&mut answer));
    }
    String::from_utf8_lossy(&answer).into_owned()
}

/// The town of 30,000 whose folder lies beside the definitions.
const TOWN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../cities/yukino");
/// Its folder of definitions.
const FORMS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../forms");

#[test]
fn one_setting_names_another_city() {
    let config = |arguments: &[&str]| {
        let told = run(&[arguments, &["config"]].concat());
        String::from_utf8(told.stdout).expect("a text")
    };
    assert!(config(&[]).contains("id = \"sendai\"") && config(&[]).contains("ja = \"仙台市\""));
    let town = config(&["--city-folder", TOWN]);
    assert!(town.contains("id = \"yukino\"") && town.contains("ja = \"雪野町\""), "{town}");
    assert!(town.contains("雪野町役場 総合案内"), "{town}");
    let checked = run(&["--forms", FORMS, "--city-folder", TOWN, "forms", "check", "--lang", "en"]);
    let talk = String::from_utf8_lossy(&checked.stderr);
    assert!(checked.status.success(), "{talk} {}", String::from_utf8_lossy(&checked.stdout));
    assert!(talk.contains("100 procedures, 8 guides, 0 faults"), "{talk}");
    let nowhere = run(&["--city-folder", "/nowhere", "config"]);
    assert!(String::from_utf8_lossy(&nowhere.stderr).contains("/nowhere/words.json"));
}

#[test]
fn what_a_city_must_confirm_is_listed_by_procedure_file_and_line() {
    let told = run(&["--forms", FORMS, "forms", "check", "--confirm", "--lang", "ja"]);
    assert!(told.status.success(), "{told:?}");
    let told = String::from_utf8(told.stdout).expect("a text");
    let mut lines = told.lines().skip_while(|line| *line != "sodai-gomi 粗大ごみの収集申込");
    assert!(lines.next().is_some(), "{told}");
    let first = lines.next().expect("a point below its procedure");
    assert!(first.starts_with("  waste/sodai-gomi.json:"), "{first}");
    let (_, shared) = told.split_once("\n共通\n").expect("what definitions share comes last");
    assert!(shared.contains("city/words.json:") && shared.contains("手数料条例の額"), "{shared}");
}
