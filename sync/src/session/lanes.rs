//! What the lanes have in common: acknowledgements, windows, pacing, and who reads which frame.

use holdfast_crdt::SiteId;
use serde::Serialize;

use super::Session;
use crate::effect::{Close, Effect, Heard, Lane, Standing};
use crate::limits::{BULK_IN_FLIGHT_BYTES_MAX, BULK_UNMEASURED_BYTES_MAX, PACKED_BYTES_MIN};
use crate::message::{Ack, Documents, LaneFrame, Letters, Plausible, Products, Rows};
use crate::source::Source;
use crate::wire;

const BULK: [Lane; 2] = [Lane::Documents, Lane::History];

impl Session {
    pub(super) fn receive_up(&mut self, lane: Lane, frame: &[u8]) -> Result<(), Close> {
        match lane {
            Lane::Control => self.receive_control(wire::decode(frame)?),
            Lane::Cells => match wire::decode::<LaneFrame<Rows>>(frame)? {
                LaneFrame::Portion(rows) => self.receive_rows(rows),
                LaneFrame::Ack(ack) => self.acknowledged(lane, &ack),
                LaneFrame::Packed(rows) if self.speaks_packed_rows() => self.receive_rows(wire::unpack_portion(&rows)?),
                LaneFrame::Packed(_) => Err(unpackable()),
            },
            Lane::Mail => match wire::decode::<LaneFrame<Letters>>(frame)? {
                LaneFrame::Portion(letters) => self.receive_letters(letters),
                LaneFrame::Ack(ack) => self.acknowledged(lane, &ack),
                LaneFrame::Packed(_) => Err(unpackable()),
            },
            Lane::Documents if self.speaks_documents() => match wire::decode::<LaneFrame<Documents>>(frame)? {
                LaneFrame::Portion(documents) => self.receive_documents(documents),
                LaneFrame::Ack(ack) => self.acknowledged(lane, &ack),
                LaneFrame::Packed(documents) => self.receive_documents(wire::unpack_portion(&documents)?),
            },
            Lane::Documents => match wire::decode::<LaneFrame<Products>>(frame)? {
                LaneFrame::Portion(products) => self.receive_products(products),
                LaneFrame::Ack(ack) => self.acknowledged(lane, &ack),
                LaneFrame::Packed(_) => Err(unpackable()),
            },
            Lane::History => match wire::decode(frame)? {
                LaneFrame::Portion(entries) => self.receive_entries(entries),
                LaneFrame::Ack(ack) => self.acknowledged(lane, &ack),
                LaneFrame::Packed(_) => Err(unpackable()),
            },
        }
    }

    pub(super) fn transmit_lane(&mut self, lane: Lane, source: &mut dyn Source) -> Result<Option<Vec<u8>>, Close> {
        if let Some(number) = self.receiving[lane as usize].take_ack() {
            let applied = self.applied_of(lane);
            let copied = source.backed_up()?.map_or(0, |copied| self.watermark(lane, &copied));
            // a copy may be of a life that went further than this one has come again
            let ack = Ack { number, applied, durable: copied.min(applied) };
            return wire::encode(&LaneFrame::<()>::Ack(ack)).map(Some);
        }
        if !self.sending[lane as usize].is_open(self.config.limits.window_frames) {
            return Ok(None);
        }
        if BULK.contains(&lane) && !self.bulk_may_go() {
            return Ok(None);
        }
        match lane {
            Lane::Control => Ok(None),
            Lane::Cells => self.transmit_rows(source),
            Lane::Mail => self.transmit_letters(source),
            Lane::Documents if self.speaks_documents() => self.transmit_documents(source),
            Lane::Documents => self.transmit_products(source),
            Lane::History => self.transmit_entries(source),
        }
    }

    /// Encodes a portion and counts it into the window.
    pub(super) fn send<T: Serialize + Plausible>(
        &mut self,
        lane: Lane,
        portion: T,
        through: u64,
    ) -> Result<Option<Vec<u8>>, Close> {
        // What we would refuse to receive is a defect of our store and must not leave it.
        portion.plausible().map_err(|what| Close::Store(format!("{what} in our own store")))?;
        let may_be_packed = match lane {
            Lane::Cells => self.speaks_packed_rows(),
            Lane::Documents => self.speaks_documents(),
            Lane::Control | Lane::Mail | Lane::History => false,
        };
        let packed = if may_be_packed { shorter(&portion)? } else { None };
        let frame = match packed {
            Some(packed) => wire::encode(&LaneFrame::<()>::Packed(packed))?,
            None => wire::encode(&LaneFrame::Portion(portion))?,
        };
        let mark = self.pacer.sent(frame.len(), BULK.contains(&lane), self.now);
        self.sending[lane as usize].record(through, frame.len(), mark);
        Ok(Some(frame))
    }

    fn acknowledged(&mut self, lane: Lane, ack: &Ack) -> Result<(), Close> {
        let own = self.own_of(lane);
        for sent in self.sending[lane as usize].acknowledge(ack, own)? {
            self.pacer.acknowledged(sent.bytes, sent.mark, BULK.contains(&lane), self.now);
        }
        self.tell_peer_holds();
        Ok(())
    }

    pub(super) fn tell_peer_holds(&mut self) {
        let held = |lane: Lane| self.sending[lane as usize].held();
        let backed_up = self.sending[Lane::History as usize].backed_up();
        let holds = Effect::PeerHolds {
            backed_up,
            rows: held(Lane::Cells),
            letters: held(Lane::Mail),
            entries: held(Lane::History),
            catalogue: held(Lane::Documents),
        };
        match self.effects.back_mut() {
            Some(last @ Effect::PeerHolds { .. }) => *last = holds,
            _ => self.effects.push_back(holds),
        }
    }

    /// What the peer says it holds of us, outside of acknowledgements.
    pub(super) fn note_peer_heard(&mut self, heard: &Heard) -> Result<(), Close> {
        let about_us = heard.is_about(&self.standing.position);
        let figures = [
            (Lane::Cells, if about_us { heard.rows } else { 0 }),
            (Lane::History, if about_us { heard.entries } else { 0 }),
            (Lane::Mail, heard.letters),
            (Lane::Documents, heard.catalogue),
        ];
        figures.into_iter().try_for_each(|(lane, held)| {
            let own = self.own_of(lane);
            self.sending[lane as usize].peer_holds(held, own)
        })
    }

    /// How far our own store goes in what a lane carries.
    pub(super) fn own_of(&self, lane: Lane) -> u64 {
        let position = &self.standing.position;
        match lane {
            Lane::Control => 0,
            Lane::Cells | Lane::History => position.clock,
            Lane::Mail => position.letters,
            // before version 4 a node's documents stay with it
            Lane::Documents if self.speaks_documents() || self.peer_site != SiteId::HUB => position.catalogue,
            Lane::Documents => self.sending[lane as usize].held(),
        }
    }

    /// I-3: figures of the store as committed, never of what was merely received.
    fn applied_of(&self, lane: Lane) -> u64 {
        self.watermark(lane, &self.standing.heard)
    }

    /// How far that goes in what a lane brings from this peer.
    fn watermark(&self, lane: Lane, heard: &Heard) -> u64 {
        let about_peer = self.peer.as_ref().is_some_and(|peer| heard.is_about(peer));
        match lane {
            Lane::Control => 0,
            Lane::Cells if about_peer => heard.rows,
            Lane::History if about_peer => heard.entries,
            Lane::Cells | Lane::History => 0,
            Lane::Mail => heard.letters,
            Lane::Documents => heard.catalogue,
        }
    }

    fn bulk_may_go(&self) -> bool {
        let in_flight: usize = BULK.iter().map(|lane| self.sending[*lane as usize].bytes_in_flight()).sum();
        let most = if self.pacer.rate().is_some() { BULK_IN_FLIGHT_BYTES_MAX } else { BULK_UNMEASURED_BYTES_MAX };
        in_flight < most && self.pacer.may_send(self.now)
    }

    /// Whether a paced lane has something to send and room to send it in.
    pub(super) fn bulk_waits(&self) -> bool {
        BULK.iter().any(|lane| {
            let sending = &self.sending[*lane as usize];
            sending.sent() < self.own_of(*lane) && sending.is_open(self.config.limits.window_frames)
        })
    }
}

/// The portion packed, where that makes it shorter.
fn shorter<T: Serialize>(portion: &T) -> Result<Option<Vec<u8>>, Close> {
    let plain = postcard::experimental::serialized_size(portion).map_err(|error| Close::Store(error.to_string()))?;
    if plain < PACKED_BYTES_MIN {
        return Ok(None);
    }
    let packed = wire::pack_portion(portion)?;
    Ok(Some(packed).filter(|packed| packed.len() < plain))
}

fn unpackable() -> Close {
    wire::violation("a packed portion where none may come")
}

impl Heard {
    /// Whether it is about this very life of this very store.
    pub fn is_about(&self, position: &crate::effect::Position) -> bool {
        self.replica == Some(position.replica) && self.store == position.store
    }
}

impl Standing {
    /// Of two snapshots of one store, whether this one was taken earlier.
    pub(super) fn is_older_than(&self, other: &Standing) -> bool {
        let (mine, theirs) = (&self.position, &other.position);
        let own_older = mine.clock < theirs.clock || mine.letters < theirs.letters || mine.catalogue < theirs.catalogue;
        let (mine, theirs) = (&self.heard, &other.heard);
        let same_peer = mine.replica == theirs.replica && mine.store == theirs.store;
        let heard_older = mine.letters < theirs.letters
            || mine.catalogue < theirs.catalogue
            || same_peer && (mine.rows < theirs.rows || mine.entries < theirs.entries)
            || mine.replica.is_none() && theirs.replica.is_some();
        own_older || heard_older
    }
}
