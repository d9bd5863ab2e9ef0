//! Letters as files.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::town::{header, outgoing, plain};
use mail::{FolderTransport, SendFault, Stage, Transport};

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn a_letter_is_one_private_file_that_replaces_itself() {
    let home = tempfile::tempdir().unwrap();
    let transport = FolderTransport::open(home.path().join("mail/out")).unwrap();
    let mail = outgoing("hanako@example.jp", plain("件名", "本文"));
    transport.send(&mail).unwrap();
    transport.send(&mail).unwrap();

    let folder = transport.folder();
    assert_eq!(names(folder), [format!("{}.eml", mail.id)]);
    let file = folder.join(format!("{}.eml", mail.id));
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&file), 0o600);
    assert_eq!(mode(folder), 0o700);
    let written = std::fs::read(file).unwrap();
    assert_eq!(header(&written, "To"), "hanako@example.jp");
}

#[test]
fn a_folder_that_went_away_is_worth_another_try() {
    let home = tempfile::tempdir().unwrap();
    let transport = FolderTransport::open(home.path().join("out")).unwrap();
    std::fs::remove_dir(transport.folder()).unwrap();
    let told = transport.send(&outgoing("hanako@example.jp", plain("s", "t")));
    assert_eq!(told, Err(SendFault::Transient(Stage::Folder)));
}
