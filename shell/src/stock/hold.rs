//! Reservations: units held for someone, with a clock of their owner. The units stand in `committed`; only the replica
//! that granted a hold changes or ends it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use holdfast_crdt::{Account, Cause, Deed, Millis, Quantity, ReservationId, Sku, WarehouseId};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::decide::{EventDraft, StockDesk};
use super::refusal::StockRefusal;
use crate::clock::rfc3339;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum HoldState {
    Active,
    Released,
    Expired,
    /// An order took it over.
    Converted,
}

impl HoldState {
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Released => "released",
            Self::Expired => "expired",
            Self::Converted => "converted",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        [Self::Active, Self::Released, Self::Expired, Self::Converted].into_iter().find(|state| state.name() == name)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reservation {
    pub id: ReservationId,
    pub warehouse: WarehouseId,
    pub sku: Sku,
    /// Units held now.
    pub quantity: u64,
    pub reference: Option<Arc<str>>,
    pub expires_at: Option<Millis>,
    pub state: HoldState,
    pub made_at: Millis,
    pub version: u64,
}

/// As the API shows it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReservationRecord {
    pub reservation_id: String,
    pub warehouse_id: String,
    pub sku: String,
    pub quantity: u64,
    pub reference: Option<String>,
    pub state: HoldState,
    pub expires_at: Option<String>,
    pub created_at: String,
    pub version: u64,
}

impl Reservation {
    /// What its movements refer to: the client's reference, or itself.
    pub fn named(&self) -> String {
        self.reference.as_deref().map_or_else(|| self.id.to_string(), str::to_owned)
    }

    pub fn record(&self) -> ReservationRecord {
        ReservationRecord {
            reservation_id: self.id.to_string(),
            warehouse_id: self.warehouse.to_string(),
            sku: self.sku.to_string(),
            quantity: self.quantity,
            reference: self.reference.as_deref().map(str::to_owned),
            state: self.state,
            expires_at: self.expires_at.map(rfc3339),
            created_at: rfc3339(self.made_at),
            version: self.version,
        }
    }
}

/// The reservations a batch works on, and which of them changed.
#[derive(Debug, Default)]
pub struct Holds {
    loaded: BTreeMap<ReservationId, Reservation>,
    changed: BTreeSet<ReservationId>,
}

impl Holds {
    pub fn load(&mut self, reservation: Reservation) {
        self.loaded.entry(reservation.id).or_insert(reservation);
    }

    pub fn get(&self, id: ReservationId) -> Option<&Reservation> {
        self.loaded.get(&id)
    }

    /// Active ones of a warehouse, oldest first, as far as they are loaded.
    pub fn active(&self, warehouse: &WarehouseId) -> impl Iterator<Item = &Reservation> {
        self.loaded.values().filter(move |hold| hold.state == HoldState::Active && hold.warehouse == *warehouse)
    }

    /// Shortens holds of a cell whose units turned out not to be committed any more, youngest first; how many are left over.
    /// No movement: the books have it already.
    pub fn give_up(&mut self, warehouse: &WarehouseId, sku: &Sku, units: u64) -> u64 {
        self.shorten(warehouse, units, |hold| hold.sku == *sku)
    }

    /// The same of one reference ([`Reservation::named`]) only.
    pub fn give_up_of(&mut self, warehouse: &WarehouseId, sku: &Sku, reference: &str, units: u64) -> u64 {
        self.shorten(warehouse, units, |hold| hold.sku == *sku && hold.named() == reference)
    }

    fn shorten(&mut self, warehouse: &WarehouseId, units: u64, of: impl Fn(&Reservation) -> bool) -> u64 {
        let mut left = units;
        let held: Vec<Reservation> = self.active(warehouse).filter(|hold| of(hold)).cloned().collect();
        for hold in held.into_iter().rev() {
            let here = left.min(hold.quantity);
            if here == 0 {
                continue;
            }
            left -= here;
            let quantity = hold.quantity - here;
            let state = if quantity == 0 { HoldState::Released } else { HoldState::Active };
            self.put(Reservation { quantity, state, ..hold });
        }
        left
    }

    /// Active ones of a reference in a cell, oldest first.
    pub fn of_reference(&self, warehouse: &WarehouseId, sku: &Sku, reference: &str) -> Vec<Reservation> {
        let fits = |hold: &&Reservation| {
            hold.state == HoldState::Active
                && hold.warehouse == *warehouse
                && hold.sku == *sku
                && hold.reference.as_deref() == Some(reference)
        };
        self.loaded.values().filter(fits).cloned().collect()
    }

    /// Active ones whose time has come.
    pub fn due(&self, now: Millis) -> Vec<ReservationId> {
        let due = |hold: &&Reservation| hold.state == HoldState::Active && hold.expires_at.is_some_and(|at| at <= now);
        self.loaded.values().filter(due).map(|hold| hold.id).collect()
    }

    pub fn put(&mut self, mut reservation: Reservation) {
        reservation.version += 1;
        self.changed.insert(reservation.id);
        self.loaded.insert(reservation.id, reservation);
    }

    /// What is to be saved; nothing stays loaded.
    pub fn take_changed(&mut self) -> Vec<Reservation> {
        let loaded = std::mem::take(&mut self.loaded);
        let changed = std::mem::take(&mut self.changed);
        loaded.into_values().filter(|hold| changed.contains(&hold.id)).collect()
    }
}

const HOLD: Deed = Deed::Move { from: Account::Available, to: Account::Committed };
const FREE: Deed = Deed::Move { from: Account::Committed, to: Account::Available };

/// Makes a hold of `quantity`.
pub(super) fn make(
    stock: &mut StockDesk<'_>,
    place: (&WarehouseId, &Sku),
    quantity: Quantity,
    reference: Option<Arc<str>>,
    expires_at: Option<Millis>,
    cause: &Cause,
) -> Result<Reservation, StockRefusal> {
    let (warehouse, sku) = place;
    let id = ReservationId::from_parts(stock.now, stock.chance());
    let cause = cause.clone().about(reference.as_deref().unwrap_or(&id.to_string()));
    stock.post(warehouse, sku, HOLD, quantity, &cause)?;
    let hold = Reservation {
        id,
        warehouse: warehouse.clone(),
        sku: sku.clone(),
        quantity: quantity.get(),
        reference,
        expires_at,
        state: HoldState::Active,
        made_at: stock.now,
        version: 0,
    };
    stock.holds.put(hold.clone());
    stock.events.push(event("InventoryReserved", &hold));
    Ok(stock.holds.get(id).cloned().unwrap_or(hold))
}

/// Sets a hold to `quantity`: raising counts only the increase, lowering gives back the difference, 0 releases it.
pub(super) fn resize(
    stock: &mut StockDesk<'_>,
    hold: &Reservation,
    quantity: u64,
    cause: &Cause,
) -> Result<Reservation, StockRefusal> {
    if hold.state != HoldState::Active {
        return Err(StockRefusal::WrongState(format!("reservation {} is {}", hold.id, hold.state.name())));
    }
    let cause = cause.clone().about(hold.named());
    let (deed, units) =
        if quantity >= hold.quantity { (HOLD, quantity - hold.quantity) } else { (FREE, hold.quantity - quantity) };
    if let Some(units) = Quantity::capped(units) {
        stock.post(&hold.warehouse, &hold.sku, deed, units, &cause)?;
    }
    let state = if quantity == 0 { HoldState::Released } else { HoldState::Active };
    let kind = if quantity >= hold.quantity { "InventoryReserved" } else { "InventoryReleased" };
    let changed = Reservation { quantity, state, ..hold.clone() };
    stock.holds.put(changed.clone());
    stock.events.push(event(kind, &changed));
    Ok(stock.holds.get(hold.id).cloned().unwrap_or(changed))
}

/// Sets the hold of a reference, over all its reservations in the cell.
pub(super) fn set_reference(
    stock: &mut StockDesk<'_>,
    place: (&WarehouseId, &Sku),
    quantity: u64,
    reference: &Arc<str>,
    cause: &Cause,
) -> Result<(), StockRefusal> {
    let holds = stock.holds.of_reference(place.0, place.1, reference);
    let held: u64 = holds.iter().map(|hold| hold.quantity).sum();
    match (quantity > held, holds.last()) {
        (true, Some(last)) => resize(stock, last, last.quantity + quantity - held, cause).map(drop),
        (true, None) => match Quantity::capped(quantity) {
            Some(units) => make(stock, place, units, Some(reference.clone()), None, cause).map(drop),
            None => Ok(()),
        },
        (false, _) => {
            let mut surplus = held - quantity;
            for hold in holds.iter().rev().filter(|hold| hold.quantity > 0) {
                let less = surplus.min(hold.quantity);
                if less > 0 {
                    resize(stock, hold, hold.quantity - less, cause)?;
                }
                surplus -= less;
            }
            Ok(())
        }
    }
}

/// Ends the holds whose time has come by `now`; their units are available again. Where a restored store has yet to hear
/// what it forgot, they wait: they may have ended already.
pub fn expire(stock: &mut StockDesk<'_>) {
    let cause = Cause::new("reservation expired", "holdfast");
    for id in stock.holds.due(stock.now) {
        let Some(hold) = stock.holds.get(id).filter(|hold| !stock.is_settling(&hold.warehouse)).cloned() else {
            continue;
        };
        let cause = cause.clone().about(hold.named());
        let freed = Quantity::capped(hold.quantity)
            .map_or(Ok(()), |units| stock.post(&hold.warehouse, &hold.sku, FREE, units, &cause));
        if let Err(error) = freed {
            tracing::error!(reservation = %hold.id, %error, "an expired reservation could not be released");
            continue;
        }
        let ended = Reservation { quantity: 0, state: HoldState::Expired, ..hold };
        stock.events.push(event("ReservationExpired", &ended));
        stock.holds.put(ended);
    }
}

fn event(kind: &'static str, hold: &Reservation) -> EventDraft {
    let data = json!({
        "reservationId": hold.id, "warehouseId": hold.warehouse, "sku": hold.sku,
        "quantity": hold.quantity, "reference": hold.reference, "state": hold.state.name(),
    });
    EventDraft::new(kind, hold.id, &data)
}
