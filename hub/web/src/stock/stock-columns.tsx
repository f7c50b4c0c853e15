/** What the stock list shows of a SKU, on the screen and in the file. */
import { units } from "../ui/figures.ts";
import { type Column, Mark } from "../ui/index.ts";
import type { CsvColumn } from "./csv.ts";
import type { Quantities } from "./record.ts";
import type { StockRow } from "./sift.ts";

function figure(id: keyof Quantities, label: string, more: Partial<Column<StockRow>> = {}): Column<StockRow> {
  const cell = (row: StockRow) => units(row[id]);
  return { id, label, numeric: true, width: "minmax(5.8rem, 0.5fr)", by: (row) => row[id], cell, ...more };
}

function Available({ row }: { row: StockRow }) {
  const low = row.belowReorderPoint > 0;
  return (
    <>
      {low && (
        <span title={`Below the reorder point in ${row.belowReorderPoint} of ${row.warehouses}`}>
          <Mark tone={row.availableQuantity === 0 ? "wrong" : "check"} />
          <span class="visually-hidden">below reorder point </span>
        </span>
      )}{" "}
      {units(row.availableQuantity)}
    </>
  );
}

export const STOCK_COLUMNS: readonly Column<StockRow>[] = [
  {
    id: "sku",
    label: "SKU",
    width: "minmax(8rem, 0.8fr)",
    by: (row) => row.sku,
    cell: (row) => (
      <>
        <span class="mono sku">{row.sku}</span>
        <small class="narrow-name muted">{row.name ?? ""}</small>
      </>
    ),
  },
  {
    id: "name",
    label: "Name",
    width: "minmax(9rem, 2fr)",
    wideOnly: true,
    by: (row) => row.name,
    cell: (row) => row.name ?? "–",
  },
  {
    id: "category",
    label: "Category",
    width: "minmax(6.5rem, 0.8fr)",
    wideOnly: true,
    by: (row) => row.category,
    cell: (row) => row.category ?? "–",
  },
  figure("quantity", "On hand", { wideOnly: true }),
  figure("reservedQuantity", "Reserved", { wideOnly: true }),
  figure("availableQuantity", "Available", { cell: (row) => <Available row={row} /> }),
  figure("damagedQuantity", "Damaged", { wideOnly: true }),
  figure("incomingQuantity", "Incoming", { wideOnly: true }),
];

export const CSV_COLUMNS: readonly CsvColumn<StockRow>[] = [
  { name: "sku", value: (row) => row.sku },
  { name: "name", value: (row) => row.name },
  { name: "category", value: (row) => row.category },
  { name: "quantity", value: (row) => row.quantity },
  { name: "reservedQuantity", value: (row) => row.reservedQuantity },
  { name: "availableQuantity", value: (row) => row.availableQuantity },
  { name: "promisableQuantity", value: (row) => row.promisableQuantity },
  { name: "damagedQuantity", value: (row) => row.damagedQuantity },
  { name: "incomingQuantity", value: (row) => row.incomingQuantity },
  { name: "warehouses", value: (row) => row.warehouses },
  { name: "belowReorderPoint", value: (row) => row.belowReorderPoint },
];
