//! What a key of a node may do, by role.

use std::collections::BTreeMap;

use clap::ValueEnum;
use holdfast_shell::http::principal::{Scope, Scopes};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Receives, counts, picks and ships
    Worker,
    /// A worker who may also adjust stock and hold it, and admit people and devices
    Supervisor,
    /// Reads, and changes nothing
    Viewer,
    /// Everything
    Admin,
    /// A device that people share: may do nothing but sign them in, and they at it what their own role allows
    Terminal,
}

impl Role {
    /// Those that people have.
    pub const PEOPLE: [Self; 4] = [Self::Worker, Self::Supervisor, Self::Viewer, Self::Admin];

    pub fn named(name: &str) -> Option<Self> {
        Self::value_variants().iter().copied().find(|role| role.name() == name)
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Terminal => "terminal",
            Self::Worker => "worker",
            Self::Supervisor => "supervisor",
            Self::Viewer => "viewer",
            Self::Admin => "admin",
        }
    }

    pub const fn scopes(self) -> Scopes {
        use Scope::{
            AccessRead, AccessWrite, AuditRead, CatalogueRead, EventsRead, FloorRead, FloorWrite, SignIn, StockRead,
            StockWrite,
        };
        match self {
            Self::Terminal => Scopes::of(&[SignIn]),
            Self::Worker => Scopes::of(&[SignIn, StockRead, CatalogueRead, EventsRead, FloorRead, FloorWrite]),
            Self::Supervisor => Scopes::of(&[
                SignIn,
                StockRead,
                StockWrite,
                CatalogueRead,
                EventsRead,
                AuditRead,
                FloorRead,
                FloorWrite,
                AccessRead,
                AccessWrite,
            ]),
            Self::Viewer => Scopes::of(&[SignIn, StockRead, CatalogueRead, EventsRead, FloorRead]),
            Self::Admin => Scopes::ALL,
        }
    }
}

pub fn roles() -> BTreeMap<&'static str, Scopes> {
    Role::value_variants().iter().map(|role| (role.name(), role.scopes())).collect()
}
