//! Capture files (draft-ietf-opsawg-pcap): nanoseconds, LINKTYPE_ETHERNET, in this machine's byte order.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

const NANOSECONDS: u32 = 0xa1b2_3c4d;
const SNAP_LENGTH: u32 = 1 << 18;
const ETHERNET: u32 = 1;

/// A capture file that is being written.
pub struct Pcap(BufWriter<File>);

impl Pcap {
    /// Makes or empties `path` and writes the file header.
    pub fn create(path: &Path) -> io::Result<Self> {
        let mut file = BufWriter::with_capacity(1 << 18, File::create(path)?);
        file.write_all(&NANOSECONDS.to_ne_bytes())?;
        file.write_all(&2_u16.to_ne_bytes())?;
        file.write_all(&4_u16.to_ne_bytes())?;
        for field in [0, 0, SNAP_LENGTH, ETHERNET] {
            file.write_all(&field.to_ne_bytes())?;
        }
        Ok(Self(file))
    }

    /// Appends a frame with the time it was seen: seconds and nanoseconds since 1970.
    pub fn add(&mut self, time: (i64, i64), frame: &[u8]) -> io::Result<()> {
        let length = frame.len() as u32;
        for field in [time.0 as u32, time.1 as u32, length, length] {
            self.0.write_all(&field.to_ne_bytes())?;
        }
        self.0.write_all(frame)
    }

    /// Hands everything to the kernel.
    pub fn finish(mut self) -> io::Result<()> {
        self.0.flush()
    }
}
