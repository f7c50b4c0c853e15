//! A product of the catalogue, as both sides edit it. Nodes that speak no version of the wire with documents are sent a short
//! record of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::http::problem::Problem;
use crate::http::shapes::{self, SkuShape};
use crate::shape;
use holdfast_crdt::{Document, Sku};
use holdfast_sync::catalogue::ProductRecord;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa::openapi::schema::ArrayBuilder;

use super::field::{difference, given, merge_into, merge_value, merged, object, refused, required};
use super::text::{Prose, Text};
use crate::money::{Amount, CurrencyCode};

const BARCODES_MAX: usize = 50;
const BARCODE_CHARS_MAX: usize = 64;
const ATTRIBUTES_BYTES_MAX: usize = 16 << 10;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Price {
    pub amount: Amount,
    pub currency: CurrencyCode,
}

impl Price {
    /// Rounded to whole ones.
    pub fn in_minor_units(&self) -> u64 {
        self.currency.minor_units(self.amount)
    }
}

/// Up to 50 codes of 1 to 64 printable ASCII characters.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct Barcodes(Vec<String>);

shape!(
    impl Barcodes as "Barcodes",
    ArrayBuilder::new().items(shapes::text(BARCODE_CHARS_MAX).pattern(Some("^[ -~]+$"))).max_items(Some(BARCODES_MAX))
);

impl TryFrom<Vec<String>> for Barcodes {
    type Error = &'static str;
    fn try_from(codes: Vec<String>) -> Result<Self, Self::Error> {
        let fits = |code: &String| {
            (1..=BARCODE_CHARS_MAX).contains(&code.len())
                && code.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ')
        };
        if codes.len() <= BARCODES_MAX && codes.iter().all(fits) {
            Ok(Self(codes))
        } else {
            Err("must be at most 50 codes of 1 to 64 printable ASCII characters")
        }
    }
}

impl Barcodes {
    pub fn codes(&self) -> &[String] {
        &self.0
    }

    /// One more at the end; `None` where there is no room for it.
    pub fn and(&self, code: &str) -> Option<Self> {
        let codes = self.0.iter().cloned().chain([code.to_owned()]).collect::<Vec<_>>();
        codes.try_into().ok()
    }

    /// Of what two sides have put in: each code once, as many as fit, the same on all sides.
    fn fitted(codes: &[Value]) -> Self {
        let mut kept = Self::default();
        for code in codes.iter().filter_map(Value::as_str) {
            if !kept.0.iter().any(|known| known == code) {
                kept = kept.and(code).unwrap_or(kept);
            }
        }
        kept
    }
}

impl From<Barcodes> for Vec<String> {
    fn from(codes: Barcodes) -> Self {
        codes.0
    }
}

/// Attributes of any shape, up to 16 KiB of JSON.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "BTreeMap<String, Value>", into = "BTreeMap<String, Value>")]
#[schema(value_type = Object)]
pub struct Attributes(BTreeMap<String, Value>);

impl TryFrom<BTreeMap<String, Value>> for Attributes {
    type Error = &'static str;
    fn try_from(map: BTreeMap<String, Value>) -> Result<Self, Self::Error> {
        let size = serde_json::to_vec(&map).map_or(usize::MAX, |bytes| bytes.len());
        if size <= ATTRIBUTES_BYTES_MAX { Ok(Self(map)) } else { Err("must be at most 16384 bytes of JSON") }
    }
}

impl From<Attributes> for BTreeMap<String, Value> {
    fn from(attributes: Attributes) -> Self {
        attributes.0
    }
}

/// `POST /v1/products`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ProductBody {
    #[schema(value_type = SkuShape)]
    pub sku: Sku,
    pub name: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Prose>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Price>,
    #[serde(default)]
    pub barcodes: Barcodes,
    #[serde(default)]
    pub attributes: Attributes,
    /// What whoever handles it should know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handling_notes: Option<Prose>,
}

impl ProductBody {
    /// 422 where the price is in what is no money.
    pub fn check(self) -> Result<Self, Problem> {
        must_be_money(self.price.as_ref().map(|price| price.currency))?;
        Ok(self)
    }
}

fn must_be_money(currency: Option<CurrencyCode>) -> Result<(), Problem> {
    match currency.filter(|currency| !currency.is_money()) {
        Some(none) => {
            Err(Problem::invalid("/price/currency", format!("{} is no money that prices are in", none.code())))
        }
        None => Ok(()),
    }
}

/// A part of a merge patch: what it names of a price.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PricePatch {
    #[serde(default, deserialize_with = "required")]
    #[schema(value_type = Amount)]
    amount: Option<Amount>,
    #[serde(default, deserialize_with = "required")]
    #[schema(value_type = CurrencyCode)]
    currency: Option<CurrencyCode>,
}

/// What a merge patch would make of a product, and why that cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct Unmergeable {
    pub pointer: &'static str,
    pub why: &'static str,
}

/// `PATCH /v1/products/{sku}`, a JSON merge patch (RFC 7396): `null` removes.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ProductPatch {
    #[serde(default, deserialize_with = "required", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Text)]
    pub name: Option<Text>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Prose>)]
    pub description: Option<Option<Prose>>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Text>)]
    pub category: Option<Option<Text>>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<PricePatch>)]
    pub price: Option<Option<PricePatch>>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Barcodes>)]
    pub barcodes: Option<Option<Barcodes>>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub attributes: Option<Option<BTreeMap<String, Value>>>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Prose>)]
    pub handling_notes: Option<Option<Prose>>,
}

impl ProductPatch {
    /// Whether it writes what anybody on the floor may write: notes.
    pub fn is_of_notes(&self) -> bool {
        let fields = object(self);
        fields.keys().all(|field| field == "handlingNotes")
    }
}

impl ProductPatch {
    /// 422 where the price is to be in what is no money.
    pub fn check(self) -> Result<Self, Problem> {
        must_be_money(self.price.as_ref().and_then(Option::as_ref).and_then(|price| price.currency))?;
        Ok(self)
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Product {
    #[serde(flatten)]
    pub body: ProductBody,
    /// The catalogue's clock when this last changed.
    pub version: u64,
    #[serde(default)]
    pub discontinued: bool,
}

impl Product {
    /// `Err` where the merged attributes are too large, or a price would lack a part.
    pub fn merge(&mut self, patch: ProductPatch, version: u64) -> Result<(), Unmergeable> {
        let ProductPatch { name, description, category, price, barcodes, attributes, handling_notes } = patch;
        let body = &mut self.body;
        match attributes {
            Some(None) => body.attributes = Attributes::default(),
            Some(Some(changes)) => {
                let mut map: BTreeMap<String, Value> = body.attributes.clone().into();
                for (name, value) in changes {
                    merge_value(map.entry(name).or_default(), value);
                }
                map.retain(|_, value| !value.is_null());
                body.attributes = map.try_into().map_err(|why| Unmergeable { pointer: "/attributes", why })?;
            }
            None => {}
        }
        if let Some(price) = price {
            body.price = price.map(|patch| merge_price(body.price.as_ref(), patch)).transpose()?;
        }
        if let Some(name) = name {
            body.name = name;
        }
        merge_into(&mut body.description, description);
        merge_into(&mut body.category, category);
        if let Some(codes) = barcodes {
            body.barcodes = codes.unwrap_or_default();
        }
        merge_into(&mut body.handling_notes, handling_notes);
        if body.handling_notes.as_ref().is_some_and(Prose::is_empty) {
            body.handling_notes = None;
        }
        self.version = version;
        Ok(())
    }

    /// Merges a patch into the product and its document.
    pub fn edit(&mut self, document: &mut Document, patch: ProductPatch, version: u64) -> Result<(), Problem> {
        let mut written = object(&patch);
        self.merge(patch, version).map_err(|why| Problem::invalid(why.pointer, why.why))?;
        if let Some(price) = written.get_mut("price") {
            // a price is written as a whole: an amount is of its own currency
            *price = serde_json::to_value(&self.body.price).unwrap_or_default();
        }
        document.patch(&written).map(drop).map_err(|error| refused(&error))
    }

    /// Brings the document to what the product says.
    pub fn write(&self, document: &mut Document) -> Result<(), Problem> {
        let mut wanted = object(&self.body);
        wanted.remove("sku");
        wanted.retain(|_, value| !is_empty(value));
        if self.discontinued {
            wanted.insert("discontinued".into(), true.into());
        }
        let patch = difference(&document.read(), &wanted);
        document.patch(&patch).map(drop).map_err(|error| refused(&error))
    }

    /// The product as its document reads, once others have edited it too: what is valid of it.
    pub fn merged(sku: &Sku, read: &Map<String, Value>, before: Option<&Product>, version: u64) -> Self {
        let old = before.map(|product| &product.body);
        let nameless = || old.map(|old| old.name.clone()).or_else(|| sku.as_str().parse().ok());
        let name = merged(read, "name", None).or_else(nameless).unwrap_or_else(Text::unknown);
        let attributes = merged(read, "attributes", old.map(|old| old.attributes.clone()));
        let list = |name: &str| read.get(name).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let notes = read.get("handlingNotes").and_then(Value::as_str).filter(|notes| !notes.is_empty());
        let body = ProductBody {
            sku: sku.clone(),
            name,
            description: merged(read, "description", old.and_then(|old| old.description.clone())),
            category: merged(read, "category", old.and_then(|old| old.category.clone())),
            price: merged(read, "price", old.and_then(|old| old.price.clone())),
            barcodes: Barcodes::fitted(list("barcodes")),
            attributes: attributes.unwrap_or_default(),
            handling_notes: notes.map(Prose::fitted),
        };
        Self { body, version, discontinued: read.get("discontinued") == Some(&Value::Bool(true)) }
    }

    /// A product as a node had it, over what the store has of it. `None` for one that no hub could have sent.
    pub fn recalled(record: ProductRecord, before: Option<Product>) -> Option<Self> {
        let told = serde_json::json!({ "sku": record.sku, "name": record.name, "barcodes": record.barcodes });
        let told: ProductBody = serde_json::from_value(told).ok()?;
        let body = match before {
            Some(before) => ProductBody { name: told.name, barcodes: told.barcodes, ..before.body },
            None => told,
        };
        Some(Self { body, version: record.version, discontinued: record.discontinued })
    }

    /// What nodes are sent.
    pub fn record(&self) -> ProductRecord {
        ProductRecord {
            version: self.version,
            sku: self.body.sku.clone(),
            name: self.body.name.shared(),
            barcodes: self.body.barcodes.0.iter().map(|code| Arc::from(code.as_str())).collect(),
            discontinued: self.discontinued,
        }
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::String(text) => text.is_empty(),
        value => value.is_null(),
    }
}

fn merge_price(price: Option<&Price>, patch: PricePatch) -> Result<Price, Unmergeable> {
    let amount = patch.amount.or_else(|| price.map(|price| price.amount));
    let currency = patch.currency.or_else(|| price.map(|price| price.currency));
    match (amount, currency) {
        (Some(amount), Some(currency)) => Ok(Price { amount, currency }),
        _ => Err(Unmergeable { pointer: "/price", why: "a price has an amount and a currency" }),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn patched(patch: Value) -> Result<Value, String> {
        let body = json!({ "sku": "CUP", "name": "Cup", "description": "blue", "price": { "amount": "2.50", "currency": "GBP" },
            "attributes": { "a": 1, "b": { "c": 2, "d": 3 } } });
        let body: ProductBody = serde_json::from_value(body).unwrap();
        let mut product = Product { body, version: 1, discontinued: false };
        let patch: ProductPatch = serde_json::from_value(patch).map_err(|error| error.to_string())?;
        product.merge(patch, 2).map_err(|error| error.to_string())?;
        Ok(serde_json::to_value(&product.body).unwrap())
    }

    #[test]
    fn a_patch_merges_at_every_depth_and_null_removes() {
        let patch = json!({ "description": null, "price": { "amount": "3.00" }, "attributes": { "a": null, "b": { "c": null, "e": 4 } } });
        let product = patched(patch).unwrap();
        assert_eq!(product["price"], json!({ "amount": "3.00", "currency": "GBP" }));
        assert_eq!(product["attributes"], json!({ "b": { "d": 3, "e": 4 } }));
        assert_eq!(product.get("description"), None);
        assert_eq!(patched(json!({ "price": null })).unwrap().get("price"), None);
    }

    #[test]
    fn what_a_product_cannot_be_without_is_not_removed() {
        assert!(patched(json!({ "name": null })).is_err());
        assert!(patched(json!({ "price": { "currency": null } })).is_err());
    }
}
