//! A server that says what the simulator never would.

use std::{
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::mpsc::{self, Receiver},
    thread,
};

use floorkit_density::{Client, Credentials};
use serde_json::Value;

/// Gives its replies one after another, whatever is asked for, and then nothing.
pub(super) struct Canned {
    address: SocketAddr,
    bodies: Receiver<Value>,
}

impl Canned {
    pub(super) fn start(replies: impl IntoIterator<Item = Value>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (sender, bodies) = mpsc::channel();
        let replies: Vec<Value> = replies.into_iter().collect();
        thread::spawn(move || {
            for reply in replies {
                let (stream, _) = listener.accept().expect("a connection");
                // Before the reply: who has that finds the body in the channel.
                let body = read(&stream).expect("a request");
                sender.send(body).expect("a test that listens");
                write(&stream, &reply).expect("a client that reads");
            }
        });
        Self { address, bodies }
    }

    pub(super) fn client(&self) -> Client {
        let builder = Client::builder().credentials(Credentials::token("tok_canned"));
        builder.base_url(format!("http://{}", self.address)).build().expect("a client")
    }

    /// What was asked for so far.
    pub(super) fn bodies(&self) -> impl Iterator<Item = Value> {
        self.bodies.try_iter()
    }
}

/// The JSON body of the request.
fn read(stream: &TcpStream) -> io::Result<Value> {
    let mut stream = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        stream.read_line(&mut line)?;
        let line = line.trim_end().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length: ") {
            length = value.parse().map_err(io::Error::other)?;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    Ok(serde_json::from_slice(&body)?)
}

fn write(mut stream: &TcpStream, reply: &Value) -> io::Result<()> {
    let body = reply.to_string();
    write!(
        stream,
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\
         connection: close\r\n\r\n{body}",
        body.len(),
    )
}
