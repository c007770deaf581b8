//! What it costs to decode a long list as it arrives: time, and the most memory
//! held at once, against decoding all of it at once. Prints figures; judges
//! nothing.
//!
//! Each measurement is a process of its own, or the second would find the memory
//! of the first.

use std::{convert::Infallible, error::Error, hint::black_box, process::Command, time::Instant};

use bytes::Bytes;
use floorkit_runtime::{Body, Method, OffsetDateTime, Operation, TolerantText};
use futures_util::stream;
use serde::Deserialize;

static LIST: Operation = Operation::new("list_sessions", Method::Get, "/v1/sessions");

const SESSIONS: usize = 1_000_000;
/// Of different texts; the body repeats them.
const DIFFERENT: usize = 10_000;
/// About what a connection hands over at once.
const CHUNK: usize = 64 * 1024;
const RUNS: usize = 5;
const ELEMENTS: &str = "--elements";
const WHOLE: &str = "--whole";

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Two times, an id, a text that may come as a number, and what nobody reads.
#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "only decoded")]
struct Session {
    space_id: String,
    session_type: Option<TolerantText>,
    start_time: Option<OffsetDateTime>,
    end_time: Option<OffsetDateTime>,
}

#[derive(Debug, Deserialize)]
struct Page {
    sessions: Vec<Session>,
}

/// Seconds, and MiB above what was held before.
#[derive(Clone, Copy)]
struct Cost {
    seconds: f64,
    memory: f64,
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.get(1).map(String::as_str) {
        Some(part @ (ELEMENTS | WHOLE)) => measured(part),
        // A test run calls every bench once, without this flag; there is nothing to test.
        _ if arguments.iter().any(|argument| argument == "--bench") => report(),
        _ => Ok(()),
    }
}

#[expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
fn report() -> Result<()> {
    let size = chunks().iter().map(Bytes::len).sum::<usize>() as f64 / 1e6;
    let (elements, whole) = least()?;
    println!("{SESSIONS} sessions, {size:.0} MB: MB/s, MiB above the baseline");
    println!("elements as they arrive: {:.0}, {:.1}", size / elements.seconds, elements.memory);
    println!("serde_json::from_slice: {:.0}, {:.1}", size / whole.seconds, whole.memory);
    println!("ratio of the rates: {:.2}", whole.seconds / elements.seconds);
    Ok(())
}

/// The least cost of a few runs of each, by turns: what disturbs a run only adds
/// to it.
fn least() -> Result<(Cost, Cost)> {
    let mut least = [Cost { seconds: f64::INFINITY, memory: f64::INFINITY }; 2];
    for _ in 0..RUNS {
        for (part, least) in [ELEMENTS, WHOLE].into_iter().zip(&mut least) {
            let child = Command::new(std::env::current_exe()?).arg(part).output()?;
            let said = String::from_utf8(child.stdout)?;
            let mut figures = said.split_whitespace().map(str::parse);
            let (Some(seconds), Some(memory)) = (figures.next(), figures.next()) else {
                return Err(String::from_utf8_lossy(&child.stderr).into());
            };
            least.seconds = least.seconds.min(seconds?);
            least.memory = least.memory.min(memory?);
        }
    }
    Ok((least[0], least[1]))
}

/// Does one part in this process, and prints what it cost.
#[expect(clippy::print_stdout, reason = "the parent reads it")]
fn measured(part: &str) -> Result<()> {
    let chunks = chunks();
    // The peak starts anew from what is held now.
    std::fs::write("/proc/self/clear_refs", "5")?;
    let baseline = peak_memory()?;
    let seconds = if part == ELEMENTS { elements(chunks)? } else { whole(&chunks)? };
    println!("{seconds} {}", peak_memory()? - baseline);
    Ok(())
}

/// The time it takes to decode the chunks one by one, with all that the body
/// does to them.
fn elements(chunks: Vec<Bytes>) -> Result<f64> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    runtime.block_on(async {
        let start = Instant::now();
        let chunks = stream::iter(chunks.into_iter().map(Ok::<_, Infallible>));
        let response = http::Response::new(reqwest::Body::wrap_stream(chunks));
        let mut sessions =
            Body::from_response(&LIST, response.into()).elements::<Session>("/sessions");
        let mut count = 0;
        while let Some(session) = sessions.next().await {
            black_box(session?);
            count += 1;
        }
        assert_eq!(count, SESSIONS);
        Ok(start.elapsed().as_secs_f64())
    })
}

/// The time it takes to decode the same bytes at once, when they are all there.
fn whole(chunks: &[Bytes]) -> Result<f64> {
    let body = chunks.concat();
    let start = Instant::now();
    let page: Page = serde_json::from_slice(&body)?;
    assert_eq!(black_box(&page).sessions.len(), SESSIONS);
    Ok(start.elapsed().as_secs_f64())
}

/// A body, cut without regard to what is in it. Its parts share their memory.
fn chunks() -> Vec<Bytes> {
    // In one piece: memory that is left over from making it would hide some of
    // what is measured.
    let mut block = String::with_capacity(DIFFERENT * 300);
    for nth in 0..DIFFERENT {
        block.push_str(&session(nth));
        block.push(',');
    }
    let block = Bytes::from(block.into_boxed_str().into_boxed_bytes());
    let mut chunks = vec![Bytes::from_static(b"{\"total\":1000000,\"sessions\":[")];
    for nth in 1..=SESSIONS / DIFFERENT {
        let is_last = nth == SESSIONS / DIFFERENT;
        // Without its last comma.
        let block = block.slice(..block.len() - usize::from(is_last));
        chunks.extend(
            (0..block.len())
                .step_by(CHUNK)
                .map(|start| block.slice(start..(start + CHUNK).min(block.len()))),
        );
    }
    chunks.push(Bytes::from_static(b"]}"));
    chunks
}

fn session(nth: usize) -> String {
    let (day, hour, minute) = (1 + nth % 28, nth % 24, nth % 60);
    format!(
        r#"{{"space_id": "spc_{:019}", "session_type": {}, "start_time": "2026-03-{day:02}T{hour:02}:{minute:02}:05.120-05:00", "end_time": "2026-03-{day:02}T{hour:02}:{minute:02}:59-05:00", "dwell_seconds": 54.5, "sensor": {{"serial": "Z{nth:06}", "firmware": null}}}}"#,
        nth as u64 * 982_451_653 + 7,
        nth % 3,
    )
}

/// The most memory that this process has held, in MiB, as Linux counts it.
fn peak_memory() -> Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib =
        line.and_then(|line| line.trim().strip_suffix("kB")).ok_or("no VmHWM in the status")?;
    Ok(kib.trim().parse::<f64>()? / 1024.0)
}
