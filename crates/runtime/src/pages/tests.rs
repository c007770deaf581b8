//! What holds for every list, however it is cut into pages and whatever the
//! vendor says of it.

use std::{
    sync::{
        Arc, LazyLock,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    task::Waker,
    time::Duration,
};

use futures_util::{FutureExt as _, TryStreamExt as _};
use proptest::prelude::*;
use serde_json::json;
use tokio::{
    sync::Semaphore,
    time::{sleep, timeout},
};

use super::*;
use crate::{ClientBuilder, Method, Vendor};

static LIST: Operation = Operation::new("list_desks", Method::Get, "/v1/floors/{floor_id}/desks");
static ACME: Vendor = Vendor::new("acme", "Acme", "https://api.acme.example");

/// A list on a vendor's side, and what was asked of it.
#[derive(Clone, Default)]
struct List {
    pages: Vec<(Batch<u32>, u64)>,
    calls: Arc<AtomicUsize>,
    open: Arc<AtomicUsize>,
    most_open: Arc<AtomicUsize>,
}

impl List {
    /// With a time in milliseconds that each page takes.
    fn new(pages: impl IntoIterator<Item = (Batch<u32>, u64)>) -> Self {
        Self { pages: pages.into_iter().collect(), ..Self::default() }
    }

    /// The pages by number; after the last one they are empty, with the last
    /// total.
    async fn fetch(self, cursor: Cursor) -> Result<Batch<u32>, Error> {
        let _open = Open::new(&self);
        self.calls.fetch_add(1, SeqCst);
        let at = usize::try_from(cursor.number()?).unwrap() - 1;
        let last = self.pages.last().and_then(|(batch, _)| batch.total);
        let past = Batch { total: last, ..Batch::new(Vec::new()) };
        let (batch, delay) = self.pages.get(at).cloned().unwrap_or((past, 1));
        sleep(Duration::from_millis(delay)).await;
        Ok(batch)
    }

    fn pages(&self, paging: Paging) -> Pages<u32> {
        let list = self.clone();
        pages(paging, move |cursor| list.clone().fetch(cursor))
    }

    fn calls(&self) -> usize {
        self.calls.load(SeqCst)
    }
}

/// A fetch that is under way.
struct Open(Arc<AtomicUsize>);

impl Open {
    fn new(list: &List) -> Self {
        let open = list.open.fetch_add(1, SeqCst) + 1;
        list.most_open.fetch_max(open, SeqCst);
        Self(Arc::clone(&list.open))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.fetch_sub(1, SeqCst);
    }
}

fn pages<T: Send + 'static, R>(
    paging: Paging,
    fetch: impl FnMut(Cursor) -> R + Send + 'static,
) -> Pages<T>
where
    R: Future<Output = Result<Batch<T>, Error>> + Send + 'static,
{
    /// Building one takes a while.
    static CLIENT: LazyLock<Inner> =
        LazyLock::new(|| ClientBuilder::new(&ACME).build().unwrap().inner);
    Pages::new(&CLIENT, &LIST, paging, fetch)
}

/// Pages of so many items each, which count from 0.
fn cut(sizes: &[usize]) -> Vec<Vec<u32>> {
    let mut items = 0..;
    sizes.iter().map(|size| items.by_ref().take(*size).collect()).collect()
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_time().start_paused(true).build().unwrap().block_on(future)
}

/// What a list gives when it is paged by number: its items and the requests.
fn read(sizes: &[usize], totals: &[Option<i64>], paging: Paging) -> (Vec<u32>, usize) {
    let totals = totals.iter().chain(std::iter::repeat(totals.last().unwrap()));
    let batches = cut(sizes).into_iter().zip(totals);
    let list = List::new(batches.map(|(items, total)| (Batch::new(items).total(*total), 1)));
    let items = block_on(list.pages(paging).on_demand().items().try_collect());
    (items.unwrap(), list.calls())
}

#[test]
fn a_link_is_found_with_and_without_prefix() {
    for body in [
        json!({ "hydra:view": { "hydra:next": "/v1/desks?page=2" } }),
        json!({ "view": { "next": "/v1/desks?page=2" } }),
        json!({ "hydra:view": { "next": "/v1/desks?page=2" } }),
        json!({ "view": { "hydra:next": { "@id": "/v1/desks?page=2" } } }),
        json!({ "view": [{ "@type": "Other" }, { "next": "/v1/desks?page=2" }] }),
        json!({ "hydra:view": null, "view": { "hydra:next": null, "next": "/v1/desks?page=2" } }),
    ] {
        assert_eq!(Next::in_body(&body), Next::Link("/v1/desks?page=2".into()), "{body}");
    }
}

#[test]
fn a_page_without_a_link_is_the_last_only_if_it_has_a_view() {
    for body in [
        json!({ "hydra:view": { "@id": "/v1/desks" } }),
        json!({ "view": { "hydra:next": null } }),
        json!({ "view": [{}] }),
    ] {
        assert_eq!(Next::in_body(&body), Next::Last, "{body}");
    }
    for body in [
        json!({}),
        json!([]),
        json!(null),
        json!({ "hydra:view": null }),
        json!({ "view": [] }),
        json!({ "view": "/v1/desks?page=1" }),
    ] {
        assert_eq!(Next::in_body(&body), Next::Unsaid, "{body}");
    }
}

/// What comes of a first page with this link.
fn follow(base_url: &str, link: &str) -> Result<Cursor, Error> {
    let parts = ClientBuilder::new(&ACME).base_url(base_url).build()?;
    let next = Next::Link(link.to_owned());
    let paging = Paging::links("page");
    let mut pages = Pages::new(&parts.inner, &LIST, paging, move |_| {
        let next = next.clone();
        async { Ok(Batch::new(vec![7]).next(next)) }
    })
    .on_demand();
    let page = block_on(pages.next()).unwrap()?;
    assert_eq!(page.items, [7]);
    if let Some(next) = page.next {
        return Ok(next);
    }
    assert_eq!(pages.position(), None);
    let error = block_on(pages.next()).unwrap().unwrap_err();
    assert!(error.is_decode() && !error.is_retryable() && pages.is_terminated());
    assert!(block_on(pages.next()).is_none());
    Err(error)
}

#[test]
fn a_link_to_the_same_operation_gives_its_parameter() {
    let base = "https://api.acme.example";
    for link in [
        "https://api.acme.example/v1/floors/7/desks?page=2",
        "https://API.acme.example:443/v1/floors/7/desks?itemsPerPage=50&page=2#top",
        "//api.acme.example/v1/floors/7/desks?page=2",
        "/v1/floors/7/desks?page=2",
        "?page=2",
        "desks?page=2",
    ] {
        assert_eq!(follow(base, link).unwrap(), Cursor::from(2), "{link}");
    }
    let token = follow(base, "?page=a%20b%26c").unwrap();
    assert_eq!(token.as_str(), "a b&c");
    let proxy = "http://127.0.0.1:1/acme/";
    for link in ["/acme/v1/floors/7/desks?page=2", "/v1/floors/7/desks?page=2", "?page=2"] {
        assert_eq!(follow(proxy, link).unwrap(), Cursor::from(2), "{link}");
    }
}

#[test]
fn a_link_that_leads_away_is_refused() {
    for (link, why) in [
        ("https://evil.example/v1/floors/7/desks?page=2", "leaves https://api.acme.example"),
        ("http://api.acme.example/v1/floors/7/desks?page=2", "leaves https"),
        ("https://api.acme.example:8443/v1/floors/7/desks?page=2", "leaves https"),
        ("https://api.acme.example@evil.example/v1/floors/7/desks?page=2", "leaves https"),
        (r"\\evil.example/v1/floors/7/desks?page=2", "leaves https"),
        ("javascript:alert(1)", "leaves https"),
        ("/v1/floors?page=2", "leads to another operation"),
        ("/v1/floors/7/desks/../../8/keys?page=2", "leads to another operation"),
        ("/v1/floors//desks?page=2", "leads to another operation"),
        ("https://[::1/?page=2", "is no address"),
        ("?pages=2", "has no `page`"),
        ("", "has no `page`"),
        ("?page=", "no one value of `page`"),
        ("?page=2&page=3", "no one value of `page`"),
    ] {
        let error = follow("https://api.acme.example", link).unwrap_err().to_string();
        assert!(error.contains(why) && error.starts_with("Acme list_desks"), "{link}: {error}");
    }
    let error = follow("https://api.acme.example", "https://x.example?token=s3cret").unwrap_err();
    assert!(!format!("{error} {error:?}").contains("s3cret"), "{error:?}");
}

#[test]
fn what_is_counted_ends_when_length_and_total_agree() {
    let numbers = Paging::numbers();
    let ten = numbers.size(10);
    for (sizes, totals, paging, requests) in [
        // The total is right.
        (&[10, 10, 4][..], &[Some(24)][..], ten, 3),
        (&[10, 10], &[Some(20)], ten, 3),
        (&[4], &[Some(4)], ten, 1),
        (&[], &[Some(0)], ten, 1),
        (&[4], &[Some(4)], numbers, 2),
        (&[10, 4], &[Some(14)], numbers, 2),
        // The vendor gives less on a page than it was asked for.
        (&[5, 5, 3], &[Some(13)], ten, 3),
        // A page is empty, and more follow.
        (&[10, 0, 0, 7], &[Some(40)], ten, 5),
        (&[0, 3], &[Some(20)], ten, 3),
        // The total is missing, or no total.
        (&[10, 4], &[None], ten, 3),
        (&[10, 4], &[Some(-1)], ten, 3),
        // It was there once.
        (&[10, 0, 4], &[Some(30), None], ten, 4),
        // It is too large.
        (&[10, 4], &[Some(1_000)], ten, 100),
        (&[10, 4], &[Some(15)], ten, 3),
        // It is too small.
        (&[10, 10, 4], &[Some(0)], ten, 3),
        (&[10, 10, 10], &[Some(10)], numbers, 4),
        (&[1], &[Some(0)], numbers, 2),
        // It changes.
        (&[10, 10, 4], &[Some(24), Some(11), Some(23)], ten, 3),
        (&[10, 10, 4], &[Some(10), Some(30), Some(24)], ten, 3),
    ] {
        let expected: Vec<u32> = cut(sizes).concat();
        assert_eq!(read(sizes, totals, paging), (expected, requests), "{sizes:?} {totals:?}");
    }
}

#[test]
fn one_page_is_all_where_there_is_no_paging() {
    assert_eq!(read(&[3, 3], &[Some(6)], Paging::none()), (vec![0, 1, 2], 1));
    assert_eq!(read(&[3, 3], &[Some(6)], Paging::links("page")), (vec![0, 1, 2], 1));
}

#[test]
fn links_come_first_and_the_total_after_them() {
    let paging = Paging::links("page").counted().size(2);
    let batch = |items: &[u32]| Batch::new(items.to_vec()).total(Some(5));
    // The second page has no view.
    let list = List::new([
        (batch(&[0, 1]).next(Next::Link("?page=2".into())), 1),
        (batch(&[2, 3]), 1),
        (batch(&[4]).next(Next::Last), 1),
    ]);
    let items: Vec<u32> = block_on(list.pages(paging).items().try_collect()).unwrap();
    assert_eq!((items, list.calls()), (vec![0, 1, 2, 3, 4], 3));
    // A view without a link is believed.
    let list = List::new([(batch(&[0, 1]).next(Next::Last), 1)]);
    let items: Vec<u32> = block_on(list.pages(paging).items().try_collect()).unwrap();
    assert_eq!((items, list.calls()), (vec![0, 1], 1));
}

#[test]
fn a_link_that_is_no_number_cannot_be_counted_on_from() {
    let mut pages = pages(Paging::links("page").counted(), |cursor| async move {
        let next = if cursor.is_first() { Next::Link("?page=x".into()) } else { Next::Unsaid };
        Ok(Batch::new(vec![cursor]).next(next))
    });
    block_on(async {
        assert_eq!(pages.next().await.unwrap().unwrap().next, Some(Cursor::from("x")));
        assert_eq!(pages.next().await.unwrap().unwrap().next, None);
        let error = pages.next().await.unwrap().unwrap_err();
        assert!(error.to_string().contains("`x` has no link"), "{error}");
    });
}

#[test]
fn a_cursor_that_comes_again_is_an_error_that_names_it() {
    for (paging, links) in [
        (Paging::links("page"), &["a", "b", "c", "a"][..]),
        (Paging::links("page"), &["a", "a"]),
        (Paging::links("page").counted(), &["2", "3", "1"]),
    ] {
        let list = links.iter().map(|link| Next::Link(format!("?page={link}")));
        let mut list = list.collect::<Vec<_>>().into_iter();
        let calls = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&calls);
        let pages = pages(paging, move |_| {
            counter.fetch_add(1, SeqCst);
            let next = list.next().unwrap();
            async { Ok(Batch::new(vec![()]).next(next)) }
        });
        let mut items = pages.items();
        let error = block_on(async {
            for _ in links {
                items.next().await.unwrap().unwrap();
            }
            items.next().await.unwrap().unwrap_err()
        });
        let last = links.last().unwrap();
        assert!(error.to_string().contains(&format!("`{last}`, which was there")), "{error}");
        assert!(error.is_decode() && block_on(items.next()).is_none());
        assert_eq!(calls.load(SeqCst), links.len());
    }
}

#[test]
fn a_vendor_that_heeds_no_number_is_found_out() {
    let mut pages = pages(Paging::numbers(), |_| async {
        Ok(Batch::new(vec![1, 2]).total(Some(2)).known_by(Some("desk_1")))
    });
    block_on(async {
        pages.next().await.unwrap().unwrap();
        pages.next().await.unwrap().unwrap();
        let error = pages.next().await.unwrap().unwrap_err();
        assert!(error.to_string().contains("came before"), "{error}");
        assert!(pages.next().await.is_none());
    });
    let list = List::new([(Batch::new(vec![0]).known_by(Some(&0)), 1), (Batch::new(vec![]), 1)]);
    assert_eq!(
        block_on(list.pages(Paging::numbers()).items().try_collect::<Vec<_>>()).unwrap(),
        [0]
    );
}

#[test]
fn an_error_ends_the_stream_and_says_where_to_go_on() {
    for is_eager in [true, false] {
        let broken = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&broken);
        let pages = pages(Paging::links("page"), move |cursor| {
            let is_broken = cursor == Cursor::from(3) && counter.fetch_add(1, SeqCst) == 0;
            async move {
                let number = cursor.number()?;
                if is_broken {
                    return Err(Error::invalid_request(&LIST, "broken"));
                }
                let last = Batch::new(vec![number]);
                let next = Next::Link(format!("?page={}", number + 1));
                Ok(if number == 5 { last } else { last.next(next) })
            }
        });
        let mut pages = if is_eager { pages } else { pages.on_demand() };
        block_on(async {
            assert_eq!(pages.next().await.unwrap().unwrap().items, [1]);
            let second = pages.next().await.unwrap().unwrap();
            assert_eq!((second.cursor, second.next), (Cursor::from(2), Some(Cursor::from(3))));
            assert!(pages.next().await.unwrap().unwrap_err().is_invalid_request());
            assert!(pages.next().await.is_none() && pages.is_terminated());
            let position = pages.position().cloned().unwrap();
            assert_eq!(position, Cursor::from(3));
            let rest: Vec<u64> = pages.resume(position).items().try_collect().await.unwrap();
            assert_eq!(rest, [3, 4, 5]);
        });
    }
}

#[test]
fn items_are_at_the_page_that_they_are_on() {
    let sizes = [2, 2, 1];
    let batches = cut(&sizes).into_iter().map(|items| (Batch::new(items).total(Some(5)), 1));
    let mut items = List::new(batches).pages(Paging::numbers().size(2)).items();
    block_on(async {
        assert_eq!(items.position(), Some(&Cursor::first()));
        let mut at = Vec::new();
        while let Some(item) = items.next().await {
            at.push((item.unwrap(), items.position().map(Cursor::to_string)));
        }
        let at: Vec<_> = at.iter().map(|(item, at)| (*item, at.as_deref())).collect();
        let page = |text| Some(text);
        assert_eq!(at, [(0, page("")), (1, page("2")), (2, page("2")), (3, page("3")), (4, None)]);
        assert!(items.is_terminated());
    });
}

#[test]
fn counting_goes_on_from_the_middle() {
    let sizes = [10, 10, 4];
    let batches = cut(&sizes).into_iter().map(|items| (Batch::new(items).total(Some(24)), 1));
    let list = List::new(batches);
    let pages = list.pages(Paging::numbers().size(10)).resume(Cursor::from(3));
    let items: Vec<u32> = block_on(pages.items().try_collect()).unwrap();
    assert_eq!((items, list.calls()), (vec![20, 21, 22, 23], 1));
    let nowhere = list.pages(Paging::numbers()).resume(Cursor::from("x"));
    let error = block_on(nowhere.items().try_collect::<Vec<_>>()).unwrap_err();
    assert!(error.is_invalid_request() && error.to_string().contains("`x`"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn the_next_page_comes_while_the_caller_has_this_one() {
    let batches = |_: usize| (Batch::new(vec![0, 1]).total(Some(6)), 100);
    let list = List::new((0..3).map(batches));
    let mut pages = list.pages(Paging::numbers().size(2));
    sleep(Duration::from_secs(1)).await;
    assert_eq!(list.calls(), 0, "nothing happens before the first poll");
    pages.next().await.unwrap().unwrap();
    sleep(Duration::from_millis(150)).await;
    assert_eq!(list.calls(), 2, "one page ahead, and no more");
    let now = pages.next().now_or_never();
    assert!(now.is_some(), "the page was there already");
    assert_eq!(list.most_open.load(SeqCst), 1);

    let list = List::new((0..3).map(batches));
    let mut pages = list.pages(Paging::numbers().size(2)).on_demand();
    pages.next().await.unwrap().unwrap();
    sleep(Duration::from_millis(150)).await;
    assert_eq!(list.calls(), 1, "none ahead");
}

#[tokio::test(start_paused = true)]
async fn a_call_between_two_pages_is_not_held_up() {
    let place = Arc::new(Semaphore::new(1));
    let places = Arc::clone(&place);
    let mut pages = pages(Paging::numbers().size(1), move |cursor| {
        let place = Arc::clone(&places);
        async move {
            let _permit = place.acquire().await.unwrap();
            sleep(Duration::from_millis(10)).await;
            Ok(Batch::new(vec![cursor]).total(Some(9)))
        }
    });
    for _ in 0..3 {
        pages.next().await.unwrap().unwrap();
        let own = timeout(Duration::from_millis(50), place.acquire()).await;
        drop(own.expect("the fetch ahead gives its place back by itself").unwrap());
    }
}

#[tokio::test(start_paused = true)]
async fn dropping_the_stream_drops_the_fetch() {
    let list = List::new([(Batch::new(vec![0]).total(Some(2)), 10), (Batch::new(vec![1]), 1_000)]);
    let mut pages = list.pages(Paging::numbers().size(1));
    pages.next().await.unwrap().unwrap();
    sleep(Duration::from_millis(1)).await;
    assert_eq!((list.calls(), list.open.load(SeqCst)), (2, 1));
    drop(pages);
    tokio::task::yield_now().await;
    assert_eq!(list.open.load(SeqCst), 0);
}

#[test]
fn without_a_run_time_pages_are_fetched_in_place() {
    let mut pages = pages(Paging::numbers().size(1), |cursor| async move {
        let number = cursor.number()?;
        Ok(Batch::new(Vec::from_iter((number < 3).then_some(number))).total(Some(2)))
    });
    let mut context = Context::from_waker(Waker::noop());
    let mut items = Vec::new();
    while let Poll::Ready(Some(page)) = pages.poll_page(&mut context) {
        items.extend(page.unwrap().items);
    }
    assert_eq!(items, [1, 2]);
}

#[test]
fn a_run_time_that_is_gone_is_an_error_and_no_panic() {
    let list = List::new([(Batch::new(vec![0]).total(Some(2)), 1)]);
    let mut pages = list.pages(Paging::numbers().size(1));
    block_on(pages.next()).unwrap().unwrap();
    let error = block_on(pages.next()).unwrap().unwrap_err();
    assert!(error.is_interrupted() && pages.position() == Some(&Cursor::from(2)), "{error}");
}

#[test]
#[should_panic(expected = "the caller's own")]
fn a_panic_of_the_fetch_reaches_the_caller() {
    let mut pages = pages::<(), _>(Paging::none(), |_| async { panic!("the caller's own") });
    drop(block_on(pages.next()));
}

#[test]
fn streams_can_be_sent_around() {
    fn takes<S: Send + Unpin + FusedStream>() {}
    // What is on the pages need be neither.
    takes::<Pages<std::cell::Cell<std::marker::PhantomPinned>>>();
    takes::<Items<std::cell::Cell<std::marker::PhantomPinned>>>();
}

/// A list, how it is linked or counted, and the time that each page takes.
fn linked() -> impl Strategy<Value = Vec<(usize, u64)>> {
    prop::collection::vec((0usize..4, 0u64..30), 1..12)
}

proptest! {
    #[test]
    fn links_lead_through_all_pages_in_order(
        shape in linked(),
        pauses in prop::collection::vec(0u64..30, 1..8),
        is_eager in any::<bool>(),
    ) {
        let sizes: Vec<usize> = shape.iter().map(|(size, _)| *size).collect();
        let pages = cut(&sizes).into_iter().zip(&shape).enumerate().map(|(at, (items, shape))| {
            let next = Next::Link(format!("/v1/floors/1/desks?page={}", at + 2));
            let next = if at + 1 == sizes.len() { Next::Last } else { next };
            (Batch::new(items).next(next), shape.1)
        });
        let list = List::new(pages);
        let pages = list.pages(Paging::links("page"));
        let pages = if is_eager { pages } else { pages.on_demand() };
        let items = block_on(async {
            let (mut items, mut came) = (pages.items(), Vec::new());
            while let Some(item) = items.next().await {
                came.push(item.unwrap());
                sleep(Duration::from_millis(pauses[came.len() % pauses.len()])).await;
            }
            came
        });
        prop_assert_eq!(items, cut(&sizes).concat());
        prop_assert_eq!(list.calls(), sizes.len());
        prop_assert_eq!(list.most_open.load(SeqCst), 1);
    }

    /// Pages are full but for the last: then no total can do any harm.
    #[test]
    fn no_total_loses_or_doubles_an_item(
        (full, size, rest) in (0usize..6, 1usize..5).prop_flat_map(|(full, size)| {
            (Just(full), Just(size), 0..size)
        }),
        totals in prop::collection::vec(prop::option::of(-3i64..60), 1..8),
        is_told in any::<bool>(),
    ) {
        let mut sizes = vec![size; full];
        sizes.extend((rest > 0).then_some(rest));
        let paging = Paging::numbers();
        let paging = if is_told { paging.size(size as u64) } else { paging };
        let (items, requests) = read(&sizes, &totals, paging);
        prop_assert_eq!(items, cut(&sizes).concat());
        prop_assert!(requests <= sizes.len().max(60) + 2, "{} requests", requests);
    }

    /// A vendor leaves out of each page what the caller may not see, and counts
    /// it all the same.
    #[test]
    fn pages_with_holes_are_read_to_the_end(
        (size, sizes) in (1usize..5).prop_flat_map(|size| {
            (Just(size), prop::collection::vec(0..=size, 1..10))
        }),
    ) {
        let total = i64::try_from(size * sizes.len()).unwrap();
        let paging = Paging::numbers().size(size as u64);
        let (items, requests) = read(&sizes, &[Some(total)], paging);
        prop_assert_eq!(items, cut(&sizes).concat());
        prop_assert!(requests <= sizes.len() + 1);
    }

    /// The future of `next` is dropped at any poll, and the stream at last.
    #[test]
    fn giving_up_loses_nothing_and_leaves_nothing_behind(
        shape in linked(),
        patience in prop::collection::vec(0u64..20, 1..12),
        polls in 0usize..60,
        is_eager in any::<bool>(),
    ) {
        let total = shape.iter().map(|(size, _)| *size as i64).sum();
        let sizes: Vec<usize> = shape.iter().map(|(size, _)| *size).collect();
        let pages = cut(&sizes).into_iter().zip(&shape);
        let list = List::new(pages.map(|(items, shape)| {
            (Batch::new(items).total(Some(total)), shape.1)
        }));
        let pages = list.pages(Paging::numbers().size(4));
        let pages = if is_eager { pages } else { pages.on_demand() };
        let came = block_on(async {
            let (mut items, mut came) = (pages.items(), Vec::new());
            for poll in 0..polls {
                let patience = Duration::from_millis(patience[poll % patience.len()]);
                match timeout(patience, items.next()).await {
                    Ok(Some(item)) => came.push(item.unwrap()),
                    Ok(None) => break,
                    Err(_) => {}
                }
            }
            drop(items);
            tokio::task::yield_now().await;
            came
        });
        prop_assert_eq!(list.open.load(SeqCst), 0);
        let all = cut(&sizes).concat();
        prop_assert!(all.starts_with(&came), "{:?}", came);
    }
}
