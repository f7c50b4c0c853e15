/** What the hub says at a path, kept fresh: asked anew after events that concern it, or every so often. */
import type { CloudEvent } from "@holdfast/shell/events.ts";
import type { Answer } from "@holdfast/shell/http.ts";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { api, standing } from "./session.ts";
import { useEvents } from "./stream.ts";

export interface ResourceOptions {
  /** Types of events after which it is asked anew. */
  events?: readonly string[];
  /** Only those of the events that concern it. */
  concerns?: (event: CloudEvent) => boolean;
  /** Milliseconds between askings while the page is visible. */
  every?: number;
}

export interface Resource<T> {
  /** The newest answer; stays while a newer one is asked for. */
  data: T | null;
  etag: string | null;
  error: unknown;
  loading: boolean;
  reload: () => void;
}

/** Events come in bursts; one more question in this time is enough. */
const BURST_MS = 300;

interface State<T> {
  path: string | null;
  answer: Answer<T> | null;
  error: unknown;
  loading: boolean;
}

/** `path` null: nothing to ask yet. */
export function useResource<T>(path: string | null, options: ResourceOptions = {}): Resource<T> {
  const empty = { path, answer: null, error: null, loading: path !== null };
  const [state, setState] = useState<State<T>>(empty);
  const [round, setRound] = useState(0);
  const reload = useCallback(() => setRound((n) => n + 1), []);
  const asking = useRef(false);
  const again = standing.value === "in";

  useEffect(() => {
    if (path === null) return setState(empty);
    if (!again) return;
    const ended = new AbortController();
    asking.current = true;
    setState((before) => (before.path === path ? { ...before, loading: true } : empty));
    const answered = (next: (before: State<T>) => State<T>) => {
      if (ended.signal.aborted) return;
      asking.current = false;
      setState(next);
    };
    api.ask<T>(path, { signal: ended.signal }).then(
      (answer) => answered(() => ({ path, answer, error: null, loading: false })),
      (error: unknown) => answered((before) => ({ ...before, path, error, loading: false })),
    );
    return () => {
      asking.current = false;
      ended.abort();
    };
  }, [path, round, again]);

  useReloads(reload, asking, options);
  const shown = state.path === path ? state : empty;
  const { answer, error, loading } = shown;
  return { data: answer?.body ?? null, etag: answer?.etag ?? null, error, loading, reload };
}

function useReloads(
  reload: () => void,
  asking: { current: boolean },
  { events = [], concerns, every }: ResourceOptions,
): void {
  const waiting = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEvents(events, (event) => {
    if (waiting.current !== null || (concerns && !concerns(event))) return;
    waiting.current = setTimeout(() => {
      waiting.current = null;
      reload();
    }, BURST_MS);
  });
  useEffect(
    () => () => {
      if (waiting.current !== null) clearTimeout(waiting.current);
    },
    [],
  );
  useEffect(() => {
    if (every === undefined) return;
    const timer = setInterval(() => {
      // a slow answer is waited for, not asked for again
      if (document.visibilityState === "visible" && !asking.current) reload();
    }, every);
    return () => clearInterval(timer);
  }, [every]);
}
