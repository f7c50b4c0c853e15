//! One figure beside its yardstick, over several rounds.

use std::collections::BTreeMap;
use std::fmt;

use anyhow::Result;
use hdrhistogram::Histogram;
use serde_json::{Value, json};

use super::load::Measured;

pub const HEADING: &str =
    "          a second: min   median      max   echo median   ratio   latency ms: p50     p99     max";

#[derive(Debug)]
pub struct Figure {
    pub name: &'static str,
    pub answered: u64,
    pub refused: BTreeMap<u16, u64>,
    rates: Vec<f64>,
    echo_rates: Vec<f64>,
    latency_us: Histogram<u64>,
}

impl Figure {
    pub fn new(name: &'static str) -> Result<Self> {
        let latency_us = Histogram::new(3)?;
        Ok(Self { name, answered: 0, refused: BTreeMap::new(), rates: Vec::new(), echo_rates: Vec::new(), latency_us })
    }

    pub fn add(&mut self, ours: &Measured, echo: &Measured) -> Result<()> {
        self.answered += ours.answered;
        for (status, n) in ours.refused.iter().chain(&echo.refused) {
            *self.refused.entry(*status).or_default() += n;
        }
        self.rates.push(ours.per_second());
        self.echo_rates.push(echo.per_second());
        Ok(self.latency_us.add(&ours.latency_us)?)
    }

    pub fn median(&self) -> f64 {
        median(&self.rates)
    }

    pub fn ratio(&self) -> f64 {
        self.median() / median(&self.echo_rates)
    }

    fn latency_ms(&self, quantile: f64) -> f64 {
        self.latency_us.value_at_quantile(quantile) as f64 / 1000.0
    }

    pub fn json(&self) -> Value {
        json!({
            "perSecond": self.rates, "median": self.median(),
            "echoPerSecond": self.echo_rates, "echoMedian": median(&self.echo_rates), "ratioToEcho": self.ratio(),
            "latencyMs": { "p50": self.latency_ms(0.5), "p99": self.latency_ms(0.99), "max": self.latency_ms(1.0) },
        })
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (least, most) = (sorted(&self.rates)[0], sorted(&self.rates)[self.rates.len() - 1]);
        write!(f, "{:<15}{least:>9.0}{:>9.0}{most:>9.0}", self.name, self.median())?;
        write!(f, "{:>14.0}{:>7.1} %", median(&self.echo_rates), self.ratio() * 100.0)?;
        write!(f, "{:>16.1}{:>8.1}{:>8.1}", self.latency_ms(0.5), self.latency_ms(0.99), self.latency_ms(1.0))
    }
}

fn sorted(rates: &[f64]) -> Vec<f64> {
    let mut sorted = rates.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

/// The middle one; of an even number the lower of the two.
fn median(rates: &[f64]) -> f64 {
    sorted(rates).get(rates.len().saturating_sub(1) / 2).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_one() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.0);
        assert_eq!(median(&[]), 0.0);
    }
}
