//! What a run explores: the bounds of its world, and the rules it follows. The rules of the product are the default;
//! every other value is a fault that the search has to find.

use clap::{Args, ValueEnum};

/// Sites a packed row has room for: the hub and three nodes.
pub const SITES_MAX: usize = 4;

/// How large the world is. Every number bounds a whole run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Args)]
pub struct Bounds {
    /// Nodes beside the hub, 1 to 3.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..SITES_MAX as i64))]
    pub nodes: u8,
    /// Units the first node holds at the start, known to the hub.
    #[arg(long, default_value_t = 2)]
    pub units: u8,
    /// Receipts of one unit each, at any node.
    #[arg(long, default_value_t = 1)]
    pub receipts: u8,
    /// Grants between any two sites, of any size.
    #[arg(long, default_value_t = 2)]
    pub grants: u8,
    /// Restores of an older copy, over all sites.
    #[arg(long, default_value_t = 1)]
    pub restores: u8,
    /// Whose disks may be lost.
    #[arg(long, value_enum, default_value_t = Victims::Any)]
    pub victims: Victims,
    /// When a further disk may be lost.
    #[arg(long, value_enum, default_value_t = Losses::Overlapping)]
    pub losses: Losses,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Victims {
    Any,
    Nodes,
    Hub,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Losses {
    /// At any time.
    Overlapping,
    /// Once every side has met its peers, booked what terminals kept, and heard all there is.
    Apart,
}

impl Victims {
    pub fn include(self, site: u8) -> bool {
        match self {
            Self::Any => true,
            Self::Nodes => site != 0,
            Self::Hub => site == 0,
        }
    }
}

/// The rules of a restore.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Args)]
pub struct Rules {
    /// How a store comes back from a backup.
    #[arg(long, value_enum, default_value_t = Restart::Marked)]
    pub restart: Restart,
    /// What becomes of former incarnations once the two sides have met.
    #[arg(long, value_enum, default_value_t = Sealing::Verdict)]
    pub sealing: Sealing,
    /// What the terminals of a node keep and replay.
    #[arg(long, value_enum, default_value_t = Terminals::Kept)]
    pub terminals: Terminals,
    /// Where the number of a new incarnation comes from.
    #[arg(long, value_enum, default_value_t = Numbers::Fresh)]
    pub numbers: Numbers,
    /// Whether a restored node ships what its copy shows as committed before it has met the hub.
    #[arg(long, value_enum, default_value_t = Shipping::OnceMet)]
    pub shipping: Shipping,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            restart: Restart::Marked,
            sealing: Sealing::Verdict,
            terminals: Terminals::Kept,
            numbers: Numbers::Fresh,
            shipping: Shipping::OnceMet,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Restart {
    /// Marked, in a new incarnation, and it spends and grants nothing before it has met its peers.
    Marked,
    /// Nothing marks it; the peer notices at a hello that it knows a higher clock, and then the same procedure runs.
    Unmarked,
    /// Nothing marks it and nobody compares.
    Unfenced,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Sealing {
    /// Every incarnation but the new one is sealed, unknown ones at nothing; a sealed row stands in the place of
    /// whatever is held, higher versions included.
    Verdict,
    /// As above, but a sealed row is only merged, so a higher version that a copy holds stays.
    Merged,
    /// As `Verdict`, but incarnations that neither side holds a row of are not sealed.
    KnownOnly,
    /// A verdict is told at the meeting that brings it about and never again.
    ToldOnce,
    /// Late rows are taken like any others.
    Off,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Terminals {
    /// They keep an operation with its replica and sequence until the hub holds it. Once the restored node has met its
    /// hub they replay what the seal left out, in order, and nothing new is spent, granted or shipped before.
    Kept,
    /// They replay as soon as the node is back, when nobody can know yet what the hub holds.
    Eager,
    /// They do not know what their operations were answered with, and replay all that the copy does not show.
    Blind,
    /// They replay after the meeting, but new work does not wait for it.
    Late,
    /// As `Kept`, but they keep operations for good.
    Forever,
    /// They keep nothing.
    Absent,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Numbers {
    /// Never used before, whatever the copy remembers.
    Fresh,
    /// One more than the highest the copy knows.
    NextKnown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shipping {
    OnceMet,
    WhileMarked,
}
