//! One stream per lane, each carrying frames behind a length of four bytes. At most one frame per lane waits to be
//! written, and none is read that the session has no room for.

use std::pin::Pin;
use std::task::{Context, Poll};

use holdfast_sync::{FRAME_BYTES_MAX, Lane};
use metrics::{Counter, counter};
use quinn::{Connection, ReadError, RecvStream, SendStream, WriteError};

/// Why the lanes of a connection are of no more use.
#[derive(Debug, thiserror::Error)]
pub(super) enum LaneError {
    /// The connection itself is gone; why, it knows.
    #[error("the connection is gone")]
    Lost,
    #[error("{0}")]
    Violation(String),
}

const HEAD_BYTES: usize = 4;

/// All five lanes of a connection, in the order of their urgency.
pub(super) struct Lanes {
    all: Vec<LaneIo>,
}

struct LaneIo {
    lane: Lane,
    send: SendStream,
    recv: RecvStream,
    /// The frame being written, with its length before it, and how much of it is gone.
    out: Vec<u8>,
    sent: usize,
    /// What came of the frame being read: of its length first, then of itself.
    head: [u8; HEAD_BYTES],
    body: Option<Vec<u8>>,
    got: usize,
    meter: Meter,
}

/// Bytes of whole frames, with their length before them and without what QUIC adds, on this lane of all connections.
struct Meter {
    sent: Counter,
    received: Counter,
}

impl Meter {
    fn of(lane: Lane) -> Self {
        let name = match lane {
            Lane::Control => "control",
            Lane::Cells => "cells",
            Lane::Mail => "mail",
            Lane::Documents => "documents",
            Lane::History => "history",
        };
        Self {
            sent: counter!("link_bytes_total", "lane" => name, "direction" => "sent"),
            received: counter!("link_bytes_total", "lane" => name, "direction" => "received"),
        }
    }
}

impl Lanes {
    /// Opens the lanes: each stream says its lane's number first.
    pub(super) async fn open(connection: &Connection) -> Result<Self, LaneError> {
        let mut all = Vec::with_capacity(Lane::ALL.len());
        for lane in Lane::ALL {
            let (mut send, recv) = connection.open_bi().await.map_err(|_| LaneError::Lost)?;
            send.write_all(&[lane as u8]).await.map_err(|_| LaneError::Lost)?;
            all.push(LaneIo::new(lane, send, recv));
        }
        Ok(Self { all })
    }

    /// Takes the lanes that the peer opens, in whatever order they come.
    pub(super) async fn accept(connection: &Connection) -> Result<Self, LaneError> {
        let mut all: Vec<LaneIo> = Vec::with_capacity(Lane::ALL.len());
        while all.len() < Lane::ALL.len() {
            let (send, mut recv) = connection.accept_bi().await.map_err(|_| LaneError::Lost)?;
            let mut number = [0];
            recv.read_exact(&mut number)
                .await
                .map_err(|_| LaneError::Violation("a lane without a number".to_owned()))?;
            let lane = Lane::ALL.into_iter().find(|lane| *lane as u8 == number[0]);
            let lane = lane.ok_or_else(|| LaneError::Violation(format!("there is no lane {}", number[0])))?;
            if all.iter().any(|known| known.lane == lane) {
                return Err(LaneError::Violation(format!("lane {} was opened twice", number[0])));
            }
            all.push(LaneIo::new(lane, send, recv));
        }
        all.sort_by_key(|io| io.lane);
        Ok(Self { all })
    }

    /// Whether a lane can take a frame.
    pub(super) fn is_idle(&self, lane: Lane) -> bool {
        self.all[lane as usize].out.is_empty()
    }

    /// Begins to write a frame on an idle lane; [`Lanes::poll_write`] carries on.
    pub(super) fn begin(&mut self, lane: Lane, frame: &[u8]) {
        let io = &mut self.all[lane as usize];
        debug_assert!(io.out.is_empty() && frame.len() <= FRAME_BYTES_MAX);
        io.out.reserve_exact(HEAD_BYTES + frame.len());
        io.out.extend((frame.len() as u32).to_le_bytes());
        io.out.extend(frame);
        io.sent = 0;
    }

    /// Ready when a frame is on its way and its lane has become idle.
    pub(super) fn poll_write(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), LaneError>> {
        let mut room = false;
        for io in self.all.iter_mut().filter(|io| !io.out.is_empty()) {
            if io.poll_write(cx)?.is_ready() {
                room = true;
            }
        }
        if room { Poll::Ready(Ok(())) } else { Poll::Pending }
    }

    /// The next whole frame of a lane that `wanted` names, the most urgent first.
    pub(super) fn poll_read(
        &mut self,
        cx: &mut Context<'_>,
        wanted: impl Fn(Lane) -> bool,
    ) -> Poll<Result<(Lane, Vec<u8>), LaneError>> {
        for io in self.all.iter_mut().filter(|io| wanted(io.lane)) {
            if let Poll::Ready(frame) = io.poll_read(cx)? {
                return Poll::Ready(Ok((io.lane, frame)));
            }
        }
        Poll::Pending
    }

    /// Says that nothing more comes on the control lane.
    pub(super) fn finish_control(&mut self) {
        // Fails only on a stream that is closed already.
        let _ = self.all[Lane::Control as usize].send.finish();
    }
}

impl LaneIo {
    fn new(lane: Lane, send: SendStream, recv: RecvStream) -> Self {
        // Fails only on a stream that is closed already, which the first write will tell.
        let _ = send.set_priority(-(lane as i32));
        Self {
            lane,
            send,
            recv,
            out: Vec::new(),
            sent: 0,
            head: [0; HEAD_BYTES],
            body: None,
            got: 0,
            meter: Meter::of(lane),
        }
    }

    fn poll_write(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), LaneError>> {
        while self.sent < self.out.len() {
            match Pin::new(&mut self.send).poll_write(cx, &self.out[self.sent..]) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Ok(bytes)) => self.sent += bytes,
                Poll::Ready(Err(WriteError::Stopped(_))) => return Poll::Ready(Err(self.gone())),
                Poll::Ready(Err(_)) => return Poll::Ready(Err(LaneError::Lost)),
            }
        }
        self.meter.sent.increment(self.out.len() as u64);
        self.out = Vec::new();
        Poll::Ready(Ok(()))
    }

    fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<Result<Vec<u8>, LaneError>> {
        loop {
            let wanting = match &mut self.body {
                None => &mut self.head[self.got..],
                Some(body) => &mut body[self.got..],
            };
            if wanting.is_empty() {
                self.got = 0;
                match self.body.take() {
                    Some(frame) => {
                        self.meter.received.increment((HEAD_BYTES + frame.len()) as u64);
                        return Poll::Ready(Ok(frame));
                    }
                    None => self.body = Some(self.room()?),
                }
                continue;
            }
            match self.recv.poll_read(cx, wanting) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Ok(0) | Err(ReadError::Reset(_))) => return Poll::Ready(Err(self.gone())),
                Poll::Ready(Ok(bytes)) => self.got += bytes,
                Poll::Ready(Err(_)) => return Poll::Ready(Err(LaneError::Lost)),
            }
        }
    }

    /// I-9: what is announced is looked at before room is made for it.
    fn room(&self) -> Result<Vec<u8>, LaneError> {
        let bytes = u32::from_le_bytes(self.head) as usize;
        if bytes > FRAME_BYTES_MAX {
            let lane = self.lane;
            return Err(LaneError::Violation(format!(
                "a frame of {bytes} bytes on lane {lane:?}, {FRAME_BYTES_MAX} at most"
            )));
        }
        Ok(vec![0; bytes])
    }

    fn gone(&self) -> LaneError {
        LaneError::Violation(format!("lane {:?} was ended", self.lane))
    }
}
