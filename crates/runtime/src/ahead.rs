//! Fetching that goes on while nobody waits for it.

use std::{
    fmt,
    panic::resume_unwind,
    pin::Pin,
    task::{Context, Poll},
};

use tokio::{runtime::Handle, task::JoinHandle};
use tracing::Instrument as _;

use crate::{Error, Operation};

/// What is fetched for a stream, to the end of a value or an error.
pub(crate) type Fetching<T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send>>;

/// A fetch that makes progress whether it is polled or not, and is given up
/// when this is dropped.
///
/// It is a task of its own. A stream is not polled while its caller works on
/// what it gave, and a fetch that stood still meanwhile would keep its place
/// among the calls that a vendor takes at once, or at the head of the queue for
/// one: if the caller makes a call itself, that one would wait for the fetch,
/// and the fetch for the caller. Its deadline would pass meanwhile, too.
pub(crate) struct Ahead<T>(Place<T>);

enum Place<T> {
    Task(JoinHandle<Result<T, Error>>),
    /// Where there is no run time of tokio, it is fetched when it is polled.
    Here(Fetching<T>),
}

impl<T: Send + 'static> Ahead<T> {
    /// Begins to fetch, within the span of the caller.
    pub(crate) fn start(fetching: Fetching<T>) -> Self {
        Self(match Handle::try_current() {
            Ok(handle) => Place::Task(handle.spawn(fetching.in_current_span())),
            Err(_) => Place::Here(fetching),
        })
    }

    /// What was fetched; not to be asked again after it was ready.
    pub(crate) fn poll(
        &mut self,
        operation: &'static Operation,
        context: &mut Context<'_>,
    ) -> Poll<Result<T, Error>> {
        let joined = match &mut self.0 {
            Place::Here(fetching) => return fetching.as_mut().poll(context),
            Place::Task(task) => std::task::ready!(Pin::new(task).poll(context)),
        };
        Poll::Ready(joined.unwrap_or_else(|ended| match ended.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            // Nobody else aborts it, so the stream went from one run time to
            // another, and the first one is gone.
            Err(_) => Err(Error::broken_off(
                operation,
                "the run time of tokio that fetched it was shut down",
            )),
        }))
    }
}

impl<T> Drop for Ahead<T> {
    fn drop(&mut self) {
        if let Place::Task(task) = &self.0 {
            task.abort();
        }
    }
}

impl<T> fmt::Debug for Ahead<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ahead")
    }
}
