import assert from "node:assert/strict";
import { test } from "node:test";
import { emptyCatalogue, productByCode, withProducts } from "../src/known/catalogue.ts";
import { checkDigitHolds, gtin14, plain, readSymbol } from "../src/known/gs1.ts";
import { type KnownHere, recogniseHere } from "../src/known/recognise.ts";

const TASK = "01M8G4FBTG7D9K7KDVSGGN27YV";
const ORDER = "01M8G4FBV9NXGHJFAZTBZ70PGQ";
const known: KnownHere = {
  catalogue: withProducts(emptyCatalogue(), [
    { sku: "MUG-01", name: "Stoneware mug", barcodes: ["5012345678900"] },
    { sku: "TEA-01", name: "Tea towel", barcodes: ["96385074", "OLD-LABEL-7"] },
    { sku: "PAN-28", name: "Frying pan", barcodes: ["036000291452"] },
  ]),
  bins: new Set(["A-01-3"]),
  tasks: [{ taskId: TASK, kind: "order", state: "open", priority: 0, orderId: ORDER, lines: [], version: 1 }],
};
const read = (code: string) => recogniseHere(code, known);

test("a SKU, a barcode, and a barcode of one's own", () => {
  assert.deepEqual(read("MUG-01"), {
    code: "MUG-01",
    kind: "product",
    sku: "MUG-01",
    name: "Stoneware mug",
    local: true,
  });
  assert.equal(read("5012345678900").sku, "MUG-01");
  assert.equal(read("5012345678900").gtin, "05012345678900");
  assert.equal(read("OLD-LABEL-7").sku, "TEA-01");
});

test("the same number with 8, 12, 13 or 14 digits is the same product", () => {
  assert.equal(read("05012345678900").sku, "MUG-01");
  assert.equal(read("00000096385074").sku, "TEA-01");
  assert.equal(read("0036000291452").sku, "PAN-28");
});

test("a symbology identifier before a plain code is passed over", () => {
  assert.equal(read("]E05012345678900").sku, "MUG-01");
  assert.equal(plain("]C10105012345678900"), "]C10105012345678900");
});

test("bins by their name and by their label", () => {
  assert.equal(read("A-01-3").bin, "A-01-3");
  assert.equal(read("BIN:Z-99").bin, "Z-99");
  assert.equal(read("Z-99").kind, "unknown");
  assert.ok(read("BIN:  ").broken);
});

test("tasks and orders by their ids", () => {
  assert.deepEqual(read(TASK), { code: TASK, kind: "task", taskId: TASK, orderId: ORDER, local: true });
  assert.equal(read(ORDER).kind, "order");
  assert.equal(read("01M8G4FBWNJ0VSDHXKFWTKEMY9").kind, "unknown");
});

test("element strings tell the item and how many, scanned or printed", () => {
  for (const code of ["(01)05012345678900(30)24", "]C101050123456789003024", "]d20105012345678900\u001d3024\u001d"]) {
    const found = read(code);
    assert.equal(found.sku, "MUG-01", code);
    assert.equal(found.quantity, 24);
  }
  assert.equal(read("(02)05012345678900(37)12").quantity, 12);
  const lot = readSymbol("]C110LOT7\u001d17261231");
  assert.deepEqual(lot, {
    kind: "elements",
    elements: [
      { ai: "10", value: "LOT7" },
      { ai: "17", value: "261231" },
    ],
  });
});

test("longer identifiers are known by how they begin", () => {
  const read = readSymbol("]C1310200012510AB\u001d240X1\u001d8005000123");
  assert.ok(read.kind === "elements");
  assert.deepEqual(
    read.elements.map(({ ai }) => ai),
    ["3102", "10", "240", "8005"],
  );
});

test("a parcel's number", () => {
  assert.equal(read("106141412345678908").kind, "sscc");
  assert.equal(read("(00)106141412345678908").kind, "sscc");
});

test("codes that break their own rules say so", () => {
  assert.ok(read("5012345678901").broken);
  assert.ok(read("(01)05012345678901").broken);
  assert.ok(read("(01)123").broken);
  assert.ok(read("(01").broken);
  assert.ok(read("]C1XX").broken);
  assert.ok(read("106141412345678909").broken);
});

test("check digits of GTINs and SSCCs", () => {
  for (const good of ["96385074", "036000291452", "5012345678900", "05012345678900", "106141412345678908"]) {
    assert.ok(checkDigitHolds(good), good);
  }
  assert.equal(gtin14("1234567890"), null);
});

test("a barcode that was taken from a product is no longer its", () => {
  const later = withProducts(known.catalogue, [{ sku: "TEA-01", name: "Tea towel", barcodes: [] }]);
  assert.equal(productByCode(later, "96385074"), null);
  assert.equal(productByCode(known.catalogue, "96385074")?.sku, "TEA-01");
});
