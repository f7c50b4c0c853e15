/** Where answers are kept, and which answers hold others: pure. */
import type { Kept } from "./store.ts";

/** Paging says how much is asked for at a time, not what: it is no part of an answer's name. */
export function nameOf(path: string): string {
  const [place = "", query = ""] = path.split("?", 2);
  const asked = new URLSearchParams(query);
  asked.delete("limit");
  asked.delete("cursor");
  asked.sort();
  const text = asked.toString();
  return text === "" ? place : `${place}?${text}`;
}

/** A later page is no answer to the question itself; its items are kept one by one. */
export function isLaterPage(path: string): boolean {
  return new URLSearchParams(path.split("?", 2)[1] ?? "").has("cursor");
}

/** Lists whose items can be asked for by themselves, and the field that names them. */
const ITEM_KEYS: readonly { list: RegExp; key: string }[] = [
  { list: /^\/v1\/tasks$/, key: "taskId" },
  { list: /^\/v1\/waves$/, key: "waveId" },
  { list: /^\/v1\/bins$/, key: "bin" },
  { list: /^\/v1\/products$/, key: "sku" },
  { list: /^\/v1\/expected-receipts$/, key: "expectedReceiptId" },
  { list: /^\/v1\/count-lists$/, key: "listId" },
  { list: /^\/v1\/counts$/, key: "countId" },
  { list: /^\/v1\/warehouses\/[^/]+\/inventory$/, key: "sku" },
];

/** The answers that one answer brings with it: itself, and each of its items. */
export function answersIn(path: string, value: unknown, at: string): Kept[] {
  const kept: Kept[] = isLaterPage(path) ? [] : [{ path: nameOf(path), value, at }];
  const place = path.split("?", 1)[0] ?? path;
  const key = ITEM_KEYS.find(({ list }) => list.test(place))?.key;
  const items = (value as { items?: unknown } | null)?.items;
  if (key === undefined || !Array.isArray(items)) return kept;
  for (const item of items as Record<string, unknown>[]) {
    const id = item[key];
    if (typeof id === "string") kept.push({ path: `${place}/${encodeURIComponent(id)}`, value: item, at });
  }
  return kept;
}
