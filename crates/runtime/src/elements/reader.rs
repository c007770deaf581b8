//! Feeds a body to the scanner, and tells what is wrong with it.

use std::{
    fmt,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::scanner::{Container, Fault, Limited, Limits, Scanner, Span};
use crate::{
    Body, Error,
    error::{Delivered, Part, Unread},
};

/// A body and how far it has been read.
pub(super) struct Reader {
    body: Body,
    scanner: Scanner,
    /// What came last, of which so many bytes have been scanned.
    chunk: Bytes,
    scanned: usize,
    found: Span,
    /// How many elements were given to the caller.
    given: u64,
    is_over: bool,
    envelope: Option<Value>,
}

impl Reader {
    pub(super) fn new(body: Body, at: &str, wanted: Container) -> Self {
        Self {
            body,
            scanner: Scanner::new(at, wanted),
            chunk: Bytes::new(),
            scanned: 0,
            found: Span::Pending,
            given: 0,
            is_over: false,
            envelope: None,
        }
    }

    pub(super) fn limits(&mut self) -> &mut Limits {
        &mut self.scanner.limits
    }

    pub(super) fn envelope(&self) -> Option<&Value> {
        self.envelope.as_ref()
    }

    /// The name of the entry that was found last.
    pub(super) fn name(&mut self) -> String {
        self.scanner.take_name()
    }

    /// Reads on until the text of an element is there, to be decoded.
    pub(super) fn poll_found(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<(), Error>>> {
        while !self.is_over {
            match self.scanner.read(&self.chunk, &mut self.scanned) {
                Ok(Some(span)) => {
                    self.found = span;
                    return Poll::Ready(Some(Ok(())));
                }
                Ok(None) => {}
                Err(fault) => return self.fail(&fault),
            }
            match ready!(self.body.poll_chunk(cx)) {
                Some(Ok(chunk)) => {
                    self.chunk = chunk;
                    self.scanned = 0;
                }
                Some(Err(error)) => {
                    self.is_over = true;
                    return Poll::Ready(Some(Err(error.with_elements(self.given))));
                }
                None => match self.scanner.finish() {
                    Ok(envelope) => {
                        self.envelope = Some(envelope);
                        self.is_over = true;
                    }
                    Err(fault) => return self.fail(&fault),
                },
            }
        }
        Poll::Ready(None)
    }

    /// Decodes the element that was found last.
    pub(super) fn decode<T: DeserializeOwned>(&mut self) -> Result<T, Error> {
        let text = self.scanner.text(&self.found, &self.chunk);
        // Once for the whole text, and not by the decoder string by string.
        let element = match str::from_utf8(text) {
            Ok(text) => serde_json::from_str(text)
                .map_err(|error| self.error(&Fault::Value(self.found.clone(), error))),
            Err(_) => Err(self.error(&Fault::Encoding(self.found.clone()))),
        };
        self.given += u64::from(element.is_ok());
        element
    }

    fn fail(&mut self, fault: &Fault) -> Poll<Option<Result<(), Error>>> {
        self.is_over = true;
        Poll::Ready(Some(Err(self.error(fault))))
    }

    fn error(&self, fault: &Fault) -> Error {
        let (head, delivered) = (self.body.head(), self.delivered());
        match fault {
            Fault::Structure(why) => {
                let part = self.part(self.rest(), self.position());
                Error::unreadable(head, delivered, &part, 0, why)
            }
            Fault::Cut(why) => {
                let text = self.scanner.unended();
                let part = self.part(text, self.position() - text.len() as u64);
                Error::unreadable(head, delivered, &part, text.len(), why)
            }
            Fault::Value(span, error) => {
                Error::undecoded(head, delivered, &self.part_at(span), error)
            }
            Fault::Encoding(span) => {
                let part = self.part_at(span);
                let valid = str::from_utf8(part.text).map_or_else(|e| e.valid_up_to(), str::len);
                Error::unreadable(head, delivered, &part, valid, "not of UTF-8")
            }
            Fault::TooLarge(limited) => Error::unread(head, delivered, self.too_large(*limited)),
        }
    }

    fn too_large(&self, limited: Limited) -> Unread {
        let Limits { element, envelope } = self.scanner.limits;
        match limited {
            Limited::Element => Unread::TooLarge {
                what: format!(
                    "the value at {}",
                    self.scanner.pointer(&self.body.head().credentials)
                ),
                most: element,
                instead: "allow more with `element_limit`",
            },
            Limited::Envelope => Unread::TooLarge {
                what: "what is around its elements".to_owned(),
                most: envelope,
                instead: "allow more with `envelope_limit`",
            },
        }
    }

    fn delivered(&self) -> Delivered {
        Delivered { bytes: self.body.delivered(), elements: Some(self.given) }
    }

    /// How many bytes of the body have been scanned.
    fn position(&self) -> u64 {
        self.body.delivered() - (self.chunk.len() - self.scanned) as u64
    }

    /// What has come and has not been scanned, but for what may be the
    /// beginning of a credential: its end may come later.
    fn rest(&self) -> &[u8] {
        let rest = &self.chunk[self.scanned..];
        let secrets = self.body.head().credentials.iter().map(|secret| secret.expose_secret());
        let cut = secrets.map(|secret| shared(rest, secret.as_bytes())).max().unwrap_or(0);
        &rest[..rest.len() - cut]
    }

    fn part_at(&self, span: &Span) -> Part<'_> {
        let text = self.scanner.text(span, &self.chunk);
        self.part(text, self.position() - text.len() as u64)
    }

    fn part<'a>(&self, text: &'a [u8], before: u64) -> Part<'a> {
        let pointer = self.scanner.pointer(&self.body.head().credentials);
        Part { text, pointer, is_secret: self.scanner.is_secret(), before }
    }
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader")
            .field("body", &self.body)
            .field("given", &self.given)
            .field("is_over", &self.is_over)
            .finish_non_exhaustive()
    }
}

/// How long the longest end of a text is that a secret begins with.
fn shared(text: &[u8], secret: &[u8]) -> usize {
    let longest = text.len().min(secret.len());
    (1..=longest).rev().find(|length| text.ends_with(&secret[..*length])).unwrap_or(0)
}
