/** A plot in time, with the same in words and as a table for who cannot see it. */
import { isDark } from "@holdfast/shell/theme.ts";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type uPlot from "uplot";
import { clock, dateTime, day, units } from "./figures.ts";

export interface PlotSeries {
  label: string;
  /** One a point in time; null: a gap. */
  values: readonly (number | null)[];
  kind?: "line" | "bars" | "step";
}

interface PlotProps {
  title: string;
  /** What the picture says, in a sentence. */
  summary: string;
  /** Unix seconds, rising. */
  x: readonly number[];
  series: readonly PlotSeries[];
  /** Pixels. */
  height?: number;
  /** The vertical axis begins at 0 (default), or near the smallest value. */
  fromZero?: boolean;
  /** Rows of the table at most, newest first. */
  tableRows?: number;
}

export function Plot(props: PlotProps) {
  const { title, summary, x, series, height = 180, tableRows = 60 } = props;
  const holder = useRef<HTMLDivElement>(null);
  useDrawing(holder, props, height);
  return (
    <figure class="plot">
      <div
        ref={holder}
        class="plot-canvas"
        role="img"
        aria-label={`${title}. ${summary}`}
        style={{ height: `${height}px` }}
      />
      <figcaption class="muted">{summary}</figcaption>
      <details>
        <summary>As a table</summary>
        <PlotTable title={title} x={x} series={series} rows={tableRows} />
      </details>
    </figure>
  );
}

function PlotTable({
  title,
  x,
  series,
  rows,
}: {
  title: string;
  x: PlotProps["x"];
  series: PlotProps["series"];
  rows: number;
}) {
  const newest = x.map((_, at) => x.length - 1 - at).slice(0, rows);
  return (
    // a scrolled region must be reachable by keyboard
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section class="table-scroll short" aria-label={`${title}, table`} tabIndex={0}>
      <table class="table">
        <caption class="visually-hidden">{title}</caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {series.map((one) => (
              <th key={one.label} scope="col" class="number">
                {one.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {newest.map((at) => (
            <tr key={at}>
              <td>{dateTime((x[at] ?? 0) * 1000)}</td>
              {series.map((one) => (
                <td key={one.label} class="number">
                  {one.values[at] === null || one.values[at] === undefined ? "–" : units(one.values[at])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Draws into the holder; anew for other colours or series, else only the data. The library comes when it is first needed. */
function useDrawing(holder: { current: HTMLDivElement | null }, props: PlotProps, height: number): void {
  const { x, series, fromZero = true } = props;
  const data = useMemo(() => [x, ...series.map((one) => one.values)] as uPlot.AlignedData, [x, series]);
  const newest = useRef(data);
  newest.current = data;
  const plot = useRef<uPlot | null>(null);
  const dark = isDark();
  const shape = series.map((one) => `${one.label}/${one.kind ?? "line"}`).join();

  useEffect(() => {
    const element = holder.current;
    if (!element) return;
    let gone = false;
    const sizes = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height }));
    void import("./drawing.ts").then(({ draw }) => {
      if (gone) return;
      plot.current = draw(element, newest.current, series, { height, fromZero, axisText: { clock, day, units } });
      sizes.observe(element);
    });
    return () => {
      gone = true;
      sizes.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [dark, shape, height, fromZero]);

  useEffect(() => plot.current?.setData(data), [data]);
}
