//! Suppliers, purchase orders, returns, and transfers that are cancelled: what clients ask for of goods that come in.

use holdfast_crdt::{PurchaseOrderId, ReturnId, TransferId};
use holdfast_shell::http::answer::Answer;
use holdfast_shell::http::problem::{Problem, Slug};
use holdfast_shell::http::request::Context;
use holdfast_shell::sqlite::StoreError;

use super::client::check_version;
use super::{HubEngine, problem};
use crate::core::goods_view::{PurchaseRecord, ReturnRecord};
use crate::core::purchase::{self, Ended, PurchaseRequest};
use crate::core::returns::{self, ReturnRequest};
use crate::core::supplier::{Supplier, SupplierBody, SupplierId, SupplierPatch};
use crate::core::transfer::{self, TransferState};
use crate::core::view::TransferRecord;
use crate::store::HubStore;

/// Decided over what had to be read first.
type Read<T> = Result<Result<T, Problem>, StoreError>;

impl<S: HubStore> HubEngine<S> {
    pub(super) fn cancel_transfer(&mut self, context: &Context, id: TransferId) -> Read<Answer> {
        self.store.load_tasks_of(&mut self.world, id)?;
        Ok(self.decide_cancel(context, id))
    }

    fn decide_cancel(&mut self, context: &Context, id: TransferId) -> Result<Answer, Problem> {
        let version = self.world.transfers.get(id).map(|found| found.version);
        check_version(context, version.ok_or_else(|| Problem::not_found("transfer"))?)?;
        let cancelled = transfer::cancel(&mut self.world, id, &context.principal.name);
        cancelled.map_err(|refusal| problem::of_transfer(&refusal))?;
        let found = self.world.transfers.get(id).ok_or_else(|| Problem::not_found("transfer"))?;
        let record = TransferRecord::of(found);
        let answer =
            if found.state == TransferState::Cancelling { Answer::accepted(&record) } else { Answer::ok(&record) };
        Ok(answer.with_etag(found.version))
    }

    fn supplier(&mut self, id: &SupplierId) -> Result<Option<Supplier>, StoreError> {
        if let Some(pending) = self.extra.suppliers.iter().rev().find(|supplier| supplier.body.supplier_id == *id) {
            return Ok(Some(pending.clone()));
        }
        if self.extra.removed_suppliers.contains(id) {
            return Ok(None);
        }
        self.store.supplier(id)
    }

    pub(super) fn create_supplier(&mut self, body: &SupplierBody) -> Read<Answer> {
        let id = &body.supplier_id;
        if self.supplier(id)?.is_some() {
            return Ok(Err(Problem::new(Slug::Conflict, format!("there is a supplier {id} already"))));
        }
        let supplier = Supplier { body: body.clone(), version: 1 };
        let answer = Answer::created(format!("/v1/suppliers/{id}"), &supplier).with_etag(1);
        self.extra.suppliers.push(supplier);
        Ok(Ok(answer))
    }

    pub(super) fn patch_supplier(&mut self, context: &Context, id: &SupplierId, patch: &SupplierPatch) -> Read<Answer> {
        let Some(mut supplier) = self.supplier(id)? else { return Ok(Err(Problem::not_found("supplier"))) };
        if let Err(problem) = check_version(context, supplier.version) {
            return Ok(Err(problem));
        }
        supplier.merge(patch.clone());
        let answer = Answer::ok(&supplier).with_etag(supplier.version);
        self.extra.suppliers.push(supplier);
        Ok(Ok(answer))
    }

    pub(super) fn remove_supplier(&mut self, context: &Context, id: &SupplierId) -> Read<Answer> {
        let Some(supplier) = self.supplier(id)? else { return Ok(Err(Problem::not_found("supplier"))) };
        if let Err(problem) = check_version(context, supplier.version) {
            return Ok(Err(problem));
        }
        let unsaved = self.world.purchases.iter().any(|(_, found)| found.supplier == *id && found.is_due());
        if unsaved || self.store.is_awaited(id)? {
            let why = format!("purchase orders of {id} are open: close or cancel them first");
            return Ok(Err(Problem::new(Slug::WrongState, why)));
        }
        self.extra.suppliers.retain(|pending| pending.body.supplier_id != *id);
        self.extra.removed_suppliers.push(id.clone());
        Ok(Ok(Answer::no_content()))
    }

    pub(super) fn order_goods(&mut self, context: &Context, request: &PurchaseRequest) -> Read<Answer> {
        let Some(supplier) = self.supplier(&request.supplier)? else {
            let why = format!("there is no supplier {}", request.supplier);
            return Ok(Err(Problem::new(Slug::NotFound, why.clone()).field("/supplierId", why)));
        };
        let ordered = purchase::order(&mut self.world, request, &supplier.body, &context.principal.name);
        Ok(ordered.map_err(|refusal| problem::of_purchase(&refusal)).and_then(|id| {
            let found = self.world.purchases.get(id).ok_or_else(|| Problem::not_found("purchase order"))?;
            let record = PurchaseRecord::of(found);
            Ok(Answer::created(format!("/v1/purchase-orders/{id}"), &record).with_etag(found.version))
        }))
    }

    pub(super) fn end_purchase(
        &mut self,
        context: &Context,
        id: PurchaseOrderId,
        ended: Ended,
    ) -> Result<Answer, Problem> {
        let version = self.world.purchases.get(id).map(|found| found.version);
        check_version(context, version.ok_or_else(|| Problem::not_found("purchase order"))?)?;
        let done = purchase::end(&mut self.world, id, ended, &context.principal.name);
        done.map_err(|refusal| problem::of_purchase(&refusal))?;
        let found = self.world.purchases.get(id).ok_or_else(|| Problem::not_found("purchase order"))?;
        Ok(Answer::ok(&PurchaseRecord::of(found)).with_etag(found.version))
    }

    pub(super) fn authorise_return(&mut self, context: &Context, request: &ReturnRequest) -> Result<Answer, Problem> {
        let authorised = returns::authorise(&mut self.world, request, &context.principal.name);
        let id = authorised.map_err(|refusal| problem::of_return(&refusal))?;
        let found = self.world.returns.get(id).ok_or_else(|| Problem::not_found("return"))?;
        Ok(Answer::created(format!("/v1/returns/{id}"), &ReturnRecord::of(found)).with_etag(found.version))
    }

    pub(super) fn end_return(&mut self, context: &Context, id: ReturnId, ended: Ended) -> Result<Answer, Problem> {
        let version = self.world.returns.get(id).map(|found| found.version);
        check_version(context, version.ok_or_else(|| Problem::not_found("return"))?)?;
        let done = returns::end(&mut self.world, id, ended, &context.principal.name);
        done.map_err(|refusal| problem::of_return(&refusal))?;
        let found = self.world.returns.get(id).ok_or_else(|| Problem::not_found("return"))?;
        Ok(Answer::ok(&ReturnRecord::of(found)).with_etag(found.version))
    }
}
