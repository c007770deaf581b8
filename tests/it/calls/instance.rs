//! Makes values that a schema allows, and those that a tolerant reader takes as well.

use serde_json::{Map, Value, json};

use super::document::resolved;

/// What stands for a value or a field that the vendor will think of later.
pub(crate) const LATER: &str = "added-later";
/// How deep a schema that contains itself is followed.
const DEEPEST: usize = 8;
/// As many members as the largest union has, or kinds of JSON there are.
const MEMBERS: usize = 6;

/// How a value is made of a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Recipe {
    fill: Fill,
    /// Of each union, list of values, and choice of types: which one, in turn.
    member: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fill {
    /// The document's examples, and apart from these what is required.
    Examples,
    /// What is required.
    Required,
    /// All that there is.
    All,
    /// That, and lists and maps without anything in them.
    Empty,
    /// That, and null wherever it may be.
    Nulls,
    /// That, and values that no enum lists.
    Unlisted,
    /// That, and fields that no object has.
    More,
}

impl Recipe {
    /// The one that a person would write down first.
    pub(crate) const PLAIN: Self = Self { fill: Fill::Examples, member: 0 };

    /// All of them.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        let fills = [
            Fill::Examples,
            Fill::Required,
            Fill::All,
            Fill::Empty,
            Fill::Nulls,
            Fill::Unlisted,
            Fill::More,
        ];
        fills.into_iter().flat_map(|fill| (0..MEMBERS).map(move |member| Self { fill, member }))
    }

    /// The value of a media type's entry.
    pub(crate) fn body(self, root: &Value, entry: &Value) -> Value {
        if self.fill == Fill::Examples {
            let named = entry.get("examples").and_then(Value::as_object);
            let named = named.into_iter().flat_map(Map::values);
            let named: Vec<_> = named.filter_map(|one| resolved(root, one).get("value")).collect();
            if let Some(example) = entry.get("example").or(named.get(self.member).copied()) {
                return example.clone();
            }
        }
        Maker { root, recipe: self }.value(entry.get("schema").unwrap_or(&Value::Null), 0)
    }
}

struct Maker<'a> {
    root: &'a Value,
    recipe: Recipe,
}

impl Maker<'_> {
    fn value(&self, schema: &Value, depth: usize) -> Value {
        let schema = resolved(self.root, schema);
        let is_nullable = schema.get("nullable") == Some(&Value::Bool(true));
        if self.recipe.fill == Fill::Nulls && is_nullable && depth > 0 {
            return Value::Null;
        }
        let is_whole = !matches!(kind(schema), "object" | "array");
        if let Some(example) = schema.get("example")
            && (self.recipe.fill == Fill::Examples || is_whole && schema.get("enum").is_none())
        {
            return example.clone();
        }
        let of_unions = ["oneOf", "anyOf"].into_iter().filter_map(|key| {
            let members = schema.get(key)?.as_array()?;
            Some(self.value(self.turn(members)?, depth))
        });
        let of_all = list(schema, "allOf").map(|member| self.value(member, depth));
        let own = (schema.get("oneOf").is_none() && schema.get("allOf").is_none())
            || schema.get("properties").is_some();
        let own = own.then(|| self.own(schema, depth));
        of_unions.chain(of_all).chain(own).reduce(merged).unwrap_or_default()
    }

    /// What the schema says by itself.
    fn own(&self, schema: &Value, depth: usize) -> Value {
        let values: Vec<_> = list(schema, "enum").filter(|value| !value.is_null()).collect();
        if !values.is_empty() {
            let is_closed = schema.get("x-tag").is_some() || !values[0].is_string();
            return match self.recipe.fill {
                Fill::Unlisted if !is_closed => LATER.into(),
                _ => values[self.recipe.member % values.len()].clone(),
            };
        }
        let accepted: Vec<_> = list(schema, "x-accepts").filter_map(Value::as_str).collect();
        let kind = self.turn(&accepted).copied().unwrap_or_else(|| kind(schema));
        match kind {
            "object" => self.object(schema, depth),
            "array" => self.array(schema, depth),
            "integer" => schema.get("minimum").cloned().unwrap_or(1.into()),
            "number" => 0.5.into(),
            "boolean" => true.into(),
            "string" => self.text(schema).into(),
            _ => self.anything(),
        }
    }

    fn object(&self, schema: &Value, depth: usize) -> Value {
        let required: Vec<_> = list(schema, "required").filter_map(Value::as_str).collect();
        let takes_all = !matches!(self.recipe.fill, Fill::Examples | Fill::Required);
        let takes_all = takes_all && depth < DEEPEST;
        let properties = schema.get("properties").and_then(Value::as_object);
        let fields = properties.into_iter().flatten().filter(|(name, property)| {
            let is_sent = resolved(self.root, property).get("writeOnly").is_some();
            required.contains(&name.as_str()) || (takes_all && !is_sent)
        });
        let mut object: Map<_, _> = fields
            .map(|(name, property)| (name.clone(), self.value(property, depth + 1)))
            .collect();
        let others = schema.get("additionalProperties").filter(|others| others.is_object());
        if let Some(others) = others
            && self.recipe.fill != Fill::Empty
            && depth < DEEPEST
        {
            object.insert(self.key(schema), self.value(others, depth + 1));
        }
        // A field of a map is one of its values.
        if self.recipe.fill == Fill::More && others.is_none() {
            object.insert(LATER.to_owned(), json!({ "deep": [1, "two", null] }));
        }
        object.into()
    }

    /// The key of a map: an id, where the document says of what.
    fn key(&self, schema: &Value) -> String {
        let key = schema.get("x-key").map(|of| self.value(of, DEEPEST));
        key.as_ref().and_then(Value::as_str).unwrap_or("key").to_owned()
    }

    fn array(&self, schema: &Value, depth: usize) -> Value {
        let items = schema.get("items").filter(|_| depth < DEEPEST);
        match (self.recipe.fill, items) {
            (Fill::Empty, _) | (_, None) => json!([]),
            (_, Some(items)) => json!([self.value(items, depth + 1)]),
        }
    }

    fn text(&self, schema: &Value) -> &'static str {
        let has_no_zone = schema.get("x-zone").is_some() && self.recipe.member % 2 == 1;
        match schema.get("format").and_then(Value::as_str) {
            Some("date-time") if !has_no_zone => "2026-01-15T09:30:00Z",
            Some("date-time" | "date-time-local") => "2026-01-15T09:30:00",
            Some("date") => "2026-01-15",
            Some("time") => "09:30:00",
            Some("uuid") => "0b5a1f0e-8a52-4a3e-9a5b-3f6d2c1e7a90",
            Some("uri" | "url") => "https://files.example/1",
            Some("email") => "ada@acme.example",
            _ => "text",
        }
    }

    /// Where nothing is said.
    fn anything(&self) -> Value {
        let kinds = [
            json!({}),
            json!([]),
            json!("text"),
            json!(5),
            json!({ "message": "done", "rows": [{ "id": 1 }, {}] }),
            Value::Null,
        ];
        self.turn(&kinds).cloned().unwrap_or_default()
    }

    fn turn<'v, T>(&self, of: &'v [T]) -> Option<&'v T> {
        of.get(self.recipe.member.checked_rem(of.len())?)
    }
}

/// What a schema is of; one with properties need not say it.
fn kind(schema: &Value) -> &str {
    let implied = if schema.get("properties").is_some() { "object" } else { "" };
    schema.get("type").and_then(Value::as_str).unwrap_or(implied)
}

fn list<'v>(schema: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    schema.get(key).and_then(Value::as_array).into_iter().flatten()
}

/// All fields of two objects.
fn merged(one: Value, other: Value) -> Value {
    match (one, other) {
        (Value::Object(mut one), Value::Object(other)) => {
            one.extend(other);
            one.into()
        }
        (one, _) => one,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(fill: Fill, member: usize) -> Value {
        let root = json!({ "components": { "schemas": {
            "Desk": { "type": "object", "required": ["id"], "properties": {
                "id": { "type": "string", "example": "d-1" },
                "kind": { "type": "string", "enum": ["desk", "room"] },
                "seen": { "type": "string", "format": "date-time", "nullable": true },
                "next": { "$ref": "#/components/schemas/Desk" },
            } },
            "Desks": { "oneOf": [
                { "type": "array", "items": { "$ref": "#/components/schemas/Desk" } },
                { "type": "object", "additionalProperties": { "$ref": "#/components/schemas/Desk" } },
            ] },
        } } });
        let entry = json!({ "schema": { "$ref": "#/components/schemas/Desks" } });
        Recipe { fill, member }.body(&root, &entry)
    }

    #[test]
    fn each_recipe_makes_what_it_says() {
        assert_eq!(made(Fill::Required, 0), json!([{ "id": "d-1" }]));
        assert_eq!(made(Fill::Required, 1), json!({ "key": { "id": "d-1" } }));
        assert_eq!(made(Fill::Empty, 0), json!([]));
        assert_eq!(made(Fill::Empty, 1), json!({}));
        assert_eq!(made(Fill::Nulls, 0)[0]["seen"], Value::Null);
        assert_eq!(made(Fill::Unlisted, 1)["key"]["kind"], LATER);
        assert_eq!(made(Fill::All, 1)["key"]["kind"], "room");
        assert!(made(Fill::More, 0)[0]["next"][LATER].is_object());
    }
}
