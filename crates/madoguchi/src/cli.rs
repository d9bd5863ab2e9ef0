//! The command line: what can be typed. Data goes to stdout, talk to stderr.

mod draw;
mod forms;
mod instructions;
mod keeping;
mod payment;
mod residents;
mod sign_on;
mod signature;
mod signing;
mod staff;

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand};
use kernel::{DepartmentId, ReceiptNumber};

pub(crate) use draw::{DrawArgs, DrawCommand};
pub(crate) use forms::{FormsCommand, PublishArgs};
pub(crate) use instructions::InstructionsCommand;
pub(crate) use keeping::{RetentionCommand, RotateArgs};
pub(crate) use payment::PaymentArgs;
pub(crate) use residents::ResidentsArgs;
pub(crate) use sign_on::SignOnArgs;
pub(crate) use signature::{SignatureCommand, VerifyArgs};
pub(crate) use signing::SigningArgs;
pub(crate) use staff::{GrantArgs, StaffCommand};

/// Whether TLS to PostgreSQL is built in tells which databases can be reached.
const LONG_VERSION: &str = if submission_store::SPEAKS_TLS {
    concat!(env!("CARGO_PKG_VERSION"), "\nTLS to PostgreSQL: built in")
} else {
    concat!(env!("CARGO_PKG_VERSION"), "\nTLS to PostgreSQL: not built in (feature postgres-tls)")
};

/// Madoguchi（窓口）: the city's online counter.
///
/// Without a command it serves a demonstration: an embedded database, staff to sign in
/// with, a pretended payment provider and a folder for mail.
#[derive(Debug, Parser)]
#[command(name = "madoguchi", version, long_version = LONG_VERSION, arg_required_else_help = false)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) options: Options,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// Settings that every command takes. Each is also a `MADOGUCHI_…` variable and a key of
/// `madoguchi.toml`; the flag wins, then the variable, then the file.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Options {
    /// Folder for the database, attachments, keys and mail [default: madoguchi-data]
    #[arg(long, global = true, env = "MADOGUCHI_DATA", value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// `sqlite:PATH` or `postgres://…` [default: sqlite:DATA/madoguchi.sqlite]
    #[arg(
        long,
        global = true,
        env = "MADOGUCHI_DATABASE",
        value_name = "URL",
        hide_env_values = true
    )]
    pub(crate) database: Option<String>,
    /// File with the password for the database, in its first line
    #[arg(long, global = true, env = "MADOGUCHI_DATABASE_PASSWORD_FILE", value_name = "FILE")]
    pub(crate) database_password_file: Option<PathBuf>,
    /// Connect to a database elsewhere although whoever is between can read along, or pretend
    /// to be it: only for a network that encrypts by itself
    #[arg(long, global = true, env = "MADOGUCHI_DATABASE_WITHOUT_TLS")]
    pub(crate) database_without_tls: bool,
    /// File with the master key: a credential or mounted secret, which must be there
    /// [default: master.key of systemd's credentials, else DATA/master.key, made at the first start]
    #[arg(long, global = true, env = "MADOGUCHI_MASTER_KEY_FILE", value_name = "FILE")]
    pub(crate) master_key_file: Option<PathBuf>,
    /// Folder of form definitions, in place of the embedded catalogue
    #[arg(long, global = true, env = "MADOGUCHI_FORMS", value_name = "DIR")]
    pub(crate) forms: Option<PathBuf>,
    /// Folder of what is one city's own in the definitions: its words, lists and departments
    /// [default: `city` in the folder of definitions]
    #[arg(long, global = true, env = "MADOGUCHI_CITY_FOLDER", value_name = "DIR")]
    pub(crate) city_folder: Option<PathBuf>,
    /// Settings file [default: madoguchi.toml, if it exists]
    #[arg(long, global = true, env = "MADOGUCHI_CONFIG", value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Print JSON where a machine reads
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve the portal, the API and the workers
    Serve(ServeArgs),
    /// Bring the database schema up to date
    Migrate {
        /// Only print what would run
        #[arg(long)]
        dry_run: bool,
    },
    /// File synthetic submissions through the real path, for demonstrations and measuring
    Seed(SeedArgs),
    /// Form definitions
    #[command(subcommand)]
    Forms(FormsCommand),
    /// People, their grants and their tokens
    #[command(subcommand)]
    Staff(StaffCommand),
    /// Letters that did not leave
    #[command(subcommand)]
    Letters(LettersCommand),
    /// Where the payment provider's book and ours differ
    #[command(subcommand)]
    Payments(PaymentsCommand),
    /// Departments, to which grants are tied
    #[command(subcommand)]
    Departments(DepartmentsCommand),
    /// What refusals say about contesting them
    #[command(subcommand)]
    Instructions(InstructionsCommand),
    /// The rules by which new cases come to their desks
    #[command(subcommand)]
    Routing(RoutingCommand),
    /// Check that everything stored is whole
    Fsck {
        /// Open every attachment file, in place of one in fifty
        #[arg(long)]
        deep: bool,
    },
    /// What is long over: holding it back, and erasing it with two signatures
    #[command(subcommand)]
    Retention(RetentionCommand),
    /// The index by which the office finds cases
    #[command(subcommand)]
    Search(SearchCommand),
    /// New keys while the servers run
    RotateKeys(RotateArgs),
    /// The folder of attachment files
    #[command(subcommand)]
    Attachments(AttachmentsCommand),
    /// The proof that no record was changed
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Who of the staff looked at what, the newest first
    Looks(LooksArgs),
    /// Draws that decide who comes first
    #[command(subcommand)]
    Draw(DrawCommand),
    /// Electronic signatures of what was filed
    #[command(subcommand)]
    Signature(SignatureCommand),
    /// Print the settings that `serve` would have and where each comes from, secrets masked
    Config(Box<ConfigArgs>),
    /// Ask the server of this machine whether it is ready
    Health(ServeArgs),
    /// Print every address with who is let in, what it names, and how often it may be asked
    Routes,
    /// Draw a page of the PDF on standard input: how `serve` has pages drawn that people sent
    #[command(name = back_office::DRAW_PAGE, hide = true)]
    DrawPage {
        /// Which, counted from 1; without it, print how many there are, if the first can be drawn
        page: Option<u32>,
    },
    /// Run the pretended payment provider as its own process
    PaymentProvider {
        /// Address to listen on; port 0 picks a free one
        #[arg(long, default_value = "127.0.0.1:8081", value_name = "ADDR")]
        listen: String,
    },
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct ConfigArgs {
    #[command(flatten)]
    serve: ServeArgs,
    #[command(subcommand)]
    check: Option<ConfigCommand>,
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Connect to everything that the settings name and say what is wrong, one line each
    Check(ServeArgs),
}

impl ConfigArgs {
    pub(crate) const fn serve(&self) -> &ServeArgs {
        match &self.check {
            Some(ConfigCommand::Check(serve)) => serve,
            None => &self.serve,
        }
    }

    pub(crate) const fn is_check(&self) -> bool {
        self.check.is_some()
    }
}

/// What is seeded.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct SeedArgs {
    /// How many
    #[arg(long, value_name = "N")]
    pub(crate) submissions: u32,
    /// The same seed gives the same submissions
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Spread over the last five years, and worked on by the people of the office since
    #[arg(long)]
    pub(crate) lives: bool,
}

#[derive(Debug, Clone, Default, Args)]
pub(crate) struct ServeArgs {
    /// Address to listen on; port 0 picks a free one [default: 127.0.0.1:8080]
    #[arg(long, env = "MADOGUCHI_LISTEN", value_name = "ADDR")]
    pub(crate) listen: Option<String>,
    /// The address that residents use, such as `https://madoguchi.example.jp`
    #[arg(long, env = "MADOGUCHI_PUBLIC_URL", value_name = "URL")]
    pub(crate) public_url: Option<String>,
    /// Mail server, `smtp://…` or `smtps://…`
    #[arg(long, env = "MADOGUCHI_SMTP", value_name = "URL", hide_env_values = true)]
    pub(crate) smtp: Option<String>,
    #[command(flatten)]
    pub(crate) payment: PaymentArgs,
    #[command(flatten)]
    pub(crate) sign_on: SignOnArgs,
    #[command(flatten)]
    pub(crate) signing: SigningArgs,
    /// File with the services outside that forms send residents to, such as a bank's
    #[arg(long, env = "MADOGUCHI_EXTERNAL_SERVICES", value_name = "FILE")]
    pub(crate) external_services: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) residents: ResidentsArgs,
    /// Proxies whose `X-Forwarded-For` counts, as networks with commas between
    /// [default: this machine when listening on it, nobody otherwise]
    #[arg(long, env = "MADOGUCHI_TRUSTED_PROXIES", value_name = "NETWORKS")]
    pub(crate) trusted_proxies: Option<String>,
    /// The city's own terminals, as networks with commas between: sessions end there after five
    /// minutes of silence, and leave nothing [default: none]
    #[arg(long, env = "MADOGUCHI_SHARED_MACHINES", value_name = "NETWORKS")]
    pub(crate) shared_machines: Option<String>,
    /// Who may read `/metrics`, as networks with commas between [default: this machine]
    #[arg(long, env = "MADOGUCHI_OPERATORS", value_name = "NETWORKS")]
    pub(crate) operators: Option<String>,
    /// Address where `/metrics` is, which no proxy may reach [default: none]
    #[arg(long, env = "MADOGUCHI_METRICS_LISTEN", value_name = "ADDR")]
    pub(crate) metrics_listen: Option<String>,
    /// File on a machine that others keep, which is told every five minutes where the log stands
    #[arg(long, env = "MADOGUCHI_WITNESS", value_name = "FILE")]
    pub(crate) witness: Option<PathBuf>,
    /// Limits other than the usual, `CLASS=NETWORK/PERSON` a minute, with commas between;
    /// `madoguchi config` prints all
    #[arg(long, env = "MADOGUCHI_LIMITS", value_name = "LIMITS")]
    pub(crate) limits: Option<String>,
    /// When looks of staff stand out other than usual: `cases`, `looked-only`, `one-name` and `rows` as
    /// NAME=NUMBER, `hours` as 07:00-22:00, with commas between
    #[arg(long, env = "MADOGUCHI_WATCH", value_name = "RULES")]
    pub(crate) watch: Option<String>,
    /// How many servers share the load; each takes its part of the limits [default: 1]
    #[arg(long, env = "MADOGUCHI_SERVERS", value_name = "N")]
    pub(crate) servers: Option<u32>,
    /// Connections to the database [default: 4]
    #[arg(long, env = "MADOGUCHI_CONNECTIONS", value_name = "N")]
    pub(crate) connections: Option<usize>,
    /// Pieces of work that wait for a connection before the rest is told to come later
    /// [default: 2048]
    #[arg(long, env = "MADOGUCHI_QUEUE", value_name = "N")]
    pub(crate) queue: Option<usize>,
    /// Add demonstration staff, an embedded payment provider, a pretended card app and a mail folder
    #[arg(long)]
    pub(crate) demo: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TokensCommand {
    /// List a person's tokens
    List {
        #[arg(long)]
        email: String,
    },
    /// Revoke one token
    Revoke {
        #[arg(long)]
        email: String,
        /// As `tokens list` names it
        id: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum DepartmentsCommand {
    /// List them: id, what it is part of, name
    List,
    /// List the wards: id, name
    Wards,
    /// Add and rename departments and wards as a file says
    Import {
        /// A file like `city/departments.json` of the catalogue
        file: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum RoutingCommand {
    /// Try the lists that wait for a second look on the last cases of their departments: list,
    /// cases that would lie elsewhere, procedure, from which desk, to which
    Try {
        /// Of this department alone
        #[arg(long, value_name = "ID")]
        department: Option<DepartmentId>,
        /// So many cases of each
        #[arg(long, value_name = "N", default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=100_000))]
        last: u32,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum AttachmentsCommand {
    /// Say that this data folder and this database belong together, although the server
    /// refuses them: after a restore, a move, or the loss of one of them
    Adopt {
        /// Only print what is there
        #[arg(long)]
        dry_run: bool,
        /// Go on although files that the database names are lost
        #[arg(long)]
        accept_missing: bool,
    },
    /// Remove files that the database does not name, as `fsck` lists them. Make sure that
    /// no newer copy of the database can be found
    Prune {
        /// Only files that were uploaded longer ago, such as `7d`
        #[arg(long, value_name = "TIME")]
        older_than: String,
        /// Only print which
        #[arg(long)]
        dry_run: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum SearchCommand {
    /// Compare one of fifty cases with the index: what was read of it stands there
    Check {
        /// Every case
        #[arg(long)]
        all: bool,
    },
    /// Read cases again and build the index anew; servers go on meanwhile
    Rebuild {
        /// Only what arrived in this month, such as `2026-11`
        #[arg(long, value_name = "MONTH")]
        month: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum LettersCommand {
    /// List those that were given up, then those that wait: id, state, kind, attempts, next
    /// attempt, last fault
    List,
    /// Send letters out again; their two days begin anew
    #[command(arg_required_else_help = true)]
    Retry {
        /// The ids
        ids: Vec<String>,
        /// Every letter that was given up
        #[arg(long)]
        dead: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum PaymentsCommand {
    /// List what nobody has dealt with: id, how it was closed, what differs, payment or
    /// movement, our amount, theirs, when it was found. Exit code 1 when something is open
    Differences {
        /// Those that were dealt with, too
        #[arg(long)]
        all: bool,
    },
    /// Compare the provider's book with ours now; the server does it once a day
    Reconcile {
        /// How many days back
        #[arg(long, default_value_t = 3, value_name = "N")]
        days: u16,
        #[command(flatten)]
        payment: PaymentArgs,
    },
    /// Close a difference that was dealt with
    Close {
        /// Its id
        id: String,
        /// settled, given-back or explained
        #[arg(long = "as", value_name = "WORD")]
        how: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct LooksArgs {
    /// At the case with this number on its receipt
    #[arg(long, value_name = "NUMBER")]
    pub(crate) case: Option<ReceiptNumber>,
    /// Of the person with this address
    #[arg(long, value_name = "EMAIL")]
    pub(crate) staff: Option<String>,
    /// On this day in Japan or later
    #[arg(long, value_name = "DAY")]
    pub(crate) since: Option<NaiveDate>,
    /// At most so many
    #[arg(long, value_name = "COUNT", default_value_t = 1_000)]
    pub(crate) most: usize,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    /// Recompute every chain and name the first break
    Verify {
        /// Compare with everything that this witness was told
        #[arg(long, value_name = "FILE")]
        witness: Option<PathBuf>,
    },
    /// Tell a witness where the log stands: one signed line in a file that others keep
    Head {
        /// The file; what is new since its last line is appended
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
}
