//! A server on loopback that starts, stops, and can reset a connection.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    Router,
    extract::connect_info::Connected,
    serve::{IncomingStream, Listener},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
};

/// How long calls that are under way may take once the server is stopped.
const GRACE: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(crate) struct Server {
    // Dropping the sender stops the server as sending does.
    stop: oneshot::Sender<()>,
    task: JoinHandle<io::Result<()>>,
}

/// What a handler can do to the connection that its request came on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wire {
    reset: Arc<AtomicBool>,
}

/// Opens a port on loopback; port 0 takes any free one.
pub(crate) async fn listen(port: u16) -> io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await
}

struct Connections(TcpListener);

struct Connection {
    stream: TcpStream,
    wire: Wire,
}

impl Server {
    /// Serves `router` to whoever connects to `listener`.
    pub(crate) fn start(listener: TcpListener, router: Router) -> Self {
        let (stop, stopped) = oneshot::channel();
        let service = router.into_make_service_with_connect_info::<Wire>();
        let serve = axum::serve(Connections(listener), service)
            .with_graceful_shutdown(async { drop(stopped.await) });
        let task = tokio::spawn(serve.into_future());
        Self { stop, task }
    }

    /// Takes no more calls, and waits a moment for those under way.
    pub(crate) async fn stop(mut self) {
        drop(self.stop);
        if tokio::time::timeout(GRACE, &mut self.task).await.is_err() {
            self.task.abort();
        }
    }
}

impl Wire {
    /// Resets the connection when the handler answers.
    pub(crate) fn reset(&self) {
        self.reset.store(true, Ordering::Release);
    }
}

impl Connected<IncomingStream<'_, Connections>> for Wire {
    fn connect_info(stream: IncomingStream<'_, Connections>) -> Self {
        stream.io().wire.clone()
    }
}

impl Listener for Connections {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        let (stream, peer) = Listener::accept(&mut self.0).await;
        (Connection { stream, wire: Wire::default() }, peer)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

impl Connection {
    /// Fails once the connection is to be reset, and sees to it that closing
    /// it sends a reset instead of an orderly end.
    fn check(&self) -> io::Result<()> {
        if self.wire.reset.load(Ordering::Acquire) {
            self.stream.set_zero_linger()?;
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        Ok(())
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
