//! The residents' pages.

mod about;
mod answers;
mod apply;
mod bank;
mod catalogue;
mod check;
mod consent;
mod draws;
mod eligible;
mod find;
mod gone;
mod guide;
mod home;
mod identity;
mod language;
mod leave;
mod live;
mod money;
mod postal;
mod procedure;
mod receipt;
mod resume;
mod shared;
mod signing;
mod together;
mod typed;
mod verify;

use ::web::table::Table;

/// The addresses of the residents' pages.
pub(crate) fn routes(table: &mut Table) {
    home::routes(table);
    find::routes(table);
    guide::routes(table);
    procedure::routes(table);
    eligible::routes(table);
    draws::routes(table);
    // Before the pages of a form: `check` and `continue` are no pages of any form.
    check::routes(table);
    signing::routes(table);
    identity::routes(table);
    resume::routes(table);
    together::routes(table);
    apply::routes(table);
    receipt::routes(table);
    about::routes(table);
    language::routes(table);
    leave::routes(table);
    shared::routes(table);
    verify::routes(table);
    consent::routes(table);
    bank::routes(table);
    postal::routes(table);
}
