//! The inputs that a search starts from: golden wire bytes, stories of two sessions, labels, lines of the file, bodies that
//! are right. They are kept in `fuzz/corpus`, beside what the search has found.

use crate::{Seed, csv, json, wire as bytes};

/// The bytes of version 1, by name (`sync/tests/it/golden.rs`).
const GOLDEN: &str = include_str!("../../../sync/tests/it/golden/version-1.txt");
/// A packed log of version 1.
const PACKED: &str = "28b52ffd2008410000020301020302ffee";

pub fn wire() -> Vec<Seed> {
    let golden = GOLDEN.lines().filter_map(|line| line.split_once(' '));
    let mut seeds: Vec<Seed> =
        golden.map(|(name, hex)| (name.to_owned(), tagged(kind_of(name), &unhex(hex)))).collect();
    seeds.push(("packed".to_owned(), tagged("packed", &unhex(PACKED))));
    for (number, log) in [sample_log(1), sample_log(3)].into_iter().enumerate() {
        seeds.push((format!("log-{number}"), tagged("log", &log)));
    }
    seeds
}

fn tagged(kind: &str, rest: &[u8]) -> Vec<u8> {
    let place = bytes::KINDS.iter().position(|known| *known == kind).expect("a kind of the table");
    [&[place as u8], rest].concat()
}

fn kind_of(name: &str) -> &'static str {
    match name {
        "hello-body" => "hello",
        "rows" | "ack" => "rows",
        "letters-to-node" | "letters-to-hub" => "letters",
        "products" => "products",
        "entries" => "entries",
        _ => "control",
    }
}

fn unhex(text: &str) -> Vec<u8> {
    let byte = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).expect("kept bytes are hexadecimal");
    (0..text.len()).step_by(2).map(byte).collect()
}

/// Entries of a log, each with its length before it.
fn sample_log(many: u64) -> Vec<u8> {
    use holdfast_crdt::{Account, Cause, Deed, Entry, Hlc, Quantity, Sku};
    let deed = Deed::Move { from: Account::Supplier, to: Account::Available };
    let entry = |seq| Entry {
        seq,
        at: Hlc::default(),
        sku: Sku::new("CUP").expect("a SKU"),
        deed,
        quantity: Quantity::ONE,
        cause: Cause::new("receive", "key").about("note"),
    };
    let bytes = (1..=many).map(|seq| entry(seq).to_bytes());
    bytes.flat_map(|bytes| [vec![bytes.len() as u8], bytes].concat()).collect()
}

/// Stories of steps; see `session::Pair::step`. The low half of a step's first byte says what is done, the high one to
/// which side and on which lane.
pub fn session() -> Vec<Seed> {
    const ALL: u8 = 12;
    let goods = [0, 1, 20, 0, 0x80, 2, 30, 1, 0, 1, 5, 3];
    let letters = [1, 7, 0x81, 9, 2, 3, 2, 4];
    let story = |name: &str, parts: &[&[u8]]| (name.to_owned(), parts.concat());
    let each_lane = |what: u8| (0..5).flat_map(|lane| [0x80 | lane << 4 | what, lane << 4 | what]).collect::<Vec<u8>>();
    let mut seeds = vec![
        story("greeting", &[&[ALL, ALL]]),
        story("goods", &[&[ALL, ALL], &goods, &[ALL, ALL, 3, 60, ALL]]),
        story("letters", &[&[ALL, ALL], &goods, &letters, &[ALL, ALL, ALL]]),
        story("rights", &[&[ALL, ALL], &goods, &[ALL, ALL, 0x8b, 1, 9, ALL, ALL, 0x0b, 2, 200, ALL, ALL]]),
        story("one-by-one", &[&each_lane(5), &goods, &letters, &each_lane(5), &each_lane(9), &each_lane(5)]),
        story("cut", &[&[ALL, ALL], &goods, &letters, &[0x95, 0x15, 4, 0x21, ALL, ALL]]),
        story("silence", &[&[ALL, ALL, 3, 250], &goods, &[4, 0, ALL]]),
        story("noise", &[&[ALL, ALL, 0x9f, 3, 1, 2, 3]]),
    ];
    for lane in 0..5_u8 {
        for how in 0..4_u8 {
            let false_step = [0x80 | lane << 4 | 14, how, 150, 1, 2, 3];
            let parts: [&[u8]; 5] = [&[ALL, ALL], &goods, &letters, &false_step, &[ALL, ALL]];
            seeds.push(story(&format!("lie-{lane}-{how}"), &parts));
        }
        let changed = [lane << 4 | 13, 5, 0, 3, 1];
        seeds.push(story(&format!("tampered-{lane}"), &[&[ALL, ALL], &goods, &letters, &changed, &[ALL]]));
    }
    seeds
}

pub fn scan() -> Vec<Seed> {
    let codes = [
        "5012345678900",
        "96385074",
        "036000291452",
        "106141412345678908",
        "01ARZ3NDEKTSV4RRFFQ69G5FAV",
        "BIN:A-01-3",
        "HOUSE-ITEM-001",
        "(01)05012345678900(17)261231(10)LOT7(30)24",
        "]C1010501234567890017261231",
        "]d201050123456789001726123110LOT7\u{1d}3024",
        "\u{1d}9112\u{1d}8020REF",
        "(00)106141412345678908",
        "(414)5012345678900",
        "(3103)001250",
        "(01",
        "(xx)1",
        "BIN:",
        "https://shop.example/a/01/05012345678900/10/LOT%2F7/21/S1?17=261231&x=y",
        r"(10)A\(1\)(21)B",
        "]E05012345678900",
    ];
    let mut seeds: Vec<Seed> = codes
        .iter()
        .enumerate()
        .map(|(at, code)| (format!("code-{at:02}"), [&[0], code.as_bytes()].concat()))
        .collect();
    seeds.push(("built-printed".to_owned(), vec![1, 4, 0, 5, 9, 4, 40, 6, 17]));
    seeds.push(("built-scanned".to_owned(), vec![1, 0, 230, 0, 20, 5, 13, 1, 2, 3, 4, 5, 6, 7, 8]));
    seeds
}

pub fn csv() -> Vec<Seed> {
    let lines = [
        "536365,85123a,\"HEART, WHITE\",6,2010-12-01 08:26:00,2.5,17850.0,United Kingdom",
        "C536379,22,X,-1,2010-12-01 09:41:00,1.0,1,France",
        "536589,21777,,-10,2010-12-01 16:50:00,0.0,,United Kingdom",
        "1,POST,P,1,2010-12-01 08:26:00,18.0,1,France",
        "1,22,X,many,2010-12-01 08:26:00,18.0,1,France",
        "1,22,X,1,last winter,18.0,1,France",
        "1,22,X,1,2010-12-01 08:26:00,dear,1,France",
        "1,22,X",
        "1,22,X,1,2010-12-01 08:26:00,1e300,1,France",
        "1,22,X,-1,2010-12-01 08:26:00,-0.0,1,France",
        "1,22,\"a\nb\",1,2010-12-01T08:26:00,3e2,1,France",
    ];
    let line = |(at, line): (usize, &&str)| (format!("line-{at}"), [&[1], line.as_bytes()].concat());
    let mut seeds: Vec<Seed> = lines.iter().enumerate().map(line).collect();
    let file = format!("{}{}\n", csv::HEADER, lines.join("\n"));
    seeds.push(("file".to_owned(), [&[0], file.as_bytes()].concat()));
    seeds.push(("other-file".to_owned(), b"\0a,b\n1,2\n".to_vec()));
    let fields = [0_u8, 2, 5, 7, 10, 12, 18, 19];
    let built: Vec<u8> = fields.iter().flat_map(|field| [0, field * 11, 9]).collect();
    seeds.push(("built".to_owned(), [vec![2], built, vec![7]].concat()));
    seeds
}

pub fn json() -> Vec<Seed> {
    let mut seeds = Vec::new();
    for (place, (name, _)) in json::bodies().enumerate() {
        for (number, body) in right_bodies(name).iter().enumerate() {
            seeds.push((format!("{name}-{number}"), [&[place as u8, 0], body.as_bytes()].concat()));
        }
    }
    seeds.push(("built".to_owned(), vec![0, 1, 6, 9, 0, 3, 10, 7, 8, 1, 2, 5, 9, 22, 8, 4, 27, 7]));
    seeds
}

fn right_bodies(operation: &str) -> &'static [&'static str] {
    match operation {
        "placeOrder" => &[
            r#"{"customer":{"name":"A. Buyer","email":"a@example.com","address":{"line1":"1","city":"Leeds","postalCode":"LS1","country":"GB","lat":53.8,"lon":-1.55}},"currency":"GBP","items":[{"sku":"CUP","quantity":2,"unitPrice":"12.50"}],"allowBackorder":false,"allowSplit":true,"priority":0,"reservationIds":["01ARZ3NDEKTSV4RRFFQ69G5FAV"]}"#,
            r#"{"customer":{"name":"A"},"currency":"JPY","items":[{"sku":"CUP","quantity":1000000000,"unitPrice":"1000000000000"},{"sku":"PAN","quantity":1,"unitPrice":"0.000001"}]}"#,
            r#"{"customer":{"name":"A"},"currency":"GBP","items":[{"sku":"CUP","quantity":1,"unitPrice":"1","taxes":[{"name":"VAT","rate":"20","amount":"0.20"}]}],"taxes":[{"name":"Levy","amount":"0.1"}]}"#,
        ],
        "setOrderStatus" => &[r#"{"status":"delivered"}"#],
        "cancelOrder" => &["{}", ""],
        "createProduct" => &[
            r#"{"sku":"CUP","name":"Cup","description":"Blue","category":"Kitchen","price":{"amount":"2.50","currency":"GBP"},"barcodes":["5000000000012"],"attributes":{"colour":{"name":"blue"}}}"#,
        ],
        "changeProduct" => &[
            r#"{"name":"Mug","description":null,"price":{"amount":"3.00"},"barcodes":null,"attributes":{"a":{"b":null,"c":[1,{}]},"d":null}}"#,
            r#"{"price":null,"attributes":null}"#,
        ],
        "createWarehouse" => &[
            r#"{"id":"LEEDS","name":"Leeds","location":{"address":"1 Dock Road","lat":53.8,"lon":-1.5},"capacity":1000,"operatingHours":"Mo-Fr 08:00-18:00","timezone":"Europe/London"}"#,
        ],
        "changeWarehouse" => &[
            r#"{"name":"Leeds 2","location":{"lat":45.7,"lon":null},"capacity":null,"timezone":"Europe/Paris"}"#,
            r#"{"zones":{"A":{"name":"Aisle","kind":"picking"}},"bins":{"A-1":{"zone":"A","sequence":1,"capacity":4},"B":null}}"#,
            r#"{"hubShare":40,"floorReserve":null}"#,
        ],
        "bindBarcode" => &[r#"{"code":"4006381333931"}"#],
        "changeSlot" => &[r#"{"bins":["A-1","A-2"],"reorderPoint":5,"reorderQuantity":20,"notes":null}"#],
        "planTransfer" => &[r#"{"from":"LEEDS","to":"LYON","items":[{"sku":"PAN","quantity":1}]}"#],
        "setInventory" => &[
            r#"{"sku":"CUP","quantity":120,"reason":"count","reference":"c1"}"#,
            r#"{"sku":"CUP","adjust":-3,"reason":"broken"}"#,
        ],
        "changeInventory" => {
            &[r#"{"adjust":5,"reason":"found"}"#, r#"{"reserve":3,"reference":"o"}"#, r#"{"damaged":-1}"#]
        }
        "reserveInventory" => &[r#"{"quantity":2,"reference":"cart","expiresInSeconds":60}"#],
        "changeInventoryBatch" => &[r#"{"items":[{"sku":"CUP","quantity":1},{"sku":"","adjust":0},7,{"other":[]}]}"#],
        "resizeReservation" => &[r#"{"quantity":0}"#],
        other => floor_bodies(other),
    }
}

/// Of the floor, and of goods that come and go.
fn floor_bodies(operation: &str) -> &'static [&'static str] {
    match operation {
        "receiveGoods" => &[
            r#"{"reference":"note 7","lines":[{"sku":"CUP","quantity":10,"bin":"A-01","condition":"quality_control"}]}"#,
            r#"{"reference":"note 8","expectedReceiptId":"01ARZ3NDEKTSV4RRFFQ69G5FAV","complete":true,"confirm":true,"lines":[{"sku":"CUP","quantity":1}]}"#,
        ],
        "countStock" => &[
            r#"{"reference":"c","listId":"01ARZ3NDEKTSV4RRFFQ69G5FAV","lines":[{"sku":"CUP","counted":0,"bin":"A-01"}],"confirm":true}"#,
        ],
        "approveCount" => &[r#"{"reason":"seen"}"#],
        "rejectCount" => &[""],
        "makeCountList" => &[r#"{"by":"both","size":20,"zone":"A","blind":true}"#],
        "moveGoods" => &[r#"{"lines":[{"sku":"CUP","quantity":6,"from":"A-01","to":"A-02"}],"confirm":false}"#],
        "makeWave" => {
            &[r#"{"taskIds":["01ARZ3NDEKTSV4RRFFQ69G5FAV"],"mode":"wave"}"#, r#"{"limit":10,"kind":"order"}"#]
        }
        "packTask" => &[r#"{"packages":[{"weightGrams":750,"lines":[{"sku":"CUP","quantity":1}]}]}"#],
        "pickTask" | "pickWave" => {
            &[r#"{"lines":[{"sku":"CUP","quantity":1,"short":1,"reason":"not there","bin":"A-01"}]}"#]
        }
        "shipTask" => {
            &[r#"{"carrier":"post","trackingNumber":"X1"}"#, "{}", r#"{"lines":[{"sku":"CUP","quantity":1}]}"#]
        }
        "receiveReturn" => {
            &[r#"{"reference":"RMA 7","lines":[{"sku":"CUP","quantity":2,"bin":"R-01"}],"confirm":true}"#]
        }
        "inspectGoods" => &[
            r#"{"returnId":"01ARZ3NDEKTSV4RRFFQ69G5FAV","lines":[{"sku":"CUP","from":"damaged","to":"loss","quantity":1},{"sku":"CUP","to":"available","quantity":1}]}"#,
        ],
        "createSupplier" => {
            &[r#"{"supplierId":"POTTERS","name":"Potters","email":"p@example.com","leadTimeDays":7,"currency":"GBP"}"#]
        }
        "changeSupplier" => &[r#"{"name":"Potters 2","email":null,"leadTimeDays":0}"#],
        "orderGoods" => &[
            r#"{"supplierId":"POTTERS","warehouseId":"LEEDS","currency":"GBP","expectedAt":"2026-12-01T08:00:00Z","lines":[{"sku":"CUP","quantity":10,"unitPrice":"2.50"}]}"#,
        ],
        "authoriseReturn" => &[
            r#"{"orderId":"01ARZ3NDEKTSV4RRFFQ69G5FAV","warehouseId":"LEEDS","lines":[{"sku":"CUP","quantity":1,"reason":"too blue"}]}"#,
        ],
        // as those of cancelOrder
        "cancelTransfer"
        | "cancelPurchaseOrder"
        | "closePurchaseOrder"
        | "cancelReturn"
        | "closeReturn"
        | "retryOrder" => &[],
        "enrolNode" | "revokeNode" | "unfenceNode" => &[],
        "fenceNode" => &[r#"{"reason":"two machines claim to be one"}"#, ""],
        "beginSession" => &[r#"{"key":"hf_0123456789abcdef"}"#],
        "createKey" => &[r#"{"name":"wall","role":"viewer"}"#],
        "scan" => &[r#"{"code":"\u001d0105012345678900","context":"receive"}"#],
        "addOperator" => &[r#"{"name":"Ann","role":"worker","badge":"B-0042","pin":"4711"}"#],
        "changeOperator" => &[r#"{"name":"Anna","badge":null,"pin":"123456"}"#],
        "offerPairing" => &[r#"{"name":"Terminal 7","role":"terminal"}"#],
        "claimPairing" => &["{}"],
        "signIn" => &[r#"{"badge":"B-0042"}"#, r#"{"operatorId":"01ARZ3NDEKTSV4RRFFQ69G5FAV","pin":"4711"}"#],
        other => panic!("{other} has a body and no sample of it"),
    }
}
