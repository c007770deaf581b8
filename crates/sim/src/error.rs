//! Why a simulator cannot be started or set up.

use std::io;

/// Why a simulator could not be started or set up.
///
/// # Example
///
/// ```
/// use floorkit_sim::density::Behavior;
///
/// let error = Behavior::default().set("sessions", "spiral").unwrap_err();
/// assert!(error.to_string().contains("spiral"));
/// ```
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct Error(#[from] Kind);

#[derive(Debug, thiserror::Error)]
enum Kind {
    #[error("listen on 127.0.0.1:{port}")]
    Listen { port: u16, source: io::Error },
    #[error("read {file}: {problem}")]
    Document { file: String, problem: String },
    #[error("set {key}: {problem}")]
    Setting { key: String, problem: String },
}

impl Error {
    pub(crate) fn listen(port: u16, source: io::Error) -> Self {
        Self(Kind::Listen { port, source })
    }

    pub(crate) fn document(file: String, problem: String) -> Self {
        Self(Kind::Document { file, problem })
    }

    pub(crate) fn setting(key: &str, problem: &impl ToString) -> Self {
        Self(Kind::Setting { key: key.to_owned(), problem: problem.to_string() })
    }
}
