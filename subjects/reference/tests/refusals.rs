//! What `Builder::build` says when it refuses, before EAL is started. Each case is a process of its own:
//! the example program `hold`, with a configuration made for the case.

use std::path::{Path, PathBuf};
use std::process::Command;

const TAP: &str =
    r#"{"pci_address": "net_tap0", "mac": "02:00:00:00:00:10", "role": "dpdk", "addresses": ["192.0.2.10/24"]}"#;

/// The example program, which cargo builds beside the tests.
fn hold() -> PathBuf {
    let test = std::env::current_exe().expect("the path of this test");
    let profile = test.parent().and_then(Path::parent).expect("target/PROFILE/deps/TEST");
    profile.join("examples/hold")
}

/// Runs the program with `config` as the text of its env.json; its stderr.
fn refuse(name: &str, config: &str, device: &str) -> String {
    let file = std::env::temp_dir().join(format!("tokio-dpdk-reference-{}-{name}.json", std::process::id()));
    std::fs::write(&file, config).expect("the configuration is written");
    let output = Command::new(hold())
        .args([device, "192.0.2.1:7", "0"])
        .env("DPDK_ENV_CONFIG", &file)
        .output()
        .expect("cargo has built the example");
    let _ = std::fs::remove_file(&file);
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{text}");
    text
}

fn assert_says(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part:?} is not in: {text}");
    }
}

#[test]
fn a_device_that_is_not_there() {
    let text = refuse("missing", &format!(r#"{{"dpdk_cores": [0], "devices": [{TAP}]}}"#), "net_tap9");
    assert_says(&text, &["NotFound", "net_tap9", "net_tap0", ".json"]);
}

#[test]
fn a_field_that_is_wrong() {
    let broken = TAP.replace("192.0.2.10/24", "192.0.2.10");
    let text = refuse("field", &format!(r#"{{"dpdk_cores": [0], "devices": [{broken}]}}"#), "net_tap0");
    assert_says(&text, &["InvalidInput", "devices[0].addresses[0]", "192.0.2.10"]);
}

#[test]
fn a_file_that_is_not_json() {
    assert_says(&refuse("json", "dpdk_cores = 0", "net_tap0"), &["InvalidInput", ".json", "line 1"]);
}

#[test]
fn a_file_that_is_not_there() {
    let output = Command::new(hold())
        .args(["net_tap0", "192.0.2.1:7", "0"])
        .env("DPDK_ENV_CONFIG", "/nowhere/env.json")
        .output()
        .expect("cargo has built the example");
    assert_eq!(output.status.code(), Some(1));
    assert_says(&String::from_utf8_lossy(&output.stderr), &["NotFound", "/nowhere/env.json"]);
}
