//! Tasks: what is to be picked, packed and shipped.

use axum::extract::State;
use axum::response::Response;
use holdfast_crdt::{Count, Quantity, Sku, TaskId};
use holdfast_shell::http::answer::{Cursor, Limit, ListOrder, Page, listing, parse_sort, resource};
use holdfast_shell::http::params::{Params, PathId};
use holdfast_shell::http::problem::Problem;
use holdfast_shell::http::request::Change;
use holdfast_shell::http::schema::ProblemBody;
use holdfast_shell::http::scope::{FloorRead, FloorWrite, May};
use holdfast_shell::http::shapes::{Label, Name, Reason, SkuShape, SomeUnitsShape, UnitsShape};
use holdfast_shell::shape;
use holdfast_shell::sqlite::Reader;
use holdfast_shell::stock::unreadable;
use serde::Deserialize;
use utoipa::openapi::schema::{AnyOfBuilder, Schema};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{IntoParams, PartialSchema, ToSchema};

use super::App;
use super::show::TaskView;
use super::text::{LINES_MAX, Lines, REASON_MAX, Text};
use crate::core::bins::Bin;
use crate::core::pick::PickLine;
use crate::core::ship::PartLine;
use crate::core::task::State as TaskState;
use crate::engine::FloorOp;
use crate::store::{Column, TaskList, list_tasks, load_task};

const CARRIER_MAX: usize = 100;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct TaskQuery {
    /// `open`, `picking`, `packed` or `done`.
    #[param(inline)]
    state: Option<TaskState>,
    /// Of `priority`, `releasedAt`, `state`; `-priority,releasedAt` when not said.
    #[param(pattern = r"^-?(priority|releasedAt|state)(,-?(priority|releasedAt|state))*$")]
    sort: Option<String>,
    #[serde(default)]
    #[param(value_type = Option<u64>)]
    limit: Limit,
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

impl TaskQuery {
    fn list(self) -> Result<(TaskList, ListOrder), Problem> {
        let named =
            parse_sort(self.sort.as_deref().unwrap_or("-priority,releasedAt"), &["priority", "releasedAt", "state"])?;
        let list_order = ListOrder::of("tasks", named.iter().map(|(name, descending)| (name.as_str(), *descending)));
        let column = |(name, descending): (String, bool)| match name.as_str() {
            "priority" => (Column::Priority, descending),
            "state" => (Column::State, descending),
            _ => (Column::ReleasedAt, descending),
        };
        let order: Vec<_> = named.into_iter().map(column).collect();
        let after = self.cursor.map(|cursor| cursor.decode(list_order)).transpose()?;
        Ok((TaskList { state: self.state, order, after, limit: self.limit.get() }, list_order))
    }
}

/// The work of this warehouse, the most urgent first.
#[utoipa::path(get, operation_id = "listTasks", path = "/v1/tasks", tag = "floor", params(TaskQuery),
    responses((status = 200, body = Page<TaskView>), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn list(
    _: May<FloorRead>,
    State(app): State<App>,
    Params(query): Params<TaskQuery>,
) -> Result<Response, Problem> {
    let (list, order) = query.list()?;
    let read = move |connection: &Reader| {
        let tasks = list_tasks(connection, &list)?;
        let page = Page::of(tasks, list.limit, order, |task| list.place(task));
        let items = page.items.iter().map(|task| TaskView::read(connection, task)).collect::<Result<Vec<_>, _>>()?;
        Ok(Page { items, next_cursor: page.next_cursor })
    };
    let page = app.0.readers.read(read).await.map_err(unreadable)?;
    Ok(listing(&page))
}

/// One task.
#[utoipa::path(get, operation_id = "getTask", path = "/v1/tasks/{taskId}", tag = "floor", params(("taskId" = String, Path)),
    responses((status = 200, body = TaskView), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn one(
    _: May<FloorRead>,
    State(app): State<App>,
    PathId(task): PathId<TaskId>,
) -> Result<Response, Problem> {
    let read = move |connection: &Reader| {
        load_task(connection, task)?.map(|task| TaskView::read(connection, &task)).transpose()
    };
    let found = app.0.readers.read(read).await.map_err(unreadable)?;
    let view = found.ok_or_else(|| Problem::not_found("task"))?;
    Ok(resource(&view, view.version))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PickBody {
    #[schema(value_type = Vec<PickLineShape>, min_items = 1, max_items = 1000)]
    lines: Lines<PickLineBody, LINES_MAX>,
    /// Quantities beyond what is usual are meant so.
    #[serde(default)]
    confirm: bool,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PickLineBody {
    #[schema(value_type = SkuShape)]
    sku: Sku,
    /// Units found.
    #[schema(value_type = UnitsShape)]
    quantity: Count,
    /// Units that are not there.
    #[serde(default)]
    #[schema(value_type = UnitsShape)]
    short: Count,
    #[schema(value_type = Option<Reason>)]
    reason: Option<Text<REASON_MAX>>,
    /// Where they were taken from; without it, from the bins along the pick path. Where an incoming transfer was put.
    #[schema(value_type = Option<Label>)]
    bin: Option<Bin>,
}

shape!(
    /// Units found, units missing, or both.
    PickLineShape as "PickLine",
    picked_or_short(),
    parts of PickLineBody
);

/// What is picked and what is missing are not both 0.
fn picked_or_short() -> Schema {
    let RefOr::T(Schema::Object(line)) = PickLineBody::schema() else { return Schema::default() };
    let some_of = |name: &str| {
        let mut line = line.clone();
        line.properties.insert(name.to_owned(), Ref::from_schema_name(SomeUnitsShape::name()).into());
        line.required.push(name.to_owned());
        line
    };
    AnyOfBuilder::new().item(some_of("quantity")).item(some_of("short")).into()
}

impl PickBody {
    /// The lines, and whether they are confirmed.
    pub(super) fn check(self) -> Result<(Vec<PickLine>, bool), Problem> {
        let line = |(index, line): (usize, PickLineBody)| {
            if line.quantity.get() + line.short.get() == 0 {
                return Err(Problem::invalid(
                    format!("/lines/{index}/quantity"),
                    "quantity and short must not both be 0",
                ));
            }
            let reason = line.reason.map(|text| text.0);
            Ok(PickLine { sku: line.sku, quantity: line.quantity, short: line.short, reason, bin: line.bin })
        };
        let lines = self.lines.0.into_iter().enumerate().map(line).collect::<Result<_, _>>()?;
        Ok((lines, self.confirm))
    }
}

/// Picks units, and reports units that are not in their place; all lines or none.
#[utoipa::path(post, operation_id = "pickTask", path = "/v1/tasks/{taskId}/pick", tag = "floor", params(("taskId" = String, Path)), request_body = PickBody,
    responses((status = 200, body = TaskView), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn pick(
    _: May<FloorWrite>,
    State(app): State<App>,
    PathId(task): PathId<TaskId>,
    change: Change<PickBody>,
) -> Result<Response, Problem> {
    let (lines, confirmed) = change.body.check()?;
    app.settle(change.context, FloorOp::Pick { task, lines, confirmed }).await
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct ShipBody {
    #[schema(value_type = Option<Name>)]
    carrier: Option<Text<CARRIER_MAX>>,
    #[schema(value_type = Option<Name>)]
    tracking_number: Option<Text<CARRIER_MAX>>,
    /// The part of what is picked that leaves; the rest stays open. All of what is packed where it is not said.
    #[schema(value_type = Option<Vec<ShipLineBody>>, min_items = 1, max_items = 1000)]
    lines: Option<Lines<ShipLineBody, LINES_MAX>>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ShipLineBody {
    #[schema(value_type = SkuShape)]
    sku: Sku,
    #[schema(value_type = SomeUnitsShape)]
    quantity: Quantity,
}

/// Ships what was packed, or a part of what is picked.
#[utoipa::path(post, operation_id = "shipTask", path = "/v1/tasks/{taskId}/ship", tag = "floor", params(("taskId" = String, Path)), request_body = ShipBody,
    responses((status = 200, body = TaskView), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn ship(
    _: May<FloorWrite>,
    State(app): State<App>,
    PathId(task): PathId<TaskId>,
    change: Change<ShipBody>,
) -> Result<Response, Problem> {
    let carrier = change.body.carrier.map(|text| text.0);
    let tracking_number = change.body.tracking_number.map(|text| text.0);
    if let Some(lines) = change.body.lines {
        let line = |line: ShipLineBody| PartLine { sku: line.sku, quantity: line.quantity };
        let lines = lines.0.into_iter().map(line).collect();
        return app.settle(change.context, FloorOp::ShipPart { task, lines, carrier, tracking_number }).await;
    }
    app.settle(change.context, FloorOp::Ship { task, carrier, tracking_number }).await
}
