//! Traces that go on at the vendor, and how long requests take.

use http::{HeaderMap, HeaderName, HeaderValue};
use opentelemetry::{
    KeyValue, global,
    metrics::{Histogram, Meter},
    propagation::Injector,
};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

use crate::{AttemptOutcome, AttemptRequest, Interceptor, Trouble};

/// Joins a client to OpenTelemetry, for programs that use it.
///
/// Spans need nothing of this: with a layer of `tracing-opentelemetry` they go
/// out under OpenTelemetry's own names. This adds what is not a span: the
/// headers, such as `traceparent`, by which a trace goes on where the request
/// arrives, written by the global propagator; and the metric
/// `http.client.request.duration`, in seconds, of each attempt.
///
/// # Example
///
/// ```
/// use floorkit_runtime::{ClientBuilder, OpenTelemetry, Vendor};
///
/// static ACME: Vendor = Vendor::new("acme", "Acme", "https://api.acme.example");
///
/// // After the program has set its global propagator and meter provider.
/// let builder = ClientBuilder::new(&ACME).interceptor(OpenTelemetry::new());
/// ```
#[derive(Clone, Debug)]
pub struct OpenTelemetry {
    duration: Histogram<f64>,
}

/// What OpenTelemetry advises for this metric, in seconds.
const BOUNDARIES: [f64; 14] =
    [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0];

impl OpenTelemetry {
    /// With the global meter provider, as it is now.
    pub fn new() -> Self {
        Self::with_meter(&global::meter("floorkit"))
    }

    /// With a meter of your own.
    pub fn with_meter(meter: &Meter) -> Self {
        let duration = meter
            .f64_histogram("http.client.request.duration")
            .with_description("Duration of HTTP client requests.")
            .with_unit("s")
            .with_boundaries(BOUNDARIES.to_vec());
        Self { duration: duration.build() }
    }
}

impl Default for OpenTelemetry {
    fn default() -> Self {
        Self::new()
    }
}

impl Interceptor for OpenTelemetry {
    fn before(&self, attempt: &mut AttemptRequest<'_>) -> Result<(), String> {
        let context = Span::current().context();
        global::get_text_map_propagator(|propagator| {
            propagator.inject_context(&context, &mut Headers(attempt.headers));
        });
        Ok(())
    }

    fn after(&self, outcome: &AttemptOutcome<'_>) {
        let mut attributes = vec![
            KeyValue::new("http.request.method", outcome.operation.method().as_str()),
            KeyValue::new("url.template", outcome.operation.path()),
            KeyValue::new("server.address", outcome.host.to_owned()),
            KeyValue::new("server.port", i64::from(outcome.port)),
        ];
        if let Some(status) = outcome.status {
            attributes.push(KeyValue::new("http.response.status_code", i64::from(status)));
        }
        if let Some(kind) = error_type(outcome) {
            attributes.push(KeyValue::new("error.type", kind));
        }
        self.duration.record(outcome.elapsed.as_secs_f64(), &attributes);
    }
}

/// As the span of the attempt has it.
fn error_type(outcome: &AttemptOutcome<'_>) -> Option<String> {
    let kind = match (outcome.trouble, outcome.status) {
        (Some(Trouble::NotSent), _) => "connect",
        (Some(Trouble::Timeout), _) => "timeout",
        (Some(Trouble::Interrupted), _) => "interrupted",
        (_, Some(status)) => return (status >= 400).then(|| status.to_string()),
        (_, None) => "_OTHER",
    };
    Some(kind.to_owned())
}

/// Headers, as a propagator writes them.
struct Headers<'a>(&'a mut HeaderMap);

impl Injector for Headers<'_> {
    fn set(&mut self, key: &str, value: String) {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(key), HeaderValue::try_from(value)) {
            self.0.insert(name, value);
        }
    }
}
