//! Where one JSON value ends, across the chunks that it comes in.

use memchr::memchr2;

/// A value that is being read, with or without its end.
///
/// Only its end is looked for: what is taken for a value is decoded, and would
/// not decode if it ended elsewhere. Brackets are counted and not matched for
/// the same reason.
#[derive(Clone, Copy, Debug)]
pub(super) enum Token {
    /// A number, `true`, `false` or `null`: it ends before what cannot be in it.
    Bare,
    /// A string, an object or an array.
    Closed { depth: usize, text: Text },
}

/// Where in a string one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Text {
    Outside,
    Inside,
    /// Behind a backslash.
    Escaped,
}

impl Token {
    /// The token that begins with this byte, which is not read by this; `None`
    /// if no value does.
    pub(super) fn starting_with(byte: u8) -> Option<Self> {
        match byte {
            b'{' | b'[' | b'"' => Some(Self::Closed { depth: 0, text: Text::Outside }),
            b'-' | b'0'..=b'9' | b't' | b'f' | b'n' => Some(Self::Bare),
            _ => None,
        }
    }

    /// How many of these bytes belong to the token, if it ends among them.
    pub(super) fn end(&mut self, bytes: &[u8]) -> Option<usize> {
        match self {
            Self::Bare => bytes.iter().position(|byte| !is_bare(*byte)),
            Self::Closed { depth, text } => closed_end(bytes, depth, text),
        }
    }
}

fn closed_end(bytes: &[u8], depth: &mut usize, text: &mut Text) -> Option<usize> {
    let mut at = 0;
    loop {
        if *text != Text::Outside {
            at += text_end(&bytes[at..], text)?;
            if *depth == 0 {
                return Some(at);
            }
        }
        at += bytes[at..].iter().position(|byte| is_structural(*byte))?;
        match bytes[at] {
            b'"' => *text = Text::Inside,
            b'{' | b'[' => *depth += 1,
            _ => *depth -= 1,
        }
        at += 1;
        if *depth == 0 && *text == Text::Outside {
            return Some(at);
        }
    }
}

/// How many of these bytes belong to a string, with its closing quote.
fn text_end(bytes: &[u8], text: &mut Text) -> Option<usize> {
    let mut at = 0;
    if *text == Text::Escaped && !bytes.is_empty() {
        at = 1;
        *text = Text::Inside;
    }
    loop {
        at += memchr2(b'"', b'\\', bytes.get(at..)?)? + 1;
        if bytes[at - 1] == b'"' {
            *text = Text::Outside;
            return Some(at);
        }
        if at == bytes.len() {
            *text = Text::Escaped;
            return None;
        }
        at += 1;
    }
}

fn is_structural(byte: u8) -> bool {
    matches!(byte, b'"' | b'{' | b'}' | b'[' | b']')
}

fn is_bare(byte: u8) -> bool {
    !matches!(byte, b',' | b':' | b' ' | b'\t' | b'\n' | b'\r') && !is_structural(byte)
}
