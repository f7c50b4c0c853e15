//! Records of one batch packed into one: fewer statements, fewer pages, and text that compresses well.

use serde::Serialize;

use super::StoreError;

/// Below this a frame's overhead is not worth it.
const RAW_MAX: usize = 256;
/// What is packed together is cut at this many bytes; one piece alone may be larger.
const PORTION_BYTES_MAX: usize = 4 << 20;
/// No packed record decodes to more (I-9), and none is written that would.
const UNPACKED_MAX: usize = 32 << 20;
const _: () = assert!(PORTION_BYTES_MAX < UNPACKED_MAX);
/// The fastest level that still finds what records of one kind have in common.
const LEVEL: i32 = 1;

const RAW: u8 = 0;
const ZSTD: u8 = 1;

/// Packs one record after another with one compression context.
pub(super) struct Packer(zstd::bulk::Compressor<'static>);

impl Packer {
    pub fn new() -> Result<Self, StoreError> {
        Ok(Self(zstd::bulk::Compressor::new(LEVEL).map_err(broken)?))
    }

    /// Packs pieces together, at most `count_max` and not many more bytes than a portion may have: number of pieces and
    /// bytes of each record. What is unpacked again is a sequence of them.
    pub fn pack_all<T: Serialize>(
        &mut self,
        pieces: impl IntoIterator<Item = T>,
        count_max: usize,
    ) -> Result<Vec<(usize, Vec<u8>)>, StoreError> {
        let (mut records, mut count, mut bytes) = (Vec::new(), 0, Vec::new());
        for piece in pieces {
            bytes = postcard::to_extend(&piece, bytes).map_err(|error| StoreError::Broken(error.to_string()))?;
            count += 1;
            if count == count_max || bytes.len() >= PORTION_BYTES_MAX {
                records.push((count, self.pack_sequence(count, &bytes)?));
                (count, bytes) = (0, Vec::new());
            }
        }
        if count > 0 {
            records.push((count, self.pack_sequence(count, &bytes)?));
        }
        Ok(records)
    }

    /// A sequence is written as its length and then its items.
    fn pack_sequence(&mut self, count: usize, items: &[u8]) -> Result<Vec<u8>, StoreError> {
        let mut bytes = postcard::to_stdvec(&count).map_err(|error| StoreError::Broken(error.to_string()))?;
        bytes.extend_from_slice(items);
        self.pack(&bytes)
    }

    fn pack(&mut self, bytes: &[u8]) -> Result<Vec<u8>, StoreError> {
        if bytes.len() > UNPACKED_MAX {
            return Err(StoreError::Broken(format!("a record of {} bytes is too big to pack", bytes.len())));
        }
        if bytes.len() < RAW_MAX {
            return Ok([&[RAW], bytes].concat());
        }
        let body = self.0.compress(bytes).map_err(broken)?;
        Ok([&[ZSTD], (bytes.len() as u32).to_le_bytes().as_slice(), &body].concat())
    }
}

/// The bytes that were packed.
pub(super) fn unpack(packed: &[u8]) -> Result<Vec<u8>, StoreError> {
    match packed.split_first() {
        Some((&RAW, body)) => Ok(body.to_vec()),
        Some((&ZSTD, sized)) if sized.len() >= 4 => {
            let (size, body) = sized.split_at(4);
            let size = u32::from_le_bytes(size.try_into().unwrap_or_default()) as usize;
            zstd::bulk::decompress(body, size.min(UNPACKED_MAX)).map_err(broken)
        }
        _ => Err(StoreError::Broken("a packed record of the store has no known form".into())),
    }
}

fn broken(error: std::io::Error) -> StoreError {
    StoreError::Broken(format!("a packed record of the store: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn portions_are_bounded_by_count_and_bytes_and_lose_nothing() {
        let mut packer = Packer::new().unwrap();
        let text = |length| "x".repeat(length);
        let pieces = [text(1), text(2), text(PORTION_BYTES_MAX), text(3), text(4), text(5), text(6)];
        let records = packer.pack_all(&pieces, 3).unwrap();
        assert_eq!(records.iter().map(|(count, _)| *count).collect::<Vec<_>>(), [3, 3, 1]);
        let read = |bytes: &[u8]| postcard::from_bytes::<Vec<String>>(&unpack(bytes).unwrap()).unwrap();
        assert_eq!(records.iter().flat_map(|(_, bytes)| read(bytes)).collect::<Vec<_>>(), pieces);
        let large = [text(PORTION_BYTES_MAX), text(PORTION_BYTES_MAX)];
        assert_eq!(packer.pack_all(&large, 3).unwrap().len(), 2);
        assert!(packer.pack_all([0u8; 0], 3).unwrap().is_empty());
    }

    #[test]
    fn what_is_packed_is_what_is_unpacked_and_what_could_not_be_is_refused() {
        let mut packer = Packer::new().unwrap();
        for length in [0, 1, RAW_MAX - 1, RAW_MAX, 100_000] {
            let bytes: Vec<u8> = (0..length).map(|n| (n * 7 % 251) as u8).collect();
            assert_eq!(unpack(&packer.pack(&bytes).unwrap()).unwrap(), bytes);
        }
        assert!(packer.pack(&vec![0; UNPACKED_MAX]).is_ok());
        assert!(packer.pack(&vec![0; UNPACKED_MAX + 1]).is_err());
    }
}
