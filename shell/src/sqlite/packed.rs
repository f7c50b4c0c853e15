//! Records of one batch packed into one: fewer statements, fewer pages, and text that compresses well.

use super::StoreError;

/// Below this a frame's overhead is not worth it.
const RAW_MAX: usize = 256;
/// No packed record decodes to more (I-9).
const UNPACKED_MAX: usize = 32 << 20;
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

    pub fn pack(&mut self, bytes: &[u8]) -> Result<Vec<u8>, StoreError> {
        if bytes.len() < RAW_MAX {
            return Ok([&[RAW], bytes].concat());
        }
        let size = u32::try_from(bytes.len()).map_err(|_| StoreError::Broken("a record is too big to pack".into()))?;
        let body = self.0.compress(bytes).map_err(broken)?;
        Ok([&[ZSTD], size.to_le_bytes().as_slice(), &body].concat())
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
