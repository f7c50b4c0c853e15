/** One SKU: what is where, who may promise it, and how it came to be so. */
import { href } from "@holdfast/shell/route.ts";
import { useState } from "preact/hooks";
import { Fetched } from "../app/fetched.tsx";
import { useResource } from "../app/resource.ts";
import { may } from "../app/session.ts";
import { units } from "../ui/figures.ts";
import { Empty, PageHeader, Stat, StateBadge } from "../ui/index.ts";
import { CellsPanel } from "./cells-panel.tsx";
import { ConflictsNotice } from "./conflicts-notice.tsx";
import { skuOf } from "./freshening.ts";
import { MovementsPanel } from "./movements-panel.tsx";
import { EditProduct } from "./product-dialog.tsx";
import { ProductPanel } from "./product-panel.tsx";
import { type Everywhere, inQualityControl, type Product, promisableThere, type Quantities } from "./record.ts";

const STOCK_CHANGES = ["StockUpdated", "StockLow", "TransferDispatched", "PurchaseOrderPlaced"] as const;

export function SkuPage({ sku }: { sku: string }) {
  const [editing, setEditing] = useState(false);
  const escaped = encodeURIComponent(sku);
  const stock = useResource<Everywhere>(`/v1/inventory/${escaped}`, {
    events: STOCK_CHANGES,
    concerns: (event) => !event.type.startsWith("Stock") || skuOf(event.subject, event.type) === sku,
  });
  const product = useResource<Product>(may("catalogue:read") ? `/v1/products/${escaped}` : null, {
    events: ["ProductUpdated"],
    concerns: ({ subject }) => subject === sku,
  });
  const known = product.data;
  const actions = (
    <>
      {may("orders:write") && (
        <a class="button" href={href(["orders", "new"], { sku })}>
          Order it
        </a>
      )}
      {may("catalogue:write") && known && (
        <button type="button" class="button" onClick={() => setEditing(true)}>
          Edit product
        </button>
      )}
    </>
  );
  return (
    <>
      <PageHeader
        title={known?.name ?? sku}
        back={{ href: "#/stock", label: "Stock" }}
        marks={
          <>
            <span class="badge mono">{sku}</span>
            {known?.discontinued && <StateBadge tone="check">Discontinued</StateBadge>}
          </>
        }
        actions={actions}
      />
      <ConflictsNotice sku={sku} changed={known?.version ?? 0} />
      <Fetched from={stock}>{(data) => <Shown sku={sku} stock={data} reload={stock.reload} />}</Fetched>
      {known && <ProductPanel product={known} />}
      {editing && known && (
        <EditProduct product={known} etag={product.etag} onClose={() => setEditing(false)} onSaved={product.reload} />
      )}
    </>
  );
}

function Shown({ sku, stock, reload }: { sku: string; stock: Everywhere; reload: () => void }) {
  return (
    <>
      <Figures total={stock.total} />
      <CellsPanel sku={sku} cells={stock.warehouses} changed={reload} />
      {may("audit:read") ? (
        <MovementsPanel sku={sku} stock={stock} />
      ) : (
        <Empty title="Movements are not shown.">Your role does not include reading the audit.</Empty>
      )}
    </>
  );
}

function Figures({ total }: { total: Quantities }) {
  const waits = inQualityControl(total);
  return (
    <div class="stats">
      <Stat label="On hand" value={units(total.quantity)} note={waits > 0 && `${units(waits)} in quality control`} />
      <Stat label="Reserved" value={units(total.reservedQuantity)} note="for orders and holds" />
      <Stat
        label="Available"
        value={units(total.availableQuantity)}
        tone={total.availableQuantity === 0 ? "wrong" : "good"}
      />
      <Stat
        label="Promisable here"
        value={units(total.promisableQuantity)}
        note={`by the hub; ${units(promisableThere(total))} there, by floors`}
      />
      <Stat label="Damaged" value={units(total.damagedQuantity)} tone={total.damagedQuantity > 0 ? "check" : "plain"} />
      <Stat label="Incoming" value={units(total.incomingQuantity)} note="transfers and purchases" />
    </div>
  );
}
