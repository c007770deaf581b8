//! One call, and what is known about it when it is over.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use progenitor_client::ResponseValue;

use crate::{Body, CallOptions, Error, Misread, Operation, Reply, exec::Course};

tokio::task_local! {
    static RECORD: Record;
}

type Raw<T, E> = Result<ResponseValue<T>, progenitor_client::Error<E>>;

/// Awaits a call of a raw client and gives its value, or an [`Error`] that
/// says all that is known about the failure.
///
/// The raw client's own error loses the status of a body that does not decode
/// and the type of a failure to authenticate; those are kept on the side while
/// the call runs. So await the raw client's `send()` inside, and nothing else.
///
/// Dropping the returned future gives the call up; the vendor may have carried
/// it out all the same.
///
/// # Example
///
/// ```
/// use floorkit_runtime::{Method, Operation, call};
/// use progenitor_client::{Error, ResponseValue};
///
/// static GET_DESK: Operation = Operation::new("get_desk", Method::Get, "/v1/desks/{desk_id}");
///
/// async fn send() -> Result<ResponseValue<String>, Error<()>> {
///     // `client.get_desk().desk_id(id).send().await` in a vendor's crate.
/// #   Err(Error::InvalidRequest("desk_id was not initialized".into()))
/// }
///
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// let error = call(&GET_DESK, send()).await.unwrap_err();
/// assert!(error.is_invalid_request());
/// assert_eq!(error.operation_id(), Some("get_desk"));
/// # });
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
///
/// Whatever went wrong between here and the vendor; see [`Error`].
pub async fn call<T, E>(
    operation: &'static Operation,
    send: impl Future<Output = Raw<T, E>>,
) -> Result<T, Error> {
    call_with(operation, send, Ok).await
}

/// Awaits a call of a raw client as [`call`] does, and makes sense of its value.
///
/// For a value that may decode and yet be nothing that the vendor meant: the
/// error then tells as much about the answer as one of the decoder does.
///
/// # Example
///
/// ```
/// use floorkit_runtime::{Method, Misread, Operation, call_with};
/// use progenitor_client::{Error, ResponseValue};
///
/// static COUNT_DESKS: Operation = Operation::new("count_desks", Method::Get, "/v1/desks/count");
///
/// async fn send() -> Result<ResponseValue<i64>, Error<()>> {
///     // `client.count_desks().send().await` in a vendor's crate.
/// #   Ok(ResponseValue::new(-1, Default::default(), Default::default()))
/// }
///
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// let read = |count| u64::try_from(count).map_err(|_| Misread::new("fewer than no desks"));
/// let error = call_with(&COUNT_DESKS, send(), read).await.unwrap_err();
/// assert!(error.is_decode());
/// # });
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
///
/// As of [`call`]; and [`Error::is_decode`] for what `read` refuses.
///
/// With options, it is [`call_as`] and [`Reply::try_map`].
pub async fn call_with<T, U, E>(
    operation: &'static Operation,
    send: impl Future<Output = Raw<T, E>>,
    read: impl FnOnce(T) -> Result<U, Misread>,
) -> Result<U, Error> {
    let (outcome, course) = observe(Wishes::default(), send).await;
    match outcome {
        Ok(response) => read(response.into_inner())
            .map_err(|misread| Error::from_misread(operation, course, misread)),
        Err(error) => Err(Error::from_call(operation, course, error.into_untyped())),
    }
}

/// Awaits a call of a raw client as [`call`] does, with options of its own, and
/// gives its value together with what else is known of the answer.
///
/// # Example
///
/// ```
/// use std::time::Duration;
///
/// use floorkit_runtime::{CallOptions, Method, Operation, call_as};
/// use progenitor_client::{Error, ResponseValue};
///
/// static GET_DESK: Operation = Operation::new("get_desk", Method::Get, "/v1/desks/{desk_id}");
///
/// async fn send() -> Result<ResponseValue<String>, Error<()>> {
///     // `client.get_desk().desk_id(id).send().await` in a vendor's crate.
/// #   Ok(ResponseValue::new("d-1".into(), http::StatusCode::ACCEPTED, Default::default()))
/// }
///
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// let options = CallOptions::new().timeout(Duration::from_secs(20));
/// let reply = call_as(&GET_DESK, options, send()).await?;
/// assert_eq!((reply.status(), reply.value().as_str()), (202, "d-1"));
/// # Ok::<(), floorkit_runtime::Error>(())
/// # }).unwrap();
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
///
/// As of [`call`].
pub async fn call_as<T, E>(
    operation: &'static Operation,
    options: CallOptions,
    send: impl Future<Output = Raw<T, E>>,
) -> Result<Reply<T>, Error> {
    let (outcome, course) = observe(Wishes { options, is_streamed: false }, send).await;
    match outcome {
        Ok(response) => Ok(Reply::new(operation, response, course)),
        Err(error) => Err(Error::from_call(operation, course, error.into_untyped())),
    }
}

/// Awaits a call of a raw client and gives the body of its answer to be read as
/// it arrives, whatever type the raw client has for it.
///
/// Attempts are repeated as with [`call`] until the vendor answers with a
/// success; from then on, whoever reads has to see what to do when the body
/// breaks off. The call counts as running until the [`Body`] is dropped. The
/// time for the whole call ends with the beginning of the body; after that, only
/// the longest time without a byte counts.
///
/// # Example
///
/// ```no_run
/// use floorkit_runtime::{Method, Operation, open};
/// use progenitor_client::{Error, ResponseValue};
///
/// static GET_PLAN: Operation = Operation::new("get_plan", Method::Get, "/v1/plan");
///
/// async fn send() -> Result<ResponseValue<String>, Error<()>> {
///     // `client.get_plan().send().await` in a vendor's crate.
/// #   std::future::pending().await
/// }
///
/// # async fn sample() -> Result<(), floorkit_runtime::Error> {
/// let mut body = open(&GET_PLAN, send()).await?;
/// while let Some(chunk) = body.chunk().await? {
///     println!("{} bytes more", chunk.len());
/// }
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// As of [`call`], but that no body can fail to decode.
pub async fn open<T, E>(
    operation: &'static Operation,
    send: impl Future<Output = Raw<T, E>>,
) -> Result<Body, Error> {
    open_as(operation, CallOptions::new(), send).await
}

/// Awaits a call as [`open`] does, with options of its own.
///
/// ```no_run
/// use floorkit_runtime::{CallOptions, Method, Operation, open_as};
/// use http::{HeaderValue, header::RANGE};
/// # use progenitor_client::{Error, ResponseValue};
///
/// static GET_PLAN: Operation = Operation::new("get_plan", Method::Get, "/v1/plan");
/// # async fn send() -> Result<ResponseValue<String>, Error<()>> { std::future::pending().await }
///
/// # async fn sample() -> Result<(), floorkit_runtime::Error> {
/// let rest = CallOptions::new().header(RANGE, HeaderValue::from_static("bytes=1000-"));
/// let body = open_as(&GET_PLAN, rest, send()).await?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// As of [`open`].
pub async fn open_as<T, E>(
    operation: &'static Operation,
    options: CallOptions,
    send: impl Future<Output = Raw<T, E>>,
) -> Result<Body, Error> {
    let (outcome, mut course) = observe(Wishes { options, is_streamed: true }, send).await;
    match (course.opened.take(), outcome) {
        (Some(opened), _) => Ok(Body::of_call(operation, opened, course)),
        (None, Err(error)) => Err(Error::from_call(operation, course, error.into_untyped())),
        (None, Ok(_)) => Err(Error::unopened(operation)),
    }
}

/// What the caller wants of the call that is under way.
#[derive(Clone, Default)]
pub(crate) struct Wishes {
    pub(crate) options: CallOptions,
    /// Whether the caller reads the body of a success.
    pub(crate) is_streamed: bool,
}

/// What passes between a call and the sending of its request, which the
/// generated code stands between.
#[derive(Clone, Default)]
struct Record(Arc<Mutex<Slots>>);

#[derive(Default)]
struct Slots {
    wishes: Wishes,
    course: Option<Course>,
}

/// Awaits a call, and gives what was left of it on the side.
async fn observe<T, E>(
    wishes: Wishes,
    send: impl Future<Output = Raw<T, E>>,
) -> (Raw<T, E>, Course) {
    let record = Record::default();
    record.slots().wishes = wishes;
    let outcome = RECORD.scope(record.clone(), send).await;
    let course = record.slots().course.take();
    (outcome, course.unwrap_or_else(Course::unknown))
}

/// What the caller wants. Outside of [`call`], where a raw client is used by
/// itself, that is nothing special.
pub(crate) fn wishes() -> Wishes {
    RECORD.try_with(|record| record.slots().wishes.clone()).unwrap_or_default()
}

/// Leaves behind what became of the call.
pub(crate) fn note(course: Course) {
    let _ = RECORD.try_with(|record| record.slots().course = Some(course));
}

impl Record {
    fn slots(&self) -> MutexGuard<'_, Slots> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
