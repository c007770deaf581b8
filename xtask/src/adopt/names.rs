//! Passes that name things: what has no name of its own gets one that a person
//! would give, and what would be called the same is told apart.

pub(super) mod components;
pub(super) mod enum_names;
pub(super) mod fields;
pub(super) mod hoist;
pub(super) mod variants;
pub(super) mod words;
