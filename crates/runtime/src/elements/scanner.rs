//! The grammar around the elements: what may come where, and what is kept.

use std::{borrow::Cow, mem, ops::Range};

use serde_json::{Map, Value};

use super::token::Token;
use crate::{SecretText, decode, redact};

/// Reads a body, chunk by chunk, and finds the elements at one place in it.
///
/// Objects and arrays on the way to that place are taken apart. Any other value
/// is a [`Token`]: an element is for the caller to decode, and what is aside is
/// decoded into the envelope.
#[derive(Debug)]
pub(super) struct Scanner {
    path: Vec<String>,
    wanted: Container,
    pub(super) limits: Limits,
    state: State,
    /// What is open, from the whole body to where one is.
    frames: Vec<Frame>,
    /// The beginning of a token that did not end in its chunk; all of it, if
    /// it ended in a later one.
    pending: Vec<u8>,
    /// The name of the entry at hand.
    name: String,
    /// How many bytes the envelope has as text.
    kept: usize,
    envelope: Option<Value>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    Array,
    Object,
}

/// How many bytes a value may have as text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) element: usize,
    pub(super) envelope: usize,
}

/// Where the text of a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Span {
    Chunk(Range<usize>),
    /// In [`Scanner::pending`], since it is of several chunks.
    Pending,
}

/// Why a body is not what it should be.
#[derive(Debug)]
pub(super) enum Fault {
    /// Something else should be here.
    Structure(Cow<'static, str>),
    /// The body ends here.
    Cut(&'static str),
    /// A value beside the elements is no JSON.
    Value(Span, serde_json::Error),
    /// Or not of UTF-8.
    Encoding(Span),
    TooLarge(Limited),
}

/// Which limit was passed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Limited {
    Element,
    Envelope,
}

/// What may come next.
#[derive(Clone, Copy, Debug)]
enum State {
    /// Anything, after so many bytes of a byte order mark.
    Start {
        mark: usize,
    },
    /// A value, or the end of the array.
    ValueOrEnd,
    Value,
    /// A name, or the end of the object.
    NameOrEnd,
    Name,
    Colon,
    /// A comma, or the end of what is open.
    Next,
    Within(Token, Role),
    /// White space only.
    Over,
}

/// What a token is for.
#[derive(Clone, Copy, Debug)]
enum Role {
    Name,
    Element,
    Aside,
}

/// An object or an array that is open, on the way to the elements or around
/// them.
#[derive(Debug)]
struct Frame {
    kept: Kept,
    name: Option<String>,
    index: usize,
    /// Whether the way on was found in it.
    passed: bool,
}

#[derive(Debug)]
enum Kept {
    Array(Vec<Value>),
    Object(Map<String, Value>),
}

/// What the next value is.
enum Place {
    Element,
    /// What holds the elements.
    Holder,
    /// An object or an array with the holder somewhere in it.
    Onward,
    Aside,
}

const A_VALUE: &str = "expected a value";

const BYTE_ORDER_MARK: [u8; 3] = [0xEF, 0xBB, 0xBF];

impl Scanner {
    pub(super) fn new(at: &str, wanted: Container) -> Self {
        let names = at.strip_prefix('/').unwrap_or(at).split('/');
        let names = names.map(|name| name.replace("~1", "/").replace("~0", "~"));
        Self {
            path: if at.is_empty() { Vec::new() } else { names.collect() },
            wanted,
            limits: Limits { element: 8 << 20, envelope: 1 << 20 },
            state: State::Start { mark: 0 },
            frames: Vec::new(),
            pending: Vec::new(),
            name: String::new(),
            kept: 0,
            envelope: None,
        }
    }

    /// Reads on to the end of an element, or of the chunk.
    pub(super) fn read(&mut self, chunk: &[u8], at: &mut usize) -> Result<Option<Span>, Fault> {
        while let Some(byte) = chunk.get(*at) {
            match self.state {
                State::Within(token, role) => {
                    if let Some(element) = self.read_token(token, role, chunk, at)? {
                        return Ok(Some(element));
                    }
                }
                State::Start { mark } if *byte == BYTE_ORDER_MARK[mark] => {
                    let mark = mark + 1;
                    let is_whole = mark == BYTE_ORDER_MARK.len();
                    self.state = if is_whole { State::Value } else { State::Start { mark } };
                    *at += 1;
                }
                State::Start { mark: 0 } => self.state = State::Value,
                _ if matches!(byte, b' ' | b'\t' | b'\n' | b'\r') => *at += 1,
                _ => {
                    self.read_byte(*byte)?;
                    if !matches!(self.state, State::Within(..)) {
                        *at += 1;
                    }
                }
            }
        }
        Ok(None)
    }

    /// What was around the elements, at the end of the body.
    pub(super) fn finish(&mut self) -> Result<Value, Fault> {
        match self.state {
            State::Over => Ok(self.envelope.take().unwrap_or_default()),
            State::Start { .. } => Err(Fault::Cut("the body is empty")),
            _ => Err(Fault::Cut("the body ends before its value does")),
        }
    }

    pub(super) fn text<'a>(&'a self, span: &Span, chunk: &'a [u8]) -> &'a [u8] {
        match span {
            Span::Chunk(range) => &chunk[range.clone()],
            Span::Pending => &self.pending,
        }
    }

    /// What there is of a token that has not ended.
    pub(super) fn unended(&self) -> &[u8] {
        if matches!(self.state, State::Within(..)) { &self.pending } else { &[] }
    }

    /// The name of the entry that was found last.
    pub(super) fn take_name(&mut self) -> String {
        mem::take(&mut self.name)
    }

    /// The JSON pointer to where one is, without a credential.
    pub(super) fn pointer(&self, credentials: &[SecretText]) -> String {
        let segment = |frame: &Frame| match (&frame.kept, &frame.name) {
            (Kept::Array(_), _) => format!("/{}", frame.index),
            (Kept::Object(_), Some(name)) => decode::segment(name, credentials),
            (Kept::Object(_), None) => String::new(),
        };
        self.frames.iter().map(segment).collect()
    }

    /// Whether a name on the way to where one is is that of a secret.
    pub(super) fn is_secret(&self) -> bool {
        self.frames.iter().any(|frame| frame.name.as_deref().is_some_and(redact::is_secret))
    }

    /// Reads a byte that is neither white space nor within a token. One that
    /// begins a token is left to be read with it.
    fn read_byte(&mut self, byte: u8) -> Result<(), Fault> {
        match (self.state, byte) {
            (State::ValueOrEnd, b']') | (State::NameOrEnd, b'}') => self.close(),
            (State::ValueOrEnd | State::Value, _) => self.begin_value(byte),
            (State::NameOrEnd | State::Name, b'"') => {
                self.begin_token(byte, Role::Name, "expected a name")
            }
            (State::NameOrEnd, _) => Err(Fault::because("expected a name or `}`")),
            (State::Name, _) => Err(Fault::because("expected a name")),
            (State::Colon, b':') => {
                self.state = State::Value;
                Ok(())
            }
            (State::Colon, _) => Err(Fault::because("expected `:`")),
            (State::Next, _) => self.go_on(byte),
            (State::Over, _) => Err(Fault::because("there is something behind the body's value")),
            (State::Start { .. } | State::Within(..), _) => Err(Fault::because(A_VALUE)),
        }
    }

    fn begin_value(&mut self, byte: u8) -> Result<(), Fault> {
        let container = match byte {
            b'[' => Some(Container::Array),
            b'{' => Some(Container::Object),
            _ => None,
        };
        let place = self.place();
        if matches!(place, Place::Holder | Place::Onward) {
            self.pass()?;
        }
        let container = match (place, container) {
            (Place::Element, _) => return self.begin_token(byte, Role::Element, A_VALUE),
            (Place::Aside, _) => return self.begin_token(byte, Role::Aside, A_VALUE),
            (Place::Onward, Some(container)) => container,
            (Place::Holder, Some(container)) if container == self.wanted => container,
            (Place::Onward, None) => return Err(wrong_type("an object or an array", byte)),
            (Place::Holder, _) => return Err(wrong_type(self.wanted.told(), byte)),
        };
        self.open(container);
        Ok(())
    }

    fn place(&self) -> Place {
        let is_last = self.frames.len() == self.path.len();
        let Some(frame) = self.frames.last() else {
            return if is_last { Place::Holder } else { Place::Onward };
        };
        match self.path.get(self.frames.len() - 1) {
            None => Place::Element,
            Some(step) if !frame.is_at(step) => Place::Aside,
            Some(_) if is_last => Place::Holder,
            Some(_) => Place::Onward,
        }
    }

    /// Notes that the way to the elements leads on from here.
    fn pass(&mut self) -> Result<(), Fault> {
        let Some(frame) = self.frames.last_mut() else {
            return Ok(());
        };
        if frame.passed {
            return Err(Fault::because("this name comes twice"));
        }
        frame.passed = true;
        Ok(())
    }

    fn open(&mut self, container: Container) {
        let (kept, state) = match container {
            Container::Array => (Kept::Array(Vec::new()), State::ValueOrEnd),
            Container::Object => (Kept::Object(Map::new()), State::NameOrEnd),
        };
        self.frames.push(Frame { kept, name: None, index: 0, passed: false });
        self.state = state;
    }

    /// Reads what comes behind a value.
    fn go_on(&mut self, byte: u8) -> Result<(), Fault> {
        let Some(frame) = self.frames.last_mut() else {
            return Err(Fault::because("there is something behind the body's value"));
        };
        match (&frame.kept, byte) {
            (Kept::Array(_), b']') | (Kept::Object(_), b'}') => return self.close(),
            (Kept::Array(_), b',') => {
                frame.index += 1;
                self.state = State::Value;
            }
            (Kept::Object(_), b',') => {
                frame.name = None;
                self.state = State::Name;
            }
            (Kept::Array(_), _) => return Err(Fault::because("expected `,` or `]`")),
            (Kept::Object(_), _) => return Err(Fault::because("expected `,` or `}`")),
        }
        Ok(())
    }

    fn close(&mut self) -> Result<(), Fault> {
        let Some(frame) = self.frames.pop() else {
            return Err(Fault::because("nothing is open here"));
        };
        if let Some(step) = self.path.get(self.frames.len()).filter(|_| !frame.passed) {
            return Err(Fault::Structure(format!("there is no `{step}` here").into()));
        }
        self.keep(match frame.kept {
            Kept::Array(values) => Value::Array(values),
            Kept::Object(values) => Value::Object(values),
        });
        Ok(())
    }

    /// Puts a value that has ended where it belongs in the envelope.
    fn keep(&mut self, value: Value) {
        self.state = State::Next;
        match self.frames.last_mut() {
            Some(Frame { kept: Kept::Array(values), .. }) => values.push(value),
            Some(Frame { kept: Kept::Object(values), name, .. }) => {
                values.insert(name.clone().unwrap_or_default(), value);
            }
            None => {
                self.envelope = Some(value);
                self.state = State::Over;
            }
        }
    }

    fn begin_token(&mut self, byte: u8, role: Role, expected: &'static str) -> Result<(), Fault> {
        let token = Token::starting_with(byte).ok_or_else(|| Fault::because(expected))?;
        self.pending.clear();
        self.state = State::Within(token, role);
        Ok(())
    }

    fn read_token(
        &mut self,
        mut token: Token,
        role: Role,
        chunk: &[u8],
        at: &mut usize,
    ) -> Result<Option<Span>, Fault> {
        let start = *at;
        let end = token.end(&chunk[start..]);
        let here = start..end.map_or(chunk.len(), |length| start + length);
        self.check_length(role, self.pending.len() + here.len())?;
        *at = here.end;
        if end.is_none() || !self.pending.is_empty() {
            self.pending.extend_from_slice(&chunk[here.clone()]);
        }
        if end.is_none() {
            self.state = State::Within(token, role);
            return Ok(None);
        }
        let span = if self.pending.is_empty() { Span::Chunk(here) } else { Span::Pending };
        if matches!(role, Role::Element) {
            self.state = State::Next;
            return Ok(Some(span));
        }
        self.take_in(role, span, chunk)?;
        Ok(None)
    }

    fn check_length(&self, role: Role, length: usize) -> Result<(), Fault> {
        let is_inside = self.frames.len() > self.path.len();
        let (limited, most) = match role {
            Role::Element => (Limited::Element, self.limits.element),
            Role::Name if is_inside => (Limited::Element, self.limits.element),
            Role::Name | Role::Aside => (Limited::Envelope, self.limits.envelope),
        };
        let kept = if matches!(limited, Limited::Envelope) { self.kept } else { 0 };
        if length > most.saturating_sub(kept) { Err(Fault::TooLarge(limited)) } else { Ok(()) }
    }

    /// Takes in a name, or a value for the envelope.
    fn take_in(&mut self, role: Role, span: Span, chunk: &[u8]) -> Result<(), Fault> {
        let text = self.text(&span, chunk);
        let Ok(json) = str::from_utf8(text) else {
            return Err(Fault::Encoding(span));
        };
        let length = json.len();
        let value = serde_json::from_str(json).map_err(|error| Fault::Value(span, error))?;
        let is_inside = self.frames.len() > self.path.len();
        if !is_inside {
            self.kept += length;
        }
        match (role, value) {
            (Role::Name, Value::String(name)) => {
                if is_inside {
                    self.name.clone_from(&name);
                }
                if let Some(frame) = self.frames.last_mut() {
                    frame.name = Some(name);
                }
                self.state = State::Colon;
            }
            (_, value) => self.keep(value),
        }
        Ok(())
    }
}

impl Frame {
    fn is_at(&self, step: &str) -> bool {
        match &self.kept {
            Kept::Array(_) => self.index.to_string() == step,
            Kept::Object(_) => self.name.as_deref() == Some(step),
        }
    }
}

impl Container {
    fn told(self) -> &'static str {
        match self {
            Self::Array => "an array",
            Self::Object => "an object",
        }
    }
}

impl Fault {
    fn because(why: &'static str) -> Self {
        Self::Structure(why.into())
    }
}

fn wrong_type(expected: &str, byte: u8) -> Fault {
    let found = match byte {
        b'[' => "an array",
        b'{' => "an object",
        b'"' => "a string",
        b't' | b'f' => "a boolean",
        b'n' => "null",
        b'-' | b'0'..=b'9' => "a number",
        _ => return Fault::because(A_VALUE),
    };
    Fault::Structure(format!("expected {expected} and found {found}").into())
}
