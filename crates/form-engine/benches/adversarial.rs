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
    process::{Command, ExitCode},
    time::Instant,
};

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const MAX_MILLIS: u128 = 100;
const MAX_KIB: u64 = 50 * 1024;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip_while(|word| word != "--case").skip(1);
    if let Some(position) = arguments.next() {
        measure(position.parse().unwrap());
        return ExitCode::SUCCESS;
    }
    let own = std::env::current_exe().unwrap();
    let names: Vec<String> = hostile::cases().into_iter().map(|case| case.name).collect();
    let mut found = Vec::new();
    for (position, name) in names.iter().enumerate() {
        let told = Command::new(&own).args(["--case", &position.to_string()]).output().unwrap();
        let told = String::from_utf8(told.stdout).unwrap();
        let (millis, kib) = told.trim().split_once(' ').unwrap();
        found.push((millis.parse::<u128>().unwrap(), kib.parse::<u64>().unwrap(), name.as_str()));
    }
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

/// Runs one case and tells its milliseconds and the KiB that it took beyond its own text.
fn measure(position: usize) {
    let case = hostile::cases().swap_remove(position);
    // The other cases were made and thrown away; only what comes now counts.
    fs::write("/proc/self/clear_refs", "5").unwrap();
    let before = memory("VmRSS");
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
