//! The raw clients of Mapiq against a server that says what it is told to.

mod v1;
mod v2;
