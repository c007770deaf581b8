//! Bodies of which not all fields are known.

use floorkit_maptician_raw::types;
use serde_json::{Map, Value};

/// The fields of a body, by their names on the wire.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Fields(pub(crate) Map<String, Value>);

impl Fields {
    pub(crate) fn insert(&mut self, name: String, value: Value) {
        self.0.insert(name, value);
    }
}

/// The same, with a secret in it somewhere: `Debug` shows nothing of it.
#[derive(Clone, Default)]
pub(crate) struct SecretFields(Map<String, Value>);

impl SecretFields {
    pub(crate) fn insert(&mut self, name: String, value: Value) {
        self.0.insert(name, value);
    }
}

impl std::fmt::Debug for SecretFields {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretFields([redacted])")
    }
}

impl From<SecretFields> for types::TokenRequest {
    fn from(fields: SecretFields) -> Self {
        Self(Value::Object(fields.0).into())
    }
}

macro_rules! bodies {
    ($($body:ident)+) => {
        $(impl TryFrom<Fields> for types::$body {
            type Error = serde_json::Error;

            fn try_from(fields: Fields) -> Result<Self, Self::Error> {
                serde_json::from_value(Value::Object(fields.0))
            }
        })+
    };
}

bodies! {
    AccessEvent AssignSeatRequest CheckOutRequest CreateLocationRequest LeaveRequest PresenceBatch
    PresenceDatesRequest PresencePeriodsRequest PresenceStartsRequest PresentAndReserveRequest
    ReserveSeatRequest SetProfileImageRequest UpdateLocationRequest
}
