/** The lines of an order that is being written, each with what can be promised of its product now. */

import { useEffect, useState } from "preact/hooks";
import { useResource } from "../app/resource.ts";
import { may, useApi } from "../app/session.ts";
import { skuOf } from "../stock/freshening.ts";
import { type Everywhere, type Product, promisableThere } from "../stock/record.ts";
import { SkuField } from "../stock/sku-field.tsx";
import { units } from "../ui/figures.ts";
import { TextField } from "../ui/index.ts";
import { type Draft, type DraftLine, emptyLine } from "./draft.ts";

interface DraftLinesProps {
  draft: Draft;
  put: (part: Partial<Draft>) => void;
}

export function DraftLines({ draft, put }: DraftLinesProps) {
  const { lines } = draft;
  const change = (id: number, part: Partial<DraftLine>) =>
    put({ lines: lines.map((line) => (line.id === id ? { ...line, ...part } : line)) });
  const add = () => put({ lines: [...lines, emptyLine(Math.max(0, ...lines.map(({ id }) => id)) + 1)] });
  return (
    <>
      <ol class="draft-lines">
        {lines.map((line, at) => (
          <li key={line.id}>
            <LineFields
              line={line}
              at={at}
              currency={draft.currency}
              change={(part) => change(line.id, part)}
              remove={lines.length > 1 ? () => put({ lines: lines.filter(({ id }) => id !== line.id) }) : null}
            />
          </li>
        ))}
      </ol>
      <div>
        <button type="button" class="button" onClick={add}>
          Add a line
        </button>
      </div>
    </>
  );
}

interface LineFieldsProps {
  line: DraftLine;
  at: number;
  currency: string;
  change: (part: Partial<DraftLine>) => void;
  remove: (() => void) | null;
}

function LineFields({ line, at, currency, change, remove }: LineFieldsProps) {
  const api = useApi();
  // a line that came with the page, or was chosen: an SKU that is half typed is not asked about
  const [known, setKnown] = useState(line.sku);
  const propose = async (sku: string) => {
    setKnown(sku);
    if (line.unitPrice !== "" || !may("catalogue:read") || sku === "") return;
    const product = await api.get<Product>(`/v1/products/${encodeURIComponent(sku)}`).catch(() => null);
    if (product?.price?.currency === currency.trim().toUpperCase()) change({ sku, unitPrice: product.price.amount });
  };
  useEffect(() => {
    if (line.sku) void propose(line.sku);
  }, []);
  return (
    <>
      <div class="draft-line">
        <SkuField
          label="Product"
          pointer={`/items/${at}/sku`}
          value={line.sku}
          onInput={(sku) => change({ sku })}
          onKnown={({ sku }) => void propose(sku)}
        />
        <TextField
          label="Units"
          pointer={`/items/${at}/quantity`}
          value={line.quantity}
          onInput={(quantity) => change({ quantity })}
        />
        <TextField
          label="Unit price"
          pointer={`/items/${at}/unitPrice`}
          value={line.unitPrice}
          onInput={(unitPrice) => change({ unitPrice })}
        />
        {remove && (
          <button type="button" class="button" onClick={remove}>
            Remove<span class="visually-hidden"> line {at + 1}</span>
          </button>
        )}
      </div>
      {known !== "" && known === line.sku.trim() && <Promisable sku={known} />}
    </>
  );
}

function Promisable({ sku }: { sku: string }) {
  const stock = useResource<Everywhere>(`/v1/inventory/${encodeURIComponent(sku)}`, {
    events: ["StockUpdated"],
    concerns: (event) => skuOf(event.subject, event.type) === sku,
  });
  if (!stock.data) return null;
  const { total, warehouses } = stock.data;
  const most = warehouses.reduce((best, cell) => Math.max(best, cell.promisableQuantity), 0);
  const there = promisableThere(total);
  return (
    <small class="muted" role="status">
      {units(total.promisableQuantity)} can be promised at once
      {warehouses.length > 1 && `, at most ${units(most)} from one warehouse`}
      {there > 0 && `; ${units(there)} more once floors give the rights`}.
    </small>
  );
}
