/** Events as they come, newest first; still while somebody reads. */
import type { CloudEvent } from "@holdfast/shell/events.ts";
import { href } from "@holdfast/shell/route.ts";
import { useEffect, useRef, useState } from "preact/hooks";
import { may } from "../app/session.ts";
import { useEvents } from "../app/stream.ts";
import { counted } from "../ui/figures.ts";
import { Ago, Empty, Mark, Panel } from "../ui/index.ts";
import { sentence } from "./sentences.ts";

const KEPT = 60;
/** Ten times a second is more than anybody reads; once is enough. */
const SHOWN_EVERY_MS = 1_000;

export function LiveEvents() {
  const [paused, setPaused] = useState(false);
  const { shown, waiting } = useNewest(paused);
  if (!may("events:read")) return null;
  return (
    <Panel
      title="As it happens"
      aside={
        <button type="button" class="button" aria-pressed={paused} onClick={() => setPaused(!paused)}>
          {paused ? `Go on${waiting > 0 ? ` (${waiting} new)` : ""}` : "Pause"}
        </button>
      }
    >
      {shown.length === 0 ? (
        <Empty title="Nothing has happened since you came here.">
          Orders, stock and links show here as they change.
        </Empty>
      ) : (
        // a scrolled region must be reachable by keyboard
        // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
        <section class="events" aria-label={`The last ${counted(shown.length, "event")}`} tabIndex={0}>
          <ul>
            {shown.map((event) => (
              <EventLine key={event.id} event={event} />
            ))}
          </ul>
        </section>
      )}
    </Panel>
  );
}

function EventLine({ event }: { event: CloudEvent }) {
  const { text, tone, path } = sentence(event);
  return (
    <li class="event">
      <Mark tone={tone} />
      {path ? <a href={href(path)}>{text}</a> : <span>{text}</span>}
      <span class="muted event-time">
        <Ago at={event.time} />
      </span>
    </li>
  );
}

function useNewest(paused: boolean): { shown: readonly CloudEvent[]; waiting: number } {
  const coming = useRef<CloudEvent[]>([]);
  const [shown, setShown] = useState<readonly CloudEvent[]>([]);
  const [waiting, setWaiting] = useState(0);
  useEvents(null, (event) => {
    coming.current.unshift(event);
    coming.current.length = Math.min(coming.current.length, KEPT);
  });
  useEffect(() => {
    const timer = setInterval(() => {
      if (paused) return setWaiting(coming.current.length);
      if (coming.current.length === 0) return;
      const came = coming.current;
      coming.current = [];
      setShown((before) => [...came, ...before].slice(0, KEPT));
      setWaiting(0);
    }, SHOWN_EVERY_MS);
    return () => clearInterval(timer);
  }, [paused]);
  return { shown, waiting: paused ? waiting : 0 };
}
