//! The files of the repository, for the tests that hold its rules.
//!
//! Looks at what lies in the tree and knows no rule itself.

use std::fs;
use std::path::{Path, PathBuf};

/// The top of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .expect("the repository has a top")
}

/// The text of a file, by its path from the top.
pub(crate) fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The paths from the top of all files below `folders` with one of the `extensions`, sorted.
pub(crate) fn files(folders: &[&str], extensions: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for folder in folders {
        collect(&root().join(folder), extensions, &mut found);
    }
    found.sort();
    found
}

fn collect(folder: &Path, extensions: &[&str], found: &mut Vec<String>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.expect("a folder entry can be read").path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if path.is_dir() && !matches!(name, "target" | "node_modules") {
            collect(&path, extensions, found);
        } else if path
            .extension()
            .is_some_and(|extension| extensions.iter().any(|wanted| extension == *wanted))
        {
            found.push(
                path.strip_prefix(root()).expect("below the top").to_string_lossy().into_owned(),
            );
        }
    }
}

/// Fails with every fault at once and with the way out.
#[track_caller]
pub(crate) fn assert_none(faults: &[String], way_out: &str) {
    assert!(faults.is_empty(), "\n{}\n\n{way_out}\n", faults.join("\n"));
}
