//! Packs the catalogue into `forms.json.gz`: pairs of path and text, sorted by path; and has the
//! program linked small.

use std::{env, error::Error, fs, path::Path};

use flate2::{Compression, write::GzEncoder};

const FORMS: &str = "../../forms";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={FORMS}");
    let mut files = Vec::new();
    read_folder(Path::new(FORMS), &mut files)?;
    files.sort();
    let out = env::var_os("OUT_DIR").ok_or("cargo names no folder for the output")?;
    let packed = fs::File::create(Path::new(&out).join("forms.json.gz"))?;
    let mut packed = GzEncoder::new(packed, Compression::best());
    serde_json::to_writer(&mut packed, &files)?;
    packed.finish()?;
    link_small();
    Ok(())
}

/// In optimised builds, functions that are the same are there once, and addresses that the loader
/// moves are written as ranges: smaller by some hundredths. Both are asked for where they are known
/// to work.
fn link_small() {
    let is = |name: &str, wanted: &str| env::var_os(name).is_some_and(|value| value == wanted);
    if is("PROFILE", "release") && is("TARGET", "x86_64-unknown-linux-gnu") {
        println!("cargo::rustc-link-arg-bins=-Wl,--icf=safe");
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}

fn read_folder(folder: &Path, files: &mut Vec<(String, String)>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            read_folder(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "json") {
            let inside = path.strip_prefix(FORMS)?.to_string_lossy().replace('\\', "/");
            files.push((inside, fs::read_to_string(&path)?));
        }
    }
    Ok(())
}
