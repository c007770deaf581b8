//! All on a paused clock: an hour takes a moment.

use std::{
    cell::RefCell,
    future::{Future, poll_fn},
    pin::{Pin, pin},
    rc::Rc,
    task::Poll,
};

use http::HeaderValue;
use tokio::{
    task::{JoinSet, LocalSet},
    time::{sleep, sleep_until},
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
async fn a_waiting_call_may_be_dropped_at_any_poll() {
    // The sixth poll is after its cell came.
    for polls in 0..=6_u32 {
        let limits = Limits::none().rate(10, 1);
        let start = Instant::now();
        drop(limits.admit().await);
        let mut victim = Box::pin(limits.admit());
        let mut admitted = None;
        let next = tokio::spawn({
            let limits = limits.clone();
            async move {
                sleep(10 * MS).await;
                drop(limits.admit().await);
                start.elapsed()
            }
        });
        for poll in 0..polls {
            sleep_until(start + 19 * MS * poll).await;
            if let Poll::Ready(permit) = poll_once(victim.as_mut()).await {
                admitted = Some(permit);
                break;
            }
        }
        assert_eq!(admitted.is_some(), polls == 6 + 1, "{polls}");
        drop(victim);
        let next = next.await.unwrap();
        assert!(next >= 100 * MS && next <= 102 * MS, "after {polls} polls: {next:?}");
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
    drop(limits.admit().await);
    assert!(start.elapsed() <= 3 * SECOND, "{:?}", start.elapsed());
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
    calls.await;
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
