/** The stock list for a component: kept between visits, fresh while it is shown. */
import { useEffect, useMemo } from "preact/hooks";
import { api, signedIn } from "../app/session.ts";
import { useEvents } from "../app/stream.ts";
import { STOCK_EVENTS } from "./freshening.ts";
import { StockList } from "./list.ts";
import { folded, type StockRow } from "./sift.ts";

const everywhere = new StockList(api, null);
let ofOne: { warehouse: string; list: StockList } | null = null;

/** One warehouse's list is kept at a time: planners look at one and go on. */
function listOf(warehouse: string): StockList {
  if (ofOne?.warehouse !== warehouse) ofOne = { warehouse, list: new StockList(api, warehouse) };
  return ofOne.list;
}

const TICK_MS = 500;

function useList(list: StockList | null): void {
  const ready = signedIn.value;
  useEffect(() => {
    if (!list || !ready) return;
    list.look(Date.now());
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void list.tick();
    }, TICK_MS);
    return () => {
      clearInterval(timer);
      list.leave(Date.now());
    };
  }, [list, ready]);
}

export interface ShownStock {
  rows: ReadonlyMap<string, StockRow>;
  generation: string;
  progress: number | null;
  error: unknown;
  reload: () => void;
}

/** `null`: all warehouses together. The names of one warehouse's rows come from the list of all. */
export function useStock(warehouse: string | null): ShownStock {
  const one = warehouse === null ? null : listOf(warehouse);
  useList(everywhere);
  useList(one);
  useEvents(STOCK_EVENTS, (event) => {
    everywhere.hear(event);
    one?.hear(event);
  });
  const all = everywhere.shown.value;
  const chosen = one?.shown.value ?? all;
  const rows = useMemo(() => (one ? named(chosen.rows, all.rows) : all.rows), [one, chosen.rows, all.generation, all]);
  const reload = () => {
    void everywhere.load();
    void one?.load();
  };
  const generation = `${warehouse ?? ""}/${chosen.generation}/${one ? all.generation : ""}`;
  return { rows, generation, progress: chosen.progress, error: chosen.error ?? all.error, reload };
}

function named(
  cells: ReadonlyMap<string, StockRow>,
  all: ReadonlyMap<string, StockRow>,
): ReadonlyMap<string, StockRow> {
  const rows = new Map<string, StockRow>();
  for (const [sku, cell] of cells) {
    const known = all.get(sku);
    const { name = null, category = null, find = folded(sku), nameKey = "", categoryKey = "" } = known ?? {};
    rows.set(sku, { ...cell, name, category, find, nameKey, categoryKey });
  }
  return rows;
}
