//! Making sense of a reply.

use std::collections::BTreeMap;

use floorkit_density_raw::types::SpaceId;
use floorkit_runtime::Misread;

/// Takes a map by space for what it is, and refuses one with a key that is no
/// id of a space: that is a wrapper around what could not be read, or another
/// reply altogether. Every id that was seen begins like this; see
/// `specs/density/NOTES.md#ids`.
pub(crate) fn spaces<V>(map: BTreeMap<SpaceId, V>) -> Result<BTreeMap<SpaceId, V>, Misread> {
    match map.keys().find(|id| !id.starts_with("spc_")) {
        Some(key) => {
            let why = "this is not the id of a space, which begins with `spc_`, but perhaps a \
                       wrapper around something that could not be read";
            Err(Misread::new(why).within(key.as_str()))
        }
        None => Ok(map),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_called_like_a_space_is_none() {
        let map = |names: &[&str]| -> BTreeMap<_, _> {
            names.iter().map(|name| (SpaceId::from(*name), 1)).collect()
        };
        for name in ["data", "error", "results", "zones", "spc", ""] {
            let misread = spaces(map(&["spc_1", name])).unwrap_err();
            assert_eq!(misread.pointer(), format!("/{name}"));
        }
        assert_eq!(spaces(map(&["spc_1", "spc_2"])), Ok(map(&["spc_1", "spc_2"])));
        assert_eq!(spaces(map(&[])), Ok(map(&[])));
    }
}
