//! Lets programs link that use dpdk-net.
//!
//! Its bindings ask pkg-config for everything a *static* DPDK needs, `-lsystemd` among it, and then take the shared libraries. Debian's
//! libdpdk-dev does not bring libsystemd's development files. Nothing of that library is used, so an empty archive does.

use std::path::PathBuf;

/// The libraries of that list whose development files need not be there.
const UNUSED: [&str; 1] = ["systemd"];
/// What every `ar` archive begins with (ar(5)); one without members is only that.
const EMPTY_ARCHIVE: &[u8] = b"!<arch>\n";

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let directory = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    for name in UNUSED {
        let path = directory.join(format!("lib{name}.a"));
        std::fs::write(&path, EMPTY_ARCHIVE).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
    println!("cargo:rustc-link-search=native={}", directory.display());
}
