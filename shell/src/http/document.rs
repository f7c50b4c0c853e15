//! What of the OpenAPI document follows from rules that hold for all operations: headers that are taken and answered,
//! bounds of lists, and objects that are put together of parts.

use utoipa::PartialSchema;
use utoipa::openapi::header::Header;
use utoipa::openapi::path::{Operation, Parameter, ParameterIn};
use utoipa::openapi::schema::{AllOf, Array, ArrayItems, Components, ObjectBuilder, Schema};
use utoipa::openapi::{Content, Object, RefOr, Required, Response, Type};

use super::csv;
use super::limits::{PAGE_DEFAULT, PAGE_MAX};
use super::shapes::{self, TimeShape};

/// Makes one object of each that serde flattens: a part that is closed as the body of a request would, within `allOf`,
/// refuse the fields of the other parts.
pub fn flatten(components: &mut Components) {
    let known = components.clone();
    components.schemas.values_mut().for_each(|schema| flatten_one(schema, &known));
}

fn flatten_one(schema: &mut RefOr<Schema>, known: &Components) {
    let RefOr::T(schema) = schema else { return };
    match schema {
        Schema::AllOf(whole) => *schema = joined(whole, known).into(),
        Schema::Object(object) => object.properties.values_mut().for_each(|field| flatten_one(field, known)),
        Schema::Array(Array { items: ArrayItems::RefOrSchema(item), .. }) => flatten_one(item, known),
        _ => {}
    }
}

fn joined(whole: &AllOf, known: &Components) -> Object {
    let mut object = Object::with_type(Type::Object);
    object.description = whole.description.clone();
    for part in whole.items.iter().filter_map(|item| resolved(item, known)) {
        object.required.extend(part.required.iter().cloned());
        object.properties.extend(part.properties.clone());
    }
    object
}

/// The headers of a change: what may be sent with it, and what its answers carry.
pub fn change(operation: &mut Operation, path: &str, components: &Components) {
    let parameters = operation.parameters.get_or_insert_default();
    let key = "1 to 255 visible ASCII characters; a repetition is answered as the first request was";
    parameters.push(sent("Idempotency-Key", key, shapes::plain_header()));
    // a new resource has no version yet, and a batch is of many
    if path.contains('{') && !path.ends_with("/batch") {
        parameters.push(sent(
            "If-Match",
            "The ETag that was seen; 412 when the resource has changed since",
            shapes::string(),
        ));
    }
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        // what never reached a decision is not kept
        if status != "503" {
            answered(response, "Idempotency-Replayed", "`true` when an earlier request under the key was answered so");
        }
        let has_version = status.starts_with('2') && is_versioned(response, components);
        if has_version {
            answered(response, "ETag", ETAG);
        }
        if has_version && status == "201" {
            answered(response, "Location", "The path of what was made");
        }
    }
    if let Some(RefOr::T(body)) = &mut operation.request_body {
        let may_be_absent = body.content.values_mut().map(present).filter(|it| *it).count() > 0;
        if may_be_absent || body.content.values().any(is_no_body) {
            body.required = Some(Required::False);
        }
    }
}

const ETAG: &str = "The version, for If-Match";

/// The headers of a reading, and the bounds of its page.
pub fn reading(operation: &mut Operation, path: &str) {
    for parameter in operation.parameters.iter_mut().flatten() {
        if let RefOr::T(parameter) = parameter {
            bound(parameter);
        }
    }
    if let (true, Some(RefOr::T(response))) = (is_list(operation), operation.responses.responses.get_mut("200")) {
        let table = Content::new(Some(Schema::from(shapes::string().description(Some(CSV)))));
        response.content.insert(csv::MEDIA_TYPE.into(), table.into());
        answered(response, "Link", "As CSV: the next page, `rel=\"next\"`");
    }
    if let (true, Some(RefOr::T(response))) = (path.ends_with('}'), operation.responses.responses.get_mut("200")) {
        answered(response, "ETag", ETAG);
    }
}

const CSV: &str = "With `Accept: text/csv`: RFC 4180, a header, nested fields named with dots, lists as JSON; a text that a \
                   spreadsheet would calculate begins with an apostrophe";

/// Those that have pages.
pub fn is_list(operation: &Operation) -> bool {
    operation.parameters.iter().flatten().any(|parameter| matches!(parameter, RefOr::T(it) if it.name == "cursor"))
}

/// When to come again, of the refusals that say so.
pub fn refusals(operation: &mut Operation) {
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        match status.as_str() {
            "503" => answered(response, "Retry-After", "Seconds until it is worth trying again"),
            "4XX" => answered(response, "Retry-After", "On 429: seconds until the rate limit allows more"),
            _ => {}
        }
    }
}

fn bound(parameter: &mut Parameter) {
    match parameter.name.as_str() {
        "limit" => {
            let mut limit = Object::with_type(Type::Integer);
            limit.minimum = Some(1_usize.into());
            limit.maximum = Some(PAGE_MAX.into());
            limit.default = Some(PAGE_DEFAULT.into());
            parameter.schema = Some(limit.into());
        }
        "cursor" => {
            parameter.description = Some("`nextCursor` of the page before; nothing asks for the first".into());
            parameter.schema = Some(Schema::from(shapes::cursor()).into());
        }
        "Last-Event-ID" => parameter.required = Required::False,
        "from" | "to" => parameter.schema = Some(TimeShape::schema()),
        _ => {}
    }
}

fn sent(name: &str, description: &str, schema: ObjectBuilder) -> RefOr<Parameter> {
    let mut parameter = Parameter::new(name);
    parameter.parameter_in = ParameterIn::Header;
    parameter.required = Required::False;
    parameter.description = Some(description.to_owned());
    parameter.schema = Some(Schema::from(schema).into());
    parameter.into()
}

fn answered(response: &mut Response, name: &str, description: &str) {
    let mut header = Header::default();
    header.description = Some(description.to_owned());
    response.headers.insert(name.to_owned(), header.into());
}

/// Whether the answer shows one resource: those have a version.
fn is_versioned(response: &Response, components: &Components) -> bool {
    let schemas = response.content.values().filter_map(|content| match content {
        RefOr::T(content) => content.schema.as_ref(),
        RefOr::Ref(_) => None,
    });
    schemas.filter_map(|schema| resolved(schema, components)).any(|object| object.properties.contains_key("version"))
}

fn resolved<'a>(schema: &'a RefOr<Schema>, components: &'a Components) -> Option<&'a Object> {
    let schema = match schema {
        RefOr::Ref(place) => components.schemas.get(name_of(&place.ref_location))?,
        inline => inline,
    };
    match schema {
        RefOr::T(Schema::Object(object)) => Some(object),
        _ => None,
    }
}

/// Of a body that may be left out, what it is where it is there: `null` stands for no body in the code, and is none. Whether
/// it is such a body.
fn present(content: &mut RefOr<Content>) -> bool {
    let RefOr::T(Content { schema: Some(schema), .. }) = content else { return false };
    let RefOr::T(Schema::OneOf(either)) = schema else { return false };
    let place = either.items.iter().find(|item| matches!(item, RefOr::Ref(_))).cloned();
    match (place, either.items.len()) {
        (Some(place), 2) => {
            *schema = place;
            true
        }
        _ => false,
    }
}

fn is_no_body(content: &RefOr<Content>) -> bool {
    let RefOr::T(Content { schema: Some(RefOr::Ref(place)), .. }) = content else { return false };
    name_of(&place.ref_location) == "NoBody"
}

fn name_of(place: &str) -> &str {
    place.rsplit('/').next().unwrap_or_default()
}
