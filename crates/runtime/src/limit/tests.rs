//! All on a paused clock: an hour takes a moment.

use std::{
    cell::RefCell,
    future::{Future, poll_fn},
    pin::{Pin, pin},
    rc::Rc,
    task::Poll,
};

use http::HeaderValue;
use proptest::prelude::*;
use tokio::{
    task::{JoinSet, LocalSet},
    time::{advance, sleep, sleep_until, timeout},
};

use super::*;
use crate::RateLimit;

static ACME: Vendor = Vendor::new("acme", "Acme", "https://api.acme.example")
    .rate_limit(RateLimit::new(15, 100, "ip"));
static UNRULED: Vendor = Vendor::new("acme", "Acme", "https://api.acme.example");

const MS: Duration = Duration::from_millis(1);
const SECOND: Duration = Duration::from_secs(1);
const REFUSED: StatusCode = StatusCode::TOO_MANY_REQUESTS;

/// In any span of time, at most the burst and the rate for each second of it.
#[track_caller]
fn assert_within(requests_per_second: i128, burst: i128, departures: &[Duration]) {
    // What a call uses up, less what time gives back, in billionths of a call.
    let balance = |(index, at): (usize, &Duration)| {
        index as i128 * 1_000_000_000 - requests_per_second * at.as_nanos() as i128
    };
    let mut least = i128::MAX;
    for (index, at) in departures.iter().enumerate() {
        let now = balance((index, at));
        least = least.min(now);
        let used = now - least + 1_000_000_000;
        assert!(used <= burst * 1_000_000_000, "call {index} at {at:?} leaves too early");
    }
}

/// Has so many calls leave one after the other; when each does.
async fn leave(limits: &Limits, calls: usize) -> Vec<Duration> {
    let start = Instant::now();
    let mut departures = Vec::new();
    for _ in 0..calls {
        let _permit = limits.admit().await;
        departures.push(start.elapsed());
    }
    departures
}

/// How long the next call waits.
async fn wait(limits: &Limits) -> Duration {
    leave(limits, 1).await[0]
}

async fn poll_once<F: Future>(mut future: Pin<&mut F>) -> Poll<F::Output> {
    poll_fn(|context| Poll::Ready(future.as_mut().poll(context))).await
}

fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
    pairs
        .iter()
        .map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value)))
        .collect()
}

#[tokio::test(start_paused = true)]
async fn two_hundred_tasks_never_break_the_rule_and_use_it_for_an_hour() {
    const HOUR: Duration = Duration::from_secs(3600);
    let limits = Limits::none().rate(15, 100);
    let start = Instant::now();
    let departures = Arc::new(Mutex::new(Vec::new()));
    let mut tasks = JoinSet::new();
    for task in 0..200 {
        let (limits, departures) = (limits.clone(), Arc::clone(&departures));
        tasks.spawn(async move {
            while start.elapsed() < HOUR {
                let _permit = limits.admit().await;
                departures.lock().unwrap().push((start.elapsed(), task));
            }
        });
    }
    while tasks.join_next().await.is_some() {}

    let departures = departures.lock().unwrap();
    let (times, tasks): (Vec<_>, Vec<_>) = departures.iter().copied().unzip();
    assert_within(15, 100, &times);
    let within_the_hour = times.iter().filter(|at| **at <= HOUR).count();
    assert!(within_the_hour * 100 >= 98 * (100 + 15 * 3600), "{within_the_hour}");
    // Nobody is served twice before another is served once.
    for (round, served) in tasks[100..].chunks_exact(200).enumerate() {
        let distinct: std::collections::BTreeSet<_> = served.iter().collect();
        assert_eq!(distinct.len(), 200, "round {round}");
    }
}

#[tokio::test(start_paused = true)]
async fn first_come_first_served() {
    let limits = Limits::none().rate(1000, 3);
    let served = Arc::new(Mutex::new(Vec::new()));
    let mut tasks = JoinSet::new();
    for caller in 0..500 {
        let (limits, served) = (limits.clone(), Arc::clone(&served));
        tasks.spawn(async move {
            let _permit = limits.admit().await;
            served.lock().unwrap().push(caller);
        });
    }
    while tasks.join_next().await.is_some() {}
    assert_eq!(*served.lock().unwrap(), (0..500).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn a_burst_leaves_at_once_and_the_rest_at_the_rate() {
    let departures = leave(&Limits::none().rate(10, 3), 5).await;
    assert_eq!(departures[..3], [Duration::ZERO; 3]);
    assert!(departures[3] >= 100 * MS && departures[3] <= 101 * MS, "{departures:?}");
    assert!(departures[4] >= 200 * MS && departures[4] <= 201 * MS, "{departures:?}");
}

#[tokio::test(start_paused = true)]
async fn a_waiting_call_may_be_dropped_after_any_poll() {
    for polls in 0..6 {
        let limits = Limits::none().rate(10, 1);
        let start = Instant::now();
        drop(limits.admit().await);
        let mut victim = Box::pin(limits.admit());
        if polls > 0 {
            assert!(poll_once(victim.as_mut()).await.is_pending());
        }
        let next = tokio::spawn({
            let limits = limits.clone();
            async move { drop(limits.admit().await) }
        });
        for _ in 1..polls {
            sleep(19 * MS).await;
            assert!(poll_once(victim.as_mut()).await.is_pending());
        }
        drop(victim);
        next.await.unwrap();
        let next = start.elapsed();
        assert!(next >= 100 * MS && next <= 101 * MS, "after {polls} polls: {next:?}");
        // Nothing was counted for the one that was dropped.
        assert!(wait(&limits).await <= 101 * MS);
    }
}

#[tokio::test(start_paused = true)]
async fn one_that_is_dropped_when_its_turn_comes_lets_the_next_one_go() {
    let limits = Limits::none().rate(10, 1);
    let start = Instant::now();
    drop(limits.admit().await);
    let mut victim = Box::pin(limits.admit());
    assert!(poll_once(victim.as_mut()).await.is_pending());
    let mut next = pin!(limits.admit());
    assert!(poll_once(next.as_mut()).await.is_pending());
    sleep(150 * MS).await;
    drop(victim);
    drop(next.await);
    assert_eq!(start.elapsed(), 150 * MS);
    // The cell of the one that was dropped was not used.
    assert!(wait(&limits).await <= 101 * MS);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_nobody_polls_holds_up_no_other() {
    let limits = Limits::none().rate(10, 1);
    drop(limits.admit().await);
    let mut idle: Vec<_> = (0..30).map(|_| Box::pin(limits.admit())).collect();
    for call in &mut idle {
        assert!(poll_once(call.as_mut()).await.is_pending());
    }
    let start = Instant::now();
    drop(timeout(3 * SECOND, limits.admit()).await.unwrap());
    // They come back, and are served in their old order, before a newcomer.
    let newcomer = limits.admit();
    let mut newcomer = pin!(newcomer);
    assert!(poll_once(newcomer.as_mut()).await.is_pending());
    for (index, call) in idle.into_iter().enumerate() {
        drop(call.await);
        let elapsed = start.elapsed();
        assert!(elapsed <= 3 * SECOND + 102 * MS * (index as u32 + 1), "{index}: {elapsed:?}");
    }
    drop(newcomer.await);
}

#[tokio::test(start_paused = true)]
async fn no_more_calls_are_under_way_than_may_be() {
    let limits = Limits::none().concurrency(3);
    let under_way = Rc::new(RefCell::new((0, 0, Vec::new())));
    let calls = LocalSet::new();
    for caller in 0..50_u64 {
        let (limits, under_way) = (limits.clone(), Rc::clone(&under_way));
        calls.spawn_local(async move {
            let _permit = limits.admit().await;
            {
                let (now, most, served) = &mut *under_way.borrow_mut();
                *now += 1;
                *most = (*most).max(*now);
                served.push(caller);
            }
            sleep(MS * (caller * 7 % 13) as u32).await;
            under_way.borrow_mut().0 -= 1;
        });
    }
    timeout(60 * SECOND, calls).await.unwrap();
    let (now, most, served) = &*under_way.borrow();
    assert_eq!((*now, *most), (0, 3));
    assert_eq!(*served, (0..50).collect::<Vec<_>>());
    assert_eq!(limits.state().under_way, 0);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_waits_for_another_to_end_may_be_dropped() {
    let limits = Limits::none().concurrency(1);
    let first = limits.admit().await;
    let mut victim = Box::pin(limits.admit());
    let mut next = pin!(limits.admit());
    assert!(poll_once(victim.as_mut()).await.is_pending());
    assert!(poll_once(next.as_mut()).await.is_pending());
    drop(first);
    // It was the victim's turn.
    drop(victim);
    assert!(poll_once(next.as_mut()).await.is_ready());
}

#[tokio::test(start_paused = true)]
async fn a_refusal_makes_all_wait_for_as_long_as_it_says() {
    for limits in [Limits::of(&ACME), Limits::of(&UNRULED)] {
        limits.learn(REFUSED, &HeaderMap::new(), Some(7 * SECOND));
        let departures = leave(&limits, 3).await;
        assert_eq!(departures[0], 7 * SECOND);
        // They do not leave all at once.
        assert!(departures[1] >= 7100 * MS && departures[1] <= 7101 * MS, "{departures:?}");
        assert!(departures[2] >= 7198 * MS && departures[2] <= 7200 * MS, "{departures:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn one_that_already_waits_hears_of_a_refusal() {
    let limits = Limits::of(&UNRULED).rate(10, 1);
    drop(limits.admit().await);
    let mut waiting = pin!(limits.admit());
    let start = Instant::now();
    assert!(poll_once(waiting.as_mut()).await.is_pending());
    limits.learn(REFUSED, &HeaderMap::new(), Some(3 * SECOND));
    drop(waiting.await);
    assert_eq!(start.elapsed(), 3 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn refusals_that_say_nothing_make_ever_longer_pauses() {
    let limits = Limits::of(&UNRULED);
    let mut pauses = Vec::new();
    for _ in 0..8 {
        // Calls that were under way together are refused together.
        for _ in 0..64 {
            limits.learn(REFUSED, &HeaderMap::new(), None);
        }
        pauses.push(wait(&limits).await.as_secs());
    }
    assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 60, 60]);
}

#[tokio::test(start_paused = true)]
async fn after_a_refusal_calls_leave_ever_closer_until_all_is_as_before() {
    let limits = Limits::of(&UNRULED);
    limits.learn(REFUSED, &HeaderMap::new(), None);
    let departures = leave(&limits, 400).await;
    let gaps: Vec<_> = departures.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(gaps.is_sorted_by(|earlier, later| *later <= *earlier + MS), "{gaps:?}");
    assert!(departures[399] < 10 * SECOND, "{:?}", departures[399]);
    assert_eq!(gaps[300..], [Duration::ZERO; 99]);
    // The next refusal is a first one again.
    limits.learn(REFUSED, &HeaderMap::new(), None);
    assert_eq!(wait(&limits).await, SECOND);
}

#[tokio::test(start_paused = true)]
async fn no_wait_is_longer_than_five_minutes() {
    let day = Duration::from_secs(24 * 3600);
    for told in [day, Duration::MAX] {
        let limits = Limits::of(&ACME);
        limits.learn(REFUSED, &HeaderMap::new(), Some(told));
        assert_eq!(wait(&limits).await, pause::LONGEST_PAUSE);
    }
    let limits = Limits::of(&ACME);
    let used_up = headers(&[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "86400")]);
    limits.learn(StatusCode::OK, &used_up, None);
    assert_eq!(wait(&limits).await, pause::LONGEST_PAUSE);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_leaves_no_call_makes_all_wait_for_the_reset() {
    let limits = Limits::of(&UNRULED);
    let used_up = headers(&[("ratelimit", r#""default";r=0;t=30"#)]);
    limits.learn(StatusCode::OK, &used_up, None);
    assert_eq!(wait(&limits).await, 30 * SECOND);
    // A refusal's own word comes first.
    limits.learn(REFUSED, &used_up, Some(5 * SECOND));
    assert_eq!(wait(&limits).await, 5 * SECOND);
    sleep(SECOND).await;
    limits.learn(REFUSED, &used_up, None);
    assert_eq!(wait(&limits).await, 30 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn no_answer_makes_calls_leave_faster_than_the_rule() {
    let limits = Limits::of(&UNRULED).rate(10, 1);
    drop(limits.admit().await);
    let plenty = headers(&[("x-ratelimit-remaining", "5000"), ("x-ratelimit-reset", "0")]);
    limits.learn(StatusCode::OK, &plenty, None);
    limits.learn(REFUSED, &HeaderMap::new(), Some(Duration::ZERO));
    assert!(wait(&limits).await >= 100 * MS);
}

#[tokio::test(start_paused = true)]
async fn without_limits_nothing_waits() {
    let limits = Limits::none();
    limits.learn(REFUSED, &HeaderMap::new(), Some(SECOND));
    assert_eq!(leave(&limits, 1000).await, [Duration::ZERO; 1000]);
}

#[tokio::test(start_paused = true)]
async fn clones_share_and_what_is_set_anew_does_not() {
    let limits = Limits::none().rate(1, 1);
    let clone = limits.clone();
    drop(limits.admit().await);
    assert_eq!(wait(&clone).await, SECOND);
    assert_eq!(wait(&limits.concurrency(3)).await, Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_share_is_a_part_of_the_rate_and_of_the_burst() {
    let limits = Limits::none().rate(30, 30).share(1.0 / 3.0);
    let departures = leave(&limits, 50).await;
    assert_within(10, 10, &departures);
    assert!(departures[49] <= 4001 * MS, "{:?}", departures[49]);
    // A share of next to nothing lets a call through.
    assert_eq!(wait(&Limits::none().rate(1, 1).share(0.01)).await, Duration::ZERO);
}

#[test]
fn a_part_of_the_vendors_burst_is_kept_back() {
    let shown = format!("{:?}", Limits::of(&ACME).share(0.5).concurrency(4));
    assert_eq!(
        shown,
        "Limits { requests_per_second: 15.0, burst: 90, share: 0.5, concurrency: 4, \
         heeds_answers: true }"
    );
    assert_eq!(format!("{:?}", Limits::none()), "Limits { heeds_answers: false }");
}

/// A call of a made-up program: when it comes, how long it takes, and how long
/// it is waited for.
#[derive(Clone, Debug)]
struct Call {
    after_the_one_before: u32,
    takes: u32,
    patience: Option<u32>,
}

/// What a made-up vendor refuses: when, and what it says.
#[derive(Clone, Debug)]
struct Refusal {
    at: u32,
    told: Option<u32>,
}

fn call() -> impl Strategy<Value = Call> {
    let patience = proptest::option::weighted(0.3, 0..400_u32);
    (1..60_u32, 0..200_u32, patience).prop_map(|(after_the_one_before, takes, patience)| Call {
        after_the_one_before,
        takes,
        patience,
    })
}

fn refusal() -> impl Strategy<Value = Refusal> {
    let told = proptest::option::of(0..4000_u32);
    (0..5000_u32, told).prop_map(|(at, told)| Refusal { at, told })
}

/// Departures in the order in which they happened: when, and which call.
async fn run(limits: &Limits, calls: Vec<Call>, refusals: Vec<Refusal>) -> Vec<(Duration, usize)> {
    let start = Instant::now();
    let departures = Rc::new(RefCell::new(Vec::new()));
    let (tasks, mut comes) = (LocalSet::new(), start);
    for (index, call) in calls.into_iter().enumerate() {
        comes += MS * call.after_the_one_before;
        let (limits, departures) = (limits.clone(), Rc::clone(&departures));
        tasks.spawn_local(async move {
            sleep_until(comes).await;
            let patience = call.patience.map_or(Duration::from_secs(3600), |ms| MS * ms);
            if let Ok(_permit) = timeout(patience, limits.admit()).await {
                departures.borrow_mut().push((start.elapsed(), index));
                sleep(MS * call.takes).await;
            }
        });
    }
    for Refusal { at, told } in refusals {
        let limits = limits.clone();
        tasks.spawn_local(async move {
            sleep_until(start + MS * at).await;
            limits.learn(REFUSED, &HeaderMap::new(), told.map(|ms| MS * ms));
        });
    }
    let day = Duration::from_secs(24 * 3600);
    timeout(day, tasks).await.expect("nobody waits forever");
    Rc::into_inner(departures).unwrap().into_inner()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_happens_the_rule_and_the_order_are_kept(
        rate in 1..200_u32,
        burst in 1..20_u32,
        concurrency in proptest::option::of(1..6_usize),
        calls in proptest::collection::vec(call(), 1..60),
        refusals in proptest::collection::vec(refusal(), 0..4),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        let mut limits = Limits::of(&UNRULED).rate(rate, burst);
        if let Some(concurrency) = concurrency {
            limits = limits.concurrency(concurrency);
        }
        let departures = runtime.block_on(run(&limits, calls.clone(), refusals.clone()));

        let times: Vec<_> = departures.iter().map(|(at, _)| *at).collect();
        assert_within(rate.into(), burst.into(), &times);
        prop_assert!(departures.is_sorted_by_key(|(_, index)| *index), "{departures:?}");
        for (index, call) in calls.iter().enumerate() {
            let is_served = departures.iter().any(|(_, served)| *served == index);
            prop_assert!(is_served || call.patience.is_some(), "call {index} starves");
        }
        for Refusal { at, told } in refusals {
            let pause = MS * at..MS * (at + told.unwrap_or_default());
            let within = |at: &Duration| *at > pause.start && *at < pause.end;
            prop_assert!(!times.iter().any(within), "{pause:?}: {times:?}");
        }
        let under_way = |at| {
            let ends = |(left, index): &(Duration, usize)| *left + MS * calls[*index].takes;
            departures.iter().filter(|call| call.0 <= at && ends(call) > at).count()
        };
        let most = times.iter().map(|at| under_way(*at)).max().unwrap_or(0);
        prop_assert!(concurrency.is_none_or(|limit| most <= limit), "{most}");
        prop_assert!(limits.state().line.is_empty() && limits.state().under_way == 0);
    }

    #[test]
    fn any_number_is_taken(rate: f64, burst: u32, share: f64) {
        let limits = Limits::none().rate(rate, burst).share(share);
        let cells = limits.0.cells.as_ref().unwrap();
        prop_assert!(cells.check().is_ok());
        let _ = cells.check();
    }
}

#[test]
fn a_rate_that_is_no_whole_time_is_rounded_down() {
    let quota = Limits::of(&ACME).0.settings.quota().unwrap();
    assert_eq!(quota.replenish_interval(), Duration::from_nanos(66_666_667));
}

#[test]
fn a_rate_of_nothing_is_one_call_an_hour() {
    for (rate, share) in [(0.0, 1.0), (-1.0, 1.0), (f64::NAN, 1.0), (1.0, 0.0), (1.0, f64::NAN)] {
        let quota = Limits::none().rate(rate, 1).share(share).0.settings.quota().unwrap();
        assert_eq!(quota.replenish_interval(), Duration::from_secs(3600), "{rate} {share}");
    }
    let quota = Limits::none().rate(f64::INFINITY, u32::MAX).share(7.0).0.settings.quota().unwrap();
    assert_eq!(quota.replenish_interval(), Duration::from_nanos(1));
    assert_eq!(quota.burst_size().get(), 1_000_000);
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_jumps_breaks_no_rule() {
    let limits = Limits::none().rate(10, 2);
    let before = leave(&limits, 5).await;
    advance(Duration::from_secs(24 * 3600)).await;
    let after = leave(&limits, 5).await;
    assert_within(10, 2, &before);
    assert_within(10, 2, &after);
}
