//! Traces that go on at the vendor, and how long requests take.

use std::time::Duration;

use floorkit_runtime::{
    Backoff, ClientBuilder, OpenTelemetry, call,
    test_util::{CannedReply, Replies},
};
use opentelemetry::{
    global,
    metrics::MeterProvider as _,
    trace::{Status, TracerProvider as _},
};
use opentelemetry_sdk::{
    metrics::{
        InMemoryMetricExporter, SdkMeterProvider,
        data::{AggregatedMetrics, MetricData},
    },
    propagation::TraceContextPropagator,
    trace::{InMemorySpanExporter, SdkTracerProvider},
};
use tracing_subscriber::layer::SubscriberExt as _;

use crate::{
    raw::{ACME, Client, GET_DESK},
    traces::keep_every_span,
};

#[tokio::test(start_paused = true)]
async fn a_trace_goes_on_at_the_vendor_and_each_attempt_is_measured() {
    let (spans, metrics) = (InMemorySpanExporter::default(), InMemoryMetricExporter::default());
    let tracers = SdkTracerProvider::builder().with_simple_exporter(spans.clone()).build();
    let meters = SdkMeterProvider::builder().with_periodic_exporter(metrics.clone()).build();
    global::set_text_map_propagator(TraceContextPropagator::new());
    let layer = tracing_opentelemetry::layer().with_tracer(tracers.tracer("test"));
    let subscriber = tracing_subscriber::registry().with(layer);
    keep_every_span();
    let guard = tracing::subscriber::set_default(subscriber);

    let replies = Replies::new()
        .then(CannedReply::status(503).after(Duration::from_secs(2)))
        .then(CannedReply::json(r#"{"id":"7"}"#).after(Duration::from_secs(1)));
    let builder = ClientBuilder::new(&ACME)
        .credentials(floorkit_runtime::Credentials::token("tok_123"))
        .retry(Backoff::new())
        .replies(&replies)
        .interceptor(OpenTelemetry::with_meter(&meters.meter("test")));
    let client = Client::from_parts(builder.build().unwrap());
    call(&GET_DESK, client.get_desk("7")).await.unwrap();
    drop(guard);

    // Each attempt has its own span, and tells the vendor which.
    let exported = spans.get_finished_spans().unwrap();
    let attempts: Vec<_> =
        exported.iter().filter(|span| span.name == "GET /v1/desks/{desk_id}").collect();
    assert_eq!(attempts.len(), 2, "{exported:?}");
    for (span, request) in attempts.iter().zip(replies.requests()) {
        let context = &span.span_context;
        let expected = format!("00-{}-{}-01", context.trace_id(), context.span_id());
        assert_eq!(request.headers["traceparent"], expected);
    }
    assert_eq!(attempts[0].span_context.trace_id(), attempts[1].span_context.trace_id());
    assert!(matches!(attempts[0].status, Status::Error { .. }), "{:?}", attempts[0].status);
    assert_eq!(attempts[1].status, Status::Unset);

    meters.force_flush().unwrap();
    let exported = metrics.get_finished_metrics().unwrap();
    let metric = exported.iter().flat_map(|all| all.scope_metrics()).next().unwrap();
    let metric = metric.metrics().next().unwrap();
    assert_eq!((metric.name(), metric.unit()), ("http.client.request.duration", "s"));
    let AggregatedMetrics::F64(MetricData::Histogram(durations)) = metric.data() else {
        panic!("a histogram: {metric:?}");
    };
    let mut seen: Vec<(f64, String)> = durations
        .data_points()
        .map(|point| {
            let mut attributes: Vec<String> =
                point.attributes().map(|one| format!("{}={}", one.key, one.value)).collect();
            attributes.sort();
            (point.sum(), attributes.join(" "))
        })
        .collect();
    seen.sort_by(|left, right| left.0.total_cmp(&right.0));
    let common = "server.address=api.acme.example server.port=443 url.template=/v1/desks/{desk_id}";
    let expected = [
        (1.0, format!("http.request.method=GET http.response.status_code=200 {common}")),
        (
            2.0,
            format!(
                "error.type=503 http.request.method=GET http.response.status_code=503 {common}"
            ),
        ),
    ];
    assert_eq!(seen.len(), 2);
    for (seen, expected) in seen.iter().zip(&expected) {
        assert!((seen.0 - expected.0).abs() < 0.1 && seen.1 == expected.1, "{seen:?}");
    }
}
