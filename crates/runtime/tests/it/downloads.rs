//! Downloads, and what becomes of them when they break off.

use std::{path::Path, time::Duration};

use floorkit_runtime::{
    Backoff, Body, CallOptions, ClientBuilder, Credentials, Download, Error, Limits, Progress,
    open_as,
};
use tokio::io::{AsyncWrite, AsyncWriteExt as _};

use crate::{
    raw::{ACME, Client, GET_DESK},
    script::{Act, Script},
};

const V7: &str = "etag: \"v7\"\r\n";
const TEN: &[u8] = b"0123456789";

fn client(url: &str) -> Client {
    let builder = ClientBuilder::new(&ACME)
        .base_url(url)
        .credentials(Credentials::token("tok_123"))
        .read_timeout(Duration::from_millis(150))
        .limits(Limits::none())
        .retry(Backoff::never());
    Client::from_parts(builder.build().unwrap())
}

fn head(status: u16, headers: &str) -> String {
    format!("HTTP/1.1 {status} Such\r\nconnection: close\r\n{headers}")
}

/// An answer of ten bytes that breaks off.
fn broken(headers: &str, begin: &str) -> Act {
    Act::Say(format!("{}content-length: 10\r\n\r\n{begin}", head(200, headers)).into())
}

/// The rest of ten bytes, from here on.
fn rest(headers: &str, start: usize) -> Act {
    part(headers, start, 10, &"0123456789"[start..])
}

fn part(headers: &str, start: usize, end: usize, bytes: &str) -> Act {
    let (length, last) = (end - start, end - 1);
    let range = format!("content-range: bytes {start}-{last}/10\r\ncontent-length: {length}\r\n");
    Act::Say(format!("{}{range}\r\n{bytes}", head(206, headers)).into())
}

fn whole(headers: &str, bytes: &str) -> Act {
    Act::answer(200, headers, bytes)
}

async fn fetch(client: &Client, options: CallOptions) -> Result<Body, Error> {
    open_as(&GET_DESK, options, client.get_desk("7")).await
}

/// What was written, and how it ended.
async fn download(script: &Script) -> (Vec<u8>, Result<u64, Error>) {
    let (client, mut written) = (client(&script.url), Vec::new());
    let download = Download::new(|options| fetch(&client, options));
    let end = download.write_to(&mut written).await;
    (written, end)
}

fn headers_of(request: &str) -> [Option<&str>; 3] {
    ["range", "if-range", "accept-encoding"].map(|wanted| {
        let mut lines = request.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(name, _)| *name == wanted).map(|(_, value)| value)
    })
}

#[tokio::test]
async fn what_breaks_off_goes_on_where_it_was() {
    let acts = [broken(V7, "012"), part(V7, 3, 10, "34"), rest(V7, 5)];
    let script = Script::start(acts).await;
    let client = client(&script.url);
    let (mut written, mut told) = (Vec::new(), Vec::new());
    let download = Download::new(|options| fetch(&client, options));
    let end = download.on_progress(|progress| told.push(progress)).write_to(&mut written).await;
    assert_eq!((end.unwrap(), &*written), (10, TEN));
    let requests = script.requests();
    let sent: Vec<_> = requests.iter().map(|request| headers_of(request)).collect();
    assert_eq!(
        sent,
        [
            [None, None, Some("identity")],
            [Some("bytes=3-"), Some("\"v7\""), Some("identity")],
            [Some("bytes=5-"), Some("\"v7\""), Some("identity")],
        ]
    );
    let told: Vec<_> = told
        .into_iter()
        .map(|Progress { written, total, resumed, .. }| (written, total, resumed))
        .collect();
    assert_eq!(told, [(3, Some(10), 0), (5, Some(10), 1), (10, Some(10), 2)]);
}

#[tokio::test]
async fn a_stall_is_no_end_either_nor_a_part_of_the_rest() {
    let stalled = format!("{}content-length: 10\r\n\r\n01", head(200, V7));
    let acts = [Act::Stall(stalled.into()), part(V7, 2, 4, "23"), rest(V7, 4)];
    let script = Script::start(acts).await;
    let (written, end) = download(&script).await;
    assert_eq!((end.unwrap(), &*written), (10, TEN));
}

#[tokio::test]
async fn a_vendor_that_sends_all_of_it_again_is_read_past_the_beginning() {
    let script = Script::start([broken(V7, "0123"), broken(V7, "01234"), whole(V7, "0123456789")]);
    let (written, end) = download(&script.await).await;
    assert_eq!((end.unwrap(), &*written), (10, TEN));
}

#[tokio::test]
async fn another_version_is_never_put_behind_the_beginning() {
    let v8 = "etag: \"v8\"\r\n";
    for other in [whole(v8, "abcdefghij"), rest(v8, 4), whole("", "abcdefghij")] {
        let script = Script::start([broken(V7, "0123"), other]).await;
        let (written, end) = download(&script).await;
        let error = end.unwrap_err();
        assert_eq!(written, b"0123");
        assert!(error.is_interrupted() && error.is_retryable(), "{error:?}");
        assert_eq!(error.delivered_bytes(), Some(4));
        assert!(error.to_string().contains("has changed since its beginning"), "{error}");
    }
}

#[tokio::test]
async fn a_part_that_was_not_asked_for_is_refused() {
    let acts = [
        vec![rest(V7, 4)],
        vec![broken(V7, "0123"), rest(V7, 5)],
        vec![broken(V7, "0123"), Act::answer(206, V7, "456789")],
    ];
    for acts in acts {
        let (_, end) = download(&Script::start(acts).await).await;
        let error = end.unwrap_err();
        assert!(error.is_decode(), "{error:?}");
        assert!(error.to_string().contains("another part than was asked for"), "{error}");
    }
}

#[tokio::test]
async fn it_goes_on_only_if_versions_can_be_told_apart_and_something_comes() {
    let cases = [
        (vec![broken("", "0123")], 1),
        (vec![broken("etag: W/\"v7\"\r\n", "0123")], 1),
        (vec![broken("etag: \"v7\"\r\naccept-ranges: none\r\n", "0123")], 1),
        (vec![broken(V7, "")], 1),
        (vec![broken(V7, "0123"), part(V7, 4, 10, "")], 2),
    ];
    for (acts, requests) in cases {
        let script = Script::start(acts).await;
        let (_, end) = download(&script).await;
        assert!(end.as_ref().is_err_and(Error::is_interrupted), "{end:?}");
        assert_eq!(script.requests().len(), requests);
    }
}

#[tokio::test]
async fn it_does_not_go_on_for_ever() {
    let acts = (0..10).map(|start| match start {
        0 => broken(V7, "0"),
        start => part(V7, start, 10, &start.to_string()),
    });
    let script = Script::start(acts).await;
    let client = client(&script.url);
    let mut written = Vec::new();
    let download = Download::new(|options| fetch(&client, options)).resumptions(2);
    let error = download.write_to(&mut written).await.unwrap_err();
    assert_eq!((written, script.requests().len()), (b"012".to_vec(), 3));
    assert_eq!(error.delivered_bytes(), Some(3));
    assert!(error.to_string().contains("after 3 bytes"), "{error}");
}

#[tokio::test]
async fn an_error_on_the_way_says_what_was_written() {
    let script = Script::start([broken(V7, "0123"), Act::answer(416, "", "{}")]).await;
    let (written, end) = download(&script).await;
    let error = end.unwrap_err();
    assert_eq!((&*written, error.status()), (&b"0123"[..], Some(416)));
    assert_eq!(error.delivered_bytes(), Some(4));
    let script = Script::start([Act::answer(404, "", "{}")]).await;
    let error = download(&script).await.1.unwrap_err();
    assert!(error.is_not_found() && error.delivered_bytes().is_none(), "{error:?}");
}

#[tokio::test]
async fn what_cannot_be_written_ends_it() {
    let script = Script::start([whole(V7, "0123456789")]).await;
    let client = client(&script.url);
    let (mut writer, reader) = tokio::io::duplex(4);
    drop(reader);
    let download = Download::new(|options| fetch(&client, options));
    let error = download.write_to(&mut writer).await.unwrap_err();
    assert!(error.is_write() && !error.is_retryable(), "{error:?}");
    assert!(std::error::Error::source(&error).is_some());
    assert_eq!(
        error.to_string(),
        "Acme get_desk (GET /v1/desks/{desk_id}) was answered 200 OK, and could not be written \
         (after 0 bytes of its body)",
    );
    assert_eq!(script.requests().len(), 1);
}

#[tokio::test]
async fn a_download_can_run_in_another_task() {
    fn takes<T: Send>(task: T) -> T {
        task
    }
    let script = Script::start([whole(V7, "0123456789")]).await;
    let client = client(&script.url);
    let mut file: Box<dyn AsyncWrite + Unpin + Send> = Box::new(tokio::io::sink());
    let download = Download::new(|options| fetch(&client, options));
    assert_eq!(takes(download.write_to(&mut file)).await.unwrap(), 10);
    file.shutdown().await.unwrap();
}

/// The names of what is in a folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_file_has_its_name_when_it_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.svg");
    std::fs::write(&path, "old").unwrap();

    let script = Script::start([broken("", "0123")]).await;
    let failing = client(&script.url);
    let seen = |_| assert_eq!(names(folder.path()).len(), 2, "there is a part beside it");
    let download = Download::new(|options| fetch(&failing, options)).on_progress(seen);
    assert!(download.save(&path).await.unwrap_err().is_interrupted());
    assert_eq!(names(folder.path()), ["plan.svg"]);
    assert_eq!(std::fs::read(&path).unwrap(), b"old");

    let script = Script::start([broken(V7, "0123"), rest(V7, 4)]).await;
    let client = client(&script.url);
    let download = Download::new(|options| fetch(&client, options));
    assert_eq!(download.save(&path).await.unwrap(), 10);
    assert_eq!(names(folder.path()), ["plan.svg"]);
    assert_eq!(std::fs::read(&path).unwrap(), TEN);
}

#[tokio::test]
async fn a_file_begins_anew_with_another_version() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.svg");
    let v8 = "etag: \"v8\"\r\n";
    let acts = [broken(V7, "012345"), whole(v8, "abc")];
    let script = Script::start(acts).await;
    let client = client(&script.url);
    let download = Download::new(|options| fetch(&client, options));
    assert_eq!(download.save(&path).await.unwrap(), 3);
    assert_eq!(std::fs::read(&path).unwrap(), b"abc");
}

#[tokio::test]
async fn a_download_that_is_dropped_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let stalled = format!("{}content-length: 10\r\n\r\n01", head(200, V7));
    let script = Script::start([Act::Stall(stalled.into())]).await;
    let client = client(&script.url);
    let path = folder.path().join("plan.svg");
    let (arrived, arrival) = tokio::sync::oneshot::channel::<()>();
    let mut arrived = Some(arrived);
    let download =
        Download::new(|options| fetch(&client, options)).on_progress(move |_| drop(arrived.take()));
    tokio::select! {
        _ = download.save(&path) => panic!("it stalls"),
        _ = arrival => {}
    }
    assert!(names(folder.path()).is_empty());
    let nowhere = folder.path().join("none/plan.svg");
    let download = Download::new(|options| fetch(&client, options));
    let error = download.save(&nowhere).await.unwrap_err();
    assert!(error.is_write() && !error.may_have_been_sent(), "{error:?}");
}
