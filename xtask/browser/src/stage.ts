/** The servers around the browser, as `cargo xtask browser` started them. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";

interface Address {
  url: string;
  /** The same over HTTPS, where it is served. */
  secure: string | null;
  /** An administrator's. */
  key: string;
}

interface Stage {
  hub: Address;
  sites: { id: string; server: Address }[];
  control: string;
  chromium: string;
  /** Where pictures go. */
  pictures: string;
}

function read(): Stage {
  const told = process.env.HOLDFAST_STAGE;
  if (!told) throw new Error("run `cargo xtask browser`: it starts the servers and then these tests");
  return JSON.parse(told) as Stage;
}

export const stage = read();

// biome-ignore lint/suspicious/noExplicitAny: answers are read field by field, and a wrong one fails the test
export type Json = any;

/** A server's API, asked as its administrator beside the browser. */
export class Server {
  readonly url: string;
  readonly secure: string | null;
  readonly key: string;

  constructor(address: Address) {
    this.url = address.url;
    this.secure = address.secure;
    this.key = address.key;
  }

  async ask(method: string, path: string, body?: unknown, key = this.key): Promise<Json> {
    const headers: Record<string, string> = { authorization: `Bearer ${key}` };
    if (method !== "GET") headers["idempotency-key"] = randomUUID();
    if (body !== undefined) headers["content-type"] = "application/json";
    const request: RequestInit = { method, headers };
    if (body !== undefined) request.body = JSON.stringify(body);
    const response = await fetch(this.url + path, request);
    const text = await response.text();
    assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`);
    return text === "" ? null : JSON.parse(text);
  }

  get(path: string): Promise<Json> {
    return this.ask("GET", path);
  }

  post(path: string, body: unknown): Promise<Json> {
    return this.ask("POST", path, body);
  }

  patch(path: string, body: unknown): Promise<Json> {
    return this.ask("PATCH", path, body);
  }
}

export const hub = new Server(stage.hub);

export interface Site {
  id: string;
  node: Server;
}

export function site(at: number): Site {
  const found = stage.sites[at];
  assert.ok(found, `there is no site ${at}`);
  return { id: found.id, node: new Server(found.server) };
}

/** Stops or starts a server, cuts or heals a warehouse's link. */
export async function control(who: string, deed: "stop" | "start" | "cut" | "heal"): Promise<void> {
  const answer = await fetch(`${stage.control}/${who}/${deed}`, { method: "POST" });
  assert.ok(answer.ok, `${who} ${deed}: ${await answer.text()}`);
}

/** Asks again until `probe` finds something. */
export async function until<T>(
  what: string,
  probe: () => Promise<T | null | undefined | false>,
  within = 30_000,
): Promise<T> {
  const end = Date.now() + within;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (Date.now() > end) throw new Error(`after ${within / 1000} s still not: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** The number of a product of the demonstration's catalogue, and its barcode. */
export async function product(sku: string): Promise<{ sku: string; name: string; gtin: string }> {
  const found = await hub.get(`/v1/products/${encodeURIComponent(sku)}`);
  return { sku, name: found.name, gtin: found.barcodes[0] };
}

/** Units on hand, as the node says. */
export async function onHand(at: Site, sku: string): Promise<number> {
  return (await at.node.get(`/v1/warehouses/${at.id}/inventory/${encodeURIComponent(sku)}`)).quantity;
}
