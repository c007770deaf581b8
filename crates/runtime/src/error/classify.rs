//! What kind of error a failure is.

use http::StatusCode;

use super::{Kind, LONGEST_TEXT, Repr};
use crate::{
    SecretText,
    decode::{self, Place},
    exec::Failure,
    redact,
};

impl Repr {
    pub(super) fn from_failure(failure: Failure) -> Self {
        match failure {
            Failure::Configuration(why) => {
                Self { detail: Some(why), ..Self::of(Kind::Configuration) }
            }
            Failure::InvalidRequest(why) => {
                Self { detail: Some(why), ..Self::of(Kind::InvalidRequest) }
            }
            Failure::Connect(why) => Self { detail: Some(why), ..Self::of(Kind::Connect) },
            Failure::Interrupted(why) => Self { detail: Some(why), ..Self::of(Kind::Interrupted) },
            Failure::Silence(_) | Failure::SlowAttempt(_) => Self {
                detail: Some(failure.to_string()),
                timed_out: true,
                ..Self::of(Kind::Timeout)
            },
            Failure::Deadline { wait, .. } => Self {
                detail: Some(failure.to_string()),
                timed_out: true,
                wait: Some(wait),
                ..Self::of(Kind::Timeout)
            },
            Failure::TooLarge(_) => {
                Self { detail: Some(failure.to_string()), ..Self::of(Kind::TooLarge) }
            }
            Failure::Opened => {
                Self { detail: Some(failure.to_string()), ..Self::of(Kind::InvalidRequest) }
            }
            Failure::Token(error) => Self {
                detail: Some(error.to_string()),
                timed_out: error.is_timeout(),
                source: error.transport().map(|error| error.into()),
                ..Self::of(Kind::Authentication {
                    is_transient: error.is_transient(),
                    retry_after: error.retry_after(),
                })
            },
        }
    }

    pub(super) fn from_raw(
        raw: progenitor_client::Error,
        status: Option<StatusCode>,
        credentials: &[SecretText],
    ) -> Self {
        use progenitor_client::Error as Raw;

        match raw {
            Raw::InvalidRequest(why) | Raw::Custom(why) => Self {
                detail: Some(redact::bounded(&why, LONGEST_TEXT).to_owned()),
                ..Self::of(Kind::InvalidRequest)
            },
            Raw::CommunicationError(error)
            | Raw::InvalidUpgrade(error)
            | Raw::ResponseBodyError(error) => Self::from_transport(error),
            // A documented error whose body does not fit is that error still.
            Raw::InvalidResponsePayload(body, error)
                if status.is_none_or(|status| status.is_success()) =>
            {
                Self::from_decode(&body, &error, credentials)
            }
            Raw::InvalidResponsePayload(..)
            | Raw::ErrorResponse(_)
            | Raw::UnexpectedResponse(_) => Self::of(Kind::Status),
        }
    }

    pub(super) fn from_transport(error: reqwest::Error) -> Self {
        let timed_out = error.is_timeout();
        let kind = if error.is_builder() {
            Kind::InvalidRequest
        } else if error.is_connect() {
            Kind::Connect
        } else if timed_out {
            Kind::Timeout
        } else {
            Kind::Interrupted
        };
        // The table's path is shown; the URL has ids and dates in it.
        Self { timed_out, source: Some(error.without_url().into()), ..Self::of(kind) }
    }

    fn from_decode(body: &[u8], error: &serde_json::Error, credentials: &[SecretText]) -> Self {
        let place = decode::locate(body, error, credentials);
        Self::from_place(body, place, &error.to_string(), credentials)
    }

    /// A text that does not fit its type at some place, and what the decoder
    /// says about it.
    pub(super) fn from_place(
        text: &[u8],
        place: Place,
        why: &str,
        credentials: &[SecretText],
    ) -> Self {
        let text = String::from_utf8_lossy(text);
        let text = redact::scrub(&text, credentials);
        // Serde quotes the value that it did not expect.
        let why = if place.is_secret {
            "a secret is not of the type that it should be".to_owned()
        } else {
            redact::excerpt(&redact::scrub(why, credentials))
        };
        Self {
            detail: Some(redact::around(&text, place.offset)),
            decode_path: Some(place.pointer),
            source: Some(why.into()),
            ..Self::of(Kind::Decode)
        }
    }
}
