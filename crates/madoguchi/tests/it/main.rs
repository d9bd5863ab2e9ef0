//! The binary's integration tests, in one program so that they link once.

mod architecture;
mod house;
mod tidy;
