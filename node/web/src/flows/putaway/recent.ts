/** What came in at this terminal lately and may still lie about: where put-away begins. Pure but for the device's storage. */

const KEPT = "holdfast.unplaced";
const SKUS_MAX = 30;

/** The newest first, each once. */
export function withArrivals(known: readonly string[], arrived: readonly string[]): string[] {
  return [...new Set([...arrived, ...known])].slice(0, SKUS_MAX);
}

export function arrivals(): string[] {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? "[]") as string[];
  } catch {
    return [];
  }
}

/** Notes products that were taken in without a bin. */
export function noteArrivals(skus: readonly string[]): void {
  if (skus.length > 0) localStorage.setItem(KEPT, JSON.stringify(withArrivals(arrivals(), skus)));
}
