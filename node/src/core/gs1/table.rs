//! The application identifiers and their rules, as the GS1 Barcode Syntax Dictionary has them (release of January 2026), put
//! together by form: identifiers that look alike stand in one line. A test holds them against the dictionary itself.
//!
//! Identifiers are listed by blanks; `710-717` is a range, `310-316:0-5` each of the range with one more digit of the other.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The characters a part may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chars {
    Digits,
    /// GS1's set of 82.
    Printable,
    /// GS1's set of 39.
    Narrow,
    /// Base 64 as it stands in URLs.
    Base64,
}

/// A run of characters within a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub chars: Chars,
    pub least: usize,
    pub most: usize,
    pub optional: bool,
    /// Names of the rules that its text keeps.
    pub rules: Vec<&'static str>,
}

/// Alternatives, each of identifiers that go together.
pub type Needs = Vec<Vec<&'static str>>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    pub parts: Vec<Part>,
    /// Its length is not known in advance: what follows is set apart by FNC1.
    pub separated: bool,
    /// May stand in the query of a Digital Link.
    pub attribute: bool,
    /// Of each, one alternative must be found on the item, if not in this symbol.
    pub needs: Vec<Needs>,
    /// Identifiers, or patterns with `n` for a digit, that contradict it.
    pub bars: Vec<&'static str>,
    /// Where it may begin a Digital Link: the qualifiers that may follow, in order, by alternative.
    pub key: Option<Vec<Vec<&'static str>>>,
}

impl Rule {
    /// Characters of a value whose length is known in advance.
    pub fn fixed(&self) -> Option<usize> {
        (!self.separated).then(|| self.parts.iter().map(|part| part.most).sum())
    }
}

const MEASURES: &str = "310-316:0-5 320-329:0-5 330-337:0-5 340-349:0-5 350-357:0-5 360-369:0-5";

/// What values look like.
const FORMS: &[(&str, &str)] = &[
    ("00", "N18:csum:gcppos2"),
    ("01-03", "N14:csum:gcppos2"),
    ("8006 8026", "N14:csum:gcppos2 N4:pieceoftotal"),
    ("402", "N17:csum:gcppos1"),
    ("8017 8018", "N18:csum:gcppos1"),
    ("410-417", "N13:csum:gcppos1"),
    ("253", "N13:csum:gcppos1 ?X..17"),
    ("255", "N13:csum:gcppos1 ?N..12"),
    ("8003", "N1:zero N13:csum:gcppos1 ?X..16"),
    ("401 7023 8004", "X..30:gcppos1"),
    ("8010", "Y..30:gcppos1"),
    ("8013", "X..25:csumalpha:gcppos1"),
    ("8014", "X..25:csumalpha:gcppos1:hasnondigit"),
    ("10 21 22 243 254 420 710-717 4318 7020-7022 7240 8002 8012", "X..20"),
    ("240 241 250 251 400 403 4308 4319 7002 90", "X..30"),
    ("91-99", "X..90"),
    ("235", "X..28"),
    ("242", "N..6"),
    ("30 37", "N..8"),
    ("20", "N2"),
    (MEASURES, "N6"),
    ("395:0-5 8005", "N6"),
    ("11-13 15-17", "N6:yymmd0"),
    ("4326 7006", "N6:yymmdd"),
    ("7007", "N6:yymmdd ?N6:yymmdd"),
    ("7011", "N6:yymmdd ?N4:hhmi"),
    ("7003", "N6:yymmdd N4:hhmi"),
    ("4324 4325", "N6:yymmd0 N4:hhmi"),
    ("8008", "N6:yymmdd N2:hh ?N2:mi ?N2:ss"),
    ("7250", "N8:yyyymmdd"),
    ("7251", "N8:yyyymmdd N4:hhmi"),
    ("390:0-9 392:0-9", "N..15"),
    ("391:0-9 393:0-9", "N3:iso4217 N..15"),
    ("394:0-3 8111", "N4"),
    ("421", "N3:iso3166 X..9"),
    ("422 424 426", "N3:iso3166"),
    ("423 425", "N3:iso3166 ?N3:iso3166 ?N3:iso3166 ?N3:iso3166 ?N3:iso3166"),
    ("427 7008", "X..3"),
    ("4307 4317", "X2:iso3166alpha2"),
    ("7030-7039", "N3:iso3166999 X..27"),
    ("4300 4301 4310 4311 4320", "X..35:pcenc"),
    ("4302-4306 4312-4316 7257", "X..70:pcenc"),
    ("7253 7254 7259", "X..40:pcenc"),
    ("7256", "X..90:pcenc"),
    ("4309", "N10:latitude N10:longitude"),
    ("4321-4323", "N1:yesno"),
    ("4330-4333", "N6 ?X1:hyphen"),
    ("7001", "N13"),
    ("7004", "N..4"),
    ("7005", "X..12"),
    ("7009 7255", "X..10"),
    ("7010", "X..2"),
    ("7040", "N1 X1 X1 X1:importeridx"),
    ("7041", "X..4:packagetype"),
    ("7230-7239", "X2 X..28"),
    ("7241", "N2:mediatype"),
    ("7242 8020", "X..25"),
    ("7252", "N1:iso5218"),
    ("8200", "X..70"),
    ("7258", "X3:posinseqslash"),
    ("8001", "N4:nonzero N5:nonzero N3:nonzero N1:winding N1"),
    ("8007", "X..34:iban"),
    ("8009", "X..50"),
    ("8011", "N..12:nozeroprefix"),
    ("8019", "N..10"),
    ("8030", "Z..90"),
    ("8040 8041", "N15"),
    ("8042", "N32"),
    ("8043", "N18 ?N..2"),
    ("8110", "X..70:couponcode"),
    ("8112", "X..70:couponposoffer"),
];

/// Set lengths follow from the first two digits (GS1 General Specifications, 7.8.5).
const SET_IN_ADVANCE: &[&str] =
    &["00", "01", "02", "03", "11", "12", "13", "15", "16", "17", "20", "31", "32", "33", "34", "35", "36", "41"];

/// Not allowed in the query of a Digital Link: parts of its path, and what concerns no item.
const NO_ATTRIBUTE: &str = "03 21 22 235 254 7040 7041 8011 8014 8019 8020 8040-8043 8200";

/// What must be found beside an identifier: by `|` the alternatives, by `+` what goes together.
const NEEDS: &[(&str, &str)] = &[
    ("02", "37"),
    ("37", "00"),
    ("37", "02|8026"),
    ("10 11 13 15 16", "01|02|03|8006|8026"),
    ("17", "01|02|03|255|8006|8026"),
    ("12 391:0-9 415", "8020"),
    ("20 240-242 422 7001", "01|02|8006|8026"),
    ("21", "01|03|8006"),
    ("22 235 243 337:0-5 710-717 8001 8014 8200", "01"),
    ("250 251 7020 7021 7240 8012", "01|8006"),
    ("250", "21"),
    ("254", "414"),
    ("30 310-316:0-5 320-329:0-5 350-352:0-5 356-357:0-5 360-361:0-5 364-366:0-5", "01|02"),
    ("423-427 7002 7003 7005-7011 7030-7039 8005 8008", "01|02"),
    ("427", "422"),
    ("330-336:0-5 340-349:0-5 353-355:0-5 362-363:0-5 367-369:0-5 8009", "00|01"),
    ("390:0-9", "255|8020"),
    ("392:0-9", "01"),
    ("392:0-9 393:0-9 395:0-5", "30|31nn|32nn|35nn|36nn"),
    ("394:0-3 8111", "255"),
    ("403 4300-4302 4304-4312 4314-4326 4330-4333 7041", "00"),
    ("4303", "4302"),
    ("4313", "4312"),
    ("7004", "01+10"),
    ("7020", "416"),
    ("7022", "7021"),
    ("7230-7239", "01|8004"),
    ("7241 7242 7253-7256 8019", "8017|8018"),
    ("7250-7252 7257 7259", "8018"),
    ("7258", "8018+7259"),
    ("8007 8020", "415"),
    ("8011", "8010"),
    ("8026", "37"),
    ("8030", "00|01+21|253|255|8003|8004|8006+21|8010+8011|8017|8018"),
    ("8040", "01+21"),
    ("8041-8043", "01+21+8040"),
];

/// What must not stand beside an identifier. Measures bar other figures of the same measure, which is said once, below.
const BARS: &[(&str, &str)] = &[
    ("01", "255|37"),
    ("02", "01|03"),
    ("03", "01|02|37"),
    ("21", "235"),
    ("255", "01|02|415|8006|8020|8026"),
    ("390:0-9", "390n|391n|394n|8111"),
    ("391:0-9", "391n"),
    ("392:0-9", "392n|393n"),
    ("393:0-9", "393n"),
    ("394:0-3", "394n|8111"),
    ("395:0-5", "392n|393n|395n|8005"),
    ("420", "421"),
    ("421", "4307"),
    ("422-425", "426"),
    ("4330", "4331"),
    ("4331", "4330"),
    ("4332", "4333"),
    ("4333", "4332"),
    ("7250", "7251"),
    ("7251", "7250"),
    ("7253 7254", "7256|7259"),
    ("7255", "7256|7259"),
    ("7259", "7256"),
    ("8006", "01|37"),
    ("8017", "8018"),
    ("8018", "8017"),
    ("8026", "02|8006"),
];

/// What a Digital Link may begin with, and the qualifiers that may follow in this order; `|` parts alternatives.
const KEYS: &[(&str, &str)] = &[
    ("00 253 255 401 402 8003 8013", ""),
    ("01", "22 10 21|235"),
    ("414", "254|7040"),
    ("415", "8020"),
    ("417 8004", "7040"),
    ("8006", "22 10 21"),
    ("8010", "8011"),
    ("8017 8018", "8019"),
];

pub(super) static RULES: LazyLock<BTreeMap<String, Rule>> = LazyLock::new(all);

/// The rule of an identifier; `None` where there is no such identifier.
pub fn rule(ai: &str) -> Option<&'static Rule> {
    RULES.get(ai)
}

/// Whether an identifier is one of a pattern's, in which `n` stands for any digit.
pub fn matches(pattern: &str, ai: &str) -> bool {
    let fits = |(wanted, digit): (u8, u8)| wanted == digit || (wanted == b'n' && digit.is_ascii_digit());
    pattern.len() == ai.len() && pattern.bytes().zip(ai.bytes()).all(fits)
}

fn all() -> BTreeMap<String, Rule> {
    let mut rules = BTreeMap::new();
    for (ais, form) in FORMS {
        let parts: Vec<Part> = form.split(' ').filter_map(part).collect();
        for ai in listed(ais) {
            let separated = !SET_IN_ADVANCE.contains(&&ai[..2]);
            let (needs, bars) = (Vec::new(), Vec::new());
            rules.insert(ai, Rule { parts: parts.clone(), separated, attribute: true, needs, bars, key: None });
        }
    }
    let mut of = |ais: &str, edit: &dyn Fn(&mut Rule)| {
        listed(ais).iter().for_each(|ai| rules.get_mut(ai).into_iter().for_each(edit));
    };
    of(NO_ATTRIBUTE, &|rule| rule.attribute = false);
    for (ais, needs) in NEEDS {
        of(ais, &|rule| rule.needs.push(needs.split('|').map(|group| group.split('+').collect()).collect()));
    }
    for (ais, bars) in BARS {
        of(ais, &|rule| rule.bars.extend(bars.split('|')));
    }
    for measure in MEASURE_PATTERNS {
        of(&measure.replace('n', ":0-5"), &|rule| rule.bars.push(measure));
    }
    for (ais, qualifiers) in KEYS {
        let orders = || -> Vec<Vec<&'static str>> {
            qualifiers.split('|').map(|order| order.split_whitespace().collect()).collect()
        };
        of(ais, &|rule| rule.key = Some(orders()));
    }
    rules
}

/// Each measure with any place of its decimal point.
#[rustfmt::skip]
const MEASURE_PATTERNS: &[&str] = &[
    "310n", "311n", "312n", "313n", "314n", "315n", "316n",
    "320n", "321n", "322n", "323n", "324n", "325n", "326n", "327n", "328n", "329n",
    "330n", "331n", "332n", "333n", "334n", "335n", "336n", "337n",
    "340n", "341n", "342n", "343n", "344n", "345n", "346n", "347n", "348n", "349n",
    "350n", "351n", "352n", "353n", "354n", "355n", "356n", "357n",
    "360n", "361n", "362n", "363n", "364n", "365n", "366n", "367n", "368n", "369n",
];

/// The identifiers of a list.
fn listed(ais: &str) -> Vec<String> {
    let mut all = Vec::new();
    for item in ais.split(' ') {
        let (range, tail) = item.split_once(':').map_or((item, None), |(range, tail)| (range, Some(tail)));
        for ai in between(range) {
            match tail {
                Some(tail) => all.extend(between(tail).iter().map(|digit| format!("{ai}{digit}"))),
                None => all.push(ai),
            }
        }
    }
    all
}

/// `710-717` as its members, with as many digits.
pub(super) fn between(range: &str) -> Vec<String> {
    let (low, high) = range.split_once('-').unwrap_or((range, range));
    let width = low.len();
    match (low.parse::<u32>(), high.parse::<u32>()) {
        (Ok(low), Ok(high)) => (low..=high).map(|ai| format!("{ai:0width$}")).collect(),
        _ => Vec::new(),
    }
}

/// `?X..20:pcenc` as a part.
pub(super) fn part(text: &'static str) -> Option<Part> {
    let (text, optional) = text.strip_prefix('?').map_or((text, false), |rest| (rest, true));
    let mut words = text.split(':');
    let form = words.next()?;
    let chars = match form.chars().next()? {
        'N' => Chars::Digits,
        'X' => Chars::Printable,
        'Y' => Chars::Narrow,
        'Z' => Chars::Base64,
        _ => return None,
    };
    let (least, most) = match form[1..].strip_prefix("..") {
        Some(most) => (1, most.parse().ok()?),
        None => (form[1..].parse().ok()?, form[1..].parse().ok()?),
    };
    Some(Part { chars, least, most, optional, rules: words.collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_stand_for_identifiers_of_their_length() {
        assert!(matches("31nn", "3103") && matches("01", "01"));
        assert!(!matches("31nn", "310") && !matches("392n", "3103"));
    }
}
