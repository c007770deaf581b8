//! A server that does one thing after the other, one for each connection.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use socket2::SockRef;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time::sleep,
};

/// What to do with a connection, once its request has come.
#[derive(Clone)]
pub(crate) enum Act {
    /// Write these bytes and close.
    Say(Vec<u8>),
    /// Write these bytes and reset the connection.
    Reset(Vec<u8>),
    /// Write these bytes and nothing more.
    Stall(Vec<u8>),
    /// Write a byte of this now and then.
    Drip(Vec<u8>, Duration),
}

/// The server, stopped when it is dropped.
pub(crate) struct Script {
    pub(crate) url: String,
    requests: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl Script {
    /// Does these one after the other, and the last of them for ever.
    pub(crate) async fn start(acts: impl IntoIterator<Item = Act>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&requests);
        let acts: Vec<Act> = acts.into_iter().collect();
        let task = tokio::spawn(async move {
            for number in 0.. {
                let (stream, _) = listener.accept().await.unwrap();
                let act = acts.get(number).or(acts.last()).unwrap().clone();
                tokio::spawn(act.perform(stream, Arc::clone(&log)));
            }
        });
        Self { url, requests, task }
    }

    /// All requests so far, with their heads and bodies.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Act {
    /// An answer with this status and body, of the right length.
    pub(crate) fn answer(status: u16, headers: &str, body: &str) -> Self {
        let length = body.len();
        let head = format!("HTTP/1.1 {status} Such\r\n{headers}content-length: {length}\r\n");
        Self::Say(format!("{head}connection: close\r\n\r\n{body}").into())
    }

    async fn perform(self, mut stream: TcpStream, log: Arc<Mutex<Vec<String>>>) {
        let mut request = vec![0; 64 * 1024];
        let length = stream.read(&mut request).await.unwrap_or_default();
        request.truncate(length);
        if !request.is_empty() {
            log.lock().unwrap().push(String::from_utf8(request).unwrap());
        }
        match self {
            Self::Say(bytes) => {
                let _ = stream.write_all(&bytes).await;
                let _ = stream.shutdown().await;
            }
            Self::Reset(bytes) => {
                let _ = stream.write_all(&bytes).await;
                // What was written shall arrive before the reset does.
                sleep(Duration::from_millis(30)).await;
                SockRef::from(&stream).set_linger(Some(Duration::ZERO)).unwrap();
            }
            Self::Stall(bytes) => {
                let _ = stream.write_all(&bytes).await;
                std::future::pending::<()>().await;
            }
            Self::Drip(bytes, pause) => {
                for byte in bytes {
                    if stream.write_all(&[byte]).await.is_err() {
                        return;
                    }
                    sleep(pause).await;
                }
            }
        }
    }
}
