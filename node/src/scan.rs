//! What a scanned code means here: a product, a bin, a task, an order, a parcel; and what can be done with it.

use holdfast_crdt::{Sku, TaskId};
use holdfast_shell::http::problem::Problem;
use holdfast_shell::sqlite::StoreError;
use rusqlite::Connection;
use serde::Serialize;
use utoipa::ToSchema;

use crate::core::bins::Bin;
use crate::core::gs1::{self, Element};
use crate::core::scan::Shape;
use crate::core::task::{FloorTask, State};
use crate::store::{self, Product};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Product,
    Bin,
    Task,
    Order,
    Sscc,
    Unknown,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScanView {
    pub kind: Kind,
    pub code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bin: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gtin: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sscc: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_id: Option<String>,
    #[schema(value_type = Vec<Object>)]
    pub gs1: Vec<Element>,
    /// Identifiers that must be found on the item beside those of this symbol, alternatives by `|`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
    /// Whether the product is to be picked in the task that the scan was made at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_task: Option<bool>,
    /// What the floor can do with it next.
    pub actions: Vec<&'static str>,
}

impl ScanView {
    fn of(kind: Kind, code: &str) -> Self {
        Self {
            kind,
            code: code.to_owned(),
            sku: None,
            name: None,
            bin: None,
            gtin: None,
            sscc: None,
            task_id: None,
            order_id: None,
            gs1: Vec::new(),
            needs: Vec::new(),
            in_task: None,
            actions: Vec::new(),
        }
    }
}

/// Whether a SKU was ever stocked here.
pub type Stocked<'a> = &'a dyn Fn(&Sku) -> Result<bool, StoreError>;

/// A code, and the task that whoever scanned it is at.
#[derive(Debug, Clone, Copy)]
pub struct Scan<'a> {
    pub code: &'a str,
    pub task: Option<TaskId>,
}

/// Reads a code. Known SKUs and barcodes go before the rules of any symbology: a label of one's own breaks none.
pub fn read(
    connection: &Connection,
    stocked: Stocked<'_>,
    Scan { code, task }: Scan<'_>,
) -> Result<Result<ScanView, Problem>, StoreError> {
    let shape = Shape::of(code);
    let known = match known_product(connection, stocked, code)? {
        None if gs1::plain(code) != code => known_product(connection, stocked, gs1::plain(code))?,
        known => known,
    };
    let view = match known {
        Some(product) => of_product(connection, code, &product, &shape)?,
        None => match of_shape(connection, code, &shape)? {
            Ok(view) => view,
            Err(why) => return Ok(Err(Problem::invalid("/code", why))),
        },
    };
    Ok(Ok(at_task(connection, view, task)?))
}

/// What no product bears; an error says which of its own rules the code breaks.
fn of_shape(connection: &Connection, code: &str, shape: &Shape) -> Result<Result<ScanView, String>, StoreError> {
    Ok(Ok(match shape {
        Shape::Gtin { holds: false, .. } => return Ok(Err("the check digit of this GTIN does not hold".into())),
        Shape::Sscc { holds: false } => return Ok(Err("the check digit of this SSCC does not hold".into())),
        Shape::Broken(why) => return Ok(Err(why.clone())),
        Shape::Gtin { gtin14, .. } => ScanView { gtin: Some(gtin14.clone()), ..ScanView::of(Kind::Unknown, code) },
        Shape::Sscc { .. } => parcel(connection, code, gs1::plain(code))?,
        Shape::Bin { place } => {
            let actions = vec!["put-away", "count"];
            ScanView { bin: Some(place.clone()), actions, ..ScanView::of(Kind::Bin, code) }
        }
        Shape::Ulid(id) => of_work(connection, code, &id.to_string())?,
        Shape::Gs1(elements) => of_symbol(connection, code, elements, shape)?,
        Shape::Other => of_bin(connection, code)?,
    }))
}

/// A label that bears the bare name of a bin.
fn of_bin(connection: &Connection, code: &str) -> Result<ScanView, StoreError> {
    let known = match Bin::new(code) {
        Ok(bin) => store::load_bin(connection, &bin)?,
        Err(_) => None,
    };
    Ok(match known {
        Some(found) => {
            let actions = vec!["put-away", "count"];
            ScanView { bin: Some(found.bin.to_string()), actions, ..ScanView::of(Kind::Bin, code) }
        }
        None => ScanView::of(Kind::Unknown, code),
    })
}

/// Says of a product whether the task wants it; what it does not want is not picked.
fn at_task(connection: &Connection, view: ScanView, task: Option<TaskId>) -> Result<ScanView, StoreError> {
    let (Some(task), Some(sku)) = (task, view.sku.as_deref().and_then(|sku| Sku::new(sku).ok())) else {
        return Ok(view);
    };
    let Some(task) = store::load_task(connection, task)? else { return Ok(view) };
    let wanted = matches!(task.state, State::Open | State::Picking) && task.left(&sku) > 0;
    let actions = if wanted { view.actions } else { view.actions.into_iter().filter(|act| *act != "pick").collect() };
    Ok(ScanView { in_task: Some(wanted), actions, ..view })
}

fn known_product(connection: &Connection, stocked: Stocked<'_>, code: &str) -> Result<Option<Product>, StoreError> {
    if let Ok(sku) = Sku::new(code) {
        if let Some(product) = store::product(connection, &sku)? {
            return Ok(Some(product));
        }
        if stocked(&sku)? {
            return Ok(Some(Product { sku: code.to_owned(), name: String::new(), discontinued: false }));
        }
    }
    store::product_by_code(connection, code)
}

fn of_product(connection: &Connection, code: &str, product: &Product, shape: &Shape) -> Result<ScanView, StoreError> {
    let gtin = match shape {
        Shape::Gtin { gtin14, holds: true } => Some(gtin14.clone()),
        _ => None,
    };
    Ok(ScanView {
        sku: Some(product.sku.clone()),
        name: Some(product.name.clone()).filter(|name| !name.is_empty()),
        bin: store::bin_of(connection, &product.sku)?,
        gtin,
        actions: if product.discontinued { vec!["count"] } else { vec!["receive", "count", "pick"] },
        ..ScanView::of(Kind::Product, code)
    })
}

/// A parcel: one of ours is told with its task, any other may be received.
fn parcel(connection: &Connection, code: &str, sscc: &str) -> Result<ScanView, StoreError> {
    let view = match store::task_by_parcel(connection, sscc)? {
        Some(task) => of_task(Kind::Sscc, code, &task),
        None => ScanView { actions: vec!["receive"], ..ScanView::of(Kind::Sscc, code) },
    };
    Ok(ScanView { sscc: Some(sscc.to_owned()), ..view })
}

fn of_work(connection: &Connection, code: &str, id: &str) -> Result<ScanView, StoreError> {
    let by_task = match id.parse() {
        Ok(task) => store::load_task(connection, task)?,
        Err(_) => None,
    };
    let by_parcel = || store::task_by_parcel(connection, id);
    let (kind, task) = match by_task.map_or_else(by_parcel, |task| Ok(Some(task)))? {
        Some(task) => (Kind::Task, Some(task)),
        None => (Kind::Order, store::task_by_order(connection, id)?),
    };
    Ok(task.map_or_else(|| ScanView::of(Kind::Unknown, code), |task| of_task(kind, code, &task)))
}

fn of_task(kind: Kind, code: &str, task: &FloorTask) -> ScanView {
    let actions = match task.state {
        State::Open | State::Picking => vec!["pick"],
        State::Packed => vec!["ship"],
        State::Done => Vec::new(),
    };
    let order_id = task.order().map(|order| order.to_string());
    ScanView { task_id: Some(task.task.to_string()), order_id, actions, ..ScanView::of(kind, code) }
}

fn of_symbol(connection: &Connection, code: &str, elements: &[Element], shape: &Shape) -> Result<ScanView, StoreError> {
    let value = |ais: &[&str]| {
        elements.iter().find(|element| ais.contains(&element.ai.as_str())).map(|element| element.value.as_str())
    };
    // an item that is a piece of several bears the GTIN of the whole before its place among them
    let of_piece = || value(&["8006", "8026"]).and_then(|piece| piece.get(..14));
    let mut view = match (value(&["01", "02", "03"]).or_else(of_piece), value(&["00"])) {
        (Some(gtin), _) => {
            let found = store::product_by_code(connection, gtin)?;
            let view = found.map(|product| of_product(connection, code, &product, shape)).transpose()?;
            let view = view.unwrap_or_else(|| ScanView::of(Kind::Unknown, code));
            ScanView { gtin: Some(gs1::gtin14(gtin)), ..view }
        }
        (None, Some(sscc)) => parcel(connection, code, sscc)?,
        (None, None) => ScanView::of(Kind::Unknown, code),
    };
    view.gs1 = elements.to_vec();
    view.needs = gs1::missing(elements);
    Ok(view)
}
