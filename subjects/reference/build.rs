//! Finds DPDK by pkg-config, compiles the shim over its inline functions and makes the bindings.
//!
//! The bindings are made from the headers found here and now, because the layouts of DPDK's structs
//! differ from release to release.

use std::env;
use std::path::PathBuf;
use std::process::ExitCode;

/// The oldest DPDK this crate is made for.
const MINIMUM: &str = "22.11";

/// Functions of DPDK that are called directly. All others go through the shim.
const FUNCTIONS: &[&str] = &[
    "refdpdk_.*",
    "rte_eal_init",
    "rte_eal_cleanup",
    "rte_strerror",
    "rte_pktmbuf_pool_create",
    "rte_mempool_free",
    "rte_eth_dev_adjust_nb_rx_tx_desc",
    "rte_eth_dev_close",
    "rte_eth_dev_configure",
    "rte_eth_dev_get_name_by_port",
    "rte_eth_dev_info_get",
    "rte_eth_dev_socket_id",
    "rte_eth_dev_start",
    "rte_eth_dev_stop",
    "rte_eth_allmulticast_enable",
    "rte_eth_promiscuous_enable",
    "rte_eth_find_next",
    "rte_eth_macaddr_get",
    "rte_eth_rx_queue_setup",
    "rte_eth_tx_queue_setup",
];

/// Constants of DPDK's headers that are needed.
const CONSTANTS: &[&str] = &["RTE_MAX_ETHPORTS", "RTE_ETH_NAME_MAX_LEN"];

fn main() -> ExitCode {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=src/ffi/shim.c");
    println!("cargo:rerun-if-changed=src/ffi/shim.h");
    match build() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn build() -> Result<(), String> {
    // `statik(false)`: the poll-mode drivers are plug-ins and need the one shared copy of EAL.
    let library = pkg_config::Config::new()
        .atleast_version(MINIMUM)
        .statik(false)
        .probe("libdpdk")
        .map_err(|error| missing_dpdk(&error))?;
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo did not set OUT_DIR")?);

    // pkg-config's cflags carry more than include paths: `-include rte_config.h` and `-march=…`.
    let flags = cflags()?;

    let mut shim = cc::Build::new();
    shim.file("src/ffi/shim.c").warnings(true).opt_level(3);
    for flag in &flags {
        shim.flag(flag);
    }
    // DPDK's own headers are not clean under -Wextra.
    shim.flag_if_supported("-Wno-unused-parameter");
    shim.compile("tokio_dpdk_reference_shim");

    let mut builder = bindgen::Builder::default()
        .header("src/ffi/shim.h")
        .clang_args(&flags)
        .clang_args(library.include_paths.iter().map(|path| format!("-I{}", path.display())))
        .layout_tests(false)
        .generate_comments(false)
        .derive_default(true)
        .parse_callbacks(Box::new(bindgen::CargoCallbacks::new()));
    for function in FUNCTIONS {
        builder = builder.allowlist_function(function);
    }
    for constant in CONSTANTS {
        builder = builder.allowlist_var(constant);
    }
    let bindings = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| builder.generate()))
        .map_err(|_| {
            "bindgen could not load libclang.\n\
             Expected: libclang 9 or later.\n\
             Install it: apt-get install -y libclang-dev clang"
                .to_owned()
        })?
        .map_err(|error| format!("bindgen could not read the headers of DPDK {}: {error}", library.version))?;
    bindings
        .write_to_file(out.join("bindings.rs"))
        .map_err(|error| format!("could not write {}: {error}", out.join("bindings.rs").display()))
}

/// The compiler flags pkg-config gives for libdpdk, unchanged.
fn cflags() -> Result<Vec<String>, String> {
    let tool = env::var("PKG_CONFIG").unwrap_or_else(|_| "pkg-config".to_owned());
    let output = std::process::Command::new(&tool)
        .args(["--cflags", "libdpdk"])
        .output()
        .map_err(|error| format!("could not run {tool} --cflags libdpdk: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text.split_whitespace().map(str::to_owned).collect())
}

/// What was seen, what was expected, what to do: for every way pkg-config can say no.
fn missing_dpdk(error: &pkg_config::Error) -> String {
    let seen = match error {
        pkg_config::Error::ProbeFailure { .. } | pkg_config::Error::Failure { .. } => {
            let found = pkg_config::Config::new()
                .cargo_metadata(false)
                .env_metadata(false)
                .probe("libdpdk")
                .map(|library| library.version);
            match found {
                Ok(version) => format!("libdpdk {version}, which is too old"),
                Err(_) => "no libdpdk that pkg-config knows of".to_owned(),
            }
        }
        pkg_config::Error::Command { command, cause } => format!("`{command}` could not be run: {cause}"),
        other => other.to_string(),
    };
    format!(
        "DPDK was not found: {seen}.\n\
         Expected: libdpdk {MINIMUM} or later, with its headers, found by pkg-config.\n\
         Install it: apt-get install -y pkg-config dpdk libdpdk-dev libclang-dev clang\n\
         An installation elsewhere is found through PKG_CONFIG_PATH."
    )
}
