/** The countries' outlines: a file of ours, fetched when a map is first shown. */
import type { FeatureCollection } from "geojson";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import address from "world-atlas/countries-50m.json?url";

type Atlas = Topology<{ countries: GeometryCollection; land: GeometryCollection }>;

let asked: Promise<FeatureCollection> | null = null;

/** @throws where the file does not come; the next call asks again. */
export function world(): Promise<FeatureCollection> {
  asked ??= load().catch((error: unknown) => {
    asked = null;
    throw error;
  });
  return asked;
}

async function load(): Promise<FeatureCollection> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`the map was answered ${response.status}`);
  const atlas = (await response.json()) as Atlas;
  return feature(atlas, atlas.objects.countries);
}
