//! Two sessions against each other, and one against garbage.

mod converge;
mod garbage;
mod golden;
mod greeting;
mod pacing;
mod pair;
mod recovery;
mod store;
mod withheld;
