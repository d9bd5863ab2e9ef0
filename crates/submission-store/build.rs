//! New migrations are embedded by a macro that sees only the files it knew before.

fn main() {
    println!("cargo::rerun-if-changed=../../migrations");
}
