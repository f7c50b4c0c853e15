import assert from "node:assert/strict";
import { test } from "node:test";
import { draftOf, EMPTY_DRAFT, rebased, warehouseBody, warehousePatch } from "../src/warehouses/draft.ts";
import { fullness, linkState } from "../src/warehouses/link-state.ts";
import { policyDraft, policyPatch, policySentence, shares } from "../src/warehouses/rights.ts";

test("shares add up to the whole bar, and to nothing where there is nothing", () => {
  const parts = shares({ hubUnits: 60, floorUnits: 30, committedUnits: 10 });
  assert.deepEqual(
    parts.map(({ percent }) => percent),
    [60, 30, 10],
  );
  for (const { percent } of shares({ hubUnits: 0, floorUnits: 0, committedUnits: 0 })) assert.equal(percent, 0);
});

test("only what was changed of a policy is sent, and null gives it back to the node", () => {
  const before = { hubShare: 40, floorReserve: null };
  assert.equal(policyPatch(before, policyDraft(before)), null);
  assert.deepEqual(policyPatch(before, { hubShare: null, floorReserve: "" }), { hubShare: null });
  assert.deepEqual(policyPatch(before, { hubShare: 40, floorReserve: "12" }), { floorReserve: 12 });
  assert.deepEqual(policyPatch({ hubShare: null, floorReserve: 5 }, { hubShare: 0, floorReserve: "0" }), {
    hubShare: 0,
    floorReserve: 0,
  });
});

test("the slider is told in the warehouse's own figures", () => {
  const rights = { hubUnits: 600, floorUnits: 400, committedUnits: 50 };
  assert.match(
    policySentence(rights, 25),
    /Of 1,000 available units the hub may promise about 250 without asking, the floor 750/,
  );
  assert.match(policySentence(rights, 0), /asks the floor/);
  assert.match(policySentence(rights, null), /started with/);
});

const LINK = { hasNode: true, online: true, fenced: false, lagSeconds: 0, pendingCells: 0, pendingEntries: 0 };

test("a link's state is the worst that is true of it", () => {
  assert.deepEqual(linkState(LINK), { tone: "good", word: "Online" });
  assert.deepEqual(linkState({ ...LINK, pendingEntries: 5_000 }), { tone: "check", word: "Catching up" });
  assert.deepEqual(linkState({ ...LINK, online: false, lagSeconds: 90 }), { tone: "wrong", word: "Offline 2 min" });
  assert.deepEqual(linkState({ ...LINK, online: false, fenced: true }), { tone: "wrong", word: "Fenced" });
  assert.deepEqual(linkState({ ...LINK, hasNode: false, online: false }), { tone: "plain", word: "No node" });
  assert.equal(fullness(50, null), null);
  assert.equal(fullness(50, 100), 0.5);
});

const LEEDS = {
  id: "LEEDS",
  name: "Leeds",
  location: { address: "1 Dock Road", lat: 53.8, lon: -1.55 },
  capacity: 0,
  version: 4,
};

test("a new warehouse has only what was typed", () => {
  assert.deepEqual(warehouseBody({ ...EMPTY_DRAFT, id: " LEEDS ", name: "Leeds", lat: "0" }), {
    id: "LEEDS",
    name: "Leeds",
    location: { lat: 0 },
  });
});

test("an edit is a merge patch of what changed, null for what was emptied", () => {
  const before = draftOf(LEEDS);
  assert.equal(warehousePatch(before, { ...before, name: "Leeds " }), null);
  assert.deepEqual(warehousePatch(before, { ...before, name: "Leeds North", capacity: "" }), {
    name: "Leeds North",
    capacity: null,
  });
  assert.deepEqual(warehousePatch(before, { ...before, address: "", lat: "", lon: "" }), { location: null });
  assert.deepEqual(warehousePatch(before, { ...before, address: "" }), {
    location: { address: null, lat: 53.8, lon: -1.55 },
  });
});

test("what was typed stands on top of what somebody else saved meanwhile", () => {
  const before = draftOf(LEEDS);
  const typed = { ...before, name: "Leeds North" };
  const newest = { ...before, capacity: "900", name: "Leeds Dock" };
  assert.deepEqual(rebased(before, typed, newest), { ...before, capacity: "900", name: "Leeds North" });
});
