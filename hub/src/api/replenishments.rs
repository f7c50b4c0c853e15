//! Proposals for stock that runs low: nothing is ordered by them, a planner does that.

use axum::extract::State;
use axum::response::Response;
use holdfast_shell::http::answer::{Cursor, Limit, ListOrder, Page, listing};
use holdfast_shell::http::params::Params;
use holdfast_shell::http::problem::Problem;
use holdfast_shell::http::schema::ProblemBody;
use holdfast_shell::http::scope::{May, StockRead};
use holdfast_shell::stock::Facts;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::core::replenish::Source;
use crate::service::Hub;
use crate::store::{self, Lack};

pub(super) fn router() -> OpenApiRouter<Hub> {
    OpenApiRouter::new().routes(routes!(list))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct ListQuery {
    warehouse_id: Option<String>,
    #[serde(default)]
    #[param(value_type = Option<u64>)]
    limit: Limit,
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Action {
    Transfer,
    Buy,
}

/// A slot below its reorder point.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Replenishment {
    warehouse_id: String,
    sku: String,
    available_quantity: u64,
    incoming_quantity: u64,
    reorder_point: u64,
    action: Action,
    /// Units to be moved or bought.
    quantity: u64,
    /// Of a transfer: the warehouse that can spare them.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    /// Of a purchase: who sold it last.
    #[serde(skip_serializing_if = "Option::is_none")]
    supplier_id: Option<String>,
}

/// Slots whose available units and units on their way are below their reorder point, by warehouse and SKU, each with what
/// to do: a transfer from the nearest warehouse that can spare it, or a purchase. A page may have fewer items than its limit
/// and still a next one.
#[utoipa::path(get, operation_id = "listReplenishments", path = "/v1/replenishments", tag = "inventory", params(ListQuery),
    responses((status = 200, body = Page<Replenishment>), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn list(
    _: May<StockRead>,
    State(hub): State<Hub>,
    Params(query): Params<ListQuery>,
) -> Result<Response, Problem> {
    let order = ListOrder::of("replenishments", [("warehouse", false), ("sku", false)]);
    let after = query.cursor.as_ref().map(|cursor| cursor.decode(order)).transpose()?;
    let (limit, facts) = (query.limit.get(), hub.facts_of());
    let read = move |reader: &_| {
        let incoming = |warehouse: &_, sku: &_| facts.shown(warehouse, sku).map_or(0, |shown| shown.incoming);
        store::replenishments(reader, query.warehouse_id.as_deref(), after, limit, &incoming)
    };
    let (lacks, next) = hub.read(read).await?;
    let next_cursor = next.map(|place| Cursor::encode(order, &place));
    Ok(listing(&Page { items: lacks.into_iter().map(Replenishment::of).collect(), next_cursor }))
}

impl Replenishment {
    fn of(lack: Lack) -> Self {
        let Lack { slot, available, incoming, proposal } = lack;
        let (action, from, supplier_id) = match proposal.source {
            Source::Transfer { from } => (Action::Transfer, Some(from.to_string()), None),
            Source::Buy { supplier } => (Action::Buy, None, supplier.map(|supplier| supplier.to_string())),
        };
        Self {
            warehouse_id: slot.warehouse.to_string(),
            sku: slot.sku.to_string(),
            available_quantity: available,
            incoming_quantity: incoming,
            reorder_point: slot.reorder_point,
            action,
            quantity: proposal.quantity,
            from,
            supplier_id,
        }
    }
}
