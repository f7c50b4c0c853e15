import assert from "node:assert/strict";
import { test } from "node:test";
import * as count from "../src/flows/count/count.ts";
import * as damage from "../src/flows/damage/damage.ts";
import * as lookup from "../src/flows/lookup/lookup.ts";
import { confirmed, questionOf } from "../src/flows/step.ts";
import type { CountList } from "../src/flows/views.ts";
import { asks, bin, HERE, on, product, taskCode, unknown, why } from "./flow-fixtures.ts";

const list: CountList = {
  listId: "L1",
  by: "age",
  blind: true,
  madeAt: "2026-11-28T03:00:00Z",
  state: "open",
  lines: [{ sku: "CUP", bin: "A-01" }, { sku: "PAN", bin: "A-01" }, { sku: "TEA" }],
};

test("a count list: bin, product, figure; blind, line by line", () => {
  let state = on(count.heard(count.beginList(list), bin("A-01"), HERE));
  state = on(count.heard(state, product("CUP"), HERE));
  state = on(count.heard(state, product("CUP", 12), HERE));
  assert.equal(state.counted, 13);
  const sent = asks(count.finished(state, state.counted));
  assert.deepEqual(sent.action.body, { listId: "L1", lines: [{ sku: "CUP", bin: "A-01", counted: 13 }] });
  assert.equal(sent.say.id, "count-done");
  assert.equal(count.lineOf(sent.state)?.sku, "PAN");
});

test("a count that a supervisor has to look at says so", () => {
  const state = on(count.heard(count.beginFree, product("CUP"), HERE));
  const answer = { countId: "C1", state: "awaiting_approval", lines: [] };
  assert.equal(asks(count.finished(state, 300), answer).say.id, "count-awaits");
});

test("there may be none: 0 is a figure", () => {
  const state = count.noneToScan(count.beginList(list));
  const sent = asks(count.finished(state, 0));
  assert.deepEqual(sent.action.body, { listId: "L1", lines: [{ sku: "CUP", bin: "A-01", counted: 0 }] });
});

test("a count list: the wrong bin, the wrong product, the same line twice, another product half-way", () => {
  const state = count.beginList(list);
  assert.equal(why(count.heard(state, bin("B-09"), HERE)).id, "wrong-bin");
  assert.equal(why(count.heard(state, product("CUP"), HERE)).id, "wrong-bin-first");
  const there = on(count.heard(state, bin("A-01"), HERE));
  assert.equal(why(count.heard(there, product("SPOON"), HERE)).id, "wrong-not-on-list");
  const counting = on(count.heard(there, product("CUP"), HERE));
  assert.equal(why(count.heard(counting, product("PAN"), HERE)).id, "wrong-finish-count");
  const after = asks(count.finished(counting, 4)).state;
  assert.equal(why(count.heard(after, product("CUP"), HERE)).id, "wrong-counted-already");
});

test("a free count of what lies in a bin", () => {
  let state = on(count.heard(count.beginFree, bin("A-01"), HERE));
  state = on(count.heard(state, product("CUP"), HERE));
  assert.deepEqual(asks(count.finished(state, 4)).action.body, { lines: [{ sku: "CUP", bin: "A-01", counted: 4 }] });
  assert.equal(why(count.heard(count.beginFree, unknown("?"), HERE)).id, "wrong-want-bin");
});

test("a supervisor's word goes with its reason", () => {
  assert.deepEqual(count.decided("C1", true, " seen ").body, { reason: "seen" });
  assert.equal(count.decided("C1", false, "").path, "/v1/counts/C1/reject");
});

test("damage: product, units, reason", () => {
  let state = on(damage.heard(damage.begin, product("CUP")));
  state = on(damage.heard(state, product("CUP")));
  const sent = asks(damage.broken(state, "LEEDS", "dropped"));
  assert.equal(sent.action.method, "PATCH");
  assert.equal(sent.action.path, "/v1/warehouses/LEEDS/inventory/CUP");
  assert.deepEqual(sent.action.body, { damaged: 2, reason: "dropped" });
  assert.equal(why(damage.heard(damage.begin, bin("A-01"))).id, "wrong-want-product");
  assert.equal(why(damage.quantified(state, 0)).id, "wrong-zero");
});

test("an inspection moves what is set apart, and no more than that", () => {
  const stock = {
    sku: "CUP",
    warehouseId: "LEEDS",
    quantity: 20,
    availableQuantity: 10,
    reservedQuantity: 4,
    promisableQuantity: 2,
    damagedQuantity: 1,
    incomingQuantity: 0,
  };
  assert.equal(damage.apart(stock, "quality_control"), 5);
  assert.deepEqual(damage.verdicts("damaged"), ["available", "loss"]);
  const sent = asks(damage.judged("CUP", "quality_control", "available", 5, 5));
  assert.deepEqual(sent.action.body, {
    lines: [{ sku: "CUP", quantity: 5, from: "quality_control", to: "available" }],
  });
  assert.equal(why(damage.judged("CUP", "quality_control", "loss", 6, 5)).id, "wrong-too-many");
});

test("a code leads to what it names, and an unknown one may be bound once", () => {
  assert.deepEqual(lookup.placeOf(product("CUP")), ["product", "CUP"]);
  assert.deepEqual(lookup.placeOf(bin("A-01")), ["bin", "A-01"]);
  assert.deepEqual(lookup.placeOf(taskCode("T1")), ["task", "T1"]);
  assert.deepEqual(lookup.placeOf(unknown("4006381333931")), ["unknown", "4006381333931"]);
  assert.equal(lookup.isBindable(unknown("4006381333931")), true);
  assert.equal(lookup.isBindable({ ...unknown("4006381333932"), broken: "check digit" }), false);
  const sent = asks(lookup.bind({ code: "4006381333931", isBound: false }, "A/B"));
  assert.equal(sent.action.path, "/v1/products/A%2FB/barcodes");
  assert.equal(why(lookup.bind(sent.state, "CUP")).id, "wrong-bound-already");
});

test("a slipped zero is asked back in words, and sent as meant", () => {
  const action = {
    label: { id: "x" },
    method: "POST" as const,
    path: "/v1/moves",
    body: { lines: [{ sku: "CUP", quantity: 300 }] },
  };
  const refusal = {
    slug: "confirmation-required",
    status: 409,
    title: "",
    detail: "",
    errors: [{ pointer: "/lines/0/quantity", detail: "300 is more than 100" }],
    more: {},
  };
  assert.deepEqual(questionOf(refusal, action), {
    id: "confirm-unusual",
    args: { sku: "CUP", quantity: 300, usual: 100 },
  });
  const unplaced = { ...refusal, more: { unplacedQuantity: 0 } };
  assert.equal(questionOf(unplaced, action)?.id, "confirm-unplaced");
  const over = { ...refusal, errors: [{ pointer: "/lines/0", detail: "12 of CUP have come, 10 were expected" }] };
  assert.equal(questionOf(over, action)?.id, "confirm-unexpected");
  assert.equal(questionOf({ ...refusal, slug: "wrong-state" }, action), null);
  assert.deepEqual(confirmed(action).body, { lines: [{ sku: "CUP", quantity: 300 }], confirm: true });
});
