//! What a call costs, through all that a call goes through, against one that is
//! written by hand with the same HTTP client. Prints ratios; judges nothing.

#[path = "call/clients.rs"]
mod clients;
#[path = "call/server.rs"]
mod server;

use std::{
    error::Error,
    sync::Arc,
    time::{Duration, Instant},
};

use cpu_time::ThreadTime;
use tokio::{runtime::Runtime, task::JoinSet};

use self::clients::{ByHand, Client, Ours};

const ROUNDS: usize = 61;
const CALLS_PER_ROUND: usize = 1024;

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// What a call came to, in one round.
#[derive(Clone, Copy)]
struct Cost {
    cpu: Duration,
    wall: Duration,
    allocations: u64,
    bytes: u64,
}

fn main() -> Result<()> {
    // A test run calls every bench once, without this flag; there is nothing to test.
    if !std::env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    // All of a client's work is done in this thread, and measured here.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    for desks in [1, 100] {
        let url = server::start(desks)?;
        let (by_hand, ours) = (Arc::new(ByHand::new(&url)?), Arc::new(Ours::new(&url)?));
        for tasks in [1, 64] {
            compare(&runtime, [desks, tasks], &by_hand, &ours)?;
        }
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
fn compare(
    runtime: &Runtime,
    [desks, tasks]: [usize; 2],
    by_hand: &Arc<ByHand>,
    ours: &Arc<Ours>,
) -> Result<()> {
    let (mut hands, mut our) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        // Whatever else the machine does, it does to both; and each comes first
        // as often as second.
        let is_even = round % 2 == 0;
        if is_even {
            hands.push(measure(runtime, by_hand, tasks)?);
        }
        our.push(measure(runtime, ours, tasks)?);
        if !is_even {
            hands.push(measure(runtime, by_hand, tasks)?);
        }
    }
    // The first round opens the connections.
    let (hands, our) = (&hands[1..], &our[1..]);
    let ratios = |cost: fn(&Cost) -> Duration| {
        let pairs = hands.iter().zip(our);
        median(pairs.map(|(hand, our)| cost(our).as_secs_f64() / cost(hand).as_secs_f64()))
    };
    println!("{desks} desks per answer, {tasks} tasks, median of {ROUNDS}   by hand     ours");
    let row = |what: &str, cost: fn(&Cost) -> f64| {
        let [hand, our] = [hands, our].map(|costs| median(costs.iter().map(cost)));
        println!("  {what:<38} {hand:>8.1} {our:>8.1}");
    };
    row("CPU time of the client, µs per call", |cost| cost.cpu.as_secs_f64() * 1e6);
    row("elapsed, µs per call", |cost| cost.wall.as_secs_f64() * 1e6);
    row("allocations per call", |cost| cost.allocations as f64);
    row("bytes allocated per call", |cost| cost.bytes as f64);
    println!("  ratio of CPU time                               {:>8.3}", ratios(|cost| cost.cpu));
    println!("  ratio of elapsed time                           {:>8.3}", ratios(|cost| cost.wall));
    Ok(())
}

/// Makes the calls of a round, shared out among so many tasks.
fn measure<C: Client>(runtime: &Runtime, client: &Arc<C>, tasks: usize) -> Result<Cost> {
    let mut outcome = Ok(());
    let (cpu, wall) = (ThreadTime::try_now()?, Instant::now());
    let counted = allocation_counter::measure(|| {
        outcome = runtime.block_on(make_calls(client, tasks));
    });
    let (cpu, wall) = (cpu.try_elapsed()?, wall.elapsed());
    outcome?;
    Ok(Cost {
        cpu: cpu / CALLS_PER_ROUND as u32,
        wall: wall / CALLS_PER_ROUND as u32,
        allocations: counted.count_total / CALLS_PER_ROUND as u64,
        bytes: counted.bytes_total / CALLS_PER_ROUND as u64,
    })
}

async fn make_calls<C: Client>(client: &Arc<C>, tasks: usize) -> Result<()> {
    let mut running = JoinSet::new();
    for _ in 0..tasks {
        let client = Arc::clone(client);
        running.spawn(async move {
            for _ in 0..CALLS_PER_ROUND / tasks {
                let desks = client.list_desks("f-7").await?;
                assert!(!desks.is_empty(), "the server has desks");
            }
            Result::Ok(())
        });
    }
    while let Some(outcome) = running.join_next().await {
        outcome??;
    }
    Ok(())
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
