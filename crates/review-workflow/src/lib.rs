//! review-workflow
