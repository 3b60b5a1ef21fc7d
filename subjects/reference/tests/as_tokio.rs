//! The crate in tokio's place: macros, modules, and the runtimes that are tokio's own.

extern crate tokio_dpdk_reference as tokio;

use std::io::ErrorKind;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpDpdkListener, TcpDpdkSocket, TcpDpdkStream, tcp_dpdk};
use tokio::runtime::{Builder, Runtime};

#[tokio::test]
async fn macros_and_modules_are_tokios() {
    let (one, two) = tokio::join!(async { 1 }, tokio::spawn(async { 2 }));
    assert_eq!(one + two.unwrap(), 3);
    let first = tokio::select! {
        () = std::future::pending() => 0,
        value = async { 5 } => value,
    };
    assert_eq!(first, 5);
    assert_eq!(tokio::task::spawn_blocking(|| 7).await.unwrap(), 7);
    let (mut left, mut right) = tokio::io::duplex(16);
    left.write_all(b"over").await.unwrap();
    let mut buffer = [0; 4];
    right.read_exact(&mut buffer).await.unwrap();
    assert_eq!(&buffer, b"over");
    let (sender, receiver) = tokio::sync::oneshot::channel();
    sender.send(1).unwrap();
    assert_eq!(receiver.await, Ok(1));
    assert!(tokio::fs::metadata("Cargo.toml").await.unwrap().is_file());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sockets_are_not_made_off_a_worker() {
    for error in [
        TcpDpdkStream::connect("192.0.2.1:7").await.unwrap_err(),
        TcpDpdkListener::bind("192.0.2.10:0").await.unwrap_err(),
        TcpDpdkSocket::new_v4().unwrap_err(),
        TcpDpdkSocket::new_v6().unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(error.to_string().contains("worker"), "{error}");
    }
}

#[test]
fn tokios_own_runtimes_are_built_and_ended() {
    for mut builder in [Builder::new_current_thread(), Builder::new_multi_thread()] {
        let runtime = builder.worker_threads(1).thread_name("named").enable_all().build().unwrap();
        assert_eq!(runtime.block_on(async { tokio::spawn(async { 3 }).await.unwrap() }), 3);
        let handle = runtime.spawn_blocking(|| std::thread::current().name().map(str::to_owned));
        assert_eq!(runtime.block_on(handle).unwrap().as_deref(), Some("named"));
        let _guard = runtime.enter();
        assert!(tokio::runtime::Handle::try_current().is_ok());
        drop(_guard);
        runtime.shutdown_timeout(Duration::from_secs(1));
    }
    Runtime::new().unwrap().shutdown_background();
}

#[test]
fn a_dpdk_runtime_needs_as_many_devices_as_workers_and_at_least_one() {
    let none = Builder::new_dpdk().enable_all().build().unwrap_err();
    assert_eq!(none.kind(), ErrorKind::InvalidInput);
    assert!(none.to_string().contains("dpdk_device"), "{none}");
    let few = Builder::new_dpdk().dpdk_device("net_tap0").worker_threads(2).build().unwrap_err();
    assert_eq!(few.kind(), ErrorKind::InvalidInput);
    assert!(few.to_string().contains("2 worker threads"), "{few}");
}

/// What can be said without a port: the types go between threads, as tokio's do.
#[test]
fn streams_and_listeners_may_go_into_tasks() {
    fn assert_task<T: Send + Sync + Unpin + 'static>() {}
    assert_task::<TcpDpdkStream>();
    assert_task::<TcpDpdkListener>();
    assert_task::<TcpDpdkSocket>();
    assert_task::<tcp_dpdk::OwnedReadHalf>();
    assert_task::<tcp_dpdk::OwnedWriteHalf>();
    assert_task::<Runtime>();
}
