//! Locks that keep two processes off one device and off one core.
//!
//! Each is a file under `/var/run/dpdk` held with `flock(2)`; the kernel lets go of it when the process
//! ends, however it ends. The holder writes its pid into the file, for the message of the one refused.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// Where the lock files are.
const DIRECTORY: &str = "/var/run/dpdk";

/// A lock that is held. Dropping it lets go; the file stays, for the next one to lock.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

/// Why a lock could not be had.
#[derive(Debug)]
pub(crate) enum Refused {
    /// Another process (or another runtime of this one) holds it.
    Held { path: PathBuf, pid: Option<u32> },
    /// The file could not be opened or locked at all.
    Failed { path: PathBuf, error: io::Error },
}

impl Refused {
    /// The error for `what`, for example "device net_tap0".
    pub(crate) fn into_error(self, what: &str) -> io::Error {
        match self {
            Self::Held { path, pid } => {
                let holder = pid.map_or_else(String::new, |pid| format!(" (pid {pid})"));
                io::Error::new(
                    io::ErrorKind::WouldBlock,
                    format!("{what} is in use by another process or runtime{holder}: {} is locked", path.display()),
                )
            }
            Self::Failed { path, error } => {
                io::Error::new(error.kind(), format!("{what} could not be locked: {}: {error}", path.display()))
            }
        }
    }
}

/// The directory of the lock files.
#[derive(Clone, Debug)]
pub(crate) struct Locks {
    directory: PathBuf,
}

impl Locks {
    /// The locks all processes of this host share.
    pub(crate) fn of_host() -> Self {
        Self { directory: PathBuf::from(DIRECTORY) }
    }

    #[cfg(test)]
    fn in_directory(directory: &Path) -> Self {
        Self { directory: directory.to_owned() }
    }

    /// Locks a device by the name its configuration gives it (`:` and `/` become `_` in the file's name).
    pub(crate) fn device(&self, name: &str) -> io::Result<Lock> {
        let safe = name.replace([':', '/'], "_");
        self.take(&format!("device_{safe}.lock")).map_err(|refused| refused.into_error(&format!("device {name}")))
    }

    /// Locks a core; [`Refused::Held`] tells a core that is in use from one that cannot be locked.
    pub(crate) fn core(&self, core: usize) -> Result<Lock, Refused> {
        self.take(&format!("core_{core}.lock"))
    }

    fn take(&self, name: &str) -> Result<Lock, Refused> {
        let path = self.directory.join(name);
        let failed = |error| Refused::Failed { path: path.clone(), error };
        std::fs::DirBuilder::new().recursive(true).mode(0o755).create(&self.directory).map_err(failed)?;
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o644)
            .open(&path)
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {
                write_pid(&mut file).map_err(failed)?;
                Ok(Lock { _file: file })
            }
            Err(TryLockError::WouldBlock) => Err(Refused::Held { pid: read_pid(&mut file), path }),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }
}

fn write_pid(file: &mut File) -> io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{}", std::process::id())
}

fn read_pid(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

/// Locks `count` cores: the first of `candidates`, in order, that are free.
pub(crate) fn choose_cores(
    locks: &Locks,
    candidates: &[usize],
    count: usize,
    config: &Path,
) -> io::Result<Vec<(usize, Lock)>> {
    let mut distinct: Vec<usize> = Vec::new();
    for &core in candidates {
        if !distinct.contains(&core) {
            distinct.push(core);
        }
    }
    if distinct.len() < count {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            format!(
                "{}: dpdk_cores: {count} worker(s) need as many cores, the list has {}: {distinct:?}",
                config.display(),
                distinct.len()
            ),
        ));
    }
    let mut chosen = Vec::new();
    let mut held = Vec::new();
    for core in distinct {
        if chosen.len() == count {
            break;
        }
        match locks.core(core) {
            Ok(lock) => chosen.push((core, lock)),
            Err(Refused::Held { pid, .. }) => {
                held.push(pid.map_or_else(|| core.to_string(), |pid| format!("{core} (pid {pid})")));
            }
            Err(refused) => return Err(refused.into_error(&format!("core {core}"))),
        }
    }
    if chosen.len() < count {
        return Err(io::Error::new(
            io::ErrorKind::WouldBlock,
            format!(
                "no free core: {count} wanted of dpdk_cores in {}, {} free, in use: {}",
                config.display(),
                chosen.len(),
                held.join(", ")
            ),
        ));
    }
    Ok(chosen)
}

#[cfg(test)]
#[path = "locks_tests.rs"]
mod tests;
