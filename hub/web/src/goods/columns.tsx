/** Columns that the lines of purchase orders, transfers and returns have in common. */
import { href } from "@holdfast/shell/route.ts";
import { units } from "../ui/figures.ts";
import type { Column } from "../ui/index.ts";

export function SkuLink({ sku }: { sku: string }) {
  return (
    <a class="mono" href={href(["stock", sku])}>
      {sku}
    </a>
  );
}

export const SKU: Column<{ sku: string }> = { id: "sku", label: "SKU", cell: ({ sku }) => <SkuLink sku={sku} /> };

/** A column of whole units: the field that has its name. */
export function figure<K extends string>(id: K, label: string): Column<Record<K, number>> {
  return { id, label, numeric: true, cell: (row) => units(row[id]) };
}
