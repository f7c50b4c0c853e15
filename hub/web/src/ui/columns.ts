/** What a table shows of its rows, and in which order. */
import type { ComponentChildren } from "preact";

export interface Column<T> {
  id: string;
  label: string;
  cell: (row: T) => ComponentChildren;
  /** What the column sorts by; a column without it does not sort. */
  by?: (row: T) => string | number | boolean | null | undefined;
  /** Figures stand at the end of their cell. */
  numeric?: boolean;
  /** CSS grid track, in virtual tables; `minmax(6rem, 1fr)` when not said. */
  width?: string;
  /** Left away where the table is narrower than 640 px. */
  wideOnly?: boolean;
}

export interface Sort {
  by: string;
  down: boolean;
}

/** The order after a press on a column's heading: up, down, up … */
export function pressed(sort: Sort | null, by: string): Sort {
  return { by, down: sort?.by === by ? !sort.down : false };
}

const NAMES = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** A sorted copy; rows that compare the same keep their order, and what is not there comes last either way. */
export function sorted<T>(rows: readonly T[], columns: readonly Column<T>[], sort: Sort | null): readonly T[] {
  const by = columns.find((column) => column.id === sort?.by)?.by;
  if (!by || !sort) return rows;
  const turn = sort.down ? -1 : 1;
  return rows
    .map((row) => ({ row, value: by(row) ?? null }))
    .sort((a, b) => {
      if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
      return turn * compare(a.value, b.value);
    })
    .map(({ row }) => row);
}

function compare(a: string | number | boolean, b: string | number | boolean): number {
  return typeof a === "string" && typeof b === "string" ? NAMES.compare(a, b) : Number(a) - Number(b);
}

/** As `aria-sort` says it. */
export function ariaSort(sort: Sort | null, id: string): "ascending" | "descending" | "none" {
  if (sort?.by !== id) return "none";
  return sort.down ? "descending" : "ascending";
}
