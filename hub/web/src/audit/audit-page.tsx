/** The ledger: who moved what, from where to where, and whether the chain of hashes holds. */
import { go, href, route } from "@holdfast/shell/route.ts";
import { useState } from "preact/hooks";
import type { Entry, Warehouse } from "../app/contract.ts";
import { useResource } from "../app/resource.ts";
import { counted, dateTime, spoken, units } from "../ui/figures.ts";
import {
  bound,
  type Column,
  DateTime,
  Dialog,
  Empty,
  Failure,
  Form,
  Loading,
  PageHeader,
  Panel,
  SelectField,
  TextField,
  VirtualTable,
} from "../ui/index.ts";
import { useEntries } from "./entries.ts";
import { ExportButton } from "./export-button.tsx";
import { type AuditSearch, auditPath, NO_SEARCH, searchOf } from "./search.ts";
import { VerificationPanel } from "./verification-panel.tsx";

const ROW_PX = 40;

export function AuditPage() {
  const search = searchOf(route.value.query);
  return (
    <>
      <PageHeader title="Audit" actions={<ExportButton path={auditPath(search, { limit: "500" })} />}>
        Every movement of stock and every grant of rights, of all logs, newest first.
      </PageHeader>
      <div class="columns">
        <Panel title="Search">
          <SearchForm key={auditPath(search)} search={search} />
        </Panel>
        <VerificationPanel />
      </div>
      <Ledger search={search} />
    </>
  );
}

function SearchForm({ search }: { search: AuditSearch }) {
  const [draft, setDraft] = useState(search);
  const { data } = useResource<{ items: Warehouse[] }>("/v1/warehouses?limit=500");
  const field = bound(draft, (part) => setDraft({ ...draft, ...part }));
  const options = [
    { value: "", label: "All" },
    ...(data?.items ?? []).map(({ id, name }) => ({ value: id, label: `${id} · ${name}` })),
  ];
  const searched = auditPath(search) !== auditPath(NO_SEARCH);
  return (
    <Form
      deed="Search"
      {...(searched ? { onCancel: () => go(["audit"]), cancel: "All entries" } : {})}
      onSubmit={async () => go(["audit"], { ...draft })}
    >
      <div class="form-row">
        <SelectField label="Warehouse" {...field("warehouseId")} options={options} />
        <TextField label="SKU" {...field("sku")} mono />
        <TextField label="Reference" {...field("reference")} mono />
        <TextField label="By" hint="A key's or an operator's name" {...field("actor")} />
        <TextField label="From" type="datetime-local" {...field("from")} />
        <TextField label="To" type="datetime-local" {...field("to")} />
      </div>
    </Form>
  );
}

function Ledger({ search }: { search: AuditSearch }) {
  const { rows, all, loading, error, more, again } = useEntries(search);
  const [opened, setOpened] = useState<Entry | null>(null);
  return (
    <section class="stack tight" aria-label="Entries">
      {error !== null && <Failure error={error} again={rows.length > 0 ? more : again} />}
      {rows.length > 0 && (
        <VirtualTable
          caption="Ledger entries, newest first"
          rows={rows}
          rowHeight={ROW_PX}
          columns={COLUMNS}
          rowKey={({ movementId }) => movementId}
          onOpen={setOpened}
          onEnd={more}
        />
      )}
      {loading && rows.length === 0 && <Loading what="Asking for the ledger" />}
      {all && rows.length === 0 && <Empty title="No entry fits.">Take a filter away, or widen the time.</Empty>}
      <p class="muted" role="status">
        {rows.length > 0 &&
          (all
            ? `${counted(rows.length, "entry", "entries")}, that is all.`
            : `The newest ${units(rows.length)}; more as you scroll.`)}
      </p>
      {opened && <EntryDialog entry={opened} onClose={() => setOpened(null)} />}
    </section>
  );
}

const COLUMNS: readonly Column<Entry>[] = [
  { id: "at", label: "When", width: "minmax(10.25rem, 12rem)", cell: ({ at }) => <DateTime at={at} /> },
  {
    id: "warehouse",
    label: "Warehouse",
    width: "minmax(5rem, 8rem)",
    wideOnly: true,
    cell: ({ warehouseId }) => warehouseId,
  },
  { id: "sku", label: "SKU", width: "minmax(5.5rem, 1fr)", cell: ({ sku }) => sku },
  { id: "accounts", label: "From → to", width: "minmax(11rem, 1.4fr)", wideOnly: true, cell: accounts },
  {
    id: "quantity",
    label: "Units",
    width: "minmax(2.75rem, 6rem)",
    numeric: true,
    cell: ({ quantity }) => units(quantity),
  },
  { id: "reason", label: "Why", width: "minmax(5rem, 1fr)", wideOnly: true, cell: ({ reason }) => spoken(reason) },
  {
    id: "actor",
    label: "By",
    width: "minmax(6rem, 1fr)",
    wideOnly: true,
    cell: ({ actor, device }) => (device ? `${actor} · ${device}` : actor),
  },
  {
    id: "hash",
    label: "Hash",
    width: "6rem",
    wideOnly: true,
    cell: ({ hash }) => <span class="mono">{hash.slice(0, 8)}</span>,
  },
];

function accounts({ from, to }: Entry): string {
  return `${from ? spoken(from) : "Rights"} → ${spoken(to).toLowerCase()}`;
}

function EntryDialog({ entry, onClose }: { entry: Entry; onClose: () => void }) {
  const facts: [string, string | null | undefined][] = [
    ["When", dateTime(entry.at)],
    ["Warehouse", entry.warehouseId],
    ["Kind", entry.kind],
    ["From → to", accounts(entry)],
    ["Units", units(entry.quantity)],
    ["Why", spoken(entry.reason)],
    ["Reference", entry.reference],
    ["By", entry.actor],
    ["Device", entry.device],
    ["Log", `${entry.replica}, entry ${units(entry.sequence)}`],
    ["Movement", entry.movementId],
    ["Hash", entry.hash],
  ];
  return (
    <Dialog title={`${units(entry.quantity)} × ${entry.sku}`} onClose={onClose}>
      <div class="stack">
        <dl class="facts">
          {facts.map(([name, value]) =>
            value ? (
              <div key={name} class="fact">
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ) : null,
          )}
        </dl>
        <div class="row">
          <a class="button" href={href(["stock", entry.sku])}>
            The SKU
          </a>
          {entry.reference && (
            <a class="button" href={href(["audit"], { reference: entry.reference })}>
              All of this reference
            </a>
          )}
        </div>
      </div>
    </Dialog>
  );
}
