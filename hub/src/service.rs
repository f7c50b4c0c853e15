//! The hub at work, as its API and its links use it: the owner thread, the readers, the links.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use holdfast_crdt::{Millis, SiteId, Sku, WarehouseId};
use holdfast_shell::clock;
use holdfast_shell::document::{DocumentService, SlotPatch};
use holdfast_shell::http::answer::{Outcome, respond};
use holdfast_shell::http::principal::Scope;
use holdfast_shell::http::problem::Problem;
use holdfast_shell::http::request::Context;
use holdfast_shell::owner::{Owner, Unanswered};
use holdfast_shell::shutdown::Shutdown;
use holdfast_shell::sqlite::{Reader, Readers, StoreError, Tail, load_cell};
use holdfast_shell::stock::{Facts, Shown, ShownIn, StockCommand, StockReply, StockService, unanswered, unreadable};
use tokio::sync::{Mutex, mpsc, watch};

use crate::access::Access;
use crate::core::figures::{Figures, StockSum};
use crate::core::tally::Tally;
use crate::engine::{AccessDeed, Ask, Command, Deed, HubEngine, Identity, LinkChange, Reply};
use crate::links::Links;
use crate::shown::{PlaceShown, PlacesShown};
use crate::store::stock_list::{StockListing, StockPage};
use crate::store::{FiguresShown, Moved, SqliteStore, queries};
use crate::verifier::Verifier;

/// How long a request waits for rights that a node may grant (DESIGN section 4).
const RIGHTS_WAIT: Duration = Duration::from_millis(250);

/// A batch that was under way when adding up began, and went on until it was done, spoils it once.
const FIGURES_TRIES: usize = 4;

/// SKUs whose sums are copied at once: no batch is committed meanwhile.
const LOOKED_AT_ONCE: usize = 500;

pub type HubOwner = Owner<HubEngine<SqliteStore>>;

/// Cheap to clone: all state is shared.
#[derive(Clone)]
pub struct Hub(pub Arc<Parts>);

pub struct Parts {
    pub owner: HubOwner,
    pub readers: Readers,
    /// What orders are found by and the store's tables do not have yet.
    pub order_tail: Tail,
    pub links: Links,
    /// How people and nodes are let in.
    pub access: Access,
    /// Warehouses, as of the last commit.
    pub places: PlacesShown,
    pub identity: Identity,
    /// Sums that planners look at.
    pub figures: FiguresShown,
    /// Held while the first who asks has them added up.
    pub adding_up: Arc<Mutex<()>>,
    /// Orders and refusals of the last hour.
    pub tally: std::sync::Mutex<Tally>,
    pub verifier: Verifier,
    pub commits: watch::Receiver<u64>,
    /// What tells a session that the store moved in its warehouse.
    pub moved: Moved,
    /// Changes of links, in order, for the engine: a few for each session, however much is said in it (I-9).
    pub link_changes: mpsc::UnboundedSender<(WarehouseId, LinkChange)>,
    pub shutdown: Shutdown,
}

impl Hub {
    /// Decides a client's deed; where floors hold the rights, asks them once and tries again.
    pub async fn settle(&self, context: Context, deed: Deed) -> Result<axum::response::Response, Problem> {
        let places = matches!(deed, Deed::Place(_));
        let retry = Ask { context: context.clone(), deed: deed.clone(), last: true };
        let mut reply = self.ask(Command::Ask(Ask { context, deed, last: false })).await?;
        if let Reply::NeedsRights(wanted) = &reply {
            self.gather_rights(wanted).await;
            reply = self.ask(Command::Ask(retry)).await?;
        }
        let (outcome, replayed) = answered(reply)?;
        if !replayed {
            self.count(places, &outcome);
        }
        Ok(respond(outcome, replayed))
    }

    /// The same for what may end somebody's right to come in: the gate forgets what it remembered before it is answered.
    pub async fn settle_access(&self, context: Context, deed: AccessDeed) -> Result<axum::response::Response, Problem> {
        let answered = self.settle(context, Deed::Access(deed)).await;
        self.0.access.revoked();
        answered
    }

    fn count(&self, places: bool, outcome: &Outcome) {
        match outcome {
            Ok(_) if places => self.tally(|tally| tally.order(clock::now())),
            Ok(_) => {}
            Err(problem) => self.tally(|tally| tally.refusal(clock::now(), problem.slug.as_str())),
        }
    }

    /// Orders and refusals of the last hour.
    pub fn tally<T>(&self, look: impl FnOnce(&mut Tally) -> T) -> T {
        look(&mut self.0.tally.lock().unwrap_or_else(PoisonError::into_inner))
    }

    async fn ask(&self, command: Command) -> Result<Reply, Problem> {
        self.0.owner.ask(command).await.map_err(unanswered)
    }

    /// Asks nodes for rights; how many were asked.
    pub fn request_rights(&self, wanted: &[(WarehouseId, Sku, u64)]) -> usize {
        let mut by_warehouse: BTreeMap<&WarehouseId, Vec<(Sku, u64)>> = BTreeMap::new();
        for (warehouse, sku, units) in wanted {
            by_warehouse.entry(warehouse).or_default().push((sku.clone(), *units));
        }
        by_warehouse.into_iter().filter(|(warehouse, cells)| self.0.links.ask(warehouse, cells.clone())).count()
    }

    /// Asks nodes for rights and waits until all are there, or for a bounded time.
    async fn gather_rights(&self, wanted: &[(WarehouseId, Sku, u64)]) {
        let mut commits = self.0.commits.clone();
        commits.mark_unchanged();
        if self.request_rights(wanted) == 0 {
            return;
        }
        let arrived = async {
            while commits.changed().await.is_ok() {
                if self.has_rights(wanted) {
                    return;
                }
            }
        };
        // on time-out the decision is made with what came
        let _ = tokio::time::timeout(RIGHTS_WAIT, arrived).await;
    }

    fn has_rights(&self, wanted: &[(WarehouseId, Sku, u64)]) -> bool {
        let held = |connection: &Reader| {
            for (warehouse, sku, units) in wanted {
                if load_cell(connection, warehouse.as_str(), sku.as_str())?.rights(SiteId::HUB) < *units {
                    return Ok(false);
                }
            }
            Ok(true)
        };
        self.0.readers.with(held).unwrap_or(false)
    }

    /// Reads beside the owner thread.
    pub async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Reader) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Problem> {
        self.0.readers.read(read).await.map_err(unreadable)
    }

    /// Looks at the sums; the first who does waits until they are added up.
    pub async fn figures<T>(&self, look: impl Fn(&Figures) -> T) -> Result<T, Problem> {
        for _ in 0..FIGURES_TRIES {
            if let Some(seen) = self.0.figures.look(&look) {
                return Ok(seen);
            }
            let (figures, turn) = (self.0.figures.clone(), self.0.adding_up.clone().lock_owned().await);
            self.read(move |reader| {
                // to its end, though whoever asked may have gone
                let _turn = turn;
                figures.fill(reader)
            })
            .await?;
        }
        Err(not_added_up())
    }

    /// One page of all products with their stock, and where the next begins.
    pub async fn stock_page(&self, wanted: StockListing) -> Result<StockPage, Problem> {
        let wanted = Arc::new(wanted);
        for _ in 0..FIGURES_TRIES {
            self.figures(|_| ()).await?;
            let (parts, wanted) = (self.0.clone(), wanted.clone());
            let page = self.read(move |reader| {
                let looked =
                    |skus: &[Sku]| parts.figures.look(|figures| skus.iter().map(|sku| figures.sku(sku)).collect());
                let sums = |skus: &[Sku]| {
                    let portions: Option<Vec<Vec<StockSum>>> = skus.chunks(LOOKED_AT_ONCE).map(looked).collect();
                    portions.map(|portions| portions.concat())
                };
                wanted.read(reader, &sums, &parts.places.incoming())
            });
            if let Some(page) = page.await? {
                return Ok(page);
            }
        }
        Err(not_added_up())
    }

    pub fn facts_of(&self) -> HubFacts {
        HubFacts(self.0.clone())
    }
}

fn not_added_up() -> Problem {
    unanswered(Unanswered::Failed("the figures could not be added up".into()))
}

fn answered(reply: Reply) -> Result<(Outcome, bool), Problem> {
    match reply {
        Reply::Answered { outcome, replayed } => Ok((outcome, replayed)),
        _ => Err(unanswered(Unanswered::Failed("the hub could not decide".into()))),
    }
}

type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

impl StockService for Hub {
    fn submit(&self, command: StockCommand) -> BoxFuture<'_, Result<StockReply, Unanswered>> {
        Box::pin(async move {
            match self.0.owner.ask(Command::Stock(command)).await? {
                Reply::Answered { outcome, replayed } => {
                    if !replayed {
                        self.count(false, &outcome);
                    }
                    Ok(StockReply::Answered { outcome, replayed })
                }
                Reply::NeedsRights(wanted) => Ok(StockReply::NeedsRights(wanted)),
                _ => Err(Unanswered::Failed("the hub could not decide".into())),
            }
        })
    }

    fn await_rights<'a>(&'a self, wanted: &'a [(WarehouseId, Sku, u64)]) -> BoxFuture<'a, ()> {
        Box::pin(self.gather_rights(wanted))
    }

    fn readers(&self) -> &Readers {
        &self.0.readers
    }

    fn facts(&self) -> Arc<dyn Facts> {
        Arc::new(self.facts_of())
    }

    fn only_warehouse(&self) -> Option<&WarehouseId> {
        None
    }
}

impl DocumentService for Hub {
    fn change_slot(
        &self,
        context: Context,
        (warehouse, sku): (WarehouseId, Sku),
        patch: SlotPatch,
    ) -> BoxFuture<'_, Result<axum::response::Response, Problem>> {
        Box::pin(self.settle(context, Deed::PatchSlot(warehouse, sku, Box::new(patch))))
    }

    fn readers(&self) -> &Readers {
        &self.0.readers
    }

    fn knows(&self) -> fn(&Reader, &Sku) -> Result<bool, StoreError> {
        |reader, sku| is_sold(reader, sku.as_str())
    }

    fn has_warehouse(&self, warehouse: &WarehouseId) -> bool {
        self.0.places.look(warehouse, |_| ()).is_some()
    }

    fn only_warehouse(&self) -> Option<&WarehouseId> {
        None
    }

    fn scopes(&self) -> (Scope, Scope) {
        (Scope::CatalogueWrite, Scope::CatalogueWrite)
    }
}

fn is_sold(reader: &Reader, sku: &str) -> Result<bool, StoreError> {
    queries::is_known(reader, "SELECT 1 FROM products WHERE sku = ?1 AND discontinued = 0", sku)
}

/// What reads of stock must know of the hub.
pub struct HubFacts(Arc<Parts>);

impl HubFacts {
    /// The newest word from a warehouse; now, where no node could know more than the hub.
    fn as_of(&self, warehouse: &WarehouseId, place: &PlaceShown) -> Millis {
        self.0.links.heard_at(warehouse).or(place.heard_at).unwrap_or_else(clock::now)
    }
}

impl Facts for HubFacts {
    fn knows(&self, connection: &Reader, sku: &str) -> Result<bool, StoreError> {
        is_sold(connection, sku)
    }

    fn shown(&self, warehouse: &WarehouseId, sku: &Sku) -> Option<Shown> {
        self.0.places.look(warehouse, |place| {
            let incoming = place.incoming.get(sku).copied().unwrap_or(0);
            Shown { site: SiteId::HUB, incoming, as_of: self.as_of(warehouse, place) }
        })
    }

    fn shown_in(&self, warehouse: &WarehouseId) -> Option<ShownIn> {
        self.0.places.look(warehouse, |place| ShownIn {
            site: SiteId::HUB,
            incoming: place.incoming.clone(),
            as_of: self.as_of(warehouse, place),
        })
    }

    fn reorder_point(&self, reader: &Reader, warehouse: &WarehouseId, sku: &str) -> Result<Option<u64>, StoreError> {
        queries::reorder_point(reader, warehouse.as_str(), sku)
    }

    fn product_name(&self, connection: &Reader, sku: &str) -> Result<Option<String>, StoreError> {
        Ok(queries::product(connection, sku)?.map(|product| product.body.name.as_str().to_owned()))
    }
}
