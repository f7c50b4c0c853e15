//! What only the OpenAPI document needs: the shape of problems, and what every operation has in common.

use serde::Serialize;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Content, OpenApi, Ref, RefOr, Response};
use utoipa::{PartialSchema, ToSchema};

use super::document::{change, flatten, reading, refusals};
use super::links::{Link, join};
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

/// Adds what no handler says for itself: the bearer key, the headers of every change and answer, the bounds of lists,
/// its links, and the 503 that any operation may answer.
pub fn complete(mut document: OpenApi, links: &[Link]) -> OpenApi {
    let components = document.components.get_or_insert_default();
    components.add_security_scheme("key", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    components.schemas.entry("ProblemBody".into()).or_insert_with(ProblemBody::schema);
    flatten(components);
    document.security = Some(vec![SecurityRequirement::new("key", Vec::<String>::new())]);
    for (path, item) in &mut document.paths.paths {
        let operations = [&mut item.get, &mut item.post, &mut item.patch, &mut item.delete];
        for operation in operations.into_iter().flatten() {
            may_be_overloaded(operation);
            describe(operation);
            refusals(operation);
        }
        for operation in [&mut item.post, &mut item.patch, &mut item.delete].into_iter().flatten() {
            change(operation, path, components);
        }
        if let Some(operation) = &mut item.get {
            reading(operation, path);
        }
    }
    join(&mut document, links);
    document
}

/// OpenAPI 3.1 wants every response described.
fn describe(operation: &mut Operation) {
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        if response.description.is_empty() {
            response.description = standard(status).to_owned();
        }
    }
}

fn standard(status: &str) -> &'static str {
    match status {
        "201" => "Made",
        "202" => "Taken in; its effect follows",
        "204" => "Done; there is nothing left to show",
        status if status.starts_with('2') => "Done",
        _ => "Refused; the problem says why",
    }
}

fn may_be_overloaded(operation: &mut Operation) {
    let mut response = Response::new("The queue is full or the store is out of reach: nothing was done, come again");
    let body = Content::new(Some(Ref::from_schema_name("ProblemBody")));
    response.content.insert("application/problem+json".into(), body.into());
    operation.responses.responses.insert("503".into(), response.into());
}
