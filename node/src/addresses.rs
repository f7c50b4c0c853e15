//! Where a serving node listens, for commands beside it: two files in its data directory, gone once it has ended.

use std::net::{IpAddr, SocketAddr};

use holdfast_shell::sqlite::{DataDir, StoreError};

use crate::https::names::Machine;

const HTTP: &str = "http.addr";
const HTTPS: &str = "https.addr";

/// Notes both addresses, for as long as it lives.
pub struct Noted<'a>(&'a DataDir);

impl<'a> Noted<'a> {
    pub fn down(data: &'a DataDir, http: SocketAddr, https: Option<SocketAddr>) -> Result<Self, StoreError> {
        data.write_secret(HTTP, &http.to_string())?;
        if let Some(https) = https {
            data.write_secret(HTTPS, &https.to_string())?;
        }
        Ok(Self(data))
    }
}

impl Drop for Noted<'_> {
    fn drop(&mut self) {
        for name in [HTTP, HTTPS] {
            // one that stays is written over by the next start
            std::fs::remove_file(self.0.file(name)).ok();
        }
    }
}

/// What an address of the floor terminal on this machine begins with; HTTPS where it has that. `None` while it does not serve.
pub fn origin(data: &DataDir, machine: &Machine) -> Result<Option<String>, StoreError> {
    for (name, scheme) in [(HTTPS, "https"), (HTTP, "http")] {
        if let Some(address) = data.read(name)?.and_then(|text| text.trim().parse().ok()) {
            return Ok(Some(format!("{scheme}://{}", reached(address, machine))));
        }
    }
    Ok(None)
}

/// The address by which another machine reaches one that listens there.
fn reached(address: SocketAddr, machine: &Machine) -> SocketAddr {
    let ip = match address.ip() {
        ip if !ip.is_unspecified() => ip,
        IpAddr::V4(_) | IpAddr::V6(_) => machine.lan_address().unwrap_or(IpAddr::from([127, 0, 0, 1])),
    };
    SocketAddr::new(ip, address.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_sent_to_where_the_node_is_reached() {
        let dir = tempfile::tempdir().unwrap();
        let data = DataDir::existing(dir.path()).unwrap();
        let machine = Machine { hostname: "leeds".into(), addresses: vec!["10.0.0.5".parse().unwrap()] };
        assert_eq!(origin(&data, &machine).unwrap(), None);
        let noted = Noted::down(&data, "127.0.0.1:8090".parse().unwrap(), None).unwrap();
        assert_eq!(origin(&data, &machine).unwrap().as_deref(), Some("http://127.0.0.1:8090"));
        drop(noted);
        let noted = Noted::down(&data, "0.0.0.0:8090".parse().unwrap(), "[::]:8443".parse().ok()).unwrap();
        assert_eq!(origin(&data, &machine).unwrap().as_deref(), Some("https://10.0.0.5:8443"));
        assert_eq!(origin(&data, &Machine::default()).unwrap().as_deref(), Some("https://127.0.0.1:8443"));
        drop(noted);
        assert_eq!(origin(&data, &machine).unwrap(), None);
    }
}
