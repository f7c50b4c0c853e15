/** A table for lists of up to some hundred rows; longer ones take `VirtualTable`. */
import { useMemo, useState } from "preact/hooks";
import { ariaSort, type Column, pressed, type Sort, sorted } from "./columns.ts";

export interface DataTableProps<T> {
  /** What the table is, for readers. */
  caption: string;
  rows: readonly T[];
  columns: readonly Column<T>[];
  rowKey: (row: T) => string;
  /** Where a row leads: its first cell is the link. */
  href?: (row: T) => string;
  start?: Sort;
  /** Where the order is decided elsewhere (by the hub); else the rows are sorted here. */
  sort?: Sort | null;
  onSort?: (sort: Sort) => void;
}

export function DataTable<T>(props: DataTableProps<T>) {
  const { caption, rows, columns, rowKey, href, start, onSort } = props;
  const [own, setOwn] = useState<Sort | null>(start ?? null);
  const sort = onSort ? (props.sort ?? null) : own;
  const shown = useMemo(() => (onSort ? rows : sorted(rows, columns, sort)), [rows, columns, sort, onSort]);
  const press = (id: string) => (onSort ?? setOwn)(pressed(sort, id));
  return (
    // a scrolled region must be reachable by keyboard
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section class="table-scroll" aria-label={caption} tabIndex={0}>
      <table class="table">
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.id}
                scope="col"
                class={cellClass(column)}
                aria-sort={column.by ? ariaSort(sort, column.id) : undefined}
              >
                <Heading column={column} sort={sort} press={press} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column, at) => (
                <td key={column.id} class={cellClass(column)}>
                  {at === 0 && href ? <a href={href(row)}>{column.cell(row)}</a> : column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface HeadingProps<T> {
  column: Column<T>;
  sort: Sort | null;
  press: (id: string) => void;
}

export function Heading<T>({ column, sort, press }: HeadingProps<T>) {
  if (!column.by) return <>{column.label}</>;
  const order = ariaSort(sort, column.id);
  return (
    <button type="button" class="sort" onClick={() => press(column.id)}>
      {column.label}
      <span class="sort-arrow" aria-hidden="true">
        {order === "none" ? "↕" : order === "ascending" ? "↑" : "↓"}
      </span>
    </button>
  );
}

export function cellClass<T>(column: Column<T>): string {
  return `${column.numeric ? "number" : ""} ${column.wideOnly ? "wide-only" : ""}`.trim();
}
