//! Options from four places: command line, then environment (`HOLDFAST_…`), then the file of `--config`, then defaults.
//!
//! A binary derives [`clap::Parser`] with plain `#[arg(long)]` options and calls [`parse`]: that adds `--config`, gives
//! each option its variable, and puts the file's values where the defaults were.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use clap::error::ErrorKind;
use clap::{Arg, Command, Parser};
use figment::Figment;
use figment::providers::{Format, Toml};
use figment::value::Value;
use thiserror::Error;

const VARIABLE_PREFIX: &str = "HOLDFAST_";
const CONFIG: &str = "config";

/// Why a configuration file was refused.
#[derive(Debug, Error)]
pub enum ConfigError {
    #[error("{path}: {source}")]
    Unreadable { path: PathBuf, source: Box<figment::Error> },
    #[error("{path}: there is no option named {key:?}")]
    Unknown { path: PathBuf, key: String },
    #[error("{path}: {key} must be a text, a number, a flag, or a list of those")]
    Shape { path: PathBuf, key: String },
}

/// The options of this process. Ends it with a message where they make no sense, as clap does.
pub fn parse<T: Parser>() -> T {
    let words: Vec<OsString> = std::env::args_os().collect();
    let named = file_named(&words).or_else(|| std::env::var_os("HOLDFAST_CONFIG").map(PathBuf::from));
    layered::<T>(words, named.as_deref()).unwrap_or_else(|error| error.exit())
}

/// The options of `words` (the program's name first) over those of `file`.
pub fn layered<T: Parser>(words: Vec<OsString>, file: Option<&Path>) -> Result<T, clap::Error> {
    let mut command = with_variables(T::command().arg(config_arg()));
    if let Some(path) = file {
        let refused = |command: &mut Command, error: ConfigError| command.error(ErrorKind::InvalidValue, error);
        let values = read(path).map_err(|error| refused(&mut command, error))?;
        for (key, texts) in values {
            if !is_option(&command, &key) {
                let path = path.to_owned();
                return Err(refused(&mut command, ConfigError::Unknown { path, key }));
            }
            command = with_default(command, &key, &texts);
        }
    }
    let matches = command.clone().try_get_matches_from(words)?;
    T::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
}

fn config_arg() -> Arg {
    Arg::new(CONFIG)
        .long(CONFIG)
        .value_name("FILE")
        .value_parser(clap::value_parser!(PathBuf))
        .global(true)
        .help("A TOML file of options by their long names; the command line and HOLDFAST_… go before it")
}

/// `--config FILE` or `--config=FILE`: wanted before clap can read the rest.
fn file_named(words: &[OsString]) -> Option<PathBuf> {
    let mut words = words.iter().skip(1).take_while(|word| *word != "--");
    while let Some(word) = words.next() {
        if word == "--config" {
            return words.next().map(PathBuf::from);
        }
        if let Some(path) = word.to_str().and_then(|text| text.strip_prefix("--config=")) {
            return Some(path.into());
        }
    }
    None
}

fn read(path: &Path) -> Result<BTreeMap<String, Vec<String>>, ConfigError> {
    let values: BTreeMap<String, Value> = Figment::from(Toml::file_exact(path))
        .extract()
        .map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source: Box::new(source) })?;
    let shape = |key: &str| ConfigError::Shape { path: path.to_owned(), key: key.to_owned() };
    values.into_iter().map(|(key, value)| Ok((key.clone(), texts(&value).ok_or_else(|| shape(&key))?))).collect()
}

fn texts(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::Array(_, items) => items.iter().map(text).collect(),
        _ => text(value).map(|text| vec![text]),
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(_, text) => Some(text.clone()),
        Value::Bool(_, flag) => Some(flag.to_string()),
        Value::Num(_, number) => match (number.to_i128(), number.to_u128(), number.to_f64()) {
            (Some(whole), _, _) => Some(whole.to_string()),
            (_, Some(whole), _) => Some(whole.to_string()),
            (_, _, fraction) => fraction.map(|fraction| fraction.to_string()),
        },
        _ => None,
    }
}

fn with_variables(command: Command) -> Command {
    command.mut_subcommands(with_variables).mut_args(|arg| match arg.get_long() {
        Some(long) if arg.get_env().is_none() => {
            let name = format!("{VARIABLE_PREFIX}{}", long.replace('-', "_").to_uppercase());
            arg.env(name)
        }
        _ => arg,
    })
}

fn has(command: &Command, key: &str) -> bool {
    key != CONFIG && command.get_arguments().any(|arg| arg.get_long() == Some(key))
}

fn is_option(command: &Command, key: &str) -> bool {
    has(command, key) || command.get_subcommands().any(|sub| is_option(sub, key))
}

fn with_default(command: Command, key: &str, texts: &[String]) -> Command {
    let command = command.mut_subcommands(|sub| with_default(sub, key, texts));
    command.mut_args(|arg| match arg.get_long() {
        // clap counts no default as given: an option that must be given would still be missed.
        Some(long) if long == key => {
            arg.required(false).default_values(texts.iter().map(OsStr::new).map(OsString::from))
        }
        _ => arg,
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use clap::{CommandFactory, Subcommand};

    use super::*;

    #[derive(Debug, Parser)]
    struct Cli {
        #[command(subcommand)]
        command: Verb,
    }

    #[derive(Debug, PartialEq, Subcommand)]
    enum Verb {
        Serve {
            #[arg(long)]
            data: PathBuf,
            #[arg(long, default_value = "127.0.0.1:8080")]
            http: String,
            #[arg(long, env = "PATH", default_value = "none")]
            from_environment: String,
            #[arg(long, default_value_t = 5)]
            share: u32,
            #[arg(long)]
            quiet: bool,
        },
        Verify {
            #[arg(long)]
            data: PathBuf,
        },
    }

    fn read(words: &str, toml: &str) -> Result<Verb, String> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(toml.as_bytes()).unwrap();
        let words = words.split(' ').map(OsString::from).collect();
        layered::<Cli>(words, Some(file.path())).map(|cli| cli.command).map_err(|error| error.to_string())
    }

    #[test]
    fn the_command_line_goes_before_the_environment_and_that_before_the_file() {
        let toml = "data = '/d'\nhttp = '[::1]:1'\nfrom-environment = 'file'\nshare = 80\nquiet = true\n";
        let Verb::Serve { data, http, from_environment, share, quiet } = read("hub serve --http :9", toml).unwrap()
        else {
            panic!("another command")
        };
        assert_eq!((data, http.as_str(), share, quiet), ("/d".into(), ":9", 80, true));
        assert_eq!(Some(from_environment), std::env::var("PATH").ok());
        assert_eq!(read("hub verify", toml).unwrap(), Verb::Verify { data: "/d".into() });
    }

    #[test]
    fn a_file_is_refused_by_the_key_that_is_wrong() {
        assert!(read("hub verify --data d", "colour = 'red'").unwrap_err().contains("\"colour\""));
        assert!(read("hub verify --data d", "config = 'other'").unwrap_err().contains("\"config\""));
        assert!(read("hub verify --data d", "[http]\na = 1").unwrap_err().contains("http must be"));
        assert!(read("hub serve --data d", "share = 'much'").unwrap_err().contains("share"));
        assert!(read("hub verify --data d", "not toml").is_err());
        assert!(read("hub verify", "").unwrap_err().contains("--data"));
        let missing = layered::<Cli>(vec!["hub".into(), "verify".into()], Some(Path::new("/no/such/file")));
        assert!(missing.unwrap_err().to_string().contains("/no/such/file"));
    }

    #[test]
    fn the_file_is_named_anywhere_before_a_double_dash() {
        let named = |text: &str| file_named(&text.split(' ').map(OsString::from).collect::<Vec<_>>());
        assert_eq!(named("hub serve --config a.toml"), Some("a.toml".into()));
        assert_eq!(named("hub --config=a.toml serve"), Some("a.toml".into()));
        assert_eq!(named("hub serve -- --config a.toml"), None);
    }

    #[test]
    fn every_option_has_its_variable() {
        let help = with_variables(Cli::command().arg(config_arg())).try_get_matches_from(["hub", "serve", "--help"]);
        let help = help.unwrap_err().to_string();
        for name in ["HOLDFAST_DATA", "HOLDFAST_HTTP", "HOLDFAST_QUIET", "HOLDFAST_CONFIG"] {
            assert!(help.contains(name), "{name} in {help}");
        }
    }
}
