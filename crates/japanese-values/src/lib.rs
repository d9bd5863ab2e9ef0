//! japanese-values
