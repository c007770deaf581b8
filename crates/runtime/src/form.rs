//! Forms whose fields may come more than once.

use serde::{Serialize, Serializer, ser};
use serde_json::Value;

/// The fields of a form, of which a list is its name once for each value:
/// `label=quiet&label=north`.
///
/// Generated code sends a body so where one of its fields is a list; a setter
/// takes the body itself. A field without a value, or a list of none, is left out.
///
/// # Example
///
/// ```
/// use floorkit_runtime::Form;
///
/// #[derive(serde::Serialize)]
/// struct Desk { name: String, labels: Vec<String> }
///
/// let desk = Desk { name: "North".into(), labels: vec!["quiet".into(), "tall".into()] };
/// let form = Form::from(desk);
/// assert_eq!(form.0.labels.len(), 2);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form<T>(pub T);

impl<T> From<T> for Form<T> {
    fn from(fields: T) -> Self {
        Self(fields)
    }
}

/// As pairs of a name and a value.
impl<T: Serialize> Serialize for Form<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let fields = serde_json::to_value(&self.0).map_err(ser::Error::custom)?;
        let Value::Object(fields) = fields else {
            return Err(ser::Error::custom("a form is an object"));
        };
        let mut pairs = Vec::new();
        for (name, value) in fields {
            match value {
                Value::Null => {}
                Value::Array(values) => {
                    for value in values {
                        pairs.push((name.clone(), text::<S::Error>(value)?));
                    }
                }
                value => pairs.push((name, text::<S::Error>(value)?)),
            }
        }
        serializer.collect_seq(pairs)
    }
}

fn text<E: ser::Error>(value: Value) -> Result<String, E> {
    match value {
        Value::String(text) => Ok(text),
        Value::Number(_) | Value::Bool(_) => Ok(value.to_string()),
        _ => {
            Err(E::custom("a field of a form is a text, a number or a boolean, or a list of such"))
        }
    }
}

#[cfg(test)]
mod tests {
    use progenitor_client::RequestBuilderExt as _;
    use serde_json::json;

    use super::*;

    fn written(fields: Value) -> Option<String> {
        let request = reqwest::Client::new().post("http://localhost/");
        let request: Result<_, progenitor_client::Error<()>> =
            request.form_urlencoded(&Form(fields));
        let request = request.ok()?.build().unwrap();
        Some(String::from_utf8(request.body()?.as_bytes()?.to_vec()).unwrap())
    }

    #[test]
    fn a_list_is_its_name_again_and_again() {
        let fields = json!({ "a": [1, "x&y", true], "b": null, "c": [], "d": "e f" });
        assert_eq!(written(fields).as_deref(), Some("a=1&a=x%26y&a=true&d=e+f"));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        for fields in [json!({ "a": {} }), json!({ "a": [[1]] }), json!([1])] {
            assert_eq!(written(fields), None);
        }
    }
}
