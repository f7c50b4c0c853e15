//! GS1 Digital Link URIs, uncompressed (GS1 Digital Link Standard: URI Syntax): `https://host/…/01/gtin/10/lot?17=…`.

use super::lint::percent_decoded;
use super::table::{self, Rule};
use super::{Element, element};

/// Reads a link of any host. `None`: it is no link, or one that names nothing of GS1's.
pub fn read(code: &str) -> Option<Result<Vec<Element>, String>> {
    let (scheme, rest) = code.split_once("://")?;
    if !scheme.eq_ignore_ascii_case("https") && !scheme.eq_ignore_ascii_case("http") {
        return None;
    }
    let rest = rest.split('#').next().unwrap_or_default();
    let (address, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (_, path) = address.split_once('/')?;
    let segments: Vec<&str> = path.trim_end_matches('/').split('/').collect();
    let at = key_place(&segments)?;
    Some(elements(&segments[at..], query))
}

/// Where the key stands: the last that leaves pairs up to the end. Hosts may have paths of their own before it.
fn key_place(segments: &[&str]) -> Option<usize> {
    let is_key = |at: &usize| table::rule(segments[*at]).is_some_and(|rule| rule.key.is_some());
    (0..segments.len()).rev().filter(|at| (segments.len() - at).is_multiple_of(2)).find(is_key)
}

fn elements(path: &[&str], query: &str) -> Result<Vec<Element>, String> {
    let mut elements = Vec::new();
    for pair in path.chunks_exact(2) {
        elements.push(decoded(pair[0], pair[1])?);
    }
    let qualifiers: Vec<&str> = path.chunks_exact(2).skip(1).map(|pair| pair[0]).collect();
    let orders = table::rule(path[0]).and_then(|rule| rule.key.as_ref());
    if !orders.is_some_and(|orders| orders.iter().any(|order| follows(order, &qualifiers))) {
        return Err(format!("({}) may not be followed by {}", path[0], qualifiers.join(", ")));
    }
    for pair in query.split(['&', ';']).filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        // other names are the host's own affair
        if !name.is_empty() && name.bytes().all(|b| b.is_ascii_digit()) {
            if !table::rule(name).is_some_and(|rule: &Rule| rule.attribute) {
                return Err(format!("({name}) may not stand in the query of a link"));
            }
            elements.push(decoded(name, value)?);
        }
    }
    Ok(elements)
}

fn decoded(ai: &str, value: &str) -> Result<Element, String> {
    let value = percent_decoded(value).ok_or_else(|| format!("({ai}) is not percent-encoded as it should be"))?;
    element(ai, &value)
}

/// Whether the qualifiers stand in this order; each may be left out.
fn follows(order: &[&str], qualifiers: &[&str]) -> bool {
    let mut rest = order.iter();
    qualifiers.iter().all(|qualifier| rest.any(|known| known == qualifier))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(code: &str) -> Vec<String> {
        let elements = read(code).unwrap().unwrap();
        elements.iter().map(|element| format!("{}={}", element.ai, element.value)).collect()
    }

    #[test]
    fn links_of_any_host_and_depth() {
        let wanted = ["01=05012345678900", "10=LOT7", "21=S/1", "17=261231"];
        let code = "https://shop.example/some/path/01/05012345678900/10/LOT7/21/S%2F1?17=261231&linkType=gs1:pip";
        assert_eq!(told(code), wanted);
        assert_eq!(told("HTTPS://id.gs1.org/00/106141412345678908/"), ["00=106141412345678908"]);
        assert_eq!(told("http://id.gs1.org/01/05012345678900/10/01#top"), ["01=05012345678900", "10=01"]);
        assert_eq!(told("https://id.gs1.org/8004/5012345ABC/7040/1ABC"), ["8004=5012345ABC", "7040=1ABC"]);
    }

    #[test]
    fn links_that_break_the_rules_of_their_kind() {
        for bad in [
            "https://id.gs1.org/01/05012345678901",
            "https://id.gs1.org/01/5012345678900",
            "https://id.gs1.org/01/05012345678900/21/S1/10/LOT7",
            "https://id.gs1.org/01/05012345678900/235/T1/21/S1",
            "https://id.gs1.org/01/05012345678900?21=S1",
            "https://id.gs1.org/01/05012345678900?17=261331",
            "https://id.gs1.org/01/05012345678900/10/LOT%2",
            "https://id.gs1.org/00/106141412345678908/10/LOT7",
        ] {
            assert!(matches!(read(bad), Some(Err(_))), "{bad}");
        }
    }

    #[test]
    fn other_addresses_are_none_of_it() {
        for other in ["https://shop.example/", "https://shop.example", "https://shop.example/cups/01", "ftp://x/01/1"] {
            assert!(read(other).is_none(), "{other}");
        }
    }
}
