//! What to run: the SPEC.json that `lane-exec` reads.

use super::failure::Failure;
use super::seal::Seal;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The whole specification. Unknown members are refused: a misspelt one must not be ignored.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Spec {
    /// Network namespace file, e.g. `/run/netns/NAME`; absent or null: the current one.
    pub netns: Option<PathBuf>,
    /// A new network namespace with nothing in it, not even a loopback that is up. Not together with `netns`.
    #[serde(default)]
    pub offline: bool,
    /// Runs as this user and group, with no right of root left; absent or null: as root. Not together with `strace`.
    #[serde(default)]
    pub user: Option<u32>,
    /// Most private memory a process may have to write to, in bytes (RLIMIT_DATA); absent or null: no limit.
    #[serde(default)]
    pub data_bytes: Option<u64>,
    /// Most threads of all its processes together; when there are more, all of it is killed. Absent or null: no limit.
    #[serde(default)]
    pub most_threads: Option<u64>,
    /// Bind mounts, in this order, in the test's own mount namespace.
    #[serde(default)]
    pub mounts: Vec<Mount>,
    /// Working directory, inside the mounts.
    pub cwd: PathBuf,
    /// Program and arguments; a program without `/` is looked for in `env.PATH`.
    pub argv: Vec<String>,
    /// The whole environment.
    pub env: BTreeMap<String, String>,
    /// File for standard output; made or emptied.
    pub stdout: PathBuf,
    /// File for standard error; made or emptied.
    pub stderr: PathBuf,
    /// Bytes kept from the beginning of each stream.
    pub output_head_bytes: u64,
    /// Bytes kept from the end of each stream (held in memory until then).
    pub output_tail_bytes: usize,
    /// CPUs the test may run on.
    pub cores: Vec<usize>,
    /// Trace of system calls; absent or null: none.
    pub strace: Option<Strace>,
    /// What of the host the test may change; absent or null: everything, with all rights of root.
    pub seal: Option<Seal>,
    /// Everything is made ready, but the test is looked at and started only when a line comes on standard input; its end is the end of it all.
    #[serde(default)]
    pub held: bool,
    /// How long children may outlive the test before they count as leaked.
    #[serde(default = "default_grace")]
    pub leak_grace_ms: u64,
    /// Abstract AF_UNIX address, in the test's network namespace, at which its processes tell of EAL's life (see `preload/`); absent: none.
    #[serde(default)]
    pub observer: Option<String>,
    /// Where EAL puts its telemetry sockets, inside the mounts.
    #[serde(default = "default_runtime_dir")]
    pub runtime_dir: PathBuf,
}

/// One bind mount.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mount {
    /// File or directory as it is before any of the mounts.
    pub source: PathBuf,
    /// An existing file or directory.
    pub target: PathBuf,
    /// Remounted read-only.
    #[serde(default)]
    pub readonly: bool,
}

/// How to trace.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Strace {
    /// The strace program; without `/` it is looked for in the launcher's own PATH.
    pub path: PathBuf,
    /// File for the trace; made or emptied.
    pub output: PathBuf,
    /// Bytes kept of the trace; what exceeds them is dropped and the `trace` event says so.
    #[serde(default = "default_trace_bytes")]
    pub max_bytes: u64,
}

const fn default_grace() -> u64 {
    200
}
const fn default_trace_bytes() -> u64 {
    16 << 20
}
fn default_runtime_dir() -> PathBuf {
    PathBuf::from("/var/run/dpdk")
}

/// Reads and checks a specification.
pub fn read(path: &Path) -> Result<Spec, Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::new("spec", path.display(), error);
    let text = std::fs::read(path).map_err(|error| failed(&error))?;
    let mut spec: Spec = serde_json::from_slice(&text).map_err(|error| failed(&error))?;
    if spec.argv.is_empty() {
        return Err(failed(&"argv is empty; expected a program"));
    }
    if spec.cores.is_empty() {
        return Err(failed(&"cores is empty; expected at least one CPU"));
    }
    if spec.offline && spec.netns.is_some() {
        return Err(failed(&"both netns and offline; expected one of them"));
    }
    if spec.user.is_some() && spec.strace.is_some() {
        return Err(failed(&"both user and strace; expected one of them"));
    }
    if let Some(strace) = &mut spec.strace {
        strace.path = find_program(&strace.path)
            .ok_or_else(|| Failure::new("strace", strace.path.display(), "no such program in PATH"))?;
    }
    Ok(spec)
}

fn find_program(name: &Path) -> Option<PathBuf> {
    if name.components().count() > 1 || name.has_root() {
        return Some(name.to_owned());
    }
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}
