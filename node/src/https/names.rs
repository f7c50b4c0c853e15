//! What this machine is reached by on its LAN, and so what its certificate bears.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use holdfast_shell::link::limits::SERVING_NAMES_MAX;
use holdfast_shell::link::{HostName, HostNameError, HostNames};

/// What the system says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Machine {
    pub hostname: String,
    pub addresses: Vec<IpAddr>,
}

impl Machine {
    /// As it is at this moment: addresses change when networks do.
    pub fn read() -> Self {
        let hostname = rustix::system::uname().nodename().to_string_lossy().into_owned();
        let found = if_addrs::get_if_addrs().unwrap_or_else(|error| {
            tracing::warn!(%error, "the machine's addresses cannot be read");
            Vec::new()
        });
        let mut addresses: Vec<_> = found.into_iter().map(|interface| interface.ip()).collect();
        addresses.sort_unstable();
        addresses.dedup();
        Self { hostname, addresses }
    }

    /// The address by which others on its LAN most likely reach it.
    pub fn lan_address(&self) -> Option<IpAddr> {
        let private = |ip: &&IpAddr| !ip.is_loopback() && is_shown(ip);
        self.addresses
            .iter()
            .find(|ip| ip.is_ipv4() && private(ip))
            .or_else(|| self.addresses.iter().find(private))
            .copied()
    }
}

/// Those that were given, else all that a machine listening at `bound` goes by on its LAN, as many as a certificate has room
/// for.
pub fn wanted(given: &[HostName], bound: IpAddr, machine: &Machine) -> Result<HostNames, HostNameError> {
    if !given.is_empty() {
        return HostNames::new(given.iter().cloned());
    }
    // a domain behind it is the world's, which only a person can ask for
    let short = machine.hostname.split('.').next().unwrap_or_default();
    let own = [short.to_owned(), format!("{short}.local")].into_iter().filter(|_| short != "localhost");
    let own = own.filter_map(|name| name.parse().ok());
    let here = [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into(), bound];
    let shown = here.into_iter().chain(machine.addresses.iter().copied()).filter(is_shown);
    let mut names: Vec<HostName> = "localhost".parse().into_iter().chain(own).chain(shown.map(HostName::Ip)).collect();
    let mut seen = std::collections::BTreeSet::new();
    names.retain(|name| seen.insert(name.clone()));
    names.truncate(SERVING_NAMES_MAX);
    HostNames::new(names)
}

/// Addresses that somebody may type: those of the link alone need a zone, which no browser takes.
fn is_shown(ip: &IpAddr) -> bool {
    let of_link = match ip {
        IpAddr::V4(ip) => ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_unicast_link_local(),
    };
    !of_link && !ip.is_unspecified() && HostName::Ip(*ip).is_private()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn machine(hostname: &str, addresses: &[&str]) -> Machine {
        Machine { hostname: hostname.into(), addresses: addresses.iter().map(|text| ip(text)).collect() }
    }

    #[test]
    fn a_machine_goes_by_its_name_and_its_private_addresses() {
        let found = ["10.0.0.5", "127.0.0.1", "169.254.1.1", "203.0.113.9", "::1", "fe80::5", "fd00::5"];
        let leeds = machine("Leeds-1.corp.example", &found);
        let names = wanted(&[], ip("0.0.0.0"), &leeds).unwrap().to_string();
        assert_eq!(names, "leeds-1, leeds-1.local, localhost, 10.0.0.5, 127.0.0.1, ::1, fd00::5");
        assert_eq!(leeds.lan_address(), Some(ip("10.0.0.5")));
        assert_eq!(machine("x", &["127.0.0.1"]).lan_address(), None);
        let bare = wanted(&[], ip("192.168.3.4"), &machine("localhost", &[])).unwrap().to_string();
        assert_eq!(bare, "localhost, 127.0.0.1, 192.168.3.4, ::1");
        assert!(wanted(&[], ip("::"), &machine("under_score", &[])).unwrap().iter().count() == 3);
    }

    #[test]
    fn names_that_were_given_are_all_there_is() {
        let given: Vec<HostName> = vec!["node.wh.example".parse().unwrap()];
        let names = wanted(&given, ip("10.0.0.5"), &machine("leeds", &["10.0.0.5"])).unwrap();
        assert_eq!(names.to_string(), "node.wh.example");
    }

    #[test]
    fn a_machine_of_many_addresses_is_cut_to_what_fits() {
        let many: Vec<String> = (0..60).map(|n| format!("10.0.{n}.1")).collect();
        let many = Machine { hostname: "leeds".into(), addresses: many.iter().map(|text| ip(text)).collect() };
        let names = wanted(&[], ip("10.9.9.9"), &many).unwrap();
        assert_eq!(names.iter().count(), SERVING_NAMES_MAX);
        assert!(names.to_string().contains("10.9.9.9"), "where it listens comes first");
    }

    #[test]
    fn this_machine_says_something_of_itself() {
        let machine = Machine::read();
        assert!(!machine.hostname.is_empty());
        assert!(wanted(&[], ip("127.0.0.1"), &machine).is_ok());
    }
}
