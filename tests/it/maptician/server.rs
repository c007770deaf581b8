//! A server that hears everything and always says the same.

use std::{
    collections::BTreeMap,
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::mpsc::{self, Receiver},
    thread,
};

use serde_json::Value;

pub(super) struct Server {
    address: SocketAddr,
    requests: Receiver<Request>,
}

/// A request as it came.
pub(super) struct Request {
    /// Method and target, such as `GET /ext/v1/seats/`.
    pub(super) line: String,
    /// By name, in lower case.
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: Vec<u8>,
}

impl Request {
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("a JSON body")
    }
}

impl Server {
    pub(super) fn start(
        status: &'static str,
        content_type: &'static str,
        body: &'static [u8],
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (sender, requests) = mpsc::channel();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let stream = stream.expect("a connection");
                // Before the reply: who has that finds the request in the channel.
                let request = read(&stream).expect("a request");
                if sender.send(request).is_err() {
                    return;
                }
                write(&stream, status, content_type, body).expect("a client that reads");
            }
        });
        Self { address, requests }
    }

    pub(super) fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The one request that was made since this was last asked.
    pub(super) fn request(&self) -> Request {
        let mut requests = self.requests.try_iter();
        let request = requests.next().expect("a request");
        assert!(requests.next().is_none(), "{} was not the only request", request.line);
        request
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

fn write(mut stream: &TcpStream, status: &str, content_type: &str, body: &[u8]) -> io::Result<()> {
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\n\
         connection: close\r\n\r\n",
    )?;
    stream.write_all(body)
}
