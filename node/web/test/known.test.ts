import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "@holdfast/shell/http.ts";
import { overlaid } from "../src/known/overlay.ts";
import { answersIn, isLaterPage, nameOf } from "../src/known/places.ts";
import type { TaskView } from "../src/known/shapes.ts";
import type { Action } from "../src/outbox/queue.ts";

const task: TaskView = {
  taskId: "T1",
  kind: "order",
  state: "open",
  priority: 0,
  version: 1,
  lines: [
    { sku: "MUG-01", quantity: 4, picked: 1, short: 0 },
    { sku: "PLATE-20", quantity: 2, picked: 0, short: 0 },
  ],
};

function pick(lines: unknown[], state: Action["state"] = "waiting"): Action {
  const fixed = { seq: 1, key: "k", deviceId: "7", who: "", at: "", label: { id: "x" }, tries: 0 };
  return { ...fixed, method: "POST", path: "/v1/tasks/T1/pick", body: { lines }, state };
}

test("an answer is known by what was asked, however it was paged", () => {
  assert.equal(nameOf("/v1/tasks?limit=50&state=open"), nameOf("/v1/tasks?state=open"));
  assert.equal(nameOf("/v1/bins?limit=500"), "/v1/bins");
  assert.ok(isLaterPage("/v1/bins?cursor=x&limit=5"));
});

test("a list brings each of its items along, and a later page only those", () => {
  const names = (path: string) => answersIn(path, { items: [task], nextCursor: null }, "now").map((kept) => kept.path);
  assert.deepEqual(names("/v1/tasks?state=open"), ["/v1/tasks?state=open", "/v1/tasks/T1"]);
  assert.deepEqual(names("/v1/tasks?state=open&cursor=x"), ["/v1/tasks/T1"]);
  assert.deepEqual(
    answersIn("/v1/bins", { items: [{ bin: "A 1/2" }] }, "now").map((kept) => kept.path),
    ["/v1/bins", "/v1/bins/A%201%2F2"],
  );
});

test("a pick on its way is shown as picked, and marked as waiting", () => {
  const shown = overlaid("/v1/tasks/T1", task, [pick([{ sku: "MUG-01", quantity: 2 }])]) as TaskView & {
    waiting?: boolean;
  };
  assert.equal(shown.lines[0]?.picked, 3);
  assert.equal(shown.state, "picking");
  assert.equal(shown.waiting, true);
  assert.equal(task.lines[0]?.picked, 1);
});

test("a task that is complete with what is on its way is packed, shorts included", () => {
  const all = pick([
    { sku: "MUG-01", quantity: 3 },
    { sku: "PLATE-20", quantity: 1, short: 1 },
  ]);
  assert.equal((overlaid("/v1/tasks/T1", task, [all]) as TaskView).state, "packed");
});

test("never more is shown than a line has", () => {
  const twice = [pick([{ sku: "MUG-01", quantity: 3 }]), pick([{ sku: "MUG-01", quantity: 3 }])];
  assert.equal((overlaid("/v1/tasks/T1", task, twice) as TaskView).lines[0]?.picked, 4);
});

test("a refused pick is not shown as done", () => {
  assert.equal(overlaid("/v1/tasks/T1", task, [pick([{ sku: "MUG-01", quantity: 2 }], "refused")]), task);
});

test("lists heed it too: what is done leaves the list, what is begun stays", () => {
  const list: Page<TaskView> = { items: [task], nextCursor: null };
  const some = overlaid("/v1/tasks?state=open", list, [pick([{ sku: "MUG-01", quantity: 1 }])]) as Page<TaskView>;
  assert.equal(some.items.length, 1);
  const all = pick([
    { sku: "MUG-01", quantity: 3 },
    { sku: "PLATE-20", quantity: 2 },
  ]);
  assert.equal((overlaid("/v1/tasks?state=open", list, [all]) as Page<TaskView>).items.length, 0);
});
