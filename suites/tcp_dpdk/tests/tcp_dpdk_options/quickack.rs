//! `quickack`: whether data is acknowledged at once or with the answer.

use conformance_support::exchange::{connect, finish};
use conformance_support::{lab, let_worker_run, within, Family};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpDpdkStream;

/// Questions and answers of each connection.
const ROUNDS: usize = 6;

/// The peer says something (what it is asked to), the worker has time to acknowledge it, then comes the next question. A subject may fall back
/// to its own judgement at any time (tcp(7)), so the option is set again for each.
async fn rounds(stream: &mut TcpDpdkStream, quickack: bool) {
    for round in 0..ROUNDS {
        stream.set_quickack(quickack).expect("set_quickack");
        assert_eq!(stream.quickack().expect("quickack"), quickack, "quickack as it was set");
        let question = format!("<question {round}>");
        within("write", stream.write_all(question.as_bytes())).await.expect("write");
        stream.set_quickack(quickack).expect("set_quickack");
        let mut back = vec![0; question.len()];
        within("read", stream.read_exact(&mut back)).await.expect("read");
        assert_eq!(back, question.as_bytes());
        let_worker_run().await;
    }
}

/// On one connection acknowledgements are wanted at once, on the other they may go with the next question. The wire counts those that went alone.
pub async fn both_ways(family: Family) {
    let address = lab().peer(family, lab().peer_ports.echo);
    for quickack in [true, false] {
        let mut stream = connect(address).await;
        rounds(&mut stream, quickack).await;
        within("write", stream.write_all(b"<last>")).await.expect("write");
        within("read", stream.read_exact(&mut [0; 6])).await.expect("read");
        finish(&mut stream).await;
    }
}
