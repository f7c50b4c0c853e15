/** Lists that the hub gives in pages: more on demand, and what is loaded asked for anew when something changed. */
import type { CloudEvent } from "@holdfast/shell/events.ts";
import type { Page } from "@holdfast/shell/http.ts";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { signedIn, useApi } from "../app/session.ts";
import { useEvents } from "../app/stream.ts";

export interface PagedOptions {
  /** Types of events after which it is asked anew. */
  events?: readonly string[];
  concerns?: (event: CloudEvent) => boolean;
  limit?: number;
}

export interface Paged<T> {
  items: readonly T[];
  /** Whether there are more than these. */
  more: boolean;
  loading: boolean;
  error: unknown;
  loadMore: () => void;
  reload: () => void;
}

interface Loaded<T> {
  path: string | null;
  items: readonly T[];
  next: string | null;
  loading: boolean;
  error: unknown;
}

/** Events come in bursts: a list is asked for anew at most this often. */
const PAUSE_MS = 1_500;
/** As many as are asked for again at once. */
const KEPT_MAX = 2_000;

/** `path` null: nothing to ask yet. */
export function usePaged<T>(path: string | null, { events = [], concerns, limit = 50 }: PagedOptions = {}): Paged<T> {
  const api = useApi();
  const nothing: Loaded<T> = { path, items: [], next: null, loading: path !== null, error: null };
  const [state, setState] = useState<Loaded<T>>(nothing);
  const newest = useRef(state);
  newest.current = state;
  const running = useRef<AbortController | null>(null);

  const ask = useCallback(
    async (count: number, from: Loaded<T> | null) => {
      if (path === null) return;
      running.current?.abort();
      const ended = new AbortController();
      running.current = ended;
      setState((before) => ({ ...(before.path === path ? before : nothing), loading: true }));
      try {
        const found = await pages<T>(path, { count, limit, from }, (url) => api.get(url, { signal: ended.signal }));
        if (!ended.signal.aborted) setState({ path, ...found, loading: false, error: null });
      } catch (error) {
        if (!ended.signal.aborted) setState((before) => ({ ...before, path, loading: false, error }));
      }
    },
    [path, limit],
  );
  const reload = useCallback(() => {
    const { path: shown, items } = newest.current;
    void ask(Math.min(KEPT_MAX, shown === path ? Math.max(limit, items.length) : limit), null);
  }, [ask]);
  const ready = signedIn.value;
  useEffect(() => {
    if (ready) reload();
  }, [reload, ready]);
  useEffect(() => () => running.current?.abort(), []);
  useBursts(events, concerns, reload);

  const shown = state.path === path ? state : nothing;
  const loadMore = () => {
    if (!shown.loading && shown.next !== null) void ask(shown.items.length + limit, shown);
  };
  const { items, loading, error } = shown;
  return { items, more: shown.next !== null, loading, error, loadMore, reload };
}

interface Wanted<T> {
  count: number;
  limit: number;
  /** What is there already, to go on after; nothing: from the beginning. */
  from: Loaded<T> | null;
}

async function pages<T>(
  path: string,
  { count, limit, from }: Wanted<T>,
  get: (url: string) => Promise<Page<T>>,
): Promise<{ items: T[]; next: string | null }> {
  const items = [...(from?.items ?? [])];
  let next = from?.next ?? null;
  const glue = path.includes("?") ? "&" : "?";
  do {
    const size = Math.min(500, Math.max(limit, count - items.length));
    const after = next === null ? "" : `&cursor=${encodeURIComponent(next)}`;
    const page = await get(`${path}${glue}limit=${size}${after}`);
    items.push(...page.items);
    next = page.nextCursor;
  } while (next !== null && items.length < count);
  return { items, next };
}

function useBursts(
  events: readonly string[],
  concerns: ((event: CloudEvent) => boolean) | undefined,
  reload: () => void,
): void {
  const waiting = useRef<ReturnType<typeof setTimeout> | null>(null);
  const newest = useRef(reload);
  newest.current = reload;
  useEvents(events, (event) => {
    if (waiting.current !== null || (concerns && !concerns(event))) return;
    waiting.current = setTimeout(() => {
      waiting.current = null;
      newest.current();
    }, PAUSE_MS);
  });
  useEffect(
    () => () => {
      if (waiting.current !== null) clearTimeout(waiting.current);
    },
    [],
  );
}

/** The path of a list with what is asked of it; what is empty is left out. */
export function listPath(path: string, query: Record<string, string | undefined>): string {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value) asked.set(name, value);
  const text = asked.toString();
  return text ? `${path}?${text}` : path;
}
