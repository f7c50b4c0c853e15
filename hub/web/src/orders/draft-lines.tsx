/** The lines of an order that is being written, each with what can be promised of its product now. */

import { useEffect, useRef, useState } from "preact/hooks";
import { useResource } from "../app/resource.ts";
import { may, useApi } from "../app/session.ts";
import { LineList, type LineProps, LineRow } from "../goods/line-fields.tsx";
import { skuOf } from "../stock/freshening.ts";
import { type Everywhere, type Product, promisableThere } from "../stock/record.ts";
import { units } from "../ui/figures.ts";
import { type Draft, emptyLine } from "./draft.ts";

interface DraftLinesProps {
  draft: Draft;
  put: (part: Partial<Draft>) => void;
}

export function DraftLines({ draft, put }: DraftLinesProps) {
  return (
    <LineList
      lines={draft.lines}
      put={(lines) => put({ lines })}
      fresh={emptyLine}
      row={(props) => <OrderLine {...props} currency={draft.currency} />}
    />
  );
}

function OrderLine({ currency, ...props }: LineProps & { currency: string }) {
  const { line } = props;
  const api = useApi();
  // a line that came with the page, or was chosen: an SKU that is half typed is not asked about
  const [known, setKnown] = useState(line.sku);
  const latest = useRef(props);
  latest.current = props;
  const propose = async (sku: string) => {
    setKnown(sku);
    if (line.unitPrice !== "" || !may("catalogue:read") || sku === "") return;
    const product = await api.get<Product>(`/v1/products/${encodeURIComponent(sku)}`).catch(() => null);
    if (product?.price?.currency !== currency.trim().toUpperCase()) return;
    // what was typed while the price was asked for stands
    const now = latest.current;
    if (now.line.unitPrice === "") now.change({ sku, unitPrice: product.price.amount });
  };
  useEffect(() => {
    if (line.sku) void propose(line.sku);
  }, []);
  return (
    <>
      <LineRow {...props} at="/items" priced onKnown={({ sku }) => void propose(sku)} />
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
