//! Files and functions stay short; what is long stands in the ratchet with its reason, and may only get shorter.

use anyhow::Result;
use figment::Figment;
use figment::providers::{Format, Toml};
use serde::Deserialize;

use super::{Source, Tree};

const FILE_LINES_MAX: usize = 600;
const FUNCTION_LINES_MAX: usize = 70;
const RATCHET: &str = "xtask/ratchet.toml";

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ratchet {
    #[serde(default)]
    exception: Vec<Exception>,
}

/// One thing that is too long. Without `function` it is the file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exception {
    file: String,
    function: Option<String>,
    lines: usize,
    reason: String,
}

/// A file or a function, and its length.
#[derive(Debug, PartialEq, Eq)]
struct Length {
    file: String,
    function: Option<String>,
    lines: usize,
    most: usize,
}

pub fn check(tree: &Tree) -> Result<Vec<String>> {
    let ratchet: Ratchet = Figment::from(Toml::file(crate::workspace::root().join(RATCHET))).extract()?;
    Ok(judge(tree, &ratchet))
}

fn judge(tree: &Tree, ratchet: &Ratchet) -> Vec<String> {
    let code = tree.sources.iter().filter(|s| [".rs", ".ts", ".tsx"].iter().any(|ending| s.path.ends_with(ending)));
    let lengths: Vec<Length> = code.flat_map(lengths).collect();
    let mut findings = Vec::new();
    for exception in &ratchet.exception {
        let who = name(&exception.file, exception.function.as_deref());
        let found = lengths.iter().find(|l| l.file == exception.file && l.function == exception.function);
        match found {
            Some(length) if length.lines < exception.lines => {
                let lower = if length.lines > length.most {
                    format!("lower it to {}", length.lines)
                } else {
                    "remove it".into()
                };
                findings.push(format!("{who} has {} lines, {} in {RATCHET}: {lower}", length.lines, exception.lines));
            }
            None => findings.push(format!("{who} is in {RATCHET} and does not exist: remove it")),
            Some(_) => {}
        }
        if exception.reason.trim().is_empty() {
            findings.push(format!("{who} is in {RATCHET} without a reason"));
        }
    }
    for length in lengths.iter().filter(|length| length.lines > length.most) {
        let known = ratchet.exception.iter().find(|e| e.file == length.file && e.function == length.function);
        if known.is_none_or(|known| known.lines < length.lines) {
            let who = name(&length.file, length.function.as_deref());
            findings.push(format!(
                "{who} has {} lines, at most {}",
                length.lines,
                known.map_or(length.most, |k| k.lines)
            ));
        }
    }
    findings
}

fn name(file: &str, function: Option<&str>) -> String {
    function.map_or(file.to_owned(), |function| format!("{file}: fn {function}"))
}

/// The file's own length and that of each function in it.
fn lengths(source: &Source) -> Vec<Length> {
    let length = |function, lines, most| Length { file: source.path.clone(), function, lines, most };
    let mut found = vec![length(None, source.text.lines().count(), FILE_LINES_MAX)];
    if source.path.ends_with(".rs") {
        let functions = functions(&source.code);
        found.extend(functions.into_iter().map(|(name, lines)| length(Some(name), lines, FUNCTION_LINES_MAX)));
    }
    found
}

/// Name and lines, from `fn` to its closing brace, of every function with a body in masked code.
fn functions(code: &str) -> Vec<(String, usize)> {
    let bytes = code.as_bytes();
    let starts = code.match_indices("fn ").map(|(at, _)| at);
    let starts = starts.filter(|at| *at == 0 || !(bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'_'));
    let mut found = Vec::new();
    for start in starts {
        let rest = &code[start + 3..];
        let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        if let (false, Some(end)) = (name.is_empty(), body_end(&bytes[start..])) {
            let lines = code[start..start + end].lines().count();
            found.push((name, lines));
        }
    }
    found
}

/// Where the body ends; None for a declaration without one.
fn body_end(code: &[u8]) -> Option<usize> {
    let (mut round, mut curly) = (0i32, 0i32);
    for (at, byte) in code.iter().enumerate() {
        match byte {
            b'(' | b'[' if curly == 0 => round += 1,
            b')' | b']' if curly == 0 => round -= 1,
            b';' if curly == 0 && round == 0 => return None,
            b'{' => curly += 1,
            b'}' if curly == 1 => return Some(at + 1),
            b'}' => curly -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn long(lines: usize) -> String {
        format!("trait T {{ fn short(x: [u8; 3]); }}\nfn long() {{\n{}}}\n", "    a();\n".repeat(lines - 2))
    }

    fn ratchet(lines: usize) -> Ratchet {
        let exception =
            Exception { file: "a.rs".into(), function: Some("long".into()), lines, reason: "one table".into() };
        Ratchet { exception: vec![exception] }
    }

    #[test]
    fn functions_are_measured_from_fn_to_brace() {
        let source = Source::new("a.rs", &long(80));
        assert_eq!(functions(&source.code), [("long".to_owned(), 80)]);
        assert_eq!(functions("fn a(f: impl Fn() -> u8) -> u8 { 1 }"), [("a".to_owned(), 1)]);
    }

    #[test]
    fn the_ratchet_only_turns_one_way() {
        let tree = Tree::of(&[("a.rs", &long(80))]);
        assert_eq!(judge(&tree, &Ratchet::default()).len(), 1);
        assert!(judge(&tree, &ratchet(80)).is_empty());
        assert_eq!(judge(&tree, &ratchet(79)).len(), 1);
        assert!(judge(&tree, &ratchet(90))[0].contains("lower it to 80"));
        assert!(judge(&Tree::of(&[("a.rs", &long(20))]), &ratchet(90))[0].contains("remove it"));
        assert!(judge(&Tree::of(&[]), &ratchet(90))[0].contains("does not exist"));
    }

    #[test]
    fn long_files_are_found() {
        let tree = Tree::of(&[("a.ts", &"x\n".repeat(601))]);
        assert_eq!(judge(&tree, &Ratchet::default()).len(), 1);
    }
}
