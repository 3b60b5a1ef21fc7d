//! The conversation of `wire-tap`: JSON lines on standard input and output.

use super::capture::{Capture, Drained};
use super::frame::Mac;
use super::pcap::Pcap;
use super::summary::Window;
use crate::sys::fd;
use serde::Deserialize;
use serde_json::{json, Value};
use std::io::{self, Write};
use std::path::PathBuf;

const STDIN: i32 = 0;

/// An interface that is captured, and the port's address on that link.
pub struct Tap {
    /// Name, for messages.
    pub interface: String,
    /// MAC of the device under test.
    pub dut: Mac,
    /// The capture.
    pub capture: Capture,
}

#[derive(Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum Command {
    Begin { begin: String, pcap: Option<PathBuf> },
    End { end: String },
}

struct Open {
    id: String,
    window: Window,
    pcap: Option<Pcap>,
}

/// All captures and the window that is open.
pub struct Session {
    taps: Vec<Tap>,
    open: Option<Open>,
    strays: u64,
}

impl Session {
    /// With no window open.
    pub fn new(taps: Vec<Tap>) -> Self {
        Self { taps, open: None, strays: 0 }
    }

    /// Serves commands until standard input ends.
    pub fn serve(mut self) -> io::Result<()> {
        let mut pending = Vec::new();
        say(&json!({ "ready": self.taps.iter().map(|tap| tap.interface.as_str()).collect::<Vec<_>>() }))?;
        loop {
            let mut polls = vec![fd::readable(STDIN)];
            polls.extend(self.taps.iter().map(|tap| fd::readable(tap.capture.raw())));
            fd::poll(&mut polls, -1)?;
            // Frames before commands: what crossed before a command was written is counted before it is obeyed.
            self.drain();
            if polls[0].revents != 0 && !self.read(&mut pending)? {
                return Ok(());
            }
        }
    }

    fn read(&mut self, pending: &mut Vec<u8>) -> io::Result<bool> {
        let mut buffer = [0; 4096];
        let length = fd::read(STDIN, &mut buffer)?;
        pending.extend_from_slice(&buffer[..length]);
        while let Some(end) = pending.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = pending.drain(..=end).collect();
            let answer = match serde_json::from_slice(&line) {
                Ok(Command::Begin { begin, pcap }) => self.begin(begin, pcap),
                Ok(Command::End { end }) => self.end(&end),
                Err(error) => json!({ "error": format!("not a command: {error}") }),
            };
            say(&answer)?;
        }
        Ok(length > 0)
    }

    fn drain(&mut self) {
        let mut strays = 0;
        for (link, tap) in self.taps.iter_mut().enumerate() {
            let dut = tap.dut;
            let mut file_error = None;
            let open = &mut self.open;
            let drained = tap.capture.drain(|time, frame| match open {
                Some(open) => {
                    open.window.add(link, dut, frame);
                    if let Some(Err(error)) = open.pcap.as_mut().map(|pcap| pcap.add(time, frame)) {
                        file_error = Some(error);
                        open.pcap = None;
                    }
                }
                None => strays += 1,
            });
            let Some(open) = &mut self.open else { continue };
            if let Some(error) = file_error {
                open.window.problem(&format!("the capture file: {error}"));
            }
            if let Drained::Down(error) = drained {
                open.window.problem(&format!("interface {}: {error}", tap.interface));
            }
        }
        self.strays += strays;
    }

    fn begin(&mut self, id: String, pcap: Option<PathBuf>) -> Value {
        self.drain();
        if let Some(open) = &self.open {
            return json!({ "error": format!("{id} cannot begin before {} ended", open.id) });
        }
        let mut window = Window::default();
        let pcap = pcap.and_then(|path| match Pcap::create(&path) {
            Ok(pcap) => Some(pcap),
            Err(error) => {
                window.problem(&format!("the capture file {}: {error}", path.display()));
                None
            }
        });
        for tap in &self.taps {
            // Frames dropped before this window are no matter of it.
            if let Err(error) = tap.capture.dropped() {
                window.problem(&format!("statistics of {}: {error}", tap.interface));
            }
        }
        self.open = Some(Open { id: id.clone(), window, pcap });
        json!({ "begun": id, "strays": std::mem::take(&mut self.strays) })
    }

    fn end(&mut self, id: &str) -> Value {
        self.drain();
        let Some(mut open) = self.open.take().filter(|open| open.id == id) else {
            return json!({ "error": format!("{id} was not begun") });
        };
        if let Some(Err(error)) = open.pcap.take().map(Pcap::finish) {
            open.window.problem(&format!("the capture file: {error}"));
        }
        for tap in &self.taps {
            match tap.capture.dropped() {
                Ok(count) => open.window.dropped += count,
                Err(error) => open.window.problem(&format!("statistics of {}: {error}", tap.interface)),
            }
        }
        json!({ "summary": open.window.summary(id) })
    }
}

fn say(answer: &Value) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{answer}")?;
    stdout.flush()
}
