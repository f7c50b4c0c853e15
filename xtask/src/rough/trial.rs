//! One spell of weather after another over the same world: everybody at work, then all healed, then a verdict.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::api::text;
use crate::closing::halt;
use crate::relay::Traffic;
use crate::stage::Stage;
use crate::world::{Scene, Site, World};
use crate::writers;

/// A link that is down is noticed within this, and one that is healed is up again.
const NOTICED_WITHIN: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(50);

#[derive(Debug)]
pub struct Trial {
    pub world: World,
    pub stage: Arc<Stage>,
    seed: u64,
    /// Of the usual length of spells.
    pace: f64,
    reports: Vec<Report>,
}

/// What was done so far.
#[derive(Debug, Clone, Copy)]
struct Work {
    orders: u64,
    parcels: u64,
    scans: u64,
    traffic: Traffic,
}

/// How a spell went.
#[derive(Debug)]
struct Report {
    name: &'static str,
    seconds: f64,
    settled: f64,
    before: Work,
    after: Work,
    sessions_kept: bool,
}

impl Trial {
    pub fn new(world: World, stage: Arc<Stage>, seed: u64, pace: f64) -> Self {
        Self { world, stage, seed, pace, reports: Vec::new() }
    }

    /// A spell of `weather` with everybody at work. Errors unless it ends, healed, with a good verdict.
    pub async fn under(
        &mut self,
        name: &'static str,
        weather: impl AsyncFnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        println!("{name}");
        let (before, sessions) = (self.work(), self.sessions().await?);
        self.seed += 100;
        let crew = writers::crew(&self.stage, self.seed);
        let started = Instant::now();
        let done = weather(self).await;
        let (seconds, after) = (started.elapsed().as_secs_f64(), self.work());
        self.stage.scene.heal();
        // Whoever still stands still would not let the crew end.
        self.world.servers().try_for_each(|server| server.thaw())?;
        crew.end().await;
        done.context(name)?;
        if after.orders == before.orders || after.parcels == before.parcels || after.scans == before.scans {
            self.stage.problem(format!("{name}: somebody did nothing all the time"));
        }
        let healed = Instant::now();
        halt(&self.world, &self.stage).await.context(name)?;
        let settled = healed.elapsed().as_secs_f64();
        let sessions_kept = self.sessions().await? == sessions;
        self.reports.push(Report { name, seconds, settled, before, after, sessions_kept });
        Ok(())
    }

    /// The spells so far, for people.
    pub fn lines(&self) -> Vec<String> {
        let head = "weather               seconds  settled  orders  parcels   scans  datagrams    lost dropped  twice   late severed  sessions";
        std::iter::once(head.to_owned()).chain(self.reports.iter().map(Report::line)).collect()
    }

    pub fn scene(&self) -> &Scene {
        &self.stage.scene
    }

    pub fn site(&self, at: usize) -> Site {
        self.stage.scene.sites[at].clone()
    }

    /// Lets time pass: so many seconds, or less in a fast run.
    pub async fn pass(&self, seconds: f64) {
        tokio::time::sleep(Duration::from_secs_f64(seconds * self.pace)).await;
    }

    /// Since when each node has been online. A session that ended and came again has another moment.
    pub async fn sessions(&self) -> Result<Vec<String>> {
        let mut since = Vec::new();
        for site in &self.stage.scene.sites {
            let link = site.node.get("/v1/link").await?;
            since.push(format!("{} {} {}", site.id(), link["online"], text(&link, "since")));
        }
        Ok(since)
    }

    /// The sessions must be those of `before`.
    pub async fn sessions_are_still(&self, before: &[String]) -> Result<()> {
        let now = self.sessions().await?;
        if now != before {
            self.stage.problem(format!("a session did not last: {before:?}, and then {now:?}"));
        }
        Ok(())
    }

    pub async fn until_online(&self, site: &Site, online: bool) -> Result<()> {
        let end = Instant::now() + NOTICED_WITHIN;
        while site.online().await? != online {
            if Instant::now() > end {
                bail!("{} is not {} after {NOTICED_WITHIN:?}", site.id(), if online { "online" } else { "offline" });
            }
            tokio::time::sleep(PAUSE).await;
        }
        Ok(())
    }

    /// What `figure` counts must go up while `time` passes.
    pub async fn goes_on(&self, what: &str, seconds: f64, figure: impl Fn(&Stage) -> u64) {
        let before = figure(&self.stage);
        self.pass(seconds).await;
        if figure(&self.stage) == before {
            self.stage.problem(format!("{what} did not go on"));
        }
    }

    fn work(&self) -> Work {
        let tally = &self.stage.tally;
        let mut sum = Traffic::default();
        for traffic in self.stage.scene.sites.iter().map(|site| site.relay.traffic()) {
            sum.carried += traffic.carried;
            sum.lost += traffic.lost;
            sum.dropped += traffic.dropped;
            sum.repeated += traffic.repeated;
            sum.reordered += traffic.reordered;
            sum.severed += traffic.severed;
        }
        Work { orders: tally.placed.get(), parcels: tally.parcels.get(), scans: tally.scans.get(), traffic: sum }
    }
}

impl Report {
    fn line(&self) -> String {
        let Self { name, seconds, settled, before: b, after: a, .. } = self;
        format!(
            "{name:<21} {seconds:>7.1}  {settled:>7.1}  {:>6}  {:>7}  {:>6}  {:>9}  {:>6}  {:>6} {:>6} {:>6} {:>7}  {}",
            a.orders - b.orders,
            a.parcels - b.parcels,
            a.scans - b.scans,
            a.traffic.carried - b.traffic.carried,
            a.traffic.lost - b.traffic.lost,
            a.traffic.dropped - b.traffic.dropped,
            a.traffic.repeated - b.traffic.repeated,
            a.traffic.reordered - b.traffic.reordered,
            a.traffic.severed - b.traffic.severed,
            if self.sessions_kept { "kept" } else { "anew" }
        )
    }
}
