//! The page itself: one text a language, put into one frame.

use holdfast_crdt::WarehouseId;
use holdfast_shell::link::Root;

pub const STYLE: &str = include_str!("style.css");

/// Pairs of digits of the fingerprint on one line.
const PAIRS_A_LINE: usize = 8;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    En,
    De,
    Pl,
    Es,
    Ar,
}

impl Language {
    pub const ALL: [Self; 5] = [Self::En, Self::De, Self::Pl, Self::Es, Self::Ar];

    /// Its code, its name in itself, the page's title, and what stands below it.
    const fn facts(self) -> (&'static str, &'static str, &'static str, &'static str) {
        match self {
            Self::En => ("en", "English", "Trust this warehouse", include_str!("en.html")),
            Self::De => ("de", "Deutsch", "Diesem Lager vertrauen", include_str!("de.html")),
            Self::Pl => ("pl", "Polski", "Zaufaj temu magazynowi", include_str!("pl.html")),
            Self::Es => ("es", "Español", "Confiar en este almacén", include_str!("es.html")),
            Self::Ar => ("ar", "العربية", "الوثوق بهذا المستودع", include_str!("ar.html")),
        }
    }

    const fn code(self) -> &'static str {
        self.facts().0
    }

    const fn direction(self) -> &'static str {
        match self {
            Self::Ar => "rtl",
            _ => "ltr",
        }
    }

    pub fn named(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }

    /// The best of `Accept-Language` (RFC 9110, 12.5.4) that there is, else English.
    pub fn preferred(accepted: &str) -> Self {
        let ranges = accepted.split(',').filter_map(|range| {
            let (tag, weight) = range.split_once(';').unwrap_or((range, "q=1"));
            let weight: f32 = weight.trim().strip_prefix("q=")?.parse().ok()?;
            let primary = tag.trim().split('-').next()?.to_ascii_lowercase();
            Self::named(&primary).filter(|_| weight > 0.0).map(|language| (language, weight))
        });
        // of equal ones the first
        let best = ranges.reduce(|best, next| if next.1 > best.1 { next } else { best });
        best.map_or(Self::En, |(language, _)| language)
    }
}

/// The page in one language. A warehouse's id has no character that HTML takes for its own.
pub fn written(language: Language, root: &Root, warehouse: &WarehouseId) -> String {
    let (code, _, title, body) = language.facts();
    let body = body.replace("{fingerprint}", &lines(&root.fingerprint())).replace("{warehouse}", warehouse.as_str());
    let others: String = Language::ALL.into_iter().map(|other| link(other, language)).collect();
    let direction = language.direction();
    format!(
        r#"<!doctype html>
<html lang="{code}" dir="{direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} – {warehouse}</title>
<link rel="stylesheet" href="/trust/style.css">
</head>
<body>
<nav>{others}</nav>
<main>
<h1>{title}: <bdi>{warehouse}</bdi></h1>
{body}</main>
</body>
</html>
"#
    )
}

fn link(to: Language, here: Language) -> String {
    let (code, name, ..) = to.facts();
    let current = if to == here { " aria-current=\"page\"" } else { "" };
    format!("<a href=\"/trust?lang={code}\" lang=\"{code}\" hreflang=\"{code}\"{current}>{name}</a>")
}

fn lines(fingerprint: &str) -> String {
    let pairs: Vec<&str> = fingerprint.split(':').collect();
    pairs.chunks(PAIRS_A_LINE).map(|line| line.join(":")).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use holdfast_crdt::Millis;
    use holdfast_shell::link::Authority;

    use super::*;

    #[test]
    fn languages_are_taken_as_they_are_preferred() {
        for (accepted, expected) in [
            ("", Language::En),
            ("fr", Language::En),
            ("de", Language::De),
            ("fr;q=1, PL-pl;q=0.9, en;q=0.8", Language::Pl),
            ("en;q=0.5, ar;q=0.7", Language::Ar),
            ("es;q=0, de;q=0.1", Language::De),
            ("de;q=x, *;q=0.5", Language::En),
        ] {
            assert_eq!(Language::preferred(accepted), expected, "{accepted}");
        }
    }

    #[test]
    fn every_language_tells_the_same() {
        let root = Root::from_pem(Authority::create(Millis(1_800_000_000_000)).unwrap().ca_pem()).unwrap();
        let leeds = WarehouseId::new("LEEDS").unwrap();
        for language in Language::ALL {
            let page = written(language, &root, &leeds);
            assert!(page.contains(&lines(&root.fingerprint())) && page.contains("LEEDS"), "{language:?}");
            for link in ["/trust/root.crt", "/trust/root.pem", "/trust/root.mobileconfig", "holdfast-hub ca"] {
                assert!(page.contains(link), "{language:?}: {link}");
            }
            assert_eq!((page.matches("<h2").count(), page.matches("<li>").count()), (8, 25), "{language:?}");
            assert!(!page.contains("<script") && !page.contains("style=") && !page.contains("{"), "{language:?}");
            assert!(!page.contains("http://") && !page.contains("https://"), "{language:?}: leads to no other place");
        }
    }
}
