//! How long and how large the worst definition is: refused or used within 100 ms and 50 MB.
//!
//! Each case runs in a process of its own, so that its peak of memory is its own; the
//! kernel counts it (`VmHWM`), which needs no allocator of ours. Prints the worst cases.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench that cannot go on stops, and tells what it found"
)]

#[path = "../tests/it/hostile.rs"]
#[expect(dead_code, reason = "the words of the faults are asked for by the test")]
mod hostile;

use std::{
    fs,
    io::{Read, Write},
    process::{Command, ExitCode, Stdio},
    time::Instant,
};

use hostile::{Case, End};

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const MAX_MILLIS: u128 = 100;
const MAX_KIB: u64 = 50 * 1024;

fn main() -> ExitCode {
    if std::env::args().any(|word| word == "--one") {
        measure(&mut std::io::stdin().lock());
        return ExitCode::SUCCESS;
    }
    let cases = hostile::cases();
    let mut found: Vec<(u128, u64, &str)> = cases.iter().map(measure_alone).collect();
    found.sort_unstable();
    for (millis, kib, name) in found.iter().rev().take(10) {
        println!("{millis:>6} ms {kib:>8} KiB  {name}");
    }
    found.sort_unstable_by_key(|(_, kib, _)| *kib);
    for (millis, kib, name) in found.iter().rev().take(5) {
        println!("{millis:>6} ms {kib:>8} KiB  {name}");
    }
    println!("{} cases", found.len());
    let over = |(millis, kib, _): &(u128, u64, &str)| *millis > MAX_MILLIS || *kib > MAX_KIB;
    // Without optimisation the figures say nothing about the program.
    if !cfg!(debug_assertions) && found.iter().any(over) {
        println!("over {MAX_MILLIS} ms or {MAX_KIB} KiB");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// Milliseconds and KiB of a case in a process of its own.
fn measure_alone(case: &Case) -> (u128, u64, &str) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .arg("--one")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let written = (&case.text, &case.overlay, &case.parts, case.answers());
    // The pipe is closed behind what is written, so that the child reads to its end.
    let mut pipe = child.stdin.take().unwrap();
    pipe.write_all(&serde_json::to_vec(&written).unwrap()).unwrap();
    drop(pipe);
    let told = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    let (millis, kib) = told.trim().split_once(' ').unwrap();
    (millis.parse().unwrap(), kib.parse().unwrap(), case.name.as_str())
}

/// Runs the case that comes in, and tells its milliseconds and the KiB beyond its own text.
fn measure(input: &mut impl Read) {
    let mut written = String::new();
    input.read_to_string(&mut written).unwrap();
    let (text, overlay, parts, answers) = serde_json::from_str(&written).unwrap();
    drop(written);
    let case = Case { name: String::new(), text, overlay, parts, end: End::Used(answers) };
    let before = memory("VmRSS");
    fs::write("/proc/self/clear_refs", "5").unwrap();
    let started = Instant::now();
    case.run();
    let millis = started.elapsed().as_millis();
    println!("{millis} {}", memory("VmHWM").saturating_sub(before));
}

/// A line of the kernel's account of this process, in KiB.
fn memory(line: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let found = status.lines().find_map(|text| text.strip_prefix(line)).unwrap();
    found.split_whitespace().nth(1).unwrap().parse().unwrap()
}
