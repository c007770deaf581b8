//! Reads an answer with the type that the raw crate has for it, and writes it again.

use std::{future::Future, marker::PhantomData, ops::Deref};

use floorkit_density::raw::{Error as RawError, ResponseValue};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::instance::LATER;

/// Reads a JSON text, and writes it again.
pub(crate) type Again = fn(&str) -> Result<Value, String>;

/// What an operation answers with, as the raw client types it. Found by the compiler, so
/// that no table of types can go stale.
pub(crate) struct Replied<T>(PhantomData<T>);

impl<T> Replied<T> {
    /// Of a call that is never made.
    pub(crate) fn of<C: 'static, E, F>(_send: impl Fn(&'static C) -> F) -> Self
    where
        F: Future<Output = Result<ResponseValue<T>, RawError<E>>>,
    {
        Self(PhantomData)
    }
}

impl<T: DeserializeOwned + Serialize> Replied<T> {
    pub(crate) fn again(&self) -> Option<Again> {
        let Self(_) = self;
        Some(|json| {
            let value: T = serde_json::from_str(json).map_err(|error| error.to_string())?;
            serde_json::to_value(&value).map_err(|error| error.to_string())
        })
    }
}

/// An answer that is no JSON comes as bytes. The compiler looks here for the method that
/// such a type does not have.
pub(crate) struct Bytes;

impl Bytes {
    pub(crate) fn again(&self) -> Option<Again> {
        let Self = self;
        None
    }
}

impl<T> Deref for Replied<T> {
    type Target = Bytes;

    fn deref(&self) -> &Bytes {
        &Bytes
    }
}

/// The first difference, but for the order of keys, the form of numbers, nulls that are
/// left out, and fields that no document has: not every type keeps these.
pub(crate) fn difference(before: &Value, after: &Value, at: &str) -> Option<String> {
    match (before, after) {
        (Value::Object(old), Value::Object(new)) => {
            let keys = old.keys().chain(new.keys().filter(|key| !old.contains_key(*key)));
            let of = |object: &serde_json::Map<String, Value>, key: &String| {
                object.get(key).cloned().unwrap_or_default()
            };
            keys.filter(|key| *key != LATER || new.contains_key(LATER))
                .find_map(|key| difference(&of(old, key), &of(new, key), &format!("{at}/{key}")))
        }
        (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
            let mut pairs = old.iter().zip(new).enumerate();
            pairs.find_map(|(index, (old, new))| difference(old, new, &format!("{at}/{index}")))
        }
        (Value::Number(old), Value::Number(new)) if old.as_f64() == new.as_f64() => None,
        (before, after) if before == after => None,
        (before, after) => Some(format!("at {at:?}: {before} came back as {after}")),
    }
}

#[cfg(test)]
mod tests {
    use floorkit_density::raw::ByteStream;
    use serde_json::json;

    use super::*;

    #[test]
    fn only_json_is_read_again() {
        assert!(Replied::<ByteStream>(PhantomData).again().is_none());
        let again = Replied::<Vec<u8>>(PhantomData).again().expect("it is JSON");
        assert_eq!(again("[1]"), Ok(json!([1])));
    }

    #[test]
    fn a_difference_has_a_place() {
        let before = json!({ "a": [{ "b": 1, "c": null, LATER: 1 }] });
        assert_eq!(difference(&before, &json!({ "a": [{ "b": 1.0 }] }), ""), None);
        let lost = difference(&before, &json!({ "a": [{}] }), "");
        assert_eq!(lost.as_deref(), Some("at \"/a/0/b\": 1 came back as null"));
    }
}
