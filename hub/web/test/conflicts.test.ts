import assert from "node:assert/strict";
import { test } from "node:test";
import {
  apiPath,
  documentName,
  documentsOf,
  fieldNames,
  kindAsked,
  named,
  pageOf,
  queryOf,
  type Waiting,
} from "../src/conflicts/waiting.ts";

const PRODUCT: Waiting = { kind: "product", sku: "A/B 1", fields: ["/name"] };
const SLOT: Waiting = { kind: "slot", sku: "A/B 1", warehouseId: "LEEDS", fields: ["/reorderPoint"] };
const WAREHOUSE: Waiting = { kind: "warehouse", warehouseId: "LEEDS", fields: ["/name"] };

test("each document is called what people call it, and is asked for where it is", () => {
  const seen = [PRODUCT, SLOT, WAREHOUSE].map(named);
  assert.deepEqual(seen.map(apiPath), [
    "/v1/products/A%2FB%201",
    "/v1/warehouses/LEEDS/slots/A%2FB%201",
    "/v1/warehouses/LEEDS",
  ]);
  assert.deepEqual(
    seen.map((one) => documentName(one, "Leeds")),
    ["A/B 1", "A/B 1 in Leeds", "Leeds"],
  );
  assert.deepEqual(seen.map(pageOf), [
    ["stock", "A/B 1"],
    ["stock", "A/B 1"],
    ["warehouses", "LEEDS"],
  ]);
});

test("the address of a document leads back to it", () => {
  for (const row of [PRODUCT, SLOT, WAREHOUSE]) {
    const address = new URLSearchParams(
      Object.entries(queryOf(named(row))).flatMap(([name, value]) => (value ? [[name, value]] : [])),
    );
    assert.deepEqual(documentsOf(address)[0], named(row));
  }
  const kinds = documentsOf(new URLSearchParams("sku=CUP&warehouse=LEEDS")).map(({ kind }) => kind);
  assert.deepEqual(kinds, ["slot", "product"], "the product beside its slot");
  assert.deepEqual(documentsOf(new URLSearchParams("kind=slot")), []);
});

test("a kind that there is none of is not asked for", () => {
  assert.equal(kindAsked(new URLSearchParams("kind=slot")), "slot");
  assert.equal(kindAsked(new URLSearchParams("kind=order")), null);
  assert.equal(kindAsked(new URLSearchParams("")), null);
});

test("a few fields are named, many are counted", () => {
  assert.equal(fieldNames(["/name", "/zones/A/kind"]), "name, zones › A › kind");
  assert.equal(fieldNames(["/a", "/b", "/c", "/d", "/e"]), "a, b, c and 2 more");
});
