/** What was done here and has not reached the node yet, shown upon what the node last said: pure. */
import type { Page } from "@holdfast/shell/http.ts";
import type { Action } from "../outbox/queue.ts";
import type { TaskLine, TaskView } from "./shapes.ts";

interface PickBody {
  lines?: { sku: string; quantity: number; short?: number }[];
}

const PICK = /^\/v1\/tasks\/([^/]+)\/pick$/;
const SHIP = /^\/v1\/tasks\/([^/]+)\/ship$/;
const TASKS = /^\/v1\/tasks(\?|$)/;
const TASK = /^\/v1\/tasks\/[^/?]+$/;

/** A task with what is on its way; `waiting`: some of it is not the node's word yet. */
export type OverlaidTask = TaskView & { waiting?: boolean };

/** The answer at `path` as it will be once the queue has gone out. Refused actions do not count: nothing came of them. */
export function overlaid(path: string, value: unknown, actions: readonly Action[]): unknown {
  const waiting = actions.filter((action) => action.state === "waiting");
  if (waiting.length === 0 || value === null) return value;
  if (TASK.test(path)) return overlaidTask(value as TaskView, waiting);
  if (!TASKS.test(path)) return value;
  const list = value as Page<TaskView>;
  const state = new URLSearchParams(path.split("?", 2)[1] ?? "").get("state");
  const items = list.items.map((task) => overlaidTask(task, waiting));
  return { ...list, items: items.filter((task) => state === null || task.state === state || isBegun(state, task)) };
}

/** What one has begun to pick here stays in the list it was found in: nobody should look for it elsewhere. */
function isBegun(state: string, task: OverlaidTask): boolean {
  return state === "open" && task.state === "picking" && task.waiting === true;
}

function overlaidTask(task: TaskView, actions: readonly Action[]): OverlaidTask {
  let shown: OverlaidTask = task;
  for (const action of actions) {
    if (idIn(PICK, action.path) === task.taskId) shown = picked(shown, action.body as PickBody | undefined);
    if (idIn(SHIP, action.path) === task.taskId) shown = { ...shown, state: "done", waiting: true };
  }
  return shown;
}

function idIn(pattern: RegExp, path: string): string | null {
  const found = pattern.exec(path);
  return found?.[1] === undefined ? null : decodeURIComponent(found[1]);
}

function picked(task: TaskView, body: PickBody | undefined): OverlaidTask {
  let lines = task.lines;
  for (const pick of body?.lines ?? []) {
    lines = lines.map((line) => (line.sku === pick.sku ? withUnits(line, pick.quantity, pick.short ?? 0) : line));
  }
  const all = lines.every((line) => line.picked + line.short >= line.quantity);
  return { ...task, lines, state: all ? "packed" : "picking", waiting: true };
}

/** Never more than the line has: the node may have answered the pick already, and the queue not yet heard. */
function withUnits(line: TaskLine, units: number, short: number): TaskLine {
  const left = line.quantity - line.picked - line.short;
  const more = Math.min(units, left);
  return { ...line, picked: line.picked + more, short: line.short + Math.min(short, left - more) };
}
