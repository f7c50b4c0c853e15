//! The weathers. Each is healed by its trial when it is over; what it must not do to those at work, it looks at itself.

use std::time::Duration;

use anyhow::Result;
use tokio::task::block_in_place;

use super::trial::Trial;
use crate::api::{list, text};
use crate::relay::{Way, Weather};
use crate::world::Site;

const CUTS: usize = 4;
const MOVES: usize = 3;

fn everywhere(trial: &Trial, weather: Weather) {
    trial.scene().sites.iter().for_each(|site| site.relay.set(|w| *w = weather));
}

/// The yardstick of the others.
pub async fn clean(trial: &mut Trial) -> Result<()> {
    lasting(trial, Weather::default(), 4.0).await
}

pub async fn a_little_loss(trial: &mut Trial) -> Result<()> {
    lasting(trial, Weather { loss: 0.01, ..Weather::default() }, 8.0).await
}

/// A session may end here; the work may not.
pub async fn much_loss(trial: &mut Trial) -> Result<()> {
    let delay = Duration::from_millis(5);
    everywhere(trial, Weather { delay, loss: 0.1, duplicate: 0.05, reorder: 0.1, ..Weather::default() });
    trial.goes_on("sending under 10 % loss", 10.0, |stage| stage.tally.parcels.get()).await;
    Ok(())
}

pub async fn narrow(trial: &mut Trial) -> Result<()> {
    let delay = Duration::from_millis(40);
    lasting(trial, Weather { delay, bandwidth: 2_000_000.0, ..Weather::default() }, 8.0).await
}

/// A weather that no session minds.
async fn lasting(trial: &mut Trial, weather: Weather, seconds: f64) -> Result<()> {
    let before = trial.sessions().await?;
    everywhere(trial, weather);
    trial.pass(seconds).await;
    trial.sessions_are_still(&before).await
}

/// Turn by turn, long enough for the session to end, and too short for that.
pub async fn cuts(trial: &mut Trial) -> Result<()> {
    for turn in 0..CUTS {
        let site = trial.site(turn / 2 % trial.scene().sites.len());
        site.relay.cut();
        trial.stage.tally.cuts.add(1);
        if turn % 2 == 0 {
            trial.until_online(&site, false).await?;
            trial.goes_on("a floor that is cut off", 1.0, |stage| stage.tally.scans.get()).await;
        } else {
            trial.pass(1.0).await;
        }
        site.relay.heal();
        trial.until_online(&site, true).await?;
        trial.pass(0.5).await;
    }
    Ok(())
}

/// Each way at each node's turn. The side that still hears must give up, too.
pub async fn one_way(trial: &mut Trial) -> Result<()> {
    for (way, at) in [(Way::Up, 0), (Way::Down, 1)] {
        let site = trial.site(at);
        site.relay.cut_one_way(way);
        trial.stage.tally.cuts.add(1);
        trial.until_online(&site, false).await?;
        trial.goes_on("a floor that is cut off one way", 1.0, |stage| stage.tally.scans.get()).await;
        site.relay.heal();
        trial.until_online(&site, true).await?;
    }
    Ok(())
}

/// From fibre to mobile and back: the session goes with the node.
pub async fn moves(trial: &mut Trial) -> Result<()> {
    let before = trial.sessions().await?;
    for _ in 0..MOVES {
        for site in &trial.scene().sites {
            site.relay.rebind().await?;
        }
        trial.pass(2.0).await;
    }
    // A session that had not come along would be found silent after 4 s.
    for site in &trial.scene().sites {
        until_heard(trial, site).await?;
    }
    trial.sessions_are_still(&before).await
}

/// Waits until the node has heard from its hub anew.
async fn until_heard(trial: &Trial, site: &Site) -> Result<()> {
    let lag =
        async || -> Result<f64> { Ok(site.node.get("/v1/link").await?["lagSeconds"].as_f64().unwrap_or(f64::MAX)) };
    let mut last = lag().await?;
    for _ in 0..100 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let now = lag().await?;
        if now < last {
            return Ok(());
        }
        last = now;
    }
    trial.stage.problem(format!("{} hears nothing any more", site.id()));
    Ok(())
}

/// The hub's process stands still, as in a machine that swaps or a virtual machine that is moved.
pub async fn stopped_hub(trial: &mut Trial, stop: Duration) -> Result<()> {
    trial.pass(1.0).await;
    let sites = trial.scene().sites.clone();
    let stopped = tokio::time::Instant::now();
    block_in_place(|| trial.world.hub.freeze())?;
    for site in &sites {
        trial.until_online(site, false).await?;
    }
    trial.goes_on("floors beside a hub that stands still", 2.0, |stage| stage.tally.scans.get()).await;
    tokio::time::sleep_until(stopped + stop).await;
    trial.goes_on("floors beside a hub that stands still", 1.0, |stage| stage.tally.scans.get()).await;
    block_in_place(|| trial.world.hub.thaw())?;
    for site in &sites {
        trial.until_online(site, true).await?;
    }
    trial.goes_on("orders after the hub stood still", 2.0, |stage| stage.tally.placed.get()).await;
    Ok(())
}

pub async fn stopped_node(trial: &mut Trial) -> Result<()> {
    trial.pass(1.0).await;
    let site = trial.site(0);
    block_in_place(|| trial.world.nodes[0].freeze())?;
    until_missed(trial, &site).await?;
    trial.goes_on("orders beside a node that stands still", 2.0, |stage| stage.tally.placed.get()).await;
    block_in_place(|| trial.world.nodes[0].thaw())?;
    trial.until_online(&site, true).await?;
    trial.goes_on("floors after one stood still", 2.0, |stage| stage.tally.parcels.get()).await;
    Ok(())
}

/// Waits until the hub takes the node for gone.
async fn until_missed(trial: &Trial, site: &Site) -> Result<()> {
    for _ in 0..300 {
        let nodes = trial.scene().hub.get("/v1/nodes").await?;
        if list(&nodes, "items").iter().any(|node| text(node, "warehouseId") == site.id() && node["online"] == false) {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    trial.stage.problem(format!("the hub does not miss {}", site.id()));
    Ok(())
}
