//! Output of the test: read as fast as it comes, kept within bounds.

use crate::sys::fd;
use std::fs::File;
use std::io::{self, Write};
use std::os::fd::{AsRawFd, OwnedFd, RawFd};
use std::path::Path;

const CHUNK: usize = 1 << 18;
const PIPE_BYTES: i32 = 1 << 20;

/// Keeps the first bytes of a stream in a file at once, and the last ones in memory until the end.
pub struct Pump {
    source: Option<OwnedFd>,
    file: File,
    head_left: u64,
    tail: Vec<u8>,
    tail_limit: usize,
    /// Where the next byte of a full tail goes.
    next: usize,
    /// Bytes that came.
    pub total: u64,
    /// Bytes that were not kept; exact after [`Pump::finish`].
    pub dropped: u64,
    /// The first error of the file; the stream is drained all the same.
    pub error: Option<io::Error>,
}

impl Pump {
    /// Opens `path` and takes over the read end of a pipe.
    pub fn open(path: &Path, source: OwnedFd, head: u64, tail: usize) -> io::Result<Self> {
        fd::set_nonblocking(source.as_raw_fd())?;
        fd::widen_pipe(source.as_raw_fd(), PIPE_BYTES);
        let file = File::create(path)?;
        let tail_limit = tail;
        Ok(Self {
            source: Some(source),
            file,
            head_left: head,
            tail: Vec::new(),
            tail_limit,
            next: 0,
            total: 0,
            dropped: 0,
            error: None,
        })
    }

    /// The descriptor to poll, or -1 after the end.
    pub fn raw(&self) -> RawFd {
        self.source.as_ref().map_or(-1, AsRawFd::as_raw_fd)
    }

    /// Reads what is there, at most `CHUNK` bytes. False when nothing more can come now (empty or at its end).
    pub fn step(&mut self, buffer: &mut Vec<u8>) -> bool {
        buffer.resize(CHUNK, 0);
        match fd::read(self.raw(), buffer) {
            Ok(0) => {
                self.source = None;
                false
            }
            Ok(length) => {
                self.take(&buffer[..length]);
                true
            }
            Err(error) => {
                if error.kind() != io::ErrorKind::WouldBlock {
                    self.source = None;
                }
                false
            }
        }
    }

    fn take(&mut self, bytes: &[u8]) {
        self.total += bytes.len() as u64;
        let split = usize::try_from(self.head_left).map_or(bytes.len(), |left| left.min(bytes.len()));
        let (head, rest) = bytes.split_at(split);
        self.head_left -= split as u64;
        self.write(head);
        self.keep_last(rest);
    }

    fn write(&mut self, bytes: &[u8]) {
        if let Err(error) = self.file.write_all(bytes) {
            self.dropped += bytes.len() as u64;
            self.error.get_or_insert(error);
        }
    }

    fn keep_last(&mut self, bytes: &[u8]) {
        let excess = bytes.len().saturating_sub(self.tail_limit);
        self.dropped += excess as u64;
        let mut rest = &bytes[excess..];
        let room = self.tail_limit - self.tail.len();
        let (fits, wraps) = rest.split_at(room.min(rest.len()));
        self.tail.extend_from_slice(fits);
        rest = wraps;
        self.dropped += rest.len() as u64;
        while !rest.is_empty() {
            let length = rest.len().min(self.tail_limit - self.next);
            self.tail[self.next..self.next + length].copy_from_slice(&rest[..length]);
            self.next = (self.next + length) % self.tail_limit;
            rest = &rest[length..];
        }
    }

    /// Takes what is still in the pipe (its writers are gone) and writes the end of the stream,
    /// after a line that says how much is missing, if any is.
    pub fn finish(&mut self, buffer: &mut Vec<u8>) {
        while self.step(buffer) {}
        self.source = None;
        let tail = std::mem::take(&mut self.tail);
        if self.dropped > 0 {
            let note = format!("\n[{} bytes left out here]\n", self.dropped);
            if let Err(error) = self.file.write_all(note.as_bytes()) {
                self.error.get_or_insert(error);
            }
        }
        let (late, early) = tail.split_at(self.next);
        self.write(early);
        self.write(late);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(head: u64, tail: usize, pieces: &[&[u8]]) -> (String, u64, u64) {
        let path = std::env::temp_dir().join(format!("pump-{}-{head}-{tail}-{}", std::process::id(), pieces.len()));
        let (reader, writer) = fd::pipe().unwrap();
        let mut pump = Pump::open(&path, reader, head, tail).unwrap();
        let mut buffer = Vec::new();
        for piece in pieces {
            fd::write(writer.as_raw_fd(), piece).unwrap();
            pump.step(&mut buffer);
        }
        drop(writer);
        pump.finish(&mut buffer);
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        (text, pump.total, pump.dropped)
    }

    #[test]
    fn all_is_kept_when_it_fits() {
        assert_eq!(kept(4, 4, &[b"abc", b"defgh"]), ("abcdefgh".to_owned(), 8, 0));
    }

    #[test]
    fn the_middle_is_left_out() {
        let (text, total, dropped) = kept(2, 3, &[b"ab", b"cdefg", b"hi", b"jklm"]);
        assert_eq!(text, "ab\n[8 bytes left out here]\nklm");
        assert_eq!((total, dropped), (13, 8));
    }

    #[test]
    fn no_tail_at_all() {
        assert_eq!(kept(2, 0, &[b"abc", b"d"]), ("ab\n[2 bytes left out here]\n".to_owned(), 4, 2));
    }
}
