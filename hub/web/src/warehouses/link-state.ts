/** How a warehouse's link stands, in a word and a tone. Plain functions. */
import { duration } from "../ui/figures.ts";
import type { Tone } from "../ui/mark.tsx";

export interface LinkFacts {
  hasNode: boolean;
  online: boolean;
  fenced: boolean;
  revoked?: boolean;
  lagSeconds: number;
  pendingCells: number;
  pendingEntries: number;
  pendingDocuments?: number;
}

export interface LinkState {
  tone: Tone;
  word: string;
}

/** Events after which a link stands otherwise. */
export const LINK_EVENTS = [
  "NodeEnrolled",
  "NodeOnline",
  "NodeOffline",
  "NodeFenced",
  "NodeUnfenced",
  "NodeRevoked",
  "NodeRestored",
];

/** So many units of work waiting for a node that is on line are more than a moment's. */
const MUCH_PENDING = 1_000;

export function linkState(facts: LinkFacts): LinkState {
  if (facts.fenced) return { tone: "wrong", word: "Fenced" };
  if (facts.revoked) return { tone: "wrong", word: "Revoked" };
  if (!facts.hasNode) return { tone: "plain", word: "No node" };
  if (!facts.online) return { tone: "wrong", word: `Offline ${duration(facts.lagSeconds)}` };
  if (pending(facts) > MUCH_PENDING) return { tone: "check", word: "Catching up" };
  return { tone: "good", word: "Online" };
}

/** What the node does not hold yet: rows, log entries with letters, documents. */
export function pending(facts: LinkFacts): number {
  return facts.pendingCells + facts.pendingEntries + (facts.pendingDocuments ?? 0);
}

/** How full it is, 0 to 1 and beyond; null where nobody said how much fits. */
export function fullness(quantity: number, capacity: number | null | undefined): number | null {
  return capacity ? quantity / capacity : null;
}
