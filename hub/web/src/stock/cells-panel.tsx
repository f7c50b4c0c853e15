/** One SKU in each warehouse: figures, freshness, reorder point, and what can be done about it. */
import type { Page } from "@holdfast/shell/http.ts";
import { href } from "@holdfast/shell/route.ts";
import { useState } from "preact/hooks";
import type { NodeRecord } from "../app/contract.ts";
import { useResource } from "../app/resource.ts";
import { may } from "../app/session.ts";
import { choices, useWarehouses } from "../list/places.ts";
import { duration, units } from "../ui/figures.ts";
import { Ago, type Column, DataTable, Empty, Mark, Panel, SelectField } from "../ui/index.ts";
import { AdjustDialog } from "./adjust-dialog.tsx";
import { type CellRecord, inQualityControl, promisableThere, type Slot } from "./record.ts";
import { SlotDialog } from "./slot-dialog.tsx";
import { useSlots } from "./slots.ts";

interface Row extends CellRecord {
  slot: Slot | undefined;
  node: NodeRecord | undefined;
}

type Doing = { what: "adjust" | "slot"; warehouseId: string };

interface CellsPanelProps {
  sku: string;
  cells: readonly CellRecord[];
  changed: () => void;
}

export function CellsPanel({ sku, cells, changed }: CellsPanelProps) {
  const [doing, setDoing] = useState<Doing | null>(null);
  const nodes = useResource<Page<NodeRecord>>(may("nodes:read") ? "/v1/nodes?limit=500" : null, { every: 10_000 });
  const slots = useSlots(sku, cells);
  const rows: Row[] = cells.map((cell) => ({
    ...cell,
    slot: slots.found.get(cell.warehouseId),
    node: nodes.data?.items.find(({ warehouseId }) => warehouseId === cell.warehouseId),
  }));
  const close = () => setDoing(null);
  return (
    <Panel title="Warehouses" wide aside={<Elsewhere cells={cells} choose={setDoing} />}>
      {rows.length === 0 ? (
        <Empty title="It was never stocked anywhere.">Set the first units with “Another warehouse” above.</Empty>
      ) : (
        <DataTable
          caption={`${sku} in each warehouse`}
          rows={rows}
          columns={columnsOf(rows, setDoing)}
          rowKey={({ warehouseId }) => warehouseId}
        />
      )}
      {doing?.what === "adjust" && (
        <AdjustDialog sku={sku} warehouseId={doing.warehouseId} onClose={close} onDone={changed} />
      )}
      {doing?.what === "slot" && (
        <SlotDialog sku={sku} warehouseId={doing.warehouseId} onClose={close} onDone={slots.reload} />
      )}
    </Panel>
  );
}

const figure = (id: string, label: string, of: (row: Row) => number): Column<Row> => ({
  id,
  label,
  numeric: true,
  cell: (row) => units(of(row)),
});

function columnsOf(rows: readonly Row[], choose: (doing: Doing) => void): Column<Row>[] {
  const checking = rows.some((row) => inQualityControl(row) > 0);
  return [
    {
      id: "warehouseId",
      label: "Warehouse",
      by: (row) => row.warehouseId,
      cell: (row) => <Place row={row} />,
    },
    { ...figure("quantity", "On hand", (row) => row.quantity), by: (row) => row.quantity },
    figure("reserved", "Reserved", (row) => row.reservedQuantity),
    {
      ...figure("available", "Available", (row) => row.availableQuantity),
      by: (row) => row.availableQuantity,
      cell: (row) => <Available row={row} />,
    },
    {
      ...figure("promisable", "Promisable", (row) => row.promisableQuantity),
      cell: (row) => <Promisable row={row} />,
    },
    figure("damaged", "Damaged", (row) => row.damagedQuantity),
    ...(checking ? [figure("checking", "In quality control", inQualityControl)] : []),
    figure("incoming", "Incoming", (row) => row.incomingQuantity),
    { id: "slot", label: "Reorder at", cell: (row) => <SlotCell row={row} choose={choose} /> },
    ...(may("stock:write") ? [adjusting(choose)] : []),
  ];
}

function Place({ row }: { row: Row }) {
  return (
    <>
      <a href={href(["warehouses", row.warehouseId])}>{row.warehouseId}</a>
      <small class="under muted">
        <Freshness row={row} />
      </small>
    </>
  );
}

function Promisable({ row }: { row: Row }) {
  return (
    <>
      {units(row.promisableQuantity)}
      <small class="under muted">{units(promisableThere(row))} there</small>
    </>
  );
}

function Available({ row }: { row: Row }) {
  const point = row.slot?.reorderPoint ?? null;
  const low = point !== null && row.availableQuantity < point;
  return (
    <>
      {low && (
        <>
          <Mark tone="check" />
          <span class="visually-hidden">below reorder point </span>{" "}
        </>
      )}
      {units(row.availableQuantity)}
    </>
  );
}

/** Lag in seconds that is worth a mark. */
const LATE_SECONDS = 60;

function Freshness({ row }: { row: Row }) {
  const { node } = row;
  if (node && !node.online) {
    return (
      <span class="row nowrap">
        <Mark tone="wrong" /> <Ago at={row.asOf} />, link is cut
      </span>
    );
  }
  if (node && node.lagSeconds > LATE_SECONDS) {
    return (
      <span class="row nowrap">
        <Mark tone="check" /> {duration(node.lagSeconds)} behind
      </span>
    );
  }
  return (
    <span class="nowrap">
      as of <Ago at={row.asOf} />
    </span>
  );
}

function SlotCell({ row, choose }: { row: Row; choose: (doing: Doing) => void }) {
  const { warehouseId, slot } = row;
  const point = slot?.reorderPoint ?? null;
  return (
    <>
      <button type="button" class="link-button" onClick={() => choose({ what: "slot", warehouseId })}>
        {point === null ? "Set" : units(point)}
        <span class="visually-hidden">
          {point === null
            ? ` the reorder point in ${warehouseId}`
            : ` is the reorder point in ${warehouseId}: open its slot`}
        </span>
      </button>
      {slot && slot.bins.length > 0 && <small class="under muted mono">{slot.bins.join(", ")}</small>}
    </>
  );
}

function adjusting(choose: (doing: Doing) => void): Column<Row> {
  const cell = ({ warehouseId }: Row) => (
    <button type="button" class="button small" onClick={() => choose({ what: "adjust", warehouseId })}>
      Adjust<span class="visually-hidden"> in {warehouseId}</span>
    </button>
  );
  return { id: "adjust", label: "Change", cell };
}

function Elsewhere({ cells, choose }: { cells: readonly CellRecord[]; choose: (doing: Doing) => void }) {
  const warehouses = useWarehouses();
  const [chosen, setChosen] = useState("");
  const others = warehouses.filter(({ id }) => !cells.some(({ warehouseId }) => warehouseId === id));
  if (others.length === 0 || !may("stock:write")) return null;
  const known = others.some(({ id }) => id === chosen);
  return (
    <div class="elsewhere row">
      <SelectField
        label="Another warehouse"
        value={known ? chosen : ""}
        options={choices(others, "Choose…")}
        onInput={setChosen}
      />
      <button
        type="button"
        class="button"
        disabled={!known}
        onClick={() => choose({ what: "adjust", warehouseId: chosen })}
      >
        Stock it there
      </button>
    </div>
  );
}
