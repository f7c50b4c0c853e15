/** The node's events: followed while somebody is there who may hear them, resumed where they broke off. */
import { type CloudEvent, follow } from "@holdfast/shell/events.ts";
import { computed, effect } from "@preact/signals";
import { credential, me } from "../people/identity.ts";
import { answered } from "./reach.ts";
import { readMark, resumeFrom } from "./resume.ts";

type Handler = (event: CloudEvent) => void;

const listeners = new Set<{ types: readonly string[]; handler: Handler }>();
const MARK = "holdfast.stream";
/** Events that come together are told together, so that a screen asks once. */
const GATHER_MS = 120;

let gathered: CloudEvent[] = [];

export function heed(types: readonly string[], handler: Handler): () => void {
  const listener = { types, handler };
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const stream = {
  /** Another node counts its events anew. */
  forget: () => localStorage.removeItem(MARK),
};

/** `onBreak`: the stream broke; who ended it, and why, is to be asked. */
export function startStream(onBreak: () => void): void {
  let leave: (() => void) | null = null;
  // by its value: that the same person is there is no reason to begin anew
  const hears = computed(() =>
    me.value?.scopes.includes("events:read") ? (credential().authorization ?? null) : null,
  );
  effect(() => {
    leave?.();
    leave = hears.value === null ? null : listen(hears.value, onBreak);
  });
}

function listen(authorization: string, onBreak: () => void): () => void {
  return follow("/v1/stream", {
    headers: () => ({ authorization }),
    lastEventId: resumeFrom(readMark(localStorage.getItem(MARK)), Date.now()),
    onState: (open) => (open ? answered() : onBreak()),
    onEvent: ({ id, event }) => {
      localStorage.setItem(MARK, JSON.stringify({ id, at: Date.now() }));
      if (gathered.length === 0) setTimeout(tell, GATHER_MS);
      gathered.push(event);
    },
  });
}

function tell(): void {
  const events = gathered;
  gathered = [];
  for (const event of events) {
    for (const { types, handler } of listeners) if (types.includes(event.type)) handler(event);
  }
}
