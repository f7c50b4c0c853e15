//! The boot numbers a hub has seen of one warehouse's node.

use std::collections::VecDeque;

use holdfast_sync::Close;

/// Boots remembered of one warehouse.
const BOOTS_MAX: usize = 16;

/// In the order in which they were seen first. Once a fork is found, by these or by what the two stores say, the verdict is
/// out, and who lifts it starts afresh.
#[derive(Debug, Default)]
pub struct Boots(VecDeque<u128>);

impl Boots {
    /// A process draws its boot number once. One that comes back after another was seen is proof that two live processes
    /// claim one identity (a cloned disk), however they take turns.
    pub fn admit(&mut self, boot: u128) -> Result<(), Close> {
        if self.0.back() == Some(&boot) {
            return Ok(());
        }
        if self.0.contains(&boot) {
            return Err(Close::Fork);
        }
        if self.0.len() == BOOTS_MAX {
            self.0.pop_front();
        }
        self.0.push_back(boot);
        Ok(())
    }
}
