//! What init says, and what follows from it.

use super::super::event::Event;
use super::super::failure::Failure;
use super::super::message::{Message, MESSAGE_BYTES};
use super::super::watch::Watch;
use super::Supervisor;
use crate::sys::{fd, process};
use std::os::fd::AsRawFd;

impl Supervisor<'_> {
    /// Handles one message of init; false when there is none.
    pub(super) fn hear(&mut self) -> bool {
        let mut polls = [fd::readable(self.control.as_raw_fd())];
        let mut bytes = vec![0; MESSAGE_BYTES];
        let length = match fd::poll(&mut polls, 0) {
            Ok(()) if polls[0].revents != 0 => fd::read(self.control.as_raw_fd(), &mut bytes).unwrap_or(0),
            _ => 0,
        };
        if length == 0 {
            return false;
        }
        match serde_json::from_slice(&bytes[..length]) {
            Ok(message) => self.handle(message),
            Err(error) => self.failure = Some(Failure::new("init", "its message", error)),
        }
        true
    }

    fn handle(&mut self, message: Message) {
        match message {
            Message::Failed(failure) => self.failure = Some(failure),
            Message::Started { pid, tracer, runtime_dir } => {
                self.events.emit(&Event::Started { pid, init_pid: self.init, tracer: (tracer != 0).then_some(tracer) });
                let taps = std::mem::take(&mut self.taps);
                match Watch::start(self.init, &runtime_dir, self.events.clone(), taps, self.desk.take()) {
                    Ok(watch) => self.watch = Some(watch),
                    // Without a watch there is no `eal` event, which proves nothing for the test.
                    Err(error) => eprintln!("lane-exec: cannot watch {}: {error}", runtime_dir.display()),
                }
            }
            Message::Ended { code, signal, duration_us, user_us, system_us, max_rss_kb } => {
                let ms = |us: u64| us as f64 / 1000.0;
                self.ended = true;
                self.totals.duration_ms = ms(duration_us);
                self.totals.user_ms = ms(user_us);
                self.totals.system_ms = ms(system_us);
                self.totals.max_rss_kb = max_rss_kb;
                match (code, signal) {
                    _ if self.killed => {}
                    (Some(code), _) => self.events.emit(&Event::Exited { code }),
                    (None, signal) => {
                        let signal = process::signal_name(signal.unwrap_or(0));
                        self.events.emit(&Event::Signaled { signal });
                    }
                }
            }
            Message::Crowded(threads) => self.events.emit(&Event::Crowded { threads }),
            Message::Leaked(processes, count) => self.events.emit(&Event::Leaked { processes, count }),
            Message::Over { tracer_ended } => self.tracer_ended = tracer_ended,
        }
    }
}
