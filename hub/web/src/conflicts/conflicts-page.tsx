/** Conflicts of all warehouses, and of a product or a slot that somebody asks about. */
import { go, route } from "@holdfast/shell/route.ts";
import { useState } from "preact/hooks";
import type { Product, Warehouse } from "../app/contract.ts";
import { useResource } from "../app/resource.ts";
import { Empty, Failure, Form, Loading, PageHeader, Panel, SelectField, TextField } from "../ui/index.ts";
import { Conflicts } from "./conflicts.tsx";

export function ConflictsPage() {
  const warehouses = useResource<{ items: Warehouse[] }>("/v1/warehouses?limit=500");
  const sku = route.value.query.get("sku");
  const place = route.value.query.get("warehouse");
  const items = warehouses.data?.items;
  return (
    <>
      <PageHeader title="Document conflicts">
        Products, warehouses and slots are edited on both sides of a link that may be down. Where both wrote one field,
        one value holds and the other is kept until somebody chooses.
      </PageHeader>
      {warehouses.error !== null && <Failure error={warehouses.error} again={warehouses.reload} />}
      <Panel title="A product or its slot">
        <Search key={`${sku}/${place}`} sku={sku ?? ""} place={place ?? ""} warehouses={items ?? []} />
      </Panel>
      {sku && <OfProduct sku={sku} place={place} />}
      {items ? <OfWarehouses warehouses={items} /> : <Loading what="Asking for the warehouses" />}
    </>
  );
}

function Search({ sku, place, warehouses }: { sku: string; place: string; warehouses: readonly Warehouse[] }) {
  const [typed, setTyped] = useState(sku);
  const [chosen, setChosen] = useState(place);
  const { data } = useResource<{ items: Product[] }>(
    typed.length > 1 ? `/v1/products?limit=20&q=${encodeURIComponent(typed)}` : null,
  );
  const look = async () => go(["conflicts"], { sku: typed.trim(), warehouse: chosen || undefined });
  const options = [
    { value: "", label: "Only the product" },
    ...warehouses.map(({ id, name }) => ({ value: id, label: `Slot in ${name}` })),
  ];
  return (
    <Form deed="Look" disabled={typed.trim() === ""} onSubmit={look}>
      <div class="form-row">
        <TextField label="SKU" list="known-skus" value={typed} onInput={setTyped} />
        <SelectField label="Slot" value={chosen} onInput={setChosen} options={options} />
      </div>
      <datalist id="known-skus">
        {data?.items.map((product) => (
          <option key={product.sku} value={product.sku}>
            {product.name}
          </option>
        ))}
      </datalist>
    </Form>
  );
}

function OfProduct({ sku, place }: { sku: string; place: string | null }) {
  const at = encodeURIComponent(sku);
  return (
    <>
      <Conflicts path={`/v1/products/${at}`} name={sku} scope="catalogue:write" />
      {place && (
        <Conflicts
          path={`/v1/warehouses/${encodeURIComponent(place)}/slots/${at}`}
          name={`the slot of ${sku} in ${place}`}
          scope="catalogue:write"
        />
      )}
    </>
  );
}

function OfWarehouses({ warehouses }: { warehouses: readonly Warehouse[] }) {
  const [counts, setCounts] = useState<Record<string, number>>({});
  const known = warehouses.every(({ id }) => id in counts);
  const none = known && Object.values(counts).every((count) => count === 0);
  return (
    <section class="stack" aria-label="Conflicts of warehouses">
      {none && <Empty title="No warehouse has a conflict.">Products and slots are looked up above.</Empty>}
      {!known && <Loading what="Asking each warehouse" />}
      {warehouses.map(({ id, name }) => (
        <Conflicts
          key={id}
          path={`/v1/warehouses/${encodeURIComponent(id)}`}
          name={name}
          scope="catalogue:write"
          quiet
          found={(count) => setCounts((before) => ({ ...before, [id]: count }))}
        />
      ))}
    </section>
  );
}
