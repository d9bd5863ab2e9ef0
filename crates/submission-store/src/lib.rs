//! submission-store
