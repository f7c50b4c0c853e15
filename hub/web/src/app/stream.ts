/** The hub's events, on one stream for the whole page. */
import { type CloudEvent, follow } from "@holdfast/shell/events.ts";
import { effect, signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { credential, may, signedIn } from "./session.ts";

type Handler = (event: CloudEvent) => void;

/** Whether the stream stands: whoever shows live figures can say that they are not. */
export const live = signal(false);

const handlers = new Set<{ types: readonly string[] | null; handle: Handler }>();

/** Follows the stream for as long as somebody is signed in who may. */
export function startStream(): void {
  let stop: (() => void) | null = null;
  effect(() => {
    const wanted = signedIn.value && may("events:read");
    if (wanted && stop === null) {
      stop = follow("/v1/events", {
        headers: credential,
        onEvent: ({ event }) => tell(event),
        onState: (open) => {
          live.value = open;
        },
      });
    } else if (!wanted && stop !== null) {
      stop();
      stop = null;
      live.value = false;
    }
  });
}

function tell(event: CloudEvent): void {
  for (const { types, handle } of [...handlers]) if (types === null || types.includes(event.type)) handle(event);
}

/** Hears of events of these types (null: of all) while the component is shown. */
export function useEvents(types: readonly string[] | null, handler: Handler): void {
  const newest = useRef(handler);
  newest.current = handler;
  const key = types === null ? "*" : types.join();
  useEffect(() => {
    const entry = { types, handle: (event: CloudEvent) => newest.current(event) };
    handlers.add(entry);
    return () => {
      handlers.delete(entry);
    };
  }, [key]);
}
