//! How names are made of words.

use heck::{ToPascalCase, ToSnakeCase};

/// What is tried before numbers are.
const SUFFIXES: [&str; 6] = ["Value", "Details", "Data", "Content", "Variant", "Alternative"];

/// A name of a type, of any text; empty if there is nothing to make it of.
pub(in crate::adopt) fn pascal(text: &str) -> String {
    let words: String =
        text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect();
    let mut name = words.to_pascal_case();
    // Once is not always enough: `aB1c` gains a word.
    for _ in 0..4 {
        let again = name.to_pascal_case();
        if again == name {
            break;
        }
        name = again;
    }
    name
}

/// A name of a type that Rust takes: one that is made of nothing, or begins
/// with a digit, begins with `fallback`.
pub(in crate::adopt) fn type_name(text: &str, fallback: &str) -> String {
    let name = pascal(text);
    let is_name = syn::parse_str::<syn::Ident>(&name).is_ok();
    if is_name { name } else { pascal(&format!("{fallback} {name}")) }
}

/// The name of a field, of any text.
pub(in crate::adopt) fn snake(text: &str) -> String {
    let words: String =
        text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect();
    words.to_snake_case()
}

/// The first of a name and what follows from it that is free.
pub(in crate::adopt) fn free(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    if !is_taken(name) {
        return name.to_owned();
    }
    let worded = SUFFIXES.iter().map(|suffix| format!("{name}{suffix}"));
    let numbered = (2_u64..).map(|number| format!("{name}{number}"));
    worded.chain(numbered).find(|name| !is_taken(name)).unwrap_or_else(|| name.to_owned())
}

/// One of many: what an item of a list is called.
pub(in crate::adopt) fn singular(name: &str) -> String {
    const AS_THEY_ARE: [&str; 8] =
        ["Address", "Status", "Access", "Process", "Series", "Analysis", "Basis", "Bus"];
    let is_kept = AS_THEY_ARE.iter().any(|word| name.ends_with(word));
    if is_kept {
        format!("{name}Item")
    } else if let Some(stem) = name.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        format!("{stem}y")
    } else if let Some(stem) = ["sses", "xes", "ches", "shes"]
        .iter()
        .find_map(|end| name.ends_with(end).then(|| name.strip_suffix("es")).flatten())
    {
        stem.to_owned()
    } else {
        match name.strip_suffix('s').filter(|stem| stem.len() > 1 && !stem.ends_with('s')) {
            Some(stem) => stem.to_owned(),
            None => format!("{name}Item"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_made_of_words_and_digits() {
        let cases = [
            ("IPAddress", "IpAddress"),
            ("page<User>", "PageUser"),
            ("../etc/passwd", "EtcPasswd"),
            ("naïve 🙂", "NaVe"),
            ("", ""),
            ("3d_model", "3dModel"),
        ];
        for (text, name) in cases {
            assert_eq!(pascal(text), name, "{text}");
            assert_eq!(pascal(name), name, "a second time changes nothing");
        }
        assert_eq!(type_name("3d_model", "Schema"), "Schema3dModel");
        assert_eq!(type_name("🙂", "Schema"), "Schema");
        assert_eq!(type_name("self", "Schema"), "SchemaSelf");
    }

    #[test]
    fn a_name_that_is_taken_gains_a_word_and_then_a_number() {
        assert_eq!(free("Space", |name| name == "Space"), "SpaceValue");
        assert_eq!(free("Space", |name| !name.ends_with('3')), "Space3");
    }

    #[test]
    fn an_item_is_one_of_many() {
        let cases = [
            ("Labels", "Label"),
            ("Categories", "Category"),
            ("Boxes", "Box"),
            ("Addresses", "Address"),
            ("Status", "StatusItem"),
            ("Data", "DataItem"),
        ];
        for (many, one) in cases {
            assert_eq!(singular(many), one, "{many}");
        }
    }
}
