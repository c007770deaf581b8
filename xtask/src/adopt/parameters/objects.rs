//! Objects in the query.

use serde_json::{Map, Value, json};

use super::super::Report;
use super::super::operation_parts::followed;
use super::{NAME, SEPARATORS, is_list, is_open, say};

/// How deep fields are written out, and how many.
const DEPTH: usize = 4;
const MOST: usize = 120;

/// A parameter for each field of an object, if the value can be one.
pub(super) fn expand(
    document: &Value,
    parameter: &Map<String, Value>,
    style: &str,
    schema: &Value,
    at: &str,
    report: &mut Report,
) -> Option<Vec<Map<String, Value>>> {
    let members = members(document, schema, DEPTH);
    let objects: Vec<&Value> =
        members.iter().copied().filter(|member| is_object(document, member)).collect();
    let is_deep = style == "deepObject";
    if objects.is_empty() {
        return None;
    }
    report.rewrote(NAME, at);
    let is_joined = SEPARATORS.iter().any(|(name, _)| *name == style)
        || (!is_deep && parameter.get("explode") == Some(&Value::Bool(false)));
    let mut all = Vec::new();
    if is_joined {
        let mut text = parameter.clone();
        say(&mut text, "Names and values in turn, joined.");
        text.insert("schema".into(), json!({ "type": "string" }));
        super::tidy(&mut text);
        return Some(vec![text]);
    }
    for object in &objects {
        let name = if is_deep { name(parameter) } else { "" };
        fields(document, parameter, name, object, DEPTH, &mut all);
    }
    let is_known = !all.is_empty() && all.len() <= MOST;
    if !is_known {
        all.clear();
        let what = format!("the fields of `{}`", self::name(parameter));
        report.lost(at, what, "too many or none are listed; the caller writes names and values");
        all.push(open(parameter));
    }
    // The value may also be a scalar, under the name itself.
    if objects.len() < members.len() && is_known {
        let scalars = members.iter().copied().filter(|member| !is_object(document, member));
        let mut scalar = parameter.clone();
        let scalars: Vec<&Value> = scalars.collect();
        let schema = match scalars[..] {
            [one] if !is_open(one) => one.clone(),
            _ => json!({ "type": "string" }),
        };
        scalar.insert("schema".into(), schema);
        scalar.remove("required");
        super::tidy(&mut scalar);
        all.push(scalar);
    }
    Some(all)
}

/// A parameter for names and values as the caller writes them.
pub(super) fn open(parameter: &Map<String, Value>) -> Map<String, Value> {
    let mut open = parameter.clone();
    let name = name(parameter).to_owned();
    say(
        &mut open,
        &format!(
            "Names and values as they are on the wire; that of `{name}` is not written on its own."
        ),
    );
    let texts = json!({ "type": "object", "additionalProperties": { "type": "string" } });
    open.insert("schema".into(), texts);
    super::tidy(&mut open);
    open
}

/// Whether a value is an object.
pub(super) fn is_object(document: &Value, schema: &Value) -> bool {
    let schema = followed(document, schema);
    let is = |key: &str| schema.get(key).is_some_and(Value::is_object);
    schema.get("type").is_some_and(|kind| kind == "object")
        || is("properties")
        || is("additionalProperties")
        || merged(schema).any(|member| {
            let member = followed(document, member);
            member.get("type").is_some_and(|kind| kind == "object")
                || member.get("properties").is_some()
        })
}

fn merged(schema: &Value) -> impl Iterator<Item = &Value> {
    schema.get("allOf").and_then(Value::as_array).into_iter().flatten()
}

fn name(parameter: &Map<String, Value>) -> &str {
    parameter.get("name").and_then(Value::as_str).unwrap_or_default()
}

/// What a value may be, alternative by alternative.
fn members<'a>(document: &'a Value, schema: &'a Value, depth: usize) -> Vec<&'a Value> {
    let schema = followed(document, schema);
    let alternatives = ["oneOf", "anyOf"].iter().filter_map(|key| schema.get(key)?.as_array());
    let alternatives: Vec<&Value> = alternatives.flatten().collect();
    if alternatives.is_empty() || depth == 0 {
        return vec![schema];
    }
    alternatives.into_iter().flat_map(|one| members(document, one, depth - 1)).collect()
}

/// Adds a parameter for each field of an object, those that it is merged from
/// among them.
fn fields(
    document: &Value,
    parameter: &Map<String, Value>,
    prefix: &str,
    object: &Value,
    depth: usize,
    all: &mut Vec<Map<String, Value>>,
) {
    let object = followed(document, object);
    if depth == 0 || all.len() > MOST {
        return;
    }
    for member in merged(object) {
        fields(document, parameter, prefix, member, depth - 1, all);
    }
    let required = object.get("required").and_then(Value::as_array);
    let properties = object.get("properties").and_then(Value::as_object);
    for (field, schema) in properties.into_iter().flatten() {
        let name = if prefix.is_empty() { field.clone() } else { format!("{prefix}[{field}]") };
        let target = followed(document, schema);
        if is_object(document, target) {
            fields(document, parameter, &name, target, depth - 1, all);
            continue;
        }
        let is_flat = !is_list(target)
            || target.get("items").is_none_or(|items| {
                let items = followed(document, items);
                !is_list(items) && !is_object(document, items)
            });
        let schema =
            if is_flat && !is_open(target) { schema.clone() } else { json!({ "type": "string" }) };
        let of_object = parameter.get("required") == Some(&Value::Bool(true));
        let required =
            of_object && required.is_some_and(|all| all.iter().any(|required| required == field));
        let mut one = Map::new();
        one.insert("name".into(), name.into());
        one.insert("in".into(), "query".into());
        one.insert("required".into(), required.into());
        let description = target.get("description").or_else(|| parameter.get("description"));
        one.extend(description.map(|text| ("description".to_owned(), text.clone())));
        one.insert("schema".into(), schema);
        all.push(one);
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::operation_parts::testing;
    use super::*;

    fn names(parameter: &Value, schemas: &Value) -> Vec<String> {
        let paths = json!({ "/a": { "get": { "parameters": [parameter] } } });
        let (paths, ..) = testing::run(super::super::run, &paths, schemas);
        let all = paths["/a"]["get"]["parameters"].as_array().into_iter().flatten();
        all.map(|one| {
            let needed = if one["required"] == true { "!" } else { "" };
            format!("{}{needed}: {}", one["name"].as_str().unwrap_or_default(), one["schema"])
        })
        .collect()
    }

    #[test]
    fn a_deep_object_is_written_field_by_field() {
        let range = json!({ "type": "object", "required": ["gt"], "properties": {
            "gt": { "type": "integer" }, "lt": { "type": "integer" },
            "zone": { "type": "object", "properties": { "name": { "type": "string" } } },
        } });
        let parameter = |style: &str| {
            json!({
                "name": "created", "in": "query", "style": style, "required": true,
                "schema": { "anyOf": [{ "$ref": "#/components/schemas/Range" }, { "type": "integer" }] },
            })
        };
        let schemas = json!({ "Range": range });
        assert_eq!(
            names(&parameter("deepObject"), &schemas),
            [
                r#"created[gt]!: {"type":"integer"}"#,
                r#"created[lt]: {"type":"integer"}"#,
                r#"created[zone][name]: {"type":"string"}"#,
                r#"created: {"type":"integer"}"#,
            ]
        );
        assert_eq!(names(&parameter("form"), &schemas)[0], r#"gt!: {"type":"integer"}"#);
    }

    #[test]
    fn of_an_object_without_fields_the_caller_writes_the_names() {
        let texts = r#"filter: {"additionalProperties":{"type":"string"},"type":"object"}"#;
        let parameter = json!({ "name": "filter", "in": "query", "style": "deepObject", "schema": { "type": "object" } });
        assert_eq!(names(&parameter, &json!({})), [texts]);
    }

    #[test]
    fn an_object_that_contains_itself_ends() {
        let schemas = json!({ "Node": { "type": "object", "properties": {
            "name": { "type": "string" }, "next": { "$ref": "#/components/schemas/Node" },
        } } });
        let parameter = json!({ "name": "n", "in": "query", "style": "deepObject", "schema": { "$ref": "#/components/schemas/Node" } });
        assert_eq!(names(&parameter, &schemas).len(), DEPTH);
    }
}
