//! What a driver does for a session (`shell/src/link/driver.rs`), as plain steps: it carries frames, commits and time in,
//! and what comes out to the lanes and to the store. Nothing here decides anything.

use holdfast_crdt::Millis;
use holdfast_node::world::{LinkDown, LinkEvent};
use holdfast_sync::{Close, Effect, Inbound, Lane, RightsAnswer, Standing};

use super::{APPLYING_BULK_MAX, APPLYING_MAX, End, Packet};
use crate::actors::{Brain, For, Side, Work};
use crate::world::{Event, World};

/// Commits closer together than this cost one look at the store.
const LOOK_EVERY: u64 = 5;

impl World {
    /// Carries one end on until it has nothing left to do.
    pub(crate) fn pump(&mut self, connection: usize, side: Side) {
        let Some(machine) = self.connections.get(&connection).map(|found| found.machine(side)) else { return };
        if self.machines[machine].paused_until > self.now {
            let resumed = self.machines[machine].paused_until;
            self.schedule(resumed, Event::Pump(connection, side));
            return;
        }
        let Some(mut end) = self.connections.get_mut(&connection).and_then(|found| found.ends[side as usize].take())
        else {
            return;
        };
        self.requests(connection, side, &mut end);
        self.timers(connection, side, &mut end);
        loop {
            let mut any = self.effects(connection, side, &mut end);
            any |= self.read(connection, side, &mut end);
            any |= end.end.is_none() && self.transmit(connection, side, &mut end);
            if !any || end.end.is_some() {
                break;
            }
        }
        self.effects(connection, side, &mut end);
        self.tell_pending(connection, side, &mut end);
        if let Some(why) = end.end.take() {
            return self.finish(connection, side, end, why);
        }
        self.set_timer(connection, side, &mut end);
        if let Some(found) = self.connections.get_mut(&connection) {
            found.ends[side as usize] = Some(end);
        }
    }

    fn requests(&mut self, connection: usize, side: Side, end: &mut End) {
        let now = end.time.at(self.now);
        while let Some(wanted) = (end.requests)() {
            self.look_at(connection, side, end);
            end.session.request_rights(wanted, now);
        }
    }

    fn timers(&mut self, connection: usize, side: Side, end: &mut End) {
        let now = end.time.at(self.now);
        if end.session.poll_timeout().is_some_and(|due| due <= now) {
            end.session.handle_timeout(now);
        }
        if side == Side::Hub && end.recheck_at <= self.now {
            end.recheck_at = self.now + self.plan.swarm.recheck;
            self.recheck(connection, end);
        }
    }

    /// The hub looks again whether this node may be here.
    fn recheck(&mut self, connection: usize, end: &mut End) {
        let Some(found) = self.connections.get(&connection) else { return };
        if let Some(Brain::Hub(hub)) = &self.machines[crate::world::HUB].brain
            && let Err(refusal) = hub.may_connect(&found.warehouse, found.site)
        {
            end.end = Some(LinkDown::Refused(refusal));
        }
    }

    fn set_timer(&mut self, connection: usize, side: Side, end: &mut End) {
        let mut due = end.session.poll_timeout().map_or(u64::MAX, |at| end.time.when(at));
        if side == Side::Hub {
            due = due.min(end.recheck_at);
        }
        let due = due.max(self.now + 1);
        // an earlier timer looks again when it comes
        if due < end.timer_at || end.timer_at <= self.now {
            end.timer_at = due;
            self.schedule(due, Event::Pump(connection, side));
        }
    }

    /// Frames that came, the most urgent lane first, as far as the store keeps up.
    fn read(&mut self, connection: usize, side: Side, end: &mut End) -> bool {
        let mut any = false;
        for lane in Lane::ALL {
            let applying = end.to_apply.len();
            let wanted = match lane {
                Lane::Control => true,
                Lane::Cells | Lane::Mail => applying < APPLYING_MAX,
                Lane::Documents | Lane::History => applying < APPLYING_BULK_MAX,
            };
            if !wanted || end.end.is_some() {
                continue;
            }
            let Some(found) = self.connections.get_mut(&connection) else { return any };
            let Some(packet) = found.wires[side.other() as usize][lane as usize].inbox.pop_front() else { continue };
            any = true;
            match packet {
                Packet::Frame(frame) => {
                    if let Err(close) = end.session.handle_frame(lane, &frame, end.time.at(self.now)) {
                        end.end = Some(LinkDown::Ended(close));
                    }
                }
                Packet::Close(why) => end.end = end.end.take().or(Some(why)),
            }
            self.effects(connection, side, end);
        }
        any
    }

    fn transmit(&mut self, connection: usize, side: Side, end: &mut End) -> bool {
        let mut any = false;
        for lane in Lane::ALL {
            if !self.is_idle(connection, side, lane) {
                continue;
            }
            match end.session.poll_transmit(lane, &mut *end.source, end.time.at(self.now)) {
                Ok(Some(frame)) => {
                    self.send(connection, side, lane, Packet::Frame(frame));
                    any = true;
                }
                Ok(None) => {}
                Err(close) => {
                    end.end = end.end.take().or(Some(LinkDown::Ended(close)));
                    return false;
                }
            }
        }
        any
    }

    /// What a side heard, for whoever replays the seed.
    fn show(&self, connection: usize, side: Side, inbound: &Inbound) {
        match inbound {
            Inbound::Letters(letters) => letters.iter().for_each(|letter| {
                self.trace.aside(self.now, format_args!("link {connection}: the {side:?} hears {letter:?}"));
            }),
            Inbound::NewLife { .. } | Inbound::Recovered { .. } | Inbound::CutLog { .. } => {
                self.trace.aside(self.now, format_args!("link {connection}: the {side:?} hears {inbound:?}"));
            }
            _ => {}
        }
    }

    fn effects(&mut self, connection: usize, side: Side, end: &mut End) -> bool {
        let mut any = false;
        while let Some(effect) = end.session.poll() {
            any = true;
            match effect {
                Effect::Up { peer, agent, version } => {
                    if let Err(close) = self.admit(connection, side, peer.boot) {
                        end.session.close(close.clone(), end.time.at(self.now));
                        end.end = Some(LinkDown::Ended(close));
                        continue;
                    }
                    end.was_up = true;
                    // where a peer is said to be: there are no addresses here
                    let Ok(remote) = "127.0.0.1:1".parse() else { continue };
                    let at = self.wall_of(connection, side);
                    self.tell_link(connection, side, LinkEvent::Up { peer, agent, version, remote, at });
                    self.note_up(connection, side, version);
                }
                Effect::Apply(inbound) => {
                    self.show(connection, side, &inbound);
                    end.to_apply.push_back(inbound);
                    self.apply_next(connection, side, end);
                }
                Effect::RightsWanted(request) => {
                    end.to_grant.push_back(request);
                    self.grant_next(connection, side, end);
                }
                Effect::RightsAnswered(answer) => self.tell_link(connection, side, LinkEvent::RightsAnswered(answer)),
                Effect::PeerHolds { rows, letters, entries, catalogue, backed_up } => {
                    self.tell_link(
                        connection,
                        side,
                        LinkEvent::PeerHolds { rows, letters, entries, catalogue, backed_up },
                    );
                }
                Effect::Diverged { owner, clock } => {
                    self.fail("convergence", format!("rows of {owner} differ at clock {clock}"));
                    self.tell_link(connection, side, LinkEvent::Diverged { owner, clock });
                }
                Effect::HeardFrom { at } => self.tell_link(connection, side, LinkEvent::HeardFrom { at }),
                Effect::Closed(close) => end.end = end.end.take().or(Some(LinkDown::Ended(close))),
            }
        }
        any
    }

    fn apply_next(&mut self, connection: usize, side: Side, end: &mut End) {
        if end.is_applying {
            return;
        }
        let Some(inbound) = end.to_apply.front().cloned() else { return };
        end.is_applying = true;
        let Some(found) = self.connections.get(&connection) else { return };
        let (machine, warehouse) = (found.machine(side), found.warehouse.clone());
        self.enqueue(machine, Work::Hear(warehouse, inbound), For::Apply(connection, side));
    }

    fn grant_next(&mut self, connection: usize, side: Side, end: &mut End) {
        if end.is_granting {
            return;
        }
        let Some(request) = end.to_grant.pop_front() else { return };
        end.is_granting = true;
        let Some(found) = self.connections.get(&connection) else { return };
        let (machine, warehouse) = (found.machine(side), found.warehouse.clone());
        self.enqueue(machine, Work::Grant(warehouse, request), For::Grant(connection, side));
    }

    /// The store applied the first of what was to be applied, or could not.
    pub(crate) fn applied(&mut self, connection: usize, side: Side, applied: Result<Standing, String>) {
        let now = self.now;
        let Some(mut end) = self.take_end(connection, side) else { return };
        end.is_applying = false;
        end.to_apply.pop_front();
        match applied {
            Ok(standing) => {
                end.standing = standing.clone();
                end.session.handle_applied(standing, end.time.at(now));
                self.apply_next(connection, side, &mut end);
            }
            Err(error) => close(&mut end, Close::Store(error), now),
        }
        self.put_end(connection, side, end);
        self.pump(connection, side);
    }

    pub(crate) fn granted(&mut self, connection: usize, side: Side, granted: Result<(RightsAnswer, Standing), String>) {
        let now = self.now;
        let Some(mut end) = self.take_end(connection, side) else { return };
        end.is_granting = false;
        match granted {
            Ok((answer, standing)) => {
                end.standing = standing.clone();
                end.session.handle_standing(standing, end.time.at(now));
                end.session.answer_rights(answer, end.time.at(now));
                self.grant_next(connection, side, &mut end);
            }
            Err(error) => close(&mut end, Close::Store(error), now),
        }
        self.put_end(connection, side, end);
        self.pump(connection, side);
    }

    /// The store committed: sessions look where it stands, once for commits close together.
    pub(crate) fn committed(&mut self, machine: usize) {
        let at = self.now + LOOK_EVERY;
        let mut due = Vec::new();
        for (id, found) in &mut self.connections {
            for side in Side::BOTH {
                if found.machine(side) == machine
                    && let Some(end) = found.ends[side as usize].as_mut().filter(|end| !end.is_look_due)
                {
                    end.is_look_due = true;
                    due.push(Event::Look(*id, side));
                }
            }
        }
        due.into_iter().for_each(|event| self.schedule(at, event));
    }

    pub(crate) fn look(&mut self, connection: usize, side: Side) {
        let Some(mut end) = self.take_end(connection, side) else { return };
        end.is_look_due = false;
        self.look_at(connection, side, &mut end);
        self.put_end(connection, side, end);
        self.pump(connection, side);
    }

    /// Tells a session where its store stands.
    fn look_at(&self, connection: usize, side: Side, end: &mut End) {
        let now = self.now;
        let found = self.connections.get(&connection).map(|found| (found.machine(side), found.warehouse.clone()));
        let standing = found.and_then(|(machine, warehouse)| {
            self.machines[machine].brain.as_ref().map(|brain| brain.standing(&warehouse))
        });
        match standing {
            Some(Ok(standing)) if standing != end.standing => {
                end.standing = standing.clone();
                end.session.handle_standing(standing, end.time.at(now));
            }
            Some(Err(error)) => close(end, Close::Store(error), now),
            _ => {}
        }
    }

    fn tell_pending(&mut self, connection: usize, side: Side, end: &mut End) {
        let pending = end.session.pending();
        if pending != end.pending {
            end.pending = pending;
            self.tell_link(connection, side, LinkEvent::Pending(pending));
        }
    }

    pub(super) fn take_end(&mut self, connection: usize, side: Side) -> Option<End> {
        self.connections.get_mut(&connection)?.ends[side as usize].take()
    }

    pub(super) fn put_end(&mut self, connection: usize, side: Side, end: End) {
        if let Some(found) = self.connections.get_mut(&connection) {
            found.ends[side as usize] = Some(end);
        }
    }

    pub(super) fn wall_of(&self, connection: usize, side: Side) -> Millis {
        let machine = self.connections.get(&connection).map_or(crate::world::HUB, |found| found.machine(side));
        self.wall(machine)
    }
}

fn close(end: &mut End, why: Close, now: u64) {
    end.session.close(why.clone(), end.time.at(now));
    end.end = end.end.take().or(Some(LinkDown::Ended(why)));
}
