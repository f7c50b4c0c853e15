/** Where a person is in the app: the fragment of the address, so that one page serves all and Back works. */
import { signal } from "@preact/signals";

export interface Route {
  /** Segments, decoded: `#/orders/01K?tab=x` is `["orders", "01K"]`. */
  path: string[];
  query: URLSearchParams;
}

export const route = signal<Route>(parseRoute(typeof location === "undefined" ? "" : location.hash));

export function parseRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#?\/?/, "").split("?", 2);
  return { path: path.split("/").filter(Boolean).map(decoded), query: new URLSearchParams(query) };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** The address of a place: segments are escaped. */
export function href(path: readonly string[], query: Record<string, string | undefined> = {}): string {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value) asked.set(name, value);
  const text = asked.toString();
  return `#/${path.map(encodeURIComponent).join("/")}${text && `?${text}`}`;
}

/** Goes there; `replace` leaves no way back to where one is now. */
export function go(path: readonly string[], query: Record<string, string | undefined> = {}, replace = false): void {
  const target = href(path, query);
  if (replace) history.replaceState(null, "", target);
  else history.pushState(null, "", target);
  route.value = parseRoute(target);
}

/** Heeds the address from now on. */
export function startRouting(): void {
  const heed = () => {
    route.value = parseRoute(location.hash);
  };
  addEventListener("hashchange", heed);
  addEventListener("popstate", heed);
}
