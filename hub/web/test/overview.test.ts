import assert from "node:assert/strict";
import { test } from "node:test";
import type { CloudEvent } from "@holdfast/shell/events.ts";
import type { Overview, OverviewWarehouse } from "../src/app/contract.ts";
import { concerns } from "../src/overview/concerns.ts";
import { fitted, labels, spots } from "../src/overview/map-fit.ts";
import { sentence, shortId } from "../src/overview/sentences.ts";

const ORDER = "01M8G3V3SGH7FFXP17TG7PK482";

function event(type: string, subject: string, data: Record<string, unknown> = {}): CloudEvent {
  return { id: "1", type, subject, time: "2026-11-28T03:40:34Z", data };
}

test("an order's events are sentences that lead to it", () => {
  const placed = sentence(event("OrderPlaced", ORDER, { orderId: ORDER, actor: "web shop", lines: [{ sku: "CUP" }] }));
  assert.equal(placed.text, "Order …7PK482 placed by web shop, 1 line");
  assert.deepEqual(placed.path, ["orders", ORDER]);
  const allocations = [{ warehouseId: "LYON" }, { warehouseId: "LEEDS" }, { warehouseId: "LYON" }];
  assert.equal(
    sentence(event("OrderAllocated", ORDER, { allocations })).text,
    "Order …7PK482 allocated to LEEDS, LYON",
  );
  const short = sentence(event("ShortPicked", ORDER, { warehouseId: "LEEDS", quantity: 2, reason: "not found" }));
  assert.equal(short.text, "Order …7PK482: 2 units not found in LEEDS (not found)");
  assert.equal(short.tone, "wrong");
});

test("stock and links are told with their warehouse, and what is refused of a transfer leads to the transfer", () => {
  const low = sentence(
    event("StockLow", "LEEDS/CUP", { warehouseId: "LEEDS", sku: "CUP", availableQuantity: 3, reorderPoint: 1200 }),
  );
  assert.equal(low.text, "CUP in LEEDS is down to 3 available, below its reorder point of 1,200");
  assert.deepEqual(low.path, ["stock", "CUP"]);
  assert.equal(sentence(event("NodeOffline", "LEEDS", { reason: "timed out" })).text, "LEEDS went offline: timed out");
  assert.deepEqual(sentence(event("CancelRefused", ORDER, { transferId: ORDER })).path, ["transfers", ORDER]);
});

test("an event nobody described is told by its name", () => {
  assert.equal(sentence(event("PalletWeighed", "P-1")).text, "Pallet weighed P-1");
  assert.equal(shortId("PO-7"), "PO-7");
});

function warehouse(change: Partial<OverviewWarehouse>): OverviewWarehouse {
  return {
    warehouseId: "LEEDS",
    name: "Leeds",
    lat: null,
    lon: null,
    online: true,
    hasNode: true,
    lagSeconds: 0,
    pendingCells: 0,
    pendingEntries: 0,
    fenced: false,
    openOrders: 0,
    quantity: 10,
    capacity: 100,
    ...change,
  };
}

function overview(
  warehouses: OverviewWarehouse[],
  change: Partial<Overview["stock"]> = {},
  { pending = 0, conflicts = 0 } = {},
): Overview {
  const orders = { pending, processing: 5, partially_shipped: 0, shipped: 0, delivered: 0, cancelling: 0, canceled: 0 };
  const stock = {
    skus: 1,
    quantity: 10,
    reservedQuantity: 0,
    availableQuantity: 10,
    belowReorderPoint: 0,
    shortfalls: 0,
    ...change,
  };
  return { at: "2026-11-28T03:40:34Z", orders, ordersPerMinute: [], refusals: [], stock, conflicts, warehouses };
}

test("where all is well nothing is said", () => {
  assert.deepEqual(
    concerns(overview([warehouse({}), warehouse({ warehouseId: "NEW", hasNode: false, online: false })])),
    [],
  );
});

test("what is wrong comes before what is to be checked", () => {
  const found = concerns(
    overview(
      [
        warehouse({ warehouseId: "FULL", name: "Full", quantity: 97 }),
        warehouse({ warehouseId: "LYON", name: "Lyon", online: false, lagSeconds: 4_000, pendingCells: 2 }),
      ],
      { shortfalls: 1, belowReorderPoint: 2 },
      { pending: 3, conflicts: 1 },
    ),
  );
  assert.deepEqual(
    found.map(({ id }) => id),
    ["offline/LYON", "shortfalls", "full/FULL", "reorder", "pending", "conflicts"],
  );
  assert.equal(found[0]?.text, "Lyon has been offline for 1 h");
});

test("documents that wait for a choice are counted, and lead to all of them", () => {
  const [found] = concerns(overview([], {}, { conflicts: 3 }));
  assert.deepEqual(
    [found?.text, found?.tone, found?.path],
    ["3 documents written on both sides", "check", ["conflicts"]],
  );
});

test("a fenced warehouse is told once, as fenced", () => {
  const found = concerns(overview([warehouse({ fenced: true, online: false })]));
  assert.deepEqual(
    found.map(({ id }) => id),
    ["fenced/LEEDS"],
  );
});

const PLACES = [
  { id: "LEEDS", lat: 53.8, lon: -1.55 },
  { id: "MADRID", lat: 40.4, lon: -3.7 },
  { id: "GDANSK", lat: 54.35, lon: 18.65 },
];

test("all places are within the picture, north above south and east after west", () => {
  const found = spots(PLACES, fitted(PLACES, 640, 360));
  assert.equal(found.length, 3);
  for (const { x, y } of found) {
    assert.ok(x >= 40 && x <= 600, `x ${x}`);
    assert.ok(y >= 40 && y <= 320, `y ${y}`);
  }
  const [leeds, madrid, gdansk] = found;
  assert.ok(leeds && madrid && gdansk && leeds.y < madrid.y && leeds.x < gdansk.x);
});

test("one place, or several in one town, do not zoom into the street", () => {
  for (const places of [PLACES.slice(0, 1), [PLACES[0], { id: "B", lat: 53.81, lon: -1.56 }]] as (typeof PLACES)[]) {
    const projection = fitted(places, 640, 360);
    assert.equal(projection.scale(), 2_600);
    const [first] = spots(places, projection);
    assert.ok(first && Math.abs(first.x - 320) < 5 && Math.abs(first.y - 180) < 5);
  }
});

test("no place at all shows the world", () => {
  const projection = fitted([], 640, 360);
  assert.ok(projection.scale() > 0 && projection.scale() < 200);
});

test("names take the other side at the edge, and are left away where they would cover another", () => {
  const text = "Warehouse";
  const placed = labels(
    [
      { id: "a", x: 100, y: 100, text },
      { id: "edge", x: 630, y: 50, text },
      { id: "between", x: 112, y: 102, text },
      { id: "b", x: 124, y: 104, text },
    ],
    640,
  );
  const sides = Object.fromEntries(placed.map(({ id, side }) => [id, side]));
  assert.equal(sides.edge, "start");
  assert.equal(sides.between, undefined);
  assert.equal(sides.a, "start");
  assert.equal(sides.b, "end");
});

test("a conflict is told with its document, and leads to where one chooses", () => {
  const data = { kind: "slot", sku: "CUP", warehouseId: "LEEDS" };
  const said = sentence({ id: "1", type: "ConflictFound", subject: "LEEDS/CUP", time: "2026-11-28T05:00:00Z", data });
  assert.deepEqual(said, { text: "CUP in LEEDS was edited on both sides: choose", tone: "check", path: ["conflicts"] });
});
