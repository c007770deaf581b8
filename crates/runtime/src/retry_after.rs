//! How long an answer asks to wait.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, header::RETRY_AFTER};

/// Reads seconds, with a fraction if need be, or a date.
pub(crate) fn read(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn after(text: &'static str) -> Option<Duration> {
        let headers = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_static(text))]);
        let noon = httpdate::parse_http_date("Wed, 19 Jun 2024 12:00:00 GMT").unwrap();
        read(&headers, noon)
    }

    #[test]
    fn retry_after_is_read_in_all_its_forms() {
        assert_eq!(after("120"), Some(Duration::from_secs(120)));
        assert_eq!(after(" 0.25 "), Some(Duration::from_millis(250)));
        assert_eq!(after("Wed, 19 Jun 2024 12:00:30 GMT"), Some(Duration::from_secs(30)));
        assert_eq!(after("Wed, 19 Jun 2024 11:00:00 GMT"), Some(Duration::ZERO));
        for nonsense in ["", "soon", "-1", "NaN", "inf", "1e300"] {
            assert_eq!(after(nonsense), None, "{nonsense}");
        }
    }
}
