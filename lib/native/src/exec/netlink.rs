//! Just enough of rtnetlink(7) to list addresses and routes without a further process.

use crate::sys::{check, check_size, retry};
use std::io;
use std::mem;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};

const HEADER: usize = 16;
const BUFFER: usize = 1 << 16;

/// One answer: the fixed part of the message and its attributes.
pub struct Entry {
    /// Message type, e.g. RTM_NEWADDR.
    pub kind: u16,
    /// What follows the netlink header.
    pub body: Vec<u8>,
}

impl Entry {
    /// Attribute `wanted` behind a fixed part of `fixed` bytes.
    pub fn attribute(&self, fixed: usize, wanted: u16) -> Option<&[u8]> {
        let mut rest = self.body.get(fixed..)?;
        while rest.len() >= 4 {
            let length = usize::from(u16::from_ne_bytes([rest[0], rest[1]]));
            let kind = u16::from_ne_bytes([rest[2], rest[3]]);
            if kind == wanted {
                return rest.get(4..length);
            }
            rest = rest.get(length.max(4).next_multiple_of(4)..)?;
        }
        None
    }
}

/// All entries the kernel has for a dump request such as RTM_GETADDR, of every address family.
///
/// # Errors
/// What the kernel answered, or `InvalidData` for a message that does not hold together.
pub fn dump(request: u16) -> io::Result<Vec<Entry>> {
    // SAFETY: integers only; the descriptor returned is ours alone.
    let socket = unsafe {
        let kind = libc::SOCK_RAW | libc::SOCK_CLOEXEC;
        OwnedFd::from_raw_fd(check(libc::socket(libc::AF_NETLINK, kind, libc::NETLINK_ROUTE))?)
    };
    send(&socket, request)?;
    let mut entries = Vec::new();
    let mut buffer = vec![0_u8; BUFFER];
    loop {
        // SAFETY: pointer and length describe `buffer`.
        let receive = || unsafe { libc::recv(socket.as_raw_fd(), buffer.as_mut_ptr().cast(), BUFFER, 0) };
        let mut receive = receive;
        let length = retry(|| check_size(receive()))?;
        if parse(&buffer[..length], &mut entries)? {
            return Ok(entries);
        }
    }
}

fn send(socket: &OwnedFd, request: u16) -> io::Result<()> {
    // struct nlmsghdr, then the largest fixed part (struct rtmsg, 12 bytes) as zeros: all families.
    let mut message = [0_u8; HEADER + 12];
    let length = message.len() as u32;
    message[0..4].copy_from_slice(&length.to_ne_bytes());
    message[4..6].copy_from_slice(&request.to_ne_bytes());
    message[6..8].copy_from_slice(&((libc::NLM_F_REQUEST | libc::NLM_F_DUMP) as u16).to_ne_bytes());
    // SAFETY: pointer and length describe `message`.
    check_size(unsafe { libc::send(socket.as_raw_fd(), message.as_ptr().cast(), message.len(), 0) }).map(drop)
}

/// Appends the entries of one datagram; true when the dump is complete.
///
/// # Errors
/// What the kernel answered, or `InvalidData` for a message that does not hold together.
pub fn parse(mut rest: &[u8], entries: &mut Vec<Entry>) -> io::Result<bool> {
    while rest.len() >= HEADER {
        let length = u32::from_ne_bytes([rest[0], rest[1], rest[2], rest[3]]) as usize;
        let kind = u16::from_ne_bytes([rest[4], rest[5]]);
        let body = rest.get(HEADER..length).ok_or(io::ErrorKind::InvalidData)?;
        match i32::from(kind) {
            libc::NLMSG_DONE => return Ok(true),
            libc::NLMSG_ERROR => {
                let code = body.first_chunk::<4>().map_or(0, |bytes| i32::from_ne_bytes(*bytes));
                return Err(io::Error::from_raw_os_error(-code));
            }
            _ => entries.push(Entry { kind, body: body.to_vec() }),
        }
        rest = rest.get(length.next_multiple_of(4)..).unwrap_or_default();
    }
    Ok(false)
}

/// Name of an interface of the current network namespace; `#N` when it has just gone.
pub fn interface_name(index: u32) -> String {
    let mut name = [0_u8; libc::IF_NAMESIZE];
    // SAFETY: the buffer has the IF_NAMESIZE bytes the function asks for.
    let found = unsafe { libc::if_indextoname(index, name.as_mut_ptr().cast()) };
    let text = std::ffi::CStr::from_bytes_until_nul(&name).ok().filter(|_| !found.is_null());
    text.map_or_else(|| format!("#{index}"), |text| text.to_string_lossy().into_owned())
}

/// Names of all interfaces of the current network namespace.
///
/// # Errors
/// What if_nameindex(3) tells.
pub fn interface_names() -> io::Result<Vec<String>> {
    // SAFETY: no arguments; the list is freed below, once.
    let list = unsafe { libc::if_nameindex() };
    if list.is_null() {
        return Err(io::Error::last_os_error());
    }
    let mut names = Vec::new();
    let mut at = list;
    // SAFETY: the list ends with an entry of index 0; the name of every entry before it is a C string that lives as long as the list.
    unsafe {
        while (*at).if_index != 0 {
            names.push(std::ffi::CStr::from_ptr((*at).if_name).to_string_lossy().into_owned());
            at = at.add(1);
        }
        libc::if_freenameindex(list);
    }
    Ok(names)
}

const _: () = assert!(mem::size_of::<libc::nlmsghdr>() == HEADER);
