//! A supplier as planners describe it.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use holdfast_crdt::WarehouseId;
use holdfast_shell::http::shapes;
use holdfast_shell::shape;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::ToSchema;
use utoipa::openapi::Type;
use utoipa::openapi::schema::ObjectBuilder;

use super::order::Text;
use crate::money::CurrencyCode;
use holdfast_shell::document::field::{given, merge_into, required};

/// 1 to 32 letters, digits, `-` and `_`, as a warehouse's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SupplierId(Arc<str>);

shape!(impl SupplierId as "SupplierId", shapes::text(32).pattern(Some("^[A-Za-z0-9_-]+$")));

impl SupplierId {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for SupplierId {
    type Err = holdfast_crdt::IdError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        WarehouseId::new(text).map(|name| Self(name.text()))
    }
}

impl fmt::Display for SupplierId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for SupplierId {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for SupplierId {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        holdfast_crdt::parse_text(from)
    }
}

/// Days from a purchase order to its delivery: 0 to 3,650.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct LeadTime(u64);

const DAYS_MAX: u64 = 3_650;

shape!(
    impl LeadTime as "LeadTime",
    ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0)).maximum(Some(DAYS_MAX as i64))
);

impl TryFrom<u64> for LeadTime {
    type Error = &'static str;
    fn try_from(days: u64) -> Result<Self, Self::Error> {
        if days <= DAYS_MAX { Ok(Self(days)) } else { Err("must be at most 3650 days") }
    }
}

impl From<LeadTime> for u64 {
    fn from(days: LeadTime) -> u64 {
        days.0
    }
}

/// `POST /v1/suppliers`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct SupplierBody {
    pub supplier_id: SupplierId,
    pub name: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead_time_days: Option<LeadTime>,
    /// What its prices are in, where a purchase order does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<CurrencyCode>,
}

/// `PATCH /v1/suppliers/{supplierId}`, a JSON merge patch (RFC 7396): `null` removes.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct SupplierPatch {
    #[serde(default, deserialize_with = "required")]
    #[schema(value_type = Text)]
    name: Option<Text>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Text>)]
    email: Option<Option<Text>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<LeadTime>)]
    lead_time_days: Option<Option<LeadTime>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<CurrencyCode>)]
    currency: Option<Option<CurrencyCode>>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Supplier {
    #[serde(flatten)]
    pub body: SupplierBody,
    pub version: u64,
}

impl Supplier {
    pub fn merge(&mut self, patch: SupplierPatch) {
        let SupplierPatch { name, email, lead_time_days, currency } = patch;
        let body = &mut self.body;
        if let Some(name) = name {
            body.name = name;
        }
        merge_into(&mut body.email, email);
        merge_into(&mut body.lead_time_days, lead_time_days);
        merge_into(&mut body.currency, currency);
        self.version += 1;
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_patch_keeps_what_it_does_not_name_and_removes_what_it_nulls() {
        let body = json!({ "supplierId": "POTTERS", "name": "Potters", "email": "p@example.com", "leadTimeDays": 7 });
        let mut supplier = Supplier { body: serde_json::from_value(body).unwrap(), version: 1 };
        let patch = json!({ "email": null, "currency": "GBP" });
        supplier.merge(serde_json::from_value(patch).unwrap());
        let shown = serde_json::to_value(&supplier).unwrap();
        let wanted =
            json!({ "supplierId": "POTTERS", "name": "Potters", "leadTimeDays": 7, "currency": "GBP", "version": 2 });
        assert_eq!(shown, wanted);
        assert!(serde_json::from_value::<SupplierPatch>(json!({ "name": null })).is_err());
        assert!(serde_json::from_value::<LeadTime>(json!(3651)).is_err());
    }
}
