import assert from "node:assert/strict";
import { test } from "node:test";
import type { Entry } from "../src/app/contract.ts";
import { balanced, changeOf, pathOf, signed, steps } from "../src/stock/movements.ts";

function entry(minute: number, from: string | null, to: string, quantity: number): Entry {
  return {
    movementId: `m${minute}`,
    warehouseId: "LEEDS",
    replica: "1.1",
    sequence: minute,
    at: `2026-11-24T10:${String(minute).padStart(2, "0")}:00Z`,
    sku: "CUP",
    kind: from === null ? "grant" : "movement",
    from,
    to,
    quantity,
    reason: "receipt",
    actor: "ann",
    hash: `h${minute}`,
  };
}

const DAY = [
  entry(30, "committed", "customer", 4),
  entry(20, "available", "committed", 4),
  entry(15, null, "1", 50),
  entry(10, "supplier", "quality_control", 24),
];

test("only what crosses the building's wall changes what is on hand", () => {
  assert.deepEqual(DAY.map(changeOf), [-4, 0, 0, 24]);
});

test("the balance runs backwards from what is on hand now", () => {
  assert.deepEqual(
    balanced(DAY, 20).map((movement) => movement.balance),
    [20, 24, 24, 24],
  );
});

test("what a floor told late stands where it happened", () => {
  const late = [DAY[3] as Entry, DAY[0] as Entry];
  assert.deepEqual(
    balanced(late, 20).map((movement) => [movement.sequence, movement.balance]),
    [
      [30, 20],
      [10, 24],
    ],
  );
});

test("the plot begins before the oldest movement and ends now", () => {
  const now = Date.parse("2026-11-24T11:00:00Z");
  const line = steps(balanced(DAY, 20), now);
  assert.deepEqual(line.onHand, [0, 24, 20, 20]);
  assert.equal(line.at.at(-1), now / 1000);
  assert.ok(line.at.every((at, index) => index === 0 || at >= (line.at[index - 1] ?? 0)));
  assert.deepEqual(steps([], now), { at: [], onHand: [] });
});

test("paths and changes read as people say them", () => {
  assert.equal(pathOf(DAY[3] as Entry), "supplier → quality control");
  assert.equal(pathOf(DAY[2] as Entry), "rights → site 1");
  assert.equal(signed(1200), "+1,200");
  assert.equal(signed(-3), "−3");
});
