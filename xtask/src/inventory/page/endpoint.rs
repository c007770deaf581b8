//! A method and a path on one line.

const METHODS: [&str; 7] = ["GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS"];

/// Reads `GET /desks/{id}`, `get/desks/:id` or `GET https://host/desks`: the
/// method in capitals, and the path below the host.
pub(super) fn of_line(line: &str) -> Option<(String, String)> {
    let end = line.find(|char: char| !char.is_ascii_alphabetic())?;
    let (word, rest) = line.split_at(end);
    let method = method(word)?;
    let path = path(rest.trim())?;
    Some((method.to_owned(), path))
}

/// The method that a word is, in capitals or not at all.
pub(super) fn method(word: &str) -> Option<&'static str> {
    METHODS.into_iter().find(|method| *method == word || method.to_ascii_lowercase() == word)
}

/// The path that a word is or ends in; one without spaces.
pub(super) fn path(text: &str) -> Option<String> {
    let path = match host(text) {
        Some(host) => &text[host.len()..],
        None => text,
    };
    let is_path = path.starts_with('/') && !path.contains(char::is_whitespace);
    is_path.then(|| path.split('/').map(segment).collect::<Vec<_>>().join("/"))
}

/// The scheme and host that an address begins with.
pub(super) fn host(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let end = rest.find(['/', '?', '#', ' ']).unwrap_or(rest.len());
    let length = text.len() - rest.len() + end;
    (end > 0).then(|| &text[..length])
}

/// `:id`, as some write `{id}`.
fn segment(text: &str) -> String {
    match text.strip_prefix(':') {
        Some(name) if !name.is_empty() => format!("{{{name}}}"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_and_paths() {
        let check = |line: &str, expect: Option<(&str, &str)>| {
            let read = of_line(line);
            let read = read.as_ref().map(|(method, path)| (method.as_str(), path.as_str()));
            assert_eq!(read, expect, "{line}");
        };
        check("GET /desks/", Some(("GET", "/desks/")));
        check("patch/desks/:id/at", Some(("PATCH", "/desks/{id}/at")));
        check("POST https://acme.example/token", Some(("POST", "/token")));
        check("Get /desks", None);
        check("GET desks", None);
        check("GET /desks and rooms", None);
    }
}
