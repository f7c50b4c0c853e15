//! One part of the day under one state of the link: goods of its own, and requests that are always sent twice.

use std::fmt;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use crate::agreement::rest;
use crate::api::{Answer, Api, Ask, cell_path, escaped, int, text};
use crate::matrix::deeds;
use crate::world::{Site, World};

pub const REST_WITHIN: Duration = Duration::from_secs(60);
const SHOWN_WITHIN: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(50);

/// What happens to the link in the middle of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    Up,
    Cut,
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Up => "link up",
            Self::Cut => "link cut in the middle",
        })
    }
}

#[derive(Debug)]
pub struct Round<'a> {
    pub world: &'a World,
    pub hub: Api,
    /// The warehouse that the part is about, and another one.
    pub here: Site,
    pub there: Site,
    link: Link,
    /// Stands in the names of all that is made in this round.
    tag: String,
}

impl<'a> Round<'a> {
    pub fn open(world: &'a World, part: usize, link: Link) -> Result<Self> {
        let [here, there] = world.scene.sites.as_slice() else { bail!("two warehouses are needed") };
        let tag = format!("{part}{}", if link == Link::Up { "U" } else { "C" });
        Ok(Self { world, hub: world.scene.hub.clone(), here: here.clone(), there: there.clone(), link, tag })
    }

    pub fn node(&self) -> &Api {
        &self.here.node
    }

    /// A name of this round's own.
    pub fn name(&self, what: &str) -> String {
        format!("{what}-{}", self.tag)
    }

    /// A GTIN-13 of this round's own, one for each number below 100.
    pub fn gtin(&self, number: usize) -> String {
        let side = usize::from(self.link == Link::Cut);
        let part: usize = self.tag.trim_end_matches(['U', 'C']).parse().unwrap_or(0);
        crate::catalogue::gtin(100_000 + part * 1_000 + side * 100 + number)
    }

    /// A product that hub and node know.
    pub async fn product(&self, what: &str) -> Result<String> {
        self.product_with(what, json!({})).await
    }

    /// The same with more said of it.
    pub async fn product_with(&self, what: &str, more: Value) -> Result<String> {
        let sku = self.name(what);
        let mut body =
            json!({ "sku": sku, "name": format!("A {what}"), "price": { "amount": "12.50", "currency": "GBP" } });
        if let (Some(body), Value::Object(more)) = (body.as_object_mut(), more) {
            body.extend(more);
        }
        self.twice(&self.hub, Ask::post("/v1/products", body)).await?;
        let path = cell_path(self.here.id(), &sku);
        self.until("the node knows the product", async || Ok(self.node().insist(&Ask::get(&path)).await?.ok())).await?;
        Ok(sku)
    }

    /// Goods received on the floor, without a bin. With the link up, the hub can sell its share of them then.
    pub async fn receive(&self, sku: &str, units: i64) -> Result<()> {
        let lines = json!([{ "sku": sku, "quantity": units }]);
        let body = json!({ "reference": self.name("R"), "lines": lines });
        self.twice(self.node(), Ask::post("/v1/receipts", body)).await?;
        if self.here.online().await? { self.promisable(sku, units / 2).await } else { Ok(()) }
    }

    /// Waits until the hub can promise so many of what is here.
    pub async fn promisable(&self, sku: &str, units: i64) -> Result<()> {
        let path = cell_path(self.here.id(), sku);
        let promised = async || Ok(int(&self.hub.get(&path).await?, "promisableQuantity") >= units);
        self.until("the hub can promise enough", promised).await
    }

    /// Sends a change, and sends it again: one effect, the same answer. It must be taken.
    pub async fn twice(&self, api: &Api, ask: Ask) -> Result<Value> {
        let (first, again) = self.repeated(api, &ask).await?;
        ensure!(again.replayed, "{ask} was not recognised when it came again: {first:?}, then {again:?}");
        Ok(first.must(&ask)?.body)
    }

    /// A change that must be refused so, both times. What is refused before it is decided upon is judged anew.
    pub async fn refused(&self, api: &Api, ask: Ask, status: u16, slug: &str) -> Result<Value> {
        let (told, _) = self.repeated(api, &ask).await?;
        ensure!(
            (told.status, told.slug()) == (status, slug),
            "{ask} {:?} was answered {} {}, and not {status} {slug}",
            ask.body,
            told.status,
            told.body
        );
        Ok(told.body)
    }

    async fn repeated(&self, api: &Api, ask: &Ask) -> Result<(Answer, Answer)> {
        let first = api.insist(ask).await?;
        let again = api.insist(ask).await?;
        ensure!((first.status, &first.body) == (again.status, &again.body), "{ask}: {first:?}, then {again:?}");
        Ok((first, again))
    }

    /// The middle of the part: in one of its two rounds the link is cut here.
    pub async fn middle(&self) -> Result<()> {
        if self.link == Link::Cut {
            self.here.relay.cut();
            self.until("the node notices the cut", async || Ok(!self.here.online().await?)).await?;
        }
        Ok(())
    }

    pub fn is_cut(&self) -> bool {
        self.link == Link::Cut
    }

    /// The link is up again, and both sides have told all.
    pub async fn evening(&self) -> Result<()> {
        self.here.relay.calm();
        rest(&self.world.scene, REST_WITHIN).await
    }

    /// Looks until it is so.
    pub async fn until(&self, what: &str, so: impl AsyncFn() -> Result<bool>) -> Result<()> {
        let end = Instant::now() + SHOWN_WITHIN;
        while !so().await? {
            if Instant::now() > end {
                bail!("not within {SHOWN_WITHIN:?}: {what}");
            }
            tokio::time::sleep(PAUSE).await;
        }
        Ok(())
    }

    /// What a server shows at `path`, once `field` is `value`.
    pub async fn shows(&self, api: &Api, path: &str, field: &str, value: impl Into<Value>) -> Result<Value> {
        let value = value.into();
        let end = Instant::now() + SHOWN_WITHIN;
        loop {
            let shown = api.get(path).await?;
            if shown.pointer(field) == Some(&value) {
                return Ok(shown);
            }
            if Instant::now() > end {
                bail!("{path} does not come to show {value} at {field}: {shown}");
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// On hand, available, damaged, as the node shows them.
    pub async fn stock(&self, sku: &str) -> Result<[i64; 3]> {
        let cell = self.node().get(&cell_path(self.here.id(), sku)).await?;
        Ok(["quantity", "availableQuantity", "damagedQuantity"].map(|field| int(&cell, field)))
    }

    pub async fn stock_is(&self, sku: &str, stock: [i64; 3]) -> Result<()> {
        let found = self.stock(sku).await?;
        ensure!(found == stock, "{sku} has on hand, available, damaged {found:?} and not {stock:?}");
        Ok(())
    }

    /// An order of units that stand `here`, for a buyer next door.
    pub async fn order(&self, items: &[(&str, i64)]) -> Result<String> {
        let item = |(sku, units): &(&str, i64)| json!({ "sku": sku, "quantity": units, "unitPrice": "12.50" });
        let customer = json!({ "name": "A. Buyer", "address": {
            "city": self.here.place.city, "lat": self.here.place.lat, "lon": self.here.place.lon } });
        let items: Vec<Value> = items.iter().map(item).collect();
        let body = json!({ "customer": customer, "currency": "GBP", "items": items, "allowSplit": true });
        let placed = self.twice(&self.hub, Ask::post("/v1/orders", body)).await?;
        Ok(text(&placed, "orderId").to_owned())
    }

    /// The task of an order on the floor `here`, once it is there.
    pub async fn task_of(&self, order: &str) -> Result<String> {
        deeds::task_of(self.node(), order).await
    }

    pub async fn order_now(&self, order: &str) -> Result<Value> {
        self.hub.get(&format!("/v1/orders/{}", escaped(order))).await
    }

    pub async fn order_comes_to(&self, order: &str, status: &str) -> Result<Value> {
        let path = format!("/v1/orders/{}", escaped(order));
        self.shows(&self.hub, &path, "/status", status).await.with_context(|| format!("order {order}"))
    }
}
