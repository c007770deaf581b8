//! A server that says what it is told to, and keeps what it was asked: for what no
//! simulator would say, and for what leaves a client.

use std::{
    collections::BTreeMap,
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::mpsc::{self, Receiver},
    thread,
    time::Duration,
};

use serde_json::Value;

/// Gives its replies one after another, whatever it is asked for.
pub(crate) struct Server {
    address: SocketAddr,
    requests: Receiver<Request>,
}

/// What is said.
#[derive(Clone)]
pub(crate) struct Reply {
    status: u16,
    content_type: String,
    body: Vec<u8>,
}

/// What came over the wire.
pub(crate) struct Request {
    /// Method and target, as in `GET /v2/users?page=2`.
    pub(crate) line: String,
    /// By their names in lower case.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Server {
    pub(crate) fn start<I>(replies: I) -> Self
    where
        I: IntoIterator<Item = Reply, IntoIter: Send + 'static>,
    {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (sender, requests) = mpsc::channel();
        let replies = replies.into_iter();
        thread::spawn(move || {
            for reply in replies {
                let (stream, _) = listener.accept().expect("a connection");
                // Before the reply: who has that finds the request in the channel.
                if sender.send(read(&stream).expect("a request")).is_err() {
                    return;
                }
                write(&stream, &reply).expect("a client that reads");
            }
        });
        Self { address, requests }
    }

    /// Answers whatever comes, for as long as the test runs.
    pub(crate) fn answering(mut answer: impl FnMut(&Request) -> Reply + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (sender, requests) = mpsc::channel();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                // A client may open a connection that it does not use in the end.
                let patience = stream.set_read_timeout(Some(Duration::from_secs(2)));
                let Some(request) = patience.and_then(|()| read(&stream)).ok() else { continue };
                let reply = answer(&request);
                if sender.send(request).is_err() {
                    return;
                }
                // Nor need it read to the end.
                let _ = write(&stream, &reply);
            }
        });
        Self { address, requests }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What was asked since the last time.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.try_iter().collect()
    }

    /// The one request since the last time.
    #[track_caller]
    pub(crate) fn request(&self) -> Request {
        let mut requests = self.requests();
        let lines: Vec<&str> = requests.iter().map(|request| request.line.as_str()).collect();
        assert_eq!(requests.len(), 1, "one request was expected: {lines:?}");
        requests.remove(0)
    }
}

impl Reply {
    pub(crate) fn new(
        status: u16,
        content_type: impl Into<String>,
        body: impl Into<Vec<u8>>,
    ) -> Self {
        Self { status, content_type: content_type.into(), body: body.into() }
    }

    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self::new(status, "application/json", body.to_string())
    }

    pub(crate) fn empty(status: u16) -> Self {
        Self::new(status, "application/json", "")
    }
}

impl Request {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("a JSON body")
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("a text")
    }

    /// The names and values of the query, decoded and in order of their names.
    pub(crate) fn query(&self) -> Vec<(String, String)> {
        let (_, target) = self.line.split_once(' ').expect("a target");
        let url: url::Url = format!("http://loopback{target}").parse().expect("an address");
        let mut pairs: Vec<_> = url.query_pairs().into_owned().collect();
        pairs.sort();
        pairs
    }
}

fn read(stream: &TcpStream) -> io::Result<Request> {
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    stream.read_line(&mut line)?;
    let line = line.trim_end().trim_end_matches(" HTTP/1.1").to_owned();
    let mut headers = BTreeMap::new();
    loop {
        let mut header = String::new();
        stream.read_line(&mut header)?;
        let Some((name, value)) = header.trim_end().split_once(": ") else { break };
        headers.insert(name.to_ascii_lowercase(), value.to_owned());
    }
    let length = headers.get("content-length").map_or(Ok(0), |length| length.parse());
    let mut body = vec![0; length.map_err(io::Error::other)?];
    stream.read_exact(&mut body)?;
    Ok(Request { line, headers, body })
}

fn write(mut stream: &TcpStream, reply: &Reply) -> io::Result<()> {
    let Reply { status, content_type, body } = reply;
    // A 204 has neither a body nor its length.
    let length = match status {
        204 => String::new(),
        _ => format!("content-type: {content_type}\r\ncontent-length: {}\r\n", body.len()),
    };
    write!(stream, "HTTP/1.1 {status} Canned\r\n{length}connection: close\r\n\r\n")?;
    stream.write_all(body)
}
