//! Operators' commands on a town that runs: they look after it and change nothing unasked.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use chrono::Duration;
use tempfile::NamedTempFile;
use testkit::{TestTown, on_both_engines};

use crate::house;

on_both_engines!(
    operators_commands_leave_every_row_as_it_was,
    the_head_that_is_to_be_written_down_is_printed,
    grants_are_given_and_taken_by_department,
    every_wrong_row_of_a_move_is_named_and_nothing_is_changed,
    the_move_of_april_is_one_file,
    a_city_publishes_what_it_wrote,
);

/// The program on the town's own data.
fn run(town: &TestTown, arguments: &[&str]) -> Output {
    let settings = town.store_settings();
    let mut command = Command::new(env!("CARGO_BIN_EXE_madoguchi"));
    command.args(arguments).arg("--data").arg(&settings.data_dir);
    command.arg("--database").arg(&settings.database_url);
    command.output().expect("the program runs")
}

#[track_caller]
fn says(output: &Output, code: i32) -> String {
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{out}\n{told}");
    out
}

/// A definition of the city's own, which the program does not carry.
fn own_definition(folder: &Path) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_madoguchi"));
    let printed = command.args(["forms", "new", "jishu-bosai"]).output().expect("the program runs");
    let file = folder.join("jishu-bosai.json");
    fs::write(&file, &printed.stdout).expect("the file is written");
    file.display().to_string()
}

fn operators_commands_leave_every_row_as_it_was(town: &TestTown) {
    let hanako = town.resident();
    hanako.files("suido-kaishi", &town.answers(&hanako, "suido-kaishi"));
    town.clerk_of("suido-kaishi", "sato");
    let before = town.dump();

    says(&run(town, &["fsck"]), 0);
    says(&run(town, &["audit", "verify"]), 0);
    assert!(says(&run(town, &["staff", "list"]), 0).contains("sato@city.example"));
    says(&run(town, &["config"]), 0);
    says(&run(town, &["migrate", "--dry-run"]), 0);
    let planned = says(&run(town, &["forms", "publish", "--dry-run"]), 0);
    assert!(planned.lines().any(|line| line.starts_with("new\t")), "{planned}");

    assert_eq!(town.dump(), before);
}

fn the_head_that_is_to_be_written_down_is_printed(town: &TestTown) {
    let hanako = town.resident();
    hanako.files("suido-kaishi", &town.answers(&hanako, "suido-kaishi"));
    assert_eq!(says(&run(town, &["audit", "verify"]), 0), "whole\n", "no day is closed yet");
    town.advance(Duration::days(2));
    town.wait(town.chores().close_days()).expect("days are closed");

    let told = says(&run(town, &["audit", "verify"]), 0);

    let head = told.strip_prefix("whole\nhead\t").expect("a head");
    let (_day, hash) = head.trim_end().split_once(' ').expect("of a day");
    assert!(hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()), "{told}");
    assert_eq!(says(&run(town, &["audit", "verify"]), 0), told, "the same until a day is closed");
}

fn grants_are_given_and_taken_by_department(town: &TestTown) {
    const GOTO: [&str; 2] = ["--email", "goto@city.example"];
    let staff = |words: &[&str]| run(town, &[&["staff"], words, &GOTO].concat());
    let clerk = ["--role", "clerk", "--department", "suido-eigyo"];
    let unknown = ["--role", "clerk", "--department", "水道局"];

    let refused = staff(&[&["add", "--name", "後藤"], &unknown[..]].concat());
    says(&refused, 2);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("`水道局`"));
    says(&staff(&[&["add", "--name", "後藤"], &clerk[..]].concat()), 0);
    says(&staff(&["add", "--role", "approver", "--department", "city"]), 0);
    let listed = says(&run(town, &["staff", "list"]), 0);
    assert!(listed.contains("後藤\tapprover@city clerk@suido-eigyo"), "{listed}");

    says(&staff(&["token", "--scope", "cases"]), 0);
    let tokens = says(&staff(&["tokens", "list"]), 0);
    let id = tokens.split('\t').next().expect("a token").to_owned();
    says(&staff(&["tokens", "revoke", &id]), 0);
    assert_eq!(says(&staff(&["tokens", "list"]), 0), "");
    says(&staff(&[&["end"], &clerk[..]].concat()), 0);
    says(&staff(&[&["end"], &clerk[..]].concat()), 2);
    says(&staff(&["disable"]), 0);
    let listed = says(&run(town, &["staff", "list"]), 0);
    assert!(listed.contains("後藤\tapprover@city\tdisabled"), "{listed}");
    assert!(says(&run(town, &["departments", "list"]), 0).contains("suido-eigyo\tsuido-kyoku\t"));
}

/// Columns of the file of a move.
const COLUMNS: &str = "email,name,department,role,rank,from";

/// The file of a move, and what the program says of it.
struct Move<'a> {
    town: &'a TestTown,
    file: NamedTempFile,
}

impl<'a> Move<'a> {
    /// Three people of one department, and no file yet.
    fn of(town: &'a TestTown) -> Self {
        let people = [
            ("goto@city.example", "後藤", &["--role", "approver", "--rank", "section"][..]),
            ("ueda@city.example", "上田", &["--role", "clerk"]),
            ("mori@city.example", "森", &["--role", "clerk"]),
        ];
        for (email, name, grant) in people {
            let who = ["staff", "add", "--email", email, "--name", name];
            says(&run(town, &[&who[..], grant, &["--department", "suido-eigyo"]].concat()), 0);
        }
        Self { town, file: NamedTempFile::new().expect("a file") }
    }

    fn run(&self, written: &[u8], words: &[&str]) -> Output {
        fs::write(self.file.path(), written).expect("a file");
        let path = self.file.path().to_str().expect("a path");
        run(self.town, &[&["staff", "transfer", path], words].concat())
    }

    fn is_refused(&self, rows: &[&str], what: &[&str]) {
        let output = self.run([&[COLUMNS], rows].concat().join("\n").as_bytes(), &[]);
        says(&output, 2);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(what.iter().all(|what| told.contains(what)), "{told}");
    }
}

fn every_wrong_row_of_a_move_is_named_and_nothing_is_changed(town: &TestTown) {
    let april = Move::of(town);
    let before = town.dump();
    april.is_refused(
        &["ito@city.example,,suido-eigyo,king,,2026-04-01", "x,,,,,2026-04-01"],
        &["line 2: role: there is no `king`", "line 3: email: `x` is no address"],
    );
    april.is_refused(
        &["ito@city.example,,nowhere,clerk,,2026-04-01"],
        &["line 2: there is no department `nowhere`", "line 2: nobody has this address yet"],
    );
    let leaves = "ueda@city.example,,,,,2026-04-01";
    april.is_refused(
        &[
            leaves,
            "ueda@city.example,,suido-eigyo,lead,,2026-04-01",
            "no@city.example,,,,,2026-04-01",
        ],
        &["line 2: who leaves holds nothing", "line 4: nobody has the address `no@"],
    );
    let long = format!("ito@city.example,{},suido-eigyo,clerk,,2026-04-01", "長".repeat(101));
    april.is_refused(&[leaves, &long], &["line 3: name: longer than 100 letters"]);
    april.is_refused(
        &["x@demo.example,偽,suido-eigyo,clerk,,2026-04-01"],
        &["line 2: addresses at demo.example"],
    );
    assert_eq!(town.dump(), before);
}

fn the_move_of_april_is_one_file(town: &TestTown) {
    let april = Move::of(town);
    let rows = |day: &str| {
        format!(
            "{COLUMNS}\r\n\
             goto@city.example,,hoken-nenkin,approver,division,{day}\r\n\
             ueda@city.example,,,,,{day}\r\n\
             mori@city.example,,suido-eigyo,clerk,,{day}\r\n\
             hara@city.example,原,suido-eigyo,lead,,{day}\r\n\
             hara@city.example,,suido-eigyo,clerk,,{day}\r\n"
        )
    };
    let before = town.dump();

    // Before its day it can only be tried.
    let ahead = rows("2099-04-01");
    let refused = april.run(ahead.as_bytes(), &[]);
    says(&refused, 2);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--dry-run"));
    let tried = says(&april.run(ahead.as_bytes(), &["--dry-run"]), 0);
    assert_eq!(town.dump(), before);

    // As a spreadsheet program saves it in Japan.
    let saved = encoding_rs::SHIFT_JIS.encode(&rows("2026/04/01")).0.into_owned();
    let done = says(&april.run(&saved, &[]), 0);
    assert_eq!(done, tried);
    assert_eq!(
        done,
        "goto@city.example\tno longer\tapprover:section@suido-eigyo\n\
         goto@city.example\tfrom now\tapprover:division@hoken-nenkin\n\
         hara@city.example\tis new\t原\n\
         hara@city.example\tfrom now\tclerk@suido-eigyo\n\
         hara@city.example\tfrom now\tlead@suido-eigyo\n\
         ueda@city.example\tno longer\tclerk@suido-eigyo\n\
         ueda@city.example\tleaves\t上田\n\
         vacant\tapprover:section@suido-eigyo\n"
    );
    let listed = says(&run(town, &["staff", "list"]), 0);
    assert!(listed.contains("原\tclerk@suido-eigyo lead@suido-eigyo"), "{listed}");
    assert!(listed.contains("上田\t\tdisabled"), "{listed}");
    assert_eq!(says(&april.run(&saved, &[]), 0), "", "the same file again changes nothing");
}

fn a_city_publishes_what_it_wrote(town: &TestTown) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = own_definition(folder.path());
    let text = fs::read_to_string(&file).expect("the definition");
    fs::write(&file, text.replace("\"feeYen\": 0", "\"feeYen\": 1")).expect("a slip is saved");
    let before = town.dump();

    let refused = says(&run(town, &["forms", "publish", &file, "--lang", "en"]), 1);
    assert!(refused.contains("jishu-bosai.json:") && refused.contains("the fee is"), "{refused}");
    assert_eq!(town.dump(), before, "a definition whose examples fail is not published");

    fs::write(&file, text).expect("it is mended");
    assert_eq!(says(&run(town, &["forms", "publish", &file]), 0), "new\tjishu-bosai\t1\n");
    assert_eq!(says(&run(town, &["forms", "publish", &file]), 0), "unchanged\tjishu-bosai\t1\n");
    town.run_jobs();
    town.resident().web.get("/procedures/jishu-bosai").expect(200);

    says(&run(town, &["fsck"]), 0);
    town.run_jobs();
    town.resident().web.get("/procedures/jishu-bosai").expect(200);

    let gone = says(&run(town, &["forms", "publish", "--retire", "inu-toroku"]), 0);
    assert_eq!(gone, "retired\tinu-toroku\t1\n");
    town.run_jobs();
    town.resident().web.get("/procedures/inu-toroku").expect(404);
}

#[test]
fn only_the_publisher_publishes() {
    let acts = ["procedures::publish(", "procedures::retire(", "generations::insert("];
    let outside = |path: &&String| {
        let tried =
            ["/tests/", "/benches/", "/examples/"].iter().any(|folder| path.contains(folder));
        !tried && !path.ends_with("/publisher.rs")
    };
    let faults: Vec<String> = house::files(&["crates"], &["rs"])
        .iter()
        .filter(outside)
        .flat_map(|path| {
            let text = house::read(path);
            let found: Vec<_> = acts.iter().filter(|act| text.contains(**act)).collect();
            found.into_iter().map(|act| format!("{path} has {act}")).collect::<Vec<_>>()
        })
        .collect();
    house::assert_none(&faults, "publish through the Publisher, under its lease");
}
