//! For generated code only; it may change in any release.

pub use crate::exec::{check, execute};
