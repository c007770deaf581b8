//! What is done to a request before it is sent.

use http::{
    HeaderMap, HeaderValue,
    header::{ACCEPT, CONTENT_TYPE},
};
use reqwest::Request;
use url::{Url, form_urlencoded};

use super::failure::Failure;
use crate::{Inner, Operation, address::is_loopback, delimited, multipart};

/// Makes the request what the operation's table says, and refuses one that
/// would reach another operation.
pub(super) fn prepare(
    inner: &Inner,
    operation: &Operation,
    request: &mut Request,
) -> Result<(), Failure> {
    let path = inner.path_below_base(request.url());
    if !path.is_some_and(|path| operation.matches(path)) {
        return Err(Failure::InvalidRequest(format!(
            "a value in the path is empty, `.` or `..`, so it would not reach `{}`",
            operation.path(),
        )));
    }
    write_commas(operation.lists_with_commas(), request.url_mut());
    let sent = match (operation.request_type(), request.body()) {
        (Some(sent), Some(body)) => Some(content_type(sent, body, request.headers())?),
        _ => None,
    };
    let headers = request.headers_mut();
    // The generator's own idea; no vendor asked for it.
    headers.remove("api-version");
    if let Some(accepted) = operation.response_type() {
        headers.insert(ACCEPT, HeaderValue::from_static(accepted));
    }
    if let Some(sent) = sent {
        headers.insert(CONTENT_TYPE, sent);
    }
    Ok(())
}

/// Sends the commas of lists as they are: generated code encodes them as it does
/// those of their values, and a service could not tell the two.
fn write_commas(names: &[&str], url: &mut Url) {
    let Some(query) = url.query().filter(|_| !names.is_empty()) else { return };
    let is_list = |encoded: &str| {
        let name = form_urlencoded::parse(encoded.as_bytes()).next();
        name.is_some_and(|(name, _)| names.contains(&&*name))
    };
    let pairs = query.split('&').map(|pair| match pair.split_once('=') {
        Some((name, value)) if is_list(name) => format!("{name}={}", delimited::with_commas(value)),
        _ => pair.to_owned(),
    });
    let query = pairs.collect::<Vec<_>>().join("&");
    url.set_query(Some(&query));
}

/// The content type of a body: what the table says, with the boundary of a form
/// or, of a range such as `image/*`, what the caller says.
fn content_type(
    sent: &'static str,
    body: &reqwest::Body,
    headers: &HeaderMap,
) -> Result<HeaderValue, Failure> {
    if sent == multipart::MEDIA_TYPE {
        return multipart::content_type(body, headers).ok_or_else(|| {
            Failure::InvalidRequest(
                "the body is no form with files; make it with `floorkit_runtime::Multipart`, and \
                 with its `options` if there is a stream in it"
                    .into(),
            )
        });
    }
    let Some((kind, "*")) = sent.split_once('/') else {
        return Ok(HeaderValue::from_static(sent));
    };
    let given = headers.get(CONTENT_TYPE);
    let given_kind = given.and_then(|value| value.to_str().ok()?.split_once('/'));
    let is_within = |(own, _): (&str, &str)| kind == "*" || own.eq_ignore_ascii_case(kind);
    match given {
        Some(given) if given_kind.is_some_and(is_within) => Ok(given.clone()),
        _ => Err(Failure::InvalidRequest(format!(
            "the content type of the body must be one of `{sent}`",
        ))),
    }
}

/// Refuses to show the credential to a stranger or to the whole network.
pub(super) fn check_destination(inner: &Inner, url: &Url) -> Result<(), Failure> {
    if !is_same_origin(url, inner.base()) {
        return Err(Failure::Configuration(format!(
            "the credential is for {} only, and this request goes elsewhere",
            inner.base().origin().ascii_serialization(),
        )));
    }
    if url.scheme() == "https" || is_loopback(url) {
        return Ok(());
    }
    Err(Failure::Configuration(
        "a credential is sent over https only, except to this machine; use an https base URL"
            .into(),
    ))
}

/// As `Url::origin` has it, without making one.
fn is_same_origin(one: &Url, other: &Url) -> bool {
    one.scheme() == other.scheme()
        && one.host() == other.host()
        && one.port_or_known_default() == other.port_or_known_default()
}
