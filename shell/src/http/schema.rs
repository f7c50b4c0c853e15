//! Shapes that only the OpenAPI document needs.

use serde::Serialize;
use utoipa::ToSchema;

use super::problem::FieldError;

/// RFC 9457 problem details; further fields are named by the endpoint.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemBody {
    /// A URI that ends in a stable slug, such as `insufficient-stock`.
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    pub status: u16,
    pub detail: String,
    pub instance: String,
    /// Present on `invalid-request`: what is wrong, and where.
    pub errors: Option<Vec<FieldError>>,
}
