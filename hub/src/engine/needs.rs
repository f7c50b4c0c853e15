//! What a batch's commands name, loaded set-wise before the first of them is decided.

use holdfast_crdt::{DocId, ExpectedReceiptId, OrderId, Sku, WarehouseId};
use holdfast_shell::http::request::Context;
use holdfast_shell::sqlite::{Remembered, StoreError};
use holdfast_shell::stock::{StockCommand, StockOp};
use holdfast_sync::effect::Inbound;
use holdfast_sync::mail::{LetterBody, TaskKind, ToHub};

use super::{Ask, Command, Deed, HubEngine};
use crate::core::nearest::nearest;
use crate::core::place::OrderRequest;
use crate::core::world::TaskOwner;
use crate::store::{HubStore, Needs};

/// Candidates looked at when a claim takes allocations back.
pub(super) const CLAIM_ORDERS_MAX: usize = 500;

impl<S: HubStore> HubEngine<S> {
    pub(super) fn prepare(&mut self, commands: &[Command]) -> Result<(), StoreError> {
        self.recall(commands)?;
        let mut needs = Needs::default();
        for command in commands {
            self.name(command, &mut needs)?;
        }
        self.store.load(&mut self.world, &needs)?;
        self.load_behind(&needs)
    }

    fn recall(&mut self, commands: &[Command]) -> Result<(), StoreError> {
        let contexts: Vec<&Context> = commands
            .iter()
            .filter_map(|command| match command {
                Command::Stock(command) => Some(&command.context),
                Command::Ask(ask) => Some(&ask.context),
                _ => None,
            })
            .filter(|context| context.key.is_some())
            .collect();
        let remembered = self.store.recall(&contexts)?;
        for (context, found) in contexts.into_iter().zip(remembered) {
            if let (Remembered::Replay(outcome), Some(key)) = (found, context.key.clone()) {
                self.remembered.insert((context.principal.id, key, context.fingerprint), outcome);
            }
        }
        Ok(())
    }

    fn name(&mut self, command: &Command, needs: &mut Needs) -> Result<(), StoreError> {
        match command {
            Command::Stock(command) => name_stock(command, needs),
            Command::Ask(ask) => self.name_ask(ask, needs),
            Command::Hear(warehouse, Inbound::Rows { rows, .. }) => {
                needs.cells.extend(rows.iter().map(|(sku, _)| (warehouse.clone(), sku.clone())));
            }
            Command::Hear(warehouse, Inbound::RecalledRows { rows, .. }) => {
                needs.cells.extend(rows.iter().map(|(sku, _)| (warehouse.clone(), sku.clone())));
            }
            Command::Hear(_, Inbound::Documents { documents, .. }) => {
                needs.cells.extend(documents.iter().filter_map(|document| match &document.id {
                    DocId::Slot(warehouse, sku) => Some((warehouse.clone(), sku.clone())),
                    DocId::Product(_) | DocId::Warehouse(_) => None,
                }));
            }
            Command::Hear(warehouse, Inbound::Letters(letters)) => {
                for letter in letters {
                    if let LetterBody::ToHub(body) = &letter.body {
                        self.name_letter(warehouse, body, needs)?;
                    }
                }
            }
            Command::Grant(warehouse, request) => {
                needs.cells.extend(request.wanted.iter().map(|(sku, _)| (warehouse.clone(), sku.clone())));
            }
            _ => {}
        }
        Ok(())
    }

    fn name_ask(&self, ask: &Ask, needs: &mut Needs) {
        match &ask.deed {
            Deed::Place(request) => {
                match nearest(&self.world, request) {
                    Some(near) => request.items.iter().for_each(|item| self.missing(&near, &item.sku, needs)),
                    None => request.items.iter().for_each(|item| self.everywhere(&item.sku, needs)),
                }
                needs.reservations.extend(&request.reservations);
            }
            Deed::PatchSlot(warehouse, sku, _) => drop(needs.cells.insert((warehouse.clone(), sku.clone()))),
            Deed::Cancel(order) | Deed::SetStatus(order, _) | Deed::Retry(order) => drop(needs.orders.insert(*order)),
            Deed::Transfer { from, to, items } => {
                for (sku, _) in items {
                    needs.cells.insert((from.clone(), sku.clone()));
                    needs.cells.insert((to.clone(), sku.clone()));
                }
            }
            Deed::CancelTransfer(transfer) => drop(needs.transfers.insert(*transfer)),
            Deed::EndPurchase(purchase, _) => drop(needs.purchases.insert(*purchase)),
            Deed::AuthoriseReturn(request) => drop(needs.orders.insert(request.order)),
            Deed::EndReturn(id, _) => drop(needs.returns.insert(*id)),
            _ => {}
        }
    }

    fn name_letter(&mut self, warehouse: &WarehouseId, letter: &ToHub, needs: &mut Needs) -> Result<(), StoreError> {
        match letter {
            ToHub::Claim { claim, sku, .. } => {
                needs.claims.insert(*claim);
                needs.cells.insert((warehouse.clone(), sku.clone()));
                needs.orders.extend(self.store.open_orders(warehouse, sku, CLAIM_ORDERS_MAX)?);
            }
            ToHub::ClaimWithdrawn { claim, .. } => drop(needs.claims.insert(*claim)),
            ToHub::TakenBack { claim, task, .. } => {
                needs.claims.insert(*claim);
                needs.tasks.insert(*task);
            }
            ToHub::Held(held) => {
                needs.tasks.insert(held.task.task);
                match &held.task.kind {
                    TaskKind::Order { order, .. } => drop(needs.orders.insert(*order)),
                    TaskKind::TransferOut { transfer, .. } | TaskKind::TransferIn { transfer, .. } => {
                        needs.transfers.insert(*transfer);
                    }
                }
                let skus = held.task.lines.iter().map(|line| &line.sku);
                needs.cells.extend(skus.map(|sku| (warehouse.clone(), sku.clone())));
            }
            ToHub::Stated(page) => {
                needs.cells.extend(page.cells.iter().map(|cell| (warehouse.clone(), cell.sku.clone())));
            }
            ToHub::Received(goods) => name_expected(goods.expected, needs),
            ToHub::Inspected(goods) => name_expected(goods.expected, needs),
            ToHub::Progress { task, .. }
            | ToHub::Short { task, .. }
            | ToHub::Shipped { task, .. }
            | ToHub::PartShipped { task, .. }
            | ToHub::Cancelled { task }
            | ToHub::CancelRefused { task } => drop(needs.tasks.insert(*task)),
        }
        Ok(())
    }

    /// What the loaded tasks, claims and orders name in turn: a short pick may be sourced from any warehouse.
    fn load_behind(&mut self, named: &Needs) -> Result<(), StoreError> {
        let mut needs = Needs::default();
        for task in &named.tasks {
            match self.world.tasks.get(*task).map(|found| found.owner) {
                Some(TaskOwner::Order(order)) => drop(needs.orders.insert(order)),
                Some(TaskOwner::Transfer(transfer)) => drop(needs.transfers.insert(transfer)),
                None => {}
            }
        }
        let claims: Vec<_> = named
            .claims
            .iter()
            .filter_map(|id| self.world.claims.get(*id))
            .map(|claim| (claim.warehouse.clone(), claim.sku.clone()))
            .collect();
        for (warehouse, sku) in claims {
            needs.orders.extend(self.store.open_orders(&warehouse, &sku, CLAIM_ORDERS_MAX)?);
            needs.cells.insert((warehouse, sku));
        }
        for id in &named.reservations {
            if let Some(hold) = self.world.holds.get(*id) {
                needs.cells.insert((hold.warehouse.clone(), hold.sku.clone()));
            }
        }
        let returned = named.returns.iter().filter_map(|id| self.world.returns.get(*id));
        needs.orders.extend(returned.map(|found| found.order));
        needs.transfers.extend(&named.transfers);
        self.store.load(&mut self.world, &needs)?;
        let orders: Vec<OrderId> = named.orders.iter().chain(&needs.orders).copied().collect();
        let mut needs = Needs { transfers: needs.transfers, ..Needs::default() };
        self.cells_of_orders(&orders, &mut needs);
        for transfer in needs.transfers.clone() {
            if let Some(found) = self.world.transfers.get(transfer) {
                let ends = [&found.from, &found.to].into_iter();
                let cells = ends.flat_map(|at| found.lines.iter().map(|line| (at.clone(), line.sku.clone())));
                needs.cells.extend(cells);
            }
        }
        self.store.load(&mut self.world, &needs)
    }

    /// All cells that filling these orders could take from.
    pub(super) fn cells_of_orders(&self, orders: &[OrderId], needs: &mut Needs) {
        for order in orders.iter().filter_map(|id| self.world.orders.get(*id)) {
            order.lines.iter().for_each(|line| self.everywhere(&line.sku, needs));
        }
    }

    pub(super) fn everywhere(&self, sku: &Sku, needs: &mut Needs) {
        self.missing(self.world.places.keys(), sku, needs);
    }

    fn missing<'a>(&self, of: impl IntoIterator<Item = &'a WarehouseId>, sku: &Sku, needs: &mut Needs) {
        let missing = of.into_iter().filter(|warehouse| !self.world.desk.has(warehouse, sku));
        needs.cells.extend(missing.map(|warehouse| (warehouse.clone(), sku.clone())));
    }

    /// Loads all cells that an order could come from.
    pub(super) fn load_everywhere(&mut self, request: &OrderRequest) -> Result<(), StoreError> {
        let mut needs = Needs::default();
        request.items.iter().for_each(|item| self.everywhere(&item.sku, &mut needs));
        self.store.load(&mut self.world, &needs)
    }
}

/// A purchase order or a return: only one of them has that number.
fn name_expected(expected: ExpectedReceiptId, needs: &mut Needs) {
    needs.purchases.insert(expected.into());
    needs.returns.insert(expected.into());
}

fn name_stock(command: &StockCommand, needs: &mut Needs) {
    let mut cell = |sku: &Sku| {
        if let Some(warehouse) = &command.warehouse {
            needs.cells.insert((warehouse.clone(), sku.clone()));
        }
    };
    match &command.op {
        StockOp::Change(deal) => {
            cell(&deal.sku);
            name_reference(command, deal, needs);
        }
        StockOp::Discontinue { sku } | StockOp::Reserve { sku, .. } => cell(sku),
        StockOp::Resize { reservation, .. } | StockOp::Release { reservation } => {
            needs.reservations.insert(*reservation);
        }
        StockOp::Batch(rows) => rows.iter().flatten().for_each(|deal| cell(&deal.sku)),
    }
}

fn name_reference(command: &StockCommand, deal: &holdfast_shell::stock::Deal, needs: &mut Needs) {
    if let (Some(warehouse), holdfast_shell::stock::Change::Hold { reference, .. }) = (&command.warehouse, &deal.change)
    {
        needs.references.insert(((warehouse.clone(), deal.sku.clone()), reference.to_string()));
    }
}
