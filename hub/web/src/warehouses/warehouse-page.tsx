/** One warehouse: its link, its rights, its details, and what may be done to its node. */
import { Refused } from "@holdfast/shell/http.ts";
import { useEffect, useState } from "preact/hooks";
import type { NodeDetail, NodeRecord, Warehouse } from "../app/contract.ts";
import { type Resource, useResource } from "../app/resource.ts";
import { api, may } from "../app/session.ts";
import { Conflicts } from "../conflicts/conflicts.tsx";
import { counted, spoken, units } from "../ui/figures.ts";
import { Ago, Dialog, Failure, Form, Loading, PageHeader, Panel, StateBadge, toast } from "../ui/index.ts";
import { draftOf, rebased, warehousePatch } from "./draft.ts";
import { WarehouseFields } from "./fields.tsx";
import { LINK_EVENTS, linkState } from "./link-state.ts";
import { NodeDeeds } from "./node-deeds.tsx";
import { RightsPanel } from "./rights-panel.tsx";

const EVERY_MS = 3_000;

export function WarehousePage({ id }: { id: string }) {
  const concerns = (event: { subject?: string }) => event.subject === id;
  const at = encodeURIComponent(id);
  const warehouse = useResource<Warehouse>(`/v1/warehouses/${at}`, { events: ["WarehouseUpdated"], concerns });
  // a warehouse without a node has no page of one: the list says whether there is
  const nodes = useResource<{ items: NodeRecord[] }>("/v1/nodes?limit=500", {
    events: LINK_EVENTS,
    concerns,
    every: EVERY_MS,
  });
  const listed = nodes.data?.items.find((node) => node.warehouseId === id) ?? null;
  const detail = useResource<NodeDetail>(listed ? `/v1/nodes/${at}` : null, {
    events: LINK_EVENTS,
    concerns,
    every: EVERY_MS,
  });
  const node: NodeDetail | null = detail.data ?? listed;
  const reload = () => {
    nodes.reload();
    detail.reload();
  };
  const back = { href: "#/warehouses", label: "Warehouses" };
  if (warehouse.data === null) {
    return (
      <>
        <PageHeader title={id} back={back} />
        {warehouse.error === null ? <Loading /> : <Failure error={warehouse.error} again={warehouse.reload} />}
      </>
    );
  }
  const { tone, word } = linkState(node ? { hasNode: true, ...node } : NO_NODE);
  return (
    <>
      <PageHeader
        title={warehouse.data.name}
        back={back}
        marks={
          <>
            <span class="badge mono">{id}</span>
            <StateBadge tone={tone}>{word}</StateBadge>
          </>
        }
        actions={may("nodes:write") && nodes.data && <NodeDeeds id={id} node={node} changed={reload} />}
      />
      {nodes.error !== null && <Failure error={nodes.error} again={nodes.reload} />}
      <div class="columns">
        <div class="column">
          <Conflicts
            path={`/v1/warehouses/${at}`}
            name={warehouse.data.name}
            scope="catalogue:write"
            quiet
            settled={warehouse.reload}
          />
          {node ? <LinkPanel node={node} /> : nodes.data && <NoNode />}
          <Details warehouse={warehouse} />
        </div>
        <div class="column">
          {node?.rights && <RightsPanel rights={node.rights} warehouse={warehouse} node={node} changed={reload} />}
          <Floor warehouse={warehouse.data} />
        </div>
      </div>
    </>
  );
}

const NO_NODE = { hasNode: false, online: false, fenced: false, lagSeconds: 0, pendingCells: 0, pendingEntries: 0 };

function NoNode() {
  return (
    <Panel title="Link">
      <p>
        No node has joined for this warehouse. Until one does, orders wait for it as allocated, and nothing is picked.
        {may("nodes:write") && " Enrol one above."}
      </p>
    </Panel>
  );
}

const LANES: Record<string, string> = {
  control: "control",
  cells: "stock rows",
  mail: "letters: tasks, goods, cancels",
  documents: "documents: products, bins, slots",
  history: "history: the log",
};

function LinkPanel({ node }: { node: NodeDetail }) {
  const lanes = node.lanes ?? [
    { lane: "cells", pending: node.pendingCells },
    { lane: "history", pending: node.pendingEntries },
    { lane: "documents", pending: node.pendingDocuments },
  ];
  return (
    <Panel title="Link">
      <dl class="facts">
        <dt>State</dt>
        <dd>
          {node.online ? "online" : "offline"}
          {node.reason ? `: ${node.reason}` : ""}
        </dd>
        <dt>Last word</dt>
        <dd>{node.lastSeen ? <Ago at={node.lastSeen} /> : "never"}</dd>
        <dt>Runs</dt>
        <dd>{node.version ?? "not known yet"}</dd>
        <dt>Store</dt>
        <dd>incarnation {node.incarnation}</dd>
      </dl>
      <table class="table lanes">
        <caption class="visually-hidden">What waits, by lane</caption>
        <thead>
          <tr>
            <th scope="col">Lane</th>
            <th scope="col" class="number">
              Waiting
            </th>
          </tr>
        </thead>
        <tbody>
          {lanes.map(({ lane, pending }) => (
            <tr key={lane}>
              <td>{LANES[lane] ?? lane}</td>
              <td class="number">{units(pending)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function Details({ warehouse }: { warehouse: Resource<Warehouse> }) {
  const [editing, setEditing] = useState(false);
  const shown = warehouse.data;
  if (!shown) return null;
  const { location } = shown;
  const where = location?.lat != null && location.lon != null ? `${location.lat}, ${location.lon}` : "not on the map";
  return (
    <Panel
      title="Details"
      aside={
        may("catalogue:write") && (
          <button type="button" class="button" onClick={() => setEditing(true)}>
            Edit
          </button>
        )
      }
    >
      <dl class="facts">
        <dt>Address</dt>
        <dd>{location?.address ?? "–"}</dd>
        <dt>Place</dt>
        <dd>{where}</dd>
        <dt>Capacity</dt>
        <dd>{shown.capacity == null ? "–" : counted(shown.capacity, "unit")}</dd>
        <dt>Opening hours</dt>
        <dd>{shown.operatingHours ?? "–"}</dd>
        <dt>Time zone</dt>
        <dd>{shown.timezone ?? "–"}</dd>
      </dl>
      {editing && <EditDialog warehouse={warehouse} onClose={() => setEditing(false)} />}
    </Panel>
  );
}

function EditDialog({ warehouse, onClose }: { warehouse: Resource<Warehouse>; onClose: () => void }) {
  // the patch is against what was read when the form opened, and If-Match names it
  const [read, setRead] = useState(() =>
    warehouse.data ? { before: draftOf(warehouse.data), etag: warehouse.etag } : null,
  );
  const [draft, setDraft] = useState(read?.before ?? null);
  const [stale, setStale] = useState(false);
  useEffect(() => {
    // somebody else was faster: what they wrote is taken over where nothing was typed here
    if (!stale || !warehouse.data || !read || !draft || warehouse.etag === read.etag) return;
    const newest = draftOf(warehouse.data);
    setDraft(rebased(read.before, draft, newest));
    setRead({ before: newest, etag: warehouse.etag });
    setStale(false);
  }, [stale, warehouse.etag]);
  if (!read || !draft) return null;
  const { before, etag } = read;
  const patch = warehousePatch(before, draft);
  const save = async (key: string) => {
    const path = `/v1/warehouses/${encodeURIComponent(before.id)}`;
    try {
      await api.ask(path, { method: "PATCH", body: patch, key, ...(etag ? { ifMatch: etag } : {}) });
    } catch (error) {
      setStale(error instanceof Refused && error.slug === "version-mismatch");
      throw error;
    } finally {
      warehouse.reload();
    }
    toast(`${draft.name} saved`);
    onClose();
  };
  return (
    <Dialog title={`Edit ${before.name}`} onClose={onClose}>
      <Form deed="Save" disabled={patch === null} onSubmit={save} onCancel={onClose}>
        <WarehouseFields draft={draft} change={setDraft} fresh={false} />
      </Form>
    </Dialog>
  );
}

function Floor({ warehouse }: { warehouse: Warehouse }) {
  const zones = Object.entries(warehouse.zones ?? {}).sort(([a], [b]) => a.localeCompare(b));
  const bins = Object.values(warehouse.bins ?? {});
  const blocked = bins.filter((bin) => bin.blocked === true).length;
  return (
    <Panel title="Zones and bins">
      {zones.length === 0 ? (
        <p class="muted">Nobody has described zones and bins yet.</p>
      ) : (
        <table class="table">
          <caption class="visually-hidden">Zones</caption>
          <thead>
            <tr>
              <th scope="col">Zone</th>
              <th scope="col">For</th>
              <th scope="col" class="number">
                Bins
              </th>
            </tr>
          </thead>
          <tbody>
            {zones.map(([id, zone]) => (
              <tr key={id}>
                <td>
                  {id} <span class="muted">{zone.name}</span>
                </td>
                <td>{spoken(zone.kind)}</td>
                <td class="number">{units(bins.filter((bin) => bin.zone === id).length)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {blocked > 0 && <StateBadge tone="check">{`${counted(blocked, "bin")} blocked`}</StateBadge>}
    </Panel>
  );
}
