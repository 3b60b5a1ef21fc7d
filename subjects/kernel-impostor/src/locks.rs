//! The locks of a DPDK runtime: `device_NAME.lock` and `core_N.lock` below `/var/run/dpdk`, held with `flock(2)`
//! for the life of the runtime. The holder's pid is in the file.

use std::fs::{File, TryLockError};
use std::io::{self, ErrorKind, Read, Seek, Write};
use std::path::{Path, PathBuf};

const DIRECTORY: &str = "/var/run/dpdk";

/// A held lock; dropping it lets go.
#[derive(Debug)]
pub(crate) struct Lock(#[expect(dead_code, reason = "an open file is what holds the lock")] File);

/// Where the lock files are.
pub(crate) struct Locks(PathBuf);

impl Locks {
    /// Those that all processes of this host share.
    pub(crate) fn of_host() -> Self {
        Self(PathBuf::from(DIRECTORY))
    }

    /// Locks a device; `WouldBlock` says that another process has it.
    pub(crate) fn device(&self, name: &str) -> io::Result<Lock> {
        let file = format!("device_{}.lock", name.replace([':', '/'], "_"));
        self.take(&file, &format!("device {name}"))
    }

    /// Locks the first `count` free cores of `candidates`, in their order; none when there are not as many.
    pub(crate) fn cores(&self, candidates: &[usize], count: usize, config: &Path) -> io::Result<Vec<(usize, Lock)>> {
        let mut distinct = Vec::new();
        for &core in candidates {
            if !distinct.contains(&core) {
                distinct.push(core);
            }
        }
        if distinct.len() < count {
            let path = config.display();
            let text = format!("{path}: dpdk_cores: {count} worker(s) need as many cores, the list is {distinct:?}");
            return Err(io::Error::new(ErrorKind::InvalidInput, text));
        }
        let mut taken = Vec::new();
        let mut refused = Vec::new();
        for core in distinct {
            if taken.len() == count {
                break;
            }
            match self.take(&format!("core_{core}.lock"), &format!("core {core}")) {
                Ok(lock) => taken.push((core, lock)),
                Err(error) if error.kind() == ErrorKind::WouldBlock => refused.push(error.to_string()),
                Err(error) => return Err(error),
            }
        }
        if taken.len() < count {
            let text = format!("{count} free core(s) wanted, {} found: {}", taken.len(), refused.join("; "));
            return Err(io::Error::new(ErrorKind::WouldBlock, text));
        }
        Ok(taken)
    }

    fn take(&self, name: &str, what: &str) -> io::Result<Lock> {
        let path = self.0.join(name);
        let failed = |error: io::Error| {
            io::Error::new(error.kind(), format!("{what} cannot be locked: {}: {error}", path.display()))
        };
        std::fs::create_dir_all(&self.0).map_err(failed)?;
        let mut options = File::options();
        let mut file = options.read(true).write(true).create(true).truncate(false).open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {
                file.set_len(0).map_err(failed)?;
                file.rewind().map_err(failed)?;
                writeln!(file, "{}", std::process::id()).map_err(failed)?;
                Ok(Lock(file))
            }
            Err(TryLockError::WouldBlock) => {
                let mut pid = String::new();
                let holder = match file.read_to_string(&mut pid) {
                    Ok(_) if !pid.trim().is_empty() => format!(" (pid {})", pid.trim()),
                    _ => String::new(),
                };
                let text = format!("{what} is in use by another process{holder}: {} is locked", path.display());
                Err(io::Error::new(ErrorKind::WouldBlock, text))
            }
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lock files of one test, removed at its end.
    struct Scratch(Locks);

    impl Scratch {
        fn new(name: &str) -> Self {
            Self(Locks(std::env::temp_dir().join(format!("kernel-impostor-{}-{name}", std::process::id()))))
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0.0);
        }
    }

    #[test]
    fn a_held_device_is_refused_until_it_is_let_go() {
        let scratch = Scratch::new("device");
        let held = scratch.0.device("0000:01:00.0").unwrap();
        let error = scratch.0.device("0000:01:00.0").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WouldBlock);
        for words in ["device 0000:01:00.0", "device_0000_01_00.0.lock", &format!("pid {}", std::process::id())] {
            assert!(error.to_string().contains(words), "{error} lacks {words}");
        }
        drop(held);
        scratch.0.device("0000:01:00.0").unwrap();
    }

    #[test]
    fn held_cores_are_left_out_and_too_few_are_none() {
        let scratch = Scratch::new("cores");
        let cores = |list: &[usize], count| scratch.0.cores(list, count, Path::new("env.json"));
        let held = cores(&[3, 1, 2], 1).unwrap();
        assert_eq!(held[0].0, 3);
        let error = cores(&[3, 1], 2).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WouldBlock);
        assert!(error.to_string().contains("core 3 is in use"), "{error}");
        let rest: Vec<usize> = cores(&[3, 1, 2], 2).unwrap().into_iter().map(|(core, _)| core).collect();
        assert_eq!(rest, [1, 2]);
        assert_eq!(cores(&[0, 0], 2).unwrap_err().kind(), ErrorKind::InvalidInput);
    }
}
