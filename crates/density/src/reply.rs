//! Making sense of a reply while it still belongs to its call.

use std::{collections::BTreeMap, pin::Pin};

use floorkit_density_raw::{self as raw, types::SpaceId};
use floorkit_runtime::Operation;
use serde_json::{Value, error::Error as JsonError};

use crate::Result;

/// A reply that decoded, and yet was not understood.
///
/// The unions of the raw crate take the first shape that fits, and a shape
/// without required fields fits anything. So what cannot be read may come out
/// as something empty; see `specs/density/NOTES.md#union-fall-through`.
#[derive(Debug, PartialEq)]
pub struct Misread {
    place: Vec<String>,
    why: String,
}

/// Calls an operation and makes sense of its reply.
///
/// It is done before the call is over, so that an error tells as much about
/// the answer as one of the decoder does. The future is boxed, as it is of many
/// kilobytes that each caller would carry around.
pub(crate) fn call<T, U, E>(
    operation: &'static Operation,
    send: impl Future<Output = Result<raw::ResponseValue<T>, raw::Error<E>>>,
    understand: impl FnOnce(T) -> Result<U, Misread>,
) -> Pin<Box<impl Future<Output = Result<U>>>> {
    let understood = async {
        let response = send.await?;
        let (status, headers) = (response.status(), response.headers().clone());
        let value = understand(response.into_inner()).map_err(Misread::into_raw)?;
        Ok(raw::ResponseValue::new(value, status, headers))
    };
    Box::pin(floorkit_runtime::call(operation, understood))
}

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

impl Misread {
    /// A problem with the value at hand.
    pub(crate) fn new(why: impl Into<String>) -> Self {
        Self { place: Vec::new(), why: why.into() }
    }

    /// The same problem, seen from one level above.
    pub(crate) fn within(mut self, name: impl Into<String>) -> Self {
        self.place.insert(0, name.into());
        self
    }

    /// An error of the decoder, as if it had stopped at the place. The body is
    /// gone, so only the way to the place is shown of it.
    fn into_raw<E>(self) -> raw::Error<E> {
        let names = self.place.into_iter().map(Value::from);
        let way: String = names.map(|name| format!("{{{name}:")).collect();
        // serde_json takes the place out of a message that ends so.
        let message = format!("{} at line 1 column {}", self.why, way.len());
        let error = <JsonError as serde::de::Error>::custom(message);
        raw::Error::InvalidResponsePayload(format!("{way}…").into_bytes().into(), error)
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use serde_json::json;

    use super::*;

    async fn answer(body: Value) -> Result<raw::ResponseValue<Value>, raw::Error<()>> {
        Ok(raw::ResponseValue::new(body, Default::default(), Default::default()))
    }

    #[tokio::test]
    async fn a_misread_is_an_error_of_the_decoder_at_its_place() {
        let misread = Misread::new("of no use").within("a \"b\"").within("spc_1");
        let send = answer(json!({}));
        let error =
            call(&raw::operations::GET_METRICS, send, |_| Err::<(), _>(misread)).await.unwrap_err();

        assert!(error.is_decode(), "{error}");
        assert_eq!(error.decode_path(), Some("/spc_1/a \"b\""));
        assert_eq!(error.operation_id(), Some("get_metrics"));
        assert!(error.to_string().contains(r#"`{"spc_1":{"a \"b\"":…`"#), "{error}");
        assert!(error.source().unwrap().to_string().starts_with("of no use"));
    }

    #[tokio::test]
    async fn what_is_understood_is_given() {
        let send = answer(json!(7));
        let value = call(&raw::operations::GET_METRICS, send, |reply| Ok(reply.as_i64())).await;
        assert_eq!(value.unwrap(), Some(7));
    }

    #[test]
    fn a_space_called_data_is_a_wrapper() {
        let map = |name: &str| BTreeMap::from([(SpaceId(name.into()), 1)]);
        assert_eq!(spaces(map("data")).unwrap_err().place, ["data"]);
        assert_eq!(spaces(map("spc_1")), Ok(map("spc_1")));
    }
}
