//! Files brought in and out by the program, beside a hub that serves and without one.

use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::{Value, json};

use crate::program::{Serving, hub, start, text};

/// A data directory that was served before, with LEEDS and three products in it.
struct Office {
    dir: tempfile::TempDir,
}

impl Office {
    fn new() -> Self {
        let office = Self { dir: tempfile::tempdir().unwrap() };
        let serving = office.serve();
        let post = |path: &str, body: Value| {
            let told = serving.send(&format!("POST {path}"), &serving.admin(), &body.to_string());
            assert_eq!(told.0, 201, "{}", told.1);
        };
        post("/v1/warehouses", json!({ "id": "LEEDS", "name": "Leeds" }));
        for sku in ["CUP", "PAN", "MUG"] {
            post("/v1/products", json!({ "sku": sku, "name": sku }));
        }
        assert_eq!(serving.end(), 0);
        office
    }

    fn data(&self) -> PathBuf {
        self.dir.path().join("hub")
    }

    fn serve(&self) -> Serving {
        Serving::start(&self.data(), std::process::Stdio::null())
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.dir.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn run(&self, words: &[&str]) -> (i32, String) {
        let told: Output = hub(words, &self.data());
        (told.status.code().unwrap(), format!("{}\n{}", text(&told.stdout), text(&told.stderr)))
    }

    /// What a list has, by a short-lived server.
    fn items(&self, list: &str) -> Vec<Value> {
        let serving = self.serve();
        let (status, body) = serving.send(&format!("GET {list}"), &serving.admin(), "");
        assert_eq!(status, 200, "{body}");
        let found: Value = serde_json::from_str(&body).unwrap();
        serving.end();
        found["items"].as_array().unwrap().clone()
    }
}

fn read(path: &str) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}

#[test]
fn products_are_made_and_changed_and_bad_lines_go_into_a_file_beside() {
    let office = Office::new();
    let content = "\u{feff}Code;Text;Price;barcodes\r\nJAR;A jar;1.50;5012345678900|B2\r\nCUP;A better cup;;\r\n\
                   JAR;A better jar;1.60;\r\n;nameless;1;\r\nPOT;A pot;cheap;\r\n";
    let file = office.file("products.csv", content);
    let words = [
        "import",
        "products",
        &file,
        "--map",
        "sku=Code",
        "--map",
        "name=Text",
        "--map",
        "price.amount=Price",
        "--currency",
        "GBP",
        "--delimiter",
        ";",
    ];
    let dry: Vec<&str> = words.iter().copied().chain(["--dry-run"]).collect();
    let (status, told) = office.run(&dry);
    assert!(status == 1 && told.contains("rows would be taken: 2"), "{told}");
    assert_eq!(office.items("/v1/products").len(), 3, "a trial changes nothing");
    let (status, told) = office.run(&words);
    assert!(status == 1 && told.contains("rows taken: 2") && told.contains("stands for: 1"), "{told}");
    let refused = read(&format!("{file}.rejected.csv"));
    let lines: Vec<&str> = refused.lines().collect();
    assert_eq!((lines.len(), lines[0]), (3, "line,reason,Code,Text,Price,barcodes"), "{refused}");
    assert!(lines[1].starts_with("5,") && lines[1].contains("sku"), "{refused}");
    assert!(lines[2].starts_with("6,") && lines[2].contains("price.amount"), "{refused}");
    let found = office.items("/v1/products");
    let of = |sku: &str| found.iter().find(|product| product["sku"] == sku).unwrap();
    assert_eq!((&of("JAR")["name"], &of("JAR")["price"]["amount"]), (&json!("A better jar"), &json!("1.60")));
    assert_eq!(of("CUP")["name"], "A better cup");
}

#[test]
fn orders_are_placed_once_however_often_the_file_is_brought_in() {
    let office = Office::new();
    let content = "reference,sku,quantity,unitPrice,customer.name\nA,CUP,2,1.50,Ann\nA,PAN,1,2.00,\nB,CUP,1,1.50,Bob\n\
                   C,CUP,x,1.50,Cay\nC,PAN,1,1.50,Cay\nA,MUG,1,1,Ann\nD,NOPE,1,1,Dan\nE,CUP,1000000,1,Eve\n";
    let stock = office.file("stock.csv", "sku,quantity\nCUP,10\nPAN,5\nCUP,11\nMUG,-1\nPAN,1,2\n");
    let serving = office.serve();
    let (status, told) = office.run(&["import", "stock", &stock, "--warehouse", "LEEDS"]);
    assert!(status == 1 && told.contains("rows taken: 2") && told.contains("rows refused: 3"), "{told}");
    let file = office.file("orders.csv", content);
    let words = ["import", "orders", &file, "--currency", "GBP"];
    for _ in 0..2 {
        let (status, told) = office.run(&words);
        assert!(status == 1 && told.contains("rows taken: 3") && told.contains("rows refused: 5"), "{told}");
    }
    assert_eq!(serving.end(), 0);
    assert!(!office.data().join("http.addr").exists());
    // and once more without a server
    assert_eq!(office.run(&words).0, 1);
    let orders = office.items("/v1/orders");
    assert_eq!(orders.len(), 2);
    assert_eq!((&orders[0]["totalAmount"], orders[0]["items"].as_array().unwrap().len()), (&json!("5.00"), 2));
    let refused = read(&format!("{file}.rejected.csv"));
    for part in ["quantity: must be a whole number", "another line of the order C", "began in line 2", "NOPE", "--yes"]
    {
        assert!(refused.contains(part), "{part}: {refused}");
    }
    // a file that was put right is another file; its own good lines stand in the first one
    let (status, told) = office.run(&["import", "orders", &file, "--currency", "GBP", "--resume"]);
    assert!(status == 1 && told.contains("rows taken: 3"), "{told}");
    office.file("orders.csv", "reference,sku,quantity,unitPrice,customer.name\nE,CUP,1,1,Eve\n");
    let (status, told) = office.run(&["import", "orders", &file, "--currency", "GBP", "--resume"]);
    assert!(status == 2 && told.contains("has changed"), "{told}");
    let (status, told) = office.run(&words);
    assert!(status == 0 && told.contains("rows taken: 1"), "{told}");
    assert!(!Path::new(&format!("{file}.rejected.csv")).exists(), "nothing was refused");
}

#[test]
fn an_import_that_was_cut_off_goes_on() {
    let office = Office::new();
    let many: String = (0..1_500).map(|n| format!("S{n:04},Item {n}\n")).collect();
    let file = office.file("many.csv", format!("sku,name\n{many}"));
    let begun = || {
        let files = std::fs::read_dir(office.data()).unwrap().flatten();
        files.into_iter().any(|file| {
            let name = file.file_name().into_string().unwrap();
            name.starts_with("import-products-") && name.ends_with(".json")
        })
    };
    let mut cut = start(&["import", "products", &file], &office.data());
    while !begun() && cut.try_wait().unwrap().is_none() {
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    cut.kill().unwrap();
    cut.wait().unwrap();
    let (status, told) = office.run(&["import", "products", &file, "--resume"]);
    assert!(status == 0 && told.contains("rows taken: 1500"), "{told}");
    let out = office.dir.path().join("out.csv").to_str().unwrap().to_owned();
    office.run(&["export", "products", &out]);
    assert_eq!(read(&out).lines().count(), 1_504);
    assert_eq!(office.run(&["verify"]).0, 0);
}

#[test]
fn what_cannot_be_read_at_all_ends_with_two() {
    let office = Office::new();
    for (name, content, why) in [
        ("latin.csv", &b"sku,name\nCUP,caf\xE9\n"[..], "line 2 is not UTF-8"),
        ("other.csv", b"Code,Text\nCUP,x\n", "no column is sku"),
        ("empty.csv", b"", "has no header"),
    ] {
        let file = office.file(name, content);
        let (status, told) = office.run(&["import", "products", &file]);
        assert!(status == 2 && told.contains(why), "{told}");
    }
    let none = office.dir.path().join("none");
    let file = office.file("good.csv", "sku,name\nCUP,x\n");
    let told = hub(&["import", "products", &file], &none);
    assert_eq!(told.status.code(), Some(2), "{told:?}");
    assert!(!none.exists());
}

#[test]
fn lists_are_written_whole_and_can_be_brought_in_again() {
    let office = Office::new();
    let many: String = (0..600).map(|n| format!("S{n:03},=Item {n},1.00,GBP\n")).collect();
    let file = office.file("many.csv", format!("sku,name,price.amount,price.currency\n{many}"));
    assert_eq!(office.run(&["import", "products", &file]).0, 0);
    let stock = office.file("stock.csv", "sku,quantity,warehouseId\nCUP,10,LEEDS\n");
    assert_eq!(office.run(&["import", "stock", &stock]).0, 0);
    let out = office.dir.path().join("out.csv").to_str().unwrap().to_owned();
    let (status, told) = office.run(&["export", "products", &out]);
    assert!(status == 0 && told.contains("603 records"), "{told}");
    let text = read(&out);
    assert_eq!(text.lines().count(), 604);
    assert!(text.contains("S599,'=Item 599,") && text.lines().next().unwrap().contains("price.amount"));
    let (status, told) = office.run(&["import", "products", &out]);
    assert!(status == 0 && told.contains("rows taken: 603"), "{told}");
    let (status, told) = office.run(&["export", "stock", &out]);
    assert!(status == 0 && read(&out).starts_with("warehouseId,sku,quantity"), "{told} {}", read(&out));
    for list in ["orders", "warehouses", "transfers", "shipments", "audit", "/v1/products?q=S59"] {
        assert_eq!(office.run(&["export", list, &out]).0, 0, "{list}");
    }
    assert_eq!(read(&out).lines().count(), 11);
    let (_, keys) = office.run(&["token", "list"]);
    assert!(keys.contains("administrator\tadmin"), "{keys}");
}

/// The file beside the project: three months of a retailer's invoices, as they came.
#[test]
fn the_catalogue_of_a_real_file_is_brought_in() {
    let real = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/online-retail-2010-12_2011-02.csv.gz");
    let unpacked = std::process::Command::new("gzip").args(["-dc", real]).output().unwrap();
    assert!(unpacked.status.success(), "{real} is needed: {}", text(&unpacked.stderr));
    let office = Office::new();
    let file = office.file("retail.csv", &unpacked.stdout);
    let words = [
        "import",
        "products",
        &file,
        "--map",
        "sku=StockCode",
        "--map",
        "name=Description",
        "--map",
        "price.amount=UnitPrice",
        "--currency",
        "GBP",
    ];
    let (status, told) = office.run(&words);
    assert!(status == 1 && told.contains("columns that are not used: InvoiceNo"), "{told}");
    let out = office.dir.path().join("out.csv").to_str().unwrap().to_owned();
    let (_, told) = office.run(&["export", "products", &out]);
    let skus = read(&out).lines().count();
    assert!(skus > 2_500, "{skus} {told}");
}
