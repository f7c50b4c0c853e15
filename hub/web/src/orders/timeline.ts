/** What became of an order, moment by moment: its history, joined with the parcels and with why each warehouse was chosen. */
import type { Allocation, Noted, Order, Shipment } from "./record.ts";
import { away, reasonWords, why } from "./why.ts";

export type Tone = "plain" | "good" | "check" | "wrong";

/** A warehouse that was chosen at a moment. */
export interface Choice {
  warehouseId: string;
  units: number;
  why: string | null;
}

export interface Moment {
  at: string;
  title: string;
  detail: string | null;
  actor: string;
  tone: Tone;
  choices: Choice[];
  shipment: Shipment | null;
  /** The return that was authorised. */
  returnId: string | null;
}

interface Told {
  title: string;
  tone: Tone;
  detail?: string;
}

const EVENTS: Record<string, Told> = {
  OrderPlaced: { title: "Order placed", tone: "plain" },
  OrderAllocated: { title: "Allocated", tone: "good" },
  OrderBackordered: {
    title: "Waits for stock",
    tone: "check",
    detail: "It is filled by itself when stock or rights arrive: higher priority first, then the oldest.",
  },
  OrderPicking: { title: "Picking began", tone: "plain" },
  OrderPacked: { title: "Packed", tone: "plain" },
  ShortPick: { title: "Short pick", tone: "wrong" },
  OrderResourced: { title: "Re-sourced", tone: "check" },
  ShipmentDispatched: { title: "Parcel dispatched", tone: "good" },
  OrderDelivered: { title: "Delivered", tone: "good" },
  CancelRequested: {
    title: "Cancel asked of the floor",
    tone: "check",
    detail: "The floor stops, or says that it has shipped.",
  },
  OrderCanceled: { title: "Cancelled", tone: "wrong" },
  CancelRefused: { title: "Too late to cancel", tone: "wrong" },
  ReturnAuthorised: { title: "Return authorised", tone: "check" },
};

/** Oldest first, as the history has them. */
export function timeline(order: Order): Moment[] {
  const parcels = [...order.shipments];
  let chosen = false;
  return order.history.map((noted) => {
    const told = EVENTS[noted.event] ?? { title: spaced(noted.event), tone: "plain" as const };
    const moment: Moment = {
      at: noted.at,
      title: told.title,
      detail: noted.detail ? sentence(noted) : (told.detail ?? null),
      actor: noted.actor,
      tone: told.tone,
      choices: [],
      shipment: null,
      returnId: null,
    };
    if (noted.event === "OrderAllocated") {
      Object.assign(moment, explained(choices(order, noted, !chosen), moment.detail));
      chosen = true;
    }
    if (noted.event === "ReturnAuthorised" && noted.detail) {
      moment.returnId = noted.detail;
      moment.detail = null;
    }
    if (noted.event === "ShipmentDispatched") moment.shipment = takeParcel(parcels, noted);
    return moment;
  });
}

/** Details are short notes of the hub's: those that are parts of sentences become whole ones. */
function sentence({ event, detail }: Noted): string {
  const short = /^(\d+) at (\S+): (.*)$/.exec(detail ?? "");
  if (event === "ShortPick" && short) return `${short[2]} was ${units(Number(short[1]))} short: ${short[3]}`;
  return capital(detail ?? "");
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function units(count: number): string {
  return count === 1 ? "1 unit" : `${count.toLocaleString("en-GB")} units`;
}

interface Found {
  warehouseId: string;
  units: number;
  allocation: Allocation | undefined;
}

/** A reason that several warehouses share is said once, above them. */
function explained(found: readonly Found[], detail: string | null): Pick<Moment, "choices" | "detail"> {
  if (found.length === 0) return { choices: [], detail };
  const reasons = new Set(found.map(({ allocation }) => reasonWords(allocation?.reason)));
  const [shared = null] = found.length > 1 && reasons.size === 1 ? reasons : [];
  const choices = found.map(({ warehouseId, units: count, allocation }) => {
    const said = shared === null ? why(allocation?.reason, allocation?.distanceKm) : away(allocation?.distanceKm);
    return { warehouseId, units: count, why: said };
  });
  return { choices, detail: shared === null ? null : `${capital(shared)}.` };
}

/** A note that says no warehouses is the first allocation, as the order was placed; later ones name theirs. */
function choices(order: Order, noted: Noted, first: boolean): Found[] {
  const all = order.items.flatMap((line) => line.allocations);
  const named = [...(noted.detail ?? "").matchAll(NAMED)];
  if (named.length > 0) {
    return named.map(([, count = "0", id = ""]) => ({
      warehouseId: id,
      units: Number(count),
      allocation: laterOne(all, id),
    }));
  }
  if (!first) return [];
  const ids = [...new Set(all.map((allocation) => allocation.warehouseId))];
  return ids.flatMap((id) => {
    const here = all.filter((allocation) => allocation.warehouseId === id);
    const atFirst = here.filter((allocation) => !cameLater(allocation));
    // orders from before reasons were noted tell what came later in their history only
    const later = Math.max(0, namedLater(order, id) - (sum(here) - sum(atFirst)));
    const count = sum(atFirst) - later;
    return count > 0 ? [{ warehouseId: id, units: count, allocation: atFirst[0] }] : [];
  });
}

const NAMED = /(\d+) from ([A-Za-z0-9_-]+)/g;

/** Units from this warehouse that the notes of later allocations name. */
function namedLater(order: Order, warehouseId: string): number {
  const details = order.history.filter(({ event }) => event === "OrderAllocated").map(({ detail }) => detail ?? "");
  const found = details.flatMap((detail) => [...detail.matchAll(NAMED)]);
  return found.reduce((total, [, count = "0", id]) => total + (id === warehouseId ? Number(count) : 0), 0);
}

const sum = (allocations: readonly Allocation[]) => allocations.reduce((total, one) => total + one.quantity, 0);

function cameLater({ reason }: Allocation): boolean {
  return reason === "resourced" || reason === "backorder-filled";
}

function laterOne(all: readonly Allocation[], warehouseId: string): Allocation | undefined {
  const here = all.filter((allocation) => allocation.warehouseId === warehouseId);
  return here.find(cameLater) ?? here[0];
}

function takeParcel(parcels: Shipment[], noted: Noted): Shipment | null {
  const from = /^from (\S+)$/.exec(noted.detail ?? "")?.[1];
  const at = parcels.findIndex((parcel) => from === undefined || parcel.warehouseId === from);
  return at < 0 ? null : (parcels.splice(at, 1)[0] ?? null);
}

/** "OrderAllocated" is "Order allocated". */
export function spaced(event: string): string {
  return event.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** What an order waits for, and what a planner can do; `null` where nothing is waited for. */
export function standing(order: Order): { text: string; tone: Tone } | null {
  const waiting = order.items.filter((line) => line.backorderedQuantity > 0);
  if (order.status === "cancelling") {
    const floors = new Set(
      order.items.flatMap((line) =>
        line.allocations.filter(({ state }) => state === "cancelling").map(({ warehouseId }) => warehouseId),
      ),
    );
    return {
      tone: "check",
      text: `${[...floors].join(", ") || "A floor"} has been asked to stop. If a parcel has left before the word arrives, it stays shipped and a return is authorised.`,
    };
  }
  if (waiting.length > 0) {
    const lacks = waiting.map((line) => `${line.backorderedQuantity.toLocaleString("en-GB")} × ${line.sku}`);
    return {
      tone: "check",
      text: `Waits for ${lacks.join(", ")}. It is filled by itself when stock or rights arrive; “Try again” asks the floors for rights now.`,
    };
  }
  const unreleased = order.items.flatMap((line) => line.allocations).filter(({ state }) => state === "allocated");
  if (unreleased.length > 0) {
    const ids = [...new Set(unreleased.map(({ warehouseId }) => warehouseId))];
    return {
      tone: "plain",
      text: `Allocated, and not yet taken over by the floor of ${ids.join(", ")}. Its units are committed.`,
    };
  }
  return null;
}

export interface Actions {
  cancel: boolean;
  retry: boolean;
  deliver: boolean;
  returns: boolean;
}

/** What may be asked of an order as it stands. */
export function actionsOf(order: Order): Actions {
  const shipped = order.items.some((line) => line.shippedQuantity > 0);
  return {
    cancel: ["pending", "processing", "partially_shipped"].includes(order.status),
    retry: order.items.some((line) => line.backorderedQuantity > 0) && order.status !== "cancelling",
    deliver: order.status === "shipped",
    returns: shipped,
  };
}
