//! Why a call ends without an answer.

use std::{fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use http::StatusCode;
use reqwest::Response;

use super::Answer;
use crate::{Trouble, Wait, token::TokenError, transport::Broken};

/// Why there is no answer for the generated code: a reason of ours, which no
/// `reqwest::Error` can say.
#[derive(Clone, Debug)]
pub(crate) enum Failure {
    /// The client cannot send this as it is set up.
    Configuration(String),
    /// The request would not do what it says.
    InvalidRequest(String),
    /// There is no token to send.
    Token(Arc<TokenError>),
    /// No connection, as a transport that is not reqwest says.
    Connect(String),
    /// The connection broke, likewise.
    Interrupted(String),
    /// Nothing came for so long.
    Silence(Duration),
    /// One attempt took longer than this.
    SlowAttempt(Duration),
    /// The whole call took longer than this.
    Deadline { wait: Wait, after: Duration },
    /// The body is longer than so many bytes.
    TooLarge(u64),
    /// None: the caller reads the body himself.
    Opened,
}

/// Why an attempt, and perhaps the call, is over.
pub(super) enum Stop {
    Transport(reqwest::Error),
    Failure(Failure),
}

impl Stop {
    /// What went wrong with an attempt, if it is something that may pass.
    pub(super) fn trouble_of(outcome: &Result<Answer, Self>) -> Option<Trouble> {
        match outcome {
            Ok(answer) => Trouble::of_status(answer.status),
            Err(Self::Transport(error)) if error.is_builder() => None,
            Err(Self::Transport(error)) if error.is_connect() => Some(Trouble::NotSent),
            Err(Self::Transport(error)) if error.is_timeout() => Some(Trouble::Timeout),
            Err(Self::Transport(_)) => Some(Trouble::Interrupted),
            Err(Self::Failure(failure)) => failure.trouble(),
        }
    }

    pub(super) fn is_deadline(&self) -> bool {
        matches!(self, Self::Failure(Failure::Deadline { .. }))
    }
}

/// Carries a [`Failure`] through a signature that knows only `reqwest::Error`,
/// which nobody but reqwest can make. No vendor sends it.
const NOT_SENT: u16 = 599;

impl Failure {
    fn trouble(&self) -> Option<Trouble> {
        match self {
            Self::Connect(_) => Some(Trouble::NotSent),
            Self::Interrupted(_) => Some(Trouble::Interrupted),
            Self::Silence(_) | Self::SlowAttempt(_) => Some(Trouble::Timeout),
            Self::Configuration(_)
            | Self::InvalidRequest(_)
            | Self::Token(_)
            | Self::Deadline { .. }
            | Self::TooLarge(_)
            | Self::Opened => None,
        }
    }

    /// An answer that only carries this.
    pub(super) fn into_response(self) -> Response {
        let (mut parts, ()) = http::Response::default().into_parts();
        parts.status = StatusCode::from_u16(NOT_SENT).unwrap_or(StatusCode::BAD_GATEWAY);
        parts.extensions.insert(self);
        http::Response::from_parts(parts, Bytes::new()).into()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Configuration(why)
            | Self::InvalidRequest(why)
            | Self::Connect(why)
            | Self::Interrupted(why) => f.write_str(why),
            Self::Token(error) => error.fmt(f),
            Self::Silence(limit) => write!(f, "nothing came for {limit:?}"),
            Self::SlowAttempt(limit) => {
                write!(f, "the attempt took longer than the {limit:?} that it may")
            }
            Self::Deadline { wait, after } => {
                write!(f, "the {after:?} for the whole call ran out while it waited {wait}")
            }
            Self::TooLarge(limit) => write!(f, "its body is longer than {limit} bytes"),
            Self::Opened => f.write_str("the body is read by the caller"),
        }
    }
}

impl From<Broken> for Stop {
    fn from(broken: Broken) -> Self {
        match broken {
            Broken::Http(error) => Self::Transport(error),
            Broken::Unanswered(why) => Self::Failure(Failure::InvalidRequest(why)),
            Broken::Connect(why) => Self::Failure(Failure::Connect(why)),
            Broken::Interrupted(why) => Self::Failure(Failure::Interrupted(why)),
        }
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<Arc<TokenError>> for Stop {
    fn from(error: Arc<TokenError>) -> Self {
        Self::Failure(Failure::Token(error))
    }
}
