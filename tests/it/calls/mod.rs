//! One call for each operation of each vendor, through its ergonomic crate.
//!
//! A vendor's table says once how each operation is called. It drives all checks that
//! are alike for all vendors: [`wire`] keeps what is sent, [`inject`] answers with
//! everything that the document allows and more, [`simulated`] asks the simulator,
//! [`mocked`] a mock that nobody here wrote, and [`coverage`] writes down what there is;
//! [`tested`] has the simulator itself tested. Its findings that are none are explained
//! in the vendor's module.
//!
//! To add a vendor, add a module beside `density` with
//!
//! - a type that is a [`Subject`]: its folder below `specs/`, its client for a base URL,
//!   and what its calls are about;
//! - `CALLS`, with a line for each operation: `list_spaces: |client, ids|
//!   client.spaces().list().send()`. What follows is any future of a
//!   `Result<_, Error>`; `async { … }` holds whatever takes several steps. The first word
//!   is the operation's id, and the name of its method in the raw client;
//! - `checks!(Acme);`, which makes the tests, and `checks_simulated!(Acme);` once it is a
//!   [`Simulated`] as well;
//! - a line in [`coverage::page`].
//!
//! Then `INSTA_UPDATE=always FLOORKIT_UPDATE=1 cargo test -p floorkit-tests --test it
//! calls::` writes its snapshots and its rows. Read them.

use std::collections::BTreeSet;

use floorkit_runtime::{Error, Vendor};
use futures_util::future::BoxFuture;

use self::{again::Again, tested::Explained};

mod again;
mod coverage;
mod density;
mod document;
mod inject;
mod instance;
mod kadence;
mod mapiq;
mod mapiq_v1;
mod maptician;
mod mocked;
mod plain;
mod simulated;
mod tested;
mod tool;
mod wire;

/// The credential of every client that does not ask a simulator.
pub(crate) const SECRET: &str = "s3cret";

/// Operations by their ids, or `*` for all, each with a reason.
pub(crate) type Reasons = &'static [(&'static str, &'static str)];

/// A vendor whose calls are looked at.
pub(crate) trait Subject: 'static {
    /// The client of the ergonomic crate.
    type Client: Send + Sync;
    /// What calls are about: ids that a service knows, and its address.
    type Ids: Send + Sync;

    /// The folder below `specs/`.
    const FOLDER: &'static str;
    const VENDOR: &'static Vendor;
    const CALLS: &'static [Call<Self>];
    /// The operations without a call, and why.
    const WITHOUT_CALL: Reasons = &[];
    /// Those whose calls no simulator answers.
    const NOT_SIMULATED: Reasons = &[];
    /// Those whose requests the mock refuses, and why it is wrong to.
    const NOT_MOCKED: Reasons = &[];
    /// What schemathesis finds in the simulator, and why it is meant.
    const EXPLAINED: &'static [Explained] = &[];

    /// A client that makes one attempt at once, with [`SECRET`], and ids that are the same at
    /// any time.
    fn fixed(base_url: &str) -> (Self::Client, Self::Ids);
}

/// A vendor with a simulator.
pub(crate) trait Simulated: Subject {
    type Simulator: Send + Sync;

    /// Starts a simulator, and gives a client with a credential that it knows and ids of
    /// what it has.
    async fn start() -> (Self::Simulator, Self::Client, Self::Ids);

    /// What it was asked.
    fn requests(simulator: &Self::Simulator) -> Vec<floorkit_sim::Request>;

    /// Its address, and the headers that let a caller in.
    fn door(_simulator: &Self::Simulator) -> Option<(String, Vec<String>)> {
        None
    }
}

/// How an operation is called.
pub(crate) struct Call<S: Subject + ?Sized> {
    /// Its id.
    pub(crate) operation: &'static str,
    /// The call as its table has it.
    pub(crate) source: &'static str,
    pub(crate) run: Run<S>,
    /// What reads and writes an answer with the raw crate's type.
    pub(crate) again: fn() -> Option<Again>,
}

/// Makes a call and drops its value.
pub(crate) type Run<S> = for<'a> fn(
    &'a <S as Subject>::Client,
    &'a <S as Subject>::Ids,
) -> BoxFuture<'a, Result<(), Error>>;

/// The table of a module that has its `Client` in scope.
macro_rules! calls {
    ($($operation:ident: |$client:ident, $ids:ident| $call:expr),* $(,)?) => {
        &[$($crate::calls::Call {
            operation: stringify!($operation),
            source: stringify!($call),
            run: |$client, $ids| Box::pin(async move { $call.await.map(drop) }),
            again: || {
                let of = $crate::calls::again::Replied::of;
                of(|client: &'static Client| client.raw().$operation().send()).again()
            },
        }),*]
    };
}
use calls;

/// The tests of a vendor that need no simulator.
macro_rules! checks {
    ($subject:ty) => {
        #[test]
        fn every_operation_has_a_call() {
            $crate::calls::check_complete::<$subject>();
        }

        #[tokio::test]
        async fn requests_are_what_they_were() {
            $crate::calls::wire::check::<$subject>().await;
        }

        #[tokio::test]
        async fn a_mock_takes_every_request() {
            if let Err(why) = $crate::calls::mocked::check::<$subject>().await {
                println!("{why}");
            }
        }

        #[tokio::test]
        async fn whatever_the_document_allows_is_read_and_kept() {
            $crate::calls::inject::check::<$subject>().await;
        }
    };
}
use checks;

/// The tests of a vendor that has a simulator.
macro_rules! checks_simulated {
    ($subject:ty) => {
        #[tokio::test]
        async fn the_simulator_answers_every_call() {
            $crate::calls::simulated::check::<$subject>().await;
        }

        #[tokio::test]
        async fn a_tester_finds_nothing_in_the_simulator() {
            if let Err(why) = $crate::calls::tested::check::<$subject>().await {
                println!("{why}");
            }
        }
    };
}
use checks_simulated;

/// Every operation has a call or a reason not to, and nothing else has.
#[track_caller]
fn check_complete<S: Subject>() {
    let known: BTreeSet<_> = S::VENDOR.all_operations().iter().map(|known| known.id()).collect();
    let called = S::CALLS.iter().map(|call| call.operation);
    let listed: Vec<_> = called.chain(S::WITHOUT_CALL.iter().map(|(id, _)| *id)).collect();
    let once: BTreeSet<_> = listed.iter().copied().collect();
    let missing: Vec<_> = known.difference(&once).collect();
    let at = format!("tests/it/calls/{}.rs", S::FOLDER);
    assert!(missing.is_empty(), "{at} has no line for {missing:?}");
    let unknown: Vec<_> = once.difference(&known).collect();
    assert!(unknown.is_empty(), "{at} has lines for {unknown:?}, which are no operations");
    assert_eq!(listed.len(), once.len(), "{at} has two lines for one operation");
}
