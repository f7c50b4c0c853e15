//! Every command that README names exists, with the options it names.

use std::path::Path;
use std::process::Command;

use anyhow::Result;
use clap::CommandFactory;

use super::Tree;

const PROGRAMS: &[&str] = &["cargo xtask", "holdfast-hub", "holdfast-node"];
const BARE: &[&str] = &["--help", "--version"];

/// A command line as written: the program, then its words.
#[derive(Debug, PartialEq, Eq)]
struct Written {
    line: usize,
    program: &'static str,
    words: Vec<String>,
}

pub fn check(tree: &Tree) -> Result<Vec<String>> {
    let Some(readme) = tree.sources.iter().find(|source| source.path == "README.md") else {
        return Ok(vec!["there is no README.md".to_owned()]);
    };
    let release = crate::workspace::target()?.join("release");
    let mut findings = Vec::new();
    for written in written(&readme.text) {
        let help = match written.program {
            "cargo xtask" => help_of_xtask(&written.words),
            program => {
                help_of(&release.join(program), &written.words).or_else(|| in_source(tree, program, &written.words))
            }
        };
        let place = format!("README.md:{}: {} {}", written.line, written.program, written.words.join(" "));
        match help {
            None => findings.push(format!("{place}: there is no such command")),
            Some(help) => {
                findings.extend(unknown_options(&written.words, &help).map(|o| format!("{place}: no option {o}")))
            }
        }
    }
    Ok(findings)
}

/// The commands in code blocks and code spans.
fn written(text: &str) -> Vec<Written> {
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        for program in PROGRAMS {
            for (at, _) in line.match_indices(program) {
                let rest = &line[at + program.len()..];
                // "holdfast-hub's" or a bare name is no command line.
                if !rest.starts_with(' ') {
                    continue;
                }
                let rest = rest.split(['`', '|', '#', '&', ';']).next().unwrap_or_default();
                let words: Vec<String> = rest.split_whitespace().map(str::to_owned).collect();
                if words.first().is_some_and(|word| is_name(word)) {
                    found.push(Written { line: number + 1, program, words });
                }
            }
        }
    }
    found
}

fn is_name(word: &str) -> bool {
    word.chars().all(|c| c.is_ascii_lowercase() || c == '-') && !word.starts_with('-')
}

fn names(words: &[String]) -> impl Iterator<Item = &str> {
    words.iter().map(String::as_str).take_while(|word| is_name(word)).take(2)
}

fn help_of_xtask(words: &[String]) -> Option<String> {
    let mut command = crate::Cli::command();
    let found = command.find_subcommand_mut(names(words).next()?)?;
    Some(found.render_long_help().to_string())
}

/// None where the program is not built, or has no such command.
fn help_of(program: &Path, words: &[String]) -> Option<String> {
    let told = Command::new(program).args(names(words)).arg("--help").output().ok()?;
    told.status.success().then(|| String::from_utf8_lossy(&told.stdout).into_owned())
}

/// Without a binary: the command as clap derives it from a variant's name. Options are then taken as written.
fn in_source(tree: &Tree, program: &str, words: &[String]) -> Option<String> {
    let variant: String = names(words).next()?.split('-').map(capitalised).collect();
    let folder = format!("{}/src/", program.trim_start_matches("holdfast-"));
    let mut sources =
        tree.rust().filter(|source| source.path.starts_with(&folder) && source.code.contains("Subcommand"));
    let starts = |line: &str| line.trim().trim_end_matches([',', '{', '(', ' ']).starts_with(&variant);
    sources.any(|source| source.code.lines().any(starts)).then(|| words.join(" "))
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
}

fn unknown_options<'a>(words: &'a [String], help: &'a str) -> impl Iterator<Item = &'a str> {
    let options = words.iter().map(|word| word.trim_matches(['[', ']', ',', '.', ')']));
    let options = options.map(|word| word.split('=').next().unwrap_or(word));
    options.filter(move |word| word.starts_with("--") && word.len() > 2 && !BARE.contains(word) && !help.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_read_where_they_stand() {
        let text = "Run `cargo xtask demo --headless`.\n    holdfast-hub token create --data DIR | tee\nholdfast-hub's API\nholdfast-node serve\n";
        let found = written(text);
        assert_eq!(found.len(), 3, "{found:?}");
        assert_eq!((found[0].line, found[0].words.join(" ")), (1, "demo --headless".to_owned()));
        assert_eq!(names(&found[1].words).collect::<Vec<_>>(), ["token", "create"]);
    }

    #[test]
    fn what_does_not_exist_is_found() {
        let words = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(help_of_xtask(&words("fly")), None);
        let help = help_of_xtask(&words("demo")).expect("demo exists");
        assert_eq!(unknown_options(&words("demo [--seconds N] --fly"), &help).collect::<Vec<_>>(), ["--fly"]);
        let tree = Tree::of(&[("hub/src/cli.rs", "#[derive(Subcommand)]\nenum C {\n    Serve(Serve),\n    Token {\n")]);
        assert!(in_source(&tree, "holdfast-hub", &words("serve --data D")).is_some());
        assert!(in_source(&tree, "holdfast-hub", &words("fly")).is_none());
    }
}
