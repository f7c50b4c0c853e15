import assert from "node:assert/strict";
import { test } from "node:test";
import * as pick from "../src/flows/pick/pick.ts";
import { progressOf, type Stop, stopsOf, totesOf, workOfTask, workOfWave } from "../src/flows/pick/stops.ts";
import type { Wave } from "../src/flows/views.ts";
import { asks, bin, on, product, task, taskCode, unknown, why } from "./flow-fixtures.ts";

const PATH = ["A-01", "A-02", "B-01"];

const order = task([
  {
    sku: "CUP",
    quantity: 3,
    bins: [
      { bin: "B-01", quantity: 1 },
      { bin: "A-01", quantity: 2 },
    ],
  },
  { sku: "PAN", quantity: 2, bins: [{ bin: "A-02", quantity: 1 }] },
]);

const wave: Wave = {
  waveId: "W1",
  mode: "wave",
  state: "open",
  madeAt: "2026-11-28T03:00:00Z",
  taskIds: ["T1", "T2"],
  version: 2,
  lines: [
    {
      sku: "CUP",
      quantity: 5,
      picked: 0,
      short: 0,
      bins: [
        { bin: "A-01", quantity: 4 },
        { bin: "A-02", quantity: 1 },
      ],
      tasks: [
        { taskId: "T2", quantity: 3, picked: 0 },
        { taskId: "T1", quantity: 2, picked: 0 },
      ],
    },
  ],
};

function begun(): pick.PickState {
  return pick.begin(workOfTask(order), PATH);
}

function here(state: pick.PickState): Stop {
  const stop = pick.stopOf(state);
  assert.ok(stop);
  return stop;
}

test("stops follow the pick path, and what lies in no bin comes last", () => {
  const places = stopsOf(workOfTask(order), PATH, []).map((stop) => [stop.bin, stop.sku, stop.quantity]);
  assert.deepEqual(places, [
    ["A-01", "CUP", 2],
    ["A-02", "PAN", 1],
    ["B-01", "CUP", 1],
    [null, "PAN", 1],
  ]);
});

test("bin, then each unit by its scan; the last one sends the line", () => {
  let state = on(pick.heard(begun(), bin("A-01"), false));
  state = on(pick.heard(state, product("CUP"), false));
  assert.equal(state.counted, 1);
  const sent = asks(pick.heard(state, product("CUP"), false));
  assert.deepEqual(sent.action.body, { lines: [{ sku: "CUP", quantity: 2, bin: "A-01" }] });
  assert.equal(sent.action.path, "/v1/tasks/T1/pick");
  assert.equal(sent.action.subject, "task/T1");
  assert.deepEqual([here(sent.state).bin, sent.state.counted], ["A-02", 0]);
});

test("the answer of the node replaces what was reckoned here", () => {
  const state = on(pick.heard(begun(), bin("A-01"), false));
  const answer = task([{ sku: "PAN", quantity: 2, bins: [{ bin: "A-02", quantity: 2 }] }], { version: 9 });
  const sent = asks(pick.heard(state, product("CUP", 2), false), answer);
  assert.equal(sent.state.work.version, 9);
  assert.equal(here(sent.state).quantity, 2);
});

test("the wrong bin, the wrong product and a product before its bin change nothing", () => {
  const state = begun();
  assert.deepEqual(why(pick.heard(state, bin("B-01"), false)), {
    id: "wrong-bin",
    args: { scanned: "B-01", expected: "A-01" },
  });
  assert.equal(why(pick.heard(state, product("CUP"), false)).id, "wrong-bin-first");
  const there = on(pick.heard(state, bin("A-01"), false));
  assert.deepEqual(why(pick.heard(there, product("PAN"), false)), {
    id: "wrong-product",
    args: { scanned: "PAN", expected: "CUP" },
  });
  assert.equal(why(pick.heard(there, bin("A-02"), false)).id, "wrong-bin");
  assert.equal(why(pick.heard(there, unknown("???"), false)).id, "wrong-want-product");
});

test("where bins need no scan the product is enough", () => {
  assert.equal(on(pick.heard(begun(), product("CUP"), true)).counted, 1);
});

test("more than wanted is refused by scan and by figure", () => {
  const there = on(pick.heard(begun(), bin("A-01"), false));
  assert.equal(why(pick.heard(there, product("CUP", 24), false)).id, "wrong-too-many");
  assert.equal(why(pick.count(there, here(there), 3)).id, "wrong-too-many");
});

test("the same bin scanned twice is no mistake", () => {
  const there = on(pick.heard(begun(), bin("A-01"), false));
  assert.deepEqual(on(pick.heard(there, bin("A-01"), false)), there);
});

test("a short pick sends what is in the hand and what is missing", () => {
  let state = on(pick.heard(begun(), bin("A-01"), false));
  state = on(pick.heard(state, product("CUP"), false));
  const sent = asks(pick.short(state, here(state), "shelf empty"));
  const line = { sku: "CUP", quantity: 1, short: 1, reason: "shelf empty", bin: "A-01" };
  assert.deepEqual(sent.action.body, { lines: [line] });
  assert.deepEqual(progressOf(sent.state.work), { done: 2, of: 5 });
});

test("leaving in the middle picks what is in the hand, and nothing of an empty one", () => {
  let state = on(pick.heard(begun(), bin("A-01"), false));
  assert.equal(pick.leave(state), null);
  state = on(pick.heard(state, product("CUP"), false));
  const step = pick.leave(state);
  assert.ok(step);
  assert.deepEqual(asks(step).action.body, { lines: [{ sku: "CUP", quantity: 1, bin: "A-01" }] });
});

test("what is put off comes last", () => {
  const state = on(pick.putOff(begun(), here(begun())));
  assert.equal(here(state).bin, "A-02");
  assert.equal(stopsOf(state.work, state.path, state.later).at(-1)?.bin, "A-01");
});

test("a whole task can be picked while nothing is answered", () => {
  let state = begun();
  for (let stop = pick.stopOf(state); stop; stop = pick.stopOf(state)) {
    state = asks(pick.count(state, stop, stop.quantity)).state;
  }
  assert.deepEqual(progressOf(state.work), { done: 5, of: 5 });
  assert.equal(why(pick.heard(state, product("CUP"), false)).id, "wrong-nothing-to-pick");
});

test("a wave gives the most urgent task its units first, and asks for its tote", () => {
  const state = on(pick.heard(pick.begin(workOfWave(wave), PATH), bin("A-01"), false));
  assert.deepEqual(here(state).shares, [
    { taskId: "T2", tote: 2, quantity: 3 },
    { taskId: "T1", tote: 1, quantity: 1 },
  ]);
  const sent = asks(pick.short(on(pick.count(state, here(state), 2)), here(state), "broken"));
  assert.equal(sent.action.path, "/v1/waves/W1/pick");
  assert.deepEqual(sent.state.sharing, [{ taskId: "T2", tote: 2, quantity: 2 }]);
  assert.equal(why(pick.heard(sent.state, taskCode("T1"), false)).id, "wrong-tote");
  assert.deepEqual(on(pick.heard(sent.state, taskCode("T2"), false)).sharing, []);
});

test("a batch is sorted at the end", () => {
  const state = pick.begin(workOfWave({ ...wave, mode: "batch" }), PATH);
  const sent = asks(pick.count(state, here(state), 4));
  assert.deepEqual(sent.state.sharing, []);
  assert.deepEqual(totesOf(sent.state.work), [
    { taskId: "T1", tote: 1, lines: [{ sku: "CUP", quantity: 1 }] },
    { taskId: "T2", tote: 2, lines: [{ sku: "CUP", quantity: 3 }] },
  ]);
});

test("news of the task is taken over unless something of ours waits", () => {
  const state = on(pick.heard(on(pick.heard(begun(), bin("A-01"), false)), product("CUP"), false));
  const news = workOfTask(
    task([{ sku: "CUP", quantity: 3, picked: 2, bins: [{ bin: "A-01", quantity: 1 }] }], { version: 4 }),
  );
  assert.equal(pick.renewed(state, news, false), state);
  assert.equal(pick.renewed(state, { ...news, version: 0 }, true), state);
  const renewed = pick.renewed(state, news, true);
  assert.deepEqual([renewed.work.version, renewed.counted], [4, 0]);
});

test("after a reload the hand is as full as it was, and what waits to be sent is not asked for again", () => {
  const kept = on(pick.heard(on(pick.heard(begun(), bin("A-01"), false)), product("CUP"), false));
  const resumed = pick.resumed(kept, workOfTask(order), PATH, true);
  assert.deepEqual([resumed.bin, resumed.counted], ["A-01", 1]);
  const waiting = asks(pick.heard(kept, product("CUP"), false)).state;
  assert.equal(here(pick.resumed(waiting, workOfTask(order), PATH, false)).bin, "A-02");
  // discarded by hand: the units lie where they lay
  assert.equal(here(pick.resumed(waiting, workOfTask(order), PATH, true)).bin, "A-01");
  const other = workOfTask(task([{}], { taskId: "T9" }));
  assert.deepEqual(pick.resumed(kept, other, PATH, true), pick.begin(other, PATH));
});
