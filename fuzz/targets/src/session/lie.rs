//! Messages that are well formed and false: a valid frame with one thing in it changed.

use arbitrary::{Result, Unstructured};
use holdfast_crdt::{ReplicaId, Row, SiteId};
use holdfast_sync::message::{Ack, Control, Documents, Entries, Hello, LaneFrame, Letters, Plausible, Rows};
use holdfast_sync::{Heard, Lane, Position, wire};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The frame with one lie in it; as it was where it cannot be read.
pub fn about(lane: Lane, frame: &[u8], bytes: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    match lane {
        Lane::Control => changed(frame, |message| control(message, bytes)),
        Lane::Cells => changed(frame, |message| portion(message, bytes, rows)),
        Lane::Mail => changed(frame, |message| portion(message, bytes, letters)),
        Lane::Documents => changed(frame, |message| portion(message, bytes, documents)),
        Lane::History => changed(frame, |message| portion(message, bytes, entries)),
    }
}

fn changed<T: Serialize + DeserializeOwned + Plausible>(
    frame: &[u8],
    change: impl FnOnce(&mut T) -> Result<()>,
) -> Result<Vec<u8>> {
    let Ok(mut message) = wire::decode::<T>(frame) else { return Ok(frame.to_vec()) };
    change(&mut message)?;
    Ok(wire::encode(&message).unwrap_or_else(|_| frame.to_vec()))
}

/// Near what it was, or anywhere.
fn number(of: &mut u64, bytes: &mut Unstructured<'_>) -> Result<()> {
    *of = match bytes.arbitrary::<u8>()? {
        0..100 => of.wrapping_add(1),
        100..200 => of.wrapping_sub(1),
        200..230 => bytes.arbitrary::<u8>()?.into(),
        _ => bytes.arbitrary()?,
    };
    Ok(())
}

fn portion<T>(
    message: &mut LaneFrame<T>,
    bytes: &mut Unstructured<'_>,
    change: impl FnOnce(&mut T, &mut Unstructured<'_>) -> Result<()>,
) -> Result<()> {
    match message {
        LaneFrame::Portion(portion) => change(portion, bytes),
        LaneFrame::Ack(Ack { number: acked, applied, durable }) => {
            number([acked, applied, durable][bytes.int_in_range(0..=2)?], bytes)
        }
        LaneFrame::Packed(packed) => {
            packed.truncate(bytes.int_in_range(0..=packed.len())?);
            Ok(())
        }
    }
}

fn rows(portion: &mut Rows, bytes: &mut Unstructured<'_>) -> Result<()> {
    match bytes.arbitrary::<u8>()? % 8 {
        0 => number(&mut portion.number, bytes)?,
        1 => number(&mut portion.from, bytes)?,
        2 => number(&mut portion.through, bytes)?,
        3 => portion.full ^= true,
        4 => portion.settled ^= true,
        5 => drop(portion.rows.pop()),
        6 => portion.rows.push((super::side::sku(bytes.arbitrary()?), Row { version: 1, ..Row::default() })),
        _ => {
            if let Some((_, row)) = portion.rows.last_mut() {
                number([&mut row.version, &mut row.minted, &mut row.spent][bytes.int_in_range(0..=2)?], bytes)?;
                row.granted.insert(SiteId(bytes.arbitrary::<u8>()?.into()), bytes.arbitrary::<u8>()?.into());
                row.buckets.committed = bytes.arbitrary::<i16>()?.into();
            }
        }
    }
    Ok(())
}

fn letters(portion: &mut Letters, bytes: &mut Unstructured<'_>) -> Result<()> {
    let which = bytes.arbitrary::<u8>()?;
    match portion.letters.last_mut() {
        Some(letter) if which % 4 == 1 => number(&mut letter.seq, bytes),
        Some(letter) if which % 4 == 2 => number(&mut letter.after_clock, bytes),
        Some(_) if which % 4 == 3 => {
            portion.letters.pop();
            Ok(())
        }
        _ => number(&mut portion.number, bytes),
    }
}

fn documents(portion: &mut Documents, bytes: &mut Unstructured<'_>) -> Result<()> {
    let Documents { number: count, from, through, documents } = portion;
    match bytes.arbitrary::<u8>()? % 6 {
        0 => number(count, bytes),
        1 => number(from, bytes),
        2 => number(through, bytes),
        3 => {
            documents.pop();
            Ok(())
        }
        4 => {
            documents.iter_mut().for_each(|document| document.changes.truncate(1));
            Ok(())
        }
        _ => documents.iter_mut().try_for_each(|document| number(&mut document.version, bytes)),
    }
}

fn entries(portion: &mut Entries, bytes: &mut Unstructured<'_>) -> Result<()> {
    match bytes.arbitrary::<u8>()? % 4 {
        0 => number(&mut portion.number, bytes)?,
        1 => number(&mut portion.first, bytes)?,
        2 => portion.before = bytes.arbitrary()?,
        _ => {
            // packed anew, so that the lie is not found by a checksum
            let Ok(mut log) = wire::unpack(&portion.packed) else { return Ok(()) };
            let at = usize::from(bytes.arbitrary::<u8>()?);
            if let Some(byte) = log.first_mut().and_then(|entry| entry.get_mut(at)) {
                *byte ^= bytes.arbitrary::<u8>()?;
            } else {
                log.pop();
            }
            portion.packed = wire::pack(&log).unwrap_or_default();
        }
    }
    Ok(())
}

fn control(message: &mut Control, bytes: &mut Unstructured<'_>) -> Result<()> {
    match message {
        Control::Hello { min, max, body } => {
            let Ok((mut hello, rest)) = wire::decode_prefix::<Hello>(body) else { return Ok(()) };
            let rest = rest.to_vec();
            match bytes.arbitrary::<u8>()? % 8 {
                0 => *min = bytes.arbitrary()?,
                1 => *max = bytes.arbitrary()?,
                2..5 => position(&mut hello.position, bytes)?,
                _ => heard(&mut hello.heard, bytes)?,
            }
            *body = wire::encode(&hello).unwrap_or_default();
            body.extend(rest);
        }
        Control::Heartbeat { position: own, heard: other } => match bytes.arbitrary()? {
            true => position(own, bytes)?,
            false => heard(other, bytes)?,
        },
        Control::RightsRequest(request) => match request.wanted.last_mut() {
            Some((_, units)) if bytes.arbitrary()? => number(units, bytes)?,
            _ => number(&mut request.id, bytes)?,
        },
        Control::RightsAnswer(answer) => {
            number([&mut answer.id, &mut answer.after_clock][bytes.int_in_range(0..=1)?], bytes)?
        }
        Control::Resend { owner } => *owner = replica(bytes)?,
        Control::Settled { resume, letters } => number([resume, letters][bytes.int_in_range(0..=1)?], bytes)?,
        Control::Bye { .. } | Control::Recall(_) | Control::Recalled(_) => {}
    }
    Ok(())
}

fn replica(bytes: &mut Unstructured<'_>) -> Result<ReplicaId> {
    Ok(ReplicaId::new(SiteId(bytes.int_in_range(0..=2)?), bytes.int_in_range(0..=2)?))
}

fn position(of: &mut Position, bytes: &mut Unstructured<'_>) -> Result<()> {
    match bytes.arbitrary::<u8>()? % 8 {
        0 => of.store ^= 1,
        1 => of.boot ^= 1,
        2 => of.replica = replica(bytes)?,
        3 => of.head[0] ^= 1,
        4 => of.digest ^= 1,
        5 => number(&mut of.letters, bytes)?,
        6 => number(&mut of.catalogue, bytes)?,
        _ => number(&mut of.clock, bytes)?,
    }
    Ok(())
}

fn heard(of: &mut Heard, bytes: &mut Unstructured<'_>) -> Result<()> {
    match bytes.arbitrary::<u8>()? % 8 {
        0 => of.store ^= 1,
        1 => of.replica = if bytes.arbitrary()? { Some(replica(bytes)?) } else { None },
        2 => of.digest ^= 1,
        3 => of.head[0] ^= 1,
        4 => number(&mut of.letters, bytes)?,
        5 => number(&mut of.catalogue, bytes)?,
        6 => number(&mut of.entries, bytes)?,
        _ => number(&mut of.rows, bytes)?,
    }
    Ok(())
}
