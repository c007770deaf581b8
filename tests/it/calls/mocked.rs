//! Every call against Prism, a mock of the vendor's document that nobody here wrote.

use std::{net::SocketAddr, process::Command, time::Duration};

use super::{
    Subject,
    coverage::reason,
    tool::{self, Tool},
};

/// Where Prism is.
const PRISM: &str = "FLOORKIT_PRISM";

/// The mock takes each call but for those that are excepted, and these it does refuse.
///
/// # Errors
///
/// Why there is no mock.
pub(crate) async fn check<S: Subject>() -> Result<(), String> {
    let (mut mock, base_url) = start(S::FOLDER)?;
    mock.listening(base_url).await;
    let (client, ids) = S::fixed(&format!("http://{base_url}"));
    let mut failures = Vec::new();
    for call in S::CALLS {
        let outcome = (call.run)(&client, &ids).await;
        // What comes after an answer is not about the request: a mock makes up ids of no
        // form, and opens no socket.
        let refused = outcome.err().filter(|error| error.status().is_some_and(|of| of >= 400));
        match (refused, reason(S::NOT_MOCKED, call.operation)) {
            (Some(error), None) => failures.push(format!("{}: {error}", call.operation)),
            (None, Some(why)) => {
                failures.push(format!("{}: accepted, though excepted: {why}", call.operation));
            }
            _ => {}
        }
    }
    // It writes down what it did after it answered.
    tokio::time::sleep(Duration::from_millis(500)).await;
    let log = mock.log();
    let received = log.lines().filter(|line| line.contains("Request received")).count();
    assert!(received >= S::CALLS.len(), "{}: the mock saw {received} requests", S::FOLDER);
    let words: Vec<_> = log.lines().filter(|line| line.contains('✖')).collect();
    let words = words.join("\n");
    assert!(failures.is_empty(), "{}:\n{}\nPrism:\n{words}", S::FOLDER, failures.join("\n"));
    Ok(())
}

fn start(vendor: &str) -> Result<(Tool, SocketAddr), String> {
    let mut command = Command::new(tool::path(PRISM)?);
    let address = tool::free_address();
    command.args(["mock", "openapi.json", "--host", "127.0.0.1", "--port"]);
    command.arg(address.port().to_string());
    Ok((Tool::start(&mut command, tool::folder(vendor)), address))
}
