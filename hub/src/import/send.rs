//! Sending what was planned, in windows: what is behind one is done.

use std::sync::Arc;

use tokio::task::JoinSet;

use super::plan::Piece;
use crate::client::{Client, Told};

/// What became of a piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Taken,
    Refused(String),
}

/// Sends pieces one after the other: whose order stands first is served first, where there is not enough.
pub async fn send_in_order(client: &Client, window: Vec<(Piece, String)>) -> anyhow::Result<Vec<(Piece, Outcome)>> {
    let mut done = Vec::with_capacity(window.len());
    for (piece, key) in window {
        let outcome = one(client, &piece, &key).await?;
        done.push((piece, outcome));
    }
    Ok(done)
}

/// Sends pieces at once, each under its key; an error where the hub does not answer, and then any of them may be done.
pub async fn send(client: &Arc<Client>, window: Vec<(Piece, String)>) -> anyhow::Result<Vec<(Piece, Outcome)>> {
    let mut sending = JoinSet::new();
    for (at, (piece, key)) in window.into_iter().enumerate() {
        let client = client.clone();
        sending.spawn(async move {
            let outcome = one(&client, &piece, &key).await;
            outcome.map(|outcome| (at, piece, outcome))
        });
    }
    let mut done = Vec::new();
    while let Some(sent) = sending.join_next().await {
        done.push(sent??);
    }
    done.sort_by_key(|(at, ..)| *at);
    Ok(done.into_iter().map(|(_, piece, outcome)| (piece, outcome)).collect())
}

async fn one(client: &Client, piece: &Piece, key: &str) -> anyhow::Result<Outcome> {
    let told = client.change("POST", &piece.path, key, &piece.body).await?;
    match (&piece.change, told) {
        (Some((path, patch)), Told::Refused { status: 409, .. }) => {
            let told = client.change("PATCH", path, &format!("{key}-change"), patch).await?;
            Ok(outcome(told))
        }
        (_, told) => Ok(outcome(told)),
    }
}

fn outcome(told: Told) -> Outcome {
    match told {
        Told::Done => Outcome::Taken,
        Told::Refused { reason, .. } => Outcome::Refused(reason),
    }
}
