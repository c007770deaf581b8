//! What each call sends, as a server on loopback sees it: a snapshot for each operation.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
};

use super::{
    SECRET, Subject,
    document::{Document, Response},
    instance::Recipe,
};
use crate::{
    canned::{Reply, Request, Server},
    workspace::root,
};

/// Where the snapshots of a vendor are.
pub(crate) fn folder(vendor: &str) -> PathBuf {
    root().join("tests/it/snapshots/wire").join(vendor)
}

/// The requests of each call are those of its snapshot.
pub(crate) async fn check<S: Subject>() {
    let document = Document::of(S::FOLDER);
    let of_server = Document::of(S::FOLDER);
    let server = Server::answering(move |request| plain(&of_server, request));
    let (client, ids) = S::fixed(&server.url());
    let mut failures = Vec::new();
    for call in S::CALLS {
        if let Err(error) = (call.run)(&client, &ids).await {
            failures.push(format!("{}: {error}", call.operation));
        }
        let requests = server.requests();
        let mut asked = requests.iter().filter_map(|request| document.asked(&request.line));
        if !asked.any(|operation| operation.id == call.operation) {
            failures.push(format!("{}: nothing was sent to it", call.operation));
            continue;
        }
        let shown: Vec<_> = requests.iter().map(|request| shown(request, &server)).collect();
        let shown = shown.join("\n\n----\n\n");
        // All of them, and not the first that differs.
        let is_it = catch_unwind(AssertUnwindSafe(|| keep(S::FOLDER, call.operation, &shown)));
        if is_it.is_err() {
            failures.push(format!("{}: it is not the snapshot", call.operation));
        }
    }
    assert!(failures.is_empty(), "{}:\n{}", S::FOLDER, failures.join("\n"));
    check_folder::<S>();
}

/// What a server says that does just what is documented.
pub(crate) fn plain(document: &Document, request: &Request) -> Reply {
    match document.asked(&request.line) {
        Some(operation) => reply(document, operation.success(), Recipe::PLAIN),
        None => Reply::empty(404),
    }
}

/// An answer as a recipe makes it.
pub(crate) fn reply(document: &Document, response: &Response, recipe: Recipe) -> Reply {
    let Some((media_type, entry)) = &response.content else {
        return Reply::empty(response.status);
    };
    let body = recipe.body(&document.root, entry);
    let bytes = match body.as_str() {
        Some(text) if !media_type.contains("json") => text.to_owned(),
        _ => body.to_string(),
    };
    Reply::new(response.status, media_type.replace('*', "octet-stream"), bytes)
}

fn keep(vendor: &str, operation: &str, shown: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder(vendor));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(operation, shown));
}

/// No snapshot is left of a call that is gone.
#[track_caller]
fn check_folder<S: Subject>() {
    let files = fs::read_dir(folder(S::FOLDER)).expect("a folder of snapshots");
    let files = files.map(|file| file.expect("a file").file_name().into_string().expect("a name"));
    let called: BTreeSet<_> =
        S::CALLS.iter().map(|call| format!("{}.snap", call.operation)).collect();
    let left: Vec<_> =
        files.filter(|file| file.ends_with(".snap") && !called.contains(file)).collect();
    assert!(left.is_empty(), "{}: delete {left:?}, of which nothing is left", S::FOLDER);
}

/// A request as a person reads it, without what is secret or changes from run to run.
fn shown(request: &Request, server: &Server) -> String {
    let mut shown = format!("{}\n", line(&request.line));
    let boundary = request.headers.get("content-type");
    let boundary = boundary.and_then(|of| of.split_once("boundary=")).map(|(_, boundary)| boundary);
    for (name, value) in &request.headers {
        // Of the connection and not of the call.
        if name != "host" && name != "content-length" {
            // Writing to a `String` cannot fail.
            let _ = writeln!(shown, "{name}: {value}");
        }
    }
    if !request.body.is_empty() {
        let _ = write!(shown, "\n{}", body(request));
    }
    let shown = match boundary {
        Some(boundary) => shown.replace(boundary, "<boundary>"),
        None => shown,
    };
    let shown = shown.replace(SECRET, "<secret>").replace(&server.url(), "<base URL>");
    shown.replace(concat!("/", env!("CARGO_PKG_VERSION")), "/<version>")
}

/// Method and target. What does not fit a line has a parameter of its query in each.
fn line(line: &str) -> String {
    match line.split_once('?') {
        Some((path, query)) if line.len() > 140 => {
            format!("{path}\n    ?{}", query.replace('&', "\n    &"))
        }
        _ => line.to_owned(),
    }
}

fn body(request: &Request) -> String {
    let is_of = |kind| request.headers.get("content-type").is_some_and(|of| of.contains(kind));
    match std::str::from_utf8(&request.body) {
        Ok(_) if is_of("json") => format!("{:#}", request.json()),
        // A field in a line.
        Ok(text) if is_of("x-www-form-urlencoded") => text.replace('&', "\n&"),
        Ok(text) => text.replace('\r', ""),
        Err(_) => format!("<{} bytes>", request.body.len()),
    }
}
