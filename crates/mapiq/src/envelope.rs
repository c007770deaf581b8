//! A list that comes within an object, of whose form nothing is known.

use floorkit_runtime::Misread;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::List;

/// Names of a number of records, in small letters without other signs.
const TOTALS: [&str; 8] = [
    "count",
    "odatacount",
    "total",
    "totalcount",
    "totalelements",
    "totalitems",
    "totalrecords",
    "totalresults",
];

/// Names of a number of pages, in the same form.
const PAGES: [&str; 4] = ["pagecount", "pages", "totalpages", "numberofpages"];

/// Parts of a name that announces more, in the same form.
const SIGNS: [&str; 4] = ["next", "continuation", "hasmore", "skiptoken"];

/// Where an answer says that there are more records than it has.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct More {
    pub(crate) pointer: String,
    place: Vec<String>,
}

/// Takes the records out of the object: they are the only array of objects in it. Where
/// there is no such, or more than one, all of it may be accepted as around none.
pub(crate) fn open<T: DeserializeOwned>(
    mut envelope: Map<String, Value>,
    accepts_part: bool,
) -> Result<List<T>, Misread> {
    let field = match field(&envelope) {
        Ok(field) => field,
        Err(_) if accepts_part => {
            return Ok(List { records: Vec::new(), around: envelope, field: None });
        }
        Err(misread) => return Err(misread),
    };
    let Some(Value::Array(array)) = envelope.remove(&field) else {
        return Err(Misread::new("it is no array").within(field));
    };
    let records = array.into_iter().enumerate().map(|(index, record)| {
        serde_json::from_value(record).map_err(|error| {
            Misread::new(error.to_string()).within(index.to_string()).within(&field)
        })
    });
    let records = records.collect::<Result<_, _>>()?;
    Ok(List { records, around: envelope, field: Some(field) })
}

/// The name of the field that has the records.
fn field(envelope: &Map<String, Value>) -> Result<String, Misread> {
    let lists: Vec<(&String, &Vec<Value>)> = envelope
        .iter()
        .filter_map(|(name, value)| Some((name, value.as_array()?)))
        .filter(|(_, array)| array.iter().all(Value::is_object))
        .collect();
    let mut full = lists.iter().filter(|(_, array)| !array.is_empty());
    match (&lists[..], full.next(), full.next()) {
        ([(only, _)], ..) | (_, Some((only, _)), None) => Ok((*only).clone()),
        ([], ..) => Err(Misread::new(
            "the answer is an object without a list of records; take it as it is with \
             `accept_part`",
        )),
        _ => {
            let names: Vec<String> = lists.iter().map(|(name, _)| format!("`{name}`")).collect();
            Err(Misread::new(format!(
                "the answer is an object with several lists, {}, and nothing says which has the \
                 records; take it as it is with `accept_part`",
                names.join(" and "),
            )))
        }
    }
}

/// The first sign in what is around so many records that there are more of them.
pub(crate) fn more(around: &Map<String, Value>, records: usize) -> Option<More> {
    around.iter().find_map(|(name, value)| {
        if announces(name, value, records) {
            return Some(More { pointer: pointer(name), place: vec![name.clone()] });
        }
        let within = more(value.as_object()?, records)?;
        let place = std::iter::once(name.clone()).chain(within.place).collect();
        Some(More { pointer: pointer(name) + &within.pointer, place })
    })
}

fn announces(name: &str, value: &Value, records: usize) -> bool {
    let name: String =
        name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    let exceeds = |least: usize| value.as_u64().is_some_and(|number| number > least as u64);
    SIGNS.iter().any(|sign| name.contains(sign)) && is_set(value)
        || TOTALS.contains(&&*name) && exceeds(records)
        || PAGES.contains(&&*name) && exceeds(1)
}

fn is_set(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(array) => array.iter().any(is_set),
        Value::Object(object) => object.values().any(is_set),
        Value::Bool(true) | Value::Number(_) => true,
    }
}

fn pointer(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}

impl From<More> for Misread {
    fn from(more: More) -> Self {
        let misread = Self::new(
            "the answer says that there is more than it holds; take what came with \
             `accept_part`, and ask for the rest with `filter`",
        );
        more.place.into_iter().rev().fold(misread, Self::within)
    }
}

#[cfg(test)]
mod tests {
    use floorkit_mapiq_raw::types::User;
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Map<String, Value> {
        serde_json::from_value(value).unwrap()
    }

    fn open_users(value: Value) -> Result<List<User>, Misread> {
        open(object(value), false)
    }

    fn place_of_more(around: Value, records: usize) -> Option<String> {
        more(&object(around), records).map(|more| more.pointer)
    }

    #[test]
    fn the_only_list_of_objects_has_the_records() {
        for (body, field) in [
            (json!({ "value": [{ "id": 1 }], "tags": ["a"] }), "value"),
            (json!({ "errors": [], "items": [{ "id": 1 }] }), "items"),
            (json!({ "data": [] }), "data"),
        ] {
            let list = open_users(body.clone()).unwrap();
            assert_eq!(list.field.as_deref(), Some(field), "{body}");
            assert_eq!(list.records.len(), body[field].as_array().unwrap().len());
            assert_eq!(list.around.len(), body.as_object().unwrap().len() - 1);
        }
    }

    #[test]
    fn an_object_that_is_no_list_is_not_an_empty_one() {
        for body in [json!({}), json!({ "message": "later" }), json!({ "ids": [1, 2] })] {
            let why = open_users(body.clone()).unwrap_err().to_string();
            assert!(why.contains("without a list") && why.contains("accept_part"), "{body}: {why}");
            let list = open::<User>(object(body.clone()), true).unwrap();
            assert_eq!((list.records.len(), Value::from(list.around)), (0, body));
        }
        let why = open_users(json!({ "a": [{}], "b": [{}] })).unwrap_err().to_string();
        assert!(why.contains("`a` and `b`"), "{why}");
    }

    #[test]
    fn more_is_found_under_the_usual_names() {
        for (around, place) in [
            (json!({ "nextLink": "https://api.example/v2/users?page=2" }), "/nextLink"),
            (json!({ "@odata.nextLink": "?$skip=2" }), "/@odata.nextLink"),
            (json!({ "continuationToken": "abc" }), "/continuationToken"),
            (json!({ "has_more": true }), "/has_more"),
            (json!({ "links": { "self": "?page=1", "next": "?page=2" } }), "/links/next"),
            (json!({ "_links": { "next": { "href": "?page=2" } } }), "/_links/next"),
            (json!({ "totalCount": 3 }), "/totalCount"),
            (json!({ "paging/state": { "totalPages": 2 } }), "/paging~1state/totalPages"),
        ] {
            assert_eq!(place_of_more(around.clone(), 2).as_deref(), Some(place), "{around}");
        }
    }

    #[test]
    fn an_end_is_not_taken_for_more() {
        for around in [
            json!({}),
            json!({ "nextLink": null, "continuationToken": "", "hasMore": false }),
            json!({ "total": 2, "totalPages": 1, "page": 7, "pageSize": 100 }),
            json!({ "links": { "next": null, "previous": "?page=1" } }),
            json!({ "_links": { "next": { "href": null } } }),
        ] {
            assert_eq!(place_of_more(around.clone(), 2), None, "{around}");
        }
    }

    #[test]
    fn the_place_of_more_is_that_of_the_error() {
        let around = object(json!({ "links": { "next": "?page=2" } }));
        let misread = Misread::from(more(&around, 2).unwrap());
        assert_eq!(misread.pointer(), "/links/next");
        assert!(misread.to_string().contains("accept_part"), "{misread}");
    }
}
