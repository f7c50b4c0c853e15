/** What is wrong, the worst first: what a planner must see before anything else. A plain function. */
import type { Overview, OverviewWarehouse } from "../app/contract.ts";
import { counted, duration, units } from "../ui/figures.ts";
import type { Tone } from "../ui/mark.tsx";
import { fullness, linkState } from "../warehouses/link-state.ts";

export interface Concern {
  id: string;
  tone: Exclude<Tone, "plain" | "good">;
  text: string;
  /** What it means, or what to do. */
  note: string;
  /** Segments and query of the page that leads on. */
  path: string[];
  query?: Record<string, string>;
}

const NEARLY_FULL = 0.95;

export function concerns(overview: Overview): Concern[] {
  const all = [
    ...overview.warehouses.flatMap(ofWarehouse),
    ...ofStock(overview),
    ...ofOrders(overview),
    ...ofDocuments(overview),
  ];
  // the sort is stable: within a tone, links come before stock before orders before documents
  return all.sort((a, b) => Number(a.tone === "check") - Number(b.tone === "check"));
}

function ofWarehouse(one: OverviewWarehouse): Concern[] {
  const found: Concern[] = [];
  const path = ["warehouses", one.warehouseId];
  const id = one.warehouseId;
  if (one.fenced) {
    const note = "Nothing of it can be promised or changed until it is unfenced.";
    found.push({ id: `fenced/${id}`, tone: "wrong", text: `${one.name} is fenced`, note, path });
  } else if (one.hasNode && !one.online) {
    const waiting = one.pendingCells + one.pendingEntries;
    const note = `The floor works on; ${counted(waiting, "change waits", "changes wait")} for it here, and what it does is not seen yet.`;
    const text = `${one.name} has been offline for ${duration(one.lagSeconds)}`;
    found.push({ id: `offline/${id}`, tone: "wrong", text, note, path });
  } else if (one.hasNode && linkState(one).tone === "check") {
    const note = `${counted(one.pendingCells + one.pendingEntries, "change")} are on their way to it.`;
    found.push({ id: `lag/${id}`, tone: "check", text: `${one.name} is catching up`, note, path });
  }
  const full = fullness(one.quantity, one.capacity);
  if (full !== null && full > NEARLY_FULL) {
    const text = `${one.name} is ${Math.round(full * 100)} % full`;
    const note = `${units(one.quantity)} of ${units(one.capacity ?? 0)} units: think of a transfer.`;
    found.push({ id: `full/${id}`, tone: "check", text, note, path });
  }
  return found;
}

function ofStock({ stock }: Overview): Concern[] {
  const found: Concern[] = [];
  if (stock.shortfalls > 0) {
    const text = `${counted(stock.shortfalls, "promise")} broken by a count`;
    const note = "Units that were promised are not there. Look for another source or tell the customer.";
    found.push({ id: "shortfalls", tone: "wrong", text, note, path: ["orders"], query: { status: "pending" } });
  }
  if (stock.belowReorderPoint > 0) {
    const text = `${counted(stock.belowReorderPoint, "stock level")} below the reorder point`;
    const note = "What to buy or bring from elsewhere is worked out.";
    found.push({ id: "reorder", tone: "check", text, note, path: ["replenishments"] });
  }
  return found;
}

function ofOrders({ orders }: Overview): Concern[] {
  const found: Concern[] = [];
  if (orders.pending > 0) {
    const text = `${counted(orders.pending, "order")} waiting for stock`;
    const note = "They are filled when stock arrives; a retry asks floors at once.";
    found.push({ id: "pending", tone: "check", text, note, path: ["orders"], query: { status: "pending" } });
  }
  if (orders.cancelling > 0) {
    const text = `${counted(orders.cancelling, "cancellation")} asked of floors`;
    const note = "The floor decides: what has left cannot be cancelled.";
    found.push({ id: "cancelling", tone: "check", text, note, path: ["orders"], query: { status: "cancelling" } });
  }
  return found;
}

function ofDocuments({ conflicts }: Overview): Concern[] {
  if (conflicts === 0) return [];
  const text = `${counted(conflicts, "document")} written on both sides`;
  const note = "One value holds and the other is kept until somebody chooses.";
  return [{ id: "conflicts", tone: "check", text, note, path: ["conflicts"] }];
}
