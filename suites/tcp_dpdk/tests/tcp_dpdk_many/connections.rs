//! Connections by the hundred: each works, and none is left behind that would be in the way of the next.

use conformance_support::control::{Action, Control};
use conformance_support::exchange::{connect, echo, finish, serve_echo};
use conformance_support::payload::unique;
use conformance_support::{lab, patiently, within, Family};
use tokio::net::TcpDpdkListener;

const THOUSAND: usize = 1000;
const HUNDRED: usize = 100;
const MESSAGE: usize = 2000;

/// Opened, used and closed, a thousand times.
pub async fn one_after_the_other() {
    let address = lab().peer(Family::V4, lab().peer_ports.echo);
    for number in 0..THOUSAND {
        let mut stream = connect(address).await;
        echo(&mut stream, &unique(1000 + number as u64, 100)).await;
        finish(&mut stream).await;
    }
}

/// All open before the first of them is used; each has bytes of its own.
pub async fn at_once(family: Family) {
    let address = lab().peer(family, lab().peer_ports.echo);
    let connecting: Vec<_> = (0..HUNDRED).map(|_| tokio::spawn(connect(address))).collect();
    let mut streams = Vec::new();
    for task in connecting {
        streams.push(patiently("connect", task).await.expect("the connecting task"));
    }
    let talking: Vec<_> = streams
        .into_iter()
        .enumerate()
        .map(|(number, mut stream)| {
            tokio::spawn(async move {
                for round in 0..3 {
                    echo(&mut stream, &unique((number * 10 + round) as u64, MESSAGE)).await;
                }
                finish(&mut stream).await;
            })
        })
        .collect();
    for task in talking {
        patiently("the conversation", task).await.expect("the talking task");
    }
}

/// A hundred of the peer's connections are accepted and served at the same time.
pub async fn accepted_at_once(family: Family) {
    let address = lab().listen_address(family);
    let listener = within("bind", TcpDpdkListener::bind(address)).await.expect("bind");
    let mut control = Control::open(lab().peer(family, lab().peer_ports.control)).await;
    control.ask(address, Action::Echo, MESSAGE, HUNDRED).await;
    let mut servers = Vec::new();
    for _ in 0..HUNDRED {
        let (stream, _) = patiently("accept", listener.accept()).await.expect("accept");
        servers.push(tokio::spawn(serve_echo(stream)));
    }
    for server in servers {
        assert_eq!(patiently("echo", server).await.expect("the echo task"), MESSAGE);
    }
    for _ in 0..HUNDRED {
        control.connected(address).await;
    }
    assert_eq!(control.done().await.received, HUNDRED * MESSAGE);
}
