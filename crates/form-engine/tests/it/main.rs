//! The engine through its public door.

mod addresses;
mod adversarial;
mod catalogue;
mod checking;
mod city;
mod definitions;
mod docs;
mod hostile;
mod json_schema;
mod lists;
mod meta_schema;
mod plain_schema;
mod presenting;
mod properties;
mod reference;
