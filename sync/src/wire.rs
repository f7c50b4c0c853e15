//! Messages as bytes: postcard, bounded both ways (I-9). docs/WIRE.md describes the form; tests/it/golden.rs pins it.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::effect::Close;
use crate::limits::{DECOMPRESSED_BYTES_MAX, FRAME_BYTES_MAX, PORTION_BYTES_MAX};
use crate::message::Plausible;

/// Level 3 packs entries of a log to about a quarter at several hundred MB/s.
const ZSTD_LEVEL: i32 = 3;

/// A frame of `message`. Fails only when it would be longer than [`FRAME_BYTES_MAX`], which is a defect of the sender.
pub fn encode<T: Serialize>(message: &T) -> Result<Vec<u8>, Close> {
    let frame = postcard::to_stdvec(message).map_err(|error| Close::Store(error.to_string()))?;
    if frame.len() > FRAME_BYTES_MAX {
        return Err(Close::Store(format!("a frame would be {} bytes long", frame.len())));
    }
    Ok(frame)
}

/// Reads a whole frame: nothing may be missing, left over or out of bounds.
pub fn decode<T: DeserializeOwned + Plausible>(frame: &[u8]) -> Result<T, Close> {
    if frame.len() > FRAME_BYTES_MAX {
        return Err(violation("a frame is too long"));
    }
    match postcard::take_from_bytes::<T>(frame) {
        Ok((message, [])) => message.plausible().map(|()| message).map_err(violation),
        Ok(_) => Err(violation("a frame has bytes left over")),
        Err(_) => Err(violation("a frame cannot be read")),
    }
}

/// As [`decode`], but gives back what follows the known fields: it is of later versions.
pub fn decode_prefix<T: DeserializeOwned + Plausible>(bytes: &[u8]) -> Result<(T, &[u8]), Close> {
    match postcard::take_from_bytes::<T>(bytes) {
        Ok((message, rest)) => message.plausible().map(|()| (message, rest)).map_err(violation),
        Err(_) => Err(violation("a greeting cannot be read")),
    }
}

/// Packs log entries.
pub fn pack(entries: &[Vec<u8>]) -> Result<Vec<u8>, Close> {
    let plain = postcard::to_stdvec(entries).map_err(|error| Close::Store(error.to_string()))?;
    zstd::bulk::compress(&plain, ZSTD_LEVEL).map_err(|error| Close::Store(error.to_string()))
}

/// Unpacks log entries; what would grow beyond [`DECOMPRESSED_BYTES_MAX`] is refused before it does.
pub fn unpack(packed: &[u8]) -> Result<Vec<Vec<u8>>, Close> {
    let plain = zstd::bulk::decompress(packed, DECOMPRESSED_BYTES_MAX)
        .map_err(|_| violation("log entries cannot be decompressed"))?;
    match postcard::take_from_bytes(&plain) {
        Ok((entries, [])) => Ok(entries),
        _ => Err(violation("log entries cannot be read")),
    }
}

/// Packs one portion.
pub fn pack_portion<T: Serialize>(portion: &T) -> Result<Vec<u8>, Close> {
    let plain = postcard::to_stdvec(portion).map_err(|error| Close::Store(error.to_string()))?;
    zstd::bulk::compress(&plain, ZSTD_LEVEL).map_err(|error| Close::Store(error.to_string()))
}

/// Unpacks a portion and judges it as [`decode`] does; what would grow beyond a frame is refused before it does.
pub fn unpack_portion<T: DeserializeOwned + Plausible>(packed: &[u8]) -> Result<T, Close> {
    let plain = zstd::bulk::decompress(packed, FRAME_BYTES_MAX)
        .map_err(|_| violation("a packed portion cannot be decompressed"))?;
    decode(&plain)
}

/// How many of `items`, from the first on, fit one portion.
pub fn fitting<T: Serialize>(items: &[T]) -> Result<usize, Close> {
    let mut left = PORTION_BYTES_MAX;
    for (count, item) in items.iter().enumerate() {
        let size = postcard::experimental::serialized_size(item).map_err(|error| Close::Store(error.to_string()))?;
        match left.checked_sub(size) {
            Some(rest) => left = rest,
            None if count == 0 => return Err(Close::Store(format!("one record of {size} bytes fits no frame"))),
            None => return Ok(count),
        }
    }
    Ok(items.len())
}

pub(crate) fn violation(what: &str) -> Close {
    Close::Violation(what.to_owned())
}
