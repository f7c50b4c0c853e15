/** A list as its page shows it. */
import type { ComponentChildren } from "preact";
import { DataTable, type DataTableProps } from "../ui/data-table.tsx";
import { Failure, Loading } from "../ui/index.ts";
import { More } from "./more.tsx";
import type { Paged } from "./paged.ts";

interface ListedProps {
  list: Pick<Paged<unknown>, "items" | "loading" | "error" | "reload">;
  /** What stands there where nothing is in the list. */
  empty: ComponentChildren;
  /** The rows. */
  children: ComponentChildren;
}

/** What went wrong stands above the rows that are still known; "nothing" is said only once the hub has said so. */
export function Listed({ list, empty, children }: ListedProps) {
  const { items, loading, error, reload } = list;
  return (
    <>
      {error !== null && <Failure error={error} again={reload} />}
      {items.length > 0 ? children : loading ? <Loading /> : error === null && empty}
    </>
  );
}

interface PagedTableProps<T> extends Omit<DataTableProps<T>, "rows"> {
  list: Paged<T>;
  empty: ComponentChildren;
  /** What a row is called. */
  one: string;
}

export function PagedTable<T>({ list, empty, one, ...table }: PagedTableProps<T>) {
  return (
    <Listed list={list} empty={empty}>
      <DataTable rows={list.items} {...table} />
      <More list={list} one={one} />
    </Listed>
  );
}
