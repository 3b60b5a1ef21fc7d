//! Keeps a test's hands off everything that evidence is read from: the rest of the host is read-only or out of sight for it, and
//! it has no right to change that (evidence E1 to E6 would otherwise be files that root may rewrite).
//!
//! What is left to it is what a DPDK process needs: its own namespaces' network, hugepages, devices of DPDK, and directories of its own.

use super::failure::Failure;
use super::mounts::open_place;
use crate::sys::check;
use crate::sys::namespace::{c_path, mount};
use serde::Deserialize;
use std::ffi::CString;
use std::fs::{self, File};
use std::io;
use std::mem;
use std::os::fd::AsRawFd;
use std::os::unix::fs::{symlink, PermissionsExt};
use std::path::{Path, PathBuf};

/// What a sealed test sees and may write. Paths are those of the host; symbolic links are followed.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Seal {
    /// Files and directories it may write. A device node here is one it may use.
    pub writable: Vec<PathBuf>,
    /// Files and directories that stay visible (read-only) although they lie in a hidden directory.
    pub visible: Vec<PathBuf>,
    /// Further directories to be hidden, e.g. homes. What of them is visible or writable can be reached by everyone, whatever the mode
    /// of the directory was.
    #[serde(default)]
    pub hidden: Vec<PathBuf>,
}

/// Directories with sockets, namespaces, devices and other people's files: a test gets empty ones. All but /dev are its own to write.
const HIDDEN: [&str; 4] = ["/run", "/tmp", "/var/tmp", "/dev"];
/// Devices every program expects.
const NODES: [&str; 6] = ["/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty"];
const LINKS: [(&str, &str); 4] = [
    ("/dev/fd", "/proc/self/fd"),
    ("/dev/stdin", "/proc/self/fd/0"),
    ("/dev/stdout", "/proc/self/fd/1"),
    ("/dev/stderr", "/proc/self/fd/2"),
];
/// Files of /proc that reach beyond the test's namespaces, or change what the harness set up in them.
const KERNEL: [&str; 4] = ["/proc/sys", "/proc/sysrq-trigger", "/proc/irq", "/proc/bus"];

/// Mode of a directory that everyone may go through and nobody but root may change.
const REACHABLE: u32 = 0o755;
const MOUNT_ATTR_RDONLY: u64 = 1;

/// struct mount_attr of mount_setattr(2).
#[repr(C)]
struct MountAttributes {
    set: u64,
    clear: u64,
    propagation: u64,
    user_namespace: u64,
}

struct Place {
    file: File,
    target: PathBuf,
    folder: bool,
    writable: bool,
}

/// The places of a seal, opened while they can still be seen.
pub struct Opened {
    places: Vec<Place>,
    hidden: Vec<PathBuf>,
}

/// Opens everything that is to be shown again once its directory is hidden. `seal` may name what does not exist: it is left out.
pub fn open(seal: &Seal) -> Result<Opened, Failure> {
    let nodes = NODES.iter().map(|node| (PathBuf::from(node), true));
    let visible = seal.visible.iter().map(|path| (path.clone(), false));
    let writable = seal.writable.iter().map(|path| (path.clone(), true));
    let mut places = Vec::new();
    for (path, writable) in nodes.chain(visible).chain(writable) {
        let Ok(target) = path.canonicalize() else { continue };
        let failed = |error: io::Error| Failure::new("mount", path.display(), error);
        let file = open_place(&target).map_err(failed)?;
        let folder = file.metadata().map_err(failed)?.is_dir();
        places.push(Place { file, target, folder, writable });
    }
    let hidden = seal.hidden.iter().filter_map(|path| path.canonicalize().ok()).collect();
    Ok(Opened { places, hidden })
}

/// Hides [`HIDDEN`] behind empty directories and makes those in which `kept` and `mounts` can be shown again.
pub fn hide(opened: &Opened, targets: &[(PathBuf, bool)]) -> Result<(), Failure> {
    for folder in HIDDEN {
        let at = Path::new(folder);
        if fs::symlink_metadata(at).is_ok_and(|found| found.is_dir()) {
            // The same mode: EAL loads no plug-in from below a folder that anyone may write.
            let mode = fs::metadata(at).map_err(failed(folder))?.permissions();
            mount(Some(Path::new("tmpfs")), at, Some("tmpfs"), libc::MS_NOSUID).map_err(failed(folder))?;
            fs::set_permissions(at, mode).map_err(failed(folder))?;
        }
    }
    // One that lay in a directory hidden above is gone with it.
    for at in opened.hidden.iter().filter(|at| at.is_dir()) {
        let failed = |error| Failure::new("mount", at.display(), error);
        mount(Some(Path::new("tmpfs")), at, Some("tmpfs"), libc::MS_NOSUID).map_err(failed)?;
        fs::set_permissions(at, fs::Permissions::from_mode(REACHABLE)).map_err(failed)?;
    }
    for (link, target) in LINKS {
        symlink(target, link).map_err(failed(link))?;
    }
    fs::create_dir("/dev/shm").map_err(failed("/dev/shm"))?;
    mount(Some(Path::new("tmpfs")), Path::new("/dev/shm"), Some("tmpfs"), libc::MS_NOSUID)
        .map_err(failed("/dev/shm"))?;
    let kept = opened.places.iter().map(|place| (place.target.clone(), place.folder));
    for (path, folder) in kept.chain(targets.iter().cloned()) {
        make(&path, folder).map_err(failed(&path.display().to_string()))?;
    }
    for place in &opened.places {
        let source = PathBuf::from(format!("/proc/self/fd/{}", place.file.as_raw_fd()));
        let bound = mount(Some(&source), &place.target, None, libc::MS_BIND | libc::MS_REC);
        bound.map_err(failed(&place.target.display().to_string()))?;
    }
    Ok(())
}

/// A mount point in a hidden directory; elsewhere it is there already, and a file system that may not be written stays as it is.
fn make(path: &Path, folder: bool) -> io::Result<()> {
    if path.exists() {
        return Ok(());
    }
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    if folder {
        fs::create_dir(path)
    } else {
        File::create(path).map(drop)
    }
}

/// Makes every mount read-only but the test's own.
pub fn close(opened: &Opened, also_writable: &[PathBuf]) -> Result<(), Failure> {
    set_readonly(Path::new("/"), true, libc::AT_RECURSIVE).map_err(failed("make / read-only"))?;
    let own = HIDDEN.iter().filter(|folder| **folder != "/dev").map(PathBuf::from).chain([PathBuf::from("/dev/shm")]);
    let places = opened.places.iter().filter(|place| place.writable).map(|place| place.target.clone());
    for path in own.chain(places).chain(also_writable.iter().cloned()) {
        if fs::symlink_metadata(&path).is_ok_and(|found| !found.is_symlink()) {
            set_readonly(&path, false, 0).map_err(failed(&format!("make {} writable", path.display())))?;
        }
    }
    Ok(())
}

/// Makes the parts of a fresh /proc read-only that are not about the test's own processes.
pub fn protect_kernel() -> Result<(), Failure> {
    for name in KERNEL {
        let path = Path::new(name);
        if path.exists() {
            mount(Some(path), path, None, libc::MS_BIND | libc::MS_REC).map_err(failed(name))?;
            set_readonly(path, true, libc::AT_RECURSIVE).map_err(failed(name))?;
        }
    }
    Ok(())
}

fn failed(what: &str) -> impl FnOnce(io::Error) -> Failure {
    let what = what.to_owned();
    move |error| Failure::new("mount", what, error)
}

/// mount_setattr(2), Linux 5.12.
fn set_readonly(path: &Path, readonly: bool, flags: libc::c_int) -> io::Result<()> {
    let path: CString = c_path(path)?;
    let (set, clear) = if readonly { (MOUNT_ATTR_RDONLY, 0) } else { (0, MOUNT_ATTR_RDONLY) };
    let attributes = MountAttributes { set, clear, propagation: 0, user_namespace: 0 };
    // SAFETY: the path is NUL-terminated, the structure of the size given; both outlive the call.
    let result = unsafe {
        let size = mem::size_of_val(&attributes);
        libc::syscall(libc::SYS_mount_setattr, libc::AT_FDCWD, path.as_ptr(), flags, &raw const attributes, size)
    };
    check(result as libc::c_int).map(drop)
}
