/** An order as it is being written: fields as typed, checked into a body, and the server's objections put back at their fields. */
import { type TypedLine, typedLine } from "../goods/lines.ts";
import { readUnits } from "../stock/doubt.ts";
import { minorDigits, readAmount, writeAmount } from "./amount.ts";
import type { Address, Customer } from "./record.ts";

export interface Draft {
  name: string;
  email: string;
  phone: string;
  line1: string;
  city: string;
  postalCode: string;
  country: string;
  lat: string;
  lon: string;
  currency: string;
  priority: string;
  allowBackorder: boolean;
  allowSplit: boolean;
  lines: TypedLine[];
}

export function emptyDraft(): Draft {
  const person = { name: "", email: "", phone: "" };
  const place = { line1: "", city: "", postalCode: "", country: "", lat: "", lon: "" };
  const terms = { currency: "GBP", priority: "0", allowBackorder: false, allowSplit: true };
  return { ...person, ...place, ...terms, lines: [emptyLine(1)] };
}

export function emptyLine(id: number): TypedLine {
  return typedLine(id, "", "1");
}

export interface OrderBody {
  customer: Customer;
  currency: string;
  priority: number;
  allowBackorder: boolean;
  allowSplit: boolean;
  items: { sku: string; quantity: number; unitPrice: string }[];
}

/** What is wrong, by the pointer of its field: the same pointers as the server's. */
export type Troubles = Record<string, string>;

export type Checked = { body: OrderBody } | { troubles: Troubles };

export function checked(draft: Draft): Checked {
  const troubles: Troubles = {};
  const customer = customerOf(draft, troubles);
  const currency = draft.currency.trim().toUpperCase();
  if (!/^[A-Z]{3}$/.test(currency)) troubles["/currency"] = "Three letters, such as GBP.";
  const priority = readUnits(draft.priority || "0", true);
  if ("wrong" in priority) troubles["/priority"] = priority.wrong;
  const items = draft.lines.map((line, at) => itemOf(line, at, troubles));
  if (items.length === 0) troubles["/items"] = "An order needs at least one line.";
  if (Object.keys(troubles).length > 0) return { troubles };
  const { allowBackorder, allowSplit } = draft;
  const rank = "units" in priority ? priority.units : 0;
  return { body: { customer, currency, priority: rank, allowBackorder, allowSplit, items } };
}

function itemOf(line: TypedLine, at: number, troubles: Troubles): OrderBody["items"][number] {
  const sku = line.sku.trim();
  if (sku === "") troubles[`/items/${at}/sku`] = "Choose a product.";
  const quantity = readUnits(line.quantity);
  if ("wrong" in quantity) troubles[`/items/${at}/quantity`] = quantity.wrong;
  else if (quantity.units === 0) troubles[`/items/${at}/quantity`] = "At least one unit.";
  const unitPrice = line.unitPrice.trim();
  if (readAmount(unitPrice) === null) troubles[`/items/${at}/unitPrice`] = "A price such as 12.50.";
  return { sku, quantity: "units" in quantity ? quantity.units : 0, unitPrice };
}

function customerOf(draft: Draft, troubles: Troubles): Customer {
  const name = draft.name.trim();
  if (name === "") troubles["/customer/name"] = "Who is it for?";
  const customer: Customer = { name };
  if (draft.email.trim()) customer.email = draft.email.trim();
  if (draft.phone.trim()) customer.phone = draft.phone.trim();
  const address: Address = {};
  for (const field of ["line1", "city", "postalCode", "country"] as const) {
    const text = draft[field].trim();
    if (text) address[field] = text;
  }
  const [lat, lon] = [degrees(draft.lat, 90), degrees(draft.lon, 180)];
  if (lat === undefined) troubles["/customer/address/lat"] = "Degrees north, from −90 to 90.";
  if (lon === undefined) troubles["/customer/address/lon"] = "Degrees east, from −180 to 180.";
  if (lat === null && typeof lon === "number") troubles["/customer/address/lat"] = "Give both degrees, or neither.";
  if (lon === null && typeof lat === "number") troubles["/customer/address/lon"] = "Give both degrees, or neither.";
  if (typeof lat === "number") address.lat = lat;
  if (typeof lon === "number") address.lon = lon;
  if (Object.keys(address).length > 0) customer.address = address;
  return customer;
}

/** `null` for nothing, `undefined` for what is no such angle. */
function degrees(text: string, most: number): number | null | undefined {
  const plain = text.trim().replace(/^[−–]/, "-").replace(",", ".");
  if (plain === "") return null;
  const value = Number(plain);
  return Number.isFinite(value) && Math.abs(value) <= most ? value : undefined;
}

/** What the goods come to so far, in the currency's minor units; lines that cannot be read do not count. */
export function goodsTotal(draft: Draft): string {
  let sum = 0n;
  for (const line of draft.lines) {
    const [quantity, price] = [readUnits(line.quantity), readAmount(line.unitPrice)];
    if ("units" in quantity && price !== null) sum += BigInt(quantity.units) * price;
  }
  return writeAmount(sum, minorDigits(draft.currency.trim().toUpperCase()));
}

/** What was refused for lack of stock or rights, told at each line it concerns. */
export function shortLines(
  items: readonly { sku: string }[],
  slug: string,
  lacks: readonly { sku: string; requested: number; promisable: number }[],
): Troubles {
  const troubles: Troubles = {};
  items.forEach((item, at) => {
    const lack = lacks.find(({ sku }) => sku === item.sku);
    if (!lack) return;
    const figures = `${count(lack.requested)} asked for, ${count(lack.promisable)} can be promised now.`;
    troubles[`/items/${at}/quantity`] = `${figures} ${REMEDY[slug] ?? ""}`.trim();
  });
  return troubles;
}

const REMEDY: Record<string, string> = {
  "insufficient-stock": "More than that does not exist: order fewer, or allow a back order.",
  "held-by-warehouse":
    "The units exist, but floors hold the rights and have not answered: allow a back order, and it is filled as they do, or place it again in a moment.",
};

const count = (units: number) => units.toLocaleString("en-GB");

/** The server's `errors`, by pointer. */
export function objections(errors: readonly { pointer: string; detail: string }[] | undefined): Troubles {
  return Object.fromEntries((errors ?? []).map(({ pointer, detail }) => [pointer, detail]));
}
