//! The floor's HTTP API: one handler family a file, over the owner thread for changes and read connections for the rest.

pub mod access;
mod bins;
mod bodies;
mod count_lists;
mod counts;
mod devices;
mod documents;
mod expected;
mod link;
mod links;
mod me;
mod operators;
mod packing;
mod pairings;
mod papers;
mod reached;
mod receipts;
mod returns;
mod scans;
mod service;
mod sessions;
pub mod show;
pub mod show_goods;
mod stream;
mod tasks;
mod text;
mod waves;

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

use crate::access::Access;
use crate::engine::{AccessOp, Command, FloorOp, NodeEngine, Reply, Seat};
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
    pub access: Access,
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
        .routes(routes!(expected::list))
        .routes(routes!(expected::one))
        .routes(routes!(returns::receive))
        .routes(routes!(returns::inspect))
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
        .routes(routes!(documents::list))
        .routes(routes!(documents::one, documents::patch))
        .routes(routes!(documents::bind))
        .routes(routes!(documents::warehouse, documents::patch_warehouse))
        .routes(routes!(link::link))
        .routes(routes!(stream::stream))
        .merge(people())
        .with_state(app.clone());
    let documents = document::router().with_state(Documents(Arc::new(app.clone())));
    let whole = floor.merge(documents).merge(stock::router().with_state(Stock(Arc::new(app))));
    let (routes, mut described) = whole.split_for_parts();
    described.merge(strangers().into_openapi());
    (routes, complete(described, &[stock::LINKS, document::LINKS, links::LINKS].concat()))
}

/// The routes that need no key; [`router`] describes them.
pub fn open_router(app: App) -> Router {
    strangers().with_state(app).split_for_parts().0
}

fn people() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(operators::list, operators::add))
        .routes(routes!(operators::one, operators::patch, operators::revoke))
        .routes(routes!(devices::list))
        .routes(routes!(devices::one, devices::revoke))
        .routes(routes!(pairings::offer))
        .routes(routes!(pairings::one))
        .routes(routes!(pairings::draw))
        .routes(routes!(sessions::sign_in))
        .routes(routes!(sessions::operators))
        .routes(routes!(sessions::current, sessions::sign_out))
        .routes(routes!(me::me))
}

fn strangers() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(pairings::claim))
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

    /// The same for what may end somebody's right to come in: the gate forgets what it remembered before it is answered.
    async fn settle_access(&self, context: Context, op: AccessOp) -> Result<Response, Problem> {
        let answered = self.settle(context, FloorOp::Access(op)).await;
        self.0.access.revoked();
        answered
    }

    /// Units of a SKU that the floor may spend at once.
    fn rights(&self, sku: &Sku) -> Result<u64, StoreError> {
        let warehouse = self.0.seat.warehouse.as_str();
        let cell =
            self.0.readers.with(|connection| holdfast_shell::sqlite::load_cell(connection, warehouse, sku.as_str()))?;
        Ok(cell.rights(self.0.seat.site))
    }
}
