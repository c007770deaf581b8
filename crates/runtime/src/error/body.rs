//! Errors of an answer whose body is read as it arrives.

use std::{fmt, io, time::Duration};

use bytes::Bytes;

use super::{Answer, Error, Kind, Repr};
use crate::{
    body::Head,
    decode::{self, Place},
    exec::Noted,
    redact,
};

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
        what: String,
        most: usize,
        instead: &'static str,
    },
    /// What is asked for is not any more what a part was written of.
    Changed,
    /// It is a part that was not asked for.
    OtherPart,
    Write(io::Error),
}

/// A part of a body that is decoded by itself, and where in the body it is.
pub(crate) struct Part<'a> {
    pub(crate) text: &'a [u8],
    /// The JSON pointer to it, without a credential.
    pub(crate) pointer: String,
    /// Whether a name on the way to it is that of a secret.
    pub(crate) is_secret: bool,
    /// How many bytes of the body are before it.
    pub(crate) before: u64,
}

/// What a caller had been given of a body before it failed.
#[derive(Clone, Copy)]
pub(crate) struct Delivered {
    pub(crate) bytes: u64,
    pub(crate) elements: Option<u64>,
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

    /// Whether what came could not be written to where the caller wants it.
    ///
    /// # Troubleshooting
    ///
    /// The source says why: look at the disk's space, the path and its rights.
    pub fn is_write(&self) -> bool {
        self.0.kind == Kind::Write
    }

    /// How many bytes of the body had been read when it failed, if it was read
    /// as it arrived.
    pub fn delivered_bytes(&self) -> Option<u64> {
        self.0.delivered.map(|delivered| delivered.bytes)
    }

    /// How many elements of the body had been given to the caller when it
    /// failed, if they were decoded as they arrived.
    pub fn delivered_elements(&self) -> Option<u64> {
        self.0.delivered?.elements
    }

    pub(crate) fn unread(head: &Head, delivered: Delivered, unread: Unread) -> Self {
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
            Unread::TooLarge { what, most, instead } => Repr {
                detail: Some(format!(
                    "{what} has more than the {most} bytes that are allowed; {instead}"
                )),
                ..Repr::of(Kind::TooLarge)
            },
            Unread::Changed => Repr {
                detail: Some("what it gives has changed since its beginning was written".into()),
                ..Repr::of(Kind::Interrupted)
            },
            Unread::OtherPart => Repr {
                detail: Some("its body is another part than was asked for".into()),
                ..Repr::of(Kind::Misread)
            },
            Unread::Write(error) => Repr::of_write(error),
        };
        Self::with_head(head, delivered, repr)
    }

    /// A part of a body is not of its type.
    pub(crate) fn undecoded(
        head: &Head,
        delivered: Delivered,
        part: &Part<'_>,
        error: &serde_json::Error,
    ) -> Self {
        let place = decode::locate(part.text, error, &head.credentials);
        let why = error.to_string();
        let why = match why.rsplit_once(" at line ") {
            // The part is whole; only what is no value looks like half of one.
            _ if error.is_eof() => "no JSON value",
            // Which counts the lines and columns of the part.
            Some((why, _)) => why,
            None => &why,
        };
        Self::misplaced(head, delivered, part, place, why)
    }

    /// There is something wrong at some byte of a part of a body.
    pub(crate) fn unreadable(
        head: &Head,
        delivered: Delivered,
        part: &Part<'_>,
        at: usize,
        why: &str,
    ) -> Self {
        let place = decode::locate_at(part.text, at, &head.credentials);
        Self::misplaced(head, delivered, part, place, why)
    }

    /// What came, or will come, cannot be written.
    #[cfg(feature = "fs")]
    pub(crate) fn unwritten(error: io::Error) -> Self {
        Self::new(Repr::of_write(error))
    }

    /// The same error, with how many bytes were written before it, if any.
    pub(crate) fn with_bytes(mut self, bytes: u64) -> Self {
        if let Some(delivered) = &mut self.0.delivered {
            delivered.bytes = bytes;
        } else if bytes > 0 {
            self.0.delivered = Some(Delivered { bytes, elements: None });
        }
        self
    }

    /// The same error, with how many elements were given before it.
    pub(crate) fn with_elements(mut self, elements: u64) -> Self {
        if let Some(delivered) = &mut self.0.delivered {
            delivered.elements = Some(elements);
        }
        self
    }

    fn misplaced(
        head: &Head,
        delivered: Delivered,
        part: &Part<'_>,
        place: Place,
        why: &str,
    ) -> Self {
        let why = format!("{why}, at byte {} of the body", part.before + place.offset as u64);
        let place = place.below(&part.pointer, part.is_secret);
        let mut repr = Repr::from_place(part.text, place, &why, &head.credentials);
        if part.is_secret {
            // Nothing in the part itself says so.
            repr.detail = Some(redact::MASK.to_owned());
        }
        Self::with_head(head, delivered, repr)
    }

    fn with_head(head: &Head, delivered: Delivered, repr: Repr) -> Self {
        let Head { vendor, operation, is_idempotent, attempts, status, headers, credentials } =
            head;
        let noted = Noted { status: *status, headers: headers.clone(), body: Bytes::new() };
        Self::new(Repr {
            vendor: *vendor,
            operation: Some(operation),
            answer: Some(Answer::new(&noted, *vendor, credentials)),
            is_idempotent: Some(*is_idempotent),
            attempts: *attempts,
            may_have_been_sent: true,
            delivered: Some(delivered),
            ..repr
        })
    }
}

impl Repr {
    fn of_write(error: io::Error) -> Self {
        Self { source: Some(error.into()), ..Self::of(Kind::Write) }
    }
}

impl fmt::Display for Delivered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("after ")?;
        if let Some(elements) = self.elements {
            write!(f, "{elements} {}, ", if elements == 1 { "element" } else { "elements" })?;
        }
        write!(f, "{} bytes of its body", self.bytes)
    }
}
