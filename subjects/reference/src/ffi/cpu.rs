//! Thread affinity (`sched_getaffinity(2)`, `sched_setaffinity(2)`).

use std::{io, mem};

/// The set of cores a thread may run on.
#[derive(Clone, Copy)]
pub(crate) struct CoreSet(libc::cpu_set_t);

impl CoreSet {
    /// The set that holds nothing but `core`.
    pub(crate) fn only(core: usize) -> Self {
        let mut set = Self::empty();
        set.insert(core);
        set
    }

    /// The set the calling thread has now.
    pub(crate) fn of_this_thread() -> io::Result<Self> {
        let mut set = Self::empty();
        // SAFETY: pid 0 is the calling thread; the pointer is to a cpu_set_t of the size given.
        let result = unsafe { libc::sched_getaffinity(0, mem::size_of::<libc::cpu_set_t>(), &mut set.0) };
        if result == 0 { Ok(set) } else { Err(io::Error::last_os_error()) }
    }

    /// Gives the calling thread this set.
    pub(crate) fn apply(&self) -> io::Result<()> {
        // SAFETY: pid 0 is the calling thread; the pointer is to a cpu_set_t of the size given.
        let result = unsafe { libc::sched_setaffinity(0, mem::size_of::<libc::cpu_set_t>(), &self.0) };
        if result == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
    }

    /// This set without `cores`; this set unchanged when nothing would be left.
    pub(crate) fn without(&self, cores: &[usize]) -> Self {
        let mut left = *self;
        for &core in cores {
            if core < Self::LIMIT {
                // SAFETY: the index is below CPU_SETSIZE, checked on the line above.
                unsafe { libc::CPU_CLR(core, &mut left.0) };
            }
        }
        // SAFETY: CPU_COUNT only reads the set it is given.
        if unsafe { libc::CPU_COUNT(&left.0) } > 0 { left } else { *self }
    }

    const LIMIT: usize = libc::CPU_SETSIZE as usize;

    fn empty() -> Self {
        // SAFETY: cpu_set_t is an array of integers, for which all zeroes is a value: the empty set.
        Self(unsafe { mem::zeroed() })
    }

    fn insert(&mut self, core: usize) {
        if core < Self::LIMIT {
            // SAFETY: the index is below CPU_SETSIZE, checked on the line above.
            unsafe { libc::CPU_SET(core, &mut self.0) };
        }
    }
}

/// Whether the machine has such a core and this process may use it now.
pub(crate) fn try_pin(core: usize) -> io::Result<()> {
    CoreSet::only(core).apply()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_never_leaves_nothing() {
        let one = CoreSet::only(0);
        let left = one.without(&[0]);
        left.apply().unwrap();
        assert!(CoreSet::of_this_thread().is_ok());
    }

    #[test]
    fn a_core_that_does_not_exist_is_refused() {
        assert!(try_pin(CoreSet::LIMIT - 1).is_err());
    }
}
