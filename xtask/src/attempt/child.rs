//! Runs the stages that may not survive a document in a process of their own.
//!
//! The generator recurses without a guard: some documents overflow any stack,
//! and that ends the process, not the call. So this program starts itself once
//! more, hands the document over, and gives up on it after a time. On systems
//! with a POSIX shell, its memory is limited too.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::names::Names;
use crate::normalize;
use crate::pipeline::{self, Made, Prepared};
use crate::problem::{Place, Problem};
use crate::{document, generate, vendor};

/// The hidden verb that makes this program the child.
pub const VERB: &str = "made-in-a-child";

/// Comes before the answer: a test's own output may stand around it.
const MARK: &str = "answer: ";

/// How often the parent looks whether the child has ended.
const PAUSE: Duration = Duration::from_millis(10);

/// How to start the child, and how much it may take.
#[derive(Clone, Debug)]
pub struct Worker {
    program: PathBuf,
    arguments: Vec<OsString>,
    /// How long it may run.
    pub time: Duration,
    /// How much address space it may take, in KiB, where that can be limited.
    pub memory: u64,
}

/// What the child is to do.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Task<'a> {
    pub(super) ident: Cow<'a, str>,
    pub(super) settings: Cow<'a, str>,
    pub(super) document: Cow<'a, Value>,
    /// Whether this is a part of a document, of which only the generator's
    /// verdict is asked for.
    pub(super) only_generate: bool,
}

/// What became of it.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Answer {
    /// The crate.
    Made(Crate),
    /// The stages before the generator refuse the document.
    Refused(Vec<Refusal>),
    /// The generator fails, or the child did not come to its end.
    Failed(String),
}

/// A crate, and what was done for it.
#[derive(Debug, Default, Deserialize, PartialEq, Serialize)]
pub(super) struct Crate {
    /// The files by their paths below a workspace root.
    pub(super) files: BTreeMap<String, String>,
    pub(super) operations: usize,
    pub(super) types: usize,
    /// How often each pass of normalization changed something.
    pub(super) applied: Vec<(String, usize)>,
}

/// One problem of a document.
#[derive(Debug, Deserialize, PartialEq, Serialize)]
pub(super) struct Refusal {
    /// Where in the document, as a JSON pointer; empty if it is elsewhere.
    pub(super) pointer: String,
    pub(super) reason: String,
}

impl<'a> Task<'a> {
    /// Makes all that is made of a document.
    pub(super) fn whole(ident: &'a str, settings: &'a str, document: &'a Value) -> Self {
        Self {
            ident: ident.into(),
            settings: settings.into(),
            document: Cow::Borrowed(document),
            only_generate: false,
        }
    }

    /// Asks what the generator thinks of a part of a document.
    pub(super) fn part(document: &'a Value) -> Self {
        Self { only_generate: true, ..Self::whole("", "", document) }
    }
}

impl Worker {
    /// The running program, as `cargo xtask` has it.
    ///
    /// # Errors
    ///
    /// If the system does not say which program is running.
    pub fn this_program() -> io::Result<Self> {
        Ok(Self::new(std::env::current_exe()?, [VERB.into()]))
    }

    /// A program that calls [`serve`] when it is started with these arguments.
    pub fn new(program: PathBuf, arguments: impl IntoIterator<Item = OsString>) -> Self {
        Self {
            program,
            arguments: arguments.into_iter().collect(),
            time: Duration::from_secs(600),
            memory: 8 * 1024 * 1024,
        }
    }

    /// Gives a task to a child, and waits for its answer or its end.
    pub(super) fn run(&self, task: &Task<'_>) -> Answer {
        self.try_run(task)
            .unwrap_or_else(|error| Answer::Failed(format!("cannot start the child: {error}")))
    }

    fn try_run(&self, task: &Task<'_>) -> io::Result<Answer> {
        let task = serde_json::to_string(task)?;
        let mut child = self
            .command()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let writer = child.stdin.take().map(|mut to| {
            // A child that has ended reads no more, and how it ended is told below.
            thread::spawn(move || drop(to.write_all(task.as_bytes())))
        });
        let (out, err) = (read(child.stdout.take()), read(child.stderr.take()));
        let ended = wait(&mut child, self.time)?;
        if let Some(writer) = writer {
            drop(writer.join());
        }
        let (out, err) = (text(out), text(err));
        let Some(status) = ended else {
            let seconds = self.time.as_secs();
            return Ok(Answer::Failed(format!("took longer than {seconds} s, and was stopped")));
        };
        let answer = out.lines().find_map(|line| line.split_once(MARK)).map(|(_, answer)| answer);
        Ok(match answer.and_then(|answer| serde_json::from_str(answer).ok()) {
            Some(answer) => answer,
            None => Answer::Failed(self.end(status, &err)),
        })
    }

    /// The child, with a limit on its memory where a shell can set one.
    fn command(&self) -> Command {
        let program = if cfg!(unix) {
            let mut shell = Command::new("sh");
            // A limit that the system does not know is no reason not to start.
            shell.args([
                "-c",
                "ulimit -v \"$0\" 2>/dev/null; exec \"$@\"",
                &self.memory.to_string(),
            ]);
            shell.arg(&self.program);
            shell
        } else {
            Command::new(&self.program)
        };
        let mut command = program;
        command.args(&self.arguments);
        command
    }

    /// Why a child ended without an answer.
    fn end(&self, status: ExitStatus, err: &str) -> String {
        if err.contains("overflowed its stack") {
            "the generator overflowed its stack and aborted".to_owned()
        } else if err.contains("memory allocation of") || err.contains("Cannot allocate memory") {
            format!("wanted more than {} MiB of memory", self.memory / 1024)
        } else {
            let last = err.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("silently");
            format!("ended without an answer, by {status}: {last}")
        }
    }
}

/// The child's side: reads a task, does it, and writes the answer.
///
/// # Errors
///
/// What reading and writing fails with.
pub fn serve(from: impl Read, to: &mut dyn Write) -> io::Result<()> {
    let mut task = String::new();
    BufReader::new(from).read_to_string(&mut task)?;
    let task: Task<'_> = serde_json::from_str(&task)?;
    let answer = serde_json::to_string(&answer(task))?;
    writeln!(to, "{MARK}{answer}")
}

fn answer(task: Task<'_>) -> Answer {
    let done = pipeline::on_a_large_stack(|| Ok(perform(task)));
    done.unwrap_or_else(|problems| Answer::Failed(texts(&problems)))
}

fn perform(task: Task<'_>) -> Answer {
    let Task { ident, settings, document, only_generate } = task;
    let document = document.into_owned();
    if only_generate {
        return match generate::once(&normalize::run(document).0) {
            Ok(_) => Answer::Made(Crate::default()),
            Err(reason) => Answer::Failed(reason),
        };
    }
    let prepared = match prepare(&ident, &settings, document) {
        Ok(prepared) => prepared,
        Err(problems) => return Answer::Refused(problems.iter().map(refusal).collect()),
    };
    let file = match generate::once(&prepared.document) {
        Ok(file) => file,
        Err(reason) => return Answer::Failed(reason),
    };
    match pipeline::finish(&prepared, file, &Names::default()) {
        Ok(made) => Answer::Made(packed(&prepared, &made)),
        Err(problems) => Answer::Refused(problems.iter().map(refusal).collect()),
    }
}

fn prepare(ident: &str, settings: &str, written: Value) -> Result<Prepared, Vec<Problem>> {
    let vendor = vendor::parse(ident, settings)?;
    let problems = document::check(&Place::file(vendor.document_path()), &written);
    if !problems.is_empty() {
        return Err(problems);
    }
    pipeline::prepare_document(vendor, written)
}

fn packed(prepared: &Prepared, made: &Made) -> Crate {
    Crate {
        files: made.tree.files().map(|(path, text)| (path.into(), text.into())).collect(),
        operations: made.operations,
        types: made.types,
        applied: prepared
            .applied
            .iter()
            .map(|applied| (applied.pass.to_owned(), applied.places))
            .collect(),
    }
}

fn refusal(problem: &Problem) -> Refusal {
    Refusal {
        pointer: problem.place().into_file().to_owned(),
        reason: format!("[{}] {}", problem.rule(), problem.reason()),
    }
}

fn texts(problems: &[Problem]) -> String {
    problems.iter().map(Problem::reason).collect::<Vec<_>>().join("; ")
}

/// Reads all that a child says, while it says it.
fn read(from: Option<impl Read + Send + 'static>) -> Option<JoinHandle<Vec<u8>>> {
    let from = from?;
    Some(thread::spawn(move || {
        let mut bytes = Vec::new();
        let mut from = BufReader::new(from);
        // What was said until it broke off is all that there is.
        while let Ok(1..) = from.read_until(b'\n', &mut bytes) {}
        bytes
    }))
}

fn text(reader: Option<JoinHandle<Vec<u8>>>) -> String {
    let bytes = reader.and_then(|reader| reader.join().ok()).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// How a child ended; nothing if it had to be stopped.
fn wait(child: &mut Child, time: Duration) -> io::Result<Option<ExitStatus>> {
    let deadline = Instant::now() + time;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if Instant::now() >= deadline {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(PAUSE);
    }
}

#[cfg(test)]
pub(super) mod testing {
    //! A child for tests: this test program, asked for one test.

    use super::*;

    pub(in super::super) fn worker() -> Worker {
        let program = std::env::current_exe().expect("a running program");
        let test = "attempt::child::testing::the_child";
        Worker::new(program, ["--exact", test, "--nocapture", "--include-ignored"].map(Into::into))
    }

    #[test]
    #[ignore = "waits for a task: other tests start it"]
    fn the_child() {
        serve(io::stdin(), &mut io::stdout()).expect("a task");
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::testing::worker;
    use super::*;

    fn failure(worker: &Worker, schemas: &Value) -> String {
        let document = json!({
            "openapi": "3.0.3",
            "info": { "title": "Acme", "version": "1" },
            "paths": {},
            "components": { "schemas": schemas },
        });
        match worker.run(&Task::part(&document)) {
            Answer::Failed(reason) => reason,
            other => panic!("{other:?}"),
        }
    }

    fn endless() -> Value {
        let member = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
        json!({ "A": { "allOf": [{ "$ref": "#/components/schemas/A" }, member] } })
    }

    #[test]
    fn an_abort_is_an_answer() {
        let reason = failure(&worker(), &endless());
        assert_eq!(reason, "the generator overflowed its stack and aborted");
    }

    #[test]
    fn a_panic_is_an_answer() {
        let reason =
            failure(&worker(), &json!({ "A": { "properties": { "b": { "allOf": [] } } } }));
        assert!(reason.starts_with("the generator panicked: "), "{reason}");
    }

    #[test]
    fn time_is_limited() {
        let worker = Worker { time: Duration::ZERO, ..worker() };
        assert_eq!(failure(&worker, &endless()), "took longer than 0 s, and was stopped");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn memory_is_limited() {
        let worker = Worker { memory: 150 * 1024, ..worker() };
        let reason = failure(&worker, &endless());
        assert!(reason.contains("memory") || reason.contains("thread"), "{reason}");
    }
}
