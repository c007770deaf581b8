//! A server that gives one reply, and keeps what was asked.

use std::{
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::mpsc::{self, Receiver},
    thread,
};

use floorkit_kadence_raw::{Client, operations::VENDOR};
use floorkit_runtime::{ClientBuilder, Credentials};
use serde_json::Value;

/// Answers one request, whatever it asks for.
pub(super) struct Server {
    address: SocketAddr,
    requests: Receiver<Request>,
}

/// What came over the wire.
pub(super) struct Request {
    /// Method and target, as in `GET /v1/public/users?page=2`.
    pub(super) line: String,
    /// One line each, in lower case.
    pub(super) headers: String,
    pub(super) body: Vec<u8>,
}

impl Server {
    /// A status, and a body unless it is null.
    pub(super) fn start(status: u16, body: Value) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (sender, requests) = mpsc::channel();
        thread::spawn(move || {
            let (stream, _) = listener.accept().expect("a connection");
            // Before the reply: who has that finds the request in the channel.
            sender.send(read(&stream).expect("a request")).expect("a test that listens");
            write(&stream, status, &body).expect("a client that reads");
        });
        Self { address, requests }
    }

    pub(super) fn client(&self) -> Client {
        let builder = ClientBuilder::new(&VENDOR).credentials(Credentials::token("canned"));
        let parts = builder.base_url(format!("http://{}", self.address)).build();
        Client::from_parts(parts.expect("a client"))
    }

    /// What was asked.
    pub(super) fn request(&self) -> Request {
        self.requests.try_recv().expect("a request")
    }
}

impl Request {
    /// The names and values of the query, decoded and in order of their names.
    pub(super) fn query(&self) -> Vec<(String, String)> {
        let url = format!("http://loopback{}", self.line.split_once(' ').expect("a target").1);
        let url: url::Url = url.parse().expect("an address");
        let mut pairs: Vec<_> = url.query_pairs().into_owned().collect();
        pairs.sort();
        pairs
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }
}

fn read(stream: &TcpStream) -> io::Result<Request> {
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    stream.read_line(&mut line)?;
    let line = line.trim_end().trim_end_matches(" HTTP/1.1").to_owned();
    let mut headers = String::new();
    let mut length = 0;
    loop {
        let mut header = String::new();
        stream.read_line(&mut header)?;
        let header = header.trim_end().to_ascii_lowercase();
        if header.is_empty() {
            break;
        }
        if let Some(value) = header.strip_prefix("content-length: ") {
            length = value.parse().map_err(io::Error::other)?;
        }
        headers.push_str(&header);
        headers.push('\n');
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    Ok(Request { line, headers, body })
}

fn write(mut stream: &TcpStream, status: u16, body: &Value) -> io::Result<()> {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    // A 204 has neither a body nor its length.
    let length = match status {
        204 => String::new(),
        _ => format!("content-type: application/ld+json\r\ncontent-length: {}\r\n", body.len()),
    };
    write!(stream, "HTTP/1.1 {status} Canned\r\n{length}connection: close\r\n\r\n{body}")
}
