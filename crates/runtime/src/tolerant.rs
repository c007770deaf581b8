//! Scalars whose JSON type on the wire is not the documented one.
//!
//! Each keeps the meaning for the reader and the form for the way back, so
//! that a value that is read and sent again is the same on the wire. Comparing
//! looks at the meaning only.

use std::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Number;

use crate::scalar::{self, Scalar};

/// A text that may come as a string, a number or a boolean.
///
/// # Example
///
/// ```
/// use floorkit_runtime::TolerantText;
///
/// let serial: TolerantText = serde_json::from_str("1042")?;
/// assert_eq!(serial.as_str(), "1042");
/// assert_eq!(serde_json::to_string(&serial)?, "1042");
/// assert_eq!(serial, TolerantText::from("1042"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone)]
pub struct TolerantText {
    text: String,
    form: TextForm,
}

/// A whole number that may come as a number, or as a string of digits.
///
/// # Example
///
/// ```
/// use floorkit_runtime::TolerantInteger;
///
/// let seconds: TolerantInteger = serde_json::from_str("\"3600\"")?;
/// assert_eq!(seconds.get(), 3600);
/// assert_eq!(serde_json::to_string(&seconds)?, "\"3600\"");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone)]
pub struct TolerantInteger {
    value: i64,
    form: NumberForm,
}

/// A number that may come as a number or as a string.
///
/// # Example
///
/// ```
/// use floorkit_runtime::TolerantNumber;
///
/// let share: TolerantNumber = serde_json::from_str("\"0.25\"")?;
/// assert_eq!(share.get(), 0.25);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone)]
pub struct TolerantNumber {
    value: f64,
    form: NumberForm,
}

#[derive(Clone)]
enum TextForm {
    Text,
    Number(Number),
    Bool(bool),
}

#[derive(Clone)]
enum NumberForm {
    Number(Number),
    Text(String),
}

/// The largest whole number below which a float counts every whole number.
const EXACT_IN_FLOAT: f64 = 9_007_199_254_740_992.0;

impl TolerantText {
    /// The text; a number or a boolean as JSON writes it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The same, owned.
    pub fn into_string(self) -> String {
        self.text
    }
}

impl TolerantInteger {
    /// The number.
    pub fn get(&self) -> i64 {
        self.value
    }
}

impl TolerantNumber {
    /// The number. A whole number beyond 2⁵³ is rounded here, and is still
    /// sent back exactly.
    pub fn get(&self) -> f64 {
        self.value
    }
}

impl From<String> for TolerantText {
    fn from(text: String) -> Self {
        Self { text, form: TextForm::Text }
    }
}

impl From<&str> for TolerantText {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl From<i64> for TolerantInteger {
    fn from(value: i64) -> Self {
        Self { value, form: NumberForm::Number(value.into()) }
    }
}

impl FromStr for TolerantText {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self::from(text))
    }
}

impl AsRef<str> for TolerantText {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl Serialize for TolerantText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.form {
            TextForm::Text => serializer.serialize_str(&self.text),
            TextForm::Number(number) => number.serialize(serializer),
            TextForm::Bool(value) => serializer.serialize_bool(*value),
        }
    }
}

impl Serialize for NumberForm {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(number) => number.serialize(serializer),
            Self::Text(text) => serializer.serialize_str(text),
        }
    }
}

impl Serialize for TolerantInteger {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.form.serialize(serializer)
    }
}

impl Serialize for TolerantNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.form.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for TolerantText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        scalar::read(deserializer, "a string, a number or a boolean", |scalar| {
            let (text, form) = match scalar {
                Scalar::Text(text) => (text, TextForm::Text),
                Scalar::Number(number) => (number.to_string(), TextForm::Number(number)),
                Scalar::Bool(value) => (value.to_string(), TextForm::Bool(value)),
            };
            Ok(Self { text, form })
        })
    }
}

impl<'de> Deserialize<'de> for TolerantInteger {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        const EXPECTED: &str = "a whole number from -2^63 to 2^63 - 1, or a string of its digits";

        scalar::read(deserializer, EXPECTED, |scalar| {
            let value = match &scalar {
                Scalar::Number(number) => integer(number),
                Scalar::Text(text) => text.parse().ok(),
                Scalar::Bool(_) => None,
            };
            let (value, form) = value
                .zip(NumberForm::of(&scalar))
                .ok_or_else(|| format!("{scalar} is not {EXPECTED}"))?;
            Ok(Self { value, form })
        })
    }
}

impl<'de> Deserialize<'de> for TolerantNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        const EXPECTED: &str = "a finite number, or a string that is one";

        scalar::read(deserializer, EXPECTED, |scalar| {
            let value = match &scalar {
                Scalar::Number(number) => number.as_f64(),
                Scalar::Text(text) => text.parse().ok().filter(|value: &f64| value.is_finite()),
                Scalar::Bool(_) => None,
            };
            let (value, form) = value
                .zip(NumberForm::of(&scalar))
                .ok_or_else(|| format!("{scalar} is not {EXPECTED}"))?;
            Ok(Self { value, form })
        })
    }
}

impl NumberForm {
    fn of(scalar: &Scalar) -> Option<Self> {
        match scalar {
            Scalar::Number(number) => Some(Self::Number(number.clone())),
            Scalar::Text(text) => Some(Self::Text(text.clone())),
            Scalar::Bool(_) => None,
        }
    }
}

fn integer(number: &Number) -> Option<i64> {
    number.as_i64().or_else(|| {
        let value = number.as_f64()?;
        let exact = value.fract() == 0.0 && value.abs() <= EXACT_IN_FLOAT;
        exact.then_some(value as i64)
    })
}

/// Compared, ordered and hashed by the meaning.
macro_rules! compared_by {
    ($type:ident, $meaning:ident) => {
        impl PartialEq for $type {
            fn eq(&self, other: &Self) -> bool {
                self.$meaning == other.$meaning
            }
        }

        impl Eq for $type {}

        impl PartialOrd for $type {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }

        impl Ord for $type {
            fn cmp(&self, other: &Self) -> Ordering {
                self.$meaning.cmp(&other.$meaning)
            }
        }

        impl Hash for $type {
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.$meaning.hash(state);
            }
        }
    };
}

compared_by!(TolerantText, text);
compared_by!(TolerantInteger, value);

// Floats have no total order, so this one has no `Eq` either.
impl PartialEq for TolerantNumber {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl PartialOrd for TolerantNumber {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.value.partial_cmp(&other.value)
    }
}

/// Shown as the meaning, in `Debug` too: the form is the wire's affair.
macro_rules! shown_as {
    ($type:ident, $meaning:ident) => {
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.$meaning, f)
            }
        }

        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.$meaning, f)
            }
        }
    };
}

shown_as!(TolerantText, text);
shown_as!(TolerantInteger, value);
shown_as!(TolerantNumber, value);

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn text_takes_scalars_and_gives_them_back() {
        let cases = [
            ("\"a\"", "a"),
            ("7", "7"),
            ("-7", "-7"),
            ("1.5", "1.5"),
            ("true", "true"),
            ("1234567890123456789", "1234567890123456789"),
            ("18446744073709551615", "18446744073709551615"),
        ];
        for (json, meaning) in cases {
            let text: TolerantText = serde_json::from_str(json).unwrap();
            assert_eq!(text.as_str(), meaning);
            assert_eq!(serde_json::to_string(&text).unwrap(), json);
        }
    }

    #[test]
    fn integer_takes_numbers_and_digits() {
        let cases = [
            ("3600", 3600),
            ("\"3600\"", 3600),
            ("3600.0", 3600),
            ("-1", -1),
            ("\"-9223372036854775808\"", i64::MIN),
            ("9223372036854775807", i64::MAX),
        ];
        for (json, meaning) in cases {
            let value: TolerantInteger = serde_json::from_str(json).unwrap();
            assert_eq!(value.get(), meaning);
            assert_eq!(serde_json::to_string(&value).unwrap(), json);
        }
    }

    #[test]
    fn integer_refuses_the_rest_in_words() {
        let cases = [
            ("3600.5", "3600.5 is not a whole number"),
            ("9223372036854775808", "9223372036854775808 is not a whole number"),
            ("1e300", "is not a whole number"),
            ("\"an hour\"", "\"an hour\" is not a whole number"),
            ("\"\"", "\"\" is not a whole number"),
            ("true", "true is not a whole number"),
            ("null", "expected a whole number from"),
            ("[1]", "expected a whole number from"),
        ];
        for (json, message) in cases {
            let error = serde_json::from_str::<TolerantInteger>(json).unwrap_err().to_string();
            assert!(error.contains(message), "{json}: {error}");
        }
    }

    #[test]
    fn number_takes_numbers_and_their_texts() {
        let cases =
            [("0.5", 0.5), ("3", 3.0), ("\"0.50\"", 0.5), ("9007199254740993", 2f64.powi(53))];
        for (json, meaning) in cases {
            let value: TolerantNumber = serde_json::from_str(json).unwrap();
            assert_eq!(value.get(), meaning);
            assert_eq!(serde_json::to_string(&value).unwrap(), json);
        }
        for json in ["\"NaN\"", "\"inf\"", "\"\"", "false", "{}"] {
            assert!(serde_json::from_str::<TolerantNumber>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn the_meaning_is_compared_not_the_form() {
        let digits: TolerantInteger = serde_json::from_str("\"5\"").unwrap();
        assert_eq!(digits, TolerantInteger::from(5));
        let json = r#"{"1":0,"a":0}"#;
        let map: BTreeMap<TolerantText, i32> = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&map).unwrap(), json);
    }
}
