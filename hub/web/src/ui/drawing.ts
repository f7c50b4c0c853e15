/** What a plot looks like: uPlot in the colours of the tokens. A file of its own, so that it loads only where something is plotted. */
import "uplot/dist/uPlot.min.css";
import uPlot from "uplot";
import { shortUnits } from "./figures.ts";
import type { PlotSeries } from "./plot.tsx";

interface Look {
  height: number;
  fromZero: boolean;
  axisText: { clock: (at: number) => string; day: (at: number) => string; units: (count: number) => string };
}

const DAY_SECONDS = 86_400;

export function draw(holder: HTMLElement, data: uPlot.AlignedData, series: readonly PlotSeries[], look: Look): uPlot {
  const colours = getComputedStyle(document.documentElement);
  const token = (name: string) => colours.getPropertyValue(name).trim();
  const axis: uPlot.Axis = {
    stroke: token("--ink-muted"),
    grid: { stroke: token("--line"), width: 1 },
    ticks: { stroke: token("--line"), width: 1 },
    font: `12px ${colours.fontFamily}`,
  };
  const options: uPlot.Options = {
    width: holder.clientWidth,
    height: look.height,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false } },
    padding: [8, 20, 0, 0],
    scales: {
      x: { range: (plot, low, high) => wholeBars(series, plot.data[0].length, low, high) },
      y: { range: (_, low, high) => span(low, high, look.fromZero) },
    },
    axes: [
      { ...axis, size: 32, values: (_, ticks) => times(ticks, look) },
      {
        ...axis,
        size: 52,
        values: (_, ticks) => ticks.map((tick) => (Number.isInteger(tick) ? shortUnits(tick) : "")),
      },
    ],
    series: [{}, ...series.map((one, at) => seriesLook(one, token(`--series-${(at % 5) + 1}`)))],
    plugins: [tip(series, look)],
  };
  return new uPlot(options, data, holder);
}

function span(low: number | null, high: number | null, fromZero: boolean): [number, number] {
  const bottom = low ?? 0;
  const top = Math.max(high ?? 1, bottom + 1);
  const room = Math.max(1, (top - bottom) * 0.1);
  return [fromZero ? Math.min(0, bottom) : Math.max(Math.min(0, bottom), bottom - room), top + room];
}

/** The first and the last bar are drawn whole: half a step of room at both ends. */
function wholeBars(series: readonly PlotSeries[], points: number, low: number, high: number): [number, number] {
  const bars = series.some((one) => one.kind === "bars");
  const room = bars && points > 1 ? (high - low) / (points - 1) / 2 : 0;
  return [low - room, high + room];
}

function times(ticks: number[], look: Look): string[] {
  const first = ticks[0] ?? 0;
  const last = ticks[ticks.length - 1] ?? 0;
  return ticks.map((tick) => (last - first > DAY_SECONDS ? look.axisText.day : look.axisText.clock)(tick * 1000));
}

function seriesLook(one: PlotSeries, colour: string): uPlot.Series {
  const { bars, stepped } = uPlot.paths;
  const look: uPlot.Series = { label: one.label, stroke: colour, width: 2, points: { show: false } };
  if (one.kind === "bars" && bars) {
    return { ...look, width: 0, fill: colour, paths: bars({ size: [0.7, 24], radius: 0.2 }) };
  }
  if (one.kind === "step" && stepped) return { ...look, fill: `${colour}22`, paths: stepped({ align: 1 }) };
  return look;
}

/** The values under the pointer, in words above the plot. */
function tip(series: readonly PlotSeries[], look: Look): uPlot.Plugin {
  const label = document.createElement("div");
  label.className = "plot-tip";
  label.hidden = true;
  return {
    hooks: {
      init: (plot) => plot.over.append(label),
      setCursor: (plot) => {
        const at = plot.cursor.idx;
        label.hidden = at === null || at === undefined;
        if (at === null || at === undefined) return;
        const when = (plot.data[0][at] ?? 0) * 1000;
        const said = series.map((one, index) => {
          const value = plot.data[index + 1]?.[at];
          return `${one.label} ${value === null || value === undefined ? "–" : look.axisText.units(value)}`;
        });
        label.textContent = `${look.axisText.day(when)} ${look.axisText.clock(when)} · ${said.join(" · ")}`;
      },
    },
  };
}
