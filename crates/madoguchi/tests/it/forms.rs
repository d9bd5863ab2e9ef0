//! What a department does at a terminal, tried on the program itself.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
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
    let child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let mut preview = Preview(child.expect("the preview starts"));
    let mut line = String::new();
    let out = preview.0.stdout.as_mut().expect("a pipe");
    BufReader::new(out).read_line(&mut line).expect("a line");
    let address = line.trim().strip_prefix("listening on http://").expect("an address").to_owned();

    assert!(page(&address).contains("（手続の名前）"));
    let text = fs::read_to_string(&file).expect("the file");
    fs::write(&file, text.replace("\"standard\"", "\"standart\"")).expect("a slip is saved");
    std::thread::sleep(Duration::from_secs(1));
    assert!(page(&address).contains("（手続の名前）"), "the last good one stays");
    fs::write(&file, text.replace("（手続の名前）", "自主防災組織の届出")).expect("it is mended");
    let patience = Instant::now() + Duration::from_secs(60);
    while !page(&address).contains("自主防災組織の届出") {
        assert!(Instant::now() < patience, "{}", page(&address));
        std::thread::sleep(Duration::from_millis(200));
    }
}

/// The page at `host/path`; nothing while the counter changes over.
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
