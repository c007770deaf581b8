//! What observers see of a call.

use std::{
    io,
    sync::{Arc, LazyLock, Mutex},
};

use floorkit_runtime::{Backoff, ClientBuilder, Credentials, call};
use tracing::{
    Dispatch,
    level_filters::LevelFilter,
    subscriber::{DefaultGuard, NoSubscriber},
};
use tracing_subscriber::fmt::{MakeWriter, format::FmtSpan};

use crate::{
    raw::{ACME, Client, GET_DESK},
    script::{Act, Script},
};

/// Of a lone subscriber `tracing` believes that each thread has it, and takes the
/// word of one that does not: with this there is another.
pub(crate) fn keep_every_span() {
    static ANOTHER: LazyLock<Dispatch> = LazyLock::new(|| Dispatch::new(NoSubscriber::default()));
    LazyLock::force(&ANOTHER);
}

/// All that is traced in this thread, at every level.
#[derive(Clone, Default)]
pub(crate) struct Traces(Arc<Mutex<Vec<u8>>>);

impl Traces {
    /// Collects until the guard is dropped.
    pub(crate) fn collect() -> (Self, DefaultGuard) {
        keep_every_span();
        let traces = Self::default();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(LevelFilter::TRACE)
            .with_span_events(FmtSpan::CLOSE)
            .with_ansi(false)
            .without_time()
            .with_writer(traces.clone())
            .finish();
        (traces, tracing::subscriber::set_default(subscriber))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl io::Write for Traces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Traces {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// The closing lines of spans: of calls, and of attempts within them.
fn closed(text: &str) -> (Vec<&str>, Vec<&str>) {
    let lines = text.lines().filter(|line| line.contains("trace: close"));
    lines.partition(|line| !line.contains("}:attempt{"))
}

#[tokio::test]
async fn a_call_is_a_span_with_one_for_each_attempt() {
    let (traces, _guard) = Traces::collect();
    let good = r#"{"id":"7","note":"a desk"}"#;
    let server = Script::start([
        Act::answer(503, "x-request-id: r-1\r\n", "down"),
        Act::answer(200, "x-request-id: r-2\r\ncontent-type: application/json\r\n", good),
    ]);
    let server = server.await;
    let builder = ClientBuilder::new(&ACME)
        .base_url(&server.url)
        .credentials(Credentials::token("tok_123"))
        .retry(Backoff::new().first_pause(std::time::Duration::from_millis(5)));
    let client = Client::from_parts(builder.build().unwrap());
    call(&GET_DESK, client.get_desk("secret-desk")).await.unwrap();

    let text = traces.text();
    let port = server.url.rsplit_once(':').unwrap().1;
    let (calls, attempts) = closed(&text);
    assert_eq!((calls.len(), attempts.len()), (1, 2), "{text}");
    for attempt in &attempts {
        for field in [
            "otel.kind=\"client\"",
            "otel.name=GET /v1/desks/{desk_id}",
            "http.request.method=\"GET\"",
            "url.template=\"/v1/desks/{desk_id}\"",
            "server.address=\"127.0.0.1\"",
            &format!("server.port={port}"),
            "floorkit.limit_wait_ms=",
            "floorkit.token_wait_ms=",
        ] {
            assert!(attempt.contains(field), "{field}: {attempt}");
        }
    }
    let first = ["http.response.status_code=503", "error.type=\"503\"", "request_id=\"r-1\""];
    assert!(first.iter().all(|field| attempts[0].contains(field)), "{text}");
    assert!(!attempts[0].contains("resend_count"), "{text}");
    let second = ["http.response.status_code=200", "resend_count=1", "request_id=\"r-2\""];
    assert!(second.iter().all(|field| attempts[1].contains(field)), "{text}");
    assert!(!attempts[1].contains("error.type"), "{text}");

    for field in ["floorkit.vendor=\"acme\"", "floorkit.operation=\"get_desk\"", "attempts=2"] {
        assert!(calls[0].contains(field), "{field}: {}", calls[0]);
    }
    assert!(text.contains("the call is tried again after a pause"), "{text}");
    assert!(text.contains("TRACE") && text.contains("a desk"), "{text}");
    assert!(!text.contains("secret-desk") && !text.contains("tok_123"), "{text}");
}
