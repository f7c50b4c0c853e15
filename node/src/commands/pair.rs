//! `pair`: a key for a device.

use std::process::ExitCode;

use holdfast_shell::clock;
use holdfast_shell::sqlite::create_key;
use qrcode::QrCode;

use crate::addresses::origin;
use crate::cli::PairArgs;
use crate::https::names::Machine;
use crate::store;

const NAME_CHARS_MAX: usize = 100;

pub fn run(args: &PairArgs) -> anyhow::Result<ExitCode> {
    let name = args.name.trim();
    let sound = !name.is_empty() && name.chars().count() <= NAME_CHARS_MAX && !name.chars().any(char::is_control);
    anyhow::ensure!(sound, "a device's name has 1 to {NAME_CHARS_MAX} characters");
    let data = super::with_store(&args.data)?;
    let connection = store::open(&data)?;
    let key = create_key(&connection, name, args.role.name(), clock::now())?;
    println!("{key}");
    if args.qr {
        // behind the `#`, which a browser sends to nobody
        let read = match origin(&data, &Machine::read())? {
            Some(origin) => format!("{origin}/#/pair?key={key}"),
            None => key,
        };
        eprintln!("{}", drawn(&QrCode::new(&read)?));
    }
    Ok(ExitCode::SUCCESS)
}

/// Two modules a character, with the quiet zone that scanners need.
fn drawn(code: &QrCode) -> String {
    const QUIET: i64 = 2;
    let width = code.width() as i64;
    let dark = |x: i64, y: i64| {
        (0..width).contains(&x) && (0..width).contains(&y) && code[(x as usize, y as usize)] == qrcode::Color::Dark
    };
    let row = |y: i64| -> String {
        let module = |x: i64| match (dark(x, y), dark(x, y + 1)) {
            (true, true) => ' ',
            (true, false) => '▄',
            (false, true) => '▀',
            (false, false) => '█',
        };
        (-QUIET..width + QUIET).map(module).collect()
    };
    (-QUIET..width + QUIET).step_by(2).map(row).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_key_fits_into_a_square() {
        let drawn = super::drawn(&qrcode::QrCode::new("hf_0123456789").unwrap());
        let widths: std::collections::BTreeSet<_> = drawn.lines().map(|line| line.chars().count()).collect();
        assert_eq!(widths.len(), 1);
    }
}
