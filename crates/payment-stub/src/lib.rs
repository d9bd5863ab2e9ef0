//! payment-stub
