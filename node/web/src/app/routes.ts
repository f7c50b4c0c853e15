/** Which screen stands at which place. */
import type { ComponentType } from "preact";
import type { Recognised } from "./contract.ts";

/** A place of the terminal: what a flow says of itself is enough to be one. */
export interface Place {
  id: string;
  icon: string;
  /** Id of the message that names it. */
  label: string;
  /** Only for whoever has it. */
  scope: string;
  /** The first segments of its address: `pick`. */
  path: string;
  component: ComponentType;
}

/** Where codes are looked up. */
export const LOOK_UP = "look-up";

/** What follows it in the address of whatever the code turned out to be. */
export function lookUpPath(found: Recognised): string[] {
  if (found.sku !== undefined) return ["product", found.sku];
  if (found.bin !== undefined) return ["bin", found.bin];
  if (found.taskId !== undefined) return ["task", found.taskId];
  return ["unknown", found.code];
}

/** Those that this person may use, in their order. */
export function placesFor<P extends Pick<Place, "scope">>(places: readonly P[], may: (scope: string) => boolean): P[] {
  return places.filter((place) => place.scope === "" || may(place.scope));
}

/** The place at an address: the longest path that it begins with. */
export function placeAt<P extends Pick<Place, "path">>(places: readonly P[], path: readonly string[]): P | null {
  let best: P | null = null;
  let length = 0;
  for (const place of places) {
    const segments = place.path.split("/").filter(Boolean);
    const fits = segments.every((segment, at) => path[at] === segment);
    if (fits && segments.length > length) {
      best = place;
      length = segments.length;
    }
  }
  return best;
}
