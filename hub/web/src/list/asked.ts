/** What a list is asked for: as typed, and in the address, so that Back and a bookmark come to the same list. */
import { go, href, route } from "@holdfast/shell/route.ts";
import { useEffect, useRef, useState } from "preact/hooks";

/** The address follows after a pause: it is not rewritten at each key. */
const TYPING_MS = 300;

export type Query = Record<string, string | undefined>;

interface Asked<T> {
  /** As it stands in the fields. */
  typed: T;
  /** As the address has it. */
  asked: T;
  put: (part: Partial<T>) => void;
}

export function useAsked<T extends object>(
  path: readonly string[],
  read: (query: URLSearchParams) => T,
  write: (asked: T) => Query,
): Asked<T> {
  const asked = read(route.value.query);
  const there = href(path, write(asked));
  const [typed, setTyped] = useState(asked);
  const written = useRef(there);
  const wanted = href(path, write(typed));
  useEffect(() => {
    if (wanted === written.current) return;
    const timer = setTimeout(() => {
      written.current = wanted;
      go(path, write(typed), true);
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [wanted]);
  useEffect(() => {
    // a link or Back led elsewhere: the fields follow
    if (there === written.current) return;
    written.current = there;
    setTyped(asked);
  }, [there]);
  const put = (part: Partial<T>) => setTyped((before) => ({ ...before, ...part }));
  return { typed, asked, put };
}
