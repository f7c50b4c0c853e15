/** Where warehouses lie on the map, and which of their names fit beside them. Plain functions. */
import { type GeoProjection, geoMercator } from "d3-geo";

export interface Place {
  id: string;
  lat: number;
  lon: number;
}

export interface Spot {
  id: string;
  x: number;
  y: number;
}

/** Pixels kept free at each edge, for marks and names. */
const EDGE = 48;
/** However near together they are: some hundred kilometres around stay in sight, else nobody knows where it is. */
const SCALE_MAX = 2_600;

/** A projection that shows all places as large as they go in `width` × `height` pixels. */
export function fitted(places: readonly Place[], width: number, height: number): GeoProjection {
  const projection = geoMercator();
  const edge = Math.min(EDGE, width / 4, height / 4);
  const extent: [[number, number], [number, number]] = [
    [edge, edge],
    [width - edge, height - edge],
  ];
  if (places.length === 0) return projection.fitExtent(extent, { type: "Sphere" });
  const coordinates = places.map(({ lon, lat }) => [lon, Math.max(-80, Math.min(80, lat))]);
  projection.fitExtent(extent, { type: "MultiPoint", coordinates });
  if (!Number.isFinite(projection.scale()) || projection.scale() > SCALE_MAX) {
    const middle = centre(places);
    projection
      .scale(SCALE_MAX)
      .center(middle)
      .translate([width / 2, height / 2]);
  }
  return projection;
}

function centre(places: readonly Place[]): [number, number] {
  const between = (values: number[]) => (Math.min(...values) + Math.max(...values)) / 2;
  return [between(places.map(({ lon }) => lon)), between(places.map(({ lat }) => lat))];
}

export function spots(places: readonly Place[], projection: GeoProjection): Spot[] {
  return places.flatMap(({ id, lat, lon }) => {
    const at = projection([lon, lat]);
    return at ? [{ id, x: at[0], y: at[1] }] : [];
  });
}

export interface Label {
  id: string;
  side: "end" | "start";
}

const LETTER_PX = 7.2;
const LINE_PX = 30;
const MARK_PX = 14;

/** Names that fit without covering one another or a mark, those named first first; the others are shown when pointed at. */
export function labels(points: readonly (Spot & { text: string })[], width: number): Label[] {
  const taken: Box[] = points.map(({ x, y }) => ({
    left: x - MARK_PX,
    right: x + MARK_PX,
    top: y - MARK_PX,
    bottom: y + MARK_PX,
  }));
  const placed: Label[] = [];
  points.forEach((point, at) => {
    const long = point.text.length * LETTER_PX;
    for (const side of ["end", "start"] as const) {
      const left = side === "end" ? point.x + MARK_PX : point.x - MARK_PX - long;
      const box = { left, right: left + long, top: point.y - LINE_PX / 2, bottom: point.y + LINE_PX / 2 };
      const free =
        box.left >= 0 && box.right <= width && taken.every((other, index) => index === at || !overlap(box, other));
      if (!free) continue;
      taken.push(box);
      placed.push({ id: point.id, side });
      return;
    }
  });
  return placed;
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
