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
    let checked = run(&["forms", "check", &starting_point(folder.path())]);
    let told = String::from_utf8_lossy(&checked.stderr);
    assert!(checked.status.success(), "{checked:?}");
    assert_eq!(told.trim(), "1 procedures, 0 guides, 0 faults", "nothing is untranslated");
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
