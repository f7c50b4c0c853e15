//! Links of the OpenAPI document: what of an answer leads on to which operation.

use utoipa::openapi::link::LinkBuilder;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::{OpenApi, RefOr};

use super::document::is_list;

/// From an answer of one operation to another.
#[derive(Debug, Clone, Copy)]
pub struct Link {
    /// The operation that answers, and the status of that answer.
    pub from: (&'static str, &'static str),
    pub to: &'static [&'static str],
    /// Parameters of the others, and where they stand in the first, as runtime expressions of OpenAPI.
    pub with: &'static [(&'static str, &'static str)],
}

/// Writes the links down, and one of every list to its own next page.
pub(super) fn join(document: &mut OpenApi, links: &[Link]) {
    for operation in document.paths.paths.values_mut().flat_map(operations) {
        let id = operation.operation_id.clone().unwrap_or_default();
        for link in links.iter().filter(|link| link.from.0 == id) {
            link.to.iter().for_each(|to| write(operation, link.from.1, to, to, link.with));
        }
        if is_list(operation) {
            write(operation, "200", "nextPage", &id, &[("cursor", "$response.body#/nextCursor")]);
        }
    }
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.post, &mut item.patch, &mut item.delete].into_iter().flatten()
}

fn write(operation: &mut Operation, status: &str, name: &str, to: &str, with: &[(&str, &str)]) {
    let Some(RefOr::T(response)) = operation.responses.responses.get_mut(status) else { return };
    let to = LinkBuilder::new().operation_id(to);
    let link = with.iter().fold(to, |link, (name, place)| link.parameter(*name, *place)).build();
    response.links.insert(name.to_owned(), link.into());
}
