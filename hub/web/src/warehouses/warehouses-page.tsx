/** All warehouses with how their links stand; a page of its own for each. */
import { go, href } from "@holdfast/shell/route.ts";
import { useMemo, useState } from "preact/hooks";
import type { NodeRecord, Warehouse } from "../app/contract.ts";
import type { PageProps } from "../app/page.ts";
import { useResource } from "../app/resource.ts";
import { api, may } from "../app/session.ts";
import { units } from "../ui/figures.ts";
import {
  type Column,
  DataTable,
  Dialog,
  Empty,
  Failure,
  Form,
  Loading,
  PageHeader,
  StateBadge,
  toast,
} from "../ui/index.ts";
import { EMPTY_DRAFT, warehouseBody } from "./draft.ts";
import { WarehouseFields } from "./fields.tsx";
import { LINK_EVENTS, linkState } from "./link-state.ts";
import { WarehousePage } from "./warehouse-page.tsx";
import "./warehouses.css";

interface Line {
  warehouse: Warehouse;
  node: NodeRecord | null;
}

const EVERY_MS = 4_000;

export function WarehousesPage({ rest }: PageProps) {
  const [id] = rest;
  return id === undefined ? <WarehouseList /> : <WarehousePage id={id} />;
}

function WarehouseList() {
  const warehouses = useResource<{ items: Warehouse[] }>("/v1/warehouses?limit=500", {
    events: ["WarehouseCreated", "WarehouseUpdated", "WarehouseRemoved"],
  });
  const nodes = useResource<{ items: NodeRecord[] }>("/v1/nodes?limit=500", {
    events: LINK_EVENTS,
    every: EVERY_MS,
  });
  const [creating, setCreating] = useState(false);
  const lines = useMemo(
    () => joined(warehouses.data?.items ?? [], nodes.data?.items ?? []),
    [warehouses.data, nodes.data],
  );
  const error = warehouses.error ?? nodes.error;
  const again = () => {
    warehouses.reload();
    nodes.reload();
  };
  return (
    <>
      <PageHeader
        title="Warehouses"
        actions={
          may("catalogue:write") && (
            <button type="button" class="button primary" onClick={() => setCreating(true)}>
              New warehouse
            </button>
          )
        }
      />
      {error !== null && <Failure error={error} again={again} />}
      <Lines lines={lines} known={warehouses.data !== null && nodes.data !== null} failed={error !== null} />
      {creating && <CreateDialog onClose={() => setCreating(false)} />}
    </>
  );
}

function Lines({ lines, known, failed }: { lines: readonly Line[]; known: boolean; failed: boolean }) {
  if (!known) return failed ? null : <Loading what="Asking for the warehouses" />;
  if (lines.length === 0) {
    return <Empty title="There is no warehouse yet.">Make the first, then enrol its node.</Empty>;
  }
  return (
    <DataTable
      caption="Warehouses"
      rows={lines}
      columns={COLUMNS}
      rowKey={({ warehouse }) => warehouse.id}
      href={({ warehouse }) => href(["warehouses", warehouse.id])}
      start={{ by: "state", down: false }}
    />
  );
}

function joined(warehouses: readonly Warehouse[], nodes: readonly NodeRecord[]): Line[] {
  const byId = new Map(nodes.map((node) => [node.warehouseId, node]));
  return warehouses.map((warehouse) => ({ warehouse, node: byId.get(warehouse.id) ?? null }));
}

const NO_NODE = { hasNode: false, online: false, fenced: false, lagSeconds: 0, pendingCells: 0, pendingEntries: 0 };
const RANK = { wrong: 0, check: 1, good: 2, plain: 3 };

function stateOf({ node }: Line) {
  return linkState(node ? { hasNode: true, ...node } : NO_NODE);
}

const COLUMNS: readonly Column<Line>[] = [
  { id: "name", label: "Warehouse", by: ({ warehouse }) => warehouse.name, cell: ({ warehouse }) => warehouse.name },
  {
    id: "state",
    label: "Link",
    by: (line) => RANK[stateOf(line).tone],
    cell: (line) => <StateBadge tone={stateOf(line).tone}>{stateOf(line).word}</StateBadge>,
  },
  { id: "id", label: "Id", by: ({ warehouse }) => warehouse.id, cell: ({ warehouse }) => warehouse.id },
  waiting("cells", "Rows waiting", (node) => node.pendingCells),
  waiting("entries", "Log waiting", (node) => node.pendingEntries),
  waiting("documents", "Documents waiting", (node) => node.pendingDocuments),
  {
    id: "version",
    label: "Runs",
    wideOnly: true,
    by: ({ node }) => node?.version ?? null,
    cell: ({ node }) => node?.version?.replace("holdfast-node/", "") ?? "–",
  },
];

function waiting(id: string, label: string, count: (node: NodeRecord) => number): Column<Line> {
  return {
    id,
    label,
    numeric: true,
    wideOnly: true,
    by: ({ node }) => node && count(node),
    cell: ({ node }) => (node ? units(count(node)) : "–"),
  };
}

function CreateDialog({ onClose }: { onClose: () => void }) {
  const [draft, setDraft] = useState(EMPTY_DRAFT);
  const create = async (key: string) => {
    await api.ask("/v1/warehouses", { method: "POST", body: warehouseBody(draft), key });
    toast(`Warehouse ${draft.id} created. Enrol its node next.`);
    go(["warehouses", draft.id.trim()]);
  };
  return (
    <Dialog title="New warehouse" onClose={onClose}>
      <Form deed="Create" onSubmit={create} onCancel={onClose}>
        <WarehouseFields draft={draft} change={setDraft} fresh />
      </Form>
    </Dialog>
  );
}
