//! What a fresh machine lacks: looked for, and installed from Debian where that is possible.

use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

/// A program the project needs, and the Debian package that brings it (none: it cannot be installed for you).
struct Need {
    any_of: &'static [&'static str],
    debian: Option<&'static str>,
    why: &'static str,
}

const NEEDS: &[Need] = &[
    Need { any_of: &["cargo"], debian: None, why: "builds everything (https://rustup.rs)" },
    Need { any_of: &["cc", "gcc", "clang"], debian: Some("build-essential"), why: "compiles SQLite and ring" },
];

/// What the bench compares to, and what it counts with.
const BENCH: &[Need] = &[
    Need { any_of: &["postgres", "/usr/lib/postgresql"], debian: Some("postgresql"), why: "is compared to" },
    Need { any_of: &["redis-server"], debian: Some("redis-server"), why: "is compared to" },
    Need { any_of: &["valgrind"], debian: Some("valgrind"), why: "counts instructions" },
];

/// The browser that the front ends are tested in, letters of every language they speak, and what tells a browser whom to trust.
const BROWSER: &[Need] = &[
    Need { any_of: &["chromium"], debian: Some("chromium"), why: "is the browser of the tests" },
    Need {
        any_of: &["/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"],
        debian: Some("fonts-dejavu-core"),
        why: "has the letters of every language of the terminal",
    },
    Need { any_of: &["certutil"], debian: Some("libnss3-tools"), why: "tells a browser whom to trust" },
];

/// Installs what is missing. Errors where something is missing that it cannot install.
pub fn setup() -> Result<()> {
    install(NEEDS)
}

/// The same, with what the bench needs.
pub fn setup_for_bench() -> Result<()> {
    setup()?;
    install(BENCH)
}

/// The same, with what the browser's tests need.
pub fn setup_for_browser() -> Result<()> {
    setup()?;
    install(BROWSER)
}

fn install(needs: &[Need]) -> Result<()> {
    let missing: Vec<&Need> = needs.iter().filter(|need| !need.any_of.iter().any(|name| on_path(name))).collect();
    let mut packages = Vec::new();
    for need in missing {
        match need.debian {
            Some(package) => packages.push(package),
            None => bail!("{} is missing: it {}", need.any_of[0], need.why),
        }
    }
    if !has_venv() {
        packages.push("python3-venv");
    }
    if packages.is_empty() {
        return Ok(());
    }
    if !on_path("apt-get") {
        bail!("missing, and no apt-get to install it with: {}", packages.join(", "));
    }
    println!("installing {}", packages.join(", "));
    apt_get(&["update"])?;
    apt_get(&[&["install", "--yes", "--no-install-recommends"], packages.as_slice()].concat())
}

/// Python, with what makes an environment of its own: Debian packs that separately. For `cargo xtask contract`.
fn has_venv() -> bool {
    let imported = Command::new("python3").args(["-c", "import venv, ensurepip"]).stderr(Stdio::null()).status();
    imported.is_ok_and(|status| status.success())
}

fn apt_get(words: &[&str]) -> Result<()> {
    let is_root = std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
    let mut command = if is_root {
        Command::new("apt-get")
    } else {
        let mut sudo = Command::new("sudo");
        sudo.arg("apt-get");
        sudo
    };
    crate::workspace::run(command.args(words).env("DEBIAN_FRONTEND", "noninteractive").stdout(Stdio::null()))
}

fn on_path(name: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    // an absolute name is looked for where it says
    std::env::split_paths(&path).any(|folder| folder.join(name).is_file())
        || name.starts_with('/') && Path::new(name).exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_found_on_the_path() {
        assert!(on_path("sh"));
        assert!(!on_path("no-such-program-at-all"));
    }
}
