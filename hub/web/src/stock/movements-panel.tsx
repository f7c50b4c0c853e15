/** How a SKU's stock came to be what it is: a plot of on hand, and each movement with the balance after it. */
import type { Page } from "@holdfast/shell/http.ts";
import { go, href, route } from "@holdfast/shell/route.ts";
import { useMemo, useState } from "preact/hooks";
import type { Entry, NodeRecord } from "../app/contract.ts";
import { useResource } from "../app/resource.ts";
import { may } from "../app/session.ts";
import { listPath, usePaged } from "../list/paged.ts";
import { When } from "../list/when.tsx";
import { counted, dateTime, units } from "../ui/figures.ts";
import { type Column, Empty, Failure, Loading, Panel, Plot, SelectField, VirtualTable } from "../ui/index.ts";
import { skuOf } from "./freshening.ts";
import { balanced, type Movement, pathOf, signed, steps } from "./movements.ts";
import type { Everywhere } from "./record.ts";

const PAGE = 200;
const ROW_PX = 48;

export function MovementsPanel({ sku, stock }: { sku: string; stock: Everywhere }) {
  const warehouse = route.value.query.get("warehouse") ?? "";
  const entries = usePaged<Entry>(listPath("/v1/audit", { sku, warehouseId: warehouse }), {
    limit: PAGE,
    events: ["StockUpdated"],
    concerns: (event) => skuOf(event.subject, event.type) === sku,
  });
  const cell = stock.warehouses.find(({ warehouseId }) => warehouseId === warehouse);
  const onHand = warehouse ? (cell?.quantity ?? 0) : stock.total.quantity;
  const movements = useMemo(() => balanced(entries.items, onHand), [entries.items, onHand]);
  const [crossing, setCrossing] = useState(false);
  const shown = useMemo(
    () => (crossing ? movements.filter(({ change }) => change !== 0) : movements),
    [movements, crossing],
  );
  const ids = stock.warehouses.map(({ warehouseId }) => warehouseId);
  return (
    <Panel title="Movements" wide aside={<Where sku={sku} ids={ids} chosen={warehouse} />}>
      {entries.error !== null && <Failure error={entries.error} again={entries.reload} />}
      <OnTheirWay ids={warehouse ? [warehouse] : ids} />
      {movements.length === 0 ? (
        entries.loading ? (
          <Loading />
        ) : (
          <Empty title="Nothing has moved yet." />
        )
      ) : (
        <>
          <OnHandPlot movements={movements} whole={!entries.more} />
          <div class="row">
            <button type="button" class="chip" aria-pressed={crossing} onClick={() => setCrossing(!crossing)}>
              Only changes of what is on hand
            </button>
          </div>
          <div class="list-table">
            <VirtualTable
              caption={`Movements of ${sku}`}
              rows={shown}
              rowHeight={ROW_PX}
              columns={COLUMNS}
              rowKey={({ movementId }) => movementId}
              height="400px"
              onEnd={entries.loadMore}
            />
          </div>
          <p class="muted" role="status">
            {entries.more
              ? `The newest ${units(movements.length)}; more come as you scroll.`
              : counted(movements.length, "movement")}
          </p>
        </>
      )}
    </Panel>
  );
}

function Where({ sku, ids, chosen }: { sku: string; ids: readonly string[]; chosen: string }) {
  if (ids.length < 2) return null;
  const options = [{ value: "", label: "All warehouses" }, ...ids.map((id) => ({ value: id, label: id }))];
  return (
    <div class="elsewhere">
      <SelectField
        label="Movements of"
        value={chosen}
        options={options}
        onInput={(warehouse) => go(["stock", sku], { warehouse }, true)}
      />
    </div>
  );
}

/** Figures and movements come on lanes of their own: while some movements are on their way the balance is not final. */
function OnTheirWay({ ids }: { ids: readonly string[] }) {
  const nodes = useResource<Page<NodeRecord>>(may("nodes:read") ? "/v1/nodes?limit=500" : null, { every: 10_000 });
  const late = (nodes.data?.items ?? []).filter((node) => ids.includes(node.warehouseId) && node.pendingEntries > 0);
  if (late.length === 0) return null;
  const waiting = late.reduce((sum, node) => sum + node.pendingEntries, 0);
  return (
    <p class="notice check">
      {counted(waiting, "movement")} of {late.map(({ warehouseId }) => warehouseId).join(", ")} have not reached the hub
      yet: balances shift when they do.
    </p>
  );
}

function OnHandPlot({ movements, whole }: { movements: readonly Movement[]; whole: boolean }) {
  const line = useMemo(() => steps(movements, Date.now()), [movements]);
  const series = useMemo(() => [{ label: "On hand", values: line.onHand, kind: "step" as const }], [line]);
  if (line.at.length < 3) return null;
  const most = Math.max(...line.onHand);
  const least = Math.min(...line.onHand);
  const since = dateTime((line.at[0] ?? 0) * 1000);
  const summary = `${units(line.onHand.at(-1) ?? 0)} on hand now; between ${units(least)} and ${units(most)} since ${since}${whole ? "" : ", the oldest movement loaded"}.`;
  return <Plot title="On hand over time" summary={summary} x={line.at} series={series} height={200} />;
}

const COLUMNS: readonly Column<Movement>[] = [
  {
    id: "at",
    label: "When",
    width: "minmax(7rem, 0.8fr)",
    cell: (row) => (
      <>
        <When at={row.at} />
        <small class="narrow-name muted">{pathOf(row)}</small>
      </>
    ),
  },
  {
    id: "change",
    label: "Change",
    numeric: true,
    width: "minmax(4rem, 0.5fr)",
    cell: (row) => (
      <span class={row.change > 0 ? "gain" : row.change < 0 ? "drop" : "muted"}>{signed(row.change)}</span>
    ),
  },
  {
    id: "balance",
    label: "Balance",
    numeric: true,
    width: "minmax(4.5rem, 0.5fr)",
    cell: (row) => <strong>{units(row.balance)}</strong>,
  },
  { id: "warehouse", label: "Warehouse", wideOnly: true, width: "minmax(6rem, 0.6fr)", cell: (row) => row.warehouseId },
  {
    id: "path",
    label: "Units moved",
    wideOnly: true,
    width: "minmax(13.2rem, 1.4fr)",
    cell: (row) => `${units(row.quantity)} ${pathOf(row)}`,
  },
  {
    id: "reason",
    label: "Reason, by whom",
    wideOnly: true,
    width: "minmax(9rem, 1fr)",
    cell: (row) => (
      <>
        {row.reason || "–"}
        <small class="under muted">{by(row)}</small>
      </>
    ),
  },
  {
    id: "reference",
    label: "Reference",
    wideOnly: true,
    width: "minmax(5rem, 0.8fr)",
    cell: (row) =>
      row.reference ? (
        <a class="mono sku" href={href(["audit"], { reference: row.reference })} title={row.reference}>
          {row.reference}
        </a>
      ) : (
        "–"
      ),
  },
];

function by(row: Movement): string {
  return row.device ? `${row.actor} (${row.device})` : row.actor;
}
