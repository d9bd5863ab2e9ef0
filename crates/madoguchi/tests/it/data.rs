//! The data folder at a terminal: who may run on it, and what is never deleted.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Command, Output},
};

fn madoguchi(data: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_madoguchi"))
        .args(arguments)
        .arg("--data")
        .arg(data)
        .output()
        .expect("the program runs")
}

/// The sentence with which a command refused.
#[track_caller]
fn refusal(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A sealed file of which no database knows.
fn file_of_nobody(data: &Path) -> PathBuf {
    let day = data.join("attachments/2026-11-20");
    fs::create_dir_all(&day).expect("a folder");
    let file = day.join("019a9e00-0000-7000-8000-000000000000");
    fs::write(&file, b"sealed").expect("a file");
    file
}

#[test]
fn a_second_server_on_the_same_folder_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let lock = File::create(folder.path().join("lock")).expect("a lock");
    lock.try_lock().expect("nobody else has it");
    let refused = madoguchi(folder.path(), &["serve", "--demo", "--listen", "127.0.0.1:0"]);
    let told = refusal(&refused);
    assert!(told.contains("another server is running"), "{told}");
    assert!(!folder.path().join("madoguchi.sqlite").exists(), "it came as far as the database");

    let beside = madoguchi(folder.path(), &["migrate"]);
    assert!(beside.status.success(), "commands work beside a server: {beside:?}");
}

#[test]
fn a_start_without_its_database_deletes_nothing_and_says_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = file_of_nobody(folder.path());
    let serve = ["serve", "--demo", "--listen", "127.0.0.1:0"];

    let told = refusal(&madoguchi(folder.path(), &serve));
    assert!(told.contains("the database file is missing"), "{told}");
    assert!(!folder.path().join("madoguchi.sqlite").exists(), "an empty one was made");

    // An empty database at another place, as after a slip of the hand.
    let elsewhere = format!("sqlite:{}", folder.path().join("elsewhere.sqlite").display());
    let empty = tempfile::tempdir().expect("a folder");
    assert!(madoguchi(empty.path(), &["migrate", "--database", &elsewhere]).status.success());
    let told =
        refusal(&madoguchi(folder.path(), &[&serve[..], &["--database", &elsewhere]].concat()));
    assert!(told.contains("madoguchi attachments adopt"), "{told}");
    assert!(file.exists());
}

#[test]
fn an_adopted_folder_opens_and_its_strange_files_go_only_by_word() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path();
    assert!(madoguchi(data, &["migrate"]).status.success());
    let file = file_of_nobody(data);
    let list = ["attachments", "prune", "--older-than", "1h", "--dry-run"];
    refusal(&madoguchi(data, &list));

    let adopted = madoguchi(data, &["attachments", "adopt"]);
    assert!(adopted.status.success(), "{adopted:?}");
    let counted = String::from_utf8_lossy(&adopted.stdout);
    assert_eq!(counted, "files\t1\nnamed\t0\nmissing\t0\norphans\t1\n");

    let young = madoguchi(data, &["attachments", "prune", "--older-than", "36500d"]);
    assert_eq!(String::from_utf8_lossy(&young.stdout), "");
    let listed = madoguchi(data, &list);
    let name = "2026-11-20/019a9e00-0000-7000-8000-000000000000\n";
    assert_eq!(String::from_utf8_lossy(&listed.stdout), name);
    assert!(file.exists());
    let pruned = madoguchi(data, &["attachments", "prune", "--older-than", "1h"]);
    assert_eq!(String::from_utf8_lossy(&pruned.stdout), name);
    assert!(!file.exists());
}
