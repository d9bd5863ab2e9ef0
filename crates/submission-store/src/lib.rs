//! How facts are kept: rows, transactions, sealing and attachment files, on
//! SQLite and on PostgreSQL.
//!
//! The only room that speaks SQL. It knows no HTTP status, no wording for people
//! and no rule of a case; what it promises is in [`Store`]: a value that
//! [`Store::write`] returned is on the disk.
//!
//! Every module below is one subject: its records, and the verbs `find`,
//! `list_…`, `insert`, `save`. Each takes a [`ReadTx`] or a [`WriteTx`], which
//! carry the municipality, and where an object belongs to somebody, a [`Scope`].

mod attempts;
mod binding;
mod case_keys;
mod case_seal;
mod chain;
mod commits;
mod content;
mod data_key;
mod digest;
mod disk;
mod engine;
mod error;
mod file_seal;
mod folder;
mod inspection;
mod keys;
mod master;
mod migration;
mod one_of;
mod page;
mod planning;
mod pool;
mod room;
mod row;
mod schema;
mod scope;
mod seal;
mod server;
mod settings;
mod store;
mod transaction;
mod watch;
mod writer;

pub mod absences;
pub mod anomalies;
pub mod attachments;
pub mod audit;
pub mod batches;
pub mod bulk;
pub mod bundles;
pub mod cases;
pub mod consultations;
pub mod departments;
pub mod differences;
pub mod dispatches;
pub mod drafts;
pub mod draws;
pub mod duties;
pub mod erasures;
pub mod events;
pub mod factors;
pub mod files;
pub mod fsck;
pub mod generations;
pub mod handovers;
pub mod holds;
pub mod idempotency;
pub mod instructions;
pub mod invitations;
pub mod labels;
pub mod leases;
pub mod legal_holds;
pub mod likenesses;
pub mod links;
mod locks;
pub mod looks;
pub mod message_templates;
pub mod messages;
pub mod mornings;
pub mod notice_templates;
pub mod notices;
pub mod office_events;
pub mod orders;
pub mod organisation;
pub mod orphans;
pub mod outbox;
pub mod own_people;
pub mod passkeys;
pub mod payments;
pub mod procedures;
pub mod protected;
pub mod refunds;
pub mod registers;
pub mod retention;
pub mod revisions;
pub mod rotation;
pub mod routing;
pub mod rules;
pub mod samples;
pub mod search;
pub mod seen;
pub mod sentences;
pub mod sessions;
pub mod sign_ons;
pub mod staff;
pub mod staff_requests;
pub mod strikes;
pub mod submissions;
pub mod sweep;
pub mod tasks;
pub mod tokens;
pub mod unsent;
pub mod views;
pub mod waits;
pub mod wards;
pub mod witness;

pub use binding::{Adoption, Mismatch};
pub use case_seal::CaseSealer;
pub use content::Content;
pub use digest::{Digest, ParseDigestError};
pub use error::StoreError;
pub use file_seal::FileSealer;
pub use folder::FolderId;
pub use inspection::{Inspection, SPEAKS_TLS};
pub use keys::Keys;
pub use page::{Cursor, Listed, Page, ParseCursorError};
pub use scope::Scope;
pub use seal::{Part, Place, Sealed, Sealer};
pub use server::Line;
pub use settings::StoreSettings;
pub use store::Store;
pub use transaction::{ReadTx, Reads, WriteTx};
