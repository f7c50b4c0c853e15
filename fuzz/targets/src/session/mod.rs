//! Two sessions over two desks, and a link between them that an input works: what is delivered, in what order, and what
//! of it is false. Whatever a peer says, our own rows stay ours (I-6), memory stays bounded (I-9), and what is applied has
//! no gaps; where nobody lied, both sides end equal (I-5).

mod lie;
mod side;

use arbitrary::{Result, Unstructured};
use holdfast_crdt::{Account, Deed, Millis, SiteId};
use holdfast_sync::Lane;

use side::Side;

const STEPS_MAX: usize = 400;
const SKUS: u8 = 6;
/// Rounds within which both sides are equal once nothing disturbs them, each of a tenth of a second.
const ROUNDS_TO_AGREE: usize = 200;

pub fn run(input: &[u8]) {
    let mut pair = Pair::new();
    let mut bytes = Unstructured::new(input);
    for _ in 0..STEPS_MAX {
        // bytes that run out end the story
        if bytes.is_empty() || pair.step(&mut bytes).is_err() {
            break;
        }
    }
    if pair.honest {
        pair.settle();
    }
}

struct Pair {
    hub: Side,
    node: Side,
    now: u64,
    /// Nothing was changed, left out or made up on the way.
    honest: bool,
}

impl Pair {
    fn new() -> Self {
        let mut pair = Self {
            hub: Side::new(SiteId::HUB, SiteId(1)),
            node: Side::new(SiteId(1), SiteId::HUB),
            now: 0,
            honest: true,
        };
        pair.pump();
        pair
    }

    fn step(&mut self, bytes: &mut Unstructured<'_>) -> Result<()> {
        let (what, now) = (bytes.arbitrary::<u8>()?, Millis(self.now));
        let (hub, lane) = (what & 0x80 != 0, Lane::ALL[usize::from(what >> 4 & 7) % Lane::ALL.len()]);
        match what & 15 {
            0 => self.post(hub, bytes)?,
            1 => self.side(hub).write_letter(bytes.arbitrary()?),
            2 => self.hub.edit(bytes.arbitrary::<u8>()? % SKUS),
            3 => self.pass_time(u64::from(bytes.arbitrary::<u8>()?) * 20),
            4 => self.reconnect(bytes.arbitrary()?),
            5..9 => self.deliver(hub, lane),
            9 | 10 => self.side(hub).apply_next(now),
            11 => self.side(hub).ask_rights(bytes.arbitrary::<u8>()? % SKUS, bytes.arbitrary()?),
            12 => self.work_all(),
            13 => self.tamper(hub, lane, bytes)?,
            14 => self.lie(hub, lane, bytes)?,
            _ => {
                let length = usize::from(bytes.arbitrary::<u8>()?);
                let frame = bytes.bytes(length.min(bytes.len()))?.to_vec();
                self.honest = false;
                self.hand_over(hub, lane, &frame);
            }
        }
        self.pump();
        self.hub.check(self.honest);
        self.node.check(self.honest);
        Ok(())
    }

    fn side(&mut self, hub: bool) -> &mut Side {
        if hub { &mut self.hub } else { &mut self.node }
    }

    fn post(&mut self, hub: bool, bytes: &mut Unstructured<'_>) -> Result<()> {
        let (number, units) = (bytes.arbitrary::<u8>()? % SKUS, u64::from(bytes.arbitrary::<u8>()?) + 1);
        let side = self.side(hub);
        let deed = match bytes.arbitrary::<u8>()? % 4 {
            0 | 1 => Deed::Move { from: Account::Supplier, to: Account::Available },
            2 => Deed::Move { from: Account::Available, to: Account::Committed },
            _ => Deed::Grant { to: side.peer },
        };
        side.post(number, deed, units);
        Ok(())
    }

    fn pass_time(&mut self, millis: u64) {
        self.now += millis;
        for side in [&mut self.hub, &mut self.node] {
            side.session.handle_timeout(Millis(self.now));
        }
    }

    /// A new connection: what was on its way is lost, what was handed out may be committed still.
    fn reconnect(&mut self, kept: u8) {
        self.hub.reconnect(usize::from(kept & 15), Millis(self.now));
        self.node.reconnect(usize::from(kept >> 4), Millis(self.now));
    }

    fn hand_over(&mut self, to_hub: bool, lane: Lane, frame: &[u8]) {
        let now = Millis(self.now);
        let session = &mut self.side(to_hub).session;
        let was_closed = session.is_closed();
        let taken = session.handle_frame(lane, frame, now);
        assert!(taken.is_ok() || (session.is_closed() && !was_closed), "an error ends a session, once");
    }

    fn deliver(&mut self, to_hub: bool, lane: Lane) {
        if let Some(frame) = self.side(to_hub).arriving[lane as usize].pop_front() {
            self.hand_over(to_hub, lane, &frame);
        }
    }

    /// The next frame of a lane, its bytes changed, or not there, or there twice, or on another lane.
    fn tamper(&mut self, to_hub: bool, lane: Lane, bytes: &mut Unstructured<'_>) -> Result<()> {
        let (how, at, with) = (bytes.arbitrary::<u8>()?, bytes.arbitrary::<u16>()?, bytes.arbitrary::<u8>()?);
        let Some(mut frame) = self.side(to_hub).arriving[lane as usize].pop_front() else { return Ok(()) };
        self.honest = false;
        let (at, mut on) = (usize::from(at) % frame.len().max(1), lane);
        match how % 6 {
            0 => return Ok(()),
            1 => self.hand_over(to_hub, lane, &frame.clone()),
            2 => frame.truncate(at),
            3 => frame.insert(at.min(frame.len()), with),
            4 => on = Lane::ALL[usize::from(with) % Lane::ALL.len()],
            _ => frame.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= with),
        }
        self.hand_over(to_hub, on, &frame);
        Ok(())
    }

    /// The next frame of a lane, read, with a number or a list in it changed, and written again.
    fn lie(&mut self, to_hub: bool, lane: Lane, bytes: &mut Unstructured<'_>) -> Result<()> {
        let Some(frame) = self.side(to_hub).arriving[lane as usize].pop_front() else { return Ok(()) };
        let false_frame = lie::about(lane, &frame, bytes)?;
        self.honest &= false_frame == frame;
        self.hand_over(to_hub, lane, &false_frame);
        Ok(())
    }

    /// Takes up all that the sessions want done or sent.
    fn pump(&mut self) {
        let now = Millis(self.now);
        let (to_node, to_hub) = (self.hub.pump(now), self.node.pump(now));
        to_node.into_iter().for_each(|(lane, frame)| self.node.arriving[lane as usize].push_back(frame));
        to_hub.into_iter().for_each(|(lane, frame)| self.hub.arriving[lane as usize].push_back(frame));
    }

    /// Everything on its way arrives, everything handed out is committed.
    fn work_all(&mut self) {
        for hub in [true, false] {
            Lane::ALL.into_iter().for_each(|lane| {
                while !self.side(hub).arriving[lane as usize].is_empty() {
                    self.deliver(hub, lane);
                }
            });
            let now = Millis(self.now);
            while self.side(hub).has_to_apply() {
                self.side(hub).apply_next(now);
            }
        }
    }

    /// I-5: a link that works, and both hold the same.
    fn settle(&mut self) {
        self.reconnect(0);
        for _ in 0..ROUNDS_TO_AGREE {
            self.pump();
            self.work_all();
            self.pass_time(100);
        }
        self.hub.assert_known_by(&self.node);
        self.node.assert_known_by(&self.hub);
    }
}
