//! Holds what a vendor's page says against what the spec says, both ways.
