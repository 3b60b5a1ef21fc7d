//! What became of the test's network namespace between the two looks of [`super::isolation`] (evidence E4): an address that came and went
//! would be in neither. The kernel tells every change as rtnetlink(7) messages; nothing a test does can take one back.

use super::failure::Failure;
use super::isolation;
use super::netlink::{self, Entry};
use crate::sys::{check, check_size};
use std::collections::BTreeSet;
use std::io;
use std::mem;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};

const IFINFOMSG: usize = 16;
const BUFFER: usize = 1 << 16;
/// Holds some thousands of messages; the kernel says when that was not enough.
const QUEUE: libc::c_int = 4 << 20;
/// More are not listed; one is already too many.
const MOST: usize = 64;
const GROUPS: libc::c_int = libc::RTMGRP_LINK
    | libc::RTMGRP_IPV4_IFADDR
    | libc::RTMGRP_IPV6_IFADDR
    | libc::RTMGRP_IPV4_ROUTE
    | libc::RTMGRP_IPV6_ROUTE;

/// A watch on the network namespace of this process.
pub struct Changes {
    socket: OwnedFd,
    interfaces: BTreeSet<u32>,
}

impl Changes {
    /// Starts to watch. What is there now is known and no change.
    pub fn watch() -> Result<Self, Failure> {
        let failed = |error: io::Error| Failure::new("isolation", "changes", error);
        let socket = listen().map_err(failed)?;
        let interfaces = netlink::dump(libc::RTM_GETLINK).map_err(failed)?.iter().filter_map(index).collect();
        Ok(Self { socket, interfaces })
    }

    /// Every address, route and interface that came into being, in words, each once; call it when the test's tree is dead.
    pub fn finish(self) -> Result<Vec<String>, Failure> {
        let mut found = Vec::new();
        let mut buffer = vec![0_u8; BUFFER];
        loop {
            // SAFETY: pointer and length describe `buffer`.
            let length =
                unsafe { libc::recv(self.socket.as_raw_fd(), buffer.as_mut_ptr().cast(), BUFFER, libc::MSG_DONTWAIT) };
            match check_size(length) {
                Ok(length) => {
                    let mut entries = Vec::new();
                    netlink::parse(&buffer[..length], &mut entries)
                        .map_err(|error| Failure::new("isolation", "changes", error))?;
                    for text in entries.iter().filter_map(|entry| self.describe(entry)) {
                        if found.len() < MOST && !found.contains(&text) {
                            found.push(text);
                        }
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(found),
                Err(error) if error.raw_os_error() == Some(libc::ENOBUFS) => {
                    found.push("more changes than could be followed".to_owned());
                }
                Err(error) => return Err(Failure::new("isolation", "changes", error)),
            }
        }
    }

    fn describe(&self, entry: &Entry) -> Option<String> {
        if entry.kind == libc::RTM_NEWLINK {
            let index = index(entry).filter(|index| !self.interfaces.contains(index))?;
            let name = entry.attribute(IFINFOMSG, libc::IFLA_IFNAME).unwrap_or_default();
            let name = String::from_utf8_lossy(name).trim_end_matches('\0').to_owned();
            return Some(format!("interface {name} (number {index})"));
        }
        let address = isolation::address(entry).map(|address| format!("address {address}"));
        address.or_else(|| isolation::route(entry).map(|route| format!("route {route}")))
    }
}

fn index(entry: &Entry) -> Option<u32> {
    (entry.kind == libc::RTM_NEWLINK).then(|| entry.body.get(4..8)?.first_chunk().copied().map(u32::from_ne_bytes))?
}

fn listen() -> io::Result<OwnedFd> {
    // SAFETY: integers only; the descriptor returned is ours alone.
    let socket = unsafe {
        let kind = libc::SOCK_RAW | libc::SOCK_CLOEXEC;
        OwnedFd::from_raw_fd(check(libc::socket(libc::AF_NETLINK, kind, libc::NETLINK_ROUTE))?)
    };
    // SAFETY: sockaddr_nl is plain integers, for which zero is valid; every pointer is to a live value of the length given.
    unsafe {
        let size = mem::size_of_val(&QUEUE) as libc::socklen_t;
        let queue: *const libc::c_int = &QUEUE;
        check(libc::setsockopt(socket.as_raw_fd(), libc::SOL_SOCKET, libc::SO_RCVBUFFORCE, queue.cast(), size))?;
        let mut address: libc::sockaddr_nl = mem::zeroed();
        address.nl_family = libc::AF_NETLINK as libc::sa_family_t;
        address.nl_groups = GROUPS as u32;
        let size = mem::size_of_val(&address) as libc::socklen_t;
        check(libc::bind(socket.as_raw_fd(), (&raw const address).cast(), size))?;
    }
    Ok(socket)
}
