//! Whether either side has lost its memory, judged from two greetings alone. What needs a look into a log is left to be
//! looked up: an answer per question, see [`Question`].

use holdfast_crdt::Hash;

use crate::effect::{Close, Heard, Position};
use crate::past::{Life, Past};
use crate::wire;

/// What a greeting says of its side.
#[derive(Debug, Clone, Copy)]
pub(super) struct Side<'a> {
    pub position: &'a Position,
    pub heard: &'a Heard,
    pub past: &'a Past,
}

/// What a look into our own store must confirm: the hash of entry `seq` of `life`, where we have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Question {
    pub life: Life,
    pub otherwise: Close,
}

/// How a greeting was found.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    pub questions: Vec<Question>,
    /// The peer knows more of our present life than we do. It looks whether what we have is the beginning of what it
    /// knows, and says which it is.
    pub we_wait: bool,
    /// The peer has less than we hold of it, provided the questions are answered well.
    pub peer_is_rewound: bool,
    /// We do not know the peer's present life.
    pub new_life: bool,
}

/// Judges a greeting.
pub(super) fn judge(own: Side<'_>, peer: Side<'_>) -> Result<Verdict, Close> {
    let mut verdict = Verdict::default();
    judge_us(own, peer, &mut verdict)?;
    judge_peer(own, peer, &mut verdict)?;
    Ok(verdict)
}

/// Whether what the peer holds of us is ours.
fn judge_us(own: Side<'_>, peer: Side<'_>, verdict: &mut Verdict) -> Result<(), Close> {
    let Some(replica) = peer.heard.replica else { return Ok(()) };
    if replica.site != own.position.replica.site {
        return Err(wire::violation("what is held is of another site"));
    }
    // I-6: a life that was sealed does not come back
    if peer.past.their_life(own.position.replica).is_some() {
        return Err(Close::Fork);
    }
    if replica == own.position.replica {
        if peer.heard.store != own.position.store {
            return Err(Close::Fork);
        }
        if knows_more(peer.heard, own.position) && !own.past.provisional {
            verdict.we_wait = true;
        } else {
            verdict.ask(Life::of_heard(peer.heard), Close::Fork);
        }
        return Ok(());
    }
    let known = own.past.own_life(replica).is_some();
    if !own.past.provisional && !known {
        // another life of this site is at large, or this store was set back by other means than `restore`
        return Err(if replica > own.position.replica { Close::WeAreRewound } else { Close::Fork });
    }
    let held = Life::of_heard(peer.heard).into_iter().chain(peer.past.theirs.iter().copied());
    held.filter(|life| own.past.own_life(life.replica).is_some()).for_each(|life| verdict.ask(Some(life), Close::Fork));
    Ok(())
}

/// Whether what we hold of the peer is the peer's.
fn judge_peer(own: Side<'_>, peer: Side<'_>, verdict: &mut Verdict) -> Result<(), Close> {
    let Some(replica) = own.heard.replica else {
        verdict.new_life = !peer.past.own.is_empty();
        return Ok(());
    };
    if own.past.their_life(peer.position.replica).is_some() {
        return Err(Close::Fork);
    }
    if replica == peer.position.replica {
        if own.heard.store != peer.position.store {
            return Err(Close::Fork);
        }
        let rewound = knows_more(own.heard, peer.position) && !peer.past.provisional;
        verdict.peer_is_rewound = rewound;
        if own.heard.entries >= peer.position.clock {
            verdict.ask(Some(Life::of_position(peer.position)), Close::Fork);
        } else if rewound {
            // what it did since may be other than what we know: only a person can tell
            return Err(Close::Fork);
        }
        return Ok(());
    }
    verdict.new_life = true;
    let kin = |life: &Life| life.replica == replica || own.past.their_life(life.replica).is_some();
    if !peer.past.own.iter().any(kin) {
        return Err(if replica > peer.position.replica { Close::PeerIsRewound } else { Close::Fork });
    }
    peer.past.own.iter().filter(|life| kin(life)).for_each(|life| verdict.ask(Some(*life), Close::Fork));
    Ok(())
}

/// Whether what is held of a side goes beyond what it has itself.
fn knows_more(heard: &Heard, position: &Position) -> bool {
    heard.rows.max(heard.entries) > position.clock
        || heard.letters > position.letters
        || heard.catalogue > position.catalogue
}

impl Verdict {
    fn ask(&mut self, life: Option<Life>, otherwise: Close) {
        self.questions.extend(life.filter(|life| life.entries > 0).map(|life| Question { life, otherwise }));
    }
}

impl Question {
    /// `found`: the hash as our own store has it; `None` where it does not go as far, and the peer answers the question.
    pub fn answer(self, found: Option<Hash>) -> Result<(), Close> {
        match found {
            Some(hash) if hash != self.life.head => Err(self.otherwise),
            _ => Ok(()),
        }
    }
}
