//! How the document shows values that are parsed into types of their own: as exactly as JSON Schema can say it, so that a
//! client who keeps to the document is not refused for the form of a request.

use std::borrow::Cow;

use utoipa::openapi::schema::{ObjectBuilder, OneOfBuilder, Schema, SchemaFormat};
use utoipa::openapi::{RefOr, Type};
use utoipa::{PartialSchema, ToSchema};

use super::limits::{CURSOR_CHARS_MAX, HEADER_TEXT_MAX};

/// No control characters.
const PLAIN: &str = r"^[^\u0000-\u001F\u007F-\u009F]+$";
/// No control characters, and no blanks at either end.
const LABEL: &str =
    r"^[^\s\u0000-\u001F\u007F-\u009F]([^\u0000-\u001F\u007F-\u009F]*[^\s\u0000-\u001F\u007F-\u009F])?$";
const UNITS_MAX: i64 = 1_000_000_000;

/// Names how the document shows a type.
#[macro_export]
macro_rules! shape {
    ($(#[$doc:meta])* $name:ident as $shown:literal, $schema:expr $(, parts of $whole:ty)?) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        $crate::shape!(impl $name as $shown, $schema $(, parts of $whole)?);
    };
    (impl $name:ty as $shown:literal, $schema:expr $(, parts of $whole:ty)?) => {
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                let schema: utoipa::openapi::schema::Schema = $schema.into();
                schema.into()
            }
        }

        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                std::borrow::Cow::Borrowed($shown)
            }

            $(fn schemas(
                schemas: &mut Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::schema::Schema>)>,
            ) {
                <$whole as utoipa::ToSchema>::schemas(schemas);
            })?
        }
    };
}

shape!(SkuShape as "Sku", text(64).pattern(Some(LABEL)));
shape!(WarehouseIdShape as "WarehouseId", text(32).pattern(Some("^[A-Za-z0-9_-]+$")));
shape!(
    /// Crockford's base 32, in either case.
    UlidShape as "Ulid",
    text(26).pattern(Some("^[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}$"))
);
shape!(UnitsShape as "Units", units(0));
shape!(SomeUnitsShape as "SomeUnits", units(1));
shape!(
    /// Units to move either way: not 0.
    MoveShape as "Move",
    OneOfBuilder::new().item(units(1)).item(units(-UNITS_MAX).maximum(Some(-1))).description(Some("Units, not 0"))
);
shape!(TimeShape as "Time", string().format(Some(SchemaFormat::KnownFormat(utoipa::openapi::KnownFormat::DateTime))));

/// 1 to `MAX` characters without control characters.
#[derive(Debug)]
pub struct PlainText<const MAX: usize>;
pub type Reference = PlainText<128>;
pub type Reason = PlainText<500>;
pub type Name = PlainText<100>;
pub type Label = PlainText<64>;

impl<const MAX: usize> PartialSchema for PlainText<MAX> {
    fn schema() -> RefOr<Schema> {
        Schema::from(text(MAX).pattern(Some(PLAIN))).into()
    }
}

impl<const MAX: usize> ToSchema for PlainText<MAX> {
    fn name() -> Cow<'static, str> {
        format!("PlainText{MAX}").into()
    }
}

pub fn string() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

/// 1 to `most` characters.
pub fn text(most: usize) -> ObjectBuilder {
    string().min_length(Some(1)).max_length(Some(most))
}

/// A text whose form no pattern can tell, by the name of its kind.
pub fn formatted(kind: &str) -> ObjectBuilder {
    string().format(Some(SchemaFormat::Custom(kind.to_owned())))
}

/// Whole units from `least` to the most that any quantity may name.
fn units(least: i64) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(least)).maximum(Some(UNITS_MAX))
}

/// A header that is kept and shown again.
pub(super) fn plain_header() -> ObjectBuilder {
    text(HEADER_TEXT_MAX).pattern(Some("^[!-~]+$"))
}

pub(super) fn cursor() -> ObjectBuilder {
    formatted("cursor").max_length(Some(CURSOR_CHARS_MAX))
}

/// An object of which exactly one of `choices` is given, each with the fields it cannot do without; the others are absent,
/// or null.
pub fn exactly_one(whole: RefOr<Schema>, choices: &[&[&str]]) -> Schema {
    let RefOr::T(Schema::Object(whole)) = whole else { return Schema::default() };
    let mut all = OneOfBuilder::new().description(whole.description.clone());
    for needed in choices {
        let mut choice = whole.clone();
        choice.description = None;
        for name in choices.iter().filter_map(|other| other.first()).filter(|name| !needed.contains(name)) {
            choice.properties.insert((*name).to_owned(), ObjectBuilder::new().schema_type(Type::Null).into());
        }
        for name in *needed {
            choice.required.push((*name).to_owned());
            if let Some(field) = choice.properties.get_mut(*name) {
                not_null(field);
            }
        }
        all = all.item(choice);
    }
    all.into()
}

/// An optional field, in the form it has where it is given.
fn not_null(field: &mut RefOr<Schema>) {
    let RefOr::T(Schema::OneOf(either)) = field else { return };
    let is_null = |schema: &RefOr<Schema>| matches!(schema, RefOr::T(Schema::Object(object)) if object.schema_type == Type::Null.into());
    if let Some(given) = either.items.iter().find(|item| !is_null(item)) {
        *field = given.clone();
    }
}
