//! What a key of the hub may do, by role.

use std::collections::BTreeMap;

use clap::ValueEnum;
use holdfast_shell::http::principal::{Scope, Scopes};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Everything
    Admin,
    /// Stock, orders, catalogue, audit
    Planner,
    /// Places and follows orders, reads stock
    Shop,
    /// Reads, and changes nothing
    Viewer,
}

impl Role {
    pub const ALL: [Self; 4] = [Self::Admin, Self::Planner, Self::Shop, Self::Viewer];

    /// The role of that name; keys of earlier versions may have one that is gone.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Planner => "planner",
            Self::Shop => "shop",
            Self::Viewer => "viewer",
        }
    }

    pub const fn scopes(self) -> Scopes {
        use Scope::*;
        match self {
            Self::Admin => Scopes::ALL,
            Self::Planner => Scopes::of(&[
                StockRead,
                StockWrite,
                OrdersRead,
                OrdersWrite,
                CatalogueRead,
                CatalogueWrite,
                NodesRead,
                EventsRead,
                AuditRead,
            ]),
            Self::Shop => Scopes::of(&[StockRead, OrdersRead, OrdersWrite, CatalogueRead, EventsRead]),
            Self::Viewer => Scopes::of(&[StockRead, OrdersRead, CatalogueRead, NodesRead, EventsRead, AuditRead]),
        }
    }
}

/// Scopes by the name of the role, as keys keep it.
pub fn roles() -> BTreeMap<&'static str, Scopes> {
    Role::ALL.iter().map(|role| (role.name(), role.scopes())).collect()
}
