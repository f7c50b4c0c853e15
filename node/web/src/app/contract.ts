/** What the screens of the floor build on: reading, acting, scanning, telling. Screens know nothing of storage, keys or the network. */
import type { CloudEvent } from "@holdfast/shell/events.ts";
import type { ReadonlySignal } from "@preact/signals";

/** Who is at this device, as `GET /v1/me` says. */
export interface Me {
  name: string;
  role: string;
  scopes: string[];
  deviceId: string;
  device: string;
  warehouseId: string;
  warehouseName: string | null;
  session: { sessionId: string; operatorId: string; expiresAt: string } | null;
}

/** The node's link to its hub, as `GET /v1/link` says. */
export interface HubLink {
  online: boolean;
  since: string;
  lagSeconds: number | null;
  pendingCells: number;
  pendingEntries: number;
  pendingDocuments: number;
  reason?: string | null;
}

/** What was read, and since when it is no longer known to be so: the node was out of reach when it was last asked. */
export interface Known<T> {
  value: T;
  /** RFC 3339 of the moment it was read; `null` while it is fresh. */
  asOf: string | null;
}

/** A change that a person asks for. */
export interface NewAction {
  /** Id of the message that names it to people, with its arguments: `{ id: "action-receive", args: { units: 4 } }`. */
  label: Say;
  method: "POST" | "PATCH" | "DELETE";
  path: string;
  body?: unknown;
  /** Actions of one subject depend on those before them: behind a refused one the others wait. For example `task/01K…`. */
  subject?: string;
}

/** How an action went, as far as is known when `act` returns. */
export type Outcome =
  | { state: "done"; answer: unknown }
  /** It is kept here and will be sent; the person may go on. */
  | { state: "queued" }
  /** The node refused it while the person was there: nothing was changed, nothing is kept. */
  | { state: "refused"; refusal: Refusal };

export interface Refusal {
  slug: string;
  status: number;
  title: string;
  detail: string;
  errors: { pointer: string; detail: string }[];
  /** Other fields of the problem. */
  more: Record<string, unknown>;
}

/** A code as the node recognises it (`POST /v1/scans`), or this device by itself where the node is out of reach. */
export interface Recognised {
  code: string;
  kind: "product" | "bin" | "task" | "order" | "sscc" | "operator" | "unknown";
  sku?: string;
  name?: string;
  gtin?: string;
  bin?: string;
  taskId?: string;
  orderId?: string;
  /** Units that the code itself says (AI 30, 37). */
  quantity?: number;
  gs1?: { ai: string; value: string }[];
  /** Why the code breaks its own rules; then `kind` is `unknown`. */
  broken?: string;
  /** Recognised without the node. */
  local: boolean;
}

/** A code that came in, by wedge, camera or hand. */
export interface Scan {
  code: string;
  source: "wedge" | "camera" | "typed";
}

/** A message to be said in the person's language. */
export interface Say {
  id: string;
  args?: Record<string, string | number>;
}

export type Mood = "good" | "check" | "wrong";

export interface Terminal {
  me: ReadonlySignal<Me | null>;
  link: ReadonlySignal<HubLink | null>;
  /** Whether the node itself answers. */
  reachable: ReadonlySignal<boolean>;
  /** Since when it has not: RFC 3339. */
  unreachableSince: ReadonlySignal<string | null>;
  /** Actions that wait here, and those that were refused and want a person. */
  waiting: ReadonlySignal<number>;
  refused: ReadonlySignal<number>;

  /** The resource from the node, or as it was last known. @throws {Refused} @throws {Unreachable} where nothing is known */
  read<T>(path: string): Promise<Known<T>>;
  /** Asks for a change: kept on this device first, then sent; once it returned, nothing of it can be lost. */
  act(action: NewAction): Promise<Outcome>;
  /** Says what a code is. Never throws. */
  recognise(code: string, context?: string): Promise<Recognised>;
  /** Sound, colour and vibration. */
  signal(mood: Mood): void;
  /** Counts up whenever what is known may have changed by itself: an action went out, the node is back. `useKnown` asks anew then. */
  revision: ReadonlySignal<number>;
  /** Calls `handler` for each event of the node of one of these types, until the returned function is called. */
  heed(types: readonly string[], handler: (event: CloudEvent) => void): () => void;
  /** What is not JSON (labels, slips, QR codes): only while the node answers. @throws {Refused} @throws {Unreachable} */
  file(path: string): Promise<Blob>;
  may(scope: string): boolean;
}
