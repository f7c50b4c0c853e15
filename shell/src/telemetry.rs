//! Logs to stderr and metrics for `/metrics`.

use std::fmt;
use std::io;
use std::thread;
use std::time::Duration;

use clap::ValueEnum;
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};
use thiserror::Error;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;

/// How often the recorded durations are folded into their buckets; unread they would pile up.
const UPKEEP_EVERY: Duration = Duration::from_secs(5);
/// Upper bounds of durations, seconds.
const BUCKETS: [f64; 13] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// The shape of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum LogFormat {
    /// Lines for people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

impl fmt::Display for LogFormat {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(match self {
            Self::Text => "text",
            Self::Json => "json",
        })
    }
}

/// Why telemetry could not start.
#[derive(Debug, Error)]
pub enum TelemetryError {
    #[error("the log filter is not valid")]
    Filter(#[from] ParseError),
    #[error("logging was started before: {0}")]
    Logs(Box<dyn std::error::Error + Send + Sync>),
    #[error("metrics could not start")]
    Metrics(#[from] BuildError),
    #[error("the metrics thread could not start")]
    Thread(#[from] io::Error),
}

/// Starts logging to stderr at `filter` (as in `info,holdfast_hub=debug`) and recording metrics. Once per process.
pub fn init(format: LogFormat, filter: &str) -> Result<PrometheusHandle, TelemetryError> {
    // a log that cannot be written (its disk is full, its reader is gone) is no reason to stop serving: told on stderr, as
    // would be done by default, it would panic there
    let logs = tracing_subscriber::fmt().log_internal_errors(false).with_writer(io::stderr);
    let logs = logs.with_env_filter(EnvFilter::try_new(filter)?);
    match format {
        LogFormat::Text => logs.with_ansi(false).try_init(),
        LogFormat::Json => logs.json().flatten_event(true).try_init(),
    }
    .map_err(TelemetryError::Logs)?;
    let metrics = PrometheusBuilder::new().set_buckets(&BUCKETS)?.install_recorder()?;
    let kept = metrics.clone();
    thread::Builder::new().name("metrics".into()).spawn(move || {
        loop {
            thread::sleep(UPKEEP_EVERY);
            kept.run_upkeep();
        }
    })?;
    Ok(metrics)
}
