//! The one binary: how Madoguchi is operated.
//!
//! Reads the command line and the environment, wires the rooms together and runs one
//! command. Rules live below; nothing here decides about a case.

mod cli;
mod command;
mod data_lock;
mod demo;
mod environment;
mod external;
mod fault;
mod given;
mod memory;
mod output;
mod provider;
mod residents;
mod settings;
mod sign_on;
mod signing;
mod span;
mod town_hall;
mod worker;

use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _};

use crate::{
    cli::{AuditCommand, Cli, Command, PaymentsCommand, ServeArgs},
    fault::Fault,
    given::Given,
    settings::Settings,
};

/// Checking a form takes hundreds of small pieces of memory, on several threads at once.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let matches = Cli::command().get_matches();
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|fault| fault.exit());
    match memory::keep_private().and_then(|()| run(cli, &Given::of(&matches))) {
        Ok(code) => code,
        Err(fault) => {
            output::complain(&fault);
            fault.exit_code()
        }
    }
}

#[expect(clippy::too_many_lines, reason = "one for each command")]
fn run(cli: Cli, given: &Given) -> Result<ExitCode, Fault> {
    let options = cli.options;
    let command = cli
        .command
        .unwrap_or_else(|| Command::Serve(ServeArgs { demo: true, ..ServeArgs::default() }));
    let serve = match &command {
        Command::Serve(args) | Command::Health(args) => args.clone(),
        Command::Config(args) => args.serve().clone(),
        Command::Payments(PaymentsCommand::Reconcile { payment, .. }) => {
            ServeArgs { payment: payment.clone(), ..ServeArgs::default() }
        }
        Command::Migrate { .. }
        | Command::Seed(_)
        | Command::Forms(_)
        | Command::Staff(_)
        | Command::Letters(_)
        | Command::Payments(_)
        | Command::Departments(_)
        | Command::Instructions(_)
        | Command::Fsck { .. }
        | Command::Attachments(_)
        | Command::Retention(_)
        | Command::RotateKeys(_)
        | Command::Search(_)
        | Command::Routing(_)
        | Command::Audit(_)
        | Command::Looks(_)
        | Command::Signature(_)
        | Command::Draw(_)
        | Command::DrawPage { .. }
        | Command::Routes
        | Command::PaymentProvider { .. } => ServeArgs::default(),
    };
    let settings = Settings::read(&options, &serve, given)?;
    match command {
        Command::Serve(args) => command::serve::run(&settings, args.demo),
        Command::Migrate { dry_run } => command::migrate::run(&settings, dry_run),
        Command::Seed(args) => command::seed::run(&settings, args),
        Command::Forms(forms) => command::forms::run(&settings, forms, options.json),
        Command::Staff(staff) => command::staff::run(&settings, staff, options.json),
        Command::Departments(departments) => {
            command::departments::run(&settings, departments, options.json)
        }
        Command::Instructions(instructions) => {
            command::instructions::run(&settings, instructions, options.json)
        }
        Command::Fsck { deep } => command::integrity::fsck(&settings, deep, options.json),
        Command::Attachments(attachments) => {
            command::attachments::run(&settings, &attachments, options.json)
        }
        Command::RotateKeys(rotate) => command::rotate_keys::run(&settings, &rotate, options.json),
        Command::Routing(routing) => command::routing::run(&settings, &routing, options.json),
        Command::Search(search) => command::search::run(&settings, &search, options.json),
        Command::Retention(retention) => {
            command::retention::run(&settings, retention, options.json)
        }
        Command::Payments(payments) => command::payments::run(&settings, payments, options.json),
        Command::Letters(letters) => command::letters::run(&settings, letters, options.json),
        Command::Audit(AuditCommand::Verify { witness }) => {
            command::integrity::verify(&settings, witness.as_deref(), options.json)
        }
        Command::Audit(AuditCommand::Head { to }) => command::integrity::head(&settings, &to),
        Command::Looks(args) => command::looks::run(&settings, args, options.json),
        Command::Signature(signature) => {
            command::signature::run(&settings, signature, options.json)
        }
        Command::Draw(draw) => command::draw::run(draw, options.json),
        Command::DrawPage { page } => command::draw_page::run(page),
        Command::Config(args) if args.is_check() => {
            command::config_check::run(&settings, args.serve().demo, options.json)
        }
        Command::Config(_) => command::config::run(&settings, options.json),
        Command::Health(_) => command::health::run(&settings),
        Command::Routes => command::routes::run(options.json),
        Command::PaymentProvider { listen } => command::payment_provider::run(&settings, &listen),
    }
}
