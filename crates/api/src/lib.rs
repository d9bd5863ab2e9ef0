//! The JSON API: the same desk as the pages, for systems, kiosks and tests.
//!
//! Cookies mean nothing here. Whoever calls proves what they may do in every request: with a
//! receipt's access code, or with a staff token.

mod absences;
mod anomalies;
mod answers;
mod approvals;
mod attachment;
mod bulk;
mod case;
mod consultations;
mod docs;
mod draws;
mod looks;
mod message_templates;
mod payment;
mod procedure;
mod rules;
mod schema;
mod searches;
mod sentences;
mod status;
mod strict;
mod submission;
mod terms;
mod verify;

pub use docs::description;
pub use procedure::check_answer;

use ::web::table::Table;

/// The addresses of the API.
pub fn routes(table: &mut Table) {
    submission::routes(table);
    procedure::routes(table);
    schema::routes(table);
    attachment::routes(table);
    case::routes(table);
    approvals::routes(table);
    consultations::routes(table);
    bulk::routes(table);
    looks::routes(table);
    anomalies::routes(table);
    searches::routes(table);
    sentences::routes(table);
    message_templates::routes(table);
    absences::routes(table);
    docs::routes(table);
    draws::routes(table);
    rules::routes(table);
    payment::routes(table);
    verify::routes(table);
}
