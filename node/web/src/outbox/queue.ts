/** The order in which kept actions go out, and what an answer makes of one: pure; storage and network are elsewhere. */
import type { Refusal, Say } from "../app/contract.ts";

/** An action that a person asked for, as it is kept on the device until the node has answered. */
export interface Action {
  /** Counts up on this device: the order in which actions happened. */
  seq: number;
  /** The idempotency key: the same however often the action is sent, so that it counts once (I-4). */
  key: string;
  /** The device under whose key it counts: keys of another device are other keys. */
  deviceId: string;
  /** Who asked for it. */
  who: string;
  /** RFC 3339. */
  at: string;
  label: Say;
  method: "POST" | "PATCH" | "DELETE";
  path: string;
  body?: unknown;
  subject?: string;
  state: "waiting" | "refused";
  /** How often it was sent without an answer that settles it. */
  tries: number;
  /** Why it was refused; the person decides what becomes of it. */
  refusal?: Refusal;
}

/** What a person sees of an action. */
export type Shown = "sending" | "waiting" | "held" | "refused";

/** Why nothing goes out although something waits. */
export type Pause = "unreachable" | "sign-in" | "busy" | "fenced" | "trouble";

/** How sending an action ended. */
export type Sent =
  | { kind: "answered"; answer: unknown }
  | { kind: "unreachable" }
  | { kind: "refused"; refusal: Refusal; retryAfter: number | null };

/** What is to be done with the action that was sent. */
export type Verdict =
  | { kind: "done"; answer: unknown }
  /** It stays at the head under the same key, and everything behind it waits. */
  | { kind: "keep"; pause: Pause; retryAfter: number | null }
  | { kind: "refused"; refusal: Refusal };

/** An error of the node itself that comes this often is shown to a person: the queue must not stand for ever. */
export const TRIES_MAX_ON_TROUBLE = 5;

export function verdict(sent: Sent, tries: number): Verdict {
  if (sent.kind === "answered") return { kind: "done", answer: sent.answer };
  if (sent.kind === "unreachable") return { kind: "keep", pause: "unreachable", retryAfter: null };
  const { refusal, retryAfter } = sent;
  const pause = pauseFor(refusal);
  if (pause === null || (pause === "trouble" && tries + 1 >= TRIES_MAX_ON_TROUBLE)) return { kind: "refused", refusal };
  return { kind: "keep", pause, retryAfter };
}

/** Refusals that say nothing about the action, only about the moment. */
function pauseFor({ status, slug }: Refusal): Pause | null {
  if (status === 401) return "sign-in";
  if (status === 409 && slug === "fenced") return "fenced";
  if (status === 429 || status === 503) return "busy";
  if (status === 502 || status === 504) return "unreachable";
  return status >= 500 ? "trouble" : null;
}

/** Actions in the order in which they happened. */
export function inOrder(actions: readonly Action[]): Action[] {
  return actions.toSorted((one, other) => one.seq - other.seq);
}

/** Whether it waits behind a refused one of its subject. */
export function isHeld(action: Action, actions: readonly Action[]): boolean {
  if (action.state !== "waiting" || action.subject === undefined) return false;
  return actions.some(
    (other) => other.state === "refused" && other.subject === action.subject && other.seq < action.seq,
  );
}

/** The one to be sent now: the first in order that is neither refused nor held. */
export function next(actions: readonly Action[]): Action | null {
  return inOrder(actions).find((action) => action.state === "waiting" && !isHeld(action, actions)) ?? null;
}

export function shown(action: Action, actions: readonly Action[], sending: string | null): Shown {
  if (action.state === "refused") return "refused";
  if (action.key === sending) return "sending";
  return isHeld(action, actions) ? "held" : "waiting";
}

/** Those that wait for the node, held ones included, and those that wait for a person. */
export function tally(actions: readonly Action[]): { waiting: number; refused: number } {
  const refused = actions.filter((action) => action.state === "refused").length;
  return { waiting: actions.length - refused, refused };
}

const BACKOFF_MIN_MS = 1_000;
const BACKOFF_MAX_MS = 30_000;

/** Milliseconds until the next attempt after `tries` without success; what the node asks for goes before. */
export function backoff(tries: number, retryAfter: number | null, chance: number): number {
  if (retryAfter !== null) return Math.min(retryAfter * 1000, 120_000);
  const ceiling = Math.min(BACKOFF_MIN_MS * 2 ** Math.min(tries, 10), BACKOFF_MAX_MS);
  return ceiling / 2 + (ceiling / 2) * chance;
}

/** The refused action once more: another request, hence another key. It keeps its place in the order. */
export function sentAgain(action: Action, key: string): Action {
  const { refusal: _, ...rest } = action;
  return { ...rest, key, state: "waiting", tries: 0 };
}

/** The same with the person's word that the figure is meant: only where the node asked for that. */
export function confirmed(action: Action, key: string): Action {
  const body = { ...(action.body as object | undefined), confirm: true };
  return { ...sentAgain(action, key), body };
}

/** Why, in the node's words; what is said in them to programs is left out. */
export function reasonOf(refusal: Refusal): string {
  return (refusal.detail || refusal.title).replace(/: send it with "confirm".*$/, "");
}

export function wantsConfirmation(action: Action): boolean {
  return action.refusal?.slug === "confirmation-required";
}

/**
 * What becomes of actions that wait when the device is paired anew. Their keys belong to the device it was: sent as they are, one whose
 * answer got lost would count twice. So a person looks at each.
 */
export function ofFormerDevice(action: Action, deviceId: string): Action {
  if (action.deviceId === deviceId) return action;
  const refusal: Refusal = { slug: "device-changed", status: 0, title: "", detail: "", errors: [], more: {} };
  return { ...action, deviceId, state: "refused", refusal };
}
