//! The binary's integration tests, in one program so that they link once.

#![expect(clippy::expect_used, clippy::panic, reason = "tests stop where something is wrong")]

mod architecture;
mod data;
mod door;
mod forms;
mod front;
mod house;
mod instant;
mod publishing;
mod security;
mod tidy;
