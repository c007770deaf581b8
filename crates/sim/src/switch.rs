//! Switches of a simulator's behavior, by their names.

use std::time::Duration;

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::Error;

/// A number of seconds; one hour by default.
///
/// # Example
///
/// ```
/// use floorkit_sim::Seconds;
///
/// assert_eq!(Seconds::default(), Seconds(3_600));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seconds(pub u32);

impl Default for Seconds {
    fn default() -> Self {
        Self(3_600)
    }
}

impl From<Seconds> for Duration {
    fn from(seconds: Seconds) -> Self {
        Self::from_secs(seconds.0.into())
    }
}

/// Sets one switch by its name; the error lists the names or values that there are.
pub(crate) fn set<B>(behavior: &mut B, switch: &str, value: &str) -> Result<(), Error>
where
    B: Serialize + DeserializeOwned,
{
    let problem = |error: serde_json::Error| Error::setting(switch, &error);
    let value = value.parse::<u64>().map_or_else(|_| Value::from(value), Value::from);
    let mut switches = serde_json::to_value(&*behavior).map_err(problem)?;
    if let Some(switches) = switches.as_object_mut() {
        switches.insert(switch.to_owned(), value);
    }
    *behavior = serde_json::from_value(switches).map_err(problem)?;
    Ok(())
}

/// Defines the types of switches, each by its values; the first one is the default.
macro_rules! switches {
    ($($(#[$doc:meta])* $name:ident { $(#[$first_doc:meta])* $first:ident, $($(#[$other_doc:meta])* $other:ident,)+ })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "kebab-case")]
        #[non_exhaustive]
        pub enum $name {
            $(#[$first_doc])*
            #[default]
            $first,
            $($(#[$other_doc])* $other,)+
        }
    )+};
}
pub(crate) use switches;

/// What `INVENTED.md` says of a vendor's switches: that it lists each of them, and no
/// other.
#[cfg(test)]
pub(crate) fn check_invented<B: Default + Serialize>(vendor: &str) {
    use std::collections::BTreeSet;

    let behavior = serde_json::to_value(B::default()).expect("switches");
    let switches: BTreeSet<String> =
        behavior.as_object().expect("switches").keys().cloned().collect();
    let begin = format!("| {vendor} |");
    let rows = include_str!("../INVENTED.md").lines().filter(|line| line.starts_with(&begin));
    let mut listed = BTreeSet::new();
    for row in rows {
        let switch = row.trim_end_matches([' ', '|']).rsplit('|').next().unwrap_or_default();
        let names = switch.split('`').skip(1).step_by(2).map(str::to_owned);
        listed.extend(names.filter(|name| !name.contains('(')));
    }
    assert_eq!(listed, switches, "the rows of {vendor} in crates/sim/INVENTED.md");
}
