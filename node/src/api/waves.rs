//! Waves: several tasks picked on one walk.

use axum::extract::State;
use axum::response::Response;
use holdfast_crdt::TaskId;
use holdfast_shell::http::answer::{Cursor, Limit, ListOrder, Page, listing, resource};
use holdfast_shell::http::params::{Params, PathId};
use holdfast_shell::http::problem::Problem;
use holdfast_shell::http::request::Change;
use holdfast_shell::http::schema::ProblemBody;
use holdfast_shell::http::scope::{FloorRead, FloorWrite, May};
use holdfast_shell::http::shapes::{UlidShape, exactly_one};
use holdfast_shell::shape;
use holdfast_shell::sqlite::Reader;
use holdfast_shell::stock::unreadable;
use serde::Deserialize;
use ulid::Ulid;
use utoipa::openapi::Type;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder};
use utoipa::{IntoParams, ToSchema};

use super::App;
use super::show::WaveView;
use super::tasks::PickBody;
use super::text::{Lines, Number};
use crate::core::wave::{Mode, WAVE_TASKS_MAX};
use crate::engine::{FloorOp, WaveTasks, Which};
use crate::store;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct WaveBody {
    /// These tasks.
    #[schema(value_type = Option<WaveTasksShape>)]
    task_ids: Option<Lines<TaskId, WAVE_TASKS_MAX>>,
    /// So many of the most urgent tasks that are in no wave yet.
    #[schema(value_type = Option<WaveSizeShape>)]
    limit: Option<Number<1, { WAVE_TASKS_MAX as u64 }>>,
    /// Tasks of orders alone.
    kind: Option<WaveKind>,
    /// `batch` when not said.
    #[serde(default)]
    mode: Mode,
}

#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum WaveKind {
    Order,
}

shape!(
    WaveTasksShape as "WaveTasks",
    ArrayBuilder::new().items(UlidShape::schema()).min_items(Some(1)).max_items(Some(WAVE_TASKS_MAX))
);
shape!(
    WaveSizeShape as "WaveSize",
    ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1)).maximum(Some(WAVE_TASKS_MAX as i64))
);
shape!(
    /// Tasks by name, or so many of the most urgent.
    WaveShape as "Wave",
    exactly_one(WaveBody::schema(), &[&["taskIds"], &["limit"]]),
    parts of WaveBody
);

impl WaveBody {
    pub(super) fn check(self) -> Result<(WaveTasks, Mode), Problem> {
        let which = match (self.task_ids, self.limit) {
            (Some(tasks), None) => Which::These(tasks.0),
            (None, Some(limit)) => Which::MostUrgent(limit.0 as usize),
            (Some(_), Some(_)) => return Err(Problem::invalid("/limit", "taskIds and limit exclude each other")),
            (None, None) => return Err(Problem::invalid("/taskIds", "one of taskIds and limit is needed")),
        };
        let of_orders = matches!(self.kind, Some(WaveKind::Order));
        Ok((WaveTasks { which, of_orders }, self.mode))
    }
}

/// Puts tasks together that are to be picked on one walk.
#[utoipa::path(post, operation_id = "makeWave", path = "/v1/waves", tag = "floor", request_body = WaveShape,
    responses((status = 201, body = WaveView), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn make(
    _: May<FloorWrite>,
    State(app): State<App>,
    change: Change<WaveBody>,
) -> Result<Response, Problem> {
    let (tasks, mode) = change.body.check()?;
    app.settle(change.context, FloorOp::MakeWave { tasks, mode }).await
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct WaveQuery {
    #[serde(default)]
    #[param(value_type = Option<u64>)]
    limit: Limit,
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// Waves, the newest first.
#[utoipa::path(get, operation_id = "listWaves", path = "/v1/waves", tag = "floor", params(WaveQuery),
    responses((status = 200, body = Page<WaveView>), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn list(
    _: May<FloorRead>,
    State(app): State<App>,
    Params(query): Params<WaveQuery>,
) -> Result<Response, Problem> {
    let (order, limit) = (ListOrder::of("waves", [("waveId", true)]), query.limit.get());
    let before: Option<String> = query.cursor.map(|cursor| cursor.decode(order)).transpose()?;
    let read = move |reader: &Reader| {
        let waves = store::list_waves(reader, before.as_deref(), limit)?;
        let page = Page::of(waves, limit, order, |wave| wave.wave.to_string());
        let items = page.items.iter().map(|wave| WaveView::read(reader, wave)).collect::<Result<Vec<_>, _>>()?;
        Ok(Page { items, next_cursor: page.next_cursor })
    };
    let page = app.0.readers.read(read).await.map_err(unreadable)?;
    Ok(listing(&page))
}

/// One wave.
#[utoipa::path(get, operation_id = "getWave", path = "/v1/waves/{waveId}", tag = "floor", params(("waveId" = String, Path)),
    responses((status = 200, body = WaveView), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn one(
    _: May<FloorRead>,
    State(app): State<App>,
    PathId(wave): PathId<Ulid>,
) -> Result<Response, Problem> {
    let read =
        move |reader: &Reader| store::load_wave(reader, wave)?.map(|wave| WaveView::read(reader, &wave)).transpose();
    let found = app.0.readers.read(read).await.map_err(unreadable)?;
    let view = found.ok_or_else(|| Problem::not_found("wave"))?;
    Ok(resource(&view, view.version))
}

/// Picks units of a wave: they are dealt out to its tasks, the most urgent first; what is short, to the youngest.
#[utoipa::path(post, operation_id = "pickWave", path = "/v1/waves/{waveId}/pick", tag = "floor", params(("waveId" = String, Path)), request_body = PickBody,
    responses((status = 200, body = WaveView), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn pick(
    _: May<FloorWrite>,
    State(app): State<App>,
    PathId(wave): PathId<Ulid>,
    change: Change<PickBody>,
) -> Result<Response, Problem> {
    let (lines, confirmed) = change.body.check()?;
    app.settle(change.context, FloorOp::PickWave { wave, lines, confirmed }).await
}
