/** What a scan, a figure or a choice leads to. Machines of flows return it; `parts/steps.ts` carries it out. */
import type { NewAction, Recognised, Refusal, Say } from "../app/contract.ts";

export type Step<S> =
  /** The flow goes on. */
  | { kind: "next"; state: S; say?: Say; mood: "good" | "check" | "quiet" }
  /** Nothing changed, and why. */
  | { kind: "wrong"; say: Say }
  /** A change is asked for; `after` is where the flow is then: `answer` is `null` while the change waits to be sent. */
  | { kind: "act"; action: NewAction; after: (answer: unknown) => S; say: (answer: unknown) => Say };

export type Wrong = Extract<Step<never>, { kind: "wrong" }>;

export function next<S>(state: S, say?: Say, mood: "good" | "check" | "quiet" = "good"): Step<S> {
  return say ? { kind: "next", state, say, mood } : { kind: "next", state, mood };
}

export function wrong(id: string, args: Record<string, string | number> = {}): Wrong {
  return { kind: "wrong", say: { id, args } };
}

/** Why a code is no product, or `null` where it is one. */
export function notAProduct(heard: Recognised): Wrong | null {
  if (heard.kind === "product" && heard.sku) return null;
  return wrongKind(heard, "wrong-want-product");
}

/** What is known of the bins of this warehouse. */
export interface Places {
  /** It has described none: a code that is nothing else may name one. */
  isAnyName: boolean;
  /** Those that are described or hold something; empty while they are not known. */
  path: readonly string[];
}

export const ANYWHERE: Places = { isAnyName: true, path: [] };

/** The bin a code names. */
export function binOf(heard: Recognised, places: Places): string | Wrong {
  if (heard.kind === "bin" && heard.bin) {
    const isThere = places.isAnyName || places.path.length === 0 || places.path.includes(heard.bin);
    return isThere ? heard.bin : wrong("wrong-no-such-bin", { bin: heard.bin });
  }
  const name = heard.code.trim().replace(/^BIN:/, "");
  if (places.isAnyName && heard.kind === "unknown" && !heard.broken && name !== "" && name.length <= 64) return name;
  return wrongKind(heard, "wrong-want-bin");
}

function wrongKind(heard: Recognised, id: string): Wrong {
  if (heard.broken) return wrong("wrong-broken", { code: heard.code });
  return wrong(id, { code: spoken(heard), kind: heard.kind });
}

/** A scanned thing as people call it. */
export function spoken(heard: Recognised): string {
  // of a product the node also tells the bin it lies in
  if (heard.kind === "product") return heard.sku ?? heard.code;
  return heard.kind === "bin" ? (heard.bin ?? heard.code) : heard.code;
}

/** The question for a refusal that a person may overrule, or `null` where nobody may. */
export function questionOf(refusal: Refusal, action: NewAction): Say | null {
  if (refusal.slug !== "confirmation-required") return null;
  const lines = (action.body as { lines?: Record<string, unknown>[] } | undefined)?.lines ?? [];
  const first = refusal.errors[0];
  const line = lines[Number.parseInt(first?.pointer.split("/")[2] ?? "0", 10)] ?? lines[0] ?? {};
  const quantity = Number(line.quantity ?? line.counted ?? 0);
  const sku = String(line.sku ?? "");
  const unplaced = refusal.more.unplacedQuantity;
  if (typeof unplaced === "number") return { id: "confirm-unplaced", args: { sku, quantity, unplaced } };
  const bound = first?.detail.match(/^(\d+) is more than (\d+)$/);
  if (bound) return { id: "confirm-unusual", args: { sku, quantity: Number(bound[1]), usual: Number(bound[2]) } };
  return { id: "confirm-unexpected", args: { sku, quantity } };
}

/** The same change, meant so. */
export function confirmed(action: NewAction): NewAction {
  return { ...action, body: { ...(action.body as object), confirm: true } };
}

const KNOWN_REFUSALS = new Set([
  "insufficient-stock",
  "held-by-hub",
  "wrong-state",
  "not-found",
  "forbidden",
  "conflict",
  "fenced",
  "invalid-request",
  "version-mismatch",
]);

/** What to do about a refusal, in the person's language; the node's own words stand beneath it. */
export function adviceOf(refusal: Refusal): Say {
  return { id: KNOWN_REFUSALS.has(refusal.slug) ? `advice-${refusal.slug}` : "advice-other" };
}
