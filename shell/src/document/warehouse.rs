//! A warehouse as planners describe it, and as its floor lays out its zones and bins.

use crate::http::problem::Problem;
use crate::http::shapes::{self, UnitsShape, WarehouseIdShape};
use crate::shape;
use holdfast_crdt::{Count, Document, WarehouseId};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa::openapi::Type;
use utoipa::openapi::schema::ObjectBuilder;

use super::field::{difference, given, merge_into, merge_value, merged, object, refused, required, reread};
use super::floor_plan::{Bins, Zones};
use super::text::Text;
use crate::geo::{Latitude, Longitude, Point};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Location {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lat: Option<Latitude>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lon: Option<Longitude>,
}

/// A zone of the IANA time zone database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Zone(String);

shape!(impl Zone as "Zone", shapes::formatted("iana-time-zone"));

impl TryFrom<String> for Zone {
    type Error = &'static str;
    fn try_from(name: String) -> Result<Self, Self::Error> {
        match jiff::tz::TimeZone::get(&name) {
            Ok(_) => Ok(Self(name)),
            Err(_) => Err("is no time zone of the IANA database, such as Europe/London"),
        }
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> String {
        zone.0
    }
}

/// Whole units, up to 10^12.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct Capacity(u64);

shape!(
    impl Capacity as "Capacity",
    ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0)).maximum(Some(1_000_000_000_000_i64))
);

impl TryFrom<u64> for Capacity {
    type Error = &'static str;
    fn try_from(units: u64) -> Result<Self, Self::Error> {
        if units <= 1_000_000_000_000 { Ok(Self(units)) } else { Err("must be at most 1000000000000") }
    }
}

impl From<Capacity> for u64 {
    fn from(capacity: Capacity) -> u64 {
        capacity.0
    }
}

/// Percent of what becomes available that the hub may promise at once, 0 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct HubShare(u8);

shape!(
    impl HubShare as "HubShare",
    ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0)).maximum(Some(100))
);

impl HubShare {
    pub fn percent(self) -> u8 {
        self.0
    }
}

impl TryFrom<u64> for HubShare {
    type Error = &'static str;
    fn try_from(percent: u64) -> Result<Self, Self::Error> {
        match u8::try_from(percent) {
            Ok(percent) if percent <= 100 => Ok(Self(percent)),
            _ => Err("must be at most 100"),
        }
    }
}

impl From<HubShare> for u64 {
    fn from(share: HubShare) -> u64 {
        share.0.into()
    }
}

/// `POST /v1/warehouses`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct WarehouseBody {
    #[schema(value_type = WarehouseIdShape)]
    pub id: WarehouseId,
    pub name: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<Capacity>,
    /// OpenStreetMap's opening_hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operating_hours: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timezone: Option<Zone>,
    /// Percent of what becomes available that the hub may promise at once; the node's own option where nobody says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hub_share: Option<HubShare>,
    /// Units of each SKU that the floor keeps for itself; likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<UnitsShape>)]
    pub floor_reserve: Option<Count>,
    /// Parts of the floor, by name.
    #[serde(default, skip_serializing_if = "Zones::is_empty")]
    pub zones: Zones,
    /// Places where goods stand, by the name on their label.
    #[serde(default, skip_serializing_if = "Bins::is_empty")]
    pub bins: Bins,
}

/// A part of a merge patch: what it names of a location.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LocationPatch {
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    address: Option<Option<Text>>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    lat: Option<Option<Latitude>>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    lon: Option<Option<Longitude>>,
}

/// `PATCH /v1/warehouses/{id}`, a JSON merge patch (RFC 7396): `null` removes.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct WarehousePatch {
    #[serde(default, deserialize_with = "required", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Text)]
    pub name: Option<Text>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Location>)]
    pub location: Option<Option<LocationPatch>>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Capacity>)]
    pub capacity: Option<Option<Capacity>>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Text>)]
    pub operating_hours: Option<Option<Text>>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Zone>)]
    pub timezone: Option<Option<Zone>>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<HubShare>)]
    pub hub_share: Option<Option<HubShare>>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<UnitsShape>)]
    pub floor_reserve: Option<Option<Count>>,
    /// Parts of zones by name; what such a patch makes of a zone must be one.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub zones: Option<Option<Map<String, Value>>>,
    /// Parts of bins by name, likewise.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub bins: Option<Option<Map<String, Value>>>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Warehouse {
    #[serde(flatten)]
    pub body: WarehouseBody,
    pub version: u64,
}

impl Warehouse {
    pub fn point(&self) -> Option<Point> {
        let location = self.body.location.as_ref()?;
        Some(Point { lat: location.lat?, lon: location.lon? })
    }

    /// One that nothing is known of but its id.
    pub fn unnamed(id: &WarehouseId) -> Self {
        let name = id.as_str().parse().unwrap_or_else(|_| Text::unknown());
        let body = WarehouseBody {
            id: id.clone(),
            name,
            location: None,
            capacity: None,
            operating_hours: None,
            timezone: None,
            hub_share: None,
            floor_reserve: None,
            zones: Zones::default(),
            bins: Bins::default(),
        };
        Self { body, version: 0 }
    }

    /// The error names the zone or bin that a patch would leave incomplete, or a bin of no zone.
    pub fn merge(&mut self, patch: WarehousePatch) -> Result<(), Problem> {
        let WarehousePatch { name, location, zones, bins, .. } = patch;
        let body = &mut self.body;
        if let Some(zones) = zones {
            body.zones = overlaid("/zones", &body.zones, zones)?;
        }
        if let Some(bins) = bins {
            body.bins = overlaid("/bins", &body.bins, bins)?;
        }
        body.bins.stand_in(&body.zones)?;
        if let Some(name) = name {
            body.name = name;
        }
        match location {
            Some(Some(patch)) => {
                let location = body.location.get_or_insert(Location { address: None, lat: None, lon: None });
                merge_into(&mut location.address, patch.address);
                merge_into(&mut location.lat, patch.lat);
                merge_into(&mut location.lon, patch.lon);
            }
            Some(None) => body.location = None,
            None => {}
        }
        merge_into(&mut body.capacity, patch.capacity);
        merge_into(&mut body.operating_hours, patch.operating_hours);
        merge_into(&mut body.timezone, patch.timezone);
        merge_into(&mut body.hub_share, patch.hub_share);
        merge_into(&mut body.floor_reserve, patch.floor_reserve);
        self.version += 1;
        Ok(())
    }

    /// Merges a patch into the warehouse and its document.
    pub fn edit(&mut self, document: &mut Document, patch: WarehousePatch) -> Result<(), Problem> {
        let written = object(&patch);
        self.merge(patch)?;
        document.patch(&written).map(drop).map_err(|error| refused(&error))
    }

    /// Brings the document to what the warehouse says.
    pub fn write(&self, document: &mut Document) -> Result<(), Problem> {
        let mut wanted = object(&self.body);
        wanted.remove("id");
        let patch = difference(&document.read(), &wanted);
        document.patch(&patch).map(drop).map_err(|error| refused(&error))
    }

    /// The warehouse as its document reads, once others have edited it too: what is valid of it.
    pub fn merged(before: &Warehouse, read: &Map<String, Value>) -> Self {
        let old = &before.body;
        let zones = read.get("zones").and_then(Value::as_object).map(Zones::valid).unwrap_or_default();
        let bins = read.get("bins").and_then(Value::as_object).map(Bins::valid);
        let body = WarehouseBody {
            id: old.id.clone(),
            name: merged(read, "name", None).unwrap_or_else(|| old.name.clone()),
            location: merged(read, "location", old.location.clone()),
            capacity: merged(read, "capacity", old.capacity),
            operating_hours: merged(read, "operatingHours", old.operating_hours.clone()),
            timezone: merged(read, "timezone", old.timezone.clone()),
            hub_share: merged(read, "hubShare", old.hub_share),
            floor_reserve: merged(read, "floorReserve", old.floor_reserve),
            zones,
            bins: bins.unwrap_or_default(),
        };
        Self { body, version: before.version + 1 }
    }
}

/// What a merge patch makes of a field.
fn overlaid<T: Serialize + serde::de::DeserializeOwned + Default>(
    pointer: &str,
    held: &T,
    patch: Option<Map<String, Value>>,
) -> Result<T, Problem> {
    let Some(patch) = patch else { return Ok(T::default()) };
    let mut value = Value::Object(object(held));
    merge_value(&mut value, Value::Object(patch));
    reread(pointer, value)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_patch_of_the_place_keeps_what_it_does_not_name() {
        let body = json!({ "id": "LEEDS", "name": "Leeds", "location": { "address": "1 Dock Road", "lat": 53.8, "lon": -1.5 } });
        let mut warehouse = Warehouse { body: serde_json::from_value(body).unwrap(), version: 1 };
        let patch = |value| serde_json::from_value::<WarehousePatch>(value);
        warehouse.merge(patch(json!({ "location": { "lat": 53.9, "lon": null } })).unwrap()).unwrap();
        let shown = serde_json::to_value(&warehouse.body).unwrap();
        assert_eq!(shown["location"], json!({ "address": "1 Dock Road", "lat": 53.9 }));
        assert!(patch(json!({ "name": null })).is_err());
        warehouse.merge(patch(json!({ "hubShare": 40, "floorReserve": 0 })).unwrap()).unwrap();
        let shown = serde_json::to_value(&warehouse.body).unwrap();
        assert_eq!((&shown["hubShare"], &shown["floorReserve"]), (&json!(40), &json!(0)));
        warehouse.merge(patch(json!({ "hubShare": null })).unwrap()).unwrap();
        assert_eq!(warehouse.body.hub_share, None);
        for wrong in [json!({ "hubShare": 101 }), json!({ "hubShare": -1 }), json!({ "floorReserve": -1 })] {
            assert!(patch(wrong.clone()).is_err(), "{wrong}");
        }
        warehouse.merge(patch(json!({ "location": null })).unwrap()).unwrap();
        assert_eq!(warehouse.body.location, None);
    }
}
