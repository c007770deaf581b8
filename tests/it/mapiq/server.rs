//! A server that gives the replies it was made with, and keeps what was asked.

use std::{
    collections::BTreeMap,
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::mpsc::{self, Receiver},
    thread,
};

/// Gives its replies one after another, whatever is asked for, and then nothing.
pub(super) struct Server {
    address: SocketAddr,
    requests: Receiver<Request>,
}

/// A status and a body.
pub(super) struct Reply(pub(super) u16, pub(super) String);

/// What came over the wire.
pub(super) struct Request {
    /// Method and target, as in `GET /v2/users?page=2`.
    pub(super) line: String,
    /// By names in lower case.
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: String,
}

impl Server {
    pub(super) fn start(replies: impl IntoIterator<Item = Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (sender, requests) = mpsc::channel();
        let replies: Vec<Reply> = replies.into_iter().collect();
        thread::spawn(move || {
            for reply in replies {
                let (stream, _) = listener.accept().expect("a connection");
                // Before the reply: who has that finds the request in the channel.
                let request = read(&stream).expect("a request");
                sender.send(request).expect("a test that listens");
                write(&stream, &reply).expect("a client that reads");
            }
        });
        Self { address, requests }
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What was asked for since the last time.
    pub(super) fn requests(&self) -> Vec<Request> {
        self.requests.try_iter().collect()
    }

    /// The one request since the last time.
    pub(super) fn request(&self) -> Request {
        let mut requests = self.requests();
        assert_eq!(requests.len(), 1, "one request was expected");
        requests.remove(0)
    }
}

fn read(stream: &TcpStream) -> io::Result<Request> {
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    stream.read_line(&mut line)?;
    let line = line.trim_end().trim_end_matches(" HTTP/1.1").to_owned();
    let headers = read_headers(&mut stream)?;
    let length = headers.get("content-length").map_or(Ok(0), |length| length.parse());
    let mut body = vec![0; length.map_err(io::Error::other)?];
    stream.read_exact(&mut body)?;
    Ok(Request { line, headers, body: String::from_utf8(body).map_err(io::Error::other)? })
}

fn read_headers(stream: &mut BufReader<&TcpStream>) -> io::Result<BTreeMap<String, String>> {
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { return Ok(headers) };
        headers.insert(name.to_ascii_lowercase(), value.to_owned());
    }
}

fn write(mut stream: &TcpStream, Reply(status, body): &Reply) -> io::Result<()> {
    // A 204 has neither a body nor its length.
    let length = match status {
        204 => String::new(),
        _ => format!("content-type: application/json\r\ncontent-length: {}\r\n", body.len()),
    };
    write!(stream, "HTTP/1.1 {status} Canned\r\n{length}connection: close\r\n\r\n{body}")
}
