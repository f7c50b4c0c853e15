//! The floor's HTTP API: one handler family a file, over the owner thread for changes and read connections for the rest.

mod bins;
mod bodies;
mod count_lists;
mod counts;
mod link;
mod links;
mod packing;
mod papers;
mod receipts;
mod scans;
mod service;
pub mod show;
mod stream;
mod tasks;
mod text;
mod waves;

use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use holdfast_crdt::Sku;
use holdfast_shell::http::answer::respond;
use holdfast_shell::http::problem::Problem;
use holdfast_shell::http::request::Context;
use holdfast_shell::http::schema::complete;
use holdfast_shell::owner::{Owner, Unanswered};
use holdfast_shell::shutdown::Shutdown;
use holdfast_shell::sqlite::{Readers, StoreError};
use holdfast_shell::stock::{self, Stock, unanswered};
use tokio::sync::watch;
use utoipa::OpenApi;
use utoipa::openapi::OpenApi as Document;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use bodies::BODIES;

use crate::engine::{Command, FloorOp, NodeEngine, Reply, Seat};
use crate::incoming::Incoming;
use crate::link::LinkStatus;

/// What every handler works with.
#[derive(Clone)]
pub struct App(pub Arc<Parts>);

pub struct Parts {
    pub owner: Owner<NodeEngine>,
    pub readers: Readers,
    pub link: Arc<LinkStatus>,
    pub incoming: Arc<Incoming>,
    pub seat: Seat,
    /// Changes with every commit.
    pub commits: watch::Receiver<u64>,
    pub shutdown: Shutdown,
}

#[derive(OpenApi)]
#[openapi(info(title = "Holdfast node", description = "One warehouse: its stock, its floor, its link to the hub"))]
struct Title;

/// All routes that need a key, and their description.
pub fn router(app: App) -> (Router, Document) {
    let floor = OpenApiRouter::with_openapi(Title::openapi())
        .routes(routes!(receipts::receive))
        .routes(routes!(counts::count, counts::list))
        .routes(routes!(counts::one))
        .routes(routes!(counts::approve))
        .routes(routes!(counts::reject))
        .routes(routes!(count_lists::make, count_lists::list))
        .routes(routes!(count_lists::one))
        .routes(routes!(bins::list))
        .routes(routes!(bins::one))
        .routes(routes!(bins::of_sku))
        .routes(routes!(bins::put_aways))
        .routes(routes!(bins::move_goods))
        .routes(routes!(waves::make, waves::list))
        .routes(routes!(waves::one))
        .routes(routes!(waves::pick))
        .routes(routes!(packing::pack))
        .routes(routes!(papers::slip))
        .routes(routes!(papers::labels))
        .routes(routes!(papers::bin))
        .routes(routes!(tasks::list))
        .routes(routes!(tasks::one))
        .routes(routes!(tasks::pick))
        .routes(routes!(tasks::ship))
        .routes(routes!(scans::scan))
        .routes(routes!(link::link))
        .routes(routes!(stream::stream))
        .with_state(app.clone());
    let (routes, document) = floor.merge(stock::router().with_state(Stock(Arc::new(app)))).split_for_parts();
    (routes, complete(document, &[stock::LINKS, links::LINKS].concat()))
}

impl App {
    /// Has a change decided and answers it.
    async fn settle(&self, context: Context, op: FloorOp) -> Result<Response, Problem> {
        match self.0.owner.ask(Command::Floor { context, op }).await {
            Ok(Reply::Answered { outcome, replayed }) => Ok(respond(outcome, replayed)),
            Ok(_) => Err(unanswered(Unanswered::Stopping)),
            Err(error) => Err(unanswered(error)),
        }
    }

    /// Units of a SKU that the floor may spend at once.
    fn rights(&self, sku: &Sku) -> Result<u64, StoreError> {
        let warehouse = self.0.seat.warehouse.as_str();
        let cell =
            self.0.readers.with(|connection| holdfast_shell::sqlite::load_cell(connection, warehouse, sku.as_str()))?;
        Ok(cell.rights(self.0.seat.site))
    }
}
