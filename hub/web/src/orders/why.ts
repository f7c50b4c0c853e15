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

/** "the nearest of those that could promise all of it, 12 km away"; `null` where it was not noted. */
export function why(reason: string | null | undefined, distanceKm: number | null | undefined): string | null {
  const said = reason ? (WHY[reason] ?? reason.replaceAll("-", " ")) : null;
  const far = distanceKm === null || distanceKm === undefined ? null : `${distance(distanceKm)} away`;
  if (said && far) return `${said}, ${far}`;
  return said ?? far;
}

export function distance(km: number): string {
  if (km < 1) return "less than 1 km";
  return `${Math.round(km).toLocaleString("en-GB")} km`;
}
