//! Keeps `info.version` to what a header may carry.
//!
//! The generator puts the version into a header with a call that panics on
//! anything but visible ASCII. The header is never sent, but the constant is
//! still made.

use serde_json::Value;

pub(super) fn run(document: &mut Value) -> usize {
    let Some(Value::String(version)) = document.pointer_mut("/info/version") else { return 0 };
    let visible: String = version.chars().filter(char::is_ascii_graphic).collect();
    let changed = visible != *version;
    *version = visible;
    usize::from(changed)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::schemas::testing::check;
    use super::*;

    #[test]
    fn what_a_header_cannot_carry_is_dropped() {
        check(
            run,
            json!({ "info": { "version": "3 β – 2026" } }),
            &json!({ "info": { "version": "32026" } }),
            1,
        );
    }
}
