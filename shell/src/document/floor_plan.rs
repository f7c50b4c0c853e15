//! Zones and bins of a warehouse.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::openapi::schema::ObjectBuilder;
use utoipa::openapi::{Ref, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::text::{PlaceName, Text};
use super::warehouse::Capacity;
use crate::http::problem::Problem;

/// Zones of one warehouse.
const ZONES_MAX: usize = 200;
/// Bins of one warehouse: a document stays small.
const BINS_MAX: usize = 2_000;

/// What a zone is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ZoneKind {
    Receiving,
    #[default]
    Storage,
    Picking,
    Packing,
    Quarantine,
}

impl ZoneKind {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Receiving => "receiving",
            Self::Storage => "storage",
            Self::Picking => "picking",
            Self::Packing => "packing",
            Self::Quarantine => "quarantine",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        let all = [Self::Receiving, Self::Storage, Self::Picking, Self::Packing, Self::Quarantine];
        all.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether goods for sale are put away there.
    pub const fn keeps_goods(self) -> bool {
        matches!(self, Self::Storage | Self::Picking)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FloorZone {
    pub name: Text,
    pub kind: ZoneKind,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Bin {
    pub zone: PlaceName,
    /// The order in which a pick path goes past the bins, smallest first.
    pub sequence: u32,
    /// Units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Capacity>)]
    pub capacity: Option<Capacity>,
    /// Nothing is put away here, and nothing picked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blocked: Option<bool>,
}

/// Zones by name, at most 200.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<PlaceName, FloorZone>", into = "BTreeMap<PlaceName, FloorZone>")]
pub struct Zones(BTreeMap<PlaceName, FloorZone>);

/// Bins by the name on their label, at most 2,000.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<PlaceName, Bin>", into = "BTreeMap<PlaceName, Bin>")]
pub struct Bins(BTreeMap<PlaceName, Bin>);

impl TryFrom<BTreeMap<PlaceName, FloorZone>> for Zones {
    type Error = &'static str;
    fn try_from(zones: BTreeMap<PlaceName, FloorZone>) -> Result<Self, Self::Error> {
        if zones.len() <= ZONES_MAX { Ok(Self(zones)) } else { Err("must be at most 200 zones") }
    }
}

impl TryFrom<BTreeMap<PlaceName, Bin>> for Bins {
    type Error = &'static str;
    fn try_from(bins: BTreeMap<PlaceName, Bin>) -> Result<Self, Self::Error> {
        if bins.len() <= BINS_MAX { Ok(Self(bins)) } else { Err("must be at most 2000 bins") }
    }
}

impl From<Zones> for BTreeMap<PlaceName, FloorZone> {
    fn from(zones: Zones) -> Self {
        zones.0
    }
}

impl From<Bins> for BTreeMap<PlaceName, Bin> {
    fn from(bins: Bins) -> Self {
        bins.0
    }
}

impl Zones {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What a zone is for; one that is not described is for storage.
    pub fn kind(&self, zone: &PlaceName) -> ZoneKind {
        self.0.get(zone).map_or(ZoneKind::default(), |zone| zone.kind)
    }

    /// Those of a merged document that are whole.
    pub fn valid(read: &Map<String, Value>) -> Self {
        Self(valid(read, ZONES_MAX))
    }
}

impl Bins {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = (&PlaceName, &Bin)> {
        self.0.iter()
    }

    /// 422 at the first bin whose zone is none.
    pub fn stand_in(&self, zones: &Zones) -> Result<(), Problem> {
        match self.0.iter().find(|(_, bin)| !zones.0.contains_key(&bin.zone)) {
            Some((name, bin)) => {
                let name = name.as_str().replace('~', "~0").replace('/', "~1");
                let detail = format!("there is no zone {}", bin.zone.as_str());
                Err(Problem::invalid(format!("/bins/{name}/zone"), detail))
            }
            None => Ok(()),
        }
    }

    /// Those of a merged document that are whole: one whose zone was removed on the other side stays, until it is moved.
    pub fn valid(read: &Map<String, Value>) -> Self {
        Self(valid(read, BINS_MAX))
    }
}

fn valid<T: serde::de::DeserializeOwned>(read: &Map<String, Value>, most: usize) -> BTreeMap<PlaceName, T> {
    let whole =
        |(name, value): (&String, &Value)| Some((name.parse().ok()?, serde_json::from_value(value.clone()).ok()?));
    let all: BTreeMap<PlaceName, T> = read.iter().filter_map(whole).collect();
    all.into_iter().take(most).collect()
}

/// An object of so many members at most, all of one kind.
fn members<T: ToSchema>(most: usize) -> RefOr<Schema> {
    let member: RefOr<Schema> = Ref::from_schema_name(T::name()).into();
    let object = ObjectBuilder::new()
        .schema_type(Type::Object)
        .property_names(Some(PlaceName::pattern()))
        .max_properties(Some(most))
        .additional_properties(Some(member));
    Schema::from(object).into()
}

macro_rules! members {
    ($name:ident of $member:ident, $most:ident) => {
        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                members::<$member>($most)
            }
        }

        impl ToSchema for $name {
            fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
                schemas.push(($member::name().into(), $member::schema()));
                $member::schemas(schemas);
            }
        }
    };
}

members!(Zones of FloorZone, ZONES_MAX);
members!(Bins of Bin, BINS_MAX);

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_bin_stands_in_a_zone_and_what_is_whole_of_a_merge_is_kept() {
        let zones: Zones = serde_json::from_value(json!({ "A": { "name": "Aisle A", "kind": "picking" } })).unwrap();
        let bins = |zone: &str| json!({ "A-1": { "zone": zone, "sequence": 1 } });
        let right: Bins = serde_json::from_value(bins("A")).unwrap();
        assert!(right.stand_in(&zones).is_ok());
        let wrong: Bins = serde_json::from_value(bins("B")).unwrap();
        assert_eq!(wrong.stand_in(&zones).unwrap_err().errors[0].pointer, "/bins/A-1/zone");
        let merged = json!({ "A-1": { "zone": "A", "sequence": 1 }, "A-2": { "sequence": 2 }, " ": { "zone": "A", "sequence": 3 } });
        assert_eq!(Bins::valid(merged.as_object().unwrap()), right);
    }
}
