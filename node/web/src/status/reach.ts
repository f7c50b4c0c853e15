/** Whether the node answers, and its hub: what the banner says and what the queue waits for. */
import { signal } from "@preact/signals";
import type { HubLink } from "../app/contract.ts";

export const reachable = signal(true);
export const unreachableSince = signal<string | null>(null);
export const link = signal<HubLink | null>(null);

/** The node answered something, if only a refusal. */
export function answered(): void {
  reachable.value = true;
  unreachableSince.value = null;
}

export function notAnswered(now = new Date()): void {
  if (reachable.value) unreachableSince.value = now.toISOString();
  reachable.value = false;
}
