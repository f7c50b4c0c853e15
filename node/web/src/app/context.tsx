/** How screens reach the terminal, its scans, what is known and what is said. */
import { createContext } from "preact";
import { useCallback, useContext, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { type Args, say } from "../i18n/language.ts";
import { onScan } from "../scan/listeners.ts";
import type { Scan, Terminal } from "./contract.ts";

export const TerminalContext = createContext<Terminal | null>(null);

export function useTerminal(): Terminal {
  const terminal = useContext(TerminalContext);
  if (!terminal) throw new Error("a screen stands outside of the terminal");
  return terminal;
}

/** The top-most mounted handler gets each scan; `null` leaves it to the one below. */
export function useScan(handler: ((scan: Scan) => void) | null): void {
  const latest = useRef(handler);
  latest.current = handler;
  const wanted = handler !== null;
  // with the screen itself, not after it was painted: the next scan may come sooner, and must not go to the screen before
  useLayoutEffect(() => (wanted ? onScan((scan) => latest.current?.(scan)) : undefined), [wanted]);
}

/** Says a message by its id. A component that calls it is drawn anew when the language changes. */
export function useSay(): (id: string, args?: Args) => string {
  return say;
}

export interface KnownState<T> {
  /** The newest that is known; `undefined` before the first answer. */
  data: T | undefined;
  /** Since when it is known, where the node could not be asked just now. */
  asOf: string | null;
  error: Error | null;
  reload: () => void;
}

/** A resource of the node, asked for anew when an event of `events` tells of a change. `null` asks for nothing. */
export function useKnown<T>(path: string | null, options: { events?: readonly string[] } = {}): KnownState<T> {
  const terminal = useTerminal();
  const [turn, setTurn] = useState(0);
  const [state, setState] = useState<Omit<KnownState<T>, "reload"> & { path: string | null }>(() => nothing(null));
  const reload = useCallback(() => setTurn((count) => count + 1), []);
  const events = options.events?.join(" ") ?? "";
  const revision = terminal.revision.value;

  useEffect(() => {
    let left = false;
    if (path === null) return undefined;
    terminal.read<T>(path).then(
      (known) => !left && setState({ path, data: known.value, asOf: known.asOf, error: null }),
      (error: Error) => !left && setState((was) => ({ ...(was.path === path ? was : nothing<T>(path)), error })),
    );
    return () => {
      left = true;
    };
  }, [terminal, path, turn, revision]);
  useEffect(() => (events === "" ? undefined : terminal.heed(events.split(" "), reload)), [terminal, events, reload]);

  const { data, asOf, error } = state.path === path ? state : nothing<T>(path);
  return { data, asOf, error, reload };
}

function nothing<T>(path: string | null): Omit<KnownState<T>, "reload"> & { path: string | null } {
  return { path, data: undefined, asOf: null, error: null };
}
