//! One call, and what is known about it when it fails.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use progenitor_client::ResponseValue;

use crate::{Error, Misread, Operation, SecretText, Vendor, exec::Failure};

tokio::task_local! {
    static RECORD: Arc<Mutex<Record>>;
}

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
    send: impl Future<Output = Result<ResponseValue<T>, progenitor_client::Error<E>>>,
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
pub async fn call_with<T, U, E>(
    operation: &'static Operation,
    send: impl Future<Output = Result<ResponseValue<T>, progenitor_client::Error<E>>>,
    read: impl FnOnce(T) -> Result<U, Misread>,
) -> Result<U, Error> {
    let record = Arc::new(Mutex::new(Record::default()));
    // Boxed: it is of many kilobytes, which each caller would carry around.
    let outcome = Box::pin(RECORD.scope(Arc::clone(&record), send)).await;
    let noted = || std::mem::take(&mut *record.lock().unwrap_or_else(PoisonError::into_inner));
    match outcome {
        Ok(response) => read(response.into_inner())
            .map_err(|misread| Error::from_misread(operation, noted(), misread)),
        Err(error) => Err(Error::from_call(operation, noted(), error.into_untyped())),
    }
}

/// What the sending of requests leaves behind for the error.
#[derive(Default)]
pub(crate) struct Record {
    pub(crate) vendor: Option<&'static Vendor>,
    /// What the raw client sends, which may be another operation than the one
    /// that [`call`] was told.
    pub(crate) operation: Option<&'static Operation>,
    pub(crate) may_have_been_sent: bool,
    pub(crate) answer: Option<Answer>,
    pub(crate) failure: Option<Failure>,
    pub(crate) elapsed: Option<Duration>,
    /// What was attached to the request: a vendor may quote it in its answer.
    pub(crate) credentials: Vec<SecretText>,
}

/// The last answer, as the vendor sent it.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// Empty if it broke off.
    pub(crate) body: Bytes,
}

impl Answer {
    /// All that is left of an answer that nobody noted.
    pub(crate) fn bare(status: StatusCode) -> Self {
        Self { status, headers: HeaderMap::new(), body: Bytes::new() }
    }
}

/// Notes something about the call that is under way in this task. Outside of
/// [`call`], where a raw client is used by itself, there is nobody to tell.
pub(crate) fn note(change: impl FnOnce(&mut Record)) {
    let _ = RECORD.try_with(|record| {
        change(&mut record.lock().unwrap_or_else(PoisonError::into_inner));
    });
}
