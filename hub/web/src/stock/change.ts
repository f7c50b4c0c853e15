/** A change of stock as it is filled in: what it would do, what is doubtful about it, and the request that does it. */
import { doubtOf, readUnits } from "./doubt.ts";
import type { CellRecord } from "./record.ts";

export type ChangeKind = "adjust" | "set" | "damage";

export interface Change {
  kind: ChangeKind;
  /** As typed. */
  amount: string;
  reason: string;
  reference: string;
}

interface Ready {
  /** The field of the body that the amount is. */
  field: string;
  method: "POST" | "PATCH";
  path: string;
  body: Record<string, unknown>;
  /** What it would do, in words. */
  said: string;
  doubt: string | null;
}

export type Planned = Ready | { field: string; troubles: Record<string, string> };

const FIELDS: Record<ChangeKind, string> = { adjust: "adjust", set: "quantity", damage: "damaged" };

export function planned(change: Change, cell: CellRecord): Planned {
  const field = FIELDS[change.kind];
  const read = readUnits(change.amount, change.kind !== "set");
  const troubles: Record<string, string> = {};
  if ("wrong" in read) troubles[`/${field}`] = read.wrong;
  else if (read.units === 0 && change.kind !== "set") troubles[`/${field}`] = "Zero units change nothing.";
  if (change.reason.trim() === "") troubles["/reason"] = "Say why: it stands in the ledger for ever.";
  if ("wrong" in read || Object.keys(troubles).length > 0) return { field, troubles };
  const list = `/v1/warehouses/${encodeURIComponent(cell.warehouseId)}/inventory`;
  const words = {
    reason: change.reason.trim(),
    ...(change.reference.trim() && { reference: change.reference.trim() }),
  };
  if (change.kind === "damage") {
    const path = `${list}/${encodeURIComponent(cell.sku)}`;
    return { field, method: "PATCH", path, body: { damaged: read.units, ...words }, ...damaged(cell, read.units) };
  }
  const after = change.kind === "set" ? read.units : cell.quantity + read.units;
  if (after < 0) {
    return { field, troubles: { [`/${field}`]: `Only ${count(cell.quantity)} are on hand.` } };
  }
  const said = `On hand ${count(cell.quantity)} → ${count(after)}.`;
  const body = { sku: cell.sku, [field]: read.units, ...words };
  return { field, method: "POST", path: list, body, said, doubt: doubtOf(cell.quantity, after) };
}

function damaged(cell: CellRecord, by: number): Pick<Ready, "said" | "doubt"> {
  const after = Math.max(0, cell.damagedQuantity + by);
  return { said: `Damaged ${count(cell.damagedQuantity)} → ${count(after)}.`, doubt: null };
}

function count(units: number): string {
  return units.toLocaleString("en-GB");
}
