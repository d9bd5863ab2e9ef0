//! What people can do at the counter, tried through its public door on both engines.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that stops says so best by stopping"
)]

mod absence;
mod alike;
mod answering;
mod away;
mod batches;
mod bulk;
mod by_rule;
mod calls;
mod case;
mod closing;
mod columns;
mod comparing;
mod consent;
mod consulting;
mod deciding;
mod deliveries;
mod desks;
mod digest;
mod dispatch;
mod draws;
mod earlier;
mod external;
mod files;
mod filing;
mod filters;
mod first;
mod full;
mod giving_back;
mod hostile;
mod identity;
mod instructions;
mod invitations;
mod jobs;
mod joints;
mod labels;
mod later_fee;
mod letters;
mod life;
mod limits;
mod links;
mod looks;
mod mending;
mod message_templates;
mod money;
mod mornings;
mod notice_templates;
mod numbers;
mod office;
mod own_matters;
mod pages;
mod passkeys;
mod people;
mod personnel;
mod protection;
mod publishing;
mod questions;
mod queue;
mod raising;
mod reopening;
mod rights;
mod routing;
mod sampling;
mod search;
mod seats;
mod seed;
mod sentences;
mod serving;
mod shared;
mod showing;
mod signing;
mod standing;
mod status;
mod strangers;
mod stripe;
mod together;
mod transfers;
mod verdicts;
mod verify;
mod views;
mod waiting;
mod wards;
mod watching;
mod words;
