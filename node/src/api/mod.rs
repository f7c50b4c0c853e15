//! The floor's HTTP API: one handler family a file, over the owner thread for changes and read connections for the rest.

mod bodies;
mod counts;
mod documents;
mod link;
mod links;
mod receipts;
mod scans;
mod service;
pub mod show;
mod stream;
mod tasks;
mod text;

use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use holdfast_crdt::Sku;
use holdfast_shell::document::{self, Documents};
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
        .routes(routes!(counts::count))
        .routes(routes!(tasks::list))
        .routes(routes!(tasks::one))
        .routes(routes!(tasks::pick))
        .routes(routes!(tasks::ship))
        .routes(routes!(scans::scan))
        .routes(routes!(documents::list))
        .routes(routes!(documents::one, documents::patch))
        .routes(routes!(documents::bind))
        .routes(routes!(documents::warehouse, documents::patch_warehouse))
        .routes(routes!(link::link))
        .routes(routes!(stream::stream))
        .with_state(app.clone());
    let documents = document::router().with_state(Documents(Arc::new(app.clone())));
    let whole = floor.merge(documents).merge(stock::router().with_state(Stock(Arc::new(app))));
    let (routes, described) = whole.split_for_parts();
    (routes, complete(described, &[stock::LINKS, document::LINKS, links::LINKS].concat()))
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
