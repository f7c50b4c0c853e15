//! Bodies of every operation of hub and node: read, or refused with a status and a place that a client can use. What is
//! taken as a patch leaves a record that can be stored and read again.

use arbitrary::{Result, Unstructured};
use holdfast_hub::catalogue::{Product, ProductPatch};
use holdfast_hub::core::supplier::{Supplier, SupplierPatch};
use holdfast_hub::warehouse::{Warehouse, WarehousePatch};
use holdfast_shell::http::json::{self, Reader};
use holdfast_shell::http::problem::Problem;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

const DEPTH_MAX: usize = 5;
/// Names of fields of all bodies.
const NAMES: [&str; 63] = [
    "sku",
    "quantity",
    "adjust",
    "reason",
    "reference",
    "reserve",
    "damaged",
    "expiresInSeconds",
    "items",
    "customer",
    "name",
    "email",
    "phone",
    "address",
    "line1",
    "line2",
    "city",
    "region",
    "postalCode",
    "country",
    "lat",
    "lon",
    "currency",
    "unitPrice",
    "allowBackorder",
    "allowSplit",
    "priority",
    "reservationIds",
    "status",
    "description",
    "category",
    "price",
    "amount",
    "barcodes",
    "attributes",
    "id",
    "location",
    "capacity",
    "timezone",
    "lines",
    "code",
    "supplierId",
    "warehouseId",
    "leadTimeDays",
    "expectedAt",
    "orderId",
    "returnId",
    "expectedReceiptId",
    "condition",
    "complete",
    "confirm",
    "from",
    "to",
    "carrier",
    "taxes",
    "rate",
    "role",
    "badge",
    "pin",
    "operatorId",
    "key",
    "hubShare",
    "floorReserve",
];
/// Values that fields take, and some that none does.
const VALUES: [&str; 24] = [
    "null",
    "true",
    "0",
    "1",
    "-1",
    "1000000000",
    "1000000001",
    "18446744073709551615",
    "1e400",
    "-0.0",
    "1.5",
    "\"\"",
    "\"HOME-001\"",
    "\"LEEDS\"",
    "\"12.50\"",
    "\"79228162514264337593543950335\"",
    "\"GBP\"",
    "\"Europe/London\"",
    "\"01ARZ3NDEKTSV4RRFFQ69G5FAV\"",
    "\"delivered\"",
    "\"a\\u0000b\"",
    "\"\\ud83d\\ude00\"",
    "[]",
    "{}",
];

/// Every operation with a body, in the order of the corpus. What both sides read alike is here once.
pub fn bodies() -> impl Iterator<Item = &'static (&'static str, Reader)> {
    let hub = holdfast_hub::api::BODIES;
    let of_node = |(name, _): &&(&str, Reader)| !hub.iter().any(|(known, _)| known == name);
    let node = holdfast_node::api::BODIES.iter().filter(of_node);
    hub.iter().chain(node).chain(holdfast_shell::stock::BODIES).chain(holdfast_shell::document::BODIES)
}

/// The first byte names the operation, the second says whether the rest is its body, or how to put one together.
pub fn run(input: &[u8]) {
    let Some((operation, rest)) = crate::choice(input, bodies().count()) else { return };
    let Some((built, bytes)) = crate::choice(rest, 2) else { return };
    let (name, read) = bodies().nth(operation).expect("an operation of the table");
    let mut text = Vec::new();
    if built == 1 {
        // bytes that run out leave a body broken off
        let _ = object(&mut Unstructured::new(bytes), 0, &mut text);
    } else {
        text.extend_from_slice(bytes);
    }
    judge(name, *read, &text);
}

fn judge(name: &str, read: Reader, text: &[u8]) {
    match read(text) {
        Err(problem) => refused_rightly(&problem),
        Ok(()) => match name {
            "changeProduct" => patched_product(text),
            "changeWarehouse" => patched_warehouse(text),
            "changeSupplier" => patched_supplier(text),
            _ => {}
        },
    }
}

fn refused_rightly(problem: &Problem) {
    assert!(matches!(problem.status, 400 | 422), "{problem:?}");
    let document = problem.to_json("/v1/any");
    let errors = document["errors"].as_array().expect("a refused body says where it is wrong");
    assert!(!errors.is_empty(), "{document}");
    for error in errors {
        let (pointer, detail) = (error["pointer"].as_str(), error["detail"].as_str());
        assert!(pointer.is_some_and(|at| at.is_empty() || at.starts_with('/')), "{document}");
        assert!(detail.is_some_and(|detail| !detail.is_empty() && detail.len() < 400), "{document}");
    }
}

fn patched_product(text: &[u8]) {
    let body = r#"{"sku":"CUP","name":"Cup","price":{"amount":"2.50","currency":"GBP"},"attributes":{"a":{"b":1}}}"#;
    let body = json::parse(body.as_bytes()).expect("a product");
    let mut product = Product { body, version: 1, discontinued: false };
    let patch: ProductPatch = json::parse(text).expect("the patch was read before");
    if product.merge(patch, 2).is_ok() {
        read_again(&product.body);
        assert_eq!(product.record().version, 2);
    }
}

fn patched_warehouse(text: &[u8]) {
    let body = json::parse(br#"{"id":"LEEDS","name":"Leeds","location":{"lat":1}}"#).expect("a warehouse");
    let mut warehouse = Warehouse { body, version: 1 };
    let patch: WarehousePatch = json::parse(text).expect("the patch was read before");
    if warehouse.merge(patch).is_ok() {
        read_again(&warehouse.body);
    }
}

fn patched_supplier(text: &[u8]) {
    let body = json::parse(br#"{"supplierId":"POTTERS","name":"Potters","currency":"GBP"}"#).expect("a supplier");
    let mut supplier = Supplier { body, version: 1 };
    let patch: SupplierPatch = json::parse(text).expect("the patch was read before");
    supplier.merge(patch);
    read_again(&supplier.body);
}

fn read_again<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(record: &T) {
    let text = serde_json::to_vec(record).expect("a record can be written");
    assert_eq!(&json::parse::<T>(&text).expect("a record can be read"), record);
}

fn object(bytes: &mut Unstructured<'_>, depth: usize, into: &mut Vec<u8>) -> Result<()> {
    into.push(b'{');
    for at in 0..bytes.int_in_range(0..=8)? {
        if at > 0 {
            into.push(b',');
        }
        into.extend(Value::from(*bytes.choose(&NAMES)?).to_string().bytes());
        into.push(b':');
        value(bytes, depth + 1, into)?;
    }
    into.push(b'}');
    Ok(())
}

fn value(bytes: &mut Unstructured<'_>, depth: usize, into: &mut Vec<u8>) -> Result<()> {
    match bytes.arbitrary::<u8>()? % 8 {
        0 if depth < DEPTH_MAX => object(bytes, depth, into)?,
        1 if depth < DEPTH_MAX => {
            into.push(b'[');
            for at in 0..bytes.int_in_range(0..=3)? {
                if at > 0 {
                    into.push(b',');
                }
                value(bytes, depth + 1, into)?;
            }
            into.push(b']');
        }
        2 => into.extend(bytes.arbitrary::<i64>()?.to_string().bytes()),
        3 => {
            let length = bytes.int_in_range(0..=12)?;
            into.extend(Value::from(String::from_utf8_lossy(bytes.bytes(length)?)).to_string().bytes());
        }
        _ => into.extend(bytes.choose(&VALUES)?.bytes()),
    }
    Ok(())
}
