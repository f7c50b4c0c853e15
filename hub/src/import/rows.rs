//! The file as rows, before anybody knows what they mean.

use std::path::Path;
use std::str::FromStr;

use anyhow::{Context, bail, ensure};
use csv::{ReaderBuilder, StringRecord};
use sha2::{Digest, Sha256};

/// Largest file that is read, bytes: it is held in memory.
const FILE_BYTES_MAX: u64 = 512 << 20;
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// What stands between two cells: one character of ASCII, or `tab`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delimiter(u8);

impl FromStr for Delimiter {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.as_bytes() {
            b"tab" | b"\\t" => Ok(Self(b'\t')),
            [byte] if byte.is_ascii() && !byte.is_ascii_alphanumeric() && !b"\"\r\n".contains(byte) => Ok(Self(*byte)),
            _ => Err("must be one character, such as ; or the word tab"),
        }
    }
}

/// A line of the file below its header.
#[derive(Debug, Clone)]
pub struct Row {
    /// Where it begins, counted from 1.
    pub line: u64,
    pub cells: StringRecord,
}

/// A file that was read.
#[derive(Debug)]
pub struct Rows {
    pub header: StringRecord,
    pub rows: Vec<Row>,
    /// Of all bytes of the file.
    pub digest: [u8; 32],
}

impl Rows {
    /// Reads a file; an error names the line that is no UTF-8.
    pub fn read(path: &Path, delimiter: Delimiter) -> anyhow::Result<Self> {
        let size = std::fs::metadata(path).with_context(|| path.display().to_string())?.len();
        ensure!(size <= FILE_BYTES_MAX, "{}: is larger than {} MiB: split it", path.display(), FILE_BYTES_MAX >> 20);
        let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
        Self::parse(&bytes, delimiter).with_context(|| path.display().to_string())
    }

    fn parse(bytes: &[u8], delimiter: Delimiter) -> anyhow::Result<Self> {
        if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
            bail!("is UTF-16: save it as UTF-8");
        }
        let text = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
        if let Err(error) = std::str::from_utf8(text) {
            let line = 1 + text[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
            bail!("line {line} is not UTF-8: save the file as UTF-8");
        }
        let mut reader = ReaderBuilder::new().delimiter(delimiter.0).flexible(true).from_reader(text);
        let header = reader.headers().context("the header cannot be read")?.clone();
        ensure!(!header.iter().all(|name| name.trim().is_empty()), "has no header");
        let (mut rows, mut lines) = (Vec::new(), Lines::of(text));
        for cells in reader.records() {
            let cells = cells?;
            let line = lines.at(cells.position().map_or(0, |place| place.byte() as usize));
            rows.push(Row { line, cells });
        }
        Ok(Self { header, rows, digest: Sha256::digest(bytes).into() })
    }
}

/// Counts lines on the way through a text. The reader's own count is behind by one where lines end with CR and LF.
struct Lines<'a> {
    text: &'a [u8],
    counted: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    fn of(text: &'a [u8]) -> Self {
        Self { text, counted: 0, line: 1 }
    }

    /// The line of the first character at or behind `byte` that ends no line; for places in order.
    fn at(&mut self, byte: usize) -> u64 {
        let ends = |from: usize| self.text[from..].iter().take_while(|byte| b"\r\n".contains(byte)).count();
        let place = byte.min(self.text.len());
        let place = place + ends(place);
        let passed = self.text.get(self.counted..place).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.counted = place.max(self.counted);
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> anyhow::Result<Rows> {
        Rows::parse(bytes, ",".parse().unwrap())
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_header_and_lines_are_counted() {
        let rows = read(b"\xEF\xBB\xBFsku,name\r\nCUP,\"two\nlines\"\r\nPAN,x\r\n").unwrap();
        assert_eq!(rows.header.get(0), Some("sku"));
        assert_eq!(rows.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 4]);
    }

    #[test]
    fn what_is_no_utf8_is_named_by_its_line() {
        let told = |bytes: &[u8]| read(bytes).unwrap_err().to_string();
        assert!(told(b"sku,name\nCUP,x\nPAN,caf\xE9\n").starts_with("line 3 is not UTF-8"));
        assert!(told(b"\xFF\xFEs\0k\0").starts_with("is UTF-16"));
        assert!(told(b"").starts_with("has no header"));
    }

    #[test]
    fn delimiters_are_one_character() {
        assert_eq!(("tab".parse(), ";".parse()), (Ok(Delimiter(b'\t')), Ok(Delimiter(b';'))));
        assert!(
            "".parse::<Delimiter>().is_err() && "a".parse::<Delimiter>().is_err() && "\"".parse::<Delimiter>().is_err()
        );
    }
}
