//! What only the OpenAPI document needs: the shape of problems, and what every operation has in common.

use serde::Serialize;
use utoipa::openapi::path::{Operation, Parameter, ParameterIn};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Content, Object, OpenApi, Ref, RefOr, Required, Response, Type};
use utoipa::{PartialSchema, ToSchema};

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

/// Adds what no handler says for itself: the bearer key, the `Idempotency-Key` of every change, and the 503 that any
/// operation may answer.
pub fn complete(mut document: OpenApi) -> OpenApi {
    let components = document.components.get_or_insert_default();
    components.add_security_scheme("key", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    components.schemas.entry("ProblemBody".into()).or_insert_with(ProblemBody::schema);
    document.security = Some(vec![SecurityRequirement::new("key", Vec::<String>::new())]);
    for item in document.paths.paths.values_mut() {
        for change in [&mut item.post, &mut item.patch, &mut item.delete].into_iter().flatten() {
            change.parameters.get_or_insert_default().push(idempotency_key().into());
        }
        let operations = [&mut item.get, &mut item.post, &mut item.patch, &mut item.delete];
        for operation in operations.into_iter().flatten() {
            may_be_overloaded(operation);
            describe(operation);
        }
    }
    document
}

fn idempotency_key() -> Parameter {
    let mut key = Parameter::new("Idempotency-Key");
    key.parameter_in = ParameterIn::Header;
    key.required = Required::False;
    key.description =
        Some("1 to 255 visible ASCII characters; a repetition is answered as the first request was".into());
    key.schema = Some(Object::with_type(Type::String).into());
    key
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
        "201" => "Made; Location names it",
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
