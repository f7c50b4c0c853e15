//! What a key of a node may do, by role.

use std::collections::BTreeMap;

use clap::ValueEnum;
use holdfast_shell::http::principal::{Scope, Scopes};

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Role {
    /// Receives, counts, picks and ships
    Worker,
    /// A worker who may also adjust stock and hold it
    Supervisor,
    /// Reads, and changes nothing
    Viewer,
    /// Everything
    Admin,
}

impl Role {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Worker => "worker",
            Self::Supervisor => "supervisor",
            Self::Viewer => "viewer",
            Self::Admin => "admin",
        }
    }

    const fn scopes(self) -> Scopes {
        use Scope::{AuditRead, CatalogueRead, EventsRead, FloorRead, FloorWrite, StockRead, StockWrite};
        match self {
            Self::Worker => Scopes::of(&[StockRead, CatalogueRead, EventsRead, FloorRead, FloorWrite]),
            Self::Supervisor => {
                Scopes::of(&[StockRead, StockWrite, CatalogueRead, EventsRead, AuditRead, FloorRead, FloorWrite])
            }
            Self::Viewer => Scopes::of(&[StockRead, CatalogueRead, EventsRead, FloorRead]),
            Self::Admin => Scopes::ALL,
        }
    }
}

pub fn roles() -> BTreeMap<&'static str, Scopes> {
    Role::value_variants().iter().map(|role| (role.name(), role.scopes())).collect()
}
