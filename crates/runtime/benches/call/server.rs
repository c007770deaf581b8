//! A server in a thread of its own, which does as little as it can.

use std::{fmt::Write as _, io, net::TcpListener, sync::Arc};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::Result;

/// Starts one that answers every request with so many desks; where it is.
pub(crate) fn start(desks: usize) -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    listener.set_nonblocking(true)?;
    let url = format!("http://{}", listener.local_addr()?);
    let answer: Arc<[u8]> = answer(desks)?.into_bytes().into();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    std::thread::spawn(move || runtime.block_on(accept(listener, answer)));
    Ok(url)
}

async fn accept(listener: TcpListener, answer: Arc<[u8]>) -> io::Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    loop {
        let (connection, _) = listener.accept().await?;
        tokio::spawn(serve(connection, Arc::clone(&answer)));
    }
}

async fn serve(mut connection: TcpStream, answer: Arc<[u8]>) -> io::Result<()> {
    connection.set_nodelay(true)?;
    let (mut request, mut length) = ([0; 4096], 0);
    while let read @ 1.. = connection.read(&mut request[length..]).await? {
        length += read;
        if request[..length].ends_with(b"\r\n\r\n") {
            connection.write_all(&answer).await?;
            length = 0;
        }
    }
    Ok(())
}

fn answer(desks: usize) -> Result<String> {
    let mut body = String::from("[");
    for desk in 0..desks {
        let comma = if desk == 0 { "" } else { "," };
        write!(
            body,
            r#"{comma}{{"id":"d-{desk:08}","name":"Desk {desk}, by the window","floor_id":"f-7",
            "capacity":1,"is_bookable":true,"x":{desk}.25,"y":17.5,
            "tags":["quiet","window","standing desk"],"updated_at":"2024-06-19T12:00:00Z",
            "occupant":null,"vendor_extra":{{"zone":"north","sensors":[1,2,3],"note":"seen by nobody"}}}}"#,
        )?;
    }
    body.push(']');
    Ok(format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\
         date: Wed, 19 Jun 2024 12:00:00 GMT\r\nx-request-id: 5f0c7c1e\r\n\r\n{body}",
        body.len(),
    ))
}
