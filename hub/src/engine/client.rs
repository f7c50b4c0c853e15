//! What clients ask for: decided on the desk, taken back whole when refused.

use holdfast_crdt::{Sku, WarehouseId};
use holdfast_shell::http::answer::{Answer, etag};
use holdfast_shell::http::problem::{Problem, Slug};
use holdfast_shell::http::request::{Context, guard};
use holdfast_shell::sqlite::StoreError;
use holdfast_shell::stock::{self, StockCommand, StockDesk, StockReply, cause_of};
use serde_json::json;

use super::{Ask, Deed, HubEngine, Reply, problem};
use crate::core::cancel::{self, LifecycleRefusal};
use crate::core::fill::{self, RetryRefusal};
use crate::core::order::{Order, OrderStatus};
use crate::core::place::{self, OrderRequest, PlaceRefusal};
use crate::core::transfer;
use crate::core::view::{OrderRecord, TransferRecord};
use crate::core::world::{PlacesView, World};
use crate::store::HubStore;

/// A refusal, or the wish for rights first.
enum No {
    Problem(Problem),
    Rights(place::Wanted),
}

impl From<Problem> for No {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<PlaceRefusal> for No {
    fn from(refusal: PlaceRefusal) -> Self {
        match refusal {
            PlaceRefusal::NeedsRights(wanted) => Self::Rights(wanted),
            refusal => Self::Problem(problem::of_placing(&refusal)),
        }
    }
}

impl From<LifecycleRefusal> for No {
    fn from(refusal: LifecycleRefusal) -> Self {
        Self::Problem(problem::of_lifecycle(&refusal))
    }
}

impl From<RetryRefusal> for No {
    fn from(refusal: RetryRefusal) -> Self {
        match refusal {
            RetryRefusal::NeedsRights(wanted) => Self::Rights(wanted),
            refusal => Self::Problem(problem::of_retry(&refusal)),
        }
    }
}

impl<S: HubStore> HubEngine<S> {
    pub(super) fn stock(&mut self, command: StockCommand) -> Reply {
        if let Some(replay) = self.replay(&command.context) {
            return replay;
        }
        let decided = with_stock(&mut self.world, |desk| stock::decide(desk, &command));
        match decided {
            StockReply::Answered { outcome, .. } => self.answer(command.context, outcome),
            StockReply::NeedsRights(wanted) => Reply::NeedsRights(wanted),
        }
    }

    /// Ends the reservations whose time has come.
    pub(super) fn expire(&mut self) {
        self.world.desk.mark();
        with_stock(&mut self.world, stock::expire);
    }

    pub(super) fn ask(&mut self, ask: Ask) -> Result<Reply, StoreError> {
        if let Some(replay) = self.replay(&ask.context) {
            return Ok(replay);
        }
        let mark = self.world.desk.mark();
        let events = self.world.events.len();
        let done = self.perform(&ask)?;
        if done.is_err() {
            self.world.desk.undo(mark);
            self.world.events.truncate(events);
        }
        Ok(match done {
            Ok(answer) => self.answer(ask.context, Ok(answer)),
            Err(No::Problem(problem)) => self.answer(ask.context, Err(problem)),
            Err(No::Rights(wanted)) => Reply::NeedsRights(wanted),
        })
    }

    fn perform(&mut self, ask: &Ask) -> Result<Result<Answer, No>, StoreError> {
        let context = &ask.context;
        Ok(match &ask.deed {
            Deed::Place(request) => self.place(context, request, ask.last)?,
            Deed::Cancel(order) => self.lifecycle(context, *order, OrderStatus::Canceled),
            Deed::SetStatus(order, status) => self.lifecycle(context, *order, *status),
            Deed::Retry(order) => self.retry(context, *order, ask.last),
            Deed::Transfer { from, to, items } => self.transfer(context, (from, to), items, ask.last),
            Deed::CreateWarehouse(body) => self.create_warehouse(body)?.map_err(No::from),
            Deed::PatchWarehouse(id, patch) => self.patch_warehouse(context, id, patch)?.map_err(No::from),
            Deed::RemoveWarehouse(id) => self.remove_warehouse(context, id)?.map_err(No::from),
            Deed::CreateProduct(body) => self.create_product(body)?.map_err(No::from),
            Deed::PatchProduct(sku, patch) => self.patch_product(context, sku, patch)?.map_err(No::from),
            Deed::RemoveProduct(sku) => self.remove_product(context, sku)?.map_err(No::from),
            Deed::CancelTransfer(id) => self.cancel_transfer(context, *id)?.map_err(No::from),
            Deed::CreateSupplier(body) => self.create_supplier(body)?.map_err(No::from),
            Deed::PatchSupplier(id, patch) => self.patch_supplier(context, id, patch)?.map_err(No::from),
            Deed::RemoveSupplier(id) => self.remove_supplier(context, id)?.map_err(No::from),
            Deed::OrderGoods(request) => self.order_goods(context, request)?.map_err(No::from),
            Deed::EndPurchase(id, ended) => self.end_purchase(context, *id, *ended).map_err(No::from),
            Deed::AuthoriseReturn(request) => self.authorise_return(context, request).map_err(No::from),
            Deed::EndReturn(id, ended) => self.end_return(context, *id, *ended).map_err(No::from),
            Deed::PatchSlot(warehouse, sku, patch) => {
                self.patch_slot(context, (warehouse, sku), patch)?.map_err(No::from)
            }
            Deed::Access(deed) => self.decide_access(context, deed)?.map_err(No::from),
            Deed::Node(warehouse, deed) => self.decide_node(context, warehouse, deed)?.map_err(No::from),
        })
    }

    fn place(
        &mut self,
        context: &Context,
        request: &OrderRequest,
        last: bool,
    ) -> Result<Result<Answer, No>, StoreError> {
        let cause = cause_of(context);
        let mut placed = place::place(&mut self.world, request, &cause, last);
        if placed == Err(PlaceRefusal::NeedsCells) {
            self.load_everywhere(request)?;
            placed = place::place(&mut self.world, request, &cause, last);
        }
        Ok(placed.map_err(No::from).and_then(|id| {
            let order = self.world.orders.get(id).ok_or_else(|| Problem::not_found("order"))?;
            Ok(Answer::created(format!("/v1/orders/{id}"), &OrderRecord::of(order)).with_etag(order.version))
        }))
    }

    fn lifecycle(&mut self, context: &Context, id: holdfast_crdt::OrderId, wanted: OrderStatus) -> Result<Answer, No> {
        let version = self.world.orders.get(id).map(|order| order.version).ok_or(LifecycleRefusal::NoOrder(id))?;
        check_version(context, version)?;
        let actor = &context.principal.name;
        match wanted {
            OrderStatus::Canceled => cancel::cancel(&mut self.world, id, actor)?,
            OrderStatus::Delivered => cancel::deliver(&mut self.world, id, actor)?,
            other => return Err(cancel::refuse_status(&self.world, id, other).into()),
        }
        let order = self.world.orders.get(id).ok_or(LifecycleRefusal::NoOrder(id))?;
        Ok(order_answer(order))
    }

    fn retry(&mut self, context: &Context, id: holdfast_crdt::OrderId, last: bool) -> Result<Answer, No> {
        let version = self.world.orders.get(id).map(|order| order.version).ok_or(LifecycleRefusal::NoOrder(id))?;
        // the rights that were asked for on its behalf may have changed it since
        if !last {
            check_version(context, version)?;
        }
        fill::retry(&mut self.world, id, &cause_of(context), last)?;
        let order = self.world.orders.get(id).ok_or(LifecycleRefusal::NoOrder(id))?;
        Ok(Answer::ok(&OrderRecord::of(order)).with_etag(order.version))
    }

    fn transfer(
        &mut self,
        context: &Context,
        (from, to): (&WarehouseId, &WarehouseId),
        items: &[(Sku, holdfast_crdt::Quantity)],
        last: bool,
    ) -> Result<Answer, No> {
        for warehouse in [from, to] {
            if !self.world.places.contains_key(warehouse) {
                return Err(Problem::new(Slug::NotFound, format!("there is no warehouse {warehouse}")).into());
            }
        }
        let id = transfer::plan(&mut self.world, (from, to), items, &cause_of(context), last)?;
        let planned = self.world.transfers.get(id).ok_or_else(|| Problem::not_found("transfer"))?;
        Ok(Answer::created(format!("/v1/transfers/{id}"), &TransferRecord::of(planned)).with_etag(planned.version))
    }

    fn remove_warehouse(&mut self, context: &Context, id: &WarehouseId) -> Result<Result<Answer, Problem>, StoreError> {
        let pending = self.extra.warehouses.iter().any(|warehouse| warehouse.body.id == *id);
        let Some(warehouse) = self.store.warehouse(id)?.filter(|_| !pending && self.world.places.contains_key(id))
        else {
            return Ok(Err(Problem::not_found("warehouse")));
        };
        if let Err(problem) = check_version(context, warehouse.version) {
            return Ok(Err(problem));
        }
        let has_node = self.world.places.get(id).is_some_and(|place| place.node.is_some());
        let touched = self.world.desk.changes().rows.iter().any(|((changed, _), _)| changed == id);
        let expected = self.world.incoming.keys().any(|(to, _)| to == id);
        if has_node || touched || expected || self.store.stock_in(Some(id), None)? {
            let why = "only a warehouse without stock, on hand or on its way there, and without a node can be removed";
            return Ok(Err(Problem::new(Slug::WrongState, why)));
        }
        self.world.places.remove(id);
        self.extra.removed_warehouses.push(id.clone());
        self.world.emit("WarehouseRemoved", id, json!({ "warehouseId": id }));
        Ok(Ok(Answer::no_content()))
    }

    fn remove_product(&mut self, context: &Context, sku: &Sku) -> Result<Result<Answer, Problem>, StoreError> {
        let Some(mut product) = self.pending_product(sku)?.filter(|product| !product.discontinued) else {
            return Ok(Err(Problem::not_found("product")));
        };
        if let Err(problem) = check_version(context, product.version) {
            return Ok(Err(problem));
        }
        let unsaved = self.world.orders.iter().flat_map(|(_, order)| &order.lines);
        let awaited = unsaved.filter(|line| line.sku == *sku).any(|line| line.backordered > 0);
        if awaited || !self.store.waiting_orders(sku, None, 1)?.is_empty() {
            let why = format!("orders wait for {sku}; cancel them first");
            return Ok(Err(Problem::new(Slug::WrongState, why)));
        }
        let touched = self.world.desk.changes().rows.iter().any(|((_, changed), _)| changed == sku);
        if touched || self.store.stock_in(None, Some(sku))? {
            return Ok(Err(Problem::new(
                Slug::WrongState,
                format!("{sku} is on hand somewhere; only a product without stock can be removed"),
            )));
        }
        self.catalogue_clock += 1;
        product.version = self.catalogue_clock;
        product.discontinued = true;
        if let Err(problem) = self.rewrite_product(&product)? {
            return Ok(Err(problem));
        }
        self.world.catalogue.swap_remove(sku);
        Ok(Ok(self.keep_product(product, |_| Answer::no_content())))
    }
}

fn order_answer(order: &Order) -> Answer {
    let record = OrderRecord::of(order);
    let answer =
        if order.status() == OrderStatus::Cancelling { Answer::accepted(&record) } else { Answer::ok(&record) };
    answer.with_etag(order.version)
}

pub(super) fn check_version(context: &Context, version: u64) -> Result<(), Problem> {
    guard(context.if_match.as_deref(), &etag(version))
}

/// Lends the parts of the world that a stock decision works on.
fn with_stock<T>(world: &mut World, decide: impl FnOnce(&mut StockDesk<'_>) -> T) -> T {
    let World { desk, holds, events, places, catalogue, incoming, discontinued, now, rng, .. } = world;
    let view = PlacesView { places, catalogue, incoming, now: *now };
    let held = Slug::HeldByWarehouse;
    decide(&mut StockDesk { desk, holds, events, view: &view, held, now: *now, rng, discontinued })
}
