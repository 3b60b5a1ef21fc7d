//! Connections and workers keep to themselves: no client gets another's bytes, and a stream belongs to the worker that made it.

use std::net::SocketAddr;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::Arc;
use std::thread::ThreadId;

use conformance_support::exchange::{connect, echo, finish};
use conformance_support::payload::unique;
use conformance_support::runtime::runtime;
use conformance_support::{lab, run, within, Family};
use tokio::net::TcpDpdkStream;
use tokio::runtime::Runtime;
use tokio::sync::{mpsc, oneshot, Barrier};

/// A seed no other message of the test has.
fn seed(client: usize, round: usize, message: usize) -> u64 {
    (client as u64) << 32 | (round as u64) << 16 | message as u64
}

fn echo_on(link: usize) -> SocketAddr {
    (lab().link(link).peer.first(Family::V4), lab().peer_ports.echo).into()
}

/// `clients` tasks connect, wait until all are connected, and send `messages` messages each, of differing lengths; each wants
/// exactly its own bytes back.
async fn concurrent_clients(address: SocketAddr, first: usize, clients: usize, messages: usize) {
    let barrier = Arc::new(Barrier::new(clients));
    let tasks: Vec<_> = (first..first + clients)
        .map(|client| {
            let barrier = Arc::clone(&barrier);
            tokio::spawn(async move {
                let mut stream = connect(address).await;
                within("all clients connected", barrier.wait()).await;
                for message in 0..messages {
                    echo(&mut stream, &unique(seed(client, 0, message), 100 + 37 * (client + message))).await;
                }
                finish(&mut stream).await;
            })
        })
        .collect();
    for task in tasks {
        within("a client", task).await.expect("a client");
    }
}

#[test]
fn test_twenty_clients_unique_payloads() {
    run(concurrent_clients(echo_on(0), 0, 20, 10));
}

#[test]
fn test_fifty_clients_unique_payloads() {
    run(concurrent_clients(echo_on(0), 0, 50, 5));
}

/// Ten clients that connect, talk and close five times over, as fast as they can: nothing of a closed connection turns up in a
/// later one.
#[test]
fn test_rapid_reconnects() {
    run(async {
        let tasks: Vec<_> = (0..10)
            .map(|client| {
                tokio::spawn(async move {
                    for round in 0..5 {
                        let mut stream = connect(echo_on(0)).await;
                        for message in 0..3 {
                            echo(&mut stream, &unique(seed(client, round, message), 500)).await;
                        }
                        finish(&mut stream).await;
                    }
                })
            })
            .collect();
        for task in tasks {
            within("a client", task).await.expect("a client");
        }
    });
}

/// A job for the other worker: it gets a stream made here.
type Job = Box<dyn FnOnce() + Send>;

/// A task that runs on another worker than the caller's and carries out jobs there. Tasks spawned on the runtime from a thread that
/// is none of its workers may be given to any of them; so they are spawned, one after the other, until one finds itself elsewhere.
async fn other_worker(runtime: &Runtime) -> mpsc::UnboundedSender<Job> {
    let here = std::thread::current().id();
    for _ in 0..1000 {
        let (jobs, mut inbox) = mpsc::unbounded_channel::<Job>();
        let (report, thread) = oneshot::channel::<ThreadId>();
        let task = async move {
            if report.send(std::thread::current().id()).is_ok() {
                while let Some(job) = inbox.recv().await {
                    job();
                }
            }
        };
        std::thread::scope(|scope| {
            scope.spawn(|| runtime.spawn(task));
        });
        if within("a spawned task", thread).await.expect("a spawned task") != here {
            return jobs;
        }
    }
    panic!("1000 tasks spawned from outside all ran on the first worker; expected two workers to take them");
}

/// Runs `job` on the other worker and gives its result.
async fn there<T: Send + 'static>(worker: &mpsc::UnboundedSender<Job>, job: impl FnOnce() -> T + Send + 'static) -> T {
    let (report, result) = oneshot::channel();
    let sent = worker.send(Box::new(move || {
        let _ = report.send(job());
    }));
    assert!(sent.is_ok(), "the task on the other worker has gone");
    within("the other worker", result).await.expect("a job on the other worker")
}

/// Using a stream on a worker that did not make it panics, there, before anything is done to the stream: brought back, it works.
#[test]
fn test_use_on_wrong_worker_panics() {
    let runtime = runtime(&[0, 1]);
    runtime.block_on(async {
        let worker = other_worker(&runtime).await;
        let mut stream = connect(echo_on(0)).await;
        echo(&mut stream, &unique(1, 1000)).await;
        let (stream, outcome) = there(&worker, move || {
            let outcome = catch_unwind(AssertUnwindSafe(|| stream.set_nodelay(true).is_ok()));
            (stream, outcome.map_err(|_| "panic"))
        })
        .await;
        assert_eq!(outcome, Err("panic"), "set_nodelay on the wrong worker");
        let mut stream: TcpDpdkStream = stream;
        assert!(!stream.nodelay().expect("nodelay"), "the option was set from the wrong worker");
        echo(&mut stream, &unique(2, 1000)).await;
        finish(&mut stream).await;
    });
}

/// Dropping a stream on a worker that did not make it does not panic, and both workers go on.
#[test]
fn test_drop_on_wrong_worker_does_not_panic() {
    let runtime = runtime(&[0, 1]);
    runtime.block_on(async {
        let worker = other_worker(&runtime).await;
        let mut stream = connect(echo_on(0)).await;
        echo(&mut stream, &unique(3, 1000)).await;
        let dropped = there(&worker, move || catch_unwind(AssertUnwindSafe(|| drop(stream))).is_ok()).await;
        assert!(dropped, "drop on the wrong worker panicked");
        let mut next = connect(echo_on(0)).await;
        echo(&mut next, &unique(4, 1000)).await;
        finish(&mut next).await;
        assert_eq!(there(&worker, || 7).await, 7, "the other worker goes on");
    });
}

/// Two workers, each with its own device and ten clients on it, at the same time: every client gets its own bytes back, and every
/// stream says it belongs to its worker's core.
#[test]
fn test_two_workers_two_devices() {
    let runtime = runtime(&[0, 1]);
    runtime.block_on(async {
        let worker = other_worker(&runtime).await;
        let (report, finished) = oneshot::channel();
        there(&worker, move || {
            tokio::spawn(async move {
                let stream = connect(echo_on(1)).await;
                let core = stream.core_id();
                drop(stream);
                concurrent_clients(echo_on(1), 100, 10, 10).await;
                let _ = report.send(core);
            });
        })
        .await;
        let stream = connect(echo_on(0)).await;
        let here = stream.core_id();
        drop(stream);
        concurrent_clients(echo_on(0), 0, 10, 10).await;
        let there = within("the other worker's clients", finished).await.expect("the other worker's clients");
        assert_ne!(here, there, "core_id of streams on different workers");
    });
}
