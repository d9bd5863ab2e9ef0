//! The binary's integration tests, in one program so that they link once.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests stop where something is wrong"
)]

mod architecture;
mod attacks;
mod data;
mod deaths;
mod demo;
mod door;
mod draw;
mod draw_page;
mod forms;
mod front;
mod house;
mod instant;
mod publishing;
mod security;
mod signature;
mod tidy;
