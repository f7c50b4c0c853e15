/** Events as sentences. Plain functions; what is unknown is told by its name, so that no event goes missing. */
import type { CloudEvent } from "@holdfast/shell/events.ts";
import { counted, spoken, units } from "../ui/figures.ts";
import type { Tone } from "../ui/mark.tsx";

export interface Sentence {
  text: string;
  tone: Tone;
  /** Where the event leads on. */
  path?: string[];
}

type Teller = (event: CloudEvent) => Sentence;

export function sentence(event: CloudEvent): Sentence {
  const teller = TELLERS[event.type];
  return teller
    ? teller(event)
    : { text: `${spaced(event.type)} ${shortId(event.subject ?? "")}`.trim(), tone: "plain" };
}

/** The last six characters of an id: enough to tell neighbours apart. */
export function shortId(id: string): string {
  return /^[0-9A-HJKMNP-TV-Z]{26}$/.test(id) ? `…${id.slice(-6)}` : id;
}

function order(say: (event: CloudEvent, id: string) => string, tone: Tone = "plain"): Teller {
  return (event) => {
    const id = text(event, "orderId") ?? event.subject ?? "";
    return { text: say(event, shortId(id)), tone, path: ["orders", id] };
  };
}

function stock(say: (event: CloudEvent, sku: string, warehouse: string) => string, tone: Tone = "plain"): Teller {
  return (event) => {
    const [place = "", product = ""] = (event.subject ?? "").split("/", 2);
    const sku = text(event, "sku") ?? product;
    return { text: say(event, sku, text(event, "warehouseId") ?? place), tone, path: ["stock", sku] };
  };
}

function warehouse(say: (event: CloudEvent, id: string) => string, tone: Tone = "plain"): Teller {
  return (event) => {
    const id = text(event, "warehouseId") ?? event.subject ?? "";
    return { text: say(event, id), tone, path: ["warehouses", id] };
  };
}

function thing(noun: string, path: string, what: string, tone: Tone = "plain"): Teller {
  return (event) => ({
    text: `${noun} ${shortId(event.subject ?? "")} ${what}`,
    tone,
    path: [path, event.subject ?? ""],
  });
}

function key(what: string, tone: Tone = "plain"): Teller {
  return (event) => ({ text: `The key ${text(event, "name") ?? event.subject ?? ""} ${what}`, tone, path: ["keys"] });
}

function hold(what: string): Teller {
  return (event) => {
    const sku = text(event, "sku");
    const said = `${counted(number(event, "quantity"), "unit")}${sku ? ` of ${sku}` : ""} ${what}${forWhom(event)}`;
    return sku ? { text: said, tone: "plain", path: ["stock", sku] } : { text: said, tone: "plain" };
  };
}

const TELLERS: Record<string, Teller> = {
  OrderPlaced: order((event, id) => `Order ${id} placed by ${text(event, "actor") ?? "somebody"}${linesOf(event)}`),
  OrderAllocated: order((event, id) => `Order ${id} allocated${placesOf(event)}`),
  OrderPicking: order((_, id) => `Order ${id} is being picked`),
  OrderPacked: order((_, id) => `Order ${id} packed`),
  OrderDelivered: order((_, id) => `Order ${id} delivered`, "good"),
  OrderCancelling: order((_, id) => `Order ${id}: the floor is asked whether it can still be cancelled`, "check"),
  OrderCanceled: order((_, id) => `Order ${id} canceled`, "check"),
  ShipmentDispatched: order((event, id) => {
    const by = text(event, "carrier");
    return `Order ${id}: a parcel left ${text(event, "warehouseId") ?? "a warehouse"}${by ? ` with ${by}` : ""}`;
  }, "good"),
  ShortPicked: order((event, id) => {
    const why = text(event, "reason");
    const units_ = counted(number(event, "quantity"), "unit");
    return `Order ${id}: ${units_} not found in ${text(event, "warehouseId") ?? "the warehouse"}${why ? ` (${why})` : ""}`;
  }, "wrong"),
  OrderResourced: order(
    (event, id) =>
      `Order ${id}: ${counted(number(event, "quantity"), "unit")} now come from elsewhere than ${text(event, "from") ?? "planned"}`,
    "check",
  ),
  CancelRefused: (event) => {
    const transfer = text(event, "transferId");
    if (transfer)
      return {
        text: `Transfer ${shortId(transfer)} has left: too late to cancel`,
        tone: "check",
        path: ["transfers", transfer],
      };
    return order((_, id) => `Order ${id} has shipped: too late to cancel, a return is due`, "check")(event);
  },
  StockUpdated: stock(
    (event, sku, place) =>
      `${sku} in ${place}: ${units(number(event, "quantity"))} on hand, ${units(number(event, "availableQuantity"))} available`,
  ),
  StockShortfall: stock(
    (event, sku, place) =>
      `${sku} in ${place}: a count broke promises of ${counted(number(event, "quantity"), "unit")}`,
    "wrong",
  ),
  StockLow: stock(
    (event, sku, place) =>
      `${sku} in ${place} is down to ${units(number(event, "availableQuantity"))} available, below its reorder point of ${units(number(event, "reorderPoint"))}`,
    "check",
  ),
  SlotUpdated: stock((_, sku, place) => `The slot of ${sku} in ${place} was edited`),
  ProductUpdated: (event) => {
    const sku = text(event, "sku") ?? event.subject ?? "";
    const what = event.data.discontinued === true ? "discontinued" : "edited";
    return { text: `Product ${sku} ${what}`, tone: "plain", path: ["stock", sku] };
  },
  ConflictFound: (event) => {
    const of = [text(event, "sku"), text(event, "warehouseId")].filter(Boolean).join(" in ");
    return { text: `${of} was edited on both sides: choose`, tone: "check", path: ["conflicts"] };
  },
  InventoryReserved: hold("reserved"),
  InventoryReleased: hold("released"),
  ReservationExpired: hold("are free again: the reservation expired"),
  WarehouseCreated: warehouse((_, id) => `Warehouse ${id} created`),
  WarehouseUpdated: warehouse((_, id) => `Warehouse ${id} edited`),
  WarehouseRemoved: (event) => ({
    text: `Warehouse ${event.subject ?? ""} removed`,
    tone: "check",
    path: ["warehouses"],
  }),
  NodeOnline: warehouse((_, id) => `${id} is online`, "good"),
  NodeOffline: warehouse((event, id) => `${id} went offline${because(event)}`, "wrong"),
  NodeFenced: warehouse((event, id) => `${id} was fenced${because(event)}`, "wrong"),
  NodeEnrolled: warehouse((_, id) => `A token was made for a node of ${id}`),
  NodeUnfenced: warehouse((event, id) => `${id} was unfenced${by(event)}`, "good"),
  NodeRevoked: warehouse((event, id) => `The node of ${id} was revoked${by(event)}`, "check"),
  NodeRestored: warehouse((_, id) => `The node of ${id} came back from a backup`, "check"),
  WarehouseRecovered: warehouse((_, id) => `${id} was recovered`, "check"),
  HubRestored: () => ({ text: "The hub came back from a backup", tone: "check" }),
  KeyCreated: key("was made"),
  KeyRevoked: key("was revoked", "check"),
  SessionBegun: (event) => ({ text: `${text(event, "name") ?? "Somebody"} signed in at the dashboard`, tone: "plain" }),
  SessionEnded: (event) => ({ text: `${text(event, "name") ?? "Somebody"} signed out`, tone: "plain" }),
  TransferCancelling: thing("Transfer", "transfers", "is being cancelled: the floor is asked", "check"),
  TransferPlanned: thing("Transfer", "transfers", "planned"),
  TransferDispatched: thing("Transfer", "transfers", "is on its way"),
  TransferProgress: thing("Transfer", "transfers", "arrived in part"),
  TransferShort: thing("Transfer", "transfers", "left short of units", "check"),
  TransferReceived: thing("Transfer", "transfers", "received", "good"),
  TransferDifference: thing("Transfer", "transfers", "arrived with a difference", "wrong"),
  TransferCanceled: thing("Transfer", "transfers", "canceled", "check"),
  PurchaseOrderPlaced: thing("Purchase order", "purchase-orders", "placed"),
  PurchaseOrderReceived: thing("Purchase order", "purchase-orders", "received goods", "good"),
  PurchaseOrderInspected: thing("Purchase order", "purchase-orders", "inspected"),
  PurchaseOrderClosed: thing("Purchase order", "purchase-orders", "closed"),
  PurchaseOrderCanceled: thing("Purchase order", "purchase-orders", "canceled", "check"),
  ReturnAuthorised: thing("Return", "returns", "authorised"),
  ReturnReceived: thing("Return", "returns", "came back"),
  ReturnInspected: thing("Return", "returns", "inspected"),
  ReturnClosed: thing("Return", "returns", "closed"),
  ReturnCanceled: thing("Return", "returns", "canceled", "check"),
};

function linesOf(event: CloudEvent): string {
  const lines = event.data.lines;
  return Array.isArray(lines) && lines.length > 0 ? `, ${counted(lines.length, "line")}` : "";
}

function placesOf(event: CloudEvent): string {
  const { allocations } = event.data;
  if (!Array.isArray(allocations)) return "";
  const places = new Set(allocations.map((one: { warehouseId?: unknown }) => String(one.warehouseId)));
  return places.size > 0 ? ` to ${[...places].sort().join(", ")}` : "";
}

function because(event: CloudEvent): string {
  const reason = text(event, "reason");
  return reason ? `: ${reason}` : "";
}

function by(event: CloudEvent): string {
  const actor = text(event, "actor");
  return actor ? ` by ${actor}` : "";
}

function forWhom(event: CloudEvent): string {
  const reference = text(event, "reference");
  return reference ? ` (${shortId(reference)})` : "";
}

function text(event: CloudEvent, field: string): string | undefined {
  const value = event.data[field];
  return typeof value === "string" ? value : undefined;
}

function number(event: CloudEvent, field: string): number {
  const value = event.data[field];
  return typeof value === "number" ? value : 0;
}

/** `PurchaseOrderPlaced` → `Purchase order placed`. */
function spaced(type: string): string {
  return spoken(type.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));
}
