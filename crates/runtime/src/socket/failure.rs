//! Why there is no connection, or no more.

use tokio_tungstenite::tungstenite::{
    Error as Broken,
    protocol::{CloseFrame, frame::coding::CloseCode},
};

use crate::{Error, Operation, SecretText, redact};

/// What ended a connection, or kept it from being made.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) error: Error,
    /// Whether the server objected to what it was sent: a new address may help,
    /// once.
    pub(super) is_objection: bool,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { error, is_objection: false }
    }
}

/// A connection that the server closed, and what it said.
pub(super) fn closed(
    operation: &'static Operation,
    frame: Option<&CloseFrame>,
    secrets: &[SecretText],
) -> Failure {
    let Some(frame) = frame else {
        return Error::socket(operation, "the server closed it and did not say why").into();
    };
    let reason = redact::excerpt(&redact::scrub(&frame.reason, secrets));
    let reason = if reason.is_empty() { reason } else { format!(" (`{reason}`)") };
    let why = format!("the server closed it with the code {}{reason}", frame.code);
    let is_objection = is_objection(frame.code);
    Failure { error: Error::socket(operation, why), is_objection }
}

/// A connection that broke, or on which something came that must not.
pub(super) fn broken(operation: &'static Operation, error: Broken, most: usize) -> Failure {
    let error = match error {
        Broken::Capacity(_) => Error::socket(
            operation,
            format!("a message is longer than {most} bytes; raise `.max_message_size(…)`"),
        )
        .lasting(),
        // Its source would quote the bytes that are none.
        Broken::Utf8(_) => Error::socket(operation, "the server sent text that is not UTF-8"),
        Broken::Protocol(error) => {
            Error::socket(operation, "the server broke off or broke the protocol").because_of(error)
        }
        Broken::Io(error) => Error::socket(operation, "the connection broke").because_of(error),
        other => Error::socket(operation, "the connection cannot be used").because_of(other),
    };
    error.into()
}

/// What to tell the server before leaving it, if it is to blame.
pub(super) fn reproach(error: &Broken) -> Option<CloseCode> {
    match error {
        Broken::Capacity(_) => Some(CloseCode::Size),
        Broken::Utf8(_) => Some(CloseCode::Invalid),
        Broken::Protocol(_) => Some(CloseCode::Protocol),
        _ => None,
    }
}

/// Whether a code blames what was sent, or by whom: those of RFC 6455, and the
/// registered ones for who is not, or not sufficiently, known. Not 1002: it also
/// stands for every code that tungstenite does not know, such as 1014.
fn is_objection(code: CloseCode) -> bool {
    matches!(u16::from(code), 1003 | 1007..=1010 | 3000 | 3003)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Method;

    static CREATE_SOCKET: Operation =
        Operation::new("create_socket", Method::Post, "/v1/desks/socket");

    fn of_code(code: u16) -> Failure {
        let frame = CloseFrame { code: code.into(), reason: "by tok_123".into() };
        closed(&CREATE_SOCKET, Some(&frame), &["tok_123".into()])
    }

    #[test]
    fn codes_tell_a_fault_of_ours_from_an_end() {
        for code in [1003, 1007, 1008, 1009, 1010, 3000, 3003] {
            assert!(of_code(code).is_objection, "{code}");
        }
        for code in [1000, 1001, 1002, 1005, 1011, 1012, 1013, 1014, 3001, 4000, 4999] {
            assert!(!of_code(code).is_objection, "{code}");
        }
        assert!(!closed(&CREATE_SOCKET, None, &[]).is_objection);
    }

    #[test]
    fn a_reason_is_quoted_without_secrets() {
        assert_eq!(
            of_code(1011).error.to_string(),
            "create_socket (POST /v1/desks/socket) gave a socket that failed: the server closed \
             it with the code 1011 (`by *******`)",
        );
    }
}
