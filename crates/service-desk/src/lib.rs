//! service-desk
