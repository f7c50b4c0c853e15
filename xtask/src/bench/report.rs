//! What was measured: every figure beside what it is compared to, as a table, as JSON and as a page with plots.

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use anyhow::Result;
use serde_json::{Value, json};

/// One measurement a round.
#[derive(Debug, Clone, Default)]
pub struct Series(pub Vec<f64>);

impl Series {
    pub fn add(&mut self, value: f64) {
        self.0.push(value);
    }

    fn sorted(&self) -> Vec<f64> {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        sorted
    }

    /// The middle one; of an even number the lower of the two.
    pub fn median(&self) -> f64 {
        self.sorted().get(self.0.len().saturating_sub(1) / 2).copied().unwrap_or(0.0)
    }

    pub fn least(&self) -> f64 {
        self.sorted().first().copied().unwrap_or(0.0)
    }

    pub fn most(&self) -> f64 {
        self.sorted().last().copied().unwrap_or(0.0)
    }
}

impl From<f64> for Series {
    fn from(value: f64) -> Self {
        Self(vec![value])
    }
}

/// What a figure should be.
#[derive(Debug, Clone, Copy)]
pub enum Wanted {
    AtLeast(f64),
    AtMost(f64),
}

impl Wanted {
    fn is_met(self, found: f64) -> bool {
        match self {
            Self::AtLeast(bound) => found >= bound,
            Self::AtMost(bound) => found <= bound,
        }
    }

    fn told(self) -> String {
        match self {
            Self::AtLeast(bound) => format!("at least {}", short(bound)),
            Self::AtMost(bound) => format!("at most {}", short(bound)),
        }
    }
}

#[derive(Debug)]
struct Row {
    group: &'static str,
    name: String,
    unit: &'static str,
    series: Series,
    wanted: Option<Wanted>,
}

/// Rows in the order they were measured.
#[derive(Debug)]
pub struct Report {
    rows: Vec<Row>,
    /// Whether figures are held against what is wanted of them.
    judged: bool,
}

impl Report {
    pub fn new(judged: bool) -> Self {
        Self { rows: Vec::new(), judged }
    }

    /// A figure, or a yardstick that nothing is wanted of.
    pub fn add(&mut self, group: &'static str, name: impl Into<String>, unit: &'static str, series: impl Into<Series>) {
        self.push(group, name.into(), unit, series.into(), None);
    }

    /// A figure that something is wanted of.
    pub fn judge(
        &mut self,
        group: &'static str,
        name: impl Into<String>,
        unit: &'static str,
        series: impl Into<Series>,
        wanted: Wanted,
    ) {
        self.push(group, name.into(), unit, series.into(), Some(wanted));
    }

    fn push(&mut self, group: &'static str, name: String, unit: &'static str, series: Series, wanted: Option<Wanted>) {
        let row = Row { group, name, unit, series, wanted };
        println!("{}", line(&row, self.judged));
        self.rows.push(row);
    }

    /// Prints all, and writes JSON and the page.
    pub fn write(&self, folder: PathBuf) -> Result<()> {
        let mut group = "";
        for row in &self.rows {
            if row.group != group {
                group = row.group;
                println!("\n{group:<58}{:>11}{:>11}{:>11}", "min", "median", "max");
            }
            println!("{}", line(row, self.judged));
        }
        fs::create_dir_all(&folder)?;
        let all: Vec<Value> = self.rows.iter().map(json_of).collect();
        fs::write(folder.join("bench.json"), serde_json::to_string_pretty(&json!({ "figures": all }))?)?;
        fs::write(folder.join("bench.html"), self.page())?;
        println!("\nwritten to {} and bench.html beside it", folder.join("bench.json").display());
        Ok(())
    }

    /// One bar a row, as long as its median is of the largest in its group and unit; a thin line from least to most.
    fn page(&self) -> String {
        let mut page = String::from(HEAD);
        let mut group = "";
        for row in &self.rows {
            if row.group != group {
                group = row.group;
                let _ = writeln!(page, "<h2>{}</h2>", escape(group));
            }
            let like = self.rows.iter().filter(|other| other.group == row.group && other.unit == row.unit);
            let longest = like.map(|other| other.series.most()).fold(f64::MIN_POSITIVE, f64::max);
            let share = |value: f64| 100.0 * value / longest;
            let class = match row.wanted.map(|wanted| wanted.is_met(row.series.median())) {
                Some(true) => "met",
                Some(false) => "missed",
                None => "beside",
            };
            let wanted = row.wanted.map(Wanted::told).unwrap_or_default();
            let _ = writeln!(
                page,
                "<div class=row><span class=name>{}</span><svg viewBox='0 0 100 10' preserveAspectRatio=none><rect class={class} y=2 height=6 \
                 width={:.2} /><line x1={:.2} x2={:.2} y1=5 y2=5 /></svg><span class=value>{} {} <small>{wanted}</small></span></div>",
                escape(&row.name),
                share(row.series.median()),
                share(row.series.least()),
                share(row.series.most()),
                short(row.series.median()),
                escape(row.unit),
            );
        }
        page + "</html>\n"
    }
}

const HEAD: &str = "<!doctype html><html lang=en><meta charset=utf-8><title>Holdfast: bench</title><style>
body{font:14px/1.5 system-ui;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1a1f24;background:#fff}
.row{display:grid;grid-template-columns:24rem 1fr 20rem;gap:1rem;align-items:center}svg{width:100%;height:1.2rem}
.met{fill:#2a7f4f}.missed{fill:#b3402a}.beside{fill:#8a97a3}line{stroke:#1a1f24;stroke-width:.6}small{color:#5a6570}
@media(prefers-color-scheme:dark){body{color:#e6e9ec;background:#15191d}line{stroke:#e6e9ec}small{color:#a3adb6}}
</style><h1>Holdfast: bench</h1><p>Medians; the line goes from the least to the most of all rounds. Green: as wanted. Red: not. Grey: what it is compared to.
";

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

fn line(row: &Row, judged: bool) -> String {
    let Row { name, unit, series, wanted, .. } = row;
    let figures =
        [series.least(), series.median(), series.most()].map(|value| format!("{:>11}", short(value))).concat();
    let told = wanted.filter(|_| judged).map(|wanted| {
        let word = if wanted.is_met(series.median()) { "met" } else { "MISSED" };
        format!("  {word} ({})", wanted.told())
    });
    format!("{name:<58}{figures} {unit}{}", told.unwrap_or_default())
}

fn json_of(row: &Row) -> Value {
    let wanted = row.wanted.map(|wanted| json!({ "bound": wanted.told(), "met": wanted.is_met(row.series.median()) }));
    json!({
        "group": row.group, "name": row.name, "unit": row.unit, "rounds": row.series.0, "median": row.series.median(),
        "min": row.series.least(), "max": row.series.most(), "wanted": wanted,
    })
}

/// As many digits as mean something.
fn short(value: f64) -> String {
    match value.abs() {
        big if big >= 100.0 => format!("{value:.0}"),
        middle if middle >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.3}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_one() {
        assert_eq!(Series(vec![3.0, 1.0, 2.0]).median(), 2.0);
        assert_eq!(Series(vec![4.0, 1.0, 2.0, 3.0]).median(), 2.0);
        assert_eq!(Series::default().median(), 0.0);
    }

    #[test]
    fn what_is_wanted_is_held_against_the_median() {
        let mut report = Report::new(true);
        report.judge("orders", "a second", "/s", Series(vec![1.0, 9.0, 5.0]), Wanted::AtLeast(5.0));
        report.judge("orders", "p99", "ms", 6.0, Wanted::AtMost(5.0));
        let told: Vec<bool> = report.rows.iter().map(|row| json_of(row)["wanted"]["met"] == true).collect();
        assert_eq!(told, [true, false]);
        assert!(report.page().contains("class=missed"));
    }
}
