//! Making sense of a reply.

use std::collections::BTreeMap;

use floorkit_density_raw::types::SpaceId;
use floorkit_runtime::Misread;

/// Takes a map by space for what it is, and refuses one whose only space is
/// called `data`: that is a wrapper around what could not be read.
pub(crate) fn spaces<V>(map: BTreeMap<SpaceId, V>) -> Result<BTreeMap<SpaceId, V>, Misread> {
    const WRAPPER: &str = "data";
    match map.keys().find(|id| id.as_str() == WRAPPER) {
        Some(_) => {
            let why = "this is no space, but a wrapper around something that could not be read";
            Err(Misread::new(why).within(WRAPPER))
        }
        None => Ok(map),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_space_called_data_is_a_wrapper() {
        let map = |name: &str| BTreeMap::from([(SpaceId(name.into()), 1)]);
        assert_eq!(spaces(map("data")).unwrap_err().pointer(), "/data");
        assert_eq!(spaces(map("spc_1")), Ok(map("spc_1")));
    }
}
