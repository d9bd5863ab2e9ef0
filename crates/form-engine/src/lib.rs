//! form-engine
