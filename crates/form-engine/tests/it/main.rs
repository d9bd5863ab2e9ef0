//! The engine through its public door.

mod catalogue;
mod checking;
mod definitions;
mod json_schema;
mod lists;
mod meta_schema;
mod presenting;
mod properties;
