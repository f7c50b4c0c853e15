//! How far the import of a file has come: kept in the data directory, so that one that was cut off can go on.

use std::path::Path;

use anyhow::{Context, bail, ensure};
use holdfast_crdt::Millis;
use holdfast_shell::clock::rfc3339;
use holdfast_shell::sqlite::DataDir;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::columns::Kind;
use super::plan::Wanted;

/// So long the hub is sure to know the keys of what it was sent (API contract: 24 hours).
const KEYS_KEPT_MILLIS: u64 = 24 * 3_600_000;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Standing {
    /// Of the file and of how it is meant, in hexadecimal: names all that is sent.
    pub digest: String,
    pub began_at: Millis,
    /// Pieces that are done, from the first.
    pub done: usize,
    /// Rows taken and rows refused by then.
    pub taken: u64,
    pub refused: u64,
    #[serde(skip)]
    name: String,
}

impl Standing {
    /// Where this import begins. An error where going on, or beginning anew, could do a thing twice.
    pub fn begin(
        data: &DataDir,
        (path, file): (&Path, &[u8; 32]),
        wanted: &Wanted,
        resume: bool,
        now: Millis,
    ) -> anyhow::Result<Self> {
        let digest = digest(file, wanted);
        let name = name(path, wanted.kind)?;
        let known = data.read(&name)?.and_then(|text| serde_json::from_str::<Self>(&text).ok());
        let fresh = Self { digest: digest.clone(), began_at: now, done: 0, taken: 0, refused: 0, name: name.clone() };
        let same = known.filter(|known| known.digest == digest || resume);
        let Some(mut known) = same else {
            ensure!(!resume, "{}: no import of this file was cut off here", path.display());
            return Ok(fresh);
        };
        if known.digest != digest {
            bail!(
                "{}: the file, or how it is read, has changed since that import: begin without --resume",
                path.display()
            );
        }
        let old = now.since(known.began_at) > KEYS_KEPT_MILLIS;
        // a product that is sent again is what it is; stock would be set back, and an order placed twice
        ensure!(
            !old || wanted.kind == Kind::Products,
            "{}: was imported at {}, and the hub may not know it again by now; if it is to be done once more, remove {}",
            path.display(),
            rfc3339(known.began_at),
            data.file(&name).display()
        );
        known.name = name;
        Ok(if resume { known } else { Self { began_at: known.began_at, ..fresh } })
    }

    /// Keeps how far it has come, whole or not at all.
    pub fn keep(&self, data: &DataDir) -> anyhow::Result<()> {
        Ok(data.write_secret(&self.name, &serde_json::to_string(self)?)?)
    }

    /// The key under which a piece is sent.
    pub fn key(&self, line: u64) -> String {
        format!("import-{}-{line}", &self.digest[..32])
    }
}

/// By the file's place and what it holds.
fn name(path: &Path, kind: Kind) -> anyhow::Result<String> {
    let place = path.canonicalize().with_context(|| path.display().to_string())?;
    let digest = Sha256::digest(place.as_os_str().as_encoded_bytes());
    Ok(format!("import-{}-{}.json", kind.name(), hex(&digest[..8])))
}

fn digest(file: &[u8; 32], wanted: &Wanted) -> String {
    let mut hash = Sha256::new_with_prefix(file);
    let maps = wanted.maps.iter().map(|map| format!("{}={}", map.field, map.column));
    let warehouse = wanted.warehouse.as_ref().map(ToString::to_string).unwrap_or_default();
    let currency = wanted.currency.map(|currency| currency.code().to_owned()).unwrap_or_default();
    for part in [wanted.kind.name().to_owned(), warehouse, currency].into_iter().chain(maps) {
        hash.update([0]);
        hash.update(part);
    }
    hex(&hash.finalize())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(kind: Kind) -> Wanted {
        Wanted { kind, maps: Vec::new(), warehouse: None, currency: None, confirm_above: None }
    }

    #[test]
    fn an_import_goes_on_where_it_stopped_and_only_with_the_same_file() {
        let dir = tempfile::tempdir().unwrap();
        let data = DataDir::existing(dir.path()).unwrap();
        let path = dir.path().join("orders.csv");
        std::fs::write(&path, "x").unwrap();
        let begin = |file: u8, kind, resume, now| {
            Standing::begin(&data, (&path, &[file; 32]), &wanted(kind), resume, Millis(now))
        };
        assert!(begin(1, Kind::Orders, true, 1).unwrap_err().to_string().contains("cut off"));
        let mut first = begin(1, Kind::Orders, false, 1).unwrap();
        (first.done, first.taken) = (7, 9);
        first.keep(&data).unwrap();
        let on = begin(1, Kind::Orders, true, 2).unwrap();
        assert_eq!((on.done, on.taken, on.key(5)), (7, 9, first.key(5)));
        assert_eq!(begin(1, Kind::Orders, false, 2).unwrap().done, 0, "the same again has no second effect");
        assert!(begin(2, Kind::Orders, true, 2).unwrap_err().to_string().contains("has changed"));
        assert_ne!(begin(2, Kind::Orders, false, 2).unwrap().key(5), first.key(5));
        assert!(begin(1, Kind::Stock, true, 2).is_err());
        let late = 2 + KEYS_KEPT_MILLIS;
        for resume in [false, true] {
            assert!(begin(1, Kind::Orders, resume, late).unwrap_err().to_string().contains("remove"));
        }
        begin(1, Kind::Products, false, 1).unwrap().keep(&data).unwrap();
        assert!(begin(1, Kind::Products, false, late).is_ok());
    }
}
