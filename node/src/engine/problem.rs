//! The floor's refusals as problem documents.

use holdfast_crdt::{PostError, Sku};
use holdfast_shell::http::problem::{Problem, Slug};

use crate::core::Refusal;
use crate::core::confirm::Unconfirmed;

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let detail = refusal.to_string();
        match refusal {
            Refusal::WrongState(_) => Problem::new(Slug::WrongState, detail),
            Refusal::NotInTask { index, .. } | Refusal::Twice { index, .. } => {
                Problem::invalid(format!("/lines/{index}/sku"), detail)
            }
            Refusal::Doubtful(lines) => {
                let problem = Problem::new(Slug::ConfirmationRequired, detail);
                lines.into_iter().fold(problem, |problem, (index, why)| problem.field(format!("/lines/{index}"), why))
            }
            Refusal::Post { index, error: PostError::BeyondPart { .. } } => {
                Problem::new(Slug::HeldByHub, detail.clone()).field(format!("/lines/{index}"), detail)
            }
            Refusal::WrongBin { index, field, .. } => Problem::invalid(format!("/lines/{index}/{field}"), detail),
            Refusal::NotInBin { index, held, .. } => Problem::new(Slug::InsufficientStock, detail.clone())
                .field(format!("/lines/{index}/quantity"), detail)
                .with("inBin", held),
            Refusal::NotUnplaced { index, unplaced, .. } => Problem::new(Slug::ConfirmationRequired, detail.clone())
                .field(format!("/lines/{index}/quantity"), detail)
                .with("unplacedQuantity", unplaced),
            Refusal::Unconfirmed(unconfirmed) => to_confirm(&unconfirmed, "quantity"),
            Refusal::Invalid { pointer, .. } => Problem::invalid(pointer, detail),
            Refusal::Post { index, error: PostError::TooMany } => Problem::invalid(format!("/lines/{index}"), detail),
            Refusal::Post { index, .. } => {
                Problem::new(Slug::InsufficientStock, detail.clone()).field(format!("/lines/{index}"), detail)
            }
        }
    }
}

/// 409 with the place of every line that must be confirmed; `field` holds its units.
pub fn to_confirm(unconfirmed: &Unconfirmed, field: &str) -> Problem {
    let problem = Problem::new(Slug::ConfirmationRequired, unconfirmed.to_string());
    unconfirmed.lines.iter().fold(problem, |problem, (index, units)| {
        problem.field(format!("/lines/{index}/{field}"), format!("{units} is more than {}", unconfirmed.above))
    })
}

/// 404 with the place of every line whose SKU nobody here knows.
pub fn unknown(lines: &[(usize, &Sku)]) -> Problem {
    let names: Vec<_> = lines.iter().map(|(_, sku)| sku.as_str()).collect();
    let problem = Problem::new(Slug::NotFound, format!("there is no product {}", names.join(", ")));
    lines.iter().fold(problem, |problem, (index, sku)| {
        problem.field(format!("/lines/{index}/sku"), format!("{sku} is not in the catalogue"))
    })
}

/// Answers while the store is suspected to know less than it has done.
pub fn fenced() -> Problem {
    let detail = "this store was restored from a copy and has not met its hub since: it receives goods, and does nothing else until then";
    Problem::new(Slug::Fenced, detail)
}
