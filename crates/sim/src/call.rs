//! What an operation gets to see of its call.

use std::fmt;

use axum::http::{HeaderMap, Method};
use jiff::Timestamp;
use serde_json::Value;

use crate::{Credential, clock::Clock, spec::Arguments, vendor::Vendor};

/// A valid call, and the world that it is about.
pub struct Call<'a, V: Vendor> {
    pub(crate) operation: &'a str,
    /// The path as it was asked for.
    pub(crate) address: &'a str,
    pub(crate) arguments: &'a Arguments,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) credential: Credential,
    pub(crate) behavior: &'a V::Behavior,
    pub(crate) world: &'a V::World,
    pub(crate) now: Timestamp,
}

/// A request at a path that the document does not have.
pub struct Elsewhere<'a, V: Vendor> {
    pub(crate) method: &'a Method,
    pub(crate) path: &'a str,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a [u8],
    pub(crate) behavior: &'a V::Behavior,
    pub(crate) world: &'a V::World,
    /// For what goes on after the call.
    pub(crate) clock: &'a Clock,
    pub(crate) now: Timestamp,
}

impl<'a, V: Vendor> Call<'a, V> {
    /// The value in the path, where there is one; of several, the first by its name.
    pub(crate) fn path_id(&self) -> &'a str {
        self.arguments.path.values().next().map_or("", String::as_str)
    }

    /// A value in the path, by its name.
    pub(crate) fn path(&self, name: &str) -> &'a str {
        self.arguments.path.get(name).map_or("", String::as_str)
    }

    /// The first value of a name in the query.
    pub(crate) fn query(&self, name: &str) -> Option<&'a str> {
        self.queries(name).next()
    }

    /// All values of a name in the query.
    pub(crate) fn queries<'n>(
        &self,
        name: &'n str,
    ) -> impl Iterator<Item = &'a str> + use<'a, 'n, V> {
        let query = self.arguments.query.iter();
        query.filter(move |(known, _)| known == name).map(|(_, text)| text.as_str())
    }

    pub(crate) fn field(&self, name: &str) -> Option<&'a Value> {
        self.arguments.body.get(name)
    }

    pub(crate) fn text(&self, name: &str) -> Option<&'a str> {
        self.field(name)?.as_str()
    }

    /// A list of strings in the body.
    pub(crate) fn texts(&self, name: &str) -> Option<Vec<String>> {
        let items = self.field(name)?.as_array()?;
        Some(items.iter().filter_map(Value::as_str).map(str::to_owned).collect())
    }
}

impl<V: Vendor> Elsewhere<'_, V> {
    /// A value in a form, or of a JSON object, that is the body.
    pub(crate) fn field(&self, name: &str) -> Option<String> {
        match serde_json::from_slice::<Value>(self.body) {
            Ok(body) => body.get(name)?.as_str().map(str::to_owned),
            Err(_) => {
                let mut fields = url::form_urlencoded::parse(self.body);
                fields.find(|(known, _)| known == name).map(|(_, text)| text.into_owned())
            }
        }
    }
}

// By hand, since a derived one would ask it of the vendor; and the headers have secrets.
impl<V: Vendor> Clone for Call<'_, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V: Vendor> Copy for Call<'_, V> {}

impl<V: Vendor> fmt::Debug for Call<'_, V> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Call");
        shown.field("operation", &self.operation).finish_non_exhaustive()
    }
}

impl<V: Vendor> fmt::Debug for Elsewhere<'_, V> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Elsewhere");
        shown.field("method", self.method).field("path", &self.path).finish_non_exhaustive()
    }
}
