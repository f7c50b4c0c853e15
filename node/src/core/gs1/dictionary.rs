//! Holds the table of identifiers against the GS1 Barcode Syntax Dictionary, where that lies beside the checkout.

#![cfg(test)]

use std::collections::BTreeSet;
use std::path::Path;

use super::table::{Part, RULES, Rule, between, part, rule};

/// A rule as both tell it.
fn told(rule: &Rule) -> BTreeSet<String> {
    let mut words = BTreeSet::from([format!("separated {} attribute {}", rule.separated, rule.attribute)]);
    let part = |part: &Part| format!("{:?}{}-{}{}{:?}", part.chars, part.least, part.most, part.optional, part.rules);
    words.insert(rule.parts.iter().map(part).collect());
    for needs in &rule.needs {
        words.insert(format!("needs {:?}", needs.iter().map(|group| group.join("+")).collect::<BTreeSet<_>>()));
    }
    words.extend(rule.bars.iter().map(|bar| format!("bars {bar}")));
    words.extend(rule.key.iter().flatten().map(|order| format!("key {}", order.join(" "))));
    words
}

fn read_part(text: &'static str) -> Part {
    let mut words = text.split(',');
    let form = words.next().unwrap();
    let optional = form.starts_with('[');
    let bare = form.trim_matches(['[', ']']);
    let mut part = part(bare).unwrap();
    (part.optional, part.rules) = (optional, words.collect());
    part
}

fn read_line(line: &'static str) -> (Vec<String>, Rule) {
    let mut words = line.split('#').next().unwrap().split_whitespace();
    let ais = between(words.next().unwrap());
    let mut rule = Rule { parts: vec![], separated: true, attribute: false, needs: vec![], bars: vec![], key: None };
    for word in words {
        match word.split_once('=') {
            Some(("req", all)) => rule.needs.push(all.split(',').map(|group| group.split('+').collect()).collect()),
            Some(("ex", all)) => rule.bars.extend(all.split(',')),
            Some((_, orders)) => {
                rule.key = Some(orders.split('|').map(|order| order.split(',').collect()).collect());
            }
            None if word == "dlpkey" => rule.key = Some(vec![vec![]]),
            None if word.starts_with(['*', '?']) => {
                (rule.separated, rule.attribute) = (!word.contains('*'), word.contains('?'));
            }
            None => rule.parts.push(read_part(word)),
        }
    }
    (ais, rule)
}

#[test]
fn the_table_is_the_dictionarys() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/gs1-syntax-dictionary.txt");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{} is needed: {error}", path.display()));
    let text: &'static str = text.leak();
    let mut known = BTreeSet::new();
    for (ais, wanted) in text.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_digit())).map(read_line) {
        for ai in ais {
            let found = rule(&ai).unwrap_or_else(|| panic!("({ai}) is missing"));
            assert_eq!(told(found), told(&wanted), "({ai})");
            known.insert(ai);
        }
    }
    assert_eq!(RULES.keys().cloned().collect::<BTreeSet<_>>(), known);
}
