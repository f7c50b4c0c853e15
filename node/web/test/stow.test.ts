import assert from "node:assert/strict";
import { test } from "node:test";
import * as arrive from "../src/flows/arrive/arrive.ts";
import * as move from "../src/flows/move/move.ts";
import * as putaway from "../src/flows/putaway/putaway.ts";
import { withArrivals } from "../src/flows/putaway/recent.ts";
import { asks, bin, HERE, on, product, shelf, task, unknown, why } from "./flow-fixtures.ts";

const shelves: putaway.Shelves = {
  bins: [shelf("A-01"), shelf("A-02"), shelf("A-03", { blocked: true })],
  suggestions: [{ bin: "A-01", quantity: 4, reason: "holds-it" }],
};

test("put-away: product, bin, quantity; what is left goes to the next bin", () => {
  let state = on(putaway.heard(putaway.begin, product("CUP"), shelves));
  state = on(putaway.heard({ ...state, unplaced: 6 }, bin("A-01"), shelves));
  assert.equal(putaway.proposed(state, shelves.suggestions), 4);
  const sent = asks(putaway.stow(state, 4));
  assert.deepEqual(sent.action.body, { lines: [{ sku: "CUP", quantity: 4, to: "A-01" }] });
  assert.deepEqual([sent.state.product?.sku, sent.state.unplaced, sent.state.bin], ["CUP", 2, null]);
  assert.deepEqual(asks(putaway.stow({ ...sent.state, bin: "A-02" }, 2)).state, putaway.begin);
});

test("put-away: another bin than suggested is a check, a blocked or unknown one is wrong", () => {
  const state = on(putaway.heard(putaway.begin, product("CUP"), shelves));
  const other = putaway.heard(state, bin("A-02"), shelves);
  assert.equal(other.kind === "next" && other.mood, "check");
  assert.equal(why(putaway.heard(state, bin("A-03"), shelves)).id, "wrong-bin-blocked");
  assert.equal(why(putaway.heard(state, unknown("A-O1"), shelves)).id, "wrong-want-bin");
  assert.equal(why(putaway.heard(putaway.begin, bin("A-01"), shelves)).id, "wrong-want-product");
});

const contents = [{ sku: "CUP", quantity: 5 }];

test("move: bin, product, quantity, bin; the next product comes out of the same bin", () => {
  let state = on(move.heard(move.begin, bin("A-01"), null, HERE));
  state = on(move.heard(state, product("CUP"), contents, HERE));
  state = on(move.quantified(state, 3));
  const sent = asks(move.heard(state, bin("A-02"), contents, HERE));
  assert.deepEqual(sent.action.body, { lines: [{ sku: "CUP", quantity: 3, from: "A-01", to: "A-02" }] });
  assert.deepEqual(sent.state, { from: "A-01", product: null, quantity: null });
});

test("move: what is not in the bin, more than is in it, and the bin it came from are wrong", () => {
  const from = on(move.heard(move.begin, bin("A-01"), null, HERE));
  assert.deepEqual(why(move.heard(from, product("PAN"), contents, HERE)).args, { sku: "PAN", bin: "A-01" });
  const state = on(move.heard(from, product("CUP"), contents, HERE));
  assert.equal(why(move.quantified(state, 50)).id, "wrong-more-than-in-bin");
  assert.equal(why(move.quantified(state, 0)).id, "wrong-zero");
  assert.equal(why(move.heard(state, bin("A-02"), contents, HERE)).id, "wrong-quantity-first");
  const ready = on(move.quantified(state, 5));
  assert.equal(why(move.heard(ready, bin("A-01"), contents, HERE)).id, "wrong-same-bin");
  assert.equal(why(move.heard(move.begin, product("CUP"), null, HERE)).id, "wrong-want-bin");
});

const transfer = task(
  [
    { sku: "CUP", quantity: 10 },
    { sku: "PAN", quantity: 1 },
  ],
  { kind: "transfer-in" },
);

test("a transfer in: count, bin; what is missing is said", () => {
  let state = on(arrive.heard(arrive.begin(transfer), product("CUP", 6), HERE));
  state = on(arrive.heard(state, product("CUP"), HERE));
  const sent = asks(arrive.heard(state, bin("A-01"), HERE));
  assert.equal(sent.action.path, "/v1/tasks/T1/pick");
  assert.deepEqual(sent.action.body, { lines: [{ sku: "CUP", quantity: 7, bin: "A-01" }] });
  const short = asks(arrive.missing(sent.state, "CUP", "not on the pallet"));
  assert.deepEqual(short.action.body, {
    lines: [{ sku: "CUP", quantity: 0, short: 3, reason: "not on the pallet" }],
  });
  const last = on(arrive.heard(short.state, product("PAN"), HERE));
  assert.equal(arrive.isDone(asks(arrive.stow(last, null)).state), true);
});

test("a transfer in: more than was sent, what was not sent, and the same parcel twice are wrong", () => {
  const state = arrive.begin(transfer);
  assert.equal(why(arrive.heard(state, product("CUP", 11), HERE)).id, "wrong-more-than-sent");
  assert.equal(why(arrive.heard(state, product("TEA"), HERE)).id, "wrong-not-in-task");
  const done = asks(arrive.stow(on(arrive.heard(state, product("PAN"), HERE)), null)).state;
  assert.equal(why(arrive.heard(done, product("PAN"), HERE)).id, "wrong-arrived-already");
  const counting = on(arrive.heard(state, product("CUP"), HERE));
  assert.equal(why(arrive.heard(counting, product("PAN"), HERE)).id, "wrong-bin-for");
});

test("what came in lately is offered for put-away, the newest first, each once", () => {
  assert.deepEqual(withArrivals(["CUP", "PAN"], ["TEA", "PAN", "TEA"]), ["TEA", "PAN", "CUP"]);
  assert.equal(
    withArrivals(
      [],
      Array.from({ length: 99 }, (_, at) => `SKU${at}`),
    ).length,
    30,
  );
});
