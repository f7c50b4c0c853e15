//! A source file as text and as code: the same bytes with comments, strings and test modules blanked out.

use std::fs;
use std::path::Path;

use anyhow::Result;

const SKIPPED: &[&str] = &["target", "node_modules", "dist", ".git"];
const ENDINGS: &[&str] = &[".rs", ".ts", ".tsx", ".md", ".toml", ".sql", ".sh", ".html", ".css"];

#[derive(Debug)]
pub struct Source {
    /// From the root of the checkout, with `/`.
    pub path: String,
    pub text: String,
    /// `text` with the inside of comments and literals blank; newlines stay, so lines have the same numbers.
    pub code: String,
}

impl Source {
    pub fn new(path: &str, text: &str) -> Self {
        let code = if path.ends_with(".rs") { mask(text) } else { text.to_owned() };
        Self { path: path.to_owned(), text: text.to_owned(), code }
    }

    /// `code` without what stands under `#[cfg(test)]`.
    pub fn shipped_code(&self) -> String {
        if self.code.contains("#![cfg(test)]") {
            return String::new();
        }
        let mut code = self.code.clone();
        while let Some(start) = code.find("#[cfg(test)]") {
            let end = item_end(code.as_bytes(), start + "#[cfg(test)]".len());
            let blank: String = code[start..end].chars().map(|c| if c == '\n' { c } else { ' ' }).collect();
            code.replace_range(start..end, &blank);
        }
        code
    }
}

/// Reads what rules look at, depth first, in order of names.
pub fn walk(root: &Path, folder: &Path, into: &mut Vec<Source>) -> Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<std::io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        if entry.file_type()?.is_dir() {
            if !SKIPPED.contains(&name.as_str()) {
                walk(root, &path, into)?;
            }
        } else if ENDINGS.iter().any(|ending| name.ends_with(ending))
            || folder.file_name().is_some_and(|name| name == ".ci")
        {
            let shown = path.strip_prefix(root)?.to_string_lossy().into_owned();
            into.push(Source::new(&shown, &fs::read_to_string(&path)?));
        }
    }
    Ok(())
}

/// One past the end of the item that starts at or after `from`: its closing brace, or its semicolon.
fn item_end(code: &[u8], from: usize) -> usize {
    let mut depth = 0;
    for (at, byte) in code.iter().enumerate().skip(from) {
        match byte {
            b'{' => depth += 1,
            b'}' if depth <= 1 => return at + 1,
            b'}' => depth -= 1,
            b';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    code.len()
}

/// Blanks comments and the inside of string and character literals, byte for byte.
fn mask(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = bytes.to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let end = token_end(bytes, at);
        if end > at {
            out[at..end].iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = b' ');
        }
        at = end.max(at + 1);
    }
    // Blanked tokens start and end at ASCII, so what is left is whole characters.
    String::from_utf8(out).unwrap_or_default()
}

/// Where the comment or literal that starts at `at` ends; `at` where none does.
fn token_end(bytes: &[u8], at: usize) -> usize {
    let rest = &bytes[at..];
    let word_before = at > 0 && (bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'_');
    match rest {
        [b'/', b'/', ..] => at + rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len()),
        [b'/', b'*', ..] => at + block_comment(rest),
        [b'"', ..] => at + string(rest, 0),
        [b'r', b'"' | b'#', ..] if !word_before => raw_string(rest, 1).map_or(at, |length| at + length),
        [b'b', b'r', b'"' | b'#', ..] if !word_before => raw_string(rest, 2).map_or(at, |length| at + length),
        [b'\'', b'\\', _, more @ ..] => at + 3 + more.iter().position(|byte| *byte == b'\'').map_or(0, |n| n + 1),
        [b'\'', more @ ..] => character(more).map_or(at, |length| at + 1 + length),
        _ => at,
    }
}

fn block_comment(bytes: &[u8]) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at + 1 < bytes.len() {
        match &bytes[at..at + 2] {
            b"/*" => (depth, at) = (depth + 1, at + 2),
            b"*/" if depth == 1 => return at + 2,
            b"*/" => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
    }
    bytes.len()
}

fn string(bytes: &[u8], open: usize) -> usize {
    let mut at = open + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// None where it is a raw identifier (`r#type`).
fn raw_string(bytes: &[u8], prefix: usize) -> Option<usize> {
    let hashes = bytes[prefix..].iter().take_while(|byte| **byte == b'#').count();
    if bytes.get(prefix + hashes) != Some(&b'"') {
        return None;
    }
    let close = [b"\"".as_slice(), "#".repeat(hashes).as_bytes()].concat();
    let start = prefix + hashes + 1;
    let found = bytes[start..].windows(close.len()).position(|window| window == close);
    Some(found.map_or(bytes.len(), |at| start + at + close.len()))
}

/// A character literal's length after its opening quote; None where it is a lifetime.
fn character(more: &[u8]) -> Option<usize> {
    let width = match more.first()? {
        byte if byte.is_ascii() => 1,
        byte if *byte >= 0xF0 => 4,
        byte if *byte >= 0xE0 => 3,
        _ => 2,
    };
    (more.get(width) == Some(&b'\'')).then_some(width + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> String {
        Source::new("a.rs", text).code.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn comments_and_literals_are_blank() {
        assert_eq!(code("a // b\nc /* d /* e */ f */ g"), "a c g");
        assert_eq!(code(r##"a("b\"{", r#"c"{"#, br"d", 'e', '\'', '{', "ä")"##), "a( , , , , , , )");
        assert_eq!(
            code("fn f<'a>(x: &'a str) -> &'static str { r#type }"),
            "fn f<'a>(x: &'a str) -> &'static str { r#type }"
        );
    }

    #[test]
    fn lines_keep_their_numbers() {
        let source = Source::new("a.rs", "a\n\"b\nc\"\n/* d\n */ e");
        assert_eq!(source.code.lines().count(), source.text.lines().count());
    }

    #[test]
    fn tests_do_not_ship() {
        let source = Source::new("a.rs", "fn a() {}\n#[cfg(test)]\nmod tests { fn b() { if x {} } }\nfn c() {}");
        let shipped = source.shipped_code();
        assert!(shipped.contains("fn a") && shipped.contains("fn c") && !shipped.contains("fn b"));
    }
}
