//! The peer's control service: "connect to me at ADDRESS and do this". It is spoken over the device under test's own TCP.

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpDpdkStream;

use crate::bounded::within;
use crate::exchange::connect;

/// What the peer does on a connection it has made. It reads until our FIN.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Sends the pattern and FIN, wants exactly the pattern back.
    Echo,
    /// Sends the pattern and FIN.
    Send,
    /// Sends nothing; answers our FIN with its own.
    Receive,
    /// Does nothing until either side closes; when the control connection does, it resets.
    Hold,
}

#[derive(Serialize)]
struct Target {
    host: String,
    port: u16,
}

#[derive(Serialize)]
struct Request {
    id: u64,
    connect: Target,
    #[serde(rename = "do")]
    action: Action,
    bytes: usize,
    connections: usize,
}

/// One answer of the peer.
#[derive(Debug, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
enum Reply {
    Connected { id: u64, local: SocketAddr, remote: SocketAddr },
    Done(Done),
}

/// How a request ended.
#[derive(Debug, Deserialize)]
pub struct Done {
    id: Option<u64>,
    /// Every connection did all it was to do.
    pub ok: bool,
    /// Payload bytes the peer sent.
    pub sent: usize,
    /// Payload bytes the peer received.
    pub received: usize,
    /// SHA-256 of what it received on a connection, where all agree.
    pub sha256: Option<String>,
    /// Its first error.
    pub error: Option<String>,
}

/// A connection to the control service.
pub struct Control {
    lines: BufReader<TcpDpdkStream>,
    id: u64,
}

impl Control {
    /// Connects to the control service at `address`.
    pub async fn open(address: SocketAddr) -> Self {
        Self { lines: BufReader::new(connect(address).await), id: 0 }
    }

    /// Asks the peer to make `connections` connections to `target` and to do `action` on each.
    pub async fn ask(&mut self, target: SocketAddr, action: Action, bytes: usize, connections: usize) {
        self.id += 1;
        let request = Request {
            id: self.id,
            connect: Target { host: target.ip().to_string(), port: target.port() },
            action,
            bytes,
            connections,
        };
        let mut line = serde_json::to_vec(&request).expect("a request is JSON");
        line.push(b'\n');
        let writer = self.lines.get_mut();
        within("control request", writer.write_all(&line)).await.expect("write to the control service");
        within("control request", writer.flush()).await.expect("flush");
    }

    async fn reply(&mut self) -> Reply {
        let mut line = String::new();
        within("control answer", self.lines.read_line(&mut line)).await.expect("read from the control service");
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("control answer {line:?}: {error}"))
    }

    /// The peer's own address on a connection of the last request, once it is made.
    ///
    /// # Panics
    /// When the peer could not connect, or says it is connected elsewhere than to `target`.
    pub async fn connected(&mut self, target: SocketAddr) -> SocketAddr {
        match self.reply().await {
            Reply::Connected { id, local, remote } => {
                assert_eq!((id, remote), (self.id, target), "the peer's connection");
                local
            }
            Reply::Done(done) => panic!("the peer could not connect to {target}: {done:?}"),
        }
    }

    /// The end of the last request.
    ///
    /// # Panics
    /// When the peer was not content with what happened.
    pub async fn done(&mut self) -> Done {
        match self.reply().await {
            Reply::Done(done) => {
                assert_eq!(done.id, Some(self.id));
                assert!(done.ok, "the peer reports trouble: {done:?}");
                done
            }
            other @ Reply::Connected { .. } => panic!("expected the end of the request, the peer says {other:?}"),
        }
    }
}
