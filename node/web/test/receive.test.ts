import assert from "node:assert/strict";
import { test } from "node:test";
import * as receive from "../src/flows/receive/receive.ts";
import { ANYWHERE } from "../src/flows/step.ts";
import type { Expected } from "../src/flows/views.ts";
import { asks, bin, HERE, on, product, unknown, why } from "./flow-fixtures.ts";

const delivery: Expected = {
  expectedReceiptId: "R1",
  kind: "purchase",
  state: "open",
  version: 1,
  lines: [
    { sku: "CUP", expected: 10, received: 6, damaged: 0 },
    { sku: "PAN", expected: 2, received: 0, damaged: 0 },
  ],
};

function fed(state: receive.ReceiveState, ...codes: Parameters<typeof receive.heard>[1][]): receive.ReceiveState {
  return codes.reduce((now, code) => on(receive.heard(now, code, HERE)), state);
}

test("each scan counts, another product begins the next line, a bin's scan says where", () => {
  const state = fed(receive.beginExpected(delivery), product("CUP"), product("CUP", 3), bin("A-01"), product("PAN"));
  assert.deepEqual(state.lines, [{ sku: "CUP", name: "CUP name", quantity: 4, condition: "available", bin: "A-01" }]);
  assert.equal(state.current?.sku, "PAN");
  assert.equal(receive.unitsOf(state), 5);
});

test("the list is booked as one receipt, and the delivery may be complete", () => {
  const state = fed(receive.beginExpected(delivery), product("CUP", 4), product("PAN"));
  const sent = asks(receive.book(state, true));
  assert.deepEqual(sent.action.body, {
    reference: "R1",
    lines: [
      { sku: "CUP", quantity: 4, condition: "available" },
      { sku: "PAN", quantity: 1, condition: "available" },
    ],
    expectedReceiptId: "R1",
    complete: true,
  });
  assert.deepEqual(sent.state.booked, { units: 5, isComplete: true, unplaced: ["CUP", "PAN"] });
  assert.deepEqual(sent.state.expected[0], { sku: "CUP", expected: 10, received: 10 });
});

test("differences count what came before", () => {
  const state = fed(receive.beginExpected(delivery), product("CUP", 5), product("TEA"));
  assert.deepEqual(receive.differences(state), [
    { sku: "CUP", expected: 10, received: 11, kind: "over" },
    { sku: "PAN", expected: 2, received: 0, kind: "under" },
    { sku: "TEA", expected: 0, received: 1, kind: "unordered" },
  ]);
});

test("what nobody ordered is told at once", () => {
  const step = receive.heard(receive.beginExpected(delivery), product("TEA"), HERE);
  assert.equal(step.kind === "next" && step.mood, "check");
});

test("a bin before a product, an unknown code and a broken one change nothing", () => {
  const state = receive.beginExpected(delivery);
  assert.deepEqual(why(receive.heard(state, bin("A-01"), HERE)).args, { code: "A-01", kind: "bin" });
  const counting = fed(state, product("CUP"));
  assert.equal(why(receive.heard(counting, unknown("A-O1"), HERE)).id, "wrong-want-bin");
  assert.equal(why(receive.heard(state, { ...unknown("x"), broken: "check digit" }, HERE)).id, "wrong-broken");
});

test("where no bins are described any name is one", () => {
  const step = receive.heard(fed(receive.beginFree(), product("CUP")), unknown("BACK"), ANYWHERE);
  assert.equal(on(step).current?.bin, "BACK");
});

test("a slipped zero on the pad is refused, an empty list is not sent", () => {
  const state = fed(receive.beginExpected(delivery), product("CUP"));
  assert.equal(why(receive.quantified(state, 0)).id, "wrong-zero");
  assert.equal(why(receive.book(receive.beginExpected(delivery), false)).id, "wrong-nothing-listed");
  assert.equal(why(receive.book(fed(receive.beginFree(), product("CUP")), false)).id, "wrong-reference");
});

test("the same product in the same state and bin is one line, in another state another", () => {
  let state = receive.listCurrent(fed(receive.beginExpected(delivery), product("CUP", 2)));
  state = receive.listCurrent(fed(state, product("CUP", 3)));
  state = on(receive.conditioned(fed(state, product("CUP")), "damaged"));
  state = receive.listCurrent(state);
  assert.deepEqual(
    state.lines.map((line) => [line.quantity, line.condition]),
    [
      [5, "available"],
      [1, "damaged"],
    ],
  );
  assert.equal(receive.reopened(state, 0).current?.quantity, 5);
});

test("a return goes to quality control unless somebody says otherwise", () => {
  const sent = asks(receive.book(fed(receive.beginReturn("RET1"), product("CUP")), false));
  assert.equal(sent.action.path, "/v1/returns/RET1/receipts");
  assert.deepEqual(sent.action.body, {
    reference: "RET1",
    lines: [{ sku: "CUP", quantity: 1, condition: "quality_control" }],
  });
});

test("a bin that the warehouse does not have is wrong, however well its label scans", () => {
  const counting = fed(receive.beginFree(), product("CUP"));
  assert.equal(why(receive.heard(counting, bin("ZZ-9"), HERE)).id, "wrong-no-such-bin");
  assert.equal(on(receive.heard(counting, bin("ZZ-9"), ANYWHERE)).current?.bin, "ZZ-9");
});
