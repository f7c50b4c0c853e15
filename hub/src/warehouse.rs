//! A warehouse as planners describe it.

use holdfast_crdt::WarehouseId;
use holdfast_shell::http::shapes::{self, WarehouseIdShape};
use holdfast_shell::shape;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::Type;
use utoipa::openapi::schema::ObjectBuilder;

use crate::core::geo::{Latitude, Longitude, Point};
use crate::core::order::Text;

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
}

/// A part of a merge patch: what it names of a location.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LocationPatch {
    #[serde(default, deserialize_with = "given")]
    address: Option<Option<Text>>,
    #[serde(default, deserialize_with = "given")]
    lat: Option<Option<Latitude>>,
    #[serde(default, deserialize_with = "given")]
    lon: Option<Option<Longitude>>,
}

/// `PATCH /v1/warehouses/{id}`, a JSON merge patch (RFC 7396): `null` removes.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct WarehousePatch {
    #[serde(default, deserialize_with = "required")]
    #[schema(value_type = Text)]
    pub name: Option<Text>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Location>)]
    pub location: Option<Option<LocationPatch>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Capacity>)]
    pub capacity: Option<Option<Capacity>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Text>)]
    pub operating_hours: Option<Option<Text>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Zone>)]
    pub timezone: Option<Option<Zone>>,
}

/// Tells `null` (`Some(None)`) from a field that is not there (`None`).
pub fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(from).map(Some)
}

/// For fields that a record cannot be without: `null` is refused.
pub fn required<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
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

    pub fn merge(&mut self, patch: WarehousePatch) {
        let WarehousePatch { name, location, capacity, operating_hours, timezone } = patch;
        let body = &mut self.body;
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
        merge_into(&mut body.capacity, capacity);
        merge_into(&mut body.operating_hours, operating_hours);
        merge_into(&mut body.timezone, timezone);
        self.version += 1;
    }
}

/// Takes a patched value over, where the patch names it.
pub fn merge_into<T>(field: &mut Option<T>, patched: Option<Option<T>>) {
    if let Some(value) = patched {
        *field = value;
    }
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
        warehouse.merge(patch(json!({ "location": { "lat": 53.9, "lon": null } })).unwrap());
        let shown = serde_json::to_value(&warehouse.body).unwrap();
        assert_eq!(shown["location"], json!({ "address": "1 Dock Road", "lat": 53.9 }));
        assert!(patch(json!({ "name": null })).is_err());
        warehouse.merge(patch(json!({ "location": null })).unwrap());
        assert_eq!(warehouse.body.location, None);
    }
}
