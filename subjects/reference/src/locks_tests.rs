use super::*;
use std::sync::atomic::{AtomicU32, Ordering};

/// A directory of its own for one test, removed at its end.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        Self(std::env::temp_dir().join(format!("tokio-dpdk-reference-{}-{number}", std::process::id())))
    }

    fn locks(&self) -> Locks {
        Locks::in_directory(&self.0)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

const FILE: &str = "/etc/dpdk/env.json";

#[test]
fn a_held_device_is_refused_with_its_name_its_file_and_the_holder() {
    let scratch = Scratch::new();
    let held = scratch.locks().device("0000:01:00.0").unwrap();
    let error = scratch.locks().device("0000:01:00.0").unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::WouldBlock);
    let text = error.to_string();
    assert!(text.contains("device 0000:01:00.0"), "{text}");
    assert!(text.contains("device_0000_01_00.0.lock"), "{text}");
    assert!(text.contains(&format!("pid {}", std::process::id())), "{text}");
    drop(held);
    scratch.locks().device("0000:01:00.0").unwrap();
}

#[test]
fn different_devices_do_not_meet() {
    let scratch = Scratch::new();
    let _one = scratch.locks().device("net_tap0").unwrap();
    let _two = scratch.locks().device("net_tap1").unwrap();
}

#[test]
fn cores_are_taken_in_order_and_held_ones_left_out() {
    let scratch = Scratch::new();
    let locks = scratch.locks();
    let first = choose_cores(&locks, &[3, 1, 2], 1, Path::new(FILE)).unwrap();
    assert_eq!(first[0].0, 3);
    let rest = choose_cores(&locks, &[3, 1, 2], 2, Path::new(FILE)).unwrap();
    assert_eq!(rest.iter().map(|(core, _)| *core).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn no_free_core_says_who_holds_them_and_keeps_none() {
    let scratch = Scratch::new();
    let locks = scratch.locks();
    let _held = choose_cores(&locks, &[0], 1, Path::new(FILE)).unwrap();
    let error = choose_cores(&locks, &[0, 1], 2, Path::new(FILE)).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::WouldBlock);
    assert!(error.to_string().contains(&format!("0 (pid {})", std::process::id())), "{error}");
    choose_cores(&locks, &[1], 1, Path::new(FILE)).unwrap();
}

#[test]
fn too_short_a_list_is_a_mistake_in_the_configuration() {
    let scratch = Scratch::new();
    let error = choose_cores(&scratch.locks(), &[0, 0], 2, Path::new(FILE)).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
    assert!(error.to_string().contains("dpdk_cores"), "{error}");
}

#[test]
fn a_directory_that_cannot_be_made_is_named() {
    let locks = Locks::in_directory(Path::new("/proc/nowhere"));
    let error = locks.device("net_tap0").unwrap_err();
    assert_ne!(error.kind(), io::ErrorKind::WouldBlock);
    assert!(error.to_string().contains("/proc/nowhere"), "{error}");
}
