//! Bytes to send, known beforehand on both ends.

/// The peer's pattern: byte i is `(i * 31 + (i >> 8)) & 0xff`.
pub fn pattern(length: usize) -> Vec<u8> {
    (0..length).map(|i| (i.wrapping_mul(31).wrapping_add(i >> 8) & 0xff) as u8).collect()
}

/// Bytes that differ for every seed from the first one on: the seed itself (u64, big-endian), then SplitMix64
/// (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014) started from it.
pub fn unique(seed: u64, length: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(length + 8);
    bytes.extend_from_slice(&seed.to_be_bytes());
    let mut state = seed;
    while bytes.len() < length {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bytes.extend_from_slice(&(z ^ (z >> 31)).to_be_bytes());
    }
    bytes.truncate(length);
    bytes
}

/// Holds two byte strings against each other.
///
/// # Panics
/// Unless they are equal; it names the lengths and the first difference instead of printing both.
pub fn assert_same(what: &str, seen: &[u8], expected: &[u8]) {
    if seen == expected {
        return;
    }
    let at = seen.iter().zip(expected).take_while(|(a, b)| a == b).count();
    panic!(
        "{what}: saw {} bytes, expected {}; they differ from byte {at} on: saw {:02x?}, expected {:02x?}",
        seen.len(),
        expected.len(),
        &seen[at..seen.len().min(at + 16)],
        &expected[at..expected.len().min(at + 16)],
    );
}

#[cfg(test)]
mod tests {
    use super::{assert_same, pattern, unique};

    #[test]
    fn the_pattern_follows_its_definition() {
        let bytes = pattern(70_000);
        for i in [0usize, 1, 8, 255, 256, 257, 65_535, 65_536, 69_999] {
            assert_eq!(bytes[i], ((i * 31 + (i >> 8)) % 256) as u8, "byte {i}");
        }
    }

    #[test]
    fn seeds_give_different_bytes_of_the_length_asked_for() {
        for length in [0, 1, 7, 8, 9, 1000] {
            assert_eq!(unique(5, length).len(), length);
        }
        assert_eq!(unique(5, 1000), unique(5, 1000));
        let (a, b) = (unique(5, 1000), unique(6, 1000));
        assert!(a.chunks(8).zip(b.chunks(8)).all(|(a, b)| a != b));
    }

    #[test]
    #[should_panic(expected = "saw 3 bytes, expected 4; they differ from byte 2 on")]
    fn a_difference_is_named_by_its_place() {
        assert_same("it", &[1, 2, 9], &[1, 2, 3, 4]);
    }
}
