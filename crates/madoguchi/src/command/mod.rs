//! One module for each command.

pub(crate) mod attachments;
pub(crate) mod config;
pub(crate) mod config_check;
pub(crate) mod confirm;
pub(crate) mod departments;
pub(crate) mod draw;
pub(crate) mod forms;
pub(crate) mod health;
pub(crate) mod instructions;
pub(crate) mod integrity;
pub(crate) mod letters;
pub(crate) mod looks;
pub(crate) mod migrate;
pub(crate) mod payment_provider;
pub(crate) mod payments;
pub(crate) mod preview;
pub(crate) mod publish;
pub(crate) mod retention;
pub(crate) mod rotate_keys;
pub(crate) mod routes;
pub(crate) mod routing;
pub(crate) mod search;
pub(crate) mod seed;
pub(crate) mod serve;
pub(crate) mod signature;
pub(crate) mod staff;
