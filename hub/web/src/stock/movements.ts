/** Movements of a SKU with what was on hand after each of them, reckoned from today backwards. */
import type { Entry } from "../app/contract.ts";

/** Accounts that count towards on hand. */
const INSIDE: ReadonlySet<string> = new Set(["available", "committed", "damaged", "quality_control"]);

export interface Movement extends Entry {
  /** What it did to on hand. */
  change: number;
  /** On hand after it. */
  balance: number;
}

/** What an entry does to on hand: nothing, where it moves units within the building or rights between the sides. */
export function changeOf(entry: Entry): number {
  if (entry.kind === "grant" || !entry.from) return 0;
  const [left, came] = [INSIDE.has(entry.from), INSIDE.has(entry.to)];
  if (left === came) return 0;
  return came ? entry.quantity : -entry.quantity;
}

/**
 * Newest first, by when they happened (a floor that was cut off tells of its movements late). `onHand` is what is on
 * hand after the newest of them; entries that are not given are older than all that are.
 */
export function balanced(entries: readonly Entry[], onHand: number): Movement[] {
  const newest = [...entries].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  let balance = onHand;
  return newest.map((entry) => {
    const change = changeOf(entry);
    const movement = { ...entry, change, balance };
    balance -= change;
    return movement;
  });
}

export interface Steps {
  /** Seconds since 1970, ascending. */
  at: number[];
  onHand: number[];
}

/** On hand over time, oldest first: a step at each change, up to `now` (milliseconds). */
export function steps(movements: readonly Movement[], now: number): Steps {
  const line: Steps = { at: [], onHand: [] };
  const oldest = movements.at(-1);
  if (!oldest) return line;
  const put = (milliseconds: number, onHand: number) => {
    line.at.push(milliseconds / 1000);
    line.onHand.push(onHand);
  };
  put(Date.parse(oldest.at) - 1, oldest.balance - oldest.change);
  for (let index = movements.length - 1; index >= 0; index--) {
    const movement = movements[index];
    if (movement && movement.change !== 0) put(Date.parse(movement.at), movement.balance);
  }
  put(Math.max(now, Date.parse(movements[0]?.at ?? oldest.at)), movements[0]?.balance ?? 0);
  return line;
}

const ACCOUNTS: Record<string, string> = {
  available: "available",
  committed: "committed",
  damaged: "damaged",
  quality_control: "quality control",
  supplier: "supplier",
  customer: "customer",
  loss: "loss",
  in_transit: "in transit",
};

export function accountName(account: string): string {
  return ACCOUNTS[account] ?? account.replaceAll("_", " ");
}

/** "supplier → available", or who was given rights. */
export function pathOf(entry: Entry): string {
  if (!entry.from) return `rights → site ${entry.to}`;
  return `${accountName(entry.from)} → ${accountName(entry.to)}`;
}

export function signed(units: number): string {
  if (units === 0) return "0";
  return units > 0 ? `+${units.toLocaleString("en-GB")}` : `−${(-units).toLocaleString("en-GB")}`;
}
