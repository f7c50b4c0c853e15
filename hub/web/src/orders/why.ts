/** Why a warehouse was chosen, said so that a planner can check it. */

/** By the allocation's `reason`. What a warehouse "had" is what the hub could promise of it then. */
const WHY: Record<string, string> = {
  "only-one-with-all": "no other warehouse had all of it",
  "nearest-with-all": "the nearest of those that had all of it",
  "best-stocked-with-all": "had all of it, and none that was as near had more",
  "held-for-customer": "the units were already held here for this customer",
  "fewest-parcels": "no warehouse had all of it: chosen as the fewest, and of those the nearest, that had it together",
  "most-of-the-rest": "not even three warehouses together had all of it: chosen by who had most of what was left",
  "backorder-filled": "units came here while the order waited",
  resourced: "took over what another warehouse could not give",
};

/** The reason as a part of a sentence; `null` where it was not noted. */
export function reasonWords(reason: string | null | undefined): string | null {
  if (!reason) return null;
  return WHY[reason] ?? reason.replaceAll("-", " ");
}

/** "the nearest of those that had all of it, 12 km away"; `null` where nothing was noted. */
export function why(reason: string | null | undefined, distanceKm: number | null | undefined): string | null {
  const said = [reasonWords(reason), away(distanceKm)].filter((part) => part !== null);
  return said.length === 0 ? null : said.join(", ");
}

export function away(km: number | null | undefined): string | null {
  if (km === null || km === undefined) return null;
  return km < 1 ? "less than 1 km away" : `${Math.round(km).toLocaleString("en-GB")} km away`;
}
