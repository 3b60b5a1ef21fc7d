//! The test's own view of the file system.

use super::failure::Failure;
use super::spec::Mount;
use crate::sys::namespace::mount;
use std::fs::{File, OpenOptions};
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

const SAFE: libc::c_ulong = libc::MS_NOSUID | libc::MS_NODEV | libc::MS_NOEXEC;

/// Cuts the mounts off from the host's, makes the bind mounts, then fresh /proc and (with a network namespace of its own) /sys,
/// which otherwise show the host's processes and interfaces. Run by init, in its new namespaces.
pub fn prepare(mounts: &[Mount], own_network: bool) -> Result<(), Failure> {
    let failed = |what: &str| {
        let what = what.to_owned();
        move |error: io::Error| Failure::new("mount", what, error)
    };
    mount(None, Path::new("/"), None, libc::MS_REC | libc::MS_PRIVATE).map_err(failed("make / private"))?;
    // All sources are opened first, so that no mount can hide the source of a later one.
    let sources = mounts
        .iter()
        .map(|entry| open_place(&entry.source).map_err(failed(&format!("source {}", entry.source.display()))))
        .collect::<Result<Vec<File>, Failure>>()?;
    for (entry, source) in mounts.iter().zip(&sources) {
        let what = format!("{} on {}", entry.source.display(), entry.target.display());
        bind(source, entry).map_err(failed(&what))?;
    }
    mount(Some(Path::new("proc")), Path::new("/proc"), Some("proc"), SAFE).map_err(failed("proc on /proc"))?;
    if own_network {
        mount(Some(Path::new("sysfs")), Path::new("/sys"), Some("sysfs"), SAFE).map_err(failed("sysfs on /sys"))?;
    }
    Ok(())
}

fn open_place(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).custom_flags(libc::O_PATH).open(path)
}

fn bind(source: &File, entry: &Mount) -> io::Result<()> {
    let source = PathBuf::from(format!("/proc/self/fd/{}", source.as_raw_fd()));
    mount(Some(&source), &entry.target, None, libc::MS_BIND | libc::MS_REC)?;
    if entry.readonly {
        let flags = libc::MS_BIND | libc::MS_REMOUNT | libc::MS_RDONLY;
        mount(None, &entry.target, None, flags)?;
    }
    Ok(())
}
