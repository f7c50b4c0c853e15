//! How terminals find this node on the warehouse's LAN: an announcement by multicast DNS (RFC 6762, RFC 6763).

use std::net::{IpAddr, SocketAddr};

use clap::ValueEnum;
use holdfast_crdt::WarehouseId;
use mdns_sd::{ServiceDaemon, ServiceInfo};

const SERVICE: &str = "_holdfast._tcp.local.";
/// Where the API begins.
const PATH: &str = "/v1";

/// Whether to announce the node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Mdns {
    On,
    Off,
    /// Where others can reach it: not on loopback
    #[default]
    Auto,
}

impl std::fmt::Display for Mdns {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str(match self {
            Self::On => "on",
            Self::Off => "off",
            Self::Auto => "auto",
        })
    }
}

impl Mdns {
    fn is_wanted(self, address: SocketAddr) -> bool {
        match self {
            Self::On => true,
            Self::Off => false,
            Self::Auto => !address.ip().is_loopback(),
        }
    }
}

/// The announcement, as long as it lives.
pub struct Announcement {
    daemon: ServiceDaemon,
    name: String,
}

impl Announcement {
    /// `None` where none is wanted, or the network allows none: the floor works without.
    pub fn start(mode: Mdns, warehouse: &WarehouseId, address: SocketAddr) -> Option<Self> {
        if !mode.is_wanted(address) {
            return None;
        }
        let announced = record(warehouse, address).and_then(|record| {
            let (daemon, name) = (ServiceDaemon::new()?, record.get_fullname().to_owned());
            daemon.register(record)?;
            Ok(Self { daemon, name })
        });
        match announced {
            Ok(announcement) => {
                tracing::info!(name = announcement.name, "announced by mDNS");
                Some(announcement)
            }
            Err(error) => {
                tracing::warn!(%error, "not announced by mDNS; terminals need the address");
                None
            }
        }
    }
}

impl Drop for Announcement {
    fn drop(&mut self) {
        // others forget it by themselves, later
        if let Ok(told) = self.daemon.unregister(&self.name) {
            told.recv_timeout(std::time::Duration::from_millis(500)).ok();
        }
        self.daemon.shutdown().ok();
    }
}

/// What is announced: the warehouse's name, where its API is, and which program serves it.
fn record(warehouse: &WarehouseId, address: SocketAddr) -> mdns_sd::Result<ServiceInfo> {
    let host = format!("holdfast-{}.local.", warehouse.as_str().to_lowercase().replace('_', "-"));
    let texts = [("warehouse", warehouse.as_str()), ("version", env!("CARGO_PKG_VERSION")), ("path", PATH)];
    let name = format!("Holdfast {warehouse}");
    let everywhere = address.ip().is_unspecified();
    let own: &[IpAddr] = if everywhere { &[] } else { &[address.ip()] };
    let record = ServiceInfo::new(SERVICE, &name, &host, own, address.port(), &texts[..])?;
    Ok(if everywhere { record.enable_addr_auto() } else { record })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_record_says_where_and_what() {
        let leeds = WarehouseId::new("LEEDS_2").unwrap();
        let found = record(&leeds, "192.0.2.7:8090".parse().unwrap()).unwrap();
        assert_eq!(found.get_fullname(), "Holdfast LEEDS_2._holdfast._tcp.local.");
        assert_eq!((found.get_hostname(), found.get_port()), ("holdfast-leeds-2.local.", 8090));
        let texts = ["warehouse", "version", "path"].map(|name| found.get_property_val_str(name));
        assert_eq!(texts, [Some("LEEDS_2"), Some(env!("CARGO_PKG_VERSION")), Some("/v1")]);
        assert!(!found.is_addr_auto());
        assert!(record(&leeds, "0.0.0.0:8090".parse().unwrap()).unwrap().is_addr_auto());
    }

    #[test]
    fn loopback_is_not_announced_unless_it_is_asked_for() {
        let (here, there) = ("127.0.0.1:1".parse().unwrap(), "0.0.0.0:1".parse().unwrap());
        assert!(!Mdns::Auto.is_wanted(here) && Mdns::Auto.is_wanted(there));
        assert!(Mdns::On.is_wanted(here) && !Mdns::Off.is_wanted(there));
        assert!(Announcement::start(Mdns::Auto, &WarehouseId::new("LEEDS").unwrap(), here).is_none());
    }
}
