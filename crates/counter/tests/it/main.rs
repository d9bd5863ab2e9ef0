//! What people can do at the counter, tried through its public door on both engines.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that stops says so best by stopping"
)]

mod answering;
mod away;
mod bulk;
mod calls;
mod case;
mod deciding;
mod desks;
mod digest;
mod filing;
mod first;
mod full;
mod giving_back;
mod hostile;
mod jobs;
mod joints;
mod labels;
mod later_fee;
mod letters;
mod life;
mod limits;
mod looks;
mod mending;
mod money;
mod mornings;
mod office;
mod pages;
mod people;
mod personnel;
mod publishing;
mod queue;
mod routing;
mod search;
mod seed;
mod sentences;
mod shared;
mod standing;
mod status;
mod strangers;
mod stripe;
mod together;
mod views;
mod wards;
