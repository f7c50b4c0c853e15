//! What a document is about.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::ids::{IdError, Sku, WarehouseId};

/// `product/{sku}`, `warehouse/{id}` or `slot/{warehouse}/{sku}`; a SKU may hold a slash, a warehouse's id does not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocId {
    Product(Sku),
    Warehouse(WarehouseId),
    /// Where a SKU lies in a warehouse, and when it is to be ordered again.
    Slot(WarehouseId, Sku),
}

impl DocId {
    /// The warehouse whose node alone has it; `None` of what all have.
    pub fn place(&self) -> Option<&WarehouseId> {
        match self {
            Self::Product(_) => None,
            Self::Warehouse(warehouse) | Self::Slot(warehouse, _) => Some(warehouse),
        }
    }

    /// I-8: whether the node of that warehouse may have it.
    pub fn is_for(&self, warehouse: &WarehouseId) -> bool {
        self.place().is_none_or(|place| place == warehouse)
    }
}

impl fmt::Display for DocId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Product(sku) => write!(f, "product/{sku}"),
            Self::Warehouse(warehouse) => write!(f, "warehouse/{warehouse}"),
            Self::Slot(warehouse, sku) => write!(f, "slot/{warehouse}/{sku}"),
        }
    }
}

impl FromStr for DocId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        match text.split_once('/') {
            Some(("product", sku)) => Ok(Self::Product(Sku::new(sku)?)),
            Some(("warehouse", warehouse)) => Ok(Self::Warehouse(WarehouseId::new(warehouse)?)),
            Some(("slot", rest)) => {
                let (warehouse, sku) = rest.split_once('/').ok_or(IdError::Empty)?;
                Ok(Self::Slot(WarehouseId::new(warehouse)?, Sku::new(sku)?))
            }
            _ => Err(IdError::NotAName),
        }
    }
}

impl Serialize for DocId {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DocId {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        crate::parse_text(from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_as_they_are_written() {
        let (leeds, sku) = (WarehouseId::new("LEEDS").unwrap(), Sku::new("A/B 1").unwrap());
        for id in [DocId::Product(sku.clone()), DocId::Warehouse(leeds.clone()), DocId::Slot(leeds.clone(), sku)] {
            assert_eq!(id.to_string().parse::<DocId>(), Ok(id.clone()));
            let bytes = postcard::to_stdvec(&id).unwrap();
            assert_eq!(postcard::from_bytes::<DocId>(&bytes), Ok(id));
        }
        for bad in ["", "product", "product/", "warehouse/a b", "slot/LEEDS", "order/1", "slot//CUP"] {
            assert!(bad.parse::<DocId>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_node_has_products_and_what_is_of_its_own_warehouse() {
        let [leeds, lyon] = ["LEEDS", "LYON"].map(|id| WarehouseId::new(id).unwrap());
        let cup = Sku::new("CUP").unwrap();
        assert!(DocId::Product(cup.clone()).is_for(&leeds));
        assert!(DocId::Slot(leeds.clone(), cup.clone()).is_for(&leeds));
        assert!(!DocId::Slot(lyon.clone(), cup).is_for(&leeds));
        assert!(!DocId::Warehouse(lyon).is_for(&leeds));
    }
}
