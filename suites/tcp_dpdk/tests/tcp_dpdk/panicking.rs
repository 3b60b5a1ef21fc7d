//! What a panic does to the runtime.

use std::panic::{catch_unwind, resume_unwind, AssertUnwindSafe};
use std::sync::mpsc;
use std::thread;

use conformance_support::bounded::step;
use conformance_support::exchange::{connect, echo};
use conformance_support::payload::unique;
use conformance_support::runtime::runtime;
use conformance_support::{lab, Family};

const MESSAGE: usize = 1000;
const WORDS: &str = "what the future panics with";

/// A panic of the future comes out of `block_on` (tokio, `Runtime::block_on`, "Panics"), and the runtime can be dropped all the same.
pub fn comes_out_of_block_on() {
    let runtime = runtime(&[0]);
    let conversation = async {
        let mut stream = connect(lab().peer(Family::V4, lab().peer_ports.echo)).await;
        echo(&mut stream, &unique(50, MESSAGE)).await;
        resume_unwind(Box::new(WORDS)); // a panic without words on standard error, which are for what the test finds
    };
    let panic = catch_unwind(AssertUnwindSafe(|| runtime.block_on(conversation))).expect_err("block_on returned");
    assert_eq!(panic.downcast_ref::<&str>(), Some(&WORDS), "another panic");
    let (ended, end) = mpsc::channel();
    thread::spawn(move || {
        drop(runtime);
        let _ = ended.send(());
    });
    end.recv_timeout(step()).expect("the runtime does not end when it is dropped after a panic");
}
