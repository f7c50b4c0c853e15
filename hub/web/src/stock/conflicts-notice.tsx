/** Fields of the product that both sides wrote at once: told here, settled on the page of conflicts. */
import { href } from "@holdfast/shell/route.ts";
import type { Conflict } from "../app/contract.ts";
import { useResource } from "../app/resource.ts";
import { may } from "../app/session.ts";
import { counted } from "../ui/figures.ts";
import { Mark } from "../ui/index.ts";

/** `changed` is the product's version: conflicts come and go with it. */
export function ConflictsNotice({ sku, changed }: { sku: string; changed: number }) {
  const path = `/v1/products/${encodeURIComponent(sku)}/conflicts`;
  const found = useResource<{ items: Conflict[] }>(may("catalogue:read") && changed > 0 ? path : null, {
    events: ["ProductUpdated"],
    concerns: ({ subject }) => subject === sku,
  });
  const items = found.data?.items ?? [];
  if (items.length === 0) return null;
  const fields = items.map(({ pointer }) => pointer.slice(1)).join(", ");
  return (
    <div class="notice check">
      <strong class="row">
        <Mark tone="check" /> {counted(items.length, "field")} of this product {items.length === 1 ? "was" : "were"}{" "}
        written on both sides of a cut link: {fields}
      </strong>
      <span>
        One of the values is shown. <a href={href(["conflicts"], { sku })}>Compare and choose</a>
      </span>
    </div>
  );
}
