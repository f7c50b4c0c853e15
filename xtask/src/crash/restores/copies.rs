//! The copies of each server's store, taken while it serves, and the way back to one of them.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use tokio::task::block_in_place;

use crate::process::Server;
use crate::world::World;

#[derive(Debug)]
pub struct Copies {
    dir: PathBuf,
    /// By server, in order of their time.
    of: Vec<Vec<PathBuf>>,
    /// By server, the first copy that may still be used.
    first: Vec<usize>,
}

impl Copies {
    pub fn new(world: &World) -> Result<Self> {
        let dir = world.dir().join("copies");
        fs::create_dir(&dir)?;
        let servers = world.nodes.len() + 1;
        Ok(Self { dir, of: vec![Vec::new(); servers], first: vec![0; servers] })
    }

    pub fn take(&mut self, server: &Server, number: usize) -> Result<()> {
        let copies = &mut self.of[number];
        let file = self.dir.join(format!("{}-{}.backup", server.name, copies.len()));
        let path = file.to_str().context("a path that is no text")?;
        block_in_place(|| server.run(&["backup"], &[path]))?;
        copies.push(file);
        Ok(())
    }

    /// No copy of this server that there is so far may be used any more.
    pub fn pass_over(&mut self, number: usize) {
        self.first[number] = self.of[number].len();
    }

    /// Replaces the data directory of a server that does not run by one of its copies: mostly the last, at times one
    /// from before an earlier restore. Which one it was, counted from 1, and of how many.
    pub fn put_back(&self, server: &Server, number: usize, chance: &mut ChaCha8Rng) -> Result<(usize, usize)> {
        let copies = &self.of[number];
        let last = copies.len().checked_sub(1).context("no copy was taken")?;
        let which = if chance.random::<f64>() < 0.6 { last } else { chance.random_range(self.first[number]..=last) };
        fs::remove_dir_all(&server.data)?;
        let path = copies[which].to_str().context("a path that is no text")?;
        block_in_place(|| server.run(&["restore"], &[path]))?;
        Ok((which + 1, copies.len()))
    }
}
