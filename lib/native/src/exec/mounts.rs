//! The test's own view of the file system.

use super::failure::Failure;
use super::seal::{self, Seal};
use super::spec::Mount;
use crate::sys::namespace::mount;
use std::fs::{File, OpenOptions};
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

const SAFE: libc::c_ulong = libc::MS_NOSUID | libc::MS_NODEV | libc::MS_NOEXEC;

/// Cuts the mounts off from the host's, makes the bind mounts, then fresh /proc and (with a network namespace of its own) /sys,
/// which otherwise show the host's processes and interfaces. With a seal, everything else becomes read-only or is hidden.
/// Run by init, in its new namespaces.
pub fn prepare(mounts: &[Mount], own_network: bool, sealed: Option<&Seal>) -> Result<(), Failure> {
    let failed = |what: &str| {
        let what = what.to_owned();
        move |error: io::Error| Failure::new("mount", what, error)
    };
    mount(None, Path::new("/"), None, libc::MS_REC | libc::MS_PRIVATE).map_err(failed("make / private"))?;
    // All places are opened first, so that no mount can hide what a later one needs.
    let mut places = Vec::new();
    for entry in mounts {
        let source = open_place(&entry.source).map_err(failed(&format!("source {}", entry.source.display())))?;
        let folder = source.metadata().map_err(failed(&format!("source {}", entry.source.display())))?.is_dir();
        // A target made by an earlier of these mounts cannot be followed yet.
        let target = entry.target.canonicalize().unwrap_or_else(|_| entry.target.clone());
        places.push((entry, source, target, folder));
    }
    let opened = sealed.map(seal::open).transpose()?;
    if let Some(opened) = &opened {
        let targets: Vec<(PathBuf, bool)> =
            places.iter().map(|(_, _, target, folder)| (target.clone(), *folder)).collect();
        seal::hide(opened, &targets)?;
    }
    for (entry, source, target, _) in &places {
        let what = format!("{} on {}", entry.source.display(), entry.target.display());
        bind(source, target, entry.readonly).map_err(failed(&what))?;
    }
    if let Some(opened) = &opened {
        let writable: Vec<PathBuf> =
            places.iter().filter(|(entry, ..)| !entry.readonly).map(|(_, _, target, _)| target.clone()).collect();
        seal::close(opened, &writable)?;
    }
    mount(Some(Path::new("proc")), Path::new("/proc"), Some("proc"), SAFE).map_err(failed("proc on /proc"))?;
    if own_network {
        let flags = if opened.is_some() { SAFE | libc::MS_RDONLY } else { SAFE };
        mount(Some(Path::new("sysfs")), Path::new("/sys"), Some("sysfs"), flags).map_err(failed("sysfs on /sys"))?;
    }
    if opened.is_some() {
        seal::protect_kernel()?;
    }
    Ok(())
}

/// A file or directory to bind, without opening it for anything else.
pub fn open_place(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).custom_flags(libc::O_PATH).open(path)
}

fn bind(source: &File, target: &Path, readonly: bool) -> io::Result<()> {
    let source = PathBuf::from(format!("/proc/self/fd/{}", source.as_raw_fd()));
    mount(Some(&source), target, None, libc::MS_BIND | libc::MS_REC)?;
    if readonly {
        let flags = libc::MS_BIND | libc::MS_REMOUNT | libc::MS_RDONLY;
        mount(None, target, None, flags)?;
    }
    Ok(())
}
