import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { Api, Refused, Unreachable } from "@holdfast/shell/http.ts";
import { Readings } from "../src/known/known.ts";
import { KnownStore } from "../src/known/store.ts";

/** A node that has these answers, until it is away. */
class Node extends Api {
  away = false;
  asked: string[] = [];
  readonly answers = new Map<string, unknown>();

  constructor() {
    super(() => ({}));
  }

  override async get<T>(path: string): Promise<T> {
    this.asked.push(path);
    if (this.away) throw new Unreachable("no network");
    if (this.answers.has(path)) return this.answers.get(path) as T;
    const problem = { type: "x/not-found", title: "Not found", status: 404, detail: "" };
    throw new Refused(problem, null);
  }
}

let devices = 0;

function device(node: Node, reachable = () => !node.away): Readings {
  const store = new KnownStore(`readings-${devices++}`);
  return new Readings({ api: node, store, reachable, overlay: (_, value) => value });
}

const TASKS = { items: [{ taskId: "T1", state: "open", lines: [] }], nextCursor: null };

test("what the node says is fresh; what it said last has its time", async () => {
  const node = new Node();
  node.answers.set("/v1/tasks?state=open&limit=50", TASKS);
  const readings = device(node);
  assert.deepEqual(await readings.read("/v1/tasks?state=open&limit=50"), { value: TASKS, asOf: null });
  node.away = true;
  const later = await readings.read("/v1/tasks?state=open");
  assert.deepEqual(later.value, TASKS);
  assert.ok(later.asOf);
  assert.deepEqual((await readings.read("/v1/tasks/T1")).value, TASKS.items[0]);
});

test("a node that is known to be away is not asked for what is known", async () => {
  const node = new Node();
  node.answers.set("/v1/tasks?state=open", TASKS);
  const readings = device(node);
  await readings.read("/v1/tasks?state=open");
  node.away = true;
  await readings.read("/v1/tasks?state=open");
  assert.equal(node.asked.length, 1);
});

test("silence that nobody expected is answered with what was said last, too", async () => {
  const node = new Node();
  node.answers.set("/v1/link", { online: true });
  const readings = device(node, () => true);
  await readings.read("/v1/link");
  node.away = true;
  assert.ok((await readings.read("/v1/link")).asOf);
});

test("what nobody ever read is not made up", async () => {
  const node = new Node();
  node.away = true;
  await assert.rejects(device(node).read("/v1/tasks/T9"), Unreachable);
});

test("what is gone at the node is forgotten here", async () => {
  const node = new Node();
  node.answers.set("/v1/tasks/T1", TASKS.items[0]);
  const readings = device(node);
  await readings.read("/v1/tasks/T1");
  node.answers.clear();
  await assert.rejects(readings.read("/v1/tasks/T1"), Refused);
  node.away = true;
  await assert.rejects(readings.read("/v1/tasks/T1"), Unreachable);
});

test("products are found by SKU and by words without the node, also after a new start", async () => {
  const node = new Node();
  const store = new KnownStore("catalogue");
  const world = { api: node, store, reachable: () => false, overlay: (_: string, value: unknown) => value };
  await new Readings(world).keepCatalogue([
    { sku: "MUG-01", name: "Stoneware mug, blue" },
    { sku: "PAN-28", name: "Frying pan" },
  ]);
  node.away = true;
  const readings = new Readings(world);
  const found = await readings.read<{ items: { sku: string }[] }>("/v1/products?q=mug&limit=20");
  assert.deepEqual(
    found.value.items.map(({ sku }) => sku),
    ["MUG-01"],
  );
  assert.ok(found.asOf);
  assert.equal((await readings.read<{ name: string }>("/v1/products/PAN-28")).value.name, "Frying pan");
});

test("another warehouse's device knows nothing of this one", async () => {
  const node = new Node();
  node.answers.set("/v1/tasks?state=open", TASKS);
  const readings = device(node);
  await readings.read("/v1/tasks?state=open");
  await readings.forget();
  node.away = true;
  await assert.rejects(readings.read("/v1/tasks?state=open"), Unreachable);
});
