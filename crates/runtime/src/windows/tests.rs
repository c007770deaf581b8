//! What holds for every range, however long each of its parts takes.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use futures_util::{FutureExt as _, TryStreamExt as _};
use proptest::prelude::*;
use tokio::{
    sync::Semaphore,
    time::{sleep, timeout},
};

use super::*;
use crate::{Method, Span, Window};

static PLAIN: Operation = Operation::new("list_visits", Method::Get, "/v1/visits");
static REPEATING: Operation =
    Operation::new("list_stays", Method::Get, "/v1/stays").window(&WINDOW);
static WINDOW: Window = Window::new("from", "to").repeats_at_seams();

/// What is being fetched, and the most there was at once.
#[derive(Clone, Default)]
struct Watch {
    calls: Arc<AtomicUsize>,
    open: Arc<AtomicUsize>,
    most_open: Arc<AtomicUsize>,
}

impl Watch {
    /// Fetches a part, which takes so many milliseconds.
    async fn fetch<T>(self, delay: u64, answer: Result<T, Error>) -> Result<T, Error> {
        self.calls.fetch_add(1, SeqCst);
        let open = self.open.fetch_add(1, SeqCst) + 1;
        self.most_open.fetch_max(open, SeqCst);
        let _open = Open(Arc::clone(&self.open));
        sleep(Duration::from_millis(delay)).await;
        answer
    }

    /// Parts by number that take so long each, and answer with their number.
    fn windows(&self, delays: &[u64]) -> Windows<usize, usize> {
        let (watch, delays) = (self.clone(), delays.to_vec());
        Windows::new(&PLAIN, 0..delays.len(), move |part| {
            watch.clone().fetch(delays[part], Ok(part))
        })
    }

    fn counts(&self) -> (usize, usize, usize) {
        let [calls, open, most] = [&self.calls, &self.open, &self.most_open];
        (calls.load(SeqCst), open.load(SeqCst), most.load(SeqCst))
    }
}

struct Open(Arc<AtomicUsize>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.fetch_sub(1, SeqCst);
    }
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_time().start_paused(true).build().unwrap().block_on(future)
}

fn at_once(parts: usize) -> NonZeroUsize {
    NonZeroUsize::new(parts).unwrap()
}

fn broken(why: &str) -> Error {
    Error::invalid_request(&PLAIN, why)
}

#[tokio::test(start_paused = true)]
async fn parts_are_fetched_ahead_and_no_more_than_that() {
    let watch = Watch::default();
    let mut windows = watch.windows(&[10; 9]);
    sleep(Duration::from_secs(1)).await;
    assert_eq!(watch.counts(), (0, 0, 0), "nothing happens before the first poll");
    windows.next().await.unwrap().unwrap();
    sleep(Duration::from_secs(1)).await;
    assert_eq!(watch.counts(), (5, 0, 4), "one was given, and four are kept");
    assert_eq!(windows.next().now_or_never().unwrap().unwrap().unwrap(), (1, 1));
    assert_eq!(windows.size_hint(), (1, Some(7)));

    let watch = Watch::default();
    let mut windows = watch.windows(&[10; 3]).concurrency(NonZeroUsize::MIN);
    windows.next().await.unwrap().unwrap();
    sleep(Duration::from_secs(1)).await;
    assert_eq!(watch.counts(), (1, 0, 1), "each when it is asked for");
}

#[tokio::test(start_paused = true)]
async fn a_call_between_two_parts_is_not_held_up() {
    let place = Arc::new(Semaphore::new(1));
    let places = Arc::clone(&place);
    let mut windows = Windows::new(&PLAIN, 0..5, move |part| {
        let place = Arc::clone(&places);
        async move {
            let _permit = place.acquire().await.unwrap();
            sleep(Duration::from_millis(10)).await;
            Ok(part)
        }
    });
    while let Some(part) = windows.next().await {
        part.unwrap();
        let own = timeout(Duration::from_millis(100), place.acquire()).await;
        drop(own.expect("fetches ahead give their places back by themselves").unwrap());
    }
}

#[test]
fn the_first_error_in_order_ends_it_and_drops_the_rest() {
    let watch = Watch::default();
    let watched = watch.clone();
    // The third part fails before the second does, and the fourth is endless.
    let mut windows = Windows::new(&PLAIN, 0..6, move |part| {
        let (delay, answer) = match part {
            0 => (5, Ok(part)),
            1 => (50, Err(broken("second"))),
            2 => (1, Err(broken("third"))),
            _ => (1_000_000, Ok(part)),
        };
        watched.clone().fetch(delay, answer)
    });
    block_on(async {
        assert_eq!(windows.next().await.unwrap().unwrap(), (0, 0));
        let error = windows.next().await.unwrap().unwrap_err();
        assert!(error.to_string().contains("second"), "{error}");
        assert!(windows.next().await.is_none() && windows.is_terminated());
        assert_eq!(windows.position(), Some(&1));
        tokio::task::yield_now().await;
        let (calls, open, _) = watch.counts();
        assert_eq!((calls, open), (5, 0), "what was under way is given up");
    });
}

#[test]
fn an_error_leaves_the_items_before_it() {
    let windows = Windows::new(&PLAIN, 0..3, |part| async move {
        if part == 2 { Err(broken("third")) } else { Ok(vec![part, part]) }
    });
    let mut items = windows.items(|_| None::<()>);
    block_on(async {
        let mut came = Vec::new();
        while let Some(item) = items.next().await {
            came.push((item.ok(), items.position().copied()));
        }
        assert_eq!(
            came,
            [
                (Some(0), Some(0)),
                (Some(0), Some(1)),
                (Some(1), Some(1)),
                (Some(1), Some(2)),
                (None, Some(2)),
            ]
        );
        assert!(items.is_terminated());
    });
}

#[test]
fn the_position_is_the_part_that_comes_next() {
    let mut windows = Watch::default().windows(&[1, 1]);
    assert_eq!(windows.position(), Some(&0));
    block_on(windows.next()).unwrap().unwrap();
    assert_eq!(windows.position(), Some(&1));
    assert_eq!(Watch::default().windows(&[]).position(), None);
}

#[test]
fn a_run_time_that_is_gone_is_an_error_and_no_panic() {
    let mut windows = Watch::default().windows(&[1, 50]);
    block_on(windows.next()).unwrap().unwrap();
    let error = block_on(windows.next()).unwrap().unwrap_err();
    assert!(error.is_interrupted() && error.to_string().contains("shut down"), "{error}");
    assert_eq!(windows.position(), Some(&1));
}

#[test]
fn streams_can_be_sent_around() {
    fn takes<S: Send + Unpin + FusedStream>() {}
    takes::<Windows<Span, std::cell::Cell<std::marker::PhantomPinned>>>();
    takes::<WindowItems<Span<jiff::Zoned>, std::cell::Cell<std::marker::PhantomPinned>>>();
}

/// The items of a range whose parts answer with these.
fn items(operation: &'static Operation, parts: &[Vec<u8>]) -> Vec<u8> {
    let windows = Windows::new(operation, parts.to_vec(), |part| async { Ok(part) });
    // Zero is the same as nothing.
    block_on(windows.items(|item| (*item > 0).then_some(*item)).try_collect()).unwrap()
}

#[test]
fn what_repeats_is_left_out_only_where_the_rule_says_so() {
    let parts = [vec![1, 2, 2], vec![2, 2, 2, 3], vec![2, 1], vec![0], vec![0, 0]];
    assert_eq!(items(&REPEATING, &parts), [1, 2, 2, 2, 3, 1, 0, 0, 0]);
    assert_eq!(items(&PLAIN, &parts), parts.concat());
}

proptest! {
    #[test]
    fn parts_come_in_order_each_once_and_few_at_a_time(
        delays in prop::collection::vec(0u64..50, 0..20),
        pauses in prop::collection::vec(0u64..50, 1..8),
        concurrency in 1usize..7,
    ) {
        let watch = Watch::default();
        let windows = watch.windows(&delays).concurrency(at_once(concurrency));
        let came = block_on(async {
            let (mut windows, mut came) = (windows, Vec::new());
            while let Some(part) = windows.next().await {
                came.push(part.unwrap());
                let ahead = watch.calls.load(SeqCst) - came.len();
                assert!(ahead <= concurrency, "{ahead} are kept");
                sleep(Duration::from_millis(pauses[came.len() % pauses.len()])).await;
            }
            came
        });
        let all: Vec<_> = (0..delays.len()).map(|part| (part, part)).collect();
        prop_assert_eq!(came, all);
        let (calls, open, most) = watch.counts();
        prop_assert_eq!((calls, open), (delays.len(), 0));
        prop_assert!(most <= concurrency);
    }

    #[test]
    fn giving_up_loses_nothing_and_leaves_nothing_behind(
        delays in prop::collection::vec(0u64..50, 0..20),
        patience in prop::collection::vec(0u64..30, 1..8),
        polls in 0usize..60,
        concurrency in 1usize..5,
    ) {
        let watch = Watch::default();
        let windows = watch.windows(&delays).concurrency(at_once(concurrency));
        let came = block_on(async {
            let (mut windows, mut came) = (windows, Vec::new());
            for poll in 0..polls {
                let patience = Duration::from_millis(patience[poll % patience.len()]);
                match timeout(patience, windows.next()).await {
                    Ok(Some(part)) => came.push(part.unwrap().1),
                    Ok(None) => break,
                    Err(_) => {}
                }
            }
            drop(windows);
            tokio::task::yield_now().await;
            came
        });
        prop_assert_eq!(watch.counts().1, 0);
        prop_assert_eq!(came.clone(), (0..came.len()).collect::<Vec<_>>());
    }

    /// Items that lie in several parts come with each of them.
    #[test]
    fn what_lies_across_seams_comes_once(
        stays in prop::collection::vec((0usize..6, 0usize..3), 0..12),
    ) {
        let parts: Vec<Vec<u8>> = (0..8)
            .map(|part| {
                let within = |(first, more): &(usize, usize)| (*first..=first + more).contains(&part);
                let ids = (1..).zip(&stays).filter(|(_, stay)| within(stay));
                ids.map(|(id, _)| id).collect()
            })
            .collect();
        let mut came = items(&REPEATING, &parts);
        came.sort_unstable();
        let all: Vec<u8> = (1..).take(stays.len()).collect();
        prop_assert_eq!(came, all);
    }
}
