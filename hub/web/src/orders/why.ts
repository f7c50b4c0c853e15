/** Why a warehouse was chosen, said so that a planner can check it. */

const WHY: Record<string, string> = {
  "only-one-with-all": "the only warehouse that could promise all of it",
  "nearest-with-all": "the nearest of those that could promise all of it",
  "most-stock-with-all": "of those that could promise all of it, the one with most in stock",
  "fewest-parcels": "no warehouse could promise all of it; these need the fewest parcels",
  "held-for-customer": "the units were already held here for this customer",
  resourced: "took over what another warehouse could not give",
  "backorder-filled": "stock or rights arrived here while the order waited",
};

/** The reason as a part of a sentence; `null` where it was not noted. */
export function reasonWords(reason: string | null | undefined): string | null {
  if (!reason) return null;
  return WHY[reason] ?? reason.replaceAll("-", " ");
}

/** "the nearest of those that could promise all of it, 12 km away"; `null` where nothing was noted. */
export function why(reason: string | null | undefined, distanceKm: number | null | undefined): string | null {
  const said = [reasonWords(reason), away(distanceKm)].filter((part) => part !== null);
  return said.length === 0 ? null : said.join(", ");
}

export function away(km: number | null | undefined): string | null {
  if (km === null || km === undefined) return null;
  return km < 1 ? "less than 1 km away" : `${Math.round(km).toLocaleString("en-GB")} km away`;
}
