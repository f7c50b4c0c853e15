//! A disk in memory, under SQLite: every connection that is opened by a path while it is installed lies on it.
//!
//! `/leeds/node.db` is the file `node.db` of the machine `leeds`. [`install`] gives this thread an empty disk and seeds
//! SQLite's own generator, [`machine`] names a machine of it, and [`Machine`] crashes it, cuts its power, lets its
//! operations fail, copies it. Whatever runs on one thread from one seed writes the same bytes. SQLite has one generator
//! a process, so one disk is installed at a time; a second thread waits in [`install`] until the first disk is dropped.
//!
//! # What can go wrong
//!
//! Sectors have 512 bytes, and nothing is claimed for them: a write may damage the whole of each sector it touches.
//!
//! - **A process dies** ([`Machine::kill`]): what was written stays, for the system has it. Locks and shared memory go.
//! - **The power goes** ([`Machine::power_cut`]): of what was written and not synced, each sector by itself is kept, or
//!   dropped, or torn (its first bytes are new; the rest is old, or garbage), in no order. A file that grew or shrank has
//!   any length it had since its last sync. A file made and never synced may be absent, a deleted one may be back.
//!   Syncing a file makes its content and its length durable. The first sync of a new file, and a delete that SQLite
//!   wants synced, do so for every name in its directory, as on Unix, where SQLite syncs the directory then.
//! - **A sync fails** ([`Fault::FsyncError`]): as on Linux, what it should have written counts as clean from then on. It
//!   can be read until the power goes and is gone then, whatever syncs succeed in between, unless it is written anew.
//! - **An access fails** ([`Fault::IoError`]), once, and changes nothing; or **the disk is full** ([`Fault::Full`]): what
//!   fits is written, overwriting succeeds.
//! - **The power goes during operation n** ([`Fault::PowerCut`]): that one and everything after it fails; the owner of
//!   the connections finds out, drops them, and calls [`Machine::power_cut`].
//!
//! A crash, a cut and a restore begin a new generation of the machine. Connections of an older one get I/O errors and
//! change nothing; dropping them, then or much later, is harmless.

mod cut;
mod faults;
mod file;
mod handle;
mod locks;
mod machine;
mod shm;
mod statistics;
mod vfs;
mod volume;
mod volumes;

pub use cut::{Fate, Loss};
pub use faults::{Access, Fault};
pub use machine::{Machine, machine};
pub use statistics::Statistics;
pub use volume::Snapshot;
pub use volumes::{Disk, install, seed, set_now};
