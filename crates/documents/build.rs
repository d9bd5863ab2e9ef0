//! Packs the fonts, which are a tenth of the program: `name.ttf` becomes `name.ttf.gz`.

use std::{env, error::Error, fs, io, path::Path};

use flate2::{Compression, write::GzEncoder};

const FONTS: &str = "fonts";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={FONTS}");
    let out = env::var_os("OUT_DIR").ok_or("cargo names no folder for the output")?;
    for entry in fs::read_dir(FONTS)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "ttf") {
            let name = path.file_name().ok_or("a font has no name")?;
            let packed = Path::new(&out).join(name).with_extension("ttf.gz");
            let mut packed = GzEncoder::new(fs::File::create(packed)?, Compression::best());
            io::copy(&mut fs::File::open(&path)?, &mut packed)?;
            packed.finish()?;
        }
    }
    Ok(())
}
