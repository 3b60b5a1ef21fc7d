//! Which CPUs a thread may run on (sched_setaffinity(2)).

use super::check;
use std::io;
use std::mem;

const WORDS: usize = mem::size_of::<libc::cpu_set_t>() / mem::size_of::<u64>();

/// CPUs the calling thread may run on, ascending.
pub fn allowed() -> io::Result<Vec<usize>> {
    let mut mask = [0_u64; WORDS];
    // SAFETY: the mask is exactly the size that is passed and outlives the call.
    check(unsafe { libc::sched_getaffinity(0, mem::size_of_val(&mask), mask.as_mut_ptr().cast()) })?;
    let bit = |cpu: &usize| mask[cpu / 64] & (1 << (cpu % 64)) != 0;
    Ok((0..WORDS * 64).filter(bit).collect())
}

/// Restricts the calling thread (and what it starts later) to `cpus`.
///
/// # Errors
/// `InvalidInput` when `cpus` is empty, names a CPU this kernel does not have, or one outside of the cpuset.
/// The kernel silently takes the intersection with what exists, so the result is read back.
pub fn restrict(cpus: &[usize]) -> io::Result<()> {
    let mut mask = [0_u64; WORDS];
    for &cpu in cpus {
        let word = mask.get_mut(cpu / 64).ok_or(io::ErrorKind::InvalidInput)?;
        *word |= 1 << (cpu % 64);
    }
    // SAFETY: as in `allowed`; the kernel only reads the mask.
    check(unsafe { libc::sched_setaffinity(0, mem::size_of_val(&mask), mask.as_ptr().cast()) })?;
    let got = allowed()?;
    if cpus.iter().all(|cpu| got.contains(cpu)) {
        Ok(())
    } else {
        Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            format!("asked for CPUs {cpus:?}, the kernel allows only {got:?}"),
        ))
    }
}

/// `all` without `taken`; all of them when nothing would be left.
pub fn others(all: &[usize], taken: &[usize]) -> Vec<usize> {
    let rest: Vec<usize> = all.iter().copied().filter(|cpu| !taken.contains(cpu)).collect();
    if rest.is_empty() {
        all.to_vec()
    } else {
        rest
    }
}

#[cfg(test)]
mod tests {
    use super::others;

    #[test]
    fn the_rest_or_everything() {
        assert_eq!(others(&[0, 1, 2], &[1]), [0, 2]);
        assert_eq!(others(&[0, 1], &[1, 0]), [0, 1]);
    }
}
