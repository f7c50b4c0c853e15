/** What is to be picked, as stops along the pick path. Pure. */
import type { BinShare } from "../../known/shapes.ts";
import type { Task, Wave } from "../views.ts";

/** A task or a wave, as picking sees it. */
export interface Work {
  kind: "task" | "wave";
  id: string;
  /** How its units find their tasks: at once (`now`), at the end (`later`), or there is only one (`none`). */
  sorting: "none" | "now" | "later";
  /** Their order gives the totes their numbers. */
  taskIds: string[];
  lines: WorkLine[];
  version: number;
}

export interface WorkLine {
  sku: string;
  quantity: number;
  picked: number;
  short: number;
  bins: BinShare[];
  /** The most urgent task first. */
  tasks: { taskId: string; quantity: number; picked: number }[];
}

/** Units of one product in one place. */
export interface Stop {
  /** `null`: the books say no bin. */
  bin: string | null;
  sku: string;
  quantity: number;
  shares: Share[];
}

/** Units of a stop that one task gets. */
export interface Share {
  taskId: string;
  /** Number of its tote, from 1. */
  tote: number;
  quantity: number;
}

export function workOfTask(task: Task): Work {
  const lines = task.lines.map((line) => ({ ...line, bins: line.bins ?? [], tasks: [] }));
  return { kind: "task", id: task.taskId, sorting: "none", taskIds: [task.taskId], lines, version: task.version };
}

export function workOfWave(wave: Wave): Work {
  const lines = wave.lines.map((line) => ({ ...line, bins: line.bins ?? [] }));
  const sorting = wave.mode === "wave" ? "now" : "later";
  return { kind: "wave", id: wave.waveId, sorting, taskIds: wave.taskIds, lines, version: wave.version };
}

export function keyOf(stop: { bin: string | null; sku: string }): string {
  return `${stop.bin ?? ""}\u0000${stop.sku}`;
}

export function leftOf(line: WorkLine): number {
  return Math.max(0, line.quantity - line.picked - line.short);
}

/**
 * The stops that are left. `path` is the order of bins along the pick path; bins it does not name come after it, and
 * what is in no bin after those. Stops of which somebody said "later" come last.
 */
export function stopsOf(work: Work, path: readonly string[], later: readonly string[]): Stop[] {
  const turn = new Map(path.map((bin, index) => [bin, index]));
  const stops = work.lines.flatMap((line) => stopsOfLine(work, line));
  const rank = (stop: Stop) => (stop.bin === null ? path.length + 1 : (turn.get(stop.bin) ?? path.length));
  const putOff = (stop: Stop) => later.indexOf(keyOf(stop)) + 1;
  return stops
    .map((stop, index) => ({ stop, index }))
    .sort((a, b) => putOff(a.stop) - putOff(b.stop) || rank(a.stop) - rank(b.stop) || a.index - b.index)
    .map(({ stop }) => stop);
}

function stopsOfLine(work: Work, line: WorkLine): Stop[] {
  let left = leftOf(line);
  const owed = line.tasks.map((task) => ({ taskId: task.taskId, units: Math.max(0, task.quantity - task.picked) }));
  const stops: Stop[] = [];
  const add = (bin: string | null, units: number) => {
    const quantity = Math.min(units, left);
    if (quantity <= 0) return;
    left -= quantity;
    stops.push({ bin, sku: line.sku, quantity, shares: sharesOf(work, owed, quantity) });
  };
  for (const share of line.bins) add(share.bin, share.quantity);
  add(null, left);
  return stops;
}

/** Gives units to tasks in their order, and takes them off what each is owed. */
function sharesOf(work: Work, owed: { taskId: string; units: number }[], units: number): Share[] {
  let left = units;
  const shares: Share[] = [];
  for (const task of owed) {
    const quantity = Math.min(left, task.units);
    if (quantity <= 0) continue;
    task.units -= quantity;
    left -= quantity;
    shares.push({ taskId: task.taskId, tote: work.taskIds.indexOf(task.taskId) + 1, quantity });
  }
  return shares;
}

/** The first `units` of a stop's shares: what was found goes to the most urgent. */
export function firstShares(shares: readonly Share[], units: number): Share[] {
  let left = units;
  return shares.flatMap((share) => {
    const quantity = Math.min(left, share.quantity);
    left -= quantity;
    return quantity > 0 ? [{ ...share, quantity }] : [];
  });
}

/** The work once a pick that waits to be sent has been done. */
export function picked(work: Work, stop: Stop, found: number, short: number): Work {
  const given = firstShares(stop.shares, found);
  const lines = work.lines.map((line) => {
    if (line.sku !== stop.sku) return line;
    const bins = line.bins
      .map((bin) => (bin.bin === stop.bin ? { ...bin, quantity: bin.quantity - found - short } : bin))
      .filter((bin) => bin.quantity > 0);
    const tasks = line.tasks.map((task) => {
      const share = given.find((one) => one.taskId === task.taskId);
      return share ? { ...task, picked: task.picked + share.quantity } : task;
    });
    return { ...line, picked: line.picked + found, short: line.short + short, bins, tasks };
  });
  return { ...work, lines };
}

export function progressOf(work: Work): { done: number; of: number } {
  let done = 0;
  let of = 0;
  for (const line of work.lines) {
    done += line.picked + line.short;
    of += line.quantity;
  }
  return { done, of };
}

/** What each tote gets in the end, by product. */
export function totesOf(work: Work): { taskId: string; tote: number; lines: { sku: string; quantity: number }[] }[] {
  return work.taskIds.map((taskId, index) => ({
    taskId,
    tote: index + 1,
    lines: work.lines.flatMap((line) => {
      const share = line.tasks.find((task) => task.taskId === taskId);
      return share && share.picked > 0 ? [{ sku: line.sku, quantity: share.picked }] : [];
    }),
  }));
}
