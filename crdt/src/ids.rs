//! Identities as types that cannot be wrong: parsed once at the edge, trusted everywhere after.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a text is no identity of the kind asked for.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum IdError {
    #[error("must not be empty")]
    Empty,
    #[error("is longer than {0} characters")]
    TooLong(usize),
    #[error("must not hold control characters, or blanks at either end")]
    Unprintable,
    #[error("may hold only letters, digits, '-' and '_'")]
    NotAName,
    #[error("is no ULID (26 characters of Crockford's base 32)")]
    NotAUlid,
}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, $check:path) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Parses; see [`IdError`] for what is refused.
            pub fn new(text: &str) -> Result<Self, IdError> {
                $check(text)?;
                Ok(Self(text.into()))
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The same text, shared.
            pub fn text(&self) -> Arc<str> {
                self.0.clone()
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                crate::parse_text(from)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::new(text)
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_id!(
    /// A stock keeping unit, 1 to 64 characters; letter case matters (`85123A` and `85123a` are two products).
    Sku,
    check_sku
);
text_id!(
    /// A warehouse, 1 to 32 letters, digits, `-` and `_`.
    WarehouseId,
    check_name
);

fn check_sku(text: &str) -> Result<(), IdError> {
    if text.is_empty() {
        return Err(IdError::Empty);
    }
    if text.chars().count() > 64 {
        return Err(IdError::TooLong(64));
    }
    if text.chars().any(char::is_control) || text.trim() != text {
        return Err(IdError::Unprintable);
    }
    Ok(())
}

fn check_name(text: &str) -> Result<(), IdError> {
    if text.is_empty() {
        return Err(IdError::Empty);
    }
    if text.len() > 32 {
        return Err(IdError::TooLong(32));
    }
    if !text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') {
        return Err(IdError::NotAName);
    }
    Ok(())
}

macro_rules! ulid_id {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(ulid::Ulid);

        impl $name {
            /// From a time in milliseconds and 80 bits of chance, both given by the caller.
            pub fn from_parts(now: crate::Millis, chance: u128) -> Self {
                Self(ulid::Ulid::from_parts(now.0, chance))
            }

            /// The time it was made, in milliseconds since 1970.
            pub fn made_at(self) -> crate::Millis {
                crate::Millis(self.0.timestamp_ms())
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                ulid::Ulid::from_string(text).map(Self).map_err(|_| IdError::NotAUlid)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                if to.is_human_readable() {
                    to.serialize_str(self.0.array_to_str(&mut [0; ulid::ULID_LEN]))
                } else {
                    self.0.0.serialize(to)
                }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                if from.is_human_readable() {
                    crate::parse_text(from)
                } else {
                    u128::deserialize(from).map(|bits| Self(ulid::Ulid(bits)))
                }
            }
        }
    )*};
}

ulid_id!(
    /// An order, made by the hub.
    OrderId,
    /// One order line, one warehouse, a quantity; made by the hub.
    AllocationId,
    /// Work on the floor of one warehouse; made by the hub.
    TaskId,
    /// A hold on available units; made by whichever replica granted it.
    ReservationId,
    /// A parcel that left a warehouse; made by the node.
    ShipmentId,
    /// Goods on their way between two warehouses; made by the hub.
    TransferId,
    /// Units a count did not find and the node has no rights to write off; made by the node.
    ClaimId,
    /// Goods taken in at a warehouse; made by the node.
    ReceiptId,
    /// Goods bought of a supplier for one warehouse; made by the hub.
    PurchaseOrderId,
    /// What a customer may send back of an order; made by the hub.
    ReturnId,
    /// Goods that a floor is to expect: a purchase order's, or a return's, under its number.
    ExpectedReceiptId,
    /// A verdict on goods that were set apart; made by the node.
    InspectionId,
);

macro_rules! expected {
    ($($name:ident),*) => {$(
        impl From<$name> for ExpectedReceiptId {
            fn from(id: $name) -> Self {
                Self(id.0)
            }
        }

        impl From<ExpectedReceiptId> for $name {
            fn from(id: ExpectedReceiptId) -> Self {
                Self(id.0)
            }
        }
    )*};
}

expected!(PurchaseOrderId, ReturnId);

/// A party that holds rights: the hub, or a node. Numbers are given out by the hub at enrolment and never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SiteId(pub u32);

impl SiteId {
    pub const HUB: SiteId = SiteId(0);
}

impl fmt::Display for SiteId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::HUB { f.write_str("hub") } else { write!(f, "site{}", self.0) }
    }
}

/// One life of a site's store. Rows and logs belong to replicas; rights belong to the site (decision record
/// `2026-11-22-grants-name-sites`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ReplicaId {
    pub site: SiteId,
    pub incarnation: u32,
}

/// Low bits of an incarnation's number that are chance; above them, lives are counted.
const CHANCE_BITS: u32 = 20;

impl ReplicaId {
    pub const fn new(site: SiteId, incarnation: u32) -> Self {
        Self { site, incarnation }
    }

    /// The next life of the site. A store that was restored cannot know which numbers lives it has forgotten had, so the
    /// number is a count and 20 bits of `chance`: two lives begun from the same copy differ.
    pub const fn reborn(self, chance: u32) -> Self {
        let count = (self.incarnation >> CHANCE_BITS) + 1;
        Self { site: self.site, incarnation: (count << CHANCE_BITS) | (chance & ((1 << CHANCE_BITS) - 1)) }
    }
}

impl fmt::Display for ReplicaId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.site, self.incarnation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skus_keep_their_letter_case_and_refuse_what_no_label_holds() {
        assert_ne!(Sku::new("85123A").unwrap(), Sku::new("85123a").unwrap());
        for (bad, why) in [("", IdError::Empty), ("A\0B", IdError::Unprintable), (" A", IdError::Unprintable)] {
            assert_eq!(Sku::new(bad), Err(why));
        }
        assert_eq!(Sku::new(&"S".repeat(65)), Err(IdError::TooLong(64)));
    }

    #[test]
    fn a_warehouse_is_no_path() {
        assert_eq!(WarehouseId::new("../../etc"), Err(IdError::NotAName));
        assert!(WarehouseId::new("LEEDS").is_ok());
    }

    #[test]
    fn lives_begun_from_one_copy_differ_and_follow_it() {
        let copy = ReplicaId::new(SiteId(3), 1);
        let (one, other) = (copy.reborn(7), copy.reborn(8));
        assert!(one != other && one > copy && other > copy);
        assert!(one.reborn(0) > one.max(other));
    }

    #[test]
    fn ulids_travel_as_text_in_json_and_as_bits_on_the_wire() {
        let id = OrderId::from_parts(crate::Millis(1_700_000_000_000), 42);
        assert_eq!(id.to_string().parse(), Ok(id));
        let bytes = postcard::to_stdvec(&id).unwrap();
        assert_eq!(postcard::from_bytes::<OrderId>(&bytes), Ok(id));
    }
}
