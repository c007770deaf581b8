//! Errors of an answer whose body is read as it arrives.

use std::{fmt, time::Duration};

use bytes::Bytes;

use super::{Answer, Error, Kind, Repr};
use crate::{body::Head, exec::Noted};

/// Why a body, or the rest of it, was not read.
pub(crate) enum Unread {
    Transport(reqwest::Error),
    /// Nothing came for so long.
    Silence(Duration),
    /// It ended, and has fewer bytes than it should.
    Short {
        expected: u64,
    },
    TooLarge {
        most: usize,
    },
}

/// What a caller had been given of a body before it failed.
#[derive(Clone, Copy)]
pub(super) struct Delivered {
    bytes: u64,
}

impl Error {
    /// Whether the body of the answer, or one value in it, has more bytes than
    /// the caller allows.
    ///
    /// # Troubleshooting
    ///
    /// The text says how many are allowed. Allow more, or read the body as it
    /// arrives.
    pub fn is_too_large(&self) -> bool {
        self.0.kind == Kind::TooLarge
    }

    /// How many bytes of the body had been read when it failed, if it was read
    /// as it arrived.
    pub fn delivered_bytes(&self) -> Option<u64> {
        self.0.delivered.map(|delivered| delivered.bytes)
    }

    pub(crate) fn unread(head: &Head, bytes: u64, unread: Unread) -> Self {
        let repr = match unread {
            Unread::Transport(error) => Repr::from_transport(error),
            Unread::Silence(limit) => Repr {
                timed_out: true,
                detail: Some(format!("nothing came for {limit:?}")),
                ..Repr::of(Kind::Timeout)
            },
            Unread::Short { expected } => Repr {
                detail: Some(format!("its body should have {expected} bytes")),
                ..Repr::of(Kind::Interrupted)
            },
            Unread::TooLarge { most } => Repr {
                detail: Some(format!(
                    "its body has more than the {most} bytes that are allowed; allow more, or \
                     read it as it arrives"
                )),
                ..Repr::of(Kind::TooLarge)
            },
        };
        Self::with_head(head, Delivered { bytes }, repr)
    }

    fn with_head(head: &Head, delivered: Delivered, repr: Repr) -> Self {
        let Head { operation, status, headers, credentials } = head;
        let noted = Noted { status: *status, headers: headers.clone(), body: Bytes::new() };
        Self::new(Repr {
            operation: Some(operation),
            answer: Some(Answer::new(&noted, None, credentials)),
            may_have_been_sent: true,
            delivered: Some(delivered),
            ..repr
        })
    }
}

impl fmt::Display for Delivered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "after {} bytes of its body", self.bytes)
    }
}
