//! Parts of what is downloaded, and the versions that they are of.

use std::time::Duration;

use http::{
    HeaderMap, HeaderValue,
    header::{ACCEPT_RANGES, CONTENT_RANGE, DATE, ETAG, HeaderName, LAST_MODIFIED},
};

use crate::Body;

/// What an answer is of.
pub(super) struct Answered {
    /// Where a part begins; `None` for all of it.
    pub(super) start: Option<u64>,
    /// The length of the whole.
    pub(super) total: Option<u64>,
    pub(super) version: Option<Version>,
}

/// What tells one version of the bytes from any other.
#[derive(PartialEq, Eq)]
pub(super) struct Version(HeaderValue);

/// The clocks of a vendor's machines may differ by as much.
const SAFE_AGE: Duration = Duration::from_secs(60);

/// The value of a `Range` that asks for the rest.
pub(super) fn rest(written: u64) -> HeaderValue {
    HeaderValue::try_from(format!("bytes={written}-"))
        .unwrap_or_else(|_| HeaderValue::from_static("bytes=0-"))
}

impl Answered {
    pub(super) fn of(body: &Body) -> Self {
        let headers = body.headers();
        let version = Version::of(headers);
        if body.status() != 206 {
            return Self { start: None, total: body.content_length(), version };
        }
        // A part that does not say where it begins is none that was asked for.
        let (start, total) = text(headers, &CONTENT_RANGE).and_then(range).unwrap_or_default();
        Self { start: Some(start), total, version }
    }
}

impl Version {
    pub(super) fn value(&self) -> HeaderValue {
        self.0.clone()
    }

    /// What a condition on a part may name: an `ETag` that is not weak, or the
    /// date of the last change if it is long enough ago that a second change
    /// would have another date.
    fn of(headers: &HeaderMap) -> Option<Self> {
        if text(headers, &ACCEPT_RANGES) == Some("none") {
            return None;
        }
        let etag = headers.get(ETAG).filter(|etag| etag.as_bytes().starts_with(b"\""));
        if let Some(etag) = etag {
            return Some(Self(etag.clone()));
        }
        let date = |name| httpdate::parse_http_date(text(headers, name)?).ok();
        let age = date(&DATE)?.duration_since(date(&LAST_MODIFIED)?).ok()?;
        headers.get(LAST_MODIFIED).filter(|_| age >= SAFE_AGE).cloned().map(Self)
    }
}

/// The first byte and the length of the whole, of a `Content-Range` such as
/// `bytes 4-9/10` or `bytes 4-9/*`.
fn range(text: &str) -> Option<(u64, Option<u64>)> {
    let (part, total) = text.strip_prefix("bytes ")?.split_once('/')?;
    let (start, _) = part.split_once('-')?;
    Some((start.parse().ok()?, total.parse().ok()))
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(headers: &[(&'static str, &'static str)]) -> Option<String> {
        let headers = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        let version = Version::of(&headers.collect())?;
        Some(version.value().to_str().unwrap().to_owned())
    }

    #[test]
    fn only_what_tells_versions_apart_is_relied_on() {
        let noon = ("last-modified", "Sun, 01 Mar 2026 12:00:00 GMT");
        let soon = ("date", "Sun, 01 Mar 2026 12:00:59 GMT");
        let later = ("date", "Sun, 01 Mar 2026 12:01:00 GMT");
        assert_eq!(version(&[("etag", "\"v7\""), noon]).as_deref(), Some("\"v7\""));
        assert_eq!(version(&[("etag", "W/\"v7\""), noon, later]).as_deref(), Some(noon.1));
        assert_eq!(version(&[noon, later]).as_deref(), Some(noon.1));
        for cannot in [&[noon, soon][..], &[noon], &[later], &[("etag", "W/\"v7\"")], &[]] {
            assert_eq!(version(cannot), None, "{cannot:?}");
        }
        assert_eq!(version(&[("etag", "\"v7\""), ("accept-ranges", "none")]), None);
    }

    #[test]
    fn a_range_says_where_it_begins() {
        assert_eq!(range("bytes 4-9/10"), Some((4, Some(10))));
        assert_eq!(range("bytes 4-9/*"), Some((4, None)));
        for none in ["", "bytes */10", "bytes 4/10", "bytes 4-9", "items 4-9/10", "bytes -4/10"] {
            assert_eq!(range(none), None, "{none}");
        }
    }
}
