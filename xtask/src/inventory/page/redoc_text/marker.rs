//! The lines that ReDoc itself puts between what a vendor wrote.

use crate::inventory::page::endpoint;

/// A line that begins a section of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Marker {
    /// The schemes follow, if they do not stand on the same line.
    Security(Vec<String>),
    /// `path`, `query`, `header` or `cookie`.
    Parameters(&'static str),
    /// Above parameters and body, where the page has it.
    Request,
    RequestBody {
        media_type: String,
        is_required: bool,
    },
    Responses,
    ResponseSchema(String),
    Endpoint {
        method: String,
        path: String,
    },
    RequestSamples,
    ResponseSamples,
}

impl Marker {
    /// Sections with equal keys are the same section: an operation has one.
    /// Those that it can have several of have none.
    pub(super) fn key(&self) -> Option<&'static str> {
        match self {
            Self::Security(_) => Some("security"),
            Self::Parameters(place) => Some(place),
            Self::Request => Some("request"),
            Self::RequestBody { .. } => Some("body"),
            Self::Responses => Some("responses"),
            Self::ResponseSchema(_) => None,
            Self::Endpoint { .. } => Some("endpoint"),
            Self::RequestSamples => Some("request samples"),
            Self::ResponseSamples => Some("response samples"),
        }
    }
}

/// The marker that a line is.
pub(super) fn marker(line: &str) -> Option<Marker> {
    let marker = match line {
        "Authorizations:" | "Authorizations" | "Security:" => Marker::Security(Vec::new()),
        "path Parameters" => Marker::Parameters("path"),
        "query Parameters" => Marker::Parameters("query"),
        "header Parameters" => Marker::Parameters("header"),
        "cookie Parameters" => Marker::Parameters("cookie"),
        "Request" => Marker::Request,
        "Responses" => Marker::Responses,
        "Request samples" => Marker::RequestSamples,
        "Response samples" => Marker::ResponseSamples,
        _ => return labeled(line).or_else(|| glued(line)),
    };
    Some(marker)
}

/// Whether a line is a status code; its description may stand beside it.
pub(super) fn status(line: &str) -> Option<(&str, &str)> {
    let (code, description) = line.split_once(' ').unwrap_or((line, ""));
    let is_code = code.len() == 3
        && code.starts_with(['1', '2', '3', '4', '5'])
        && (code[1..].bytes().all(|byte| byte.is_ascii_digit()) || &code[1..] == "XX");
    (is_code || line == "default").then_some((code, description))
}

/// `Security`, and names of schemes.
pub(super) fn schemes(text: &str) -> Option<Vec<String>> {
    let words: Vec<&str> =
        text.split([' ', ',']).filter(|word| !word.is_empty() && *word != "or").collect();
    let is_name = |word: &&str| {
        word.chars().all(|char| char.is_ascii_alphanumeric() || "_-.".contains(char))
            && !word.ends_with('.')
    };
    // Names stand between `or`s; two words beside each other are prose.
    let expected = text.split(" or ").flat_map(|part| part.split(',')).count();
    let is_fine = !words.is_empty() && words.len() == expected && words.iter().all(is_name);
    is_fine.then(|| words.into_iter().map(str::to_owned).collect())
}

fn labeled(line: &str) -> Option<Marker> {
    let (label, rest) = line.split_once(':')?;
    let rest = rest.trim();
    match label {
        "Request Body schema" => {
            let media_type = rest.strip_suffix("required").map_or(rest, str::trim_end);
            let is_required = media_type != rest;
            let media_type = media_type.to_owned();
            Some(Marker::RequestBody { media_type, is_required })
        }
        "Response Schema" => Some(Marker::ResponseSchema(rest.to_owned())),
        "Authorizations" | "Security" => schemes(rest).map(Marker::Security),
        _ => None,
    }
}

/// `post/desks` and `SecurityapiKey or oauth`: two words of the page that lost
/// what stood between them.
fn glued(line: &str) -> Option<Marker> {
    if let Some((method, path)) = endpoint::of_line(line) {
        return Some(Marker::Endpoint { method, path });
    }
    let rest = line.strip_prefix("Security")?;
    let is_glued = rest.starts_with(|char: char| char.is_ascii_alphabetic());
    // `Security` may be a word of a heading: `Securityguards`.
    schemes(rest).filter(|_| is_glued).map(Marker::Security)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_told_from_prose() {
        assert_eq!(
            marker("SecurityapiKey or oauth"),
            Some(Marker::Security(vec!["apiKey".to_owned(), "oauth".to_owned()]))
        );
        assert_eq!(marker("Security guards get in anywhere."), None);
        assert_eq!(marker("Securitykeys open doors."), None);
        assert_eq!(marker("Requests are counted."), None);
        assert_eq!(
            marker("Request Body schema: application/jsonrequired"),
            Some(Marker::RequestBody {
                media_type: "application/json".to_owned(),
                is_required: true
            })
        );
        assert_eq!(
            marker("get/desks/:desk_id"),
            Some(Marker::Endpoint {
                method: "GET".to_owned(),
                path: "/desks/{desk_id}".to_owned()
            })
        );
    }

    #[test]
    fn status_codes() {
        assert_eq!(status("200"), Some(("200", "")));
        assert_eq!(status("4XX not yours"), Some(("4XX", "not yours")));
        assert_eq!(status("2024-01-01"), None);
        assert_eq!(status("404 "), Some(("404", "")));
        assert_eq!(
            status("200 desks are too many, or are they"),
            Some(("200", "desks are too many, or are they"))
        );
    }
}
