//! What goes wrong with a socket.

use std::error::Error as StdError;

use super::{Answer, Error, Kind, Repr};
use crate::{Operation, SecretText, exec::Noted};

impl Error {
    /// Whether a socket could not be connected, was lost, or was closed by the
    /// server.
    ///
    /// # Troubleshooting
    ///
    /// The text says what happened. As long as
    /// [`is_retryable`](Self::is_retryable), a new socket can be connected;
    /// else the text says what to change first.
    pub fn is_socket(&self) -> bool {
        matches!(self.0.kind, Kind::Socket { .. })
    }

    /// A failure that may pass, of the socket that this operation gave the
    /// address of.
    pub(crate) fn socket(operation: &'static Operation, why: impl Into<String>) -> Self {
        let repr = Repr::of(Kind::Socket { is_lasting: false });
        Self::new(Repr { operation: Some(operation), detail: Some(why.into()), ..repr })
    }

    /// The same failure, which would come again.
    pub(crate) fn lasting(mut self) -> Self {
        self.0.kind = Kind::Socket { is_lasting: true };
        self
    }

    /// The same failure, of something that took too long.
    pub(crate) fn timed_out(mut self) -> Self {
        self.0.timed_out = true;
        self
    }

    /// The same failure, in the middle of sending something.
    pub(crate) fn half_sent(mut self) -> Self {
        self.0.may_have_been_sent = true;
        self
    }

    /// The same failure, and what lies beneath it.
    pub(crate) fn because_of(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.0.source = Some(Box::new(source));
        self
    }

    /// The same failure, with what the server answered, less these secrets.
    pub(crate) fn answered(mut self, noted: &Noted, secrets: &[SecretText]) -> Self {
        self.0.answer = Some(Answer::new(noted, None, secrets));
        self
    }
}
