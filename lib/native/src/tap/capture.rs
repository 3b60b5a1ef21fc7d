//! AF_PACKET capture (packet(7)) of one interface, both directions.
//!
//! Frames are read with recvmmsg from the socket's queue, not from a TPACKET_V3 ring: a ring hands frames over by blocks, on a timer, so its end cannot
//! be known. A frame is in the queue before the call that sent it goes on, hence reading until EAGAIN is reading everything.

use crate::sys::{check, check_size, retry};
use std::ffi::CString;
use std::io;
use std::mem;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};

const BATCH: usize = 64;
/// Longer than any frame, also one that was merged by an offload.
const FRAME: usize = 1 << 16;
const CONTROL: usize = 64;

/// A capture that is running.
pub struct Capture {
    socket: OwnedFd,
    frames: Vec<u8>,
    controls: Vec<u64>,
}

/// The queue of one interface was read to its end, or why not.
#[derive(Debug)]
pub enum Drained {
    /// Nothing is left.
    Empty,
    /// The interface is down or gone.
    Down(io::Error),
}

impl Capture {
    /// Starts to capture on `interface` of the current network namespace, with a queue of `buffer` bytes.
    pub fn open(interface: &str, buffer: libc::c_int) -> io::Result<Self> {
        let name = CString::new(interface)?;
        // SAFETY: `name` is a NUL-terminated string that outlives the call.
        let index = unsafe { libc::if_nametoindex(name.as_ptr()) };
        if index == 0 {
            return Err(io::Error::last_os_error());
        }
        // Protocol 0: nothing is captured before the bind below names the interface.
        // SAFETY: integers only; the descriptor returned is ours alone.
        let socket = unsafe {
            let kind = libc::SOCK_RAW | libc::SOCK_CLOEXEC | libc::SOCK_NONBLOCK;
            OwnedFd::from_raw_fd(check(libc::socket(libc::AF_PACKET, kind, 0))?)
        };
        let capture = Self { socket, frames: vec![0; BATCH * FRAME], controls: vec![0; BATCH * CONTROL / 8] };
        // Needs CAP_NET_ADMIN, as the capture does; goes beyond net.core.rmem_max.
        capture.set(libc::SOL_SOCKET, libc::SO_RCVBUFFORCE, buffer)?;
        capture.set(libc::SOL_SOCKET, libc::SO_TIMESTAMPNS, 1)?;
        // SAFETY: sockaddr_ll is plain integers, for which zero is valid.
        let mut address: libc::sockaddr_ll = unsafe { mem::zeroed() };
        address.sll_family = libc::AF_PACKET as u16;
        address.sll_protocol = (libc::ETH_P_ALL as u16).to_be();
        address.sll_ifindex = index as i32;
        let length = mem::size_of_val(&address) as libc::socklen_t;
        // SAFETY: pointer and length describe `address`.
        check(unsafe { libc::bind(capture.socket.as_raw_fd(), (&raw const address).cast(), length) })?;
        capture.promiscuous(index)?;
        Ok(capture)
    }

    fn set(&self, level: libc::c_int, name: libc::c_int, value: libc::c_int) -> io::Result<()> {
        let length = mem::size_of_val(&value) as libc::socklen_t;
        // SAFETY: pointer and length describe `value`.
        check(unsafe { libc::setsockopt(self.raw(), level, name, (&raw const value).cast(), length) }).map(drop)
    }

    /// Frames for the port's MAC are not for this interface's own.
    fn promiscuous(&self, index: libc::c_uint) -> io::Result<()> {
        // SAFETY: packet_mreq is plain integers, for which zero is valid.
        let mut request: libc::packet_mreq = unsafe { mem::zeroed() };
        request.mr_ifindex = index as i32;
        request.mr_type = libc::PACKET_MR_PROMISC as u16;
        let length = mem::size_of_val(&request) as libc::socklen_t;
        let (level, name) = (libc::SOL_PACKET, libc::PACKET_ADD_MEMBERSHIP);
        // SAFETY: pointer and length describe `request`.
        check(unsafe { libc::setsockopt(self.raw(), level, name, (&raw const request).cast(), length) }).map(drop)
    }

    /// Frames this machine sends are not captured (PACKET_IGNORE_OUTGOING, Linux 4.20).
    pub fn incoming_only(&self) -> io::Result<()> {
        self.set(libc::SOL_PACKET, libc::PACKET_IGNORE_OUTGOING, 1)
    }

    /// Sends a frame out of the interface.
    pub fn send(&self, frame: &[u8]) -> io::Result<()> {
        // SAFETY: pointer and length describe `frame`.
        retry(|| check_size(unsafe { libc::send(self.raw(), frame.as_ptr().cast(), frame.len(), libc::MSG_DONTWAIT) }))
            .map(drop)
    }

    /// The descriptor to poll.
    pub fn raw(&self) -> RawFd {
        self.socket.as_raw_fd()
    }

    /// Frames that found the queue full since this was last asked (PACKET_STATISTICS counts from zero again each time).
    pub fn dropped(&self) -> io::Result<u64> {
        // SAFETY: tpacket_stats is plain integers, for which zero is valid.
        let mut statistics: libc::tpacket_stats = unsafe { mem::zeroed() };
        let mut length = mem::size_of_val(&statistics) as libc::socklen_t;
        let (level, name) = (libc::SOL_PACKET, libc::PACKET_STATISTICS);
        // SAFETY: pointer and length describe `statistics`.
        check(unsafe { libc::getsockopt(self.raw(), level, name, (&raw mut statistics).cast(), &mut length) })?;
        Ok(statistics.tp_drops.into())
    }

    /// Gives every queued frame to `take` with its time (seconds, nanoseconds), until there is none.
    pub fn drain(&mut self, mut take: impl FnMut((i64, i64), &[u8])) -> Drained {
        loop {
            match self.batch(&mut take) {
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Drained::Empty,
                Err(error) => return Drained::Down(error),
            }
        }
    }

    fn batch(&mut self, take: &mut impl FnMut((i64, i64), &[u8])) -> io::Result<()> {
        let socket = self.raw();
        let mut vectors: Vec<libc::iovec> = self
            .frames
            .chunks_exact_mut(FRAME)
            .map(|frame| libc::iovec { iov_base: frame.as_mut_ptr().cast(), iov_len: FRAME })
            .collect();
        // SAFETY: mmsghdr is integers and pointers, for which zero (null) is valid.
        let mut headers: [libc::mmsghdr; BATCH] = unsafe { mem::zeroed() };
        let controls = self.controls.chunks_exact_mut(CONTROL / 8);
        for ((header, vector), control) in headers.iter_mut().zip(&mut vectors).zip(controls) {
            header.msg_hdr.msg_iov = vector;
            header.msg_hdr.msg_iovlen = 1;
            header.msg_hdr.msg_control = control.as_mut_ptr().cast();
            header.msg_hdr.msg_controllen = CONTROL;
        }
        let count = retry(|| {
            // SAFETY: every header points to one vector and one control buffer of the lengths given; all live in
            // `self` or on this stack until after the call.
            check(unsafe { libc::recvmmsg(socket, headers.as_mut_ptr(), BATCH as u32, 0, std::ptr::null_mut()) })
        })?;
        for (index, header) in headers.iter().take(count as usize).enumerate() {
            let length = (header.msg_len as usize).min(FRAME);
            let time = timestamp(&header.msg_hdr);
            take(time, &self.frames[index * FRAME..index * FRAME + length]);
        }
        Ok(())
    }
}

fn timestamp(header: &libc::msghdr) -> (i64, i64) {
    // SAFETY: the kernel filled the control buffer of `header`, which is 8-byte aligned and still alive; CMSG_FIRSTHDR
    // gives null when it holds no message. SO_TIMESTAMPNS messages carry a timespec.
    unsafe {
        let message = libc::CMSG_FIRSTHDR(header);
        if !message.is_null()
            && (*message).cmsg_level == libc::SOL_SOCKET
            && (*message).cmsg_type == libc::SCM_TIMESTAMPNS
        {
            let time: libc::timespec = std::ptr::read_unaligned(libc::CMSG_DATA(message).cast());
            return (time.tv_sec, time.tv_nsec);
        }
    }
    (0, 0)
}
