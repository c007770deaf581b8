//! What no member can test alone.

mod attempt;
mod audit;
mod bad_document;
mod bad_input;
mod calls;
mod canned;
mod constructs;
mod density;
mod diff;
mod generation;
mod help;
mod ingest;
mod kadence;
mod mapiq;
mod maptician;
mod normalization;
mod report;
mod surface;
mod tidy;
mod walls;
mod workspace;
