/** The ledger's entries, more of them as somebody scrolls. */
import type { Page } from "@holdfast/shell/http.ts";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Entry } from "../app/contract.ts";
import { api } from "../app/session.ts";
import { type AuditSearch, auditPath } from "./search.ts";

interface Entries {
  rows: readonly Entry[];
  /** There are no older ones. */
  all: boolean;
  loading: boolean;
  error: unknown;
}

const NONE: Entries = { rows: [], all: false, loading: true, error: null };
const PAGE = "200";

export function useEntries(search: AuditSearch): Entries & { more: () => void; again: () => void } {
  const [entries, setEntries] = useState(NONE);
  const [round, setRound] = useState(0);
  const run = useRef({ cursor: null as string | null, busy: false, ended: new AbortController() });
  const key = auditPath(search);

  const fetchPage = async () => {
    const mine = run.current;
    if (mine.busy || mine.ended.signal.aborted) return;
    mine.busy = true;
    setEntries((before) => ({ ...before, loading: true, error: null }));
    try {
      let page: Page<Entry>;
      do {
        const at = mine.cursor === null ? {} : { cursor: mine.cursor };
        page = await api.get<Page<Entry>>(auditPath(search, { limit: PAGE, ...at }), { signal: mine.ended.signal });
        mine.cursor = page.nextCursor;
        // the hub looks through so many entries a page: one with none that fits is not the end
      } while (page.items.length === 0 && page.nextCursor !== null);
      const { items, nextCursor } = page;
      setEntries((before) => ({
        rows: [...before.rows, ...items],
        all: nextCursor === null,
        loading: false,
        error: null,
      }));
    } catch (error) {
      if (!mine.ended.signal.aborted) setEntries((before) => ({ ...before, loading: false, error }));
    } finally {
      mine.busy = false;
    }
  };

  useEffect(() => {
    run.current = { cursor: null, busy: false, ended: new AbortController() };
    setEntries(NONE);
    void fetchPage();
    const { ended } = run.current;
    return () => ended.abort();
  }, [key, round]);

  const more = () => {
    if (!entries.all && entries.error === null && entries.rows.length > 0) void fetchPage();
  };
  return { ...entries, more, again: () => setRound((n) => n + 1) };
}
