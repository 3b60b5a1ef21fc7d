//! The stack's time.

use smoltcp::time::Instant;

/// Time since the stack was made. Tests move it by hand.
pub(super) enum Clock {
    Monotonic(std::time::Instant),
    #[cfg(test)]
    Manual(Instant),
}

impl Clock {
    /// A clock that starts now.
    pub(super) fn start() -> Self {
        Self::Monotonic(std::time::Instant::now())
    }

    pub(super) fn now(&self) -> Instant {
        match self {
            Self::Monotonic(start) => {
                Instant::from_micros(i64::try_from(start.elapsed().as_micros()).unwrap_or(i64::MAX))
            }
            #[cfg(test)]
            Self::Manual(now) => *now,
        }
    }
}
