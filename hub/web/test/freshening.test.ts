import assert from "node:assert/strict";
import { test } from "node:test";
import { cellsOf, due, marked, type Stale, skuOf, withCell, withFigures } from "../src/stock/freshening.ts";
import type { CellRecord } from "../src/stock/record.ts";
import { emptyQuantities, shelved } from "../src/stock/sift.ts";

function cell(warehouseId: string, quantity: number, version: number): CellRecord {
  const figures = { ...emptyQuantities(), quantity, availableQuantity: quantity };
  return { warehouseId, sku: "CUP", version, asOf: "2026-11-24T10:00:00Z", ...figures };
}

test("an event's subject names the SKU, which may have slashes", () => {
  assert.equal(skuOf("LEEDS/CUP/RED", "StockUpdated"), "CUP/RED");
  assert.equal(skuOf("CUP/RED", "ProductUpdated"), "CUP/RED");
  assert.equal(skuOf(undefined, "StockUpdated"), null);
});

test("a row whose reorder point changed stays one, however often its figures change", () => {
  let stale: Stale = new Map();
  for (const type of ["StockUpdated", "StockLow", "StockUpdated"]) stale = marked(stale, "CUP", type);
  assert.deepEqual([...stale], [["CUP", "row"]]);
});

test("a few stale rows are asked for in batches, very many by loading all", () => {
  let stale: Stale = new Map();
  assert.equal(due(stale).kind, "nothing");
  for (let at = 0; at < 10; at++) stale = marked(stale, `S${at}`, "StockUpdated");
  const next = due(stale);
  assert.ok(next.kind === "some" && next.batch.length === 8 && next.rest.size === 2);
  for (let at = 0; at < 300; at++) stale = marked(stale, `S${at}`, "StockUpdated");
  assert.equal(due(stale).kind, "all");
});

test("a sum follows its cells, and an event that comes late changes nothing", () => {
  const row = shelved({
    sku: "CUP",
    name: "Cup",
    category: null,
    warehouses: 0,
    belowReorderPoint: 1,
    ...emptyQuantities(),
  });
  let cells = cellsOf({ sku: "CUP", total: emptyQuantities(), warehouses: [cell("LEEDS", 5, 4), cell("LYON", 7, 2)] });
  cells = withCell(cells, cell("LEEDS", 9, 3));
  assert.equal(withFigures(row, cells).quantity, 12);
  cells = withCell(cells, cell("OSLO", 1, 1));
  const after = withFigures(row, cells);
  assert.deepEqual([after.quantity, after.warehouses, after.belowReorderPoint, after.name], [13, 3, 1, "Cup"]);
});
