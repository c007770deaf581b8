//! Programs that nobody here wrote, and that `cargo xtask conformance` installs.

use std::{
    env, fs, io,
    net::{SocketAddr, TcpListener, TcpStream},
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;

use super::{document::Document, plain::plain};

/// How long a program may take, to start or to end.
const PATIENCE: Duration = Duration::from_secs(300);

/// A program that runs, with the document and what it says in a folder of its own. It
/// ends with this value.
pub(crate) struct Tool {
    child: Child,
    folder: TempDir,
}

/// A folder for a tool, with the vendor's document in `openapi.json`.
pub(crate) fn folder(vendor: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let document = plain(&Document::of(vendor).root).to_string();
    fs::write(folder.path().join("openapi.json"), document).expect("the document is written");
    folder
}

/// Where a tool is, by the variable that says it; or why it is not used.
pub(crate) fn path(variable: &str) -> Result<PathBuf, String> {
    env::var_os(variable).map(PathBuf::from).ok_or_else(|| {
        format!("skipped: {variable} names no program; `cargo xtask conformance` does")
    })
}

impl Tool {
    pub(crate) fn start(command: &mut Command, folder: TempDir) -> Self {
        let log = fs::File::create(folder.path().join("log")).expect("a log");
        let errors = log.try_clone().expect("the same log");
        let command = command.current_dir(folder.path()).stdin(Stdio::null());
        let child = command.stdout(log).stderr(errors).spawn().expect("the program starts");
        Self { child, folder }
    }

    /// What it said so far.
    pub(crate) fn log(&self) -> String {
        self.read("log").unwrap_or_default()
    }

    /// A file that it wrote.
    pub(crate) fn read(&self, file: &str) -> io::Result<String> {
        fs::read_to_string(self.folder.path().join(file))
    }

    /// Waits until it listens.
    pub(crate) async fn listening(&mut self, address: SocketAddr) {
        let is_there = |tool: &mut Self| {
            let ended = tool.child.try_wait().expect("its state");
            assert!(ended.is_none(), "it ended: {}", tool.log());
            TcpStream::connect(address).ok()
        };
        self.until(is_there).await;
    }

    /// Waits until it ends, while others may go on in this thread.
    pub(crate) async fn ended(&mut self) -> ExitStatus {
        self.until(|tool| tool.child.try_wait().expect("its state")).await
    }

    async fn until<T>(&mut self, mut happens: impl FnMut(&mut Self) -> Option<T>) -> T {
        let begun = Instant::now();
        loop {
            if let Some(value) = happens(self) {
                return value;
            }
            assert!(begun.elapsed() < PATIENCE, "it takes too long: {}", self.log());
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

impl Drop for Tool {
    fn drop(&mut self) {
        // If it has ended by itself there is nothing to end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An address on loopback that is free now.
pub(crate) fn free_address() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address")
}
