//! How an error reads: what happened, where, why, and what to do.

use std::fmt;

use super::{Error, Kind};
use crate::Problem;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let repr = &*self.0;
        match (repr.vendor, repr.operation) {
            (Some(vendor), Some(operation)) => write!(f, "{} {operation}", vendor.name())?,
            (None, Some(operation)) => write!(f, "{operation}")?,
            (Some(vendor), None) => write!(f, "the client of {}", vendor.name())?,
            (None, None) => f.write_str("the request")?,
        }
        self.write_what(f)?;
        self.write_facts(f)?;
        self.write_why(f)?;
        if let Some(why) = self.0.gave_up {
            write!(f, "; it was not tried again, as {why}")?;
        }
        if let Some(advice) = self.advice() {
            write!(f, "; {advice}")?;
        }
        Ok(())
    }
}

impl Error {
    fn write_what(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.kind {
            Kind::Configuration if self.0.operation.is_none() => f.write_str(" cannot be built"),
            Kind::InvalidRequest
            | Kind::Configuration
            | Kind::Authentication { .. }
            | Kind::Connect
                if self.0.may_have_been_sent =>
            {
                f.write_str(" was not sent again, though an earlier attempt may have arrived")
            }
            Kind::InvalidRequest | Kind::Configuration => f.write_str(" was not sent"),
            Kind::Authentication { .. } => f.write_str(" was not sent, for want of a token"),
            Kind::Connect => f.write_str(" was not sent, as no connection was made"),
            Kind::Timeout if !self.0.may_have_been_sent => f.write_str(" was not sent in time"),
            Kind::Timeout => f.write_str(" was not answered in time"),
            Kind::Interrupted => f.write_str(" broke off"),
            Kind::Write => match self.answer() {
                Some(answer) => {
                    write!(f, " was answered {}, and could not be written", answer.status)
                }
                None => f.write_str(" could not be written"),
            },
            Kind::Status | Kind::Decode | Kind::Misread | Kind::TooLarge => match self.answer() {
                Some(answer) => write!(f, " was answered {}", answer.status),
                None => f.write_str(" was answered"),
            },
            #[cfg(feature = "websocket")]
            Kind::Socket { .. } => f.write_str(" gave a socket that failed"),
        }
    }

    fn write_facts(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut open = " (";
        if self.0.timed_out
            && let Some(elapsed) = self.0.elapsed
        {
            write!(f, "{open}after {:.1} s", elapsed.as_secs_f64())?;
            open = ", ";
        }
        if self.0.attempts > 1 {
            write!(f, "{open}{} attempts", self.0.attempts)?;
            open = ", ";
        }
        if let Some(code) = self.code() {
            write!(f, "{open}code {code}")?;
            open = ", ";
        }
        if let Some(id) = self.request_id() {
            write!(f, "{open}request {id}")?;
            open = ", ";
        }
        if let Some(delivered) = self.0.delivered {
            write!(f, "{open}{delivered}")?;
            open = ", ";
        }
        if open == ", " { f.write_str(")") } else { Ok(()) }
    }

    fn write_why(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let detail = self.0.detail.as_deref().unwrap_or_default();
        let path = self.0.decode_path.as_deref().filter(|_| self.0.kind == Kind::Misread);
        if let Some(path) = path {
            let at = if path.is_empty() { "" } else { " at " };
            return write!(f, ", and its body makes no sense{at}{path}: {detail}");
        }
        match &self.0.decode_path {
            Some(path) if path.is_empty() => {
                return write!(f, ", and its body does not fit: `{detail}`");
            }
            Some(path) => return write!(f, ", and its body does not fit at {path}: `{detail}`"),
            None => {}
        }
        if !detail.is_empty() {
            return write!(f, ": {detail}");
        }
        if let Some(summary) = self.problem().and_then(Problem::summary) {
            return write!(f, ": {summary}");
        }
        match self.answer() {
            Some(answer) if !answer.excerpt.is_empty() => write!(f, ": `{}`", answer.excerpt),
            _ => Ok(()),
        }
    }

    /// Whether the body that does not fit looks like a web page.
    fn is_page(&self) -> bool {
        self.0.detail.as_deref().is_some_and(|detail| detail.trim_start().starts_with('<'))
    }

    fn advice(&self) -> Option<&'static str> {
        let is_idempotent = self.is_idempotent();
        let advice = match self.0.kind {
            Kind::Configuration
            | Kind::InvalidRequest
            | Kind::Authentication { .. }
            // Its reason says what to do.
            | Kind::Misread
            | Kind::TooLarge
            // Its source says why.
            | Kind::Write => return None,
            #[cfg(feature = "websocket")]
            Kind::Socket { .. } => return None,
            Kind::Connect => "check the base URL and the network",
            Kind::Timeout if !self.0.may_have_been_sent => "it may be tried again",
            Kind::Timeout | Kind::Interrupted if is_idempotent => "it may be tried again",
            Kind::Timeout | Kind::Interrupted => {
                "it may have been done all the same, so look before trying again"
            }
            Kind::Decode if self.is_page() => {
                "something else may have answered for the vendor, such as the sign-in page of a \
                 proxy; check the base URL and the network"
            }
            Kind::Decode => "the vendor may have changed; look for a newer version of this crate",
            Kind::Status => match self.status()? {
                200..=299 => {
                    "it may well have been done, so look before trying again; look for a newer \
                     version of this crate"
                }
                300..=399 => "redirects are not followed, so check the base URL",
                400 | 422 => "change the request before trying again",
                401 => "check the credential",
                403 => "check what the credential allows",
                404 => "check the ids in the request, and the base URL",
                429 => "wait and make fewer calls at once",
                500.. if is_idempotent => "try again later",
                500.. => "it may have been done all the same, so look before trying again",
                _ => return None,
            },
        };
        Some(advice)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("text", &format_args!("{self}"))
            .field("may_have_been_sent", &self.0.may_have_been_sent)
            .field("source", &self.0.source)
            .finish()
    }
}
