/** The warehouses on a map: each a link to its page, with its state as a shape, a word and a colour. */
import { href } from "@holdfast/shell/route.ts";
import { geoPath } from "d3-geo";
import type { FeatureCollection } from "geojson";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { OverviewWarehouse } from "../app/contract.ts";
import { units } from "../ui/figures.ts";
import type { Tone } from "../ui/mark.tsx";
import { linkState } from "../warehouses/link-state.ts";
import { fitted, labels, type Place, spots } from "./map-fit.ts";
import { world } from "./world.ts";

type Located = OverviewWarehouse & { lat: number; lon: number };

export default function WarehouseMap({ warehouses }: { warehouses: readonly OverviewWarehouse[] }) {
  const box = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(box);
  const countries = useWorld();
  const located = warehouses.filter((one): one is Located => one.lat !== null && one.lon !== null);
  // figures change every few seconds, places hardly ever: outlines are drawn anew only for these
  const where = JSON.stringify(located.map(({ warehouseId, lat, lon }) => ({ id: warehouseId, lat, lon })));
  const projection = useMemo(() => fitted(JSON.parse(where) as Place[], width, height), [where, width, height]);
  const outlines = useMemo(() => {
    const path = geoPath(
      projection
        .clipExtent([
          [-2, -2],
          [width + 2, height + 2],
        ])
        .precision(0.6),
    );
    const drawn = countries?.features.map((country) => path(country)).filter((line) => line !== null) ?? [];
    projection.clipExtent(null);
    return <path class="map-land" d={drawn.join("")} />;
  }, [countries, projection, width, height]);
  return (
    <section ref={box} class="map" aria-label="Map">
      {/* its links speak for it */}
      {/* biome-ignore lint/a11y/noSvgWithoutTitle: see above */}
      <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
        {outlines}
        <Markers located={located} projection={projection} width={width} />
      </svg>
    </section>
  );
}

interface MarkersProps {
  located: readonly Located[];
  projection: ReturnType<typeof fitted>;
  width: number;
}

function Markers({ located, projection, width }: MarkersProps) {
  const places = located.map(({ warehouseId, lat, lon }) => ({ id: warehouseId, lat, lon }));
  const byId = new Map(located.map((one) => [one.warehouseId, one]));
  // what is wrong gets its name first
  const points = spots(places, projection)
    .map((spot) => ({ ...spot, text: byId.get(spot.id)?.name ?? spot.id, one: byId.get(spot.id) as Located }))
    .sort((a, b) => RANK[linkState(a.one).tone] - RANK[linkState(b.one).tone]);
  const named = new Map(labels(points.map(withRoom), width).map((label) => [label.id, label.side]));
  return (
    <>
      {points.map(({ id, x, y, one }) => (
        <Marker key={id} one={one} x={x} y={y} side={named.get(id)} />
      ))}
    </>
  );
}

const RANK: Record<Tone, number> = { wrong: 0, check: 1, good: 2, plain: 3 };

function withRoom<T extends { text: string; one: Located }>(point: T): T {
  const longest = Math.max(point.one.name.length, underName(point.one).length);
  return { ...point, text: "x".repeat(longest) };
}

function underName(one: OverviewWarehouse): string {
  return one.openOrders > 0 ? `${linkState(one).word} · ${units(one.openOrders)} open` : linkState(one).word;
}

const SHAPES: Record<Tone, string> = {
  good: "M0-9A9 9 0 1 1 0 9 9 9 0 1 1 0-9Z",
  check: "M0-10 10 8H-10Z",
  wrong: "M-4-9H4L9-4V4L4 9H-4L-9 4V-4Z",
  plain: "M-8-8H8V8H-8Z",
};

interface MarkerProps {
  one: OverviewWarehouse;
  x: number;
  y: number;
  side: "end" | "start" | undefined;
}

function Marker({ one, x, y, side }: MarkerProps) {
  const { tone } = linkState(one);
  // the words of the picture, and what it has no room for
  const said = `${one.name} ${underName(one)}, ${units(one.quantity)} units on hand`;
  const at = side === "start" ? -15 : 15;
  const anchor = side === "start" ? "end" : "start";
  return (
    <g transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`}>
      <a href={href(["warehouses", one.warehouseId])} aria-label={said} class={`marker ${tone}`}>
        <circle class="marker-reach" r="16" />
        <path class="marker-shape" d={SHAPES[tone]} />
        <text class={side ? "marker-text" : "marker-text pointed"} text-anchor={anchor}>
          <tspan x={at} y="-1" class="marker-name">
            {one.name}
          </tspan>{" "}
          <tspan x={at} y="13" class="marker-note">
            {underName(one)}
          </tspan>
        </text>
      </a>
    </g>
  );
}

function useWorld(): FeatureCollection | null {
  const [countries, setCountries] = useState<FeatureCollection | null>(null);
  useEffect(() => {
    let gone = false;
    world().then(
      (found) => {
        if (!gone) setCountries(found);
      },
      () => {
        // the marks alone still say how the warehouses stand
      },
    );
    return () => {
      gone = true;
    };
  }, []);
  return countries;
}

function useSize(box: { current: HTMLElement | null }): { width: number; height: number } {
  const [size, setSize] = useState({ width: 640, height: 380 });
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const sizes = new ResizeObserver(() => {
      const width = Math.max(200, element.clientWidth);
      setSize({ width, height: Math.round(Math.max(240, Math.min(460, width * 0.56))) });
    });
    sizes.observe(element);
    return () => sizes.disconnect();
  }, []);
  return size;
}
