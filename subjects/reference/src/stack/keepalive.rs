//! Keep-alive as Linux has it (tcp(7)): a first probe after a long silence, further ones in short order, and an end.
//!
//! smoltcp knows one interval only. It is set to the long one before a segment is received and to the short one once that is over.

use smoltcp::time::{Duration, Instant};

const DIRECTORY: &str = "/proc/sys/net/ipv4";

/// When a silent peer is asked whether it is still there.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct KeepAlive {
    /// Silence before the first probe.
    pub(crate) idle: Duration,
    /// Between two probes.
    pub(crate) interval: Duration,
    /// Probes without an answer after which the connection is given up.
    pub(crate) probes: u32,
}

/// What Linux comes with.
impl Default for KeepAlive {
    fn default() -> Self {
        Self { idle: Duration::from_secs(7200), interval: Duration::from_secs(75), probes: 9 }
    }
}

impl KeepAlive {
    /// What this host is set to, where it says: `net.ipv4.tcp_keepalive_time`, `_intvl` and `_probes` of the process's network
    /// namespace.
    pub(crate) fn of_host() -> Self {
        let number = |name: &str| -> Option<u32> {
            let text = std::fs::read_to_string(format!("{DIRECTORY}/tcp_keepalive_{name}")).ok()?;
            text.trim().parse().ok().filter(|number| *number > 0)
        };
        let seconds = |name: &str| number(name).map(|seconds| Duration::from_secs(seconds.into()));
        let usual = Self::default();
        Self {
            idle: seconds("time").unwrap_or(usual.idle),
            interval: seconds("intvl").unwrap_or(usual.interval),
            probes: number("probes").unwrap_or(usual.probes),
        }
    }

    /// The interval for smoltcp when the peer was heard from at `heard`.
    pub(super) fn interval_at(&self, heard: Instant, now: Instant) -> Duration {
        if now < heard + self.idle { self.idle } else { self.interval }
    }

    /// Silence after which the connection is given up.
    pub(super) fn patience(&self) -> Duration {
        self.idle + self.interval * self.probes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_is_short_only_after_a_long_silence() {
        let keepalive = KeepAlive::default();
        let heard = Instant::from_secs(5);
        assert_eq!(keepalive.interval_at(heard, Instant::from_secs(7204)), Duration::from_secs(7200));
        assert_eq!(keepalive.interval_at(heard, Instant::from_secs(7205)), Duration::from_secs(75));
        assert_eq!(keepalive.patience(), Duration::from_secs(7200 + 9 * 75));
    }
}
