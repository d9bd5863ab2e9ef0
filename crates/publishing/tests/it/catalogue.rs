//! The definitions of the house, as they lie in their folders.

use std::{
    fs,
    path::{Path, PathBuf},
};

use publishing::FormFile;

pub(crate) fn house() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every definition, part and translation, with what is Sendai's own.
pub(crate) fn catalogue() -> Vec<FormFile> {
    files("forms", "")
}

/// The same definitions with what is the own of the town of 30,000.
pub(crate) fn town() -> Vec<FormFile> {
    let mut files = catalogue();
    files.retain(|file| !file.path.starts_with("city/"));
    files.extend(self::files("cities/yukino", "city/"));
    files
}

fn files(folder: &str, inside: &str) -> Vec<FormFile> {
    let (root, mut files) = (house().join(folder), Vec::new());
    read(&root, inside, &mut files);
    files
}

fn read(folder: &Path, inside: &str, files: &mut Vec<FormFile>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            read(&path, &format!("{inside}{name}/"), files);
        } else if path.extension().is_some_and(|extension| extension == "json") {
            let text = fs::read_to_string(&path).unwrap();
            files.push(FormFile { path: format!("{inside}{name}"), text });
        }
    }
}
