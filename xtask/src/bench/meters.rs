//! What a server counts of itself, read from its `/metrics`.

use anyhow::{Result, ensure};

use super::load::Line;

/// One reading, as text.
#[derive(Debug)]
pub struct Meters(String);

impl Meters {
    pub async fn read(address: &str) -> Result<Self> {
        let mut line = Line::open(address).await?;
        let (status, body) = line.get("/metrics", "none").await?;
        ensure!(status == 200, "/metrics was answered {status}");
        Ok(Self(String::from_utf8_lossy(body).into_owned()))
    }

    /// The sum of a counter over all its series that have these labels.
    fn sum(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        let of_series = |line: &str| -> Option<f64> {
            let rest = line.strip_prefix(name)?;
            let (told, value) = rest.strip_prefix('{')?.split_once('}')?;
            let all = labels.iter().all(|(label, value)| told.contains(&format!("{label}=\"{value}\"")));
            if all { value.trim().parse().ok() } else { None }
        };
        self.0.lines().filter_map(of_series).sum()
    }
}

/// Bytes of frames on one lane of all links of a server, in one direction.
pub fn link_bytes(meters: &Meters, lane: &str, direction: &str) -> u64 {
    meters.sum("link_bytes_total", &[("lane", lane), ("direction", direction)]) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn series_are_found_by_their_labels() {
        let text = "# TYPE link_bytes_total counter\nlink_bytes_total{lane=\"cells\",direction=\"sent\"} 12\n\
                    link_bytes_total{lane=\"cells\",direction=\"received\"} 30\nlink_bytes_total_else{lane=\"cells\"} 5\n";
        let meters = Meters(text.to_owned());
        assert_eq!(link_bytes(&meters, "cells", "sent"), 12);
        assert_eq!(link_bytes(&meters, "mail", "sent"), 0);
    }
}
