//! Measures and breaks a running server from outside, as its users and its power supply would.
//!
//! Knows the HTTP interface and nothing of the inside of any crate, so that what it
//! says is a second opinion. Every loop is bounded, and only this machine is ever called.

mod bare;
mod body;
mod crash;
mod dice;
mod fault;
mod office;
mod pace;
mod wire;

use std::io::{self, Write as _};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use fault::Fault;

/// Load, speed and crash tests for Madoguchi.
#[derive(Debug, Parser)]
#[command(name = "load")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// File many submissions and print how many a second, and how long each took
    Submissions {
        /// The server's address, such as 127.0.0.1:8080
        #[arg(long)]
        server: SocketAddr,
        /// How many keep-alive connections at once
        #[arg(long, default_value_t = 16)]
        connections: u32,
        /// How many submissions in all
        #[arg(long, default_value_t = 20_000)]
        count: u64,
    },
    /// Insert as many bytes into bare SQLite: the floor that the machine allows
    Bare {
        /// A database file that does not exist yet
        #[arg(long)]
        database: PathBuf,
        /// How many rows in all
        #[arg(long, default_value_t = 20_000)]
        count: u64,
        /// The bytes of one row: what one submission stores
        #[arg(long, default_value_t = 6_000)]
        bytes: usize,
        /// How many rows in one durable commit
        #[arg(long, default_value_t = 16)]
        group: u64,
    },
    /// Kill the server at random points under load, and prove that nothing acknowledged is lost
    Crash(crash::Plan),
    /// Read lists, searches and cases of the office, and let many people take the next case
    Office(office::Plan),
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Submissions { server, connections, count } => {
            local(server).and_then(|server| pace::run(server, connections, count))
        }
        Command::Bare { database, count, bytes, group } => {
            bare::run(&database, count, bytes, group)
        }
        Command::Crash(plan) => crash::run(&plan),
        Command::Office(plan) => office::run(&plan),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            say(&format!("load: {fault}"));
            ExitCode::FAILURE
        }
    }
}

/// Load goes to this machine only.
fn local(server: SocketAddr) -> Result<SocketAddr, Fault> {
    match server.ip() {
        IpAddr::V4(address) if address.is_loopback() => Ok(server),
        IpAddr::V6(address) if address.is_loopback() => Ok(server),
        IpAddr::V4(_) | IpAddr::V6(_) => Err(Fault::NotLocal(server)),
    }
}

/// Prints one line of the report. Nobody reading is no reason to stop measuring.
fn say(line: &str) {
    drop(writeln!(io::stdout(), "{line}"));
}
