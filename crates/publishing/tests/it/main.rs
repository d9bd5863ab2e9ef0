//! What authors of definitions are told.

mod mistakes;
