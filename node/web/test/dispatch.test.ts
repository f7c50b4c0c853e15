import assert from "node:assert/strict";
import { test } from "node:test";
import * as pack from "../src/flows/pack/pack.ts";
import * as ship from "../src/flows/ship/ship.ts";
import { asks, bin, on, product, task, unknown, why } from "./flow-fixtures.ts";

const packed = task(
  [
    { sku: "CUP", quantity: 3, picked: 3 },
    { sku: "PAN", quantity: 1, picked: 1 },
  ],
  { state: "packed" },
);

test("packing: units into parcels, each weighed; the last one sends them all", () => {
  let state = on(pack.heard(pack.begin(packed), product("CUP", 2)));
  state = on(pack.weighed(state, 750));
  assert.deepEqual(pack.rest(state), [
    { sku: "CUP", quantity: 1 },
    { sku: "PAN", quantity: 1 },
  ]);
  const sent = asks(pack.weighed(on(pack.putRest(state)), 400));
  assert.deepEqual(sent.action.body, {
    packages: [
      { weightGrams: 750, lines: [{ sku: "CUP", quantity: 2 }] },
      {
        weightGrams: 400,
        lines: [
          { sku: "CUP", quantity: 1 },
          { sku: "PAN", quantity: 1 },
        ],
      },
    ],
  });
  assert.equal(sent.state.packed?.length, 2);
});

test("packing: too many, the same unit twice, a stranger, an empty parcel, no weight", () => {
  const state = pack.begin(packed);
  assert.equal(why(pack.heard(state, product("CUP", 4))).id, "wrong-too-many");
  const once = on(pack.heard(state, product("PAN")));
  assert.equal(why(pack.heard(once, product("PAN"))).id, "wrong-packed-already");
  assert.equal(why(pack.heard(state, product("TEA"))).id, "wrong-not-in-task");
  assert.equal(why(pack.heard(state, bin("A-01"))).id, "wrong-want-product");
  assert.equal(why(pack.weighed(state, 500)).id, "wrong-empty-parcel");
  assert.equal(why(pack.weighed(once, 0)).id, "wrong-weight");
  assert.equal(why(pack.weighed(once, 1_500_001)).id, "wrong-weight");
});

test("shipping: carrier and a scanned number", () => {
  const state = on(ship.heard(ship.carried(ship.begin(packed), "Royal Mail"), unknown("RM1234")));
  const sent = asks(ship.send(state));
  assert.deepEqual(sent.action.body, { carrier: "Royal Mail", trackingNumber: "RM1234" });
  assert.equal(sent.state.isShipped, true);
});

test("shipping: a product, a bin and another task's parcel are no tracking numbers", () => {
  const state = ship.begin(packed);
  assert.equal(why(ship.heard(state, product("CUP"))).id, "wrong-want-tracking");
  assert.equal(why(ship.heard(state, bin("A-01"))).id, "wrong-want-tracking");
  const parcel = { code: "006141412179888088", kind: "sscc" as const, local: false };
  assert.equal(why(ship.heard(state, { ...parcel, taskId: "T2" })).id, "wrong-parcel");
  assert.equal(on(ship.heard(state, { ...parcel, taskId: "T1" })).tracking, "");
  assert.equal(on(ship.heard(state, parcel)).tracking, "006141412179888088");
});

test("a part leaves: so many of each, never more than is picked", () => {
  const state = ship.begin(packed);
  assert.equal(why(ship.parted(state, "CUP", 4)).id, "wrong-too-many");
  const part = on(ship.parted(on(ship.parted(state, "CUP", 1)), "PAN", 0));
  const sent = asks(ship.send(part));
  assert.deepEqual(sent.action.body, { lines: [{ sku: "CUP", quantity: 1 }] });
  assert.deepEqual(sent.state.goods, [
    { sku: "CUP", quantity: 2 },
    { sku: "PAN", quantity: 1 },
  ]);
  assert.equal(sent.state.isShipped, false);
  assert.equal(on(ship.parted(part, "CUP", 3)).part?.[0]?.quantity, 3);
});

test("of a task that is half picked only that half can leave", () => {
  const state = ship.begin(task([{ quantity: 3, picked: 1 }], { state: "picking" }));
  assert.deepEqual(asks(ship.send(state)).action.body, { lines: [{ sku: "CUP", quantity: 1 }] });
  assert.equal(why(ship.send(ship.begin(task([{ quantity: 3 }])))).id, "wrong-nothing-to-ship");
});

test("carriers are remembered, the last used first", () => {
  assert.deepEqual(ship.remembered(["DHL", "GLS"], "GLS "), ["GLS", "DHL"]);
  assert.deepEqual(ship.remembered(["DHL"], ""), ["DHL"]);
});
