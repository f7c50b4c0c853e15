/** The list of all SKUs: search, filters, order, sums, export. */
import { go } from "@holdfast/shell/route.ts";
import { useMemo, useState } from "preact/hooks";
import { may } from "../app/session.ts";
import { type Query, useAsked } from "../list/asked.ts";
import { choices, useWarehouses } from "../list/places.ts";
import { saveText } from "../list/save.ts";
import { counted, units } from "../ui/figures.ts";
import { Empty, Failure, PageHeader, SelectField, TextField, VirtualTable } from "../ui/index.ts";
import { csvOf } from "./csv.ts";
import { AddProduct } from "./product-dialog.tsx";
import {
  ONLY,
  type Only,
  ordered,
  pressed,
  type SortField,
  type StockOrder,
  type StockRow,
  sifted,
  sums,
} from "./sift.ts";
import { CSV_COLUMNS, STOCK_COLUMNS } from "./stock-columns.tsx";
import { useStock } from "./use-stock.ts";

const ROW_PX = 44;

interface Question {
  text: string;
  warehouse: string;
  only: ReadonlySet<Only>;
}

function read(query: URLSearchParams): Question {
  const only = (query.get("only") ?? "")
    .split(",")
    .filter((one): one is Only => ONLY.some((known) => known.only === one));
  return { text: query.get("q") ?? "", warehouse: query.get("warehouse") ?? "", only: new Set(only) };
}

function write({ text, warehouse, only }: Question): Query {
  return { q: text, warehouse, only: [...only].join() };
}

export function StockListPage() {
  const { typed: question, put: ask } = useAsked(["stock"], read, write);
  const [order, setOrder] = useState<StockOrder>({ by: "sku", down: false });
  const [adding, setAdding] = useState(false);
  const stock = useStock(question.warehouse || null);
  const { rows, generation } = stock;
  // live figures change in place: rows do not jump about under the pointer
  const skus = useMemo(() => ordered([...rows.values()], order).map(({ sku }) => sku), [generation, order]);
  const current = useMemo(() => skus.flatMap((sku) => rows.get(sku) ?? []), [skus, rows]);
  const shown = useMemo(() => sifted(current, question.text, question.only), [current, question.text, question.only]);
  return (
    <>
      <PageHeader
        title="Stock"
        actions={
          <>
            {may("catalogue:write") && (
              <button type="button" class="button" onClick={() => setAdding(true)}>
                Add a product
              </button>
            )}
            <button
              type="button"
              class="button"
              disabled={shown.length === 0}
              onClick={() => saveText(csvName(question), csvOf(shown, CSV_COLUMNS))}
            >
              Export CSV
            </button>
          </>
        }
      />
      <Filters question={question} ask={ask} />
      {stock.error !== null && <Failure error={stock.error} again={stock.reload} />}
      <Summary shown={shown} all={rows.size} progress={stock.progress} />
      {stock.progress === null && shown.length === 0 ? (
        <Nothing any={rows.size > 0} clear={() => ask({ text: "", only: new Set() })} />
      ) : (
        <div class="list-table">
          <VirtualTable
            caption="Products in stock"
            rows={shown}
            rowHeight={ROW_PX}
            columns={STOCK_COLUMNS}
            rowKey={skuOf}
            sort={order}
            onSort={({ by }) => setOrder(pressed(order, by as SortField))}
            onOpen={open}
            height="calc(100dvh - 366px)"
          />
        </div>
      )}
      {adding && <AddProduct onClose={() => setAdding(false)} />}
    </>
  );
}

const skuOf = (row: StockRow) => row.sku;
const open = (row: StockRow) => go(["stock", row.sku]);

function csvName({ warehouse }: Question): string {
  return `stock${warehouse ? `-${warehouse}` : ""}.csv`;
}

interface FiltersProps {
  question: Question;
  ask: (change: Partial<Question>) => void;
}

function Filters({ question, ask }: FiltersProps) {
  const warehouses = useWarehouses();
  const toggle = (only: Only) => {
    const next = new Set(question.only);
    if (!next.delete(only)) next.add(only);
    ask({ only: next });
  };
  return (
    <search class="stack tight">
      <div class="toolbar filters search-first">
        <TextField
          label="Search"
          type="search"
          placeholder="SKU, name or category"
          value={question.text}
          onInput={(text) => ask({ text })}
        />
        <SelectField
          label="Warehouse"
          value={question.warehouse}
          options={choices(warehouses, "All warehouses")}
          onInput={(warehouse) => ask({ warehouse })}
        />
      </div>
      <fieldset class="row">
        <legend class="visually-hidden">Show only</legend>
        {ONLY.map(({ only, label }) => (
          <button
            key={only}
            type="button"
            class="chip"
            aria-pressed={question.only.has(only)}
            onClick={() => toggle(only)}
          >
            {label}
          </button>
        ))}
      </fieldset>
    </search>
  );
}

function Summary({ shown, all, progress }: { shown: readonly StockRow[]; all: number; progress: number | null }) {
  const total = useMemo(() => sums(shown), [shown]);
  const count = shown.length === all ? counted(all, "product") : `${units(shown.length)} of ${counted(all, "product")}`;
  return (
    <div class="stock-summary">
      <span role="status">
        <strong>{count}</strong>
        {progress !== null && <span class="muted"> · loading, {units(progress)} so far</span>}
      </span>
      <dl class="sums">
        <Sum label="On hand" units={total.quantity} />
        <Sum label="Reserved" units={total.reservedQuantity} />
        <Sum label="Available" units={total.availableQuantity} />
        <Sum label="Damaged" units={total.damagedQuantity} />
        <Sum label="Incoming" units={total.incomingQuantity} />
      </dl>
    </div>
  );
}

function Sum({ label, units: count }: { label: string; units: number }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd class="figure">{units(count)}</dd>
    </div>
  );
}

function Nothing({ any, clear }: { any: boolean; clear: () => void }) {
  if (!any) {
    return <Empty title="No products yet.">Add the first one above, or import a catalogue at the command line.</Empty>;
  }
  return (
    <Empty title="No product fits.">
      <button type="button" class="button" onClick={clear}>
        Clear search and filters
      </button>
    </Empty>
  );
}
