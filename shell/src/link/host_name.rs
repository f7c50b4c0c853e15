//! Names and addresses that a node is reached by, as its certificate for HTTPS may bear them.

use std::collections::BTreeSet;
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;
use std::sync::Arc;

use super::authority::HUB_NAME;
use super::limits::SERVING_NAMES_MAX;

/// Longest DNS name (RFC 1035, 2.3.4), and longest of its labels, characters.
const NAME_CHARS_MAX: usize = 253;
const LABEL_CHARS_MAX: usize = 63;
/// Domains that no public registry gives out: RFC 6762 (`local`), RFC 8375 (`home.arpa`), RFC 6761 (`localhost`), ICANN's
/// `internal`, and `lan` by custom.
const PRIVATE_DOMAINS: [&str; 5] = ["local", "home.arpa", "localhost", "internal", "lan"];

/// A DNS name in lower case, without wildcards, or an address. Never the name that nodes expect of the hub.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum HostName {
    Dns(Arc<str>),
    Ip(IpAddr),
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HostNameError {
    #[error("{0:?} is neither a DNS name nor an IP address")]
    NotAName(String),
    #[error("{0} stands for no single machine")]
    NoMachine(IpAddr),
    #[error("{HUB_NAME} is the hub's own name")]
    TheHubs,
    #[error("a certificate is for 1 to {SERVING_NAMES_MAX} names, and not for {0}")]
    Count(usize),
}

impl HostName {
    /// Whether only its own network knows it: such a name is nobody else's, wherever a certificate bears it.
    pub fn is_private(&self) -> bool {
        match self {
            Self::Dns(name) => !name.contains('.') || PRIVATE_DOMAINS.iter().any(|domain| is_below(name, domain)),
            Self::Ip(IpAddr::V4(ip)) => {
                // RFC 6598: addresses behind a carrier's or an overlay's translation
                let shared = ip.octets()[0] == 100 && ip.octets()[1] & 0xc0 == 64;
                ip.is_private() || ip.is_loopback() || ip.is_link_local() || shared
            }
            Self::Ip(IpAddr::V6(ip)) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
        }
    }

    /// Whether it is this name, or stands below it.
    pub fn is_within(&self, domain: &Self) -> bool {
        match (self, domain) {
            (Self::Dns(name), Self::Dns(domain)) => name == domain || is_below(name, domain),
            _ => self == domain,
        }
    }
}

fn is_below(name: &str, domain: &str) -> bool {
    name.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
}

fn is_dns(name: &str) -> bool {
    let label = |label: &str| {
        (1..=LABEL_CHARS_MAX).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    // a last label of digits alone would be read as an address
    let last_is_number = name.rsplit('.').next().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()));
    name.len() <= NAME_CHARS_MAX && !last_is_number && name.split('.').all(label)
}

impl FromStr for HostName {
    type Err = HostNameError;

    fn from_str(text: &str) -> Result<Self, HostNameError> {
        if let Ok(ip) = text.parse::<IpAddr>().map(|ip| ip.to_canonical()) {
            let one = !ip.is_unspecified() && !ip.is_multicast() && ip != IpAddr::from([255; 4]);
            return if one { Ok(Self::Ip(ip)) } else { Err(HostNameError::NoMachine(ip)) };
        }
        let name = text.to_ascii_lowercase();
        match name.as_str() {
            HUB_NAME => Err(HostNameError::TheHubs),
            name if is_dns(name) => Ok(Self::Dns(name.into())),
            _ => Err(HostNameError::NotAName(text.chars().take(NAME_CHARS_MAX).collect())),
        }
    }
}

impl fmt::Display for HostName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dns(name) => f.write_str(name),
            Self::Ip(ip) => ip.fmt(f),
        }
    }
}

/// What one certificate is for: 1 to 32 names, each once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostNames(BTreeSet<HostName>);

impl HostNames {
    pub fn new(names: impl IntoIterator<Item = HostName>) -> Result<Self, HostNameError> {
        let names: BTreeSet<_> = names.into_iter().collect();
        match (1..=SERVING_NAMES_MAX).contains(&names.len()) {
            true => Ok(Self(names)),
            false => Err(HostNameError::Count(names.len())),
        }
    }

    /// As they stand in a request.
    pub fn parse(texts: &[String]) -> Result<Self, HostNameError> {
        if texts.len() > SERVING_NAMES_MAX {
            return Err(HostNameError::Count(texts.len()));
        }
        Self::new(texts.iter().map(|text| text.parse()).collect::<Result<Vec<_>, _>>()?)
    }

    pub fn iter(&self) -> impl Iterator<Item = &HostName> {
        self.0.iter()
    }
}

impl fmt::Display for HostNames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts: Vec<_> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&texts.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> HostName {
        text.parse().unwrap()
    }

    #[test]
    fn names_are_read_once_and_in_one_form() {
        assert_eq!(name("Leeds-1.Local").to_string(), "leeds-1.local");
        assert_eq!(name("::ffff:10.0.0.5"), name("10.0.0.5"));
        assert_eq!(name("::1").to_string(), "::1");
        let long = format!("{}.local", "x".repeat(64));
        for wrong in ["", " ", "*.local", "a..b", ".a", "a.", "-a", "a-", "a_b", "a b", "ä.de", "1.2.3", "7", &long] {
            assert!(matches!(wrong.parse::<HostName>(), Err(HostNameError::NotAName(_))), "{wrong}");
        }
        for nobody in ["0.0.0.0", "::", "224.0.0.251", "ff02::fb", "255.255.255.255"] {
            assert!(matches!(nobody.parse::<HostName>(), Err(HostNameError::NoMachine(_))), "{nobody}");
        }
        assert_eq!("Holdfast-Hub".parse::<HostName>(), Err(HostNameError::TheHubs));
    }

    #[test]
    fn names_of_a_lan_are_told_from_those_of_the_world() {
        for private in
            ["leeds", "leeds.local", "a.b.lan", "x.home.arpa", "localhost", "10.1.2.3", "172.20.0.1", "192.168.1.9"]
        {
            assert!(name(private).is_private(), "{private}");
        }
        for private in ["127.0.0.1", "169.254.3.4", "100.100.1.1", "::1", "fd00::5", "fe80::1"] {
            assert!(name(private).is_private(), "{private}");
        }
        for public in ["example.com", "notlocal.com", "x.mylan", "8.8.8.8", "172.32.0.1", "100.128.0.1", "2001:db8::1"]
        {
            assert!(!name(public).is_private(), "{public}");
        }
        let domain = name("wh.example.com");
        assert!(name("wh.example.com").is_within(&domain) && name("a.wh.example.com").is_within(&domain));
        assert!(!name("example.com").is_within(&domain) && !name("xwh.example.com").is_within(&domain));
    }

    #[test]
    fn a_certificate_is_for_a_few_names() {
        let many: Vec<String> = (0..=SERVING_NAMES_MAX).map(|n| format!("n{n}")).collect();
        assert_eq!(HostNames::parse(&many), Err(HostNameError::Count(33)));
        assert_eq!(HostNames::parse(&[]), Err(HostNameError::Count(0)));
        let twice = HostNames::parse(&["LEEDS".to_owned(), "leeds".to_owned()]).unwrap();
        assert_eq!(twice.to_string(), "leeds");
    }
}
