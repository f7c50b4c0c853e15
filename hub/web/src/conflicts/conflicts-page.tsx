/** All documents that wait for somebody to choose, and the page where one of them is settled. */
import { go, href, route } from "@holdfast/shell/route.ts";
import { listPath, usePaged } from "../list/paged.ts";
import { PagedTable } from "../list/paged-table.tsx";
import { useWarehouses } from "../list/places.ts";
import { When } from "../list/when.tsx";
import { type Column, Empty, PageHeader, SelectField } from "../ui/index.ts";
import { Conflicts } from "./conflicts.tsx";
import {
  apiPath,
  documentName,
  documentsOf,
  fieldNames,
  KINDS,
  kindAsked,
  kindName,
  type Named,
  named,
  pageOf,
  queryOf,
  type Waiting,
} from "./waiting.ts";

export function ConflictsPage() {
  const [first, ...others] = documentsOf(route.value.query);
  return first ? <Settling key={apiPath(first)} document={first} beside={others} /> : <AllConflicts />;
}

/** After these the list may be another. */
const EVENTS = ["ConflictFound", "ProductUpdated", "SlotUpdated", "WarehouseUpdated", "WarehouseRemoved"] as const;

function AllConflicts() {
  const kind = kindAsked(route.value.query);
  const list = usePaged<Waiting>(listPath("/v1/conflicts", { kind: kind ?? undefined }), { events: EVENTS });
  const placeName = usePlaceNames();
  return (
    <>
      <PageHeader title="Document conflicts">
        Products, slots and warehouses are edited on both sides of a link that may be down. Where both wrote one field,
        one value holds and the other is kept until somebody chooses.
      </PageHeader>
      <div class="toolbar filters">
        <SelectField
          label="Document"
          value={kind ?? ""}
          options={[{ value: "", label: "Any document" }, ...KINDS.map(({ value, many }) => ({ value, label: many }))]}
          onInput={(chosen) => go(["conflicts"], { kind: chosen }, true)}
        />
      </div>
      <PagedTable
        caption="Documents with conflicts"
        list={list}
        one="document"
        empty={<Empty title="Nothing waits for a choice." />}
        columns={columns(placeName)}
        rowKey={(row) => apiPath(named(row))}
        href={(row) => href(["conflicts"], queryOf(named(row)))}
      />
    </>
  );
}

function columns(placeName: (id: string) => string): readonly Column<Waiting>[] {
  const name = (row: Waiting) => documentName(named(row), placeName(row.warehouseId ?? ""));
  return [
    { id: "name", label: "Document", by: name, cell: name },
    { id: "kind", label: "Kind", by: ({ kind }) => kind, cell: ({ kind }) => kindName(kind) },
    { id: "fields", label: "Written on both sides", cell: ({ fields }) => fieldNames(fields) },
    {
      id: "updatedAt",
      label: "Changed",
      by: ({ updatedAt }) => updatedAt,
      cell: ({ updatedAt }) => (updatedAt ? <When at={updatedAt} /> : "–"),
    },
  ];
}

function Settling({ document, beside }: { document: Named; beside: readonly Named[] }) {
  const placeName = usePlaceNames();
  const nameOf = (one: Named) => documentName(one, placeName(one.warehouseId));
  return (
    <>
      <PageHeader
        title={nameOf(document)}
        back={{ href: href(["conflicts"]), label: "All conflicts" }}
        actions={
          <a class="button" href={href(pageOf(document))}>
            {document.kind === "warehouse" ? "Open the warehouse" : "Open the product"}
          </a>
        }
      />
      <Conflicts path={apiPath(document)} name={nameOf(document)} scope="catalogue:write" />
      {beside.map((one) => (
        <Conflicts key={apiPath(one)} path={apiPath(one)} name={nameOf(one)} scope="catalogue:write" quiet />
      ))}
    </>
  );
}

function usePlaceNames(): (id: string) => string {
  const warehouses = useWarehouses();
  return (id) => warehouses.find((one) => one.id === id)?.name ?? id;
}
