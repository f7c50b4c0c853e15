import assert from "node:assert/strict";
import { test } from "node:test";
import { readLines, typedLine } from "../src/goods/lines.ts";
import { asQuery, dayEnd, dayStart, NO_FILTERS, sortText } from "../src/orders/filters.ts";
import type { Order } from "../src/orders/record.ts";
import { returnLines, shippedBySku } from "../src/orders/returning.ts";
import { planned } from "../src/stock/change.ts";
import { productBody, productPatch, typedOf } from "../src/stock/product-draft.ts";
import type { CellRecord, Product } from "../src/stock/record.ts";
import { emptyQuantities } from "../src/stock/sift.ts";

const CELL: CellRecord = {
  ...emptyQuantities(),
  warehouseId: "LEEDS",
  sku: "CUP/RED",
  quantity: 120,
  damagedQuantity: 4,
  version: 3,
  asOf: "2026-11-24T10:00:00Z",
};

test("a change of stock says what it would do and is the request that does it", () => {
  const plan = planned({ kind: "adjust", amount: "−20", reason: " Lost ", reference: "" }, CELL);
  assert.ok("body" in plan);
  assert.deepEqual(plan.body, { sku: "CUP/RED", adjust: -20, reason: "Lost" });
  assert.deepEqual(
    [plan.method, plan.path, plan.said],
    ["POST", "/v1/warehouses/LEEDS/inventory", "On hand 120 → 100."],
  );
  const set = planned({ kind: "set", amount: "1,200", reason: "Count", reference: "C-1" }, CELL);
  assert.ok("body" in set && set.doubt);
  assert.deepEqual(set.body, { sku: "CUP/RED", quantity: 1200, reason: "Count", reference: "C-1" });
});

test("units set apart as damaged are a patch of the cell, whose SKU is escaped", () => {
  const plan = planned({ kind: "damage", amount: "-3", reason: "Mended", reference: "" }, CELL);
  assert.ok("body" in plan);
  assert.deepEqual([plan.method, plan.path], ["PATCH", "/v1/warehouses/LEEDS/inventory/CUP%2FRED"]);
  assert.deepEqual([plan.body, plan.said], [{ damaged: -3, reason: "Mended" }, "Damaged 4 → 1."]);
});

test("a change without a reason, of nothing, or below nothing is not sent", () => {
  const troubles = (amount: string, reason: string) => {
    const plan = planned({ kind: "adjust", amount, reason, reference: "" }, CELL);
    return "troubles" in plan ? Object.keys(plan.troubles) : [];
  };
  assert.deepEqual(troubles("5", " "), ["/reason"]);
  assert.deepEqual(troubles("0", "x"), ["/adjust"]);
  assert.deepEqual(troubles("-121", "x"), ["/adjust"]);
  assert.deepEqual(troubles("two", ""), ["/adjust", "/reason"]);
});

const PRODUCT: Product = {
  sku: "CUP",
  name: "Cup",
  category: "Kitchen",
  price: { amount: "2.50", currency: "GBP" },
  barcodes: ["4006381333931"],
  version: 2,
};

test("an edited product sends what was changed, and nothing else", () => {
  const typed = typedOf(PRODUCT);
  assert.deepEqual(productPatch(PRODUCT, typed), {});
  assert.deepEqual(productPatch(PRODUCT, { ...typed, category: " ", amount: "3" }), {
    category: null,
    price: { amount: "3", currency: "GBP" },
  });
  const codes = { ...typed, barcodes: "4006381333931\n\n 96385074 96385074" };
  assert.deepEqual(productPatch(PRODUCT, codes), { barcodes: ["4006381333931", "96385074"] });
  assert.deepEqual(productPatch(PRODUCT, { ...typed, amount: "" }), { price: null });
  assert.deepEqual(productBody(" PAN ", { ...typedOf(null), name: "Pan" }), { sku: "PAN", name: "Pan" });
});

test("lines of goods are read with their troubles by pointer, an SKU once", () => {
  const fine = [typedLine(1, "CUP", "2", "1.50"), typedLine(2, "PAN", "10")];
  assert.deepEqual(readLines(fine, "/lines"), {
    lines: [
      { sku: "CUP", quantity: 2, unitPrice: "1.50" },
      { sku: "PAN", quantity: 10 },
    ],
  });
  const bad = readLines([typedLine(1, "CUP", "2"), typedLine(2, "CUP", "0", "x")], "/items");
  assert.ok("troubles" in bad);
  assert.deepEqual(Object.keys(bad.troubles).sort(), ["/items/1/quantity", "/items/1/sku", "/items/1/unitPrice"]);
});

test("a return takes what was shipped of an SKU over all lines, and no more", () => {
  const line = (sku: string, shippedQuantity: number) => ({ sku, shippedQuantity });
  const order = { items: [line("CUP", 3), line("PAN", 0), line("CUP", 2)] } as unknown as Order;
  const shipped = shippedBySku(order);
  assert.deepEqual(shipped, [{ sku: "CUP", quantity: 5 }]);
  assert.deepEqual(returnLines(shipped, { CUP: "4" }, " blue "), {
    lines: [{ sku: "CUP", quantity: 4, reason: "blue" }],
  });
  const many = returnLines(shipped, { CUP: "6" }, "");
  assert.deepEqual("troubles" in many && many.troubles, { "/sku/0": "Only 5 were shipped." });
  assert.ok("troubles" in returnLines(shipped, { CUP: "0" }, ""));
});

test("a day is asked for from its first moment to the next day's", () => {
  assert.equal(Date.parse(dayEnd("2026-11-24") ?? "") - Date.parse(dayStart("2026-11-24") ?? ""), 86_400_000);
  assert.equal(dayStart(""), undefined);
  assert.equal(sortText("priority", true), "-priority");
  assert.equal(asQuery({ ...NO_FILTERS, sku: " CUP " }).sku, "CUP");
});
