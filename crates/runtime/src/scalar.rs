//! Reading a JSON scalar of whatever type.

use std::{fmt, marker::PhantomData};

use serde::{Deserializer, de};
use serde_json::Number;

/// Any JSON scalar but null.
pub(crate) enum Scalar {
    Text(String),
    Number(Number),
    Bool(bool),
}

/// Reads a scalar and converts it; the conversion's error is one of the
/// decoder, so that it is reported where the scalar is.
pub(crate) fn read<'de, T, D: Deserializer<'de>>(
    deserializer: D,
    expected: &'static str,
    convert: impl FnOnce(Scalar) -> Result<T, String>,
) -> Result<T, D::Error> {
    deserializer.deserialize_any(Visitor { expected, convert, value: PhantomData })
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // A text may be as long as a body.
            Self::Text(text) => write!(f, "{:?}", text.chars().take(40).collect::<String>()),
            Self::Number(number) => number.fmt(f),
            Self::Bool(value) => value.fmt(f),
        }
    }
}

struct Visitor<T, F> {
    expected: &'static str,
    convert: F,
    value: PhantomData<T>,
}

impl<T, F: FnOnce(Scalar) -> Result<T, String>> Visitor<T, F> {
    fn visit<E: de::Error>(self, scalar: Scalar) -> Result<T, E> {
        (self.convert)(scalar).map_err(E::custom)
    }
}

impl<T, F: FnOnce(Scalar) -> Result<T, String>> de::Visitor<'_> for Visitor<T, F> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        self.visit_string(text.to_owned())
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<T, E> {
        self.visit(Scalar::Text(text))
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<T, E> {
        self.visit(Scalar::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<T, E> {
        self.visit(Scalar::Number(value.into()))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<T, E> {
        self.visit(Scalar::Number(value.into()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<T, E> {
        match Number::from_f64(value) {
            Some(number) => self.visit(Scalar::Number(number)),
            None => Err(E::invalid_value(de::Unexpected::Float(value), &self)),
        }
    }
}
