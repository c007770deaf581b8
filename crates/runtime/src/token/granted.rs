//! What a token endpoint grants: a token, and how long it lives.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::SecretText;

/// A token and its life, as far as it is known.
pub(crate) struct Granted {
    pub(crate) secret: SecretText,
    /// `None` if nobody says, which leaves it to a refusal.
    pub(crate) lifetime: Option<Duration>,
}

/// No token lives longer: what says so is in another unit, or means "for ever".
const LONGEST_LIFE: Duration = Duration::from_secs(10 * 366 * 24 * 60 * 60);

/// A time that is larger than this is in milliseconds: in seconds it would be
/// in the year 5138.
const FIRST_TIME_IN_MILLIS: f64 = 1e11;

/// A token's answer, with the life of the token in whatever form it comes.
///
/// A `refresh_token` is passed over: what was exchanged for the token is still
/// at hand and is exchanged again, and no other secret has to be kept.
#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    access_token: Option<SecretText>,
    /// The same, as some documentation prints its name.
    #[serde(default, rename = "Access_token")]
    capitalized: Option<SecretText>,
    #[serde(default)]
    expires_in: Value,
    #[serde(default)]
    expires_at: Value,
}

impl Granted {
    /// Reads the answer of a token endpoint; `now` is the time by its clock.
    pub(super) fn read(body: &[u8], now: SystemTime) -> Option<Self> {
        let Answer { access_token, capitalized, expires_in, expires_at } =
            serde_json::from_slice(body).ok()?;
        let access_token = access_token.or(capitalized)?;
        let lifetime = number(&expires_in)
            .and_then(sensible)
            .or_else(|| time(&expires_at)?.duration_since(now).ok().and_then(bounded));
        Some(Self::new(access_token, lifetime, now))
    }

    /// A token whose life may only be known from what is in it.
    pub(crate) fn new(secret: SecretText, lifetime: Option<Duration>, now: SystemTime) -> Self {
        let lifetime = lifetime.and_then(bounded);
        let lifetime = lifetime.or_else(|| {
            let expiry = expiry(secret.expose_secret())?;
            expiry.duration_since(now).ok().and_then(bounded)
        });
        Self { secret, lifetime }
    }
}

/// When a JSON Web Token expires, by what it says of itself. Nothing is
/// verified: the vendor refuses a token that lies.
fn expiry(token: &str) -> Option<SystemTime> {
    let mut parts = token.split('.');
    let (header, claims, signature) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || URL_SAFE_NO_PAD.decode(signature).is_err() {
        return None;
    }
    decode(header)?.get("alg")?;
    time(decode(claims)?.get("exp").filter(|expiry| expiry.is_number())?)
}

fn decode(part: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

/// A time in seconds or milliseconds since 1970, or as text.
fn time(value: &Value) -> Option<SystemTime> {
    let Some(number) = number(value) else {
        return Some(value.as_str()?.trim().parse::<jiff::Timestamp>().ok()?.into());
    };
    let seconds = if number > FIRST_TIME_IN_MILLIS { number / 1e3 } else { number };
    UNIX_EPOCH.checked_add(Duration::try_from_secs_f64(seconds).ok()?)
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

fn sensible(seconds: f64) -> Option<Duration> {
    bounded(Duration::try_from_secs_f64(seconds).ok()?)
}

/// A life that makes sense: of zero it would be over before it begins.
fn bounded(lifetime: Duration) -> Option<Duration> {
    (Duration::ZERO < lifetime && lifetime <= LONGEST_LIFE).then_some(lifetime)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn now() -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(1_718_798_400)
    }

    fn lifetime(answer: &Value) -> Option<u64> {
        let granted = Granted::read(answer.to_string().as_bytes(), now()).unwrap();
        granted.lifetime.map(|lifetime| lifetime.as_secs())
    }

    fn jwt(header: &str, claims: &str) -> String {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        format!("{}.{}.{}", part(header), part(claims), part("signed"))
    }

    const HEADER: &str = r#"{"alg":"RS256","typ":"JWT"}"#;

    #[test]
    fn a_life_is_read_in_all_its_forms() {
        for (expires_in, expected) in [
            (json!(3600), Some(3600)),
            (json!(3600.9), Some(3600)),
            (json!("3600"), Some(3600)),
            (json!(" 3600.0 "), Some(3600)),
            (json!(null), None),
            (json!(0), None),
            (json!("0"), None),
            (json!(-5), None),
            (json!(1e300), None),
            (json!(u64::MAX), None),
            (json!("NaN"), None),
            (json!("inf"), None),
            (json!("soon"), None),
            (json!([3600]), None),
            (json!(true), None),
        ] {
            let answer = json!({"access_token": "t", "expires_in": expires_in});
            assert_eq!(lifetime(&answer), expected, "{expires_in}");
        }
        assert_eq!(lifetime(&json!({"access_token": "t"})), None);
    }

    #[test]
    fn a_time_stands_in_for_a_life() {
        for (expires_at, expected) in [
            (json!(1_718_798_460), Some(60)),
            (json!("1718798460"), Some(60)),
            (json!(1_718_798_460_000_u64), Some(60)),
            (json!("2024-06-19T12:01:00Z"), Some(60)),
            (json!("2024-06-19T14:01:00+02:00"), Some(60)),
            (json!(1_718_798_400), None),
            (json!(17), None),
            (json!(-1), None),
            (json!(1e300), None),
            (json!("tomorrow"), None),
        ] {
            let answer = json!({"access_token": "t", "expires_at": expires_at});
            assert_eq!(lifetime(&answer), expected, "{expires_at}");
            let both = json!({"access_token": "t", "expires_at": expires_at, "expires_in": 7});
            assert_eq!(lifetime(&both), Some(7));
            let odd = json!({"access_token": "t", "expires_at": expires_at, "expires_in": 0});
            assert_eq!(lifetime(&odd), expected, "{expires_at}");
        }
    }

    #[test]
    fn a_token_may_tell_its_own_life() {
        let minute = r#"{"sub":"ü","exp":1718798460}"#;
        assert_eq!(lifetime(&json!({"access_token": jwt(HEADER, minute)})), Some(60));
        let both = json!({"access_token": jwt(HEADER, minute), "expires_in": 7});
        assert_eq!(lifetime(&both), Some(7));
        for claims in [
            "{}",
            "[1718798460]",
            "1718798460",
            "",
            "{",
            r#"{"exp":"1718798460"}"#,
            r#"{"exp":-1}"#,
            r#"{"exp":1e300}"#,
            r#"{"exp":null}"#,
            r#"{"exp":1718798399}"#,
        ] {
            assert_eq!(lifetime(&json!({"access_token": jwt(HEADER, claims)})), None, "{claims}");
        }
    }

    #[test]
    fn what_is_no_web_token_tells_nothing() {
        let good = jwt(HEADER, r#"{"exp":1718798460}"#);
        let claims = good.split('.').nth(1).unwrap();
        assert!(expiry(&good).is_some());
        for bad in [
            "",
            ".",
            "..",
            "...",
            "t",
            "tok.en.s",
            claims,
            &format!(".{claims}."),
            &format!("a.{claims}.b"),
            &format!("{good}."),
            &format!("{good}.{claims}"),
            &format!("{good}="),
            &good.replacen('.', "..", 1),
            &jwt("{}", r#"{"exp":1718798460}"#),
            &jwt("[]", r#"{"exp":1718798460}"#),
        ] {
            assert!(expiry(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_token_may_have_a_capital_letter() {
        for (body, token) in [
            (json!({ "Access_token": "t" }), "t"),
            (json!({ "access_token": null, "Access_token": "t" }), "t"),
            (json!({ "Access_token": "other", "access_token": "t" }), "t"),
        ] {
            let granted = Granted::read(body.to_string().as_bytes(), now()).unwrap();
            assert_eq!(granted.secret.expose_secret(), token, "{body}");
        }
    }

    #[test]
    fn without_a_token_there_is_nothing() {
        for body in [
            "",
            "null",
            "[]",
            "{",
            "\"t\"",
            r#"{"token":"t"}"#,
            r#"{"access_token":null}"#,
            r#"{"access_token":7}"#,
            r#"{"access_token":{"value":"t"}}"#,
        ] {
            assert!(Granted::read(body.as_bytes(), now()).is_none(), "{body}");
        }
    }

    proptest! {
        #[test]
        fn no_answer_breaks_it(body in prop::collection::vec(any::<u8>(), 0..64)) {
            let _ = Granted::read(&body, now());
        }

        #[test]
        fn no_token_and_no_time_breaks_it(
            token in "[-_A-Za-z0-9.=]{0,60}",
            claims in "\\PC{0,30}",
            expires_at in any::<f64>(),
        ) {
            let _ = expiry(&token);
            let _ = expiry(&jwt(HEADER, &claims));
            let token = jwt(HEADER, &format!("{{\"exp\":{expires_at}}}"));
            let answer = json!({"access_token": token, "expires_at": expires_at});
            let granted = Granted::read(answer.to_string().as_bytes(), now()).unwrap();
            prop_assert!(granted.lifetime.is_none_or(|lifetime| lifetime <= LONGEST_LIFE));
        }
    }
}
